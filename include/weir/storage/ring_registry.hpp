// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

#include "weir/storage/segment_pool.hpp"

namespace weir::inline v0 {

template <class Atomics>
class RingTrim;

namespace detail {

inline constinit std::atomic<std::uint64_t> serials_of_logs{1};

}  // namespace detail

/// The first segment of a log as someone found it who looks for what can go.
struct OldestSegment {
    enum class State : std::uint8_t {
        needed,  ///< by writers; or there is none
        read,    ///< it can go, but somebody reads it
        free,    ///< it can go
    };
    State state = State::needed;
    std::uint64_t head = 0;   ///< names it
    std::int64_t millis = 0;  ///< when its first record arrived
};

/// The logs of one storage and the pool they share: who can make room when memory runs out.
///
/// Edges:
///   enrol  enrol() -> make_room(): who walks the list finds complete members.
///
/// The place of a log that has entered stays when the log goes, so that nobody who walks it can
/// stumble.
template <class Atomics>
class RingLogRegistry {
    template <class T>
    using atomic = typename Atomics::template atomic<T>;

public:
    /// A log's place in the list.
    struct Member {
        atomic<RingTrim<Atomics>*> log{nullptr};
        /// No record that is left arrived before.  Units: milliseconds since 1970.
        atomic<std::int64_t> since{0};
        Member* next = nullptr;
        bool enrolled = false;
    };

    explicit RingLogRegistry(const RingOptions& options) : pool_{options} {}
    RingLogRegistry(const RingLogRegistry&) = delete;
    RingLogRegistry& operator=(const RingLogRegistry&) = delete;
    ~RingLogRegistry() {
        // relaxed: nobody else uses a registry that is being destroyed
        for (Member* at = members_.load(std::memory_order_relaxed); at != nullptr;) {
            Member* const next = at->next;
            delete at;
            at = next;
        }
    }

    [[nodiscard]] SegmentPool<Atomics>& pool() noexcept { return pool_; }
    [[nodiscard]] const SegmentPool<Atomics>& pool() const noexcept { return pool_; }

    /// A number that no other log of the program has, so that a hint which strayed here from
    /// another storage is known for what it is.
    [[nodiscard]] static std::uint64_t next_serial() noexcept {
        return detail::serials_of_logs.fetch_add(
            1, std::memory_order_relaxed);  // relaxed: only the number
    }

    /// A place for a log, which is not in the list yet.
    /// Gives: nullptr if the policy never looks for room.
    [[nodiscard]] Member* place_for(RingTrim<Atomics>& log) const {
        if (pool_.options().when_budget_is_spent != BudgetPolicy::trim_oldest) {
            return nullptr;
        }
        auto* const member = new Member;
        member->log.store(&log, std::memory_order_relaxed);  // relaxed: shown by enrol()
        return member;
    }
    /// Enters a log that has something to trim, or will have: from its first segment on. Until
    /// then nobody finds it, so that it may go while others append.
    void enrol(Member* member) noexcept {
        if (member == nullptr) {
            return;
        }
        member->enrolled = true;
        member->next = members_.load(std::memory_order_relaxed);  // relaxed: only compared
        while (!members_.compare_exchange_weak(member->next, member,
                                               std::memory_order_release,     // enrol: writer
                                               std::memory_order_relaxed)) {  // relaxed: retried
        }
    }
    /// Leaves; if the log has entered, nobody may be appending to the storage meanwhile.
    static void leave(Member* member) noexcept {
        if (member != nullptr && member->enrolled) {
            member->log.store(nullptr, std::memory_order_relaxed);  // relaxed: no one else is here
        } else {
            delete member;
        }
    }

    /// Trims the oldest segment of all logs that nobody reads.
    ///
    /// Everyone who looks pins what he looks at, and may hold `pins` more, as who rolls does on the
    /// full segment; so many pins count for nothing. Where every segment that could go is read just
    /// now, it looks again for a while: most reads are short.
    ///
    /// Gives: false if there is none or the policy forbids it.
    bool make_room(std::uint64_t pins) noexcept {
        if (pool_.options().when_budget_is_spent != BudgetPolicy::trim_oldest) {
            return false;
        }
        // relaxed: lookers see each other's pins through the segments
        lookers_.fetch_add(1 + pins, std::memory_order_relaxed);
        OldestSegment::State found = OldestSegment::State::read;
        for (int look = 0; look < looks_max && found == OldestSegment::State::read; ++look) {
            found = trim_oldest();
            if (found == OldestSegment::State::read) {
                Atomics::spin();
            }
        }
        lookers_.fetch_sub(1 + pins, std::memory_order_relaxed);  // relaxed: as above
        return found == OldestSegment::State::free;
    }

private:
    static constexpr int looks_max = 64;

    /// Gives: what is the best that was found; if that was free, it is trimmed.
    OldestSegment::State trim_oldest() noexcept {
        RingTrim<Atomics>* owner = nullptr;
        OldestSegment oldest;
        Member* at = members_.load(std::memory_order_acquire);  // enrol: reader
        for (; at != nullptr; at = at->next) {
            // relaxed: a log outlives the appends to its storage
            RingTrim<Atomics>* const log = at->log.load(std::memory_order_relaxed);
            if (log == nullptr) {
                continue;
            }
            // A log gets no older, so what was seen once tells of most that need no look.
            // relaxed: whatever was stored is true for good
            if (oldest.state == OldestSegment::State::free &&
                at->since.load(std::memory_order_relaxed) >= oldest.millis) {
                continue;
            }
            // relaxed: a looker too many or too few makes the choice a little worse
            const auto lookers = lookers_.load(std::memory_order_relaxed);
            const OldestSegment first = log->look_at_first(lookers);
            if (first.state != OldestSegment::State::needed) {
                at->since.store(first.millis, std::memory_order_relaxed);  // relaxed: as above
            }
            if (first.state > oldest.state ||
                (first.state == oldest.state && first.millis < oldest.millis)) {
                owner = log;
                oldest = first;
            }
        }
        if (oldest.state == OldestSegment::State::free) {
            owner->trim_first(oldest.head);
        }
        return oldest.state;
    }

    SegmentPool<Atomics> pool_;
    atomic<Member*> members_{nullptr};
    atomic<std::uint64_t> lookers_{0};
};

}  // namespace weir::inline v0
