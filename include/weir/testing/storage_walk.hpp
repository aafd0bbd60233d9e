// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "weir/core/random.hpp"
#include "weir/testing/storage_subject.hpp"

namespace weir::inline v0 {

/// How long operations are drawn, and from which seeds.
struct StorageWalkOptions {
    std::uint64_t first_seed = 1;
    std::uint64_t seeds = 10;
    std::uint64_t steps = 1'000;
};

/// Operations in any order on the logs of one storage, compared with what a list would do.
///
/// Rules look at one promise at a time; this looks at all of them together.
template <storage Storage>
class StorageWalk {
public:
    StorageWalk(const StorageSubject<Storage>& subject, std::uint64_t seed, ConformanceNotes& notes)
        : storage_{subject.options}, random_{seed}, notes_{notes}, seed_{seed} {
        for (Twin& twin : twins_) {
            begin(twin);
        }
    }

    /// Gives: false once something was found; what follows would tell nothing.
    bool step() {
        ++step_;
        clock_ += static_cast<std::int64_t>(random_.below(4));
        Twin& twin = twins_[random_.below(twins_.size())];
        switch (random_.below(10)) {
            case 0:
            case 1:
            case 2:
                append(twin);
                break;
            case 3:
                append_some(twin);
                break;
            case 4:
            case 5:
            case 6:
                read(twin);
                break;
            case 7:
                ask(twin);
                break;
            case 8:
                trim(twin);
                break;
            default:
                end(twin);
        }
        return good_;
    }
    /// Lets everything go.
    void finish() {
        release(0);
        for (Twin& twin : twins_) {
            twin.log.reset();
        }
        same("memory in use when all is gone", storage_.bytes_in_use(), 0);
    }

private:
    using Log = typename Storage::Log;
    using Trial = LogTrial<Storage>;
    struct Entry {
        std::string key;
        std::string data;
        std::int64_t arrival = 0;
        [[nodiscard]] std::uint64_t bytes() const { return key.size() + data.size(); }
    };
    /// A log and a list that had the same done to them.
    struct Twin {
        std::unique_ptr<Log> log;
        std::vector<Entry> list;
        WriteTotals written{};
        std::int64_t newest = 0;
        std::int64_t horizon = 0;
        std::uint64_t first = 1;
        bool sealed = false;
        bool discarded = false;
        LogReadRequest next{};
    };
    struct Held {
        typename Storage::Batch records;
        typename Trial::Texts texts;
    };

    template <class Seen, class Expected>
    void same(const char* what, const Seen& seen, const Expected& expected) {
        if (good_) {
            good_ = notes_.same(
                "seed " + std::to_string(seed_) + ", step " + std::to_string(step_) + ", " + what,
                seen, expected);
        }
    }

    void begin(Twin& twin) {
        const Instant origin = Instant::from_millis(clock_);
        twin = {};
        twin.log = std::make_unique<Log>(storage_.context(), origin);
        twin.newest = clock_;
    }
    [[nodiscard]] std::string bytes(std::uint64_t most) {
        std::string text(random_.below(random_.chance(0.02) ? most * 50 : most), '\0');
        for (char& c : text) {
            c = static_cast<char>(random_.next() & 0xff);
        }
        return text;
    }
    /// Clocks step back.
    [[nodiscard]] Instant now() {
        return Instant::from_millis(clock_ - static_cast<std::int64_t>(random_.below(5)));
    }
    static void take(Twin& twin, Instant now, std::string key, std::string data) {
        twin.newest = std::max(twin.newest, now.millis());
        twin.list.push_back({std::move(key), std::move(data), twin.newest});
        ++twin.written.records;
        twin.written.bytes += twin.list.back().bytes();
    }

    void append(Twin& twin) {
        const std::string key = bytes(20) + 'k';
        const std::string data = bytes(60);
        const Instant at = now();
        const bool wanted = random_.chance(0.9);
        const auto appended =
            twin.log->append(at, key, data, [&](const WriteTotals& so_far, std::uint64_t size) {
                same("totals at the gate", so_far, twin.written);
                same("bytes at the gate", size, key.size() + data.size());
                return wanted;
            });
        if (appended.outcome == AppendOutcome::no_memory) {
            return;
        }
        same("outcome of an append", appended.outcome,
             twin.sealed ? AppendOutcome::sealed
             : wanted    ? AppendOutcome::done
                         : AppendOutcome::refused);
        if (appended.outcome == AppendOutcome::done) {
            take(twin, at, key, data);
            same("index", appended.index, twin.written.records);
            same("arrival", appended.arrival_millis, twin.newest);
        }
    }
    void append_some(Twin& twin) {
        TrialBatch batch;
        const std::uint64_t count = 1 + random_.below(12);
        for (std::uint64_t number = 0; number < count; ++number) {
            batch.add(bytes(60), random_.chance(0.8), bytes(20) + 'k');
        }
        const Instant at = now();
        std::size_t dealt_with = 0;
        const AppendOutcome outcome = twin.log->append_batch(at, batch, dealt_with);
        if (outcome != AppendOutcome::no_memory) {
            same("outcome of a batch", outcome,
                 twin.sealed ? AppendOutcome::sealed : AppendOutcome::done);
            same("records dealt with", dealt_with, twin.sealed ? 0 : batch.size());
        }
        for (std::size_t record = 0; record < std::min(dealt_with, batch.size()); ++record) {
            const TrialBatch::Entry& entry = batch.entry(record);
            if (entry.wanted) {
                take(twin, at, entry.key, entry.data);
                same("index in a batch", entry.index, twin.written.records);
                same("arrival in a batch", entry.arrival_millis, twin.newest);
            }
        }
    }

    void read(Twin& twin) {
        LogReadRequest request = random_.chance(0.5) ? twin.next : LogReadRequest{};
        if (random_.chance(0.5)) {
            request.from = 1 + random_.below(twin.list.size() + 4);
        }
        if (random_.chance(0.5)) {
            request.records_max = 1 + random_.below(10);
        }
        if (random_.chance(0.3)) {
            request.bytes_max = random_.below(300);
        }
        // What a log keeps from before is its own affair.
        request.horizon_millis = twin.horizon + static_cast<std::int64_t>(random_.below(3));
        typename Trial::Texts wanted;
        std::uint64_t size = 0;
        for (std::uint64_t at = request.from; at <= twin.list.size() && !twin.discarded; ++at) {
            const Entry& entry = twin.list[at - 1];
            const bool fits = wanted.empty() || size + entry.bytes() <= request.bytes_max;
            if (wanted.size() == request.records_max || !fits) {
                break;
            }
            if (entry.arrival >= request.horizon_millis) {
                wanted.push_back(entry.data);
                size += entry.bytes();
            }
        }
        auto read = twin.log->read(request);
        same("records of a read", Trial::texts_of(read.records), wanted);
        same("bytes of a read", read.records.bytes(), size);
        if (!wanted.empty()) {
            const auto indexes = Trial::indexes_of(read);
            same("where a read goes on", read.next, indexes.back() + 1);
        }
        twin.next = {.from = read.next, .hint = read.hint};
        if (random_.chance(0.3)) {
            held_.push_back({std::move(read.records), std::move(wanted)});
        }
        release(5);
    }
    void release(std::size_t most) {
        while (held_.size() > most) {
            same("records that were held", Trial::texts_of(held_.front().records),
                 held_.front().texts);
            held_.pop_front();
        }
    }

    /// The index of the first record that arrived then or later, if there is one.
    [[nodiscard]] static std::uint64_t place_of(const Twin& twin, std::int64_t millis) {
        std::uint64_t index = 1;
        while (index <= twin.list.size() &&
               (twin.discarded || twin.list[index - 1].arrival < millis)) {
            ++index;
        }
        return index;
    }
    void ask(Twin& twin) {
        const LogTotals totals = twin.log->totals();
        same("totals", totals.written, twin.written);
        same("whether it is sealed", totals.sealed, twin.sealed);
        same("newest arrival", twin.log->newest_millis(), twin.newest);
        const std::uint64_t kept = place_of(twin, twin.horizon);
        const std::uint64_t first = twin.log->first_index();
        same("whether the first index is within bounds", twin.first <= first && first <= kept,
             true);
        twin.first = first;
        const std::uint64_t index = kept + random_.below(twin.list.size() + 3 - kept + 1);
        std::int64_t arrival = -1;
        const bool is_there = index <= twin.list.size() && !twin.discarded;
        same("whether a record is there", twin.log->has_from(index), is_there);
        same("whether an arrival is known", twin.log->arrival_of(index, arrival), is_there);
        if (is_there) {
            same("an arrival", arrival, twin.list[index - 1].arrival);
        }
        const auto millis = twin.horizon + static_cast<std::int64_t>(random_.below(30));
        same("the place of a time", std::max(twin.log->index_at(millis), kept),
             place_of(twin, millis));
    }
    void trim(Twin& twin) {
        const auto horizon = clock_ - static_cast<std::int64_t>(random_.below(60));
        twin.horizon = std::max(twin.horizon, horizon);
        twin.log->trim(horizon);
    }
    /// Seals a log now and then, discards a sealed one, and begins another in its place.
    void end(Twin& twin) {
        if (!twin.sealed) {
            if (random_.chance(0.2)) {
                same("totals of a seal", twin.log->seal(), twin.written);
                twin.sealed = true;
            }
        } else if (random_.chance(0.4)) {
            twin.log->discard();
            twin.discarded = true;
        } else {
            begin(twin);
        }
    }

    Storage storage_;
    Random random_;
    ConformanceNotes& notes_;
    std::uint64_t seed_;
    std::uint64_t step_ = 0;
    std::int64_t clock_ = 1'000;
    std::array<Twin, 3> twins_{};
    std::deque<Held> held_;
    bool good_ = true;
};

/// Walks at random through the operations of a storage, once for each seed.
///
/// A finding names the seed and the step; the same seed walks the same way everywhere.
template <storage Storage>
[[nodiscard]] ConformanceOutcome check_storage_at_random(
    const StorageSubject<Storage>& subject = {}, const StorageWalkOptions& options = {}) {
    ConformanceNotes notes;
    for (std::uint64_t at = 0; at < options.seeds; ++at) {
        StorageWalk<Storage> walk{subject, options.first_seed + at, notes};
        std::uint64_t steps = 0;
        while (steps < options.steps && walk.step()) {
            ++steps;
        }
        walk.finish();
    }
    return std::move(notes).outcome("random_operations",
                                    "Any operations in any order do what a list would.");
}

}  // namespace weir::inline v0
