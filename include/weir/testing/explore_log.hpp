// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

#include "weir/storage/storage.hpp"
#include "weir/testing/explore.hpp"
#include "weir/testing/storage_subject.hpp"

namespace weir::inline v0 {

/// What a thread does to a log that others use at the same time.
enum class LogStep : std::uint8_t {
    nothing,
    append,
    append_two,  ///< as one batch
    read,        ///< all there is
    read_on,     ///< record by record, from place to place
    find,        ///< by time, and by index
    totals,
    trim,  ///< all but what is appended from now on
    seal,
    discard,  ///< after a seal
};

/// A few threads with a few steps each, after some that are taken before they begin.
struct ExploreLogScenario {
    std::string_view name;
    std::array<LogStep, 3> before{};
    std::array<std::array<LogStep, 2>, 3> threads{};
};

/// Pairs and triples of whatever may be done to a log at the same time.
inline constexpr auto explore_log_scenarios = [] {
    using enum LogStep;
    return std::array{
        ExploreLogScenario{"append and append", {}, {{{append}, {append}}}},
        ExploreLogScenario{"append and read", {append}, {{{append, append}, {read, read}}}},
        ExploreLogScenario{"append and read on", {append}, {{{append}, {read_on}}}},
        ExploreLogScenario{"append and batch", {}, {{{append}, {append_two}}}},
        ExploreLogScenario{"batch and read", {}, {{{append_two}, {read_on}}}},
        ExploreLogScenario{"append and seal", {append}, {{{append, append}, {seal}}}},
        ExploreLogScenario{"batch and seal", {}, {{{append_two}, {seal, totals}}}},
        ExploreLogScenario{"read and seal", {append}, {{{append, seal}, {read, totals}}}},
        ExploreLogScenario{"append and totals", {append}, {{{append, append}, {totals, totals}}}},
        ExploreLogScenario{"append and find", {append}, {{{append, append}, {find}}}},
        ExploreLogScenario{"append and trim", {append, append}, {{{append, append}, {trim}}}},
        ExploreLogScenario{"read and trim", {append, append, append}, {{{read}, {trim, append}}}},
        ExploreLogScenario{"trim and trim", {append, append, append}, {{{trim}, {trim, append}}}},
        ExploreLogScenario{"read and discard", {append, append, seal}, {{{read}, {discard}}}},
        ExploreLogScenario{"three appends", {}, {{{append}, {append}, {append}}}},
        ExploreLogScenario{"append, append and read", {}, {{{append}, {append}, {read}}}},
        ExploreLogScenario{"append, read and trim", {append, append}, {{{append}, {read}, {trim}}}},
        ExploreLogScenario{"append, read and seal", {append}, {{{append}, {read}, {seal}}}},
    };
}();

/// A scenario on a storage whose logs touch shared memory with the explorer's atomics.
///
/// Every record says which one it is, twice. What an operation may claim is looked at at once; that
/// nothing is lost, doubled, torn or out of order, and that no memory is in use, in the end.
/// Options of few records to a piece of memory make every end of a piece happen.
template <storage Storage>
class ExploreLog final : public ExploreProgram {
public:
    ExploreLog(const ExploreLogScenario& scenario, const typename Storage::Options& options)
        : scenario_{scenario},
          storage_{options},
          log_{std::make_unique<Log>(storage_.context(), Instant{})} {
        for (const LogStep step : scenario.before) {
            take(step);
        }
    }

    [[nodiscard]] unsigned threads() const override {
        unsigned count = 0;
        for (const auto& steps : scenario_.threads) {
            count += steps[0] != LogStep::nothing ? 1U : 0U;
        }
        return count;
    }
    void run(unsigned thread) override {
        for (const LogStep step : scenario_.threads[thread]) {
            take(step);
        }
    }
    void finish() override {
        check_contents();
        if (!sealed_) {
            seal();
        }
        expect(log_->totals().written == sealed_with_, "totals after the seal are not its");
        expect(sealed_with_.records == taken_, "sealed with other totals than were taken");
        log_->discard();
        expect(log_->read({}).records.empty(), "something is left of a discarded log");
        log_.reset();
        expect(storage_.bytes_in_use() == 0, "leak: memory is still in use");
    }

private:
    using Log = typename Storage::Log;
    using Batch = typename Storage::Batch;
    struct Receipt {
        std::uint8_t id = 0;
        std::int64_t arrival_millis = 0;
    };

    static void expect(bool holds, const char* what) { explore_expect(holds, what); }

    void take(LogStep step) {
        switch (step) {
            case LogStep::append:
                return append();
            case LogStep::append_two:
                return append_two();
            case LogStep::read:
                look_at(log_->read({}).records, 1, true);
                return;
            case LogStep::read_on:
                return read_on();
            case LogStep::find:
                return find();
            case LogStep::totals:
                return look_at_totals();
            case LogStep::trim:
                horizon_ = std::max<std::int64_t>(horizon_, begun_ + 1);
                return log_->trim(begun_ + 1);
            case LogStep::seal:
                return seal();
            case LogStep::discard:
                horizon_ = std::numeric_limits<std::int64_t>::max();
                return log_->discard();
            case LogStep::nothing:
                break;
        }
    }

    /// A record that says which it is, and arrives one millisecond after the one begun before it.
    void append() {
        const std::uint8_t id = ++begun_;
        const std::array<char, 2> text{static_cast<char>(id), static_cast<char>(~id)};
        const std::string_view whole{text.data(), text.size()};
        std::uint64_t so_far = 0;
        const Appended appended = log_->append(
            Instant::from_millis(id), whole.substr(0, 1), whole.substr(1),
            [&](const WriteTotals& totals, std::uint64_t bytes) {
                so_far = totals.records;
                expect(totals.bytes == totals.records * 2 && bytes == 2, "the gate was told wrong");
                return true;
            });
        if (appended.outcome == AppendOutcome::done) {
            expect(appended.index == so_far + 1, "the gate was asked about another place");
            enter(appended.index, id, appended.arrival_millis);
        } else {
            expect(appended.outcome == AppendOutcome::sealed && seal_begun_,
                   "a record was not taken");
        }
    }
    void append_two() {
        TrialBatch batch;
        std::array<std::uint8_t, 2> ids{};
        for (std::uint8_t& id : ids) {
            id = ++begun_;
            batch.add(std::string{static_cast<char>(~id)}, true,
                      std::string{static_cast<char>(id)});
        }
        std::size_t dealt_with = 0;
        const auto outcome = log_->append_batch(Instant::from_millis(ids[0]), batch, dealt_with);
        expect(outcome == AppendOutcome::done ? dealt_with == 2 : dealt_with < 2,
               "a batch was dealt with in part");
        expect(outcome != AppendOutcome::sealed || seal_begun_, "sealed before anybody did");
        for (std::size_t at = 0; at < dealt_with; ++at) {
            const auto& entry = batch.entry(at);
            expect(entry.index == entry.so_far.records + 1,
                   "the gate was asked about another place");
            enter(entry.index, ids[at], entry.arrival_millis);
        }
    }
    void read_on() {
        LogReadRequest request{.records_max = 1};
        for (int reads = 0; reads < 3; ++reads) {
            const auto read = log_->read(request);
            look_at(read.records, request.from, true);
            expect(read.next >= request.from, "a read went back");
            request.from = read.next;
            request.hint = read.hint;
        }
    }
    void find() {
        const std::uint64_t index = log_->index_at(2);
        std::int64_t arrival = 0;
        if (log_->arrival_of(index, arrival)) {
            expect(arrival >= 2, "found a record that arrived too early");
        }
        static_cast<void>(log_->has_from(index));
        expect(log_->first_index() >= 1, "an index out of range");
        static_cast<void>(log_->newest_millis());
    }
    void look_at_totals() {
        const bool sealed = sealed_;
        const LogTotals totals = log_->totals();
        expect(totals.written.bytes == totals.written.records * 2, "totals don't fit together");
        expect(!sealed || totals.written == sealed_with_, "totals moved after a seal");
    }
    void seal() {
        seal_begun_ = true;
        const WriteTotals totals = log_->seal();
        expect(!sealed_ || totals == sealed_with_, "two seals gave different totals");
        sealed_ = true;
        sealed_with_ = totals;
        for (std::size_t index = totals.records + 1; index < receipts_.size(); ++index) {
            expect(receipts_[index].id == 0, "a record after the end of the sealed log");
        }
    }

    void enter(std::uint64_t index, std::uint8_t id, std::int64_t arrival_millis) {
        expect(index > 0 && index < receipts_.size(), "an index out of range");
        expect(receipts_[index].id == 0, "an index was given twice");
        expect(!sealed_ || index <= sealed_with_.records, "taken after the end");
        receipts_[index] = {id, arrival_millis};
        ++taken_;
    }
    /// Looks at what was read, and once more after whatever came in between.
    void look_at(const Batch& batch, std::uint64_t from, bool again) {
        std::uint64_t last = from - 1;
        std::int64_t arrival = 0;
        for (const RecordView record : batch) {
            const std::uint64_t index = record.sequence_index();
            expect(last == from - 1 ? index > last : index == last + 1, "a hole, or out of order");
            check_record(record, index);
            const std::int64_t millis = record.approximate_arrival_timestamp().millis();
            expect(millis >= arrival, "arrival times went back");
            last = index;
            arrival = millis;
        }
        if (again) {
            look_at(batch, from, false);
        }
    }
    void check_record(const RecordView& record, std::uint64_t index) {
        expect(record.partition_key().size() == 1 && record.data().size() == 1, "torn: its size");
        const auto id = static_cast<std::uint8_t>(record.partition_key()[0]);
        const auto check = static_cast<std::uint8_t>(record.data().as_text()[0]);
        expect(static_cast<std::uint8_t>(~id) == check, "torn: key and data differ");
        expect(index < receipts_.size(), "an index out of range");
        const Receipt& receipt = receipts_[index];
        const auto millis = record.approximate_arrival_timestamp().millis();
        expect(receipt.id == 0 || receipt.id == id, "another record than was taken");
        expect(receipt.id == 0 || receipt.arrival_millis == millis, "another arrival than told");
    }
    /// All that was taken and not let go is there, and nothing else.
    void check_contents() {
        std::uint64_t next = log_->first_index();
        for (std::uint64_t index = 1; index < next && index < receipts_.size(); ++index) {
            expect(receipts_[index].id != 0, "let go of a record that is not there");
            expect(receipts_[index].arrival_millis < horizon_, "let go too early");
        }
        for (;;) {
            const auto read = log_->read({.from = next});
            if (read.records.empty()) {
                break;
            }
            look_at(read.records, next, false);
            expect(read.next == next + read.records.size(), "the next place is wrong");
            next = read.next;
        }
        expect(next == taken_ + 1, "lost: taken, and not there to be read");
    }

    const ExploreLogScenario& scenario_;
    Storage storage_;
    std::unique_ptr<Log> log_;
    std::uint8_t begun_ = 0;
    std::uint64_t taken_ = 0;
    std::array<Receipt, 32> receipts_{};  // by index
    std::int64_t horizon_ = 0;
    bool seal_begun_ = false;
    bool sealed_ = false;
    WriteTotals sealed_with_{};
};

/// What makes a scenario's program, for `explore`. The scenario has to outlive it.
template <storage Storage>
[[nodiscard]] auto make_explore_log(const ExploreLogScenario& scenario,
                                    const typename Storage::Options& options = {}) {
    return
        [&scenario, options] { return std::make_unique<ExploreLog<Storage>>(scenario, options); };
}

}  // namespace weir::inline v0
