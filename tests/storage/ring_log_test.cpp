// SPDX-License-Identifier: Apache-2.0
#include "weir/storage/ring_log.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "catch.hpp"
#include "storage/log_helpers.hpp"
#include "weir/storage/ring_storage.hpp"

namespace {

using weir::AppendOutcome;
using weir::BudgetPolicy;
using weir::Instant;
using weir::LogReadRequest;
using weir::RingOptions;
using weir::WriteTotals;
using weir_test::admit_all;
using weir_test::AppendList;
using weir_test::at_millis;
using weir_test::Indexes;
using weir_test::indexes_of;
using weir_test::put;
using weir_test::Texts;
using weir_test::texts_of;
using Storage = weir::RingStorage<>;
using Log = Storage::Log;

const RingOptions tiny{.first_segment_bytes = 256, .segment_bytes = 256, .segment_records_max = 2};

struct Fixture {
    explicit Fixture(int records = 0) {
        for (int record = 1; record <= records; ++record) {
            put(log, record * 10, std::to_string(record));
        }
    }
    Storage storage{tiny};
    Log log{storage.context(), Instant{}};
};

bool refuse_all(WriteTotals, std::uint64_t) {
    return false;
}

/// Records that are told of runs, and which those were.
struct Runs : AppendList {
    struct Run {
        std::size_t from;
        std::size_t until;
        std::uint64_t index;
        bool operator==(const Run&) const = default;
    };
    using AppendList::AppendList;
    template <class Write>
    void accept_all(std::size_t from, const WriteTotals& run, std::uint64_t index, std::int64_t,
                    const Write& write) {
        const auto until = from + run.records;
        std::uint64_t bytes_there = 0;
        for (std::size_t at = from; at < until; ++at) {
            write(key(at), data(at));
            bytes_there += bytes(at);
        }
        CHECK(run.bytes == bytes_there);
        runs.push_back({from, until, index});
    }
    std::vector<Run> runs;
};

}  // namespace

TEST_CASE("a record can be read as soon as it is appended") {
    Fixture fixture;
    const auto appended = fixture.log.append(at_millis(1'234), "the key", "the data", admit_all);
    CHECK(appended.outcome == AppendOutcome::done);
    CHECK(appended.index == 1);
    CHECK(appended.arrival_millis == 1'234);
    const auto read = fixture.log.read({.stamp = {77, 8}});
    REQUIRE(read.records.size() == 1);
    const weir::RecordView record = *read.records.begin();
    CHECK(record.partition_key() == "the key");
    CHECK(record.data().as_text() == "the data");
    CHECK(record.sequence_index() == 1);
    CHECK(record.approximate_arrival_timestamp() == at_millis(1'234));
    CHECK(record.sequence_number().shard_index() == 8);
    CHECK(record.sequence_number().shard_create_seconds() == 77);
    CHECK(read.next == 2);
    CHECK(read.at_tip);
    CHECK(read.last_arrival_millis == 1'234);
    CHECK(read.records.bytes() == 15);
}

TEST_CASE("the gate is asked with the totals at the record's own place") {
    Fixture fixture{3};
    WriteTotals asked;
    std::uint64_t asked_bytes = 0;
    const auto appended = fixture.log.append(at_millis(50), "key", "data",
                                             [&](WriteTotals so_far, std::uint64_t bytes) {
                                                 asked = so_far;
                                                 asked_bytes = bytes;
                                                 return true;
                                             });
    CHECK(asked == WriteTotals{3, 12});
    CHECK(asked_bytes == 7);
    CHECK(appended.index == 4);
}

TEST_CASE("a refused record leaves no trace") {
    Fixture fixture{3};
    Log& log = fixture.log;
    for (int count = 0; count < 10; ++count) {
        const auto refused = log.append(at_millis(10'000), "key", "data", refuse_all);
        CHECK(refused.outcome == AppendOutcome::refused);
        CHECK(refused.index == 0);
    }
    CHECK(log.totals().written == WriteTotals{3, 12});
    CHECK(log.newest_millis() == 30);
    CHECK(put(log, 40, "4") == 4);
    CHECK(log.newest_millis() == 40);
    CHECK(texts_of(log.read({}).records) == Texts{"1", "2", "3", "4"});
}

TEST_CASE("a batch is taken in order, across segments, with one arrival time") {
    Fixture fixture{1};
    AppendList list;
    for (int record = 2; record <= 8; ++record) {
        list.add("key", std::to_string(record));
    }
    std::size_t dealt_with = 99;
    CHECK(fixture.log.append_batch(at_millis(70), list, dealt_with) == AppendOutcome::done);
    CHECK(dealt_with == 7);
    for (std::size_t at = 0; at < 7; ++at) {
        CHECK(list.index(at) == at + 2);
        CHECK(list.arrival(at) == 70);
        CHECK(list.so_far(at) == WriteTotals{at + 1, (at + 1) * 4});
    }
    CHECK(texts_of(fixture.log.read({}).records) == Texts{"1", "2", "3", "4", "5", "6", "7", "8"});
}

TEST_CASE("records of a batch that are refused leave no gap") {
    Fixture fixture;
    int asked = 0;
    AppendList list{[&asked](WriteTotals, std::uint64_t) { return ++asked % 3 != 2; }};
    for (int record = 0; record < 9; ++record) {
        list.add("key", std::to_string(record));
    }
    std::size_t dealt_with = 0;
    CHECK(fixture.log.append_batch(at_millis(70), list, dealt_with) == AppendOutcome::done);
    CHECK(dealt_with == 9);
    const auto read = fixture.log.read({});
    CHECK(texts_of(read.records) == Texts{"0", "2", "3", "5", "6", "8"});
    CHECK(indexes_of(read.records) == Indexes{1, 2, 3, 4, 5, 6});
    CHECK(list.so_far(8).records == 5);
}

TEST_CASE("a batch of which nothing is admitted changes nothing") {
    Fixture fixture{1};
    AppendList list{refuse_all};
    for (int record = 0; record < 9; ++record) {
        list.add("key", "data");
    }
    std::size_t dealt_with = 0;
    CHECK(fixture.log.append_batch(at_millis(9'000), list, dealt_with) == AppendOutcome::done);
    CHECK(dealt_with == 9);
    CHECK(fixture.log.totals().written == WriteTotals{1, 4});
    CHECK(fixture.log.newest_millis() == 10);
}

TEST_CASE("a batch that is admitted as a whole is not asked about each record") {
    struct WholeList : AppendList {
        [[nodiscard]] bool admit_all(std::size_t from, const WriteTotals& so_far,
                                     const WriteTotals& more) {
            whole.push_back({from, so_far, more});
            return admits;
        }
        [[nodiscard]] bool admit(std::size_t at, const WriteTotals& so_far) {
            ++asked_singly;
            return AppendList::admit(at, so_far);
        }
        struct Question {
            std::size_t from;
            WriteTotals so_far;
            WriteTotals more;
        };
        std::vector<Question> whole;
        int asked_singly = 0;
        bool admits = true;
    };
    for (const bool admits : {true, false}) {
        Fixture fixture{1};
        WholeList list;
        list.admits = admits;
        for (int record = 2; record <= 6; ++record) {
            list.add("key", std::to_string(record));
        }
        std::size_t dealt_with = 0;
        CHECK(fixture.log.append_batch(at_millis(70), list, dealt_with) == AppendOutcome::done);
        CHECK(dealt_with == 5);
        CHECK(list.asked_singly == (admits ? 0 : 5));
        REQUIRE(list.whole.size() == 3);  // one slot is left in the first segment
        CHECK(list.whole[0].from == 0);
        CHECK(list.whole[0].so_far == WriteTotals{1, 4});
        CHECK(list.whole[0].more == WriteTotals{1, 4});
        CHECK(list.whole[1].from == 1);
        CHECK(list.whole[1].so_far == WriteTotals{2, 8});
        CHECK(list.whole[1].more == WriteTotals{2, 8});
        CHECK(list.whole[2].so_far == WriteTotals{4, 16});
        CHECK(list.index(4) == 6);
        CHECK(texts_of(fixture.log.read({}).records) == Texts{"1", "2", "3", "4", "5", "6"});
    }
}

TEST_CASE("an empty batch is done at once") {
    Fixture fixture;
    AppendList list;
    std::size_t dealt_with = 99;
    CHECK(fixture.log.append_batch(at_millis(1), list, dealt_with) == AppendOutcome::done);
    CHECK(dealt_with == 0);
}

TEST_CASE("a batch stops where the log is sealed, and says how far it came") {
    Fixture fixture;
    Log& log = fixture.log;
    AppendList list{[&log](WriteTotals so_far, std::uint64_t) {
        if (so_far.records == 4) {
            static_cast<void>(log.seal());
        }
        return true;
    }};
    for (int record = 0; record < 9; ++record) {
        list.add("key", std::to_string(record));
    }
    std::size_t dealt_with = 0;
    CHECK(log.append_batch(at_millis(70), list, dealt_with) == AppendOutcome::sealed);
    CHECK(dealt_with == 4);
    CHECK(texts_of(log.read({}).records) == Texts{"0", "1", "2", "3"});
}

TEST_CASE("a batch stops where memory ends, and what came before is in") {
    Storage storage{{.first_segment_bytes = 256,
                     .segment_bytes = 256,
                     .segment_records_max = 2,
                     .memory_budget_bytes = 8 * 256}};
    Log log{storage.context(), Instant{}};
    AppendList list;
    for (int record = 0; record < 30; ++record) {
        list.add("key", std::to_string(record));
    }
    std::size_t dealt_with = 0;
    CHECK(log.append_batch(at_millis(70), list, dealt_with) == AppendOutcome::no_memory);
    CHECK(dealt_with == 16);
    CHECK(log.read({}).records.size() == 16);
    CHECK(log.totals().written.records == 16);
}

TEST_CASE("a read goes on where the one before it stopped") {
    Fixture fixture{9};
    LogReadRequest request{.records_max = 2};
    std::vector<std::uint64_t> all;
    for (int page = 0; page < 5; ++page) {
        const auto read = fixture.log.read(request);
        for (const auto index : indexes_of(read.records)) {
            all.push_back(index);
        }
        CHECK(read.at_tip == (page == 4));
        request.from = read.next;
        request.hint = page % 2 == 0 ? read.hint : weir::PlaceHint{};
    }
    CHECK(all == Indexes{1, 2, 3, 4, 5, 6, 7, 8, 9});
    CHECK(fixture.log.read(request).records.empty());
    CHECK(put(fixture.log, 500, "10") == 10);
    CHECK(indexes_of(fixture.log.read(request).records) == Indexes{10});
}

TEST_CASE("a page has as many records and bytes as were asked for, but at least one record") {
    Fixture fixture{9};  // four bytes each
    const auto read = [&fixture](std::uint64_t records, std::uint64_t bytes) {
        return fixture.log.read({.from = 2, .records_max = records, .bytes_max = bytes});
    };
    CHECK(indexes_of(read(3, 1000).records) == Indexes{2, 3, 4});
    CHECK(indexes_of(read(100, 12).records) == Indexes{2, 3, 4});
    CHECK(indexes_of(read(100, 15).records) == Indexes{2, 3, 4});
    CHECK(indexes_of(read(100, 16).records) == Indexes{2, 3, 4, 5});
    CHECK(indexes_of(read(100, 1).records) == Indexes{2});
    CHECK(indexes_of(read(100, 0).records) == Indexes{2});
    CHECK(read(0, 1000).records.empty());
    CHECK(read(0, 1000).next == 2);
    CHECK_FALSE(read(0, 1000).at_tip);
    CHECK_FALSE(read(3, 1000).at_tip);
    CHECK_FALSE(read(100, 12).at_tip);
    CHECK(read(100, 1000).at_tip);
    CHECK(read(100, 12).records.bytes() == 12);
}

TEST_CASE("what is older than the horizon is not shown") {
    Fixture fixture{9};
    const auto read = [&fixture](std::uint64_t from, std::int64_t horizon) {
        return fixture.log.read({.from = from, .horizon_millis = horizon});
    };
    CHECK(indexes_of(read(1, 70).records) == Indexes{7, 8, 9});
    CHECK(indexes_of(read(1, 71).records) == Indexes{8, 9});
    CHECK(indexes_of(read(8, 20).records) == Indexes{8, 9});
    const auto none = read(1, 1'000);
    CHECK(none.records.empty());
    CHECK(none.next == 10);
    CHECK(none.at_tip);
}

TEST_CASE("a reader may wait at a place that is still far off") {
    Fixture fixture{3};
    for (const std::uint64_t from : {4U, 5U, 6U, 7U, 100'000U}) {
        const auto read = fixture.log.read({.from = from});
        CHECK(read.records.empty());
        CHECK(read.next == from);
        CHECK(read.at_tip);
    }
    for (int record = 4; record <= 9; ++record) {
        put(fixture.log, 100, std::to_string(record));
    }
    CHECK(indexes_of(fixture.log.read({.from = 7}).records) == Indexes{7, 8, 9});
}

TEST_CASE("a hint that has grown old does no harm") {
    Fixture fixture{3};
    const auto early = fixture.log.read({});
    weir::PlaceHint hint = early.hint;
    for (int round = 0; round < 50; ++round) {
        for (int record = 0; record < 3; ++record) {
            put(fixture.log, 1'000 + round, "data");
        }
        fixture.log.trim(1'000 + round);
        const auto first = fixture.log.first_index();
        const auto read = fixture.log.read({.from = first, .hint = hint});
        REQUIRE(indexes_of(read.records).front() == first);
        REQUIRE(read.at_tip);
    }
}

TEST_CASE("a hint from another log, or from a storage with more segments, does no harm") {
    Fixture fixture;
    Storage larger{{.first_segment_bytes = 256, .segment_bytes = 256, .segment_records_max = 1}};
    Log other{fixture.storage.context(), Instant{}};
    Log elsewhere{larger.context(), Instant{}};
    for (int record = 1; record <= 200; ++record) {
        put(elsewhere, record, "elsewhere");
    }
    const weir::PlaceHint from_elsewhere = elsewhere.read({.from = 200}).hint;
    CHECK(fixture.log.read({.hint = from_elsewhere}).records.empty());
    for (int record = 1; record <= 5; ++record) {
        put(other, record, "other");
        put(fixture.log, record, std::to_string(record));
    }
    const weir::PlaceHint from_other = other.read({.from = 3, .records_max = 1}).hint;
    CHECK(texts_of(fixture.log.read({.from = 4, .hint = from_other}).records) == Texts{"4", "5"});
    CHECK(texts_of(fixture.log.read({.from = 4, .hint = from_elsewhere}).records) ==
          Texts{"4", "5"});
}

TEST_CASE("records of ten mebibytes, of no bytes, and with keys of 1,024 bytes come back whole") {
    for (const std::uint32_t first_segment : {256U, 4096U}) {
        Storage storage{{.first_segment_bytes = first_segment, .segment_bytes = 65'536}};
        Log log{storage.context(), Instant{}};
        const std::string huge(std::size_t{10} << 20, 'h');
        const std::string long_key(1024, 'k');
        for (int round = 0; round < 3; ++round) {
            put(log, 10, "", "");
            put(log, 20, huge, long_key);
            put(log, 30, "small", long_key);
            put(log, 40, "", "key");
        }
        const auto read = log.read({});
        REQUIRE(read.records.size() == 12);
        std::size_t at = 0;
        for (const weir::RecordView record : read.records) {
            const std::string expected[]{"", huge, "small", ""};
            const std::string keys[]{"", long_key, long_key, "key"};
            CHECK((record.data().as_text() == expected[at % 4]));
            CHECK(record.partition_key() == keys[at % 4]);
            ++at;
        }
        CHECK(read.records.bytes() == 3 * (huge.size() + 2 * long_key.size() + 8));
    }
}

TEST_CASE("with a budget that trims, the oldest segments of all logs go, and never one in use") {
    Storage storage{{.first_segment_bytes = 1024,
                     .segment_bytes = 1024,
                     .segment_records_max = 4,
                     .memory_budget_bytes = 32 * 1024,
                     .when_budget_is_spent = BudgetPolicy::trim_oldest}};
    std::vector<std::unique_ptr<Log>> logs;
    for (int number = 0; number < 3; ++number) {
        logs.push_back(std::make_unique<Log>(storage.context(), Instant{}));
    }
    put(*logs[2], 1, "the only one");
    for (int record = 0; record < 1000; ++record) {
        put(*logs[static_cast<std::size_t>(record) % 2], 10 + record, std::to_string(record));
        REQUIRE(storage.bytes_reserved() <= 32 * 1024);
    }
    CHECK(texts_of(logs[2]->read({}).records) == Texts{"the only one"});
    for (const std::size_t number : {0U, 1U}) {
        const auto read = logs[number]->read({});
        // About half of 31 segments of 4 records.
        CHECK(read.records.size() > 50);
        CHECK(read.records.size() < 70);
        CHECK(read.next == 501);
        CHECK(logs[number]->first_index() == 501 - read.records.size());
    }
}

TEST_CASE("a batch that wants to know of whole runs is told of each segment's") {
    Fixture fixture{1};
    Runs whole;
    for (const char* data : {"a", "b", "c", "d"}) {
        whole.add("k", data);
    }
    std::size_t dealt_with = 0;
    CHECK(fixture.log.append_batch(at_millis(20), whole, dealt_with) == AppendOutcome::done);
    CHECK(whole.runs == std::vector<Runs::Run>{{0, 1, 2}, {1, 3, 3}, {3, 4, 5}});
    CHECK(whole.index(0) == 0);  // only of the run
    CHECK(texts_of(fixture.log.read({.from = 2}).records) == Texts{"a", "b", "c", "d"});

    // Of a run with a gap it is told record by record.
    Runs with_gap{[](WriteTotals, std::uint64_t bytes) { return bytes != 3; }};
    for (const char* data : {"a", "bb", "c"}) {
        with_gap.add("k", data);
    }
    Storage storage;
    Log log{storage.context(), Instant{}};
    CHECK(log.append_batch(at_millis(30), with_gap, dealt_with) == AppendOutcome::done);
    CHECK(with_gap.runs.empty());
    CHECK(with_gap.index(0) == 1);
    CHECK(with_gap.index(1) == 0);
    CHECK(with_gap.index(2) == 2);
}
