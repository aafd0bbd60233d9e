// SPDX-License-Identifier: Apache-2.0
#include "weir/throttle/refill.hpp"

#include "catch.hpp"

#include <cstdint>
#include <limits>

#include "weir/core/random.hpp"

using weir::Duration;
using weir::Instant;
using weir::RefillRate;
using weir::Tick;
using weir::tick_of;
using weir::verdict_from;

TEST_CASE("ticks are whole milliseconds and keep their order from the first instant to the last") {
    const auto lowest = Instant::from_micros(std::numeric_limits<std::int64_t>::min());
    const auto highest = Instant::from_micros(std::numeric_limits<std::int64_t>::max());
    CHECK(tick_of(lowest) > 0);
    CHECK(tick_of(lowest) < tick_of(Instant::from_micros(-1)));
    CHECK(tick_of(Instant::from_micros(-1)) + 1 == tick_of(Instant::from_micros(0)));
    CHECK(tick_of(Instant::from_micros(999)) == tick_of(Instant::from_micros(0)));
    CHECK(tick_of(Instant::from_micros(1000)) == tick_of(Instant::from_micros(0)) + 1);
    CHECK(tick_of(Instant{}) < tick_of(highest));
    CHECK(tick_of(highest) < weir::never);
    CHECK(tick_of(Instant{}) % 1000 == 0);
}

TEST_CASE("no token is lost however the time between two ticks is cut up") {
    const auto seed = std::uint64_t{0x77656972};
    CAPTURE(seed);
    weir::Random random{seed};
    for (const std::uint64_t per_second :
         {1ULL, 5ULL, 999ULL, 1000ULL, 1001ULL, 1'048'576ULL, 2'097'152ULL, 1ULL << 40}) {
        const RefillRate rate{per_second};
        const Tick start = tick_of(Instant::from_millis(1'700'000'000'123));
        Tick at = start;
        std::uint64_t sum = 0;
        for (int cut = 0; cut < 2000; ++cut) {
            const Tick next = at + random.next() % 700;
            sum += rate.between(at, next);
            at = next;
        }
        CAPTURE(per_second, at - start);
        CHECK(sum == rate.between(start, at));
        const auto exact =
            static_cast<long double>(at - start) * static_cast<long double>(per_second) / 1000;
        CHECK(static_cast<long double>(sum) > exact - 1);
        CHECK(static_cast<long double>(sum) < exact + 1);
    }
}

TEST_CASE("a second brings the rate exactly, wherever it starts") {
    const RefillRate rate{1'048'576};
    for (Tick start = 1'000'000; start < 1'002'000; ++start) {
        CHECK(rate.between(start, start + 1000) == 1'048'576);
    }
}

TEST_CASE("a wait of ages brings more than any debt, and does not wrap") {
    const RefillRate fast{RefillRate::per_second_max};
    const Tick first = 1;
    const Tick last = tick_of(Instant::from_micros(std::numeric_limits<std::int64_t>::max()));
    CHECK(fast.between(first, last) == std::uint64_t{1} << 62);
    CHECK(RefillRate{1}.between(first, last) == last / 1000);
}

TEST_CASE("the tick at which tokens will have come is the first such tick") {
    const auto seed = std::uint64_t{0x64616d};
    CAPTURE(seed);
    weir::Random random{seed};
    for (int step = 0; step < 20'000; ++step) {
        const RefillRate rate{1 + (random.next() >> (24 + random.next() % 40))};
        const Tick from =
            tick_of(Instant::from_millis(static_cast<std::int64_t>(random.next() >> 12)));
        const std::uint64_t tokens = 1 + (random.next() >> (21 + random.next() % 40));
        const Tick first = rate.when(from, tokens);
        CAPTURE(step, rate.per_second(), from, tokens, first);
        REQUIRE(first > from);
        REQUIRE(rate.between(from, first) >= tokens);
        REQUIRE(rate.between(from, first - 1) < tokens);
    }
}

TEST_CASE("a verdict counts the wait from the instant of asking") {
    const auto now = Instant::from_micros(5'000'250);
    CHECK(verdict_from(weir::at_once, now) == weir::Verdict{true, Duration{0}});
    CHECK(verdict_from(weir::never, now) == weir::Verdict{false, Duration{0}});
    CHECK(verdict_from(tick_of(now) + 1, now) == weir::Verdict{false, Duration{750}});
    const auto before_epoch = Instant::from_micros(-250);
    CHECK(verdict_from(tick_of(before_epoch) + 1, before_epoch) ==
          weir::Verdict{false, Duration{250}});
    CHECK(verdict_from(weir::never - 1, now) == weir::Verdict{false, Duration::max()});
}
