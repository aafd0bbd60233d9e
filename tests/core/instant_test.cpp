// SPDX-License-Identifier: Apache-2.0
#include "weir/core/instant.hpp"

#include <cstdint>
#include <limits>
#include <type_traits>

#include "catch.hpp"

using weir::Duration;
using weir::Instant;
using namespace std::chrono_literals;

namespace {

constexpr auto int64_max = std::numeric_limits<std::int64_t>::max();
constexpr auto int64_min = std::numeric_limits<std::int64_t>::min();

}  // namespace

static_assert(sizeof(Instant) == 8 && std::is_trivially_copyable_v<Instant>);
static_assert(!std::is_convertible_v<Duration, Instant>, "a length of time is not a point in it");
static_assert(Instant{} == Instant::from_seconds(0));

TEST_CASE("an instant tells whole seconds and milliseconds rounded down") {
    const auto at = Instant::from_micros(1'700'000'000'123'456);
    CHECK(at.micros() == 1'700'000'000'123'456);
    CHECK(at.millis() == 1'700'000'000'123);
    CHECK(at.seconds() == 1'700'000'000);
}

TEST_CASE("before 1970 rounding still goes down, towards the past") {
    CHECK(Instant::from_micros(-1).seconds() == -1);
    CHECK(Instant::from_micros(-1).millis() == -1);
    CHECK(Instant::from_micros(-1'000'000).seconds() == -1);
    CHECK(Instant::from_micros(-1'000'001).seconds() == -2);
    CHECK(Instant::from_micros(-1'000).millis() == -1);
    CHECK(Instant::from_micros(-1'001).millis() == -2);
    CHECK(Instant::min().seconds() == int64_min / 1'000'000 - 1);
}

TEST_CASE("an instant is the same however its time was given") {
    CHECK(Instant::from_seconds(5) == Instant::from_millis(5'000));
    CHECK(Instant::from_millis(5) == Instant::from_micros(5'000));
    CHECK(Instant{5s} == Instant::from_seconds(5));
    CHECK(Instant::from_seconds(-5) == Instant{-5s});
}

TEST_CASE("times too far to count stop at the ends") {
    CHECK(Instant::from_seconds(int64_max) == Instant::max());
    CHECK(Instant::from_seconds(int64_min) == Instant::min());
    CHECK(Instant::from_millis(int64_max) == Instant::max());
    CHECK(Instant::from_millis(int64_min) == Instant::min());
    CHECK(Instant::from_seconds(int64_max / 1'000'000).micros() ==
          int64_max / 1'000'000 * 1'000'000);
    CHECK(Instant::from_seconds(int64_max / 1'000'000 + 1) == Instant::max());
    CHECK(Instant::from_seconds(int64_min / 1'000'000).micros() ==
          int64_min / 1'000'000 * 1'000'000);
    CHECK(Instant::from_seconds(int64_min / 1'000'000 - 1) == Instant::min());
}

TEST_CASE("adding for ever does not bring back the past") {
    const auto now = Instant::from_seconds(1'700'000'000);
    CHECK(now + Duration::max() == Instant::max());
    CHECK(Duration::max() + now == Instant::max());
    CHECK(now - Duration::max() == Instant::from_micros(now.micros() - int64_max));
    CHECK(Instant::from_seconds(-2) - Duration::max() == Instant::min());
    CHECK(now - Duration::min() == Instant::max());
    CHECK(Instant::from_seconds(-2) + Duration::min() == Instant::min());
    CHECK(Instant::max() + 1us == Instant::max());
    CHECK(Instant::min() - 1us == Instant::min());
    CHECK(Instant::max() - -1us == Instant::max());
    CHECK(Instant::min() + -1us == Instant::min());
    CHECK(Instant::max() - 1us < Instant::max());
    CHECK(Instant::min() + 1us > Instant::min());
    CHECK(Instant::max() + Duration::zero() == Instant::max());
    CHECK(Instant{} - Duration::min() == Instant::max());
    CHECK(Instant::from_micros(-1) - Duration::min() == Instant::max());
}

TEST_CASE("the time between two instants stops at the ends as well") {
    CHECK(Instant::from_seconds(7) - Instant::from_seconds(4) == 3s);
    CHECK(Instant::from_seconds(4) - Instant::from_seconds(7) == -3s);
    CHECK(Instant::max() - Instant::min() == Duration::max());
    CHECK(Instant::min() - Instant::max() == Duration::min());
    CHECK(Instant::max() - Instant::max() == Duration::zero());
    CHECK(Instant{} - Instant::min() == Duration::max());
}

TEST_CASE("instants move forwards and backwards and compare by time") {
    auto at = Instant::from_seconds(10);
    at += 2s;
    CHECK(at == Instant::from_seconds(12));
    at -= 5min;
    CHECK(at == Instant::from_seconds(-288));
    CHECK(at < Instant{});
    CHECK(Instant::min() < at);
    CHECK(Instant::max() >= at);
    CHECK_FALSE(at == Instant{});
}
