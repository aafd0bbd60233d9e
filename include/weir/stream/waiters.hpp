// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "weir/core/instant.hpp"

namespace weir::inline v0 {

/// What a waiter finds when it looks.
enum class Readiness : std::uint8_t {
    yes,   ///< there is something to do
    soon,  ///< a writer is between reserving and publishing
    no,
};

/// Threads that wait for something to happen in a stream.
///
/// A writer pays one load of a word that nobody writes while nobody waits. No wake-up is lost: a
/// waiter announces itself before it looks at the log's tail; a writer looks for waiters after it
/// moved that tail; all four are sequentially consistent, so one of the two sees the other.
///
/// Edges:
///   announce  wait_until() -> wake(): a waiter that found nothing is seen by the next writer.
template <class Atomics>
class Waiters {
    template <class T>
    using atomic = typename Atomics::template atomic<T>;

public:
    /// Called after the tail of a log moved.
    void wake() noexcept {
        if (has_any()) {
            wake_all();
        }
    }
    /// True if somebody has announced that it is going to look, and perhaps to wait.
    [[nodiscard]] bool has_any() const noexcept {
        return waiting_.load(std::memory_order_seq_cst) != 0;  // announce: writer of a log
    }

    /// Waits on `clock` until `look()` says yes or `deadline` has come.
    /// `due` is asked for the next instant at which something happens by itself.
    template <class Clock, class Look, class Due>
    bool wait_until(Clock& clock, Instant deadline, Look&& look, Due&& due) {
        const Announcement announced{waiting_};
        for (;;) {
            std::unique_lock lock{mutex_};
            const Readiness found = look();
            if (found == Readiness::yes) {
                return true;
            }
            const Instant now = clock.now();
            if (now >= deadline) {
                return false;
            }
            if (found == Readiness::soon) {
                lock.unlock();
                Atomics::spin();
                continue;
            }
            const Instant next = due();
            const Instant until = next < deadline ? next : deadline;
            if (now >= until) {
                lock.unlock();
                return true;  // what is due must be done by the caller
            }
            sleep(clock, lock, until, until - now);
        }
    }

private:
    static constexpr Duration slice{10'000};  // for a clock that cannot wait

    /// Counts a waiter for as long as it waits.
    class Announcement {
    public:
        explicit Announcement(atomic<std::uint32_t>& waiting) noexcept : waiting_{waiting} {
            waiting_.fetch_add(1, std::memory_order_seq_cst);  // announce: waiter
        }
        Announcement(const Announcement&) = delete;
        Announcement& operator=(const Announcement&) = delete;
        ~Announcement() {
            // relaxed: a wake-up too many is fine
            waiting_.fetch_sub(1, std::memory_order_relaxed);
        }

    private:
        atomic<std::uint32_t>& waiting_;
    };

    void wake_all() noexcept {
        { const std::lock_guard lock{mutex_}; }  // a waiter that has looked is asleep by now
        changed_.notify_all();
    }
    template <class Clock>
    void sleep(Clock& clock, std::unique_lock<std::mutex>& lock, Instant until, Duration left) {
        if constexpr (requires { clock.wait_until(lock, changed_, until); }) {
            clock.wait_until(lock, changed_, until);
        } else {
            changed_.wait_for(lock, left < slice ? left : slice);
        }
    }

    atomic<std::uint32_t> waiting_{0};
    std::mutex mutex_;
    std::condition_variable changed_;
};

}  // namespace weir::inline v0
