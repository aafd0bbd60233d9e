// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/append_list.hpp"
#include "weir/storage/ring_storage.hpp"
#include "weir/testing/explore.hpp"

namespace weir_test {

/// A log of tiny segments, what threads may do to it, and what must be true of it then.
///
/// Every record says which one it is, twice. What an operation may claim is checked at once; that
/// nothing is lost, doubled or out of order, and that no memory stays behind, in the end.
class LogProgram final : public weir::ExploreProgram {
public:
    using Storage = weir::RingStorage<weir::ExploreAtomics>;
    using Log = Storage::Log;
    using Batch = Storage::Batch;
    using Action = std::function<void(LogProgram&)>;

    /// `setup` is done before the threads begin; each of `threads` is one of them.
    struct Scenario {
        std::string name;
        std::uint32_t records_per_segment = 1;
        Action setup;
        std::vector<Action> threads;
        std::uint64_t budget_bytes = ~std::uint64_t{0};
        weir::BudgetPolicy policy = weir::BudgetPolicy::refuse;

        /// Who looks for room looks at every list of the pool: hundreds of steps more.
        [[nodiscard]] bool is_long() const { return budget_bytes != ~std::uint64_t{0}; }
    };

    explicit LogProgram(const Scenario& scenario)
        : scenario_{scenario}, storage_{options_of(scenario)} {
        log_ = std::make_unique<Log>(storage_.context(), weir::Instant{});
        if (scenario.setup) {
            scenario.setup(*this);
        }
    }

    [[nodiscard]] unsigned threads() const override {
        return static_cast<unsigned>(scenario_.threads.size());
    }
    void run(unsigned thread) override { scenario_.threads[thread](*this); }

    /// Appends the next record, which arrives one millisecond after the one begun before it.
    void append() {
        const std::uint8_t id = ++begun_;
        const std::array<char, 2> text{static_cast<char>(id), static_cast<char>(~id)};
        const std::string_view whole{text.data(), text.size()};
        std::uint64_t so_far = 0;
        const auto appended = log_->append(
            weir::Instant::from_millis(id), whole.substr(0, 1), whole.substr(1),
            [&](weir::WriteTotals totals, std::uint64_t bytes) {
                so_far = totals.records;
                expect(totals.bytes == totals.records * 2 && bytes == 2, "the gate was told wrong");
                return true;
            });
        if (appended.outcome == weir::AppendOutcome::done) {
            expect(appended.index == so_far + 1, "the gate was asked about another place");
            enter(appended.index, id, appended.arrival_millis);
        } else if (appended.outcome == weir::AppendOutcome::sealed) {
            expect(seals_begun_ > 0, "sealed before anybody sealed it");
        } else {
            expect(scenario_.is_long(), "there is memory");
        }
    }
    /// Appends two records with one reservation, or with two where a segment ends between them.
    void append_batch() {
        std::array<std::uint8_t, 2> ids{};
        AppendList list;
        for (std::uint8_t& id : ids) {
            id = ++begun_;
            const std::string text{static_cast<char>(id), static_cast<char>(~id)};
            list.add(text.substr(0, 1), text.substr(1));
        }
        std::size_t dealt_with = 0;
        const auto outcome =
            log_->append_batch(weir::Instant::from_millis(ids[0]), list, dealt_with);
        expect(dealt_with == 2 || outcome == weir::AppendOutcome::sealed, "a batch was cut short");
        for (std::size_t at = 0; at < dealt_with; ++at) {
            expect(list.index(at) == list.so_far(at).records + 1, "asked about another place");
            enter(list.index(at), ids[at], list.arrival(at));
        }
    }
    /// A record of another log of the storage, which takes its segments from the same pool.
    void append_elsewhere() {
        if (other_ == nullptr) {
            other_ = std::make_unique<Log>(storage_.context(), weir::Instant{});
        }
        const auto appended = other_->append(weir::Instant::from_millis(1), "o", "o",
                                             [](weir::WriteTotals, std::uint64_t) { return true; });
        expect(appended.outcome == weir::AppendOutcome::done, "not taken elsewhere");
    }
    void seal() {
        ++seals_begun_;
        const weir::WriteTotals totals = log_->seal();
        expect(!sealed_ || totals == sealed_with_, "two seals gave different totals");
        sealed_ = true;
        sealed_with_ = totals;
        for (std::size_t index = totals.records + 1; index < receipts_.size(); ++index) {
            expect(receipts_[index].id == 0, "a record after the end of the sealed log");
        }
    }
    /// Reads from `from`, and looks at what was read once more after whatever came in between.
    void read(std::uint64_t from) {
        const auto result = log_->read({.from = from});
        expect(result.next >= from, "a read went back");
        look_at(result.records, from);
        look_at(result.records, from);
    }
    /// Reads record by record, each read from where the one before says that it is quick.
    void read_on() {
        std::uint64_t next = 1;
        weir::PlaceHint hint;
        for (int reads = 0; reads < 3; ++reads) {
            const auto result = log_->read({.from = next, .records_max = 1, .hint = hint});
            look_at(result.records, next);
            expect(result.next >= next, "a read went back");
            next = result.next;
            hint = result.hint;
        }
    }
    /// Lets go of what arrived before `millis`.
    void trim(std::int64_t millis) {
        horizon_ = std::max(horizon_, millis);
        log_->trim(millis);
    }
    void ask_totals() {
        const weir::LogTotals totals = log_->totals();
        expect(totals.written.bytes == totals.written.records * 2, "totals don't fit together");
        expect(!sealed_ || totals.written == sealed_with_, "totals moved after a seal");
    }
    void find(std::int64_t millis) {
        const std::uint64_t index = log_->index_at(millis);
        std::int64_t arrival = 0;
        if (log_->arrival_of(index, arrival)) {
            expect(arrival >= millis, "found a record that arrived too early");
        }
        static_cast<void>(log_->has_from(index));
        static_cast<void>(log_->newest_millis());
    }

    void finish() override {
        check_contents();
        if (!sealed_) {
            seal();
        }
        expect(log_->totals().written == sealed_with_, "totals after the seal are not its");
        expect(sealed_with_.records == acknowledged_, "sealed with other totals than acknowledged");
        log_->discard();
        expect(log_->read({.from = 1}).records.empty(), "something is left of a discarded log");
        log_.reset();
        other_.reset();
        expect(storage_.bytes_in_use() == 0, "leak: a segment is still in use");
    }

private:
    struct Receipt {
        std::uint8_t id = 0;
        std::int64_t arrival = 0;
    };

    static weir::RingOptions options_of(const Scenario& scenario) {
        weir::RingOptions options;
        options.first_segment_bytes = 256;
        options.segment_bytes = 256;
        options.segment_records_max = scenario.records_per_segment;
        options.memory_budget_bytes = scenario.budget_bytes;
        options.when_budget_is_spent = scenario.policy;
        return options;
    }
    static void expect(bool holds, const char* what) { weir::explore_expect(holds, what); }

    void enter(std::uint64_t index, std::uint8_t id, std::int64_t arrival) {
        expect(index > 0 && index < receipts_.size(), "an index out of range");
        expect(receipts_[index].id == 0, "an index was given twice");
        expect(!sealed_ || index <= sealed_with_.records, "acknowledged after the end");
        receipts_[index] = {id, arrival};
        ++acknowledged_;
    }
    void look_at(const Batch& batch, std::uint64_t from) {
        std::uint64_t last = from - 1;
        std::int64_t arrival = 0;
        for (const weir::RecordView record : batch) {
            const std::uint64_t index = record.sequence_index();
            expect(last == from - 1 ? index > last : index == last + 1, "a hole, or out of order");
            check_record(record, index);
            const std::int64_t millis = record.approximate_arrival_timestamp().millis();
            expect(millis >= arrival, "arrival times went back");
            last = index;
            arrival = millis;
        }
    }
    void check_record(const weir::RecordView& record, std::uint64_t index) {
        expect(record.partition_key().size() == 1 && record.data().size() == 1, "torn: its size");
        const auto id = static_cast<std::uint8_t>(record.partition_key()[0]);
        const auto check = static_cast<std::uint8_t>(record.data().as_text()[0]);
        expect(static_cast<std::uint8_t>(~id) == check, "torn: key and data differ");
        expect(index < receipts_.size(), "an index out of range");
        const Receipt& receipt = receipts_[index];
        expect(receipt.id == 0 || receipt.id == id, "another record than was acknowledged");
        expect(
            receipt.id == 0 || receipt.arrival == record.approximate_arrival_timestamp().millis(),
            "another arrival than was acknowledged");
    }
    /// All that was acknowledged and not trimmed is there, and nothing else.
    void check_contents() {
        const std::uint64_t first = log_->first_index();
        for (std::uint64_t index = 1; index < first && index < receipts_.size(); ++index) {
            expect(receipts_[index].id != 0, "trimmed past a record that is not there");
            expect(receipts_[index].arrival < horizon_ ||
                       scenario_.policy == weir::BudgetPolicy::trim_oldest,
                   "trimmed too early");
        }
        std::uint64_t next = first;
        for (;;) {
            const auto result = log_->read({.from = next});
            if (result.records.empty()) {
                break;
            }
            look_at(result.records, next);
            expect(result.next == next + result.records.size(), "the next place is wrong");
            next = result.next;
        }
        expect(next == acknowledged_ + 1, "lost: acknowledged, and not there to be read");
    }

    const Scenario& scenario_;
    Storage storage_;
    std::unique_ptr<Log> log_;
    std::unique_ptr<Log> other_;
    std::uint8_t begun_ = 0;
    std::uint64_t acknowledged_ = 0;
    std::array<Receipt, 32> receipts_{};  // by index
    std::int64_t horizon_ = 0;
    int seals_begun_ = 0;
    bool sealed_ = false;
    weir::WriteTotals sealed_with_;
};

}  // namespace weir_test
