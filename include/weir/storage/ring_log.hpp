// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "weir/core/check.hpp"
#include "weir/storage/log_types.hpp"
#include "weir/storage/ring_batch.hpp"
#include "weir/storage/ring_trim.hpp"

namespace weir::inline v0 {

/// The log of one shard: a chain of segments, appended to and read by any number of threads.
///
/// Thread: any, for every function but the constructor and the destructor.
/// Progress: append and read are lock-free. A reader stops at a record whose writer was interrupted
/// between its reservation and its publication. A writer waits for nobody; one who came second
/// stands back for a moment before it tries again.
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
    RingLog(RingLogRegistry<Atomics>& registry, Instant origin) : Base{registry, origin} {}

    /// Appends one record; its key has at most 2,047 bytes.
    ///
    /// `gate(so_far, bytes)` is asked at the very place that the record would take; when it says
    /// false nothing happens. It may be asked again if another writer came first.
    // Written out in its caller: a call makes a put 2 ns longer.
    template <class Gate>
    [[nodiscard, gnu::always_inline]] Appended append(Instant now, std::string_view key,
                                                      const Blob& data, Gate&& gate) {
        const std::uint64_t bytes = key.size() + data.size();
        for (;;) {
            const Reservation seen{tail_.load(std::memory_order_acquire)};    // reserve: reader
            SegmentType& segment = *recent_.load(std::memory_order_acquire);  // recent: reader
            const WriteTotals so_far = segment.totals(seen);
            if (segment.title() != title_.open_in(seen) || !segment.fits(seen, bytes))
                [[unlikely]] {
                const AppendOutcome outcome = this->make_way(seen, bytes);
                if (outcome != AppendOutcome::done) {
                    return {outcome};
                }
                continue;
            }
            if (!gate(so_far, bytes)) {
                return {AppendOutcome::refused};
            }
            const auto arrival = this->arrival_at(now);
            if (this->reserve(seen, 1, bytes)) [[likely]] {
                segment.write(seen.slots(), seen.bytes(), arrival, key, data);
                return {AppendOutcome::done, so_far.records + 1, arrival};
            }
            Atomics::stand_back();
        }
    }

    /// Appends many records with one reservation for as many as a segment has room for.
    ///
    /// `batch` is asked in the order of its records: `size()`, `bytes(i)`, `admit(i, so_far)` as a
    /// gate is, then `admitted(i)`, the answer once more, `key(i)` and `data(i)`; it is told
    /// `accept(i, index, arrival_millis)` for each that is in. If it has `admit_all(i, so_far,
    /// more)` that is asked first, about a run of records that together are `more`; yes means yes
    /// to each. If it has `accept_all(i, run, index, arrival_millis, write)` that takes over a run
    /// in which all are admitted and together are `run`, the first of them as `index`: it calls
    /// `write(key, data)` for each. `admit` may be asked again for the same record, with other
    /// totals; the last answer holds. What is asked after `admit` must not throw: readers wait for
    /// a record whose place is taken.
    ///
    /// Gives: records that were dealt with from the front; fewer than all only if the outcome is
    ///        `sealed` or `no_memory`, which then concerns all the rest.
    template <class Records>
    [[nodiscard]] AppendOutcome append_batch(Instant now, Records& batch, std::size_t& dealt_with) {
        dealt_with = 0;
        while (dealt_with < batch.size()) {
            const Reservation seen{tail_.load(std::memory_order_acquire)};    // reserve: reader
            SegmentType& segment = *recent_.load(std::memory_order_acquire);  // recent: reader
            const WriteTotals so_far = segment.totals(seen);
            const std::uint64_t bytes = batch.bytes(dealt_with);
            if (segment.title() != title_.open_in(seen) || !segment.fits(seen, bytes)) {
                const AppendOutcome outcome = this->make_way(seen, bytes);
                if (outcome != AppendOutcome::done) {
                    return outcome;
                }
                continue;
            }
            const Run run = measure(batch, dealt_with, segment, seen, so_far);
            if (run.records > 0) {
                const auto arrival = this->arrival_at(now);
                if (!this->reserve(seen, run.records, run.bytes)) {
                    Atomics::stand_back();
                    continue;
                }
                write_run(batch, run, segment, seen, so_far.records, arrival);
            }
            dealt_with = run.until;
        }
        return AppendOutcome::done;
    }

    /// Ends the log: no later append succeeds.  Gives: all that it ever took.
    WriteTotals seal() noexcept { return this->end_for_good(); }

    /// Reads from any place; what was trimmed meanwhile is passed over.
    [[nodiscard]] LogRead<Batch> read(const LogReadRequest& request) noexcept {
        LogRead<Batch> result;
        auto place = this->locate(request.from, request.hint);
        if (place.segment == nullptr) {
            result.next = this->after_nothing(request.from);
            result.at_tip = request.records_max > 0;
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
    using Base::recent_;
    using Base::tail_;
    using Base::title_;

    /// What of a batch fits and is admitted: records from `from` to before `until`.
    struct Run {
        std::size_t from = 0;
        std::size_t until = 0;
        std::uint32_t records = 0;
        std::uint64_t bytes = 0;
    };

    template <class Records>
    static Run measure(Records& batch, std::size_t from, const SegmentType& segment,
                       Reservation seen, WriteTotals so_far) {
        const Run all = fitting(batch, from, segment, seen);
        if constexpr (requires { batch.admit_all(from, so_far, WriteTotals{}); }) {
            if (batch.admit_all(from, so_far, WriteTotals{all.records, all.bytes})) {
                return all;
            }
        }
        Run run{from, all.until, 0, 0};
        for (std::size_t at = from; at < all.until; ++at) {
            if (batch.admit(at, so_far)) {
                ++run.records;
                ++so_far.records;
                run.bytes += batch.bytes(at);
                so_far.bytes += batch.bytes(at);
            }
        }
        return run;
    }

    /// As many records as the segment has room for if all of them are admitted.
    template <class Records>
    static Run fitting(const Records& batch, std::size_t from, const SegmentType& segment,
                       Reservation seen) {
        const auto free_slots = segment.slot_capacity() - seen.slots();
        const auto most = from + std::min<std::size_t>(batch.size() - from, free_slots);
        const std::uint64_t free_bytes = segment.arena_bytes() - seen.bytes();
        Run run{from, from, 0, 0};
        for (; run.until < most; ++run.until) {
            const std::uint64_t bytes = batch.bytes(run.until);
            if (run.bytes + bytes > free_bytes) {
                break;
            }
            run.bytes += bytes;
        }
        run.records = static_cast<std::uint32_t>(run.until - from);
        return run;
    }

    template <class Records>
    static void write_run(Records& batch, const Run& run, SegmentType& segment, Reservation seen,
                          std::uint64_t index, std::int64_t arrival) {
        auto slot = seen.slots();
        auto offset = seen.bytes();
        const auto write = [&](std::string_view key, const Blob& data) {
            segment.write(slot++, offset, arrival, key, data);
            offset += static_cast<std::uint32_t>(key.size() + data.size());
        };
        const WriteTotals totals{run.records, run.bytes};
        const bool all = run.records == run.until - run.from;
        if constexpr (requires { batch.accept_all(run.from, totals, index, arrival, write); }) {
            if (all) {
                batch.accept_all(run.from, totals, index + 1, arrival, write);
                return;
            }
        }
        for (std::size_t at = run.from; at < run.until; ++at) {
            if (all || batch.admitted(at)) {
                write(batch.key(at), batch.data(at));
                batch.accept(at, ++index, arrival);
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
        result.next = place.index();
        for (;;) {
            const auto left = request.records_max - size;
            const auto some = take_from(*segment, slot, left, request.bytes_max - bytes, size == 0);
            if (some.records > 0) {
                slot += some.records;
                size += some.records;
                bytes += some.bytes;
                result.last_arrival_millis = segment->arrival(slot - 1);
            }
            // The first record may be larger than the limit.
            if (size >= request.records_max || some.full || bytes > request.bytes_max) {
                break;
            }
            if (slot != segment->end()) {
                result.at_tip = true;
                break;
            }
            segment = &this->next_of(*segment);
            slot = 0;
        }
        result.next = size > 0 || result.next > request.from ? result.next + size : request.from;
        result.hint = {segment->index(), this->hint_mark(), segment->generation()};
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
        const auto most = std::min<std::uint64_t>(records_max, Reservation::slots_max);
        const auto wanted = slot + static_cast<std::uint32_t>(most);
        const auto seen = segment.published(wanted);
        const auto until = std::min(seen, wanted);
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
