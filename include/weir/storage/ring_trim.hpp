// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "weir/core/check.hpp"
#include "weir/storage/ring_chain.hpp"

namespace weir::inline v0 {

/// The readers' and the trimmer's end of a log: finding a place, and letting old segments go.
///
/// A segment goes only when it is not the tail, everything in it is published, and it is the first
/// of the chain. Whoever moves the head past it gives back the head's reference; readers that
/// pinned it, or any segment before it, keep it whole until they are done. What is trimmed is not
/// shown any more, even to who still finds it.
///
/// Edges:
///   head  move_head() -> first(): who finds the new first segment finds it complete.
template <class Atomics>
class RingTrim : public RingChain<Atomics> {
    using Base = RingChain<Atomics>;

public:
    /// The index of the first record that was not trimmed, or would be if there were one.
    [[nodiscard]] std::uint64_t first_index() const noexcept {
        return trimmed_.load(std::memory_order_relaxed) + 1;  // relaxed: it only grows
    }

    /// The first record that arrived at `millis` or later, or the place after all published ones.
    [[nodiscard]] std::uint64_t index_at(std::int64_t millis) noexcept {
        Place place = locate(1, {});
        if (place.segment == nullptr) {
            return after_nothing(1);
        }
        skip_to(place, millis);
        const auto index = place.index();
        pool_.drop(*place.segment);
        return index;
    }

    /// When a record arrived.  Gives: false if it was trimmed or is not there yet.
    [[nodiscard]] bool arrival_of(std::uint64_t index, std::int64_t& millis) noexcept {
        const Place place = locate(index, {});
        if (place.segment == nullptr) {
            return false;
        }
        const bool found = place.index() == index && place.is_published();
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
        const bool found = place.is_published();
        pool_.drop(*place.segment);
        return found;
    }

    /// Lets go of every segment whose records all arrived before the horizon.
    void trim(std::int64_t horizon_millis) noexcept {
        for (std::uint64_t head = 0; first_is_older(horizon_millis, head);) {
            trim_first(head);
        }
    }

    /// Lets go of everything; the log must be sealed.
    ///
    /// Nothing is shown then. If a writer has still to publish, memory stays as long as the log.
    void discard() noexcept {
        WEIR_CHECK(this->is_final(), "only a sealed log can be discarded");
        pass(this->final_totals().records);
        for (;;) {
            auto head = head_.load(std::memory_order_acquire);  // head: reader
            if (head == 0) {
                return;
            }
            SegmentType& segment = pool_.at(Base::head_index(head));
            if (!segment.try_pin(Base::head_generation(head))) {
                continue;
            }
            if (!is_all_published(segment)) {
                pool_.drop(segment);
                return;
            }
            if (head_.compare_exchange_strong(head, 0,
                                              std::memory_order_release,     // head: writer
                                              std::memory_order_relaxed)) {  // relaxed: retried
                pool_.drop(segment);
            }
            pool_.drop(segment);
        }
    }

    /// Whether the first segment can be trimmed; up to `lookers` pins count for nothing.
    [[nodiscard]] OldestSegment look_at_first(std::uint64_t lookers) noexcept {
        OldestSegment result;
        SegmentType* const segment = first(result.head);
        if (segment == nullptr) {
            return result;
        }
        if (is_done(*segment)) {
            // One reference is the head's.
            result.state = segment->references() <= 1 + lookers ? OldestSegment::State::free
                                                                : OldestSegment::State::read;
            result.millis = segment->end() > 0 ? segment->arrival(0) : 0;
        }
        pool_.drop(*segment);
        return result;
    }

    /// Trims the first segment, if it still is the one that `head` names and can go.
    void trim_first(std::uint64_t head) noexcept {
        SegmentType& segment = pool_.at(Base::head_index(head));
        if (!segment.try_pin(Base::head_generation(head))) {
            return;
        }
        if (is_done(segment)) {
            move_head(head, segment);
        }
        pool_.drop(segment);
    }

protected:
    using SegmentType = Segment<Atomics>;
    using Base::head_;
    using Base::pool_;
    using Base::tail_;
    template <class T>
    using atomic = typename Atomics::template atomic<T>;

    /// A slot of a pinned segment.
    struct Place {
        SegmentType* segment = nullptr;
        std::uint32_t slot = 0;

        [[nodiscard]] std::uint64_t index() const noexcept {
            return segment->base_records() + slot + 1;
        }
        [[nodiscard]] bool is_published() const noexcept {
            return slot < segment->published(slot + 1);
        }
    };

    RingTrim(RingLogRegistry<Atomics>& registry, Instant origin) : Base{registry, *this, origin} {}
    ~RingTrim() { release_chain(); }

    /// The first segment, pinned, or nullptr if there is none; and what names it.
    [[nodiscard]] SegmentType* first(std::uint64_t& head) noexcept {
        for (;;) {
            head = head_.load(std::memory_order_acquire);  // head: reader
            if (head == 0) {
                return nullptr;
            }
            SegmentType& segment = pool_.at(Base::head_index(head));
            if (segment.try_pin(Base::head_generation(head))) {
                return &segment;
            }
        }
    }

    /// Where a reader stands who found no segment: nothing was written, or all is discarded. What
    /// has been written since is still to be read.
    [[nodiscard]] std::uint64_t after_nothing(std::uint64_t from) const noexcept {
        return std::max(from, first_index());
    }

    /// The pinned segment and slot of the record `index`, or of the first one still there if that
    /// is later, or a slot of the last segment that is not in use yet.
    [[nodiscard]] Place locate(std::uint64_t index, PlaceHint hint) noexcept {
        index = std::max(index, first_index());
        SegmentType* segment = hinted(index, hint);
        if (segment == nullptr) {
            std::uint64_t head = 0;
            segment = first(head);
        }
        if (segment == nullptr) {
            return {};
        }
        SegmentType* const start = segment;
        for (;;) {
            const auto end = segment->end();
            if (end == SegmentType::still_open ||
                // An empty one may have become the first since.
                (end > 0 && index <= segment->base_records() + end)) {
                break;
            }
            segment = &next_of(*segment);
        }
        if (segment != start) {
            // `start` keeps the whole chain, so this succeeds
            static_cast<void>(segment->try_pin());
            pool_.drop(*start);
        }
        const auto base = segment->base_records();
        const auto past = index > base + 1 ? index - base - 1 : 0;
        return {segment, static_cast<std::uint32_t>(std::min<std::uint64_t>(past, no_slot))};
    }

    /// What the hints of this log bear, and no others do.
    [[nodiscard]] std::uint32_t hint_mark() const noexcept { return this->title_.mark(); }

    /// The segment after one that has ended.
    [[nodiscard]] SegmentType& next_of(const SegmentType& segment) const noexcept {
        return pool_.at(segment.next());
    }

    /// True if the record at a place is published and arrived before the horizon.
    [[nodiscard]] static bool has_expired(const Place& place, std::int64_t horizon) noexcept {
        return place.is_published() && place.segment->arrival(place.slot) < horizon;
    }

    /// Moves a place forward to the first record that arrived at `millis` or later.
    void skip_to(Place& place, std::int64_t millis) noexcept {
        SegmentType* const start = place.segment;
        for (;;) {
            SegmentType& segment = *place.segment;
            const auto seen = segment.published(segment.slot_capacity());
            place.slot = first_not_before(segment, place.slot, seen, millis);
            if (place.slot < seen || seen != segment.end()) {
                break;
            }
            place = {&next_of(segment), 0};
        }
        if (place.segment != start) {
            // `start` keeps the whole chain, so this succeeds
            static_cast<void>(place.segment->try_pin());
            pool_.drop(*start);
        }
    }

private:
    static constexpr std::uint32_t no_slot = Reservation::slots_max + 1;  // not even an end

    [[nodiscard]] SegmentType* hinted(std::uint64_t index, PlaceHint hint) noexcept {
        if (hint.log != hint_mark()) {
            return nullptr;  // its segment need not even exist here
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
        return end != SegmentType::still_open && this->is_past(segment) &&
               segment.published(end) >= end;
    }
    /// True if no writer of the sealed log is between its reservation and its publication.
    [[nodiscard]] bool is_all_published(SegmentType& first) const noexcept {
        // reserve: reader
        const Reservation tail{tail_.load(std::memory_order_acquire)};
        for (SegmentType* segment = &first; tail.ordinal() != 0; segment = &next_of(*segment)) {
            const bool last = segment->title().ordinal() == tail.ordinal();
            const auto end = last ? tail.slots() : segment->end();
            if (segment->published(end) < end) {
                return false;
            }
            if (last) {
                break;
            }
        }
        return true;
    }
    [[nodiscard]] bool first_is_older(std::int64_t horizon_millis, std::uint64_t& head) noexcept {
        SegmentType* const segment = first(head);
        if (segment == nullptr) {
            return false;
        }
        const bool older =
            is_done(*segment) &&
            (segment->end() == 0 || segment->arrival(segment->end() - 1) < horizon_millis);
        pool_.drop(*segment);
        return older;
    }
    void move_head(std::uint64_t head, const SegmentType& segment) noexcept {
        SegmentType& next = next_of(segment);
        // `segment` keeps it, so this succeeds
        static_cast<void>(next.try_pin());
        pass(next.base_records());
        if (head_.compare_exchange_strong(head, Base::head_of(next),
                                          std::memory_order_release,     // head: writer
                                          std::memory_order_relaxed)) {  // relaxed: theirs
            pool_.drop(pool_.at(segment.index()));
        } else {
            pool_.drop(next);
        }
    }
    /// Counts the first `records` records as gone.
    void pass(std::uint64_t records) noexcept {
        auto trimmed = trimmed_.load(std::memory_order_relaxed);  // relaxed: it only grows
        while (trimmed < records &&
               // relaxed: as above
               !trimmed_.compare_exchange_weak(trimmed, records, std::memory_order_relaxed)) {
        }
    }
    void release_chain() noexcept {
        // relaxed: nobody else uses a log that is being destroyed
        const auto head = head_.load(std::memory_order_relaxed);
        if (head != 0) {
            pool_.drop(pool_.at(Base::head_index(head)));
        }
    }

    atomic<std::uint64_t> trimmed_{0};  // records before the first one that is left
};

}  // namespace weir::inline v0
