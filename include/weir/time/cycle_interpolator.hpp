// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#if defined(__GNUC__) && defined(__x86_64__)
#include <cpuid.h>
#endif

namespace weir::inline v0 {

namespace detail {

#if defined(__GNUC__) && defined(__x86_64__)

/// True if the counter runs at one speed whatever the processor does.
[[nodiscard]] inline bool cycles_are_steady() noexcept {
    constexpr unsigned advanced_power_management = 0x8000'0007;
    constexpr unsigned invariant_counter = 1U << 8;
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    return __get_cpuid(advanced_power_management, &a, &b, &c, &d) != 0 &&
           (d & invariant_counter) != 0;
}
[[nodiscard]] inline std::uint64_t cycle_count() noexcept {
    return __builtin_ia32_rdtsc();
}

#else

[[nodiscard]] inline bool cycles_are_steady() noexcept {
    return false;
}
[[nodiscard]] inline std::uint64_t cycle_count() noexcept {
    return 0;
}

#endif

/// The processor's cycle counter, and the steady clock that it stands in for.
struct CycleSource {
    [[nodiscard]] static bool is_steady() noexcept {
        static const bool steady = cycles_are_steady();
        return steady;
    }
    [[nodiscard]] static std::uint64_t cycles() noexcept { return cycle_count(); }
    [[nodiscard]] static std::int64_t nanos() noexcept {
        const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::nanoseconds>(since_start).count();
    }
};

/// Tells one thread the steady clock's time by counting cycles, for a millisecond or so at a time.
///
/// Then it looks at the steady clock again. So whatever the counter does (a thread moves to a
/// processor with another count, the machine sleeps, a virtual one moves to another host), the
/// error ends with the window: a jump out of the window is noticed at once, a jump within it
/// lasts no longer than it. The speed is measured all along, and while it is not known, or has
/// changed, every reading comes from the steady clock.
///
/// Units:  `unit_nanos` nanoseconds of the source's steady clock. Fractions are kept in 2^-32 of
///         them, so that telling the time takes one multiplication and no division.
/// Thread: one. What it tells never steps back.
template <class Source, std::int64_t unit_nanos>
class CycleInterpolator {
public:
    static constexpr std::uint64_t window_cycles = std::uint64_t{1} << 21;

    constexpr CycleInterpolator() noexcept = default;

    [[nodiscard]] std::int64_t now() noexcept {
        const std::uint64_t cycles = Source::cycles();
        if (cycles - cycles_told_ < cycles_end_ - cycles_told_) [[likely]] {
            cycles_told_ = cycles;
            return told();
        }
        return look();
    }

private:
    static constexpr std::int64_t measuring_nanos = 20'000'000;
    static constexpr std::uint64_t look_cycles_max = 4096;  // longer: something came between
    static constexpr double speed_change_max = 0.001;
    static constexpr double fractions = 4294967296.0;

    [[nodiscard]] std::int64_t told() const noexcept {
        const std::uint64_t passed = cycles_told_ - cycles_at_look_;
        return time_at_look_ +
               static_cast<std::int64_t>((passed * speed_ + fraction_at_look_) >> 32);
    }

    [[gnu::noinline]] std::int64_t look() noexcept {
        const std::uint64_t before = Source::cycles();
        const std::int64_t nanos = Source::nanos();
        const std::uint64_t after = Source::cycles();
        const std::int64_t last = told();
        const bool undisturbed = after - before <= look_cycles_max;
        const bool fit = undisturbed && measure(after, nanos);
        const std::int64_t time = nanos / unit_nanos;
        // Who is ahead stands still until the steady clock has come up with him.
        const bool is_ahead = time < last;
        time_at_look_ = is_ahead ? last : time;
        fraction_at_look_ =
            is_ahead ? 0 : (static_cast<std::uint64_t>(nanos % unit_nanos) << 32) / unit_nanos;
        cycles_at_look_ = after;
        cycles_told_ = after;
        cycles_end_ = after + (fit && !is_ahead ? window_cycles : 0);
        return time_at_look_;
    }

    /// True if the speed of the counter is known and has been the same for a while.
    bool measure(std::uint64_t cycles, std::int64_t nanos) noexcept {
        const std::int64_t length = nanos - nanos_at_start_;
        if (!is_measuring_) {
            if (!Source::is_steady()) {
                return false;
            }
            return start_measuring(cycles, nanos);
        }
        if (length < measuring_nanos) {
            return speed_ != 0;
        }
        const double nanos_per_cycle =
            static_cast<double>(length) / static_cast<double>(cycles - cycles_at_start_);
        const double speed = nanos_per_cycle / unit_nanos * fractions;
        const auto known = static_cast<double>(speed_);
        const double change = known == 0 ? 0 : speed / known - 1;
        // One nanosecond a cycle or more, and the product in told() could overflow.
        if (!(nanos_per_cycle < 1) || change > speed_change_max || change < -speed_change_max) {
            return start_measuring(cycles, nanos);
        }
        speed_ = static_cast<std::uint64_t>(speed);
        return true;
    }
    bool start_measuring(std::uint64_t cycles, std::int64_t nanos) noexcept {
        is_measuring_ = true;
        speed_ = 0;
        cycles_at_start_ = cycles;
        nanos_at_start_ = nanos;
        return false;
    }

    std::uint64_t cycles_told_ = 0;
    std::uint64_t cycles_end_ = 0;  ///< the last look holds until here
    std::uint64_t cycles_at_look_ = 0;
    std::uint64_t speed_ = 0;  ///< fractions a cycle; 0 while it is not known
    std::int64_t time_at_look_ = 0;
    std::uint64_t fraction_at_look_ = 0;
    std::uint64_t cycles_at_start_ = 0;
    std::int64_t nanos_at_start_ = 0;
    bool is_measuring_ = false;
};

/// The steady clock as this thread's interpolator tells it.  Units: microseconds.
[[nodiscard]] inline std::int64_t steady_micros() noexcept {
    constinit static thread_local CycleInterpolator<CycleSource, 1000> interpolator;
    return interpolator.now();
}

}  // namespace detail

}  // namespace weir::inline v0
