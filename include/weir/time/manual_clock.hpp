// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>

#include "weir/core/instant.hpp"

namespace weir::inline v0 {

/// A clock that stands still until it is told to move, and then wakes whoever waited for that.
///
/// No wake-up is lost: a waiter holds its own mutex from before it looks at the time until it
/// sleeps, and whoever moves the clock past its deadline takes that mutex for a moment before
/// notifying. So do not move the clock while you hold the mutex of a thread that waits on it.
///
/// Edges:
///   moment   set() or advance() -> now(): who sees a time sees what was done before it was set.
///
/// Thread: any, on every function.
class ManualClock {
public:
    /// Starts in the middle of November 2023 unless told otherwise.
    explicit ManualClock(Instant start = Instant::from_seconds(1'700'000'000)) noexcept
        : micros_{start.micros()} {}
    ManualClock(const ManualClock&) = delete;
    ManualClock& operator=(const ManualClock&) = delete;

    [[nodiscard]] Instant now() const noexcept {
        return Instant::from_micros(micros_.load(std::memory_order_acquire));  // moment: reader
    }

    /// Moves to an instant, back too. All waiters that are due have been notified at the end.
    void set(Instant to) {
        std::unique_lock registry{registry_};
        move_to(to, registry);
    }

    /// Moves by a length of time; of several threads that do so at once, all count.
    void advance(Duration by) {
        std::unique_lock registry{registry_};
        move_to(now() + by, registry);
    }

    /// Waits for `deadline` or for `changed`, as `waiting_clock` says; with any lock and condition
    /// that work together as those of the standard library do.
    template <class Lock, class Condition>
    bool wait_until(Lock& lock, Condition& changed, Instant deadline) {
        Waiter self{lock.mutex(), &changed, notify<typename Lock::mutex_type, Condition>, deadline};
        {
            const std::lock_guard registry{registry_};
            if (now() >= deadline) {
                return false;
            }
            enlist(self);
        }
        changed.wait(lock);
        leave(self, lock);
        return !self.is_due;
    }

    /// How many threads wait on this clock now; a test can look at it instead of sleeping.
    [[nodiscard]] std::size_t waiters() const {
        const std::lock_guard registry{registry_};
        std::size_t count = 0;
        for (const Waiter* waiter = first_; waiter != nullptr; waiter = waiter->next) {
            ++count;
        }
        return count;
    }

    /// The earliest instant that a thread waits for: where to move the clock next.
    [[nodiscard]] std::optional<Instant> next_deadline() const {
        const std::lock_guard registry{registry_};
        std::optional<Instant> earliest;
        for (const Waiter* waiter = first_; waiter != nullptr; waiter = waiter->next) {
            if (!waiter->is_due && (!earliest || waiter->deadline < *earliest)) {
                earliest = waiter->deadline;
            }
        }
        return earliest;
    }

private:
    /// Lives on the stack of the thread that waits; `registry_` guards what changes in it.
    struct Waiter {
        void* mutex;
        void* changed;
        void (*notify)(void* mutex, void* changed);
        Instant deadline;
        bool is_due = false;
        int visitors = 0;           ///< threads that are about to notify it
        std::uint64_t visited = 0;  ///< the last move that saw it due
        Waiter* next = nullptr;
        Waiter* previous = nullptr;
    };

    template <class Mutex, class Condition>
    static void notify(void* mutex, void* changed) {
        // Whoever has looked at the time and not slept yet holds it.
        static_cast<Mutex*>(mutex)->lock();
        static_cast<Mutex*>(mutex)->unlock();
        static_cast<Condition*>(changed)->notify_all();
    }

    void move_to(Instant to, std::unique_lock<std::mutex>& registry) {
        micros_.store(to.micros(), std::memory_order_release);  // moment: writer
        const std::uint64_t move = ++moves_;
        for (Waiter* waiter = first_; waiter != nullptr; waiter = waiter->next) {
            waiter->is_due = waiter->is_due || waiter->deadline <= to;
        }
        while (Waiter* waiter = due_and_not_visited_since(move)) {
            waiter->visited = move;
            ++waiter->visitors;
            registry.unlock();
            waiter->notify(waiter->mutex, waiter->changed);
            registry.lock();
            if (--waiter->visitors == 0) {
                visitor_left_.notify_all();
            }
        }
    }

    [[nodiscard]] Waiter* due_and_not_visited_since(std::uint64_t move) const {
        Waiter* waiter = first_;
        while (waiter != nullptr && (!waiter->is_due || waiter->visited >= move)) {
            waiter = waiter->next;
        }
        return waiter;
    }

    void enlist(Waiter& self) {
        self.next = first_;
        if (first_ != nullptr) {
            first_->previous = &self;
        }
        first_ = &self;
    }

    /// Takes the waiter off the list, but not before all who are about to notify it have done so.
    template <class Lock>
    void leave(Waiter& self, Lock& lock) {
        std::unique_lock registry{registry_};
        const bool is_visited = self.visitors > 0;
        if (is_visited) {
            lock.unlock();  // a visitor may be waiting for it
            visitor_left_.wait(registry, [&] { return self.visitors == 0; });
        }
        (self.previous != nullptr ? self.previous->next : first_) = self.next;
        if (self.next != nullptr) {
            self.next->previous = self.previous;
        }
        registry.unlock();
        if (is_visited) {
            lock.lock();
        }
    }

    std::atomic<std::int64_t> micros_;
    mutable std::mutex registry_;
    std::condition_variable visitor_left_;
    Waiter* first_ = nullptr;
    std::uint64_t moves_ = 0;
};

}  // namespace weir::inline v0
