// SPDX-License-Identifier: Apache-2.0
#include "weir/service/call_rate.hpp"

#include "catch.hpp"
#include "weir/core/random.hpp"

using namespace std::chrono_literals;
using weir::CallRate;
using weir::Instant;
using weir::RollingCount;

namespace {

const Instant start = Instant::from_seconds(1'000);

int admitted(CallRate& rate, Instant now, std::uint32_t per_second, int calls) {
    int count = 0;
    for (int call = 0; call < calls; ++call) {
        count += rate.admit(now, per_second) ? 1 : 0;
    }
    return count;
}

}  // namespace

TEST_CASE("After a rest a second's calls are admitted at once, then one for each share of it") {
    CallRate rate;
    CHECK(admitted(rate, start, 5, 10) == 5);
    CHECK(admitted(rate, start + 199'999us, 5, 10) == 0);
    CHECK(admitted(rate, start + 200ms, 5, 10) == 1);
    CHECK(admitted(rate, start + 600ms, 5, 10) == 2);
    CHECK(admitted(rate, start + 1h, 5, 10) == 5);
}

TEST_CASE("One call a second is one call a second") {
    CallRate rate;
    CHECK(admitted(rate, start, 1, 3) == 1);
    CHECK(admitted(rate, start + 999'999us, 1, 3) == 0);
    CHECK(admitted(rate, start + 1s, 1, 3) == 1);
}

TEST_CASE("A refused call costs nothing") {
    CallRate rate;
    CHECK(admitted(rate, start, 5, 1'000) == 5);
    CHECK(admitted(rate, start + 1s, 5, 1'000) == 5);
}

TEST_CASE("A clock that steps back admits no more, and is waited for no longer than a second") {
    CallRate rate;
    CHECK(admitted(rate, start, 5, 10) == 5);
    CHECK(admitted(rate, start - 1h, 5, 10) == 0);
    CHECK(admitted(rate, start - 1h + 200ms, 5, 10) == 1);
    CHECK(admitted(rate, start - 1h + 1'200ms, 5, 10) == 5);
}

TEST_CASE("Over a long time as many calls are admitted as the rate says") {
    CallRate rate;
    weir::Random random{7};
    Instant now = start;
    int count = 0;
    while (now < start + 100s) {
        count += rate.admit(now, 20) ? 1 : 0;
        now += weir::Duration{static_cast<std::int64_t>(random.below(20'000))};
    }
    CHECK(count > 100 * 20 - 5);
    CHECK(count <= 100 * 20 + 20);
}

TEST_CASE("A rolling count forgets an event when its length of time has passed") {
    RollingCount count;
    count.add(start);
    count.add(start + 1h);
    CHECK(count.count(start + 2h, 24h) == 2);
    CHECK(count.count(start + 24h - 1us, 24h) == 2);
    CHECK(count.count(start + 24h, 24h) == 1);
    CHECK(count.count(start + 25h, 24h) == 0);
}

TEST_CASE("A rolling count takes as of now what lies ahead of a clock that stepped back") {
    RollingCount count;
    count.add(start + 1'000h);
    CHECK(count.count(start, 24h) == 1);
    CHECK(count.count(start + 24h, 24h) == 0);
}
