// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "weir/storage/ring_chain.hpp"

namespace weir::inline v0 {

/// The readers' and the trimmer's end of a log: finding a place, and letting old segments go.
///
/// A segment goes only when it is not the tail, everything in it is published, and it is the first
/// of the chain. Whoever moves the head past it gives back the head's reference; readers that
/// pinned it, or any segment before it, keep it whole until they are done.
///
/// Edges:
///   head  trim_first() -> first(): who finds the new first segment finds all that is before gone.
template <class Atomics>
class RingTrim : public RingChain<Atomics> {
    using Base = RingChain<Atomics>;

public:
    /// The index of the first record that was not trimmed, or would be if there were one.
    [[nodiscard]] std::uint64_t first_index() noexcept {
        SegmentType* segment = first();
        if (segment == nullptr) {
            return after_nothing(1);
        }
        const auto index = segment->base_records() + 1;
        pool_.drop(*segment);
        return index;
    }

    /// The first record that arrived at `millis` or later, or the place after all published ones.
    [[nodiscard]] std::uint64_t index_at(std::int64_t millis) noexcept {
        Place place{first(), 0};
        if (place.segment == nullptr) {
            return after_nothing(1);
        }
        skip_to(place, millis);
        const auto index = place.segment->base_records() + place.slot + 1;
        pool_.drop(*place.segment);
        return index;
    }

    /// When a record arrived.  Gives: false if it was trimmed or is not there yet.
    [[nodiscard]] bool arrival_of(std::uint64_t index, std::int64_t& millis) noexcept {
        const Place place = locate(index, {});
        if (place.segment == nullptr) {
            return false;
        }
        const bool found = place.segment->base_records() + place.slot + 1 == index &&
                           place.slot < place.segment->published(place.slot + 1);
        if (found) {
            millis = place.segment->arrival(place.slot);
        }
        pool_.drop(*place.segment);
        return found;
    }

    /// True if a record at `index` or after it can be read.
    [[nodiscard]] bool has_from(std::uint64_t index) noexcept {
        const Place place = locate(index, {});
        if (place.segment == nullptr) {
            return false;
        }
        const bool found = place.slot < place.segment->published(place.slot + 1);
        pool_.drop(*place.segment);
        return found;
    }

    /// Lets go of every segment whose records all arrived before the horizon.
    void trim(std::int64_t horizon_millis) noexcept {
        while (first_is_older(horizon_millis) && trim_first()) {
        }
    }

    /// Lets go of everything; the log must be sealed and final.
    void discard() noexcept {
        for (;;) {
            auto head = head_.load(std::memory_order_acquire);  // head: reader
            if (head == 0) {
                return;
            }
            SegmentType& segment = pool_.at(Base::head_index(head));
            if (!segment.try_pin(Base::head_generation(head))) {
                continue;
            }
            const bool moved =
                head_.compare_exchange_strong(head, 0, std::memory_order_acq_rel,  // head: writer
                                              std::memory_order_relaxed);  // relaxed: tried again
            if (moved) {
                pool_.drop(segment);
            }
            pool_.drop(segment);
        }
    }

    /// True if the first segment could be trimmed now and nobody reads it; says when it began.
    [[nodiscard]] bool first_can_go(std::int64_t& millis) noexcept {
        SegmentType* segment = first();
        if (segment == nullptr) {
            return false;
        }
        const bool can_go = is_done(*segment) && segment->references() == 2;
        millis = segment->published(1) > 0 ? segment->arrival(0) : 0;
        pool_.drop(*segment);
        return can_go;
    }

    /// Moves the head past the first segment.  Gives: false if that one is still needed.
    bool trim_first() noexcept {
        auto head = head_.load(std::memory_order_acquire);  // head: reader
        if (head == 0) {
            return false;
        }
        SegmentType& segment = pool_.at(Base::head_index(head));
        if (!segment.try_pin(Base::head_generation(head))) {
            return true;  // someone else trimmed it
        }
        const bool done = is_done(segment);
        if (done) {
            move_head(head, segment);
        }
        pool_.drop(segment);
        return done;
    }

protected:
    using SegmentType = Segment<Atomics>;
    using Base::head_;
    using Base::pool_;
    using Base::tail_;

    /// A slot of a pinned segment.
    struct Place {
        SegmentType* segment = nullptr;
        std::uint32_t slot = 0;
    };

    RingTrim(RingLogRegistry<Atomics>& registry, Instant origin) noexcept
        : Base{registry, origin}, member_{registry.enrol(*this)} {}
    ~RingTrim() {
        RingLogRegistry<Atomics>::leave(member_);
        release_chain();
    }

    /// The first segment, pinned, or nullptr if there is none.
    [[nodiscard]] SegmentType* first() noexcept {
        for (;;) {
            const auto head = head_.load(std::memory_order_acquire);  // head: reader
            if (head == 0) {
                return nullptr;
            }
            SegmentType& segment = pool_.at(Base::head_index(head));
            if (segment.try_pin(Base::head_generation(head))) {
                return &segment;
            }
        }
    }

    /// Where a reader stands who finds no segment: nothing was written, or all is discarded.
    [[nodiscard]] std::uint64_t after_nothing(std::uint64_t from) const noexcept {
        const auto end = this->totals().written.records + 1;
        return from < end ? end : from;
    }

    /// The pinned segment and slot of the record `index`, or of the first one still there if that
    /// is later, or a slot of the last segment that is not in use yet.
    [[nodiscard]] Place locate(std::uint64_t index, PlaceHint hint) noexcept {
        SegmentType* segment = hinted(index, hint);
        if (segment == nullptr) {
            segment = first();
        }
        if (segment == nullptr) {
            return {};
        }
        SegmentType* start = segment;
        for (;;) {
            const auto end = segment->end();
            if (end == SegmentType::still_open || index <= segment->base_records() + end) {
                break;
            }
            segment = next_of(*segment);
        }
        if (segment != start) {
            // `start` keeps the whole chain, so this succeeds
            static_cast<void>(segment->try_pin());
            pool_.drop(*start);
        }
        const auto base = segment->base_records();
        const auto past = index > base + 1 ? index - base - 1 : 0;
        const auto slot = past < Reservation::slots_max ? past : Reservation::slots_max;
        return {segment, static_cast<std::uint32_t>(slot)};
    }

    /// The segment after one that has ended, or nullptr.
    [[nodiscard]] SegmentType* next_of(SegmentType& segment) const noexcept {
        // relaxed: end() has shown that the next segment is linked
        const auto next = segment.next().load(std::memory_order_relaxed);
        return next == 0 ? nullptr : &pool_.at(next);
    }

    /// True if the record at a place is published and arrived before the horizon.
    [[nodiscard]] static bool has_expired(const Place& place, std::int64_t horizon) noexcept {
        return place.slot < place.segment->published(place.slot + 1) &&
               place.segment->arrival(place.slot) < horizon;
    }

    /// Moves a place forward to the first record that arrived at `millis` or later.
    void skip_to(Place& place, std::int64_t millis) noexcept {
        SegmentType* start = place.segment;
        for (;;) {
            SegmentType& segment = *place.segment;
            const auto seen = segment.published(segment.slot_capacity());
            place.slot = first_not_before(segment, place.slot, seen, millis);
            if (place.slot < seen || seen != segment.end()) {
                break;
            }
            place = {next_of(segment), 0};
        }
        if (place.segment != start) {
            // `start` keeps the whole chain, so this succeeds
            static_cast<void>(place.segment->try_pin());
            pool_.drop(*start);
        }
    }

private:
    [[nodiscard]] SegmentType* hinted(std::uint64_t index, PlaceHint hint) noexcept {
        if (hint.segment == 0) {
            return nullptr;
        }
        SegmentType& segment = pool_.at(hint.segment);
        if (!segment.try_pin(hint.generation)) {
            return nullptr;
        }
        if (segment.base_records() >= index) {
            pool_.drop(segment);
            return nullptr;
        }
        return &segment;
    }

    [[nodiscard]] static std::uint32_t first_not_before(const SegmentType& segment,
                                                        std::uint32_t from, std::uint32_t until,
                                                        std::int64_t millis) noexcept {
        while (from < until) {
            const auto middle = from + (until - from) / 2;
            if (segment.arrival(middle) < millis) {
                from = middle + 1;
            } else {
                until = middle;
            }
        }
        return from;
    }

    /// True if no writer needs the pinned segment any more.
    [[nodiscard]] bool is_done(SegmentType& segment) const noexcept {
        const auto end = segment.end();
        // reserve: reader
        const Reservation tail{tail_.load(std::memory_order_acquire)};
        return end != SegmentType::still_open && tail.segment() != segment.index() &&
               segment.published(end) >= end;
    }
    [[nodiscard]] bool first_is_older(std::int64_t horizon_millis) noexcept {
        SegmentType* segment = first();
        if (segment == nullptr) {
            return false;
        }
        const bool older = is_done(*segment) &&
                           (segment->end() == 0 ||
                            segment->arrival(segment->end() - 1) < horizon_millis);
        pool_.drop(*segment);
        return older;
    }
    void move_head(std::uint64_t head, SegmentType& segment) noexcept {
        SegmentType* next = next_of(segment);
        if (!next->try_pin()) {
            return;
        }
        if (head_.compare_exchange_strong(head, Base::head_of(*next),
                                          std::memory_order_acq_rel,     // head: writer
                                          std::memory_order_relaxed)) {  // relaxed: theirs
            pool_.drop(segment);
        } else {
            pool_.drop(*next);
        }
    }
    void release_chain() noexcept {
        // relaxed: nobody else uses a log that is being destroyed
        const auto head = head_.load(std::memory_order_relaxed);
        if (head != 0) {
            pool_.drop(pool_.at(Base::head_index(head)));
        }
    }

    typename RingLogRegistry<Atomics>::Member* member_;
};

}  // namespace weir::inline v0
