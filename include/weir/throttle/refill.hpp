// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>

#include "weir/core/instant.hpp"
#include "weir/throttle/throttle.hpp"

namespace weir::inline v0 {

/// A whole millisecond of time, counted from so long ago that every `Instant` has a positive one.
///
/// Units: milliseconds. Whole seconds of the epoch are multiples of 1000.
using Tick = std::uint64_t;

/// What stands for a tick in an answer that is "now", and in one that is "never".
inline constexpr Tick at_once = 0;
inline constexpr Tick never = ~Tick{0};

[[nodiscard]] constexpr Tick tick_of(Instant now) noexcept {
    constexpr Tick ticks_before_epoch = 10'000'000'000'000'000;
    return ticks_before_epoch + static_cast<Tick>(now.millis());
}

/// The answer of a throttle that first admits at tick `first`, given at `now`.
[[nodiscard]] constexpr Verdict verdict_from(Tick first, Instant now) noexcept {
    if (first == at_once) {
        return {.admitted = true};
    }
    if (first == never) {
        return {.admitted = false};
    }
    constexpr auto micros_per_tick = std::int64_t{1000};
    constexpr auto distance_max = static_cast<Tick>(Duration::max().count() / micros_per_tick);
    const Tick distance = first - tick_of(now);
    if (distance > distance_max) {
        return {false, Duration::max()};
    }
    const auto rest = now.micros() % micros_per_tick;
    const auto into_tick = rest < 0 ? rest + micros_per_tick : rest;
    return {false, Duration{static_cast<std::int64_t>(distance) * micros_per_tick - into_tick}};
}

/// How fast tokens come back, in whole tokens on whole ticks, and none is ever lost to rounding.
///
/// After tick t there have been floor(per_second * t / 1000) of them since tick 0. What comes
/// between two ticks is the difference of two such numbers, so it adds up exactly over any
/// sequence of ticks, however they are spaced.
class RefillRate {
public:
    static constexpr std::uint64_t per_second_max = std::uint64_t{1} << 40;

    /// Units: tokens per second, 1 to per_second_max.
    constexpr explicit RefillRate(std::uint64_t per_second) noexcept : per_second_{per_second} {}

    [[nodiscard]] constexpr std::uint64_t per_second() const noexcept { return per_second_; }

    /// Tokens that come after tick `from`, up to and with tick `to`; capped at 2^62.
    [[nodiscard]] constexpr std::uint64_t between(Tick from, Tick to) const noexcept {
        const Tick seconds = to / ticks_per_second - from / ticks_per_second;
        if (std::bit_width(seconds) + std::bit_width(per_second_) > 62) {
            return std::uint64_t{1} << 62;
        }
        return seconds * per_second_ + into_second(to) - into_second(from);
    }

    /// The first tick after `from` by which `tokens` have come.
    /// Units: tokens from 1 to 2^53.
    [[nodiscard]] constexpr Tick when(Tick from, std::uint64_t tokens) const noexcept {
        const auto wanted = (into_second(from) + tokens) * ticks_per_second;
        const auto ticks = wanted / per_second_ + (wanted % per_second_ != 0 ? 1 : 0);
        return from - from % ticks_per_second + ticks;
    }

private:
    static constexpr Tick ticks_per_second = 1000;

    /// Tokens that have come since the last whole second.
    [[nodiscard]] constexpr std::uint64_t into_second(Tick tick) const noexcept {
        return tick % ticks_per_second * per_second_ / ticks_per_second;
    }

    std::uint64_t per_second_;
};

}  // namespace weir::inline v0
