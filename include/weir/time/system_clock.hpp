// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "weir/core/instant.hpp"
#include "weir/time/cycle_interpolator.hpp"

namespace weir::inline v0 {

/// The wall time at its construction plus the steady time since.
///
/// It does not follow when someone sets the machine's clock, forwards or back: a stream counts
/// time that passes, and a step would expire or revive what it holds.
///
/// Where the processor has a counter that runs steadily, a reading costs half of one of the steady
/// clock, and is less than a microsecond behind it; within a millisecond or so whatever the counter
/// does. Elsewhere, and in the first 20 ms of a thread, it is the steady clock.
///
/// Thread: any. What one thread reads never steps back; a thread that is told of another's reading
///         may read a microsecond less.
class SystemClock {
public:
    [[nodiscard]] Instant now() const noexcept {
        return Instant::from_micros(detail::steady_micros() + ahead_micros_);
    }

    /// Waits for `deadline` or for `changed`, as `waiting_clock` says.
    bool wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable& changed,
                    Instant deadline) const {
        const Duration left = deadline - now();
        if (left > Duration{0}) {
            // In nanoseconds "for ever" would overflow, so a long wait ends early now and then.
            changed.wait_for(lock, left < longest_wait ? left : longest_wait);
        }
        return now() < deadline;
    }

private:
    static constexpr Duration longest_wait = std::chrono::hours{1};

    [[nodiscard]] static std::int64_t wall_micros() noexcept {
        const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
        return std::chrono::duration_cast<Duration>(since_epoch).count();
    }

    std::int64_t ahead_micros_ = wall_micros() - detail::steady_micros();
};

}  // namespace weir::inline v0
