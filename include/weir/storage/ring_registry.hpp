// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <new>

#include "weir/storage/segment_pool.hpp"

namespace weir::inline v0 {

template <class Atomics>
class RingTrim;

/// The logs of one storage and the pool they share: who can make room when memory runs out.
///
/// Edges:
///   enrol  enrol() -> make_room(): who walks the list finds complete members.
///
/// A log's place in the list stays when the log goes, so that nobody who walks it can stumble.
template <class Atomics>
class RingLogRegistry {
    template <class T>
    using atomic = typename Atomics::template atomic<T>;

public:
    /// A log's place in the list.
    struct Member {
        atomic<RingTrim<Atomics>*> log{nullptr};
        Member* next = nullptr;
    };

    explicit RingLogRegistry(const RingOptions& options) : pool_{options} {}
    RingLogRegistry(const RingLogRegistry&) = delete;
    RingLogRegistry& operator=(const RingLogRegistry&) = delete;
    ~RingLogRegistry() {
        // relaxed: nobody else uses a registry that is being destroyed
        for (Member* at = members_.load(std::memory_order_relaxed); at != nullptr;) {
            Member* next = at->next;
            delete at;
            at = next;
        }
    }

    [[nodiscard]] SegmentPool<Atomics>& pool() noexcept { return pool_; }
    [[nodiscard]] const SegmentPool<Atomics>& pool() const noexcept { return pool_; }

    /// Enters a log.  Gives: its place, or nullptr if there is no memory (it is then passed over).
    Member* enrol(RingTrim<Atomics>& log) noexcept {
        if (pool_.options().when_budget_is_spent != BudgetPolicy::trim_oldest) {
            return nullptr;
        }
        auto* member = new (std::nothrow) Member;
        if (member == nullptr) {
            return nullptr;
        }
        member->log.store(&log, std::memory_order_relaxed);  // relaxed: shown below
        member->next = members_.load(std::memory_order_relaxed);  // relaxed: only compared
        while (!members_.compare_exchange_weak(member->next, member,
                                               std::memory_order_release,     // enrol: writer
                                               std::memory_order_relaxed)) {  // relaxed: retried
        }
        return member;
    }
    /// Leaves; nobody may be appending to the storage meanwhile.
    static void leave(Member* member) noexcept {
        if (member != nullptr) {
            member->log.store(nullptr, std::memory_order_relaxed);  // relaxed: no one else is here
        }
    }

    /// Trims the oldest segment of all logs that nobody reads.
    /// Gives: false if there is none or the policy forbids it.
    bool make_room() noexcept {
        if (pool_.options().when_budget_is_spent != BudgetPolicy::trim_oldest) {
            return false;
        }
        RingTrim<Atomics>* oldest = nullptr;
        std::int64_t oldest_millis = 0;
        Member* at = members_.load(std::memory_order_acquire);  // enrol: reader
        for (; at != nullptr; at = at->next) {
            // relaxed: a log outlives the appends to its storage
            RingTrim<Atomics>* log = at->log.load(std::memory_order_relaxed);
            std::int64_t millis = 0;
            if (log != nullptr && log->first_can_go(millis) &&
                (oldest == nullptr || millis < oldest_millis)) {
                oldest = log;
                oldest_millis = millis;
            }
        }
        return oldest != nullptr && oldest->trim_first();
    }

private:
    SegmentPool<Atomics> pool_;
    atomic<Member*> members_{nullptr};
};

}  // namespace weir::inline v0
