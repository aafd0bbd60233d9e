// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "weir/storage/log_types.hpp"
#include "weir/storage/ring_batch.hpp"
#include "weir/storage/ring_trim.hpp"

namespace weir::inline v0 {

/// The log of one shard: a chain of segments, appended to and read by any number of threads.
///
/// Edges:
///   reserve  append(), roll() -> append(): who reserves knows all that was reserved before.
///   link     roll() -> roll(), begin(): who finds the next segment finds it ready.
///   recent   segment_of() -> segment_of(): a segment that was found once is found again.
///
/// Thread: any, for every function but the constructor and the destructor.
/// Progress: append and read are lock-free. A reader stops at a record whose writer was interrupted
/// between its reservation and its publication; a writer never waits for anybody.
template <class Atomics>
class alignas(64) RingLog : public RingTrim<Atomics> {
    using Base = RingTrim<Atomics>;
    using SegmentType = Segment<Atomics>;
    using Pool = SegmentPool<Atomics>;
    template <class T>
    using atomic = typename Atomics::template atomic<T>;

public:
    using Batch = RingBatch<Atomics>;

    /// `origin`: no record arrives before it.
    RingLog(RingLogRegistry<Atomics>& registry, Instant origin) noexcept
        : Base{registry, origin} {}

    /// Appends one record.
    ///
    /// `gate(so_far, bytes)` is asked at the very place that the record would take; when it says
    /// false nothing happens. It may be asked again if another writer came first.
    template <class Gate>
    [[nodiscard]] Appended append(Instant now, std::string_view key, Blob data, Gate&& gate) {
        const std::uint64_t bytes = key.size() + data.size();
        const auto now_millis = Base::storable(now);
        for (;;) {
            // reserve: reader
            const Reservation seen{tail_.load(std::memory_order_acquire)};
            SegmentType* segment = this->segment_of(seen);
            if (seen.sealed()) {
                return {AppendOutcome::sealed};
            }
            if (segment == nullptr || seen.frozen() || !segment->fits(seen, bytes)) {
                if (!this->roll(seen, bytes)) {
                    return {AppendOutcome::no_memory};
                }
                continue;
            }
            const auto arrival = this->arrival_at(now_millis);
            if (!gate(segment->totals(seen), bytes)) {
                return {AppendOutcome::refused};
            }
            if (this->reserve(seen, 1, bytes)) {
                segment->write(seen.slots(), seen.bytes(), arrival, key, data);
                return {AppendOutcome::done, segment->base_records() + seen.slots() + 1, arrival};
            }
        }
    }

    /// Appends many records with one reservation for as many as a segment has room for.
    ///
    /// `batch` is asked in the order of its records: `size()`, `bytes(i)`, `admit(i, so_far)` as a
    /// gate is, `key(i)`, `data(i)`; it is told `accept(i, index, arrival_millis)` for each that is
    /// in. `admit` may be asked again for the same record, with other totals; the last answer holds.
    ///
    /// Gives: records that were dealt with from the front; fewer than all only if the outcome is
    ///        `sealed` or `no_memory`, which then concerns all the rest.
    template <class Records>
    [[nodiscard]] AppendOutcome append_batch(Instant now, Records& batch, std::size_t& dealt_with) {
        const auto now_millis = Base::storable(now);
        dealt_with = 0;
        while (dealt_with < batch.size()) {
            // reserve: reader
            const Reservation seen{tail_.load(std::memory_order_acquire)};
            SegmentType* segment = this->segment_of(seen);
            if (seen.sealed()) {
                return AppendOutcome::sealed;
            }
            if (segment == nullptr || seen.frozen() ||
                !segment->fits(seen, batch.bytes(dealt_with))) {
                if (!this->roll(seen, batch.bytes(dealt_with))) {
                    return AppendOutcome::no_memory;
                }
                continue;
            }
            const auto arrival = this->arrival_at(now_millis);
            const Run run = measure(batch, dealt_with, *segment, seen);
            if (run.records > 0 && !this->reserve(seen, run.records, run.bytes)) {
                continue;
            }
            write_run(batch, dealt_with, run.until, *segment, seen, arrival);
            dealt_with = run.until;
        }
        return AppendOutcome::done;
    }

    /// Ends the log: no later append succeeds.  Gives: all that it ever took.
    WriteTotals seal() noexcept {
        // reserve: writer
        const Reservation last{
            tail_.fetch_or(Reservation::sealed_bit, std::memory_order_acq_rel)};
        const SegmentType* segment = this->segment_of(last);
        const WriteTotals totals = segment == nullptr ? WriteTotals{} : segment->totals(last);
        this->set_final(totals);
        return totals;
    }

    /// Reads from any place; what was trimmed meanwhile is passed over.
    [[nodiscard]] LogRead<Batch> read(const LogReadRequest& request) noexcept {
        LogRead<Batch> result;
        result.next = request.from;
        auto place = this->locate(request.from, request.hint);
        if (place.segment == nullptr) {
            result.next = this->after_nothing(request.from);
            result.at_tip = true;
            return result;
        }
        if (this->has_expired(place, request.horizon_millis)) {
            this->skip_to(place, request.horizon_millis);
        }
        collect(place, request, result);
        return result;
    }

private:
    using Place = typename Base::Place;
    using Base::pool_;
    using Base::tail_;

    /// What of a batch fits and is admitted: records from the first one asked for to `until`.
    struct Run {
        std::size_t until = 0;
        std::uint32_t records = 0;
        std::uint64_t bytes = 0;
    };

    template <class Records>
    static Run measure(Records& batch, std::size_t from, const SegmentType& segment,
                       Reservation seen) {
        Run run{from, 0, 0};
        WriteTotals so_far = segment.totals(seen);
        for (; run.until < batch.size(); ++run.until) {
            const std::uint64_t bytes = batch.bytes(run.until);
            if (!segment.fits(seen.plus(run.records, run.bytes), bytes)) {
                break;
            }
            if (batch.admit(run.until, so_far)) {
                ++run.records;
                run.bytes += bytes;
                ++so_far.records;
                so_far.bytes += bytes;
            }
        }
        return run;
    }

    template <class Records>
    static void write_run(Records& batch, std::size_t from, std::size_t until,
                          SegmentType& segment, Reservation seen, std::int64_t arrival) {
        auto slot = seen.slots();
        auto offset = seen.bytes();
        const auto base = segment.base_records();
        for (std::size_t at = from; at < until; ++at) {
            if (batch.admitted(at)) {
                segment.write(slot, offset, arrival, batch.key(at), batch.data(at));
                batch.accept(at, base + slot + 1, arrival);
                ++slot;
                offset += static_cast<std::uint32_t>(batch.bytes(at));
            }
        }
    }

    /// Gathers from a pinned place up to the limits; the batch takes over the pin.
    void collect(Place place, const LogReadRequest& request, LogRead<Batch>& result) noexcept {
        SegmentType* first = place.segment;
        SegmentType* segment = first;
        std::uint32_t slot = place.slot;
        std::uint64_t size = 0;
        std::uint64_t bytes = 0;
        result.next = segment->base_records() + slot + 1;
        for (;;) {
            const auto left = request.records_max - size;
            const auto some = take_from(*segment, slot, left, request.bytes_max - bytes, size == 0);
            if (some.records > 0) {
                slot += some.records;
                size += some.records;
                bytes += some.bytes;
                result.last_arrival_millis = segment->arrival(slot - 1);
            }
            if (size >= request.records_max || some.full) {
                break;
            }
            SegmentType* next = slot == segment->end() ? this->next_of(*segment) : nullptr;
            if (next == nullptr) {
                result.at_tip = true;
                break;
            }
            segment = next;
            slot = 0;
        }
        result.next = size > 0 || result.next > request.from ? result.next + size : request.from;
        result.hint = {segment->index(), segment->generation()};
        if (size == 0) {
            pool_.drop(*first);
        } else {
            result.records = Batch{pool_, *first, place.slot, size, bytes, request.stamp};
        }
    }

    struct Some {
        std::uint32_t records = 0;
        std::uint64_t bytes = 0;
        bool full = false;  ///< a published record was left out for its bytes
    };
    /// Published records of one segment from `slot` on, within the limits.
    static Some take_from(SegmentType& segment, std::uint32_t slot, std::uint64_t records_max,
                          std::uint64_t bytes_max, bool first_always) noexcept {
        const auto most = records_max < Reservation::slots_max ? records_max
                                                               : Reservation::slots_max;
        const auto wanted = slot + static_cast<std::uint32_t>(most);
        const auto seen = segment.published(wanted);
        const auto until = seen < wanted ? seen : wanted;
        if (until <= slot) {
            return {};
        }
        const std::uint64_t before = slot == 0 ? 0 : segment.bytes_through(slot - 1);
        auto fit = until;
        if (segment.bytes_through(until - 1) - before > bytes_max) {
            fit = last_fitting(segment, slot, until, before + bytes_max);
        }
        if (fit == slot && first_always) {
            fit = slot + 1;
        }
        const auto bytes = fit == slot ? 0 : segment.bytes_through(fit - 1) - before;
        return {fit - slot, bytes, fit < until};
    }
    /// The largest slot count in [from, until) whose bytes stay within `bytes_end`.
    static std::uint32_t last_fitting(const SegmentType& segment, std::uint32_t from,
                                      std::uint32_t until, std::uint64_t bytes_end) noexcept {
        while (from < until) {
            const auto middle = from + (until - from) / 2;
            if (segment.bytes_through(middle) <= bytes_end) {
                from = middle + 1;
            } else {
                until = middle;
            }
        }
        return from;
    }
};

}  // namespace weir::inline v0
