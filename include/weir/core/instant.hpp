// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

// Durations and clocks alone where the library keeps them apart: the calendar that <chrono> brings
// with it is a seventh of the time that g++ needs for all of this folder.
#if defined(__GLIBCXX__) && __has_include(<bits/chrono.h>)
#include <bits/chrono.h>
#else
#include <chrono>
#endif

namespace weir::inline v0 {

/// The length of a stretch of time.
using Duration = std::chrono::microseconds;

namespace detail {

inline constexpr std::int64_t int64_max = std::numeric_limits<std::int64_t>::max();
inline constexpr std::int64_t int64_min = std::numeric_limits<std::int64_t>::min();

[[nodiscard]] constexpr std::int64_t saturating_add(std::int64_t a, std::int64_t b) noexcept {
    if (b > 0 && a > int64_max - b) {
        return int64_max;
    }
    if (b < 0 && a < int64_min - b) {
        return int64_min;
    }
    return a + b;
}

[[nodiscard]] constexpr std::int64_t saturating_subtract(std::int64_t a, std::int64_t b) noexcept {
    if (b < 0 && a > int64_max + b) {
        return int64_max;
    }
    if (b > 0 && a < int64_min + b) {
        return int64_min;
    }
    return a - b;
}

/// `factor` is positive.
[[nodiscard]] constexpr std::int64_t saturating_scale(std::int64_t a,
                                                      std::int64_t factor) noexcept {
    if (a > int64_max / factor) {
        return int64_max;
    }
    if (a < int64_min / factor) {
        return int64_min;
    }
    return a * factor;
}

/// `divisor` is positive.
[[nodiscard]] constexpr std::int64_t floor_divide(std::int64_t a, std::int64_t divisor) noexcept {
    const std::int64_t quotient = a / divisor;
    return a % divisor < 0 ? quotient - 1 : quotient;
}

}  // namespace detail

/// A point on the wall clock, counted from 1970-01-01T00:00:00Z without leap seconds.
///
/// Arithmetic stops at the ends instead of running over them: a retention or a deadline of
/// "for ever" is a very large Duration, and adding it must not bring back the past.
///
/// Units: microseconds; about 292,000 years either way.
class Instant {
public:
    constexpr Instant() noexcept = default;
    constexpr explicit Instant(Duration since_epoch) noexcept : micros_{since_epoch.count()} {}

    [[nodiscard]] static constexpr Instant from_seconds(std::int64_t seconds) noexcept {
        return from_micros(detail::saturating_scale(seconds, 1'000'000));
    }
    [[nodiscard]] static constexpr Instant from_millis(std::int64_t millis) noexcept {
        return from_micros(detail::saturating_scale(millis, 1'000));
    }
    [[nodiscard]] static constexpr Instant from_micros(std::int64_t micros) noexcept {
        return Instant{Duration{micros}};
    }
    [[nodiscard]] static constexpr Instant min() noexcept { return from_micros(detail::int64_min); }
    [[nodiscard]] static constexpr Instant max() noexcept { return from_micros(detail::int64_max); }

    /// Whole seconds, rounded down: before 1970 too, a second never lies after its instant.
    [[nodiscard]] constexpr std::int64_t seconds() const noexcept {
        return detail::floor_divide(micros_, 1'000'000);
    }
    /// Whole milliseconds, rounded down.
    [[nodiscard]] constexpr std::int64_t millis() const noexcept {
        return detail::floor_divide(micros_, 1'000);
    }
    [[nodiscard]] constexpr std::int64_t micros() const noexcept { return micros_; }

    constexpr Instant& operator+=(Duration by) noexcept {
        micros_ = detail::saturating_add(micros_, by.count());
        return *this;
    }
    constexpr Instant& operator-=(Duration by) noexcept {
        micros_ = detail::saturating_subtract(micros_, by.count());
        return *this;
    }
    [[nodiscard]] friend constexpr Instant operator+(Instant at, Duration by) noexcept {
        return at += by;
    }
    [[nodiscard]] friend constexpr Instant operator+(Duration by, Instant at) noexcept {
        return at += by;
    }
    [[nodiscard]] friend constexpr Instant operator-(Instant at, Duration by) noexcept {
        return at -= by;
    }
    [[nodiscard]] friend constexpr Duration operator-(Instant later, Instant earlier) noexcept {
        return Duration{detail::saturating_subtract(later.micros_, earlier.micros_)};
    }

    friend constexpr auto operator<=>(Instant, Instant) noexcept = default;

private:
    std::int64_t micros_ = 0;
};

}  // namespace weir::inline v0
