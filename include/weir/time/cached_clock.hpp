// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "weir/core/instant.hpp"
#include "weir/time/clock.hpp"
#include "weir/time/waiting_clock.hpp"

namespace weir::inline v0 {

/// Another clock's time as of the last `refresh`, for the price of one load. It never steps back.
///
/// For a program that has a loop anyway and refreshes once a turn: all that happens in a turn
/// then happens at one instant.
///
/// Thread:   any, on every function.
/// Progress: lock-free; now() is wait-free.
template <time_source Base>
class CachedClock {
public:
    /// `base` has to outlive this clock.
    explicit CachedClock(Base& base = default_clock<Base>()) noexcept
        : base_{base}, micros_{base.now().micros()} {}

    [[nodiscard]] Instant now() const noexcept {
        // relaxed: a time is only a number, and carries nothing else
        return Instant::from_micros(micros_.load(std::memory_order_relaxed));
    }

    /// Takes over the other clock's time, unless that is before what was taken over already: with
    /// several threads that refresh, an older reading may come later.
    void refresh() noexcept {
        const std::int64_t now = base_.now().micros();
        // relaxed: as above
        std::int64_t seen = micros_.load(std::memory_order_relaxed);
        while (seen < now &&
               !micros_.compare_exchange_weak(seen, now,
                                              std::memory_order_relaxed,     // relaxed: as above
                                              std::memory_order_relaxed)) {  // relaxed: as above
        }
    }

    /// Waits on the other clock, and takes over its time at the end.
    bool wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable& changed,
                    Instant deadline) requires waiting_clock<Base> {
        const bool early = base_.wait_until(lock, changed, deadline);
        refresh();
        return early;
    }

private:
    Base& base_;
    std::atomic<std::int64_t> micros_;
};

}  // namespace weir::inline v0
