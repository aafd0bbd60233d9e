// SPDX-License-Identifier: Apache-2.0
// Every operation on a log, stopped before every access to shared memory, while whole operations
// of others take place; then the same with two stops.
#include <array>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "storage/append_list.hpp"
#include "storage/interrupted_cells.hpp"
#include "storage/sealed_payload.hpp"
#include "weir/storage/ring_storage.hpp"

namespace {

using weir::Appended;
using weir::AppendOutcome;
using weir::Instant;
using weir::LogReadRequest;
using weir::RingOptions;
using weir_test::AppendList;
using weir_test::InterruptedCells;
using weir_test::Interrupts;
using weir_test::SealedPayload;
using weir_test::Signature;

using Storage = weir::RingStorage<InterruptedCells>;
using Log = Storage::Log;
using Batch = Storage::Batch;

/// Two logs of segments with room for two records, which take segments from each other.
class World {
public:
    explicit World(const RingOptions& options)
        : storage_{options},
          lossy_{options.when_budget_is_spent == weir::BudgetPolicy::trim_oldest} {
        for (std::uint32_t number = 0; number < 2; ++number) {
            books_[number].log = std::make_unique<Log>(storage_.context(), Instant{});
        }
        // So that the other log is ahead, and its segments may get the ordinals of the first one's.
        for (int at = 0; at < 4; ++at) {
            append(1);
        }
        ++clock_;
        trim(1);
    }

    void append(std::uint32_t which = 0, std::size_t fill = small) {
        Book& book = books_[which];
        const SealedPayload payload = next_payload(which, fill);
        const Instant now = Instant::from_millis(++clock_);
        std::uint64_t asked = 0;
        const Appended appended = book.log->append(now, payload.key(), payload.data(),
                                                   [&](weir::WriteTotals so_far, std::uint64_t) {
                                                       asked = so_far.records;
                                                       check_bytes(so_far);
                                                       return true;
                                                   });
        if (appended.outcome == AppendOutcome::done) {
            expect(appended.index == asked + 1, "asked at another place");
            enter(book, appended.index, appended.arrival_millis, payload);
        }
        expect(appended.outcome != AppendOutcome::refused, "refused");
        expect(appended.outcome != AppendOutcome::no_memory || lossy_, "no memory");
        expect(appended.outcome != AppendOutcome::sealed || book.sealed, "sealed too early");
    }
    void append_some() {
        Book& book = books_[0];
        AppendList list;
        for (int at = 0; at < 3; ++at) {
            const SealedPayload payload = next_payload(0, small);
            list.add(payload.key(), payload.data());
        }
        std::size_t dealt_with = 0;
        const auto outcome =
            book.log->append_batch(Instant::from_millis(++clock_), list, dealt_with);
        for (std::size_t at = 0; at < dealt_with; ++at) {
            expect(list.index(at) == list.so_far(at).records + 1, "asked at another place");
            book.receipts[list.index(at)] = {list.arrival(at), std::string{list.key(at)}};
        }
        expect(outcome == AppendOutcome::done || book.sealed || lossy_, "batch was not taken");
    }
    /// A refused record must not be noticed by anybody.
    void append_refused() {
        const Appended appended =
            books_[0].log->append(Instant::from_millis(++clock_), "refused", "refused",
                                  [this](weir::WriteTotals so_far, std::uint64_t) {
                                      check_bytes(so_far);
                                      return false;
                                  });
        expect(appended.outcome == AppendOutcome::refused || books_[0].sealed || lossy_,
               "not refused");
        expect(appended.outcome != AppendOutcome::done, "not refused");
    }
    /// So many records that every segment has been used anew, perhaps by the same log.
    void lap() {
        for (int at = 0; at < 5; ++at) {
            append();
            trim();
        }
    }
    void trim(std::uint32_t which = 0) {
        books_[which].horizon = clock_;
        books_[which].log->trim(clock_);
    }
    void read() {
        const auto horizon = books_[0].horizon;
        LogReadRequest request{.from = books_[0].log->first_index(), .horizon_millis = horizon};
        auto read = books_[0].log->read(request);
        for (const auto record : read.records) {
            expect(record.approximate_arrival_timestamp().millis() >= horizon, "expired");
        }
        look_at(read.records);
        held_.push_back(std::move(read.records));
    }
    void read_on() {
        const LogReadRequest wanted = last_;
        auto read = books_[0].log->read(wanted);
        expect(read.next >= wanted.from, "went back");
        expect(read.records.empty() || (*read.records.begin()).sequence_index() >= wanted.from,
               "older than wanted");
        look_at(read.records);
        last_.from = read.next;
        last_.hint = read.hint;
    }
    void release() {
        if (!held_.empty()) {
            look_at(held_.front());
            held_.erase(held_.begin());
        }
    }
    void count() {
        const auto before = books_[0].receipts.size();
        const auto totals = books_[0].log->totals();
        check_bytes(totals.written);
        expect(totals.written.records >= before, "totals too small");
        // A batch of three may be under way.
        expect(totals.written.records <= books_[0].receipts.size() + 3, "totals too large");
    }
    void seal() {
        books_[0].sealed = true;
        const auto last = books_[0].log->seal();
        expect(last == books_[0].log->totals().written, "sealed with other totals");
    }
    void discard() {
        if (books_[0].log->totals().sealed) {
            static_cast<void>(books_[0].log->seal());
            books_[0].horizon = ++clock_;
            books_[0].log->discard();
        }
    }
    /// Goes past a segment that another one has begun for a small record, and leaves it empty.
    void append_large() {
        all_alike_ = false;
        append(0, 300);
    }
    void steal() {
        for (int at = 0; at < 5; ++at) {
            append(1);
        }
        trim(1);
    }

    /// What must be true of every world in the end.  Gives: the first thing that is not.
    [[nodiscard]] std::string wrong() {
        for (const Book& book : books_) {
            audit(book);
        }
        for (const Batch& batch : held_) {
            look_at(batch);
        }
        held_.clear();
        for (Book& book : books_) {
            book.log.reset();
        }
        expect(storage_.bytes_in_use() == 0, "memory was not given back");
        return wrong_;
    }

private:
    static constexpr std::size_t small = 8;
    static constexpr std::uint64_t record_bytes = 16 + small;
    struct Receipt {
        std::int64_t arrival = 0;
        std::string key;
    };
    struct Book {
        std::unique_ptr<Log> log;
        std::map<std::uint64_t, Receipt> receipts;
        std::int64_t horizon = 0;
        bool sealed = false;
    };

    void expect(bool good, const char* what) {
        if (!good && wrong_.empty()) {
            wrong_ = what;
        }
    }
    [[nodiscard]] SealedPayload next_payload(std::uint32_t which, std::size_t fill) {
        return SealedPayload{{which, ++sequence_}, fill};
    }
    void check_bytes(const weir::WriteTotals& totals) {
        expect(!all_alike_ || totals.bytes == totals.records * record_bytes, "bytes and records");
    }
    void enter(Book& book, std::uint64_t index, std::int64_t arrival,
               const SealedPayload& payload) {
        const bool fresh =
            book.receipts.try_emplace(index, Receipt{arrival, std::string{payload.key()}}).second;
        expect(fresh, "one index for two records");
    }
    void look_at(const Batch& batch) {
        std::uint64_t last = 0;
        std::int64_t arrival = 0;
        for (const weir::RecordView record : batch) {
            Signature by;
            expect(SealedPayload::read(record, by), "torn record");
            expect(last == 0 || record.sequence_index() == last + 1, "gap in a batch");
            expect(record.approximate_arrival_timestamp().millis() >= arrival, "time went back");
            last = record.sequence_index();
            arrival = record.approximate_arrival_timestamp().millis();
        }
    }
    void audit(const Book& book) {
        const auto totals = book.log->totals();
        expect(totals.written.records == book.receipts.size(), "totals and receipts differ");
        check_bytes(totals.written);
        const auto first = book.log->first_index();
        for (const auto& [index, receipt] : book.receipts) {
            expect(index >= first || receipt.arrival < book.horizon || lossy_, "trimmed too early");
        }
        const auto read = book.log->read({});
        expect(read.at_tip && read.next == totals.written.records + 1, "not all can be read");
        expect(read.records.size() + first - 1 == totals.written.records, "records are missing");
        look_at(read.records);
        for (const weir::RecordView record : read.records) {
            const auto found = book.receipts.find(record.sequence_index());
            expect(found != book.receipts.end() && found->second.key == record.partition_key() &&
                       found->second.arrival == record.approximate_arrival_timestamp().millis(),
                   "another record than was promised");
        }
    }

    Storage storage_;
    std::array<Book, 2> books_;
    std::vector<Batch> held_;
    LogReadRequest last_;
    std::uint32_t sequence_ = 0;
    std::int64_t clock_ = 100;
    bool lossy_;
    bool all_alike_ = true;
    std::string wrong_;
};

const std::vector<std::pair<const char*, std::function<void(World&)>>> operations{
    {"append", [](World& world) { world.append(); }},
    {"append a batch", [](World& world) { world.append_some(); }},
    {"append, refused", [](World& world) { world.append_refused(); }},
    {"trim", [](World& world) { world.trim(); }},
    {"read", [](World& world) { world.read(); }},
    {"read on", [](World& world) { world.read_on(); }},
    {"release", [](World& world) { world.release(); }},
    {"count", [](World& world) { world.count(); }},
    {"seal", [](World& world) { world.seal(); }},
    {"discard", [](World& world) { world.discard(); }},
    {"seal and discard",
     [](World& world) {
         world.seal();
         world.discard();
     }},
    {"append a large one", [](World& world) { world.append_large(); }},
    {"lap", [](World& world) { world.lap(); }},
    {"steal", [](World& world) { world.steal(); }},
};
std::vector<std::size_t> numbers_of(std::initializer_list<std::string_view> names) {
    std::vector<std::size_t> numbers;
    for (std::size_t number = 0; number < operations.size(); ++number) {
        for (const std::string_view name : names) {
            if (name == operations[number].first) {
                numbers.push_back(number);
            }
        }
    }
    REQUIRE(numbers.size() == names.size());
    return numbers;
}

const RingOptions tiny_segments{
    .first_segment_bytes = 256, .segment_bytes = 256, .segment_records_max = 2};
const RingOptions few_segments{.first_segment_bytes = 256,
                               .segment_bytes = 256,
                               .segment_records_max = 2,
                               .memory_budget_bytes = 4 * 256,
                               .when_budget_is_spent = weir::BudgetPolicy::trim_oldest};

struct Beginning {
    RingOptions options;
    int records;
};
const std::vector<Beginning> beginnings{{tiny_segments, 0},
                                        {tiny_segments, 1},
                                        {tiny_segments, 2},
                                        {tiny_segments, 3},
                                        {tiny_segments, 4},
                                        {few_segments, 5}};

std::unique_ptr<World> world_with(const RingOptions& options, int records) {
    auto world = std::make_unique<World>(options);
    for (int at = 0; at < records; ++at) {
        world->append();
        if (at == 1) {
            world->read_on();
        }
    }
    return world;
}

int plays = 0;

/// Plays `victim` with others at its accesses number `first` and `second`.
/// Gives: how many accesses it made.
int play(const RingOptions& options, int records, std::size_t victim,
         std::pair<int, std::size_t> first, std::pair<int, std::size_t> second) {
    ++plays;
    const auto world = world_with(options, records);
    Interrupts::plan({first.first, [&] { operations[first.second].second(*world); }},
                     {second.first, [&] { operations[second.second].second(*world); }});
    operations[victim].second(*world);
    const int accesses = Interrupts::accesses();
    Interrupts::none();
    const std::string wrong = world->wrong();
    if (!wrong.empty()) {
        INFO(records << " records; " << operations[victim].first << ", stopped before access "
                     << first.first << " by: " << operations[first.second].first
                     << ", before access " << second.first
                     << " by: " << operations[second.second].first);
        FAIL_CHECK(wrong);
    }
    return accesses;
}

void play_all_pairs(int records, std::size_t victim, std::size_t one, std::size_t two) {
    int accesses = 2;
    for (int at = 0; at < accesses - 1; ++at) {
        for (int then = at + 1; then < accesses; ++then) {
            accesses = play(tiny_segments, records, victim, {at, one}, {then, two});
        }
    }
}

}  // namespace

TEST_CASE("no operation minds another one at any of its steps") {
    plays = 0;
    for (const auto& [options, records] : beginnings) {
        // The last two are many operations each.
        for (std::size_t victim = 0; victim < operations.size() - 2; ++victim) {
            for (std::size_t other = 0; other < operations.size(); ++other) {
                int accesses = 1;
                for (int at = 0; at < accesses; ++at) {
                    accesses = play(options, records, victim, {at, other}, {-1, 0});
                }
            }
        }
    }
    CHECK(plays > 20'000);
}

TEST_CASE("no operation minds two others, one after the other") {
    plays = 0;
    const auto victims =
        numbers_of({"append", "append a batch", "trim", "read", "seal and discard"});
    const auto others =
        numbers_of({"append", "append a large one", "seal and discard", "lap", "steal"});
    for (const std::size_t victim : victims) {
        for (const std::size_t one : others) {
            for (const std::size_t two : others) {
                play_all_pairs(3, victim, one, two);
            }
        }
        play_all_pairs(2, victim, others[3], others[4]);
        play_all_pairs(2, victim, others[4], others[3]);
    }
    CHECK(plays > 20'000);
}
