// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "weir/core/instant.hpp"

namespace weir::inline v0 {

/// The wall time at its construction plus the steady time since: it never steps.
class SystemClock {
public:
    [[nodiscard]] Instant now() const noexcept {
        return begin_ + std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() -
                                                             steady_begin_);
    }
    bool wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable& changed,
                    Instant deadline) const {
        const auto at = steady_begin_ + (deadline - begin_);
        return changed.wait_until(lock, at) == std::cv_status::no_timeout;
    }

private:
    Instant begin_{std::chrono::duration_cast<Duration>(
        std::chrono::system_clock::now().time_since_epoch())};
    std::chrono::steady_clock::time_point steady_begin_ = std::chrono::steady_clock::now();
};

}  // namespace weir::inline v0
