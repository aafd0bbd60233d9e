// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>

#include "weir/core/instant.hpp"
#include "weir/storage/log_types.hpp"
#include "weir/storage/ring_registry.hpp"

namespace weir::inline v0 {

/// The writers' end of a log: the word they reserve in, and how one segment follows another.
///
/// A segment that is full is followed by another in steps that any thread can do, and that do no
/// harm when they are done twice: link the next one; freeze the tail; write down where the full
/// one ended and the next one begins; make `newest_` name the next one; begin it in the tail.
///
/// Edges:
///   reserve  reserve(), advance(), seal() -> whoever loads the tail: knows what was there before.
///   newest   advance() -> find(): who finds the newest segment finds where it begins.
///   recent   find() -> append(): the hint points to a complete segment.
///   head     begin() -> first(): who finds the first segment finds it ready.
///   final    seal() -> totals(): who knows the log is final knows what it took.
///
/// Progress: lock-free.
template <class Atomics>
class RingChain {
public:
    RingChain(const RingChain&) = delete;
    RingChain& operator=(const RingChain&) = delete;

    /// What was reserved so far; exact, but another thread may go on at once.
    [[nodiscard]] LogTotals totals() const noexcept {
        for (;;) {
            if (is_final()) {
                return {final_totals(), true};
            }
            // Its place in one order with the waiters' announcements keeps wake-ups from being
            // lost.
            const Reservation seen{tail_.load(std::memory_order_seq_cst)};  // reserve: reader
            WriteTotals written;
            if (totals_at(seen, written)) {
                return {written, seen.sealed()};
            }
        }
    }

    /// When the newest record arrived, or the log began.  Units: milliseconds since 1970.
    [[nodiscard]] std::int64_t newest_millis() const noexcept {
        return newest_millis_.load(std::memory_order_relaxed);  // relaxed: a figure
    }

    /// The nearest time that a slot can hold.
    [[nodiscard]] static std::int64_t storable(Instant time) noexcept {
        return std::clamp<std::int64_t>(time.millis(), 0, Slot<Atomics>::arrival_max);
    }

protected:
    using SegmentType = Segment<Atomics>;
    using Pool = SegmentPool<Atomics>;
    template <class T>
    using atomic = typename Atomics::template atomic<T>;

    RingChain(RingLogRegistry<Atomics>& registry, RingTrim<Atomics>& log, Instant origin)
        : newest_millis_{storable(origin)},
          recent_{&registry.pool().none()},
          title_{registry.next_serial(), 0},
          pool_{registry.pool()},
          registry_{registry},
          member_{registry.place_for(log)} {}
    ~RingChain() { RingLogRegistry<Atomics>::leave(member_); }

    /// The time a record gets that is reserved right after: never less than one before it.
    ///
    /// Read between loading the tail and moving it, so that a writer who was overtaken, and whose
    /// compare-exchange fails for it, sees the other's time when it tries again.
    [[nodiscard]] std::int64_t arrival_at(Instant now) noexcept {
        // relaxed: ordered by the tail
        const auto newest = newest_millis_.load(std::memory_order_relaxed);
        // Within the newest millisecond nothing is divided; what a slot can hold does not overflow.
        if (now.micros() < (newest + 1) * 1000) [[likely]] {
            return newest;
        }
        return raise_newest(newest, storable(now));
    }

    /// Takes the next `records` slots and `bytes` bytes, if nobody came first.
    [[nodiscard]] bool reserve(Reservation seen, std::uint64_t records,
                               std::uint64_t bytes) noexcept {
        auto expected = seen.word();
        // Who fails stands back and must not do so for nothing, so it is not the weak one.
        return tail_.compare_exchange_strong(expected, seen.plus(records, bytes).word(),
                                             std::memory_order_seq_cst,   // reserve: writer
                                             std::memory_order_relaxed);  // relaxed: tried again
    }

    /// Does what stands in the way of a reservation that `seen` has no room for.
    ///
    /// Gives: `done` if it is worth trying again, otherwise why not; then the log is as before.
    // Apart from its callers, whose registers it would take.
    [[gnu::noinline, gnu::cold, nodiscard]] AppendOutcome make_way(
        Reservation seen, std::uint64_t record_bytes) noexcept {
        if (seen.sealed()) {
            return AppendOutcome::sealed;
        }
        if (seen.ordinal() == 0) {
            return begin(record_bytes) ? AppendOutcome::done : AppendOutcome::no_memory;
        }
        const Newest newest = find();
        if (newest.ordinal != seen.ordinal()) {
            finish(newest);
            return AppendOutcome::done;
        }
        SegmentType& segment = pool_.at(newest.index);
        if (!seen.frozen() && segment.fits(seen, record_bytes)) {
            recent_.store(&segment, std::memory_order_release);  // recent: writer
            return AppendOutcome::done;
        }
        return roll(segment, seen, record_bytes) ? AppendOutcome::done : AppendOutcome::no_memory;
    }

    [[nodiscard]] WriteTotals end_for_good() noexcept {
        const auto word =
            tail_.fetch_or(Reservation::sealed_bit, std::memory_order_seq_cst);  // reserve: writer
        WriteTotals totals;
        while (!is_final()) {
            if (totals_at(Reservation{word}, totals)) {
                set_final(totals);
            }
        }
        return final_totals();
    }
    [[nodiscard]] bool is_final() const noexcept {
        return final_.load(std::memory_order_acquire);  // final: reader
    }
    [[nodiscard]] WriteTotals final_totals() const noexcept {
        // relaxed: shown by final_
        return {final_records_.load(std::memory_order_relaxed),
                // relaxed: as above
                final_bytes_.load(std::memory_order_relaxed)};
    }

    /// True if the pinned segment takes no records any more.
    [[nodiscard]] bool is_past(const SegmentType& segment) const noexcept {
        // relaxed: only an ordinal is compared, which does not come back
        const Reservation tail{tail_.load(std::memory_order_relaxed)};
        return tail.ordinal() != segment.title().ordinal();
    }

    [[nodiscard]] static std::uint32_t head_index(std::uint64_t head) noexcept {
        return static_cast<std::uint32_t>(head) & index_mask;
    }
    [[nodiscard]] static std::uint64_t head_generation(std::uint64_t head) noexcept {
        return head >> index_bits;
    }
    [[nodiscard]] static std::uint64_t head_of(const SegmentType& segment) noexcept {
        return segment.generation() << index_bits | segment.index();
    }

    // Touched by every append.
    atomic<std::uint64_t> tail_{0};
    atomic<std::int64_t> newest_millis_;
    atomic<SegmentType*> recent_;  // the newest segment as somebody found it; its title tells
    const SegmentTitle title_;     // of this log's segments, but for the ordinal
    Pool& pool_;
    // Touched at a segment's end, by readers and by the trim.
    atomic<std::uint64_t> head_{0};  // {generation 40, index 24} of the first segment

private:
    static constexpr unsigned index_bits = 24;
    static constexpr std::uint32_t index_mask = (std::uint32_t{1} << index_bits) - 1;

    /// The segment in which the tail is, or to which it is about to go.
    struct Newest {
        std::uint32_t ordinal = 0;
        std::uint32_t index = 0;
    };
    [[nodiscard]] static constexpr std::uint64_t word_of(Newest newest) noexcept {
        return std::uint64_t{newest.ordinal} << index_bits | newest.index;
    }
    [[nodiscard]] Newest find() const noexcept {
        const auto word = newest_.load(std::memory_order_acquire);  // newest: reader
        return {static_cast<std::uint32_t>(word >> index_bits),
                static_cast<std::uint32_t>(word) & index_mask};
    }

    [[nodiscard]] std::int64_t raise_newest(std::int64_t newest, std::int64_t to) noexcept {
        while (newest < to) {
            if (newest_millis_.compare_exchange_weak(newest, to,
                                                     // relaxed: ordered by the tail
                                                     std::memory_order_relaxed)) {
                return to;
            }
        }
        return newest;
    }

    /// Gives: false if `seen` has been left behind.
    [[nodiscard]] bool totals_at(Reservation seen, WriteTotals& totals) const noexcept {
        if (seen.ordinal() == 0) {
            totals = {};
            return true;
        }
        const Newest newest = find();
        const SegmentType& segment = pool_.at(newest.index);
        if (newest.ordinal == seen.ordinal()) {
            totals = segment.totals(seen);
        } else if (newest.ordinal == Reservation::after(seen.ordinal())) {
            totals = segment.totals(Reservation::begin(newest.ordinal));
        } else {
            return false;
        }
        return segment.title() == title_.with(newest.ordinal);
    }
    void set_final(WriteTotals totals) noexcept {
        // relaxed: shown by final_
        final_records_.store(totals.records, std::memory_order_relaxed);
        final_bytes_.store(totals.bytes, std::memory_order_relaxed);  // relaxed: as above
        final_.store(true, std::memory_order_release);                // final: writer
    }

    /// The caller holds `pins` on segments of this log.
    [[nodiscard]] SegmentType* take(const SegmentWish& wish, std::uint32_t ordinal,
                                    std::uint64_t pins) noexcept {
        const SegmentTitle title = title_.with(ordinal);
        bool system_refused = false;
        SegmentType* segment = pool_.take(wish, title, system_refused);
        // Where the system has no memory the budget is not spent: nothing is trimmed for it.
        while (segment == nullptr && !system_refused && pool_.could_take(wish) &&
               registry_.make_room(pins)) {
            segment = pool_.take(wish, title, system_refused);
        }
        return segment != nullptr ? segment : pool_.take_smaller(wish, title);
    }

    /// The log's first segment.  Gives: false if there is no memory.
    [[nodiscard]] bool begin(std::uint64_t record_bytes) noexcept {
        constexpr std::uint32_t ordinal = 1;
        auto head = head_.load(std::memory_order_acquire);  // head: reader
        if (head == 0) {
            SegmentType* const first =
                take({pool_.options().first_segment_bytes, record_bytes, record_bytes}, ordinal, 0);
            if (first == nullptr) {
                // Whoever took the last memory may have taken it for this log.
                // relaxed: only compared with zero
                return head_.load(std::memory_order_relaxed) != 0;
            }
            if (head_.compare_exchange_strong(head, head_of(*first),
                                              std::memory_order_release,     // head: writer
                                              std::memory_order_acquire)) {  // head: reader
                head = head_of(*first);
                registry_.enrol(member_);
            } else {
                pool_.drop(*first);
            }
        }
        std::uint64_t none = 0;
        newest_.compare_exchange_strong(none, word_of({ordinal, head_index(head)}),
                                        std::memory_order_release,   // newest: writer
                                        std::memory_order_relaxed);  // relaxed: someone else did
        none = 0;
        tail_.compare_exchange_strong(none, Reservation::begin(ordinal).word(),
                                      std::memory_order_seq_cst,   // reserve: writer
                                      std::memory_order_relaxed);  // relaxed: someone else did
        return true;
    }

    /// Puts another segment in the place of the one that `seen` names and is in the way.
    /// Gives: false if there is no memory for it.
    [[nodiscard]] bool roll(SegmentType& full, Reservation seen,
                            std::uint64_t record_bytes) noexcept {
        if (!full.try_pin()) {
            return true;  // it was trimmed meanwhile, so the tail has moved on
        }
        const bool is_meant = full.title() == title_.with(seen.ordinal());
        const bool ready = !is_meant || link_next(full, seen, record_bytes);
        if (is_meant && ready) {
            advance(full, seen.ordinal());
        }
        pool_.drop(full);
        return ready;
    }

    /// Makes sure that `full` has a successor.
    [[nodiscard]] bool link_next(SegmentType& full, Reservation seen,
                                 std::uint64_t record_bytes) noexcept {
        if (full.next() != 0) {
            return true;
        }
        const std::uint32_t most = pool_.options().segment_bytes;
        const std::uint64_t own = SegmentClass::of_list(full.list()).block_bytes();
        const auto twice = own >= most / 2 ? most : static_cast<std::uint32_t>(own * 2);
        const auto typical = seen.slots() == 0 ? record_bytes : seen.bytes() / seen.slots();
        SegmentType* const fresh =
            take({twice, record_bytes, typical}, Reservation::after(seen.ordinal()), 1);
        if (fresh == nullptr) {
            // Whoever took the last memory may have taken it for this log.
            return full.next() != 0;
        }
        if (!full.link(fresh->index())) {
            pool_.drop(*fresh);
        }
        return true;
    }

    /// Freezes the tail, writes down where the pinned `full` ends, and moves on to its successor.
    void advance(SegmentType& full, std::uint32_t ordinal) noexcept {
        auto word = tail_.load(std::memory_order_acquire);  // reserve: reader
        while (Reservation{word}.open() && Reservation{word}.ordinal() == ordinal) {
            const auto frozen = Reservation{word}.freeze().word();
            if (tail_.compare_exchange_weak(word, frozen,
                                            std::memory_order_acq_rel,     // reserve: writer
                                            std::memory_order_acquire)) {  // reserve: reader
                word = frozen;
            }
        }
        const Reservation frozen{word};
        if (frozen.ordinal() != ordinal || frozen.sealed()) {
            return;
        }
        const Newest next{Reservation::after(ordinal), full.next()};
        SegmentType& segment = pool_.at(next.index);
        segment.set_base(full.totals(frozen));
        full.close(frozen.slots());
        auto before = word_of({ordinal, full.index()});
        if (newest_.compare_exchange_strong(before, word_of(next),
                                            std::memory_order_release,     // newest: writer
                                            std::memory_order_relaxed)) {  // relaxed: someone did
            recent_.store(&segment, std::memory_order_release);            // recent: writer
        }
        finish(next);
    }
    /// Begins the newest segment in a tail that is frozen in the one before.
    void finish(Newest newest) noexcept {
        auto word = tail_.load(std::memory_order_acquire);  // reserve: reader
        const Reservation seen{word};
        if (seen.frozen() && !seen.sealed() &&
            Reservation::after(seen.ordinal()) == newest.ordinal) {
            tail_.compare_exchange_strong(word, Reservation::begin(newest.ordinal).word(),
                                          std::memory_order_seq_cst,   // reserve: writer
                                          std::memory_order_relaxed);  // relaxed: someone else did
        }
    }

    atomic<std::uint64_t> newest_{0};  // {ordinal 40, index 24}
    atomic<std::uint64_t> final_records_{0};
    atomic<std::uint64_t> final_bytes_{0};
    atomic<bool> final_{false};
    RingLogRegistry<Atomics>& registry_;
    typename RingLogRegistry<Atomics>::Member* const member_;
};

}  // namespace weir::inline v0
