// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "weir/storage/log_types.hpp"
#include "weir/storage/ring_registry.hpp"

namespace weir::inline v0 {

/// The writers' end of a log: the word they reserve in, and how one segment follows another.
///
/// Edges:
///   reserve  reserve(), roll(), seal() -> whoever loads the tail: what was there before is known.
///   link     roll() -> roll(): who finds the next segment finds it ready.
///   head     begin() -> first(): who finds the first segment finds it ready.
///   recent   segment_of() -> segment_of(): the hint points to a complete segment.
///   final    seal() -> totals(): who knows the log is final knows what it took.
///
/// Progress: lock-free; every step of a roll can be done by any thread that finds it undone.
template <class Atomics>
class RingChain {
public:
    RingChain(const RingChain&) = delete;
    RingChain& operator=(const RingChain&) = delete;

    /// What was reserved so far; exact, but another thread may go on at once.
    [[nodiscard]] LogTotals totals() const noexcept {
        for (;;) {
            if (final_.load(std::memory_order_acquire)) {  // final: reader
                // relaxed: shown by final_
                return {{final_records_.load(std::memory_order_relaxed),
                         // relaxed: as above
                         final_bytes_.load(std::memory_order_relaxed)},
                        true};
            }
            // reserve: reader
            const Reservation seen{tail_.load(std::memory_order_acquire)};
            const SegmentType* segment = segment_of(seen);
            if (segment == nullptr) {
                return {{}, seen.sealed()};
            }
            const WriteTotals written = segment->totals(seen);
            // reserve: reader
            const Reservation still{tail_.load(std::memory_order_acquire)};
            if (still.segment() == seen.segment()) {
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
        const auto millis = time.millis();
        return millis < 0                               ? 0
               : millis > Slot<Atomics>::arrival_max ? Slot<Atomics>::arrival_max
                                                        : millis;
    }

protected:
    using SegmentType = Segment<Atomics>;
    using Pool = SegmentPool<Atomics>;
    template <class T>
    using atomic = typename Atomics::template atomic<T>;

    RingChain(RingLogRegistry<Atomics>& registry, Instant origin) noexcept
        : newest_millis_{storable(origin)}, pool_{registry.pool()}, registry_{registry} {}
    ~RingChain() = default;

    /// The segment that a reservation names, or nullptr if the log never had one.
    [[nodiscard]] SegmentType* segment_of(Reservation seen) const noexcept {
        if (seen.segment() == 0) {
            return nullptr;
        }
        SegmentType* recent = recent_.load(std::memory_order_acquire);  // recent: reader
        if (recent == nullptr || recent->index() != seen.segment()) {
            recent = &pool_.at(seen.segment());
            recent_.store(recent, std::memory_order_release);  // recent: writer
        }
        return recent;
    }

    /// The time a record gets that is reserved right after: never less than one before it.
    ///
    /// Read between loading the tail and moving it, so that a writer who was overtaken, and whose
    /// compare-exchange fails for it, sees the other's time when it tries again.
    [[nodiscard]] std::int64_t arrival_at(std::int64_t now_millis) noexcept {
        // relaxed: ordered by the tail
        auto newest = newest_millis_.load(std::memory_order_relaxed);
        while (newest < now_millis) {
            if (newest_millis_.compare_exchange_weak(newest, now_millis,
                                                     // relaxed: ordered by the tail
                                                     std::memory_order_relaxed)) {
                return now_millis;
            }
        }
        return newest;
    }

    /// Takes the next `records` slots and `bytes` bytes, if nobody came first.
    [[nodiscard]] bool reserve(Reservation seen, std::uint64_t records,
                               std::uint64_t bytes) noexcept {
        auto expected = seen.word();
        return tail_.compare_exchange_weak(expected, seen.plus(records, bytes).word(),
                                           std::memory_order_seq_cst,    // reserve: writer
                                           std::memory_order_relaxed);  // relaxed: tried again
    }

    /// Puts another segment in the place of the full one that `seen` names, or helps who began to.
    /// Gives: false if there is no memory for it; the log is as before.
    [[nodiscard]] bool roll(Reservation seen, std::uint64_t record_bytes) noexcept {
        if (seen.segment() == 0) {
            return begin(record_bytes);
        }
        SegmentType& full = pool_.at(seen.segment());
        if (!full.try_pin()) {
            return true;  // it was trimmed meanwhile, so the tail has moved on
        }
        // reserve: reader
        const bool is_tail =
            Reservation{tail_.load(std::memory_order_acquire)}.segment() == seen.segment();
        const bool ready = !is_tail || link_next(full, seen, record_bytes);
        if (is_tail && ready) {
            advance(full);
        }
        pool_.drop(full);
        return ready;
    }

    void set_final(WriteTotals totals) noexcept {
        // relaxed: shown by final_
        final_records_.store(totals.records, std::memory_order_relaxed);
        final_bytes_.store(totals.bytes, std::memory_order_relaxed);  // relaxed: as above
        final_.store(true, std::memory_order_release);                // final: writer
    }

    [[nodiscard]] static std::uint32_t head_index(std::uint64_t head) noexcept {
        return static_cast<std::uint32_t>(head) & head_mask;
    }
    [[nodiscard]] static std::uint64_t head_generation(std::uint64_t head) noexcept {
        return head >> head_bits;
    }
    [[nodiscard]] static std::uint64_t head_of(const SegmentType& segment) noexcept {
        return segment.generation() << head_bits | segment.index();
    }

    // Touched by every append.
    atomic<std::uint64_t> tail_{0};
    atomic<std::int64_t> newest_millis_;
    mutable atomic<SegmentType*> recent_{nullptr};
    Pool& pool_;
    // Touched at a segment's end, by readers and by the trim.
    atomic<std::uint64_t> head_{0};  // {generation 40, index 24} of the first segment
    atomic<std::uint64_t> final_records_{0};
    atomic<std::uint64_t> final_bytes_{0};
    atomic<bool> final_{false};
    RingLogRegistry<Atomics>& registry_;

private:
    static constexpr unsigned head_bits = 24;
    static constexpr std::uint32_t head_mask = (std::uint32_t{1} << head_bits) - 1;

    [[nodiscard]] SegmentType* take(std::uint32_t block_bytes, std::uint64_t record_bytes,
                                    std::uint64_t typical_bytes) noexcept {
        for (;;) {
            SegmentType* segment = pool_.take(block_bytes, record_bytes, typical_bytes);
            if (segment != nullptr || !registry_.make_room()) {
                return segment;
            }
        }
    }

    /// The log's first segment.
    [[nodiscard]] bool begin(std::uint64_t record_bytes) noexcept {
        auto head = head_.load(std::memory_order_acquire);  // head: reader
        if (head == 0) {
            SegmentType* first =
                take(pool_.options().first_segment_bytes, record_bytes, record_bytes);
            if (first == nullptr) {
                return false;
            }
            if (head_.compare_exchange_strong(head, head_of(*first),
                                              std::memory_order_acq_rel,     // head: writer
                                              std::memory_order_acquire)) {  // head: reader
                head = head_of(*first);
            } else {
                pool_.drop(*first);
            }
        }
        std::uint64_t none = 0;
        tail_.compare_exchange_strong(none, Reservation::begin(head_index(head)).word(),
                                      std::memory_order_seq_cst,    // reserve: writer
                                      std::memory_order_relaxed);  // relaxed: someone else did
        return true;
    }

    /// Makes sure that `full` has a successor.
    [[nodiscard]] bool link_next(SegmentType& full, Reservation seen,
                                 std::uint64_t record_bytes) noexcept {
        if (full.next().load(std::memory_order_acquire) != 0) {  // link: reader
            return true;
        }
        const RingOptions& options = pool_.options();
        const auto own = full.slot_capacity() * std::uint64_t{16} + full.arena_bytes();
        const auto twice = own >= options.segment_bytes / 2 ? options.segment_bytes : own * 2;
        const auto typical = seen.slots() == 0 ? record_bytes : seen.bytes() / seen.slots();
        SegmentType* fresh = take(static_cast<std::uint32_t>(power_of_two(twice)), record_bytes,
                                  typical);
        if (fresh == nullptr) {
            return false;
        }
        std::uint32_t none = 0;
        if (!full.next().compare_exchange_strong(none, fresh->index(),
                                                 std::memory_order_release,     // link: writer
                                                 std::memory_order_relaxed)) {  // relaxed: theirs
            pool_.drop(*fresh);
        }
        return true;
    }
    [[nodiscard]] static std::uint64_t power_of_two(std::uint64_t bytes) noexcept {
        return std::bit_ceil(bytes);
    }

    /// Freezes the tail, writes down where the pinned `full` ends, and moves on to its successor.
    void advance(SegmentType& full) noexcept {
        auto word = tail_.load(std::memory_order_acquire);  // reserve: reader
        while (is_open(word, full)) {
            const auto frozen = Reservation{word}.freeze().word();
            if (tail_.compare_exchange_weak(word, frozen,
                                            std::memory_order_acq_rel,     // reserve: writer
                                            std::memory_order_acquire)) {  // reserve: reader
                word = frozen;
            }
        }
        const Reservation frozen{word};
        if (frozen.segment() != full.index() || frozen.sealed()) {
            return;
        }
        const auto index = full.next().load(std::memory_order_acquire);  // link: reader
        pool_.at(index).set_base(full.totals(frozen));
        full.close(frozen.slots());
        tail_.compare_exchange_strong(word, Reservation::begin(index).word(),
                                      std::memory_order_seq_cst,    // reserve: writer
                                      std::memory_order_relaxed);  // relaxed: someone else did
    }
    [[nodiscard]] static bool is_open(std::uint64_t word, const SegmentType& full) noexcept {
        const Reservation seen{word};
        return seen.segment() == full.index() && !seen.sealed() && !seen.frozen();
    }
};

}  // namespace weir::inline v0
