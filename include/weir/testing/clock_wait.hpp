// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "weir/time/waiting_clock.hpp"

namespace weir::inline v0 {

/// One wait on a clock in a thread of its own, which a test looks at from outside.
///
/// A clock that never lets its waiter go does not hang the test: after `patience`, which is real
/// time that only a wrong clock takes, the thread is left to itself.
template <waiting_clock Clock>
class ClockWait {
public:
    /// Comes back when the thread waits, or has ended already.
    ClockWait(Clock& clock, Instant deadline, std::chrono::milliseconds patience)
        : patience_{patience}, state_{std::make_shared<State>()} {
        std::thread thread{[state = state_, &clock, deadline] { state->run(clock, deadline); }};
        thread.detach();
        std::unique_lock lock{state_->mutex};
        state_->news.wait(lock, [this] { return state_->begun; });
    }
    ClockWait(const ClockWait&) = delete;
    ClockWait& operator=(const ClockWait&) = delete;
    ~ClockWait() {
        notify();
        static_cast<void>(ended());
    }

    /// Wakes the waiter by its condition, for good.
    void notify() {
        const std::lock_guard lock{state_->mutex};
        state_->notified = true;
        state_->changed.notify_all();
    }
    /// Gives: whether the wait is over, or is within the patience.
    [[nodiscard]] bool ended() {
        std::unique_lock lock{state_->mutex};
        return state_->news.wait_for(lock, patience_, [this] { return state_->ended; });
    }
    /// What the clock gave: whether it woke before its deadline.
    [[nodiscard]] bool was_early() {
        const std::lock_guard lock{state_->mutex};
        return state_->early;
    }
    /// Whether the lock was held when the clock let its waiter go.
    [[nodiscard]] bool held_lock() {
        const std::lock_guard lock{state_->mutex};
        return state_->held_lock;
    }

private:
    static constexpr int wakings_max = 1'000;  ///< without a reason, before that is the reason

    struct State {
        std::mutex mutex;
        std::condition_variable changed;
        std::condition_variable news;
        bool begun = false;
        bool notified = false;
        bool ended = false;
        bool early = true;
        bool held_lock = true;

        void run(Clock& clock, Instant deadline) {
            std::unique_lock lock{mutex};
            begun = true;
            news.notify_all();
            for (int waking = 0; waking < wakings_max && early && !notified; ++waking) {
                early = clock.wait_until(lock, changed, deadline);
                held_lock = held_lock && lock.owns_lock();
                if (!lock.owns_lock()) {
                    lock.lock();
                }
            }
            ended = true;
            news.notify_all();
        }
    };

    std::chrono::milliseconds patience_;
    std::shared_ptr<State> state_;
};

}  // namespace weir::inline v0
