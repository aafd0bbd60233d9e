// SPDX-License-Identifier: Apache-2.0
#include "weir/time/cycle_interpolator.hpp"

#include "catch.hpp"

#include <cstdint>

#include "weir/core/random.hpp"

namespace {

/// A counter and a steady clock that a test moves: two and a half cycles a nanosecond.
struct FakeSource {
    static inline bool steady = true;
    static inline std::int64_t time = 0;
    static inline std::int64_t cycles_by_quarter = 10;  // cycles in 4 ns
    static inline std::int64_t offset = 0;
    static inline std::int64_t interruption = 0;  // time that passes while a look is taken
    static inline int looks = 0;

    static void reset() {
        steady = true;
        time = 1'000'000'000'000;
        cycles_by_quarter = 10;
        offset = 77;
        interruption = 0;
        looks = 0;
    }
    static bool is_steady() noexcept { return steady; }
    static std::uint64_t cycles() noexcept {
        return static_cast<std::uint64_t>(time * cycles_by_quarter / 4 + offset);
    }
    static std::int64_t nanos() noexcept {
        ++looks;
        const std::int64_t told = time;
        time += interruption;
        return told;
    }
    /// Changes the counter's speed without a jump of the count.
    static void change_speed(std::int64_t cycles_in_four_nanos) {
        offset += time * cycles_by_quarter / 4 - time * cycles_in_four_nanos / 4;
        cycles_by_quarter = cycles_in_four_nanos;
    }
};

using Interpolator = weir::detail::CycleInterpolator<FakeSource, 1>;

constexpr std::int64_t window_nanos = Interpolator::window_cycles * 4 / 10;

/// Lets time pass in small steps and says the largest error that was told on the way.
std::int64_t worst_error(Interpolator& clock, std::int64_t nanos, std::int64_t step = 10'000) {
    std::int64_t worst = 0;
    std::int64_t last = clock.now();
    for (std::int64_t end = FakeSource::time + nanos; FakeSource::time < end;) {
        FakeSource::time += step;
        const std::int64_t now = clock.now();
        REQUIRE(now >= last);
        last = now;
        const std::int64_t error = now - FakeSource::time;
        worst = error < 0 ? (-error > worst ? -error : worst) : (error > worst ? error : worst);
    }
    return worst;
}

}  // namespace

TEST_CASE("an interpolator without a steady counter looks at the steady clock every time") {
    FakeSource::reset();
    FakeSource::steady = false;
    Interpolator clock;
    CHECK(worst_error(clock, 100'000'000) == 0);
    CHECK(FakeSource::looks == 10'001);
}

TEST_CASE("an interpolator that knows the speed seldom looks, and is right to a few nanoseconds") {
    FakeSource::reset();
    Interpolator clock;
    CHECK(worst_error(clock, 30'000'000) <= 2);
    FakeSource::looks = 0;
    CHECK(worst_error(clock, 100'000'000) <= 2);
    CHECK(FakeSource::looks >= 100'000'000 / window_nanos);
    CHECK(FakeSource::looks <= 100'000'000 / window_nanos + 3);
}

TEST_CASE("after a counter has jumped, forwards or back, the interpolator is right again soon") {
    for (const std::int64_t jump :
         {std::int64_t{-1}, std::int64_t{-1000}, -(std::int64_t{1} << 40), std::int64_t{1000},
          std::int64_t{1} << 20, (std::int64_t{1} << 21) - 1, std::int64_t{1} << 40}) {
        FakeSource::reset();
        Interpolator clock;
        worst_error(clock, 50'000'000);
        FakeSource::offset += jump;
        CAPTURE(jump);
        CHECK(worst_error(clock, 2 * window_nanos) <= window_nanos);
        worst_error(clock, 50'000'000);
        CHECK(worst_error(clock, 50'000'000) <= 10);
    }
}

TEST_CASE("a jump too small to show in the speed leaves no error behind either") {
    for (const std::int64_t jump : {std::int64_t{-1} << 20, std::int64_t{1} << 20}) {
        FakeSource::reset();
        Interpolator clock;
        worst_error(clock, 100'000'000'000, 500'000);
        FakeSource::offset += jump;
        CAPTURE(jump);
        CHECK(worst_error(clock, 2 * window_nanos) > (jump > 0 ? 100'000 : -1));
        CHECK(worst_error(clock, 50'000'000) <= 20);
    }
}

TEST_CASE("a counter that changes its speed is found out, and measured anew") {
    for (const std::int64_t speed : {5, 9, 11, 20}) {
        FakeSource::reset();
        Interpolator clock;
        worst_error(clock, 50'000'000);
        FakeSource::change_speed(speed);
        CAPTURE(speed);
        CHECK(worst_error(clock, 300'000'000) <= window_nanos * 2);
        worst_error(clock, 1'000'000'000);
        CHECK(worst_error(clock, 100'000'000) <= 3000);
    }
}

TEST_CASE("a counter too slow to count nanoseconds with is not used") {
    FakeSource::reset();
    FakeSource::cycles_by_quarter = 3;
    Interpolator clock;
    worst_error(clock, 100'000'000);
    FakeSource::looks = 0;
    CHECK(worst_error(clock, 10'000'000) == 0);
    CHECK(FakeSource::looks == 1001);
}

TEST_CASE("a look that was interrupted is used for one reading only") {
    FakeSource::reset();
    Interpolator clock;
    worst_error(clock, 50'000'000);
    FakeSource::time += 2 * window_nanos;
    FakeSource::interruption = 10'000'000;
    const std::int64_t told = clock.now();
    CHECK(told == FakeSource::time - 10'000'000);
    FakeSource::interruption = 0;
    CHECK(clock.now() == FakeSource::time);
    CHECK(worst_error(clock, 50'000'000) <= 2);
}

TEST_CASE("what an interpolator tells never steps back, whatever the counter does") {
    const std::uint64_t seed = 0x7473'6363;
    CAPTURE(seed);
    weir::Random random{seed};
    FakeSource::reset();
    Interpolator clock;
    std::int64_t last = clock.now();
    for (int step = 0; step < 200'000; ++step) {
        FakeSource::time += static_cast<std::int64_t>(random.below(20'000));
        if (random.below(5000) == 0) {
            FakeSource::offset += static_cast<std::int64_t>(random.below(1 << 23)) - (1 << 22);
        }
        if (random.below(20'000) == 0) {
            FakeSource::change_speed(static_cast<std::int64_t>(5 + random.below(10)));
        }
        FakeSource::interruption = random.below(100) == 0 ? 50'000 : 0;
        const std::int64_t now = clock.now();
        REQUIRE(now >= last);
        last = now;
    }
}
