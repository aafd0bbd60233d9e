// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "weir/core/instant.hpp"

namespace weir::inline v0 {

/// The wall time at its construction plus the steady time since.
///
/// It does not follow when someone sets the machine's clock, forwards or back: a stream counts
/// time that passes, and a step would expire or revive what it holds.
///
/// Thread: any; who reads later, in whatever thread, does not read less.
class SystemClock {
public:
    [[nodiscard]] Instant now() const noexcept {
        const auto passed = std::chrono::steady_clock::now() - steady_begin_;
        return begin_ + std::chrono::duration_cast<Duration>(passed);
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

    Instant begin_{
        std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch())};
    std::chrono::steady_clock::time_point steady_begin_ = std::chrono::steady_clock::now();
};

}  // namespace weir::inline v0
