// SPDX-License-Identifier: Apache-2.0
#include "weir/storage/simple_storage.hpp"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "storage/log_helpers.hpp"

namespace {

using weir::AppendOutcome;
using weir::Instant;
using weir::WriteTotals;
using weir_test::admit_all;
using weir_test::at_millis;
using weir_test::Indexes;
using weir_test::indexes_of;
using weir_test::put;
using weir_test::Texts;
using weir_test::texts_of;
using Log = weir::SimpleStorage::Log;

struct Fixture {
    explicit Fixture(int records = 0) {
        for (int record = 1; record <= records; ++record) {
            put(log, record * 10, std::to_string(record));
        }
    }
    weir::SimpleStorage storage;
    Log log{storage.context(), Instant{}};
};

}  // namespace

TEST_CASE("simple: records come back in order, with what was written") {
    Fixture fixture{3};
    const auto read = fixture.log.read({.stamp = {77, 8}});
    CHECK(texts_of(read.records) == Texts{"1", "2", "3"});
    CHECK(indexes_of(read.records) == Indexes{1, 2, 3});
    CHECK(read.next == 4);
    CHECK(read.at_tip);
    CHECK(read.last_arrival_millis == 30);
    const weir::RecordView first = *read.records.begin();
    CHECK(first.partition_key() == "key");
    CHECK(first.approximate_arrival_timestamp() == at_millis(10));
    CHECK(first.sequence_number().shard_index() == 8);
    CHECK(fixture.log.totals().written == WriteTotals{3, 12});
    CHECK(fixture.storage.bytes_in_use() == 12);
}

TEST_CASE("simple: a refused record leaves no trace, a sealed log takes none") {
    Fixture fixture{1};
    const auto refuse = [](WriteTotals, std::uint64_t) { return false; };
    CHECK(fixture.log.append(at_millis(99), "k", "d", refuse).outcome == AppendOutcome::refused);
    CHECK(fixture.log.totals().written.records == 1);
    CHECK(fixture.log.newest_millis() == 10);
    CHECK(fixture.log.seal() == WriteTotals{1, 4});
    CHECK(fixture.log.append(at_millis(99), "k", "d", admit_all).outcome == AppendOutcome::sealed);
    weir_test::AppendList list;
    list.add("k", "d");
    std::size_t dealt_with = 99;
    CHECK(fixture.log.append_batch(at_millis(99), list, dealt_with) == AppendOutcome::sealed);
    CHECK(dealt_with == 0);
}

TEST_CASE("simple: pages, horizons and places by time") {
    Fixture fixture{9};
    Log& log = fixture.log;
    CHECK(indexes_of(log.read({.from = 3, .records_max = 2}).records) == Indexes{3, 4});
    CHECK(indexes_of(log.read({.from = 3, .bytes_max = 9}).records) == Indexes{3, 4});
    CHECK(indexes_of(log.read({.from = 3, .bytes_max = 0}).records) == Indexes{3});
    CHECK(indexes_of(log.read({.horizon_millis = 75}).records) == Indexes{8, 9});
    CHECK(log.read({.from = 50}).next == 50);
    CHECK(log.index_at(45) == 5);
    CHECK(log.index_at(1'000) == 10);
    CHECK(log.has_from(9));
    CHECK_FALSE(log.has_from(10));
    std::int64_t millis = 0;
    CHECK(log.arrival_of(4, millis));
    CHECK(millis == 40);
    CHECK_FALSE(log.arrival_of(10, millis));
}

TEST_CASE("simple: what is trimmed or discarded stays in batches only") {
    Fixture fixture{9};
    Log& log = fixture.log;
    const auto held = log.read({.records_max = 2});
    log.trim(45);
    CHECK(log.first_index() == 5);
    CHECK(indexes_of(log.read({}).records) == Indexes{5, 6, 7, 8, 9});
    CHECK(log.seal().records == 9);
    log.discard();
    CHECK(log.first_index() == 10);
    CHECK(log.read({}).next == 10);
    CHECK(fixture.storage.bytes_in_use() == 0);
    CHECK(indexes_of(held.records) == Indexes{1, 2});
    CHECK(held.records.bytes() == 8);
}

TEST_CASE("simple: any number of threads may use a log") {
    Fixture fixture;
    std::vector<std::thread> threads;
    std::atomic<int> wrong{0};
    for (int number = 0; number < 4; ++number) {
        threads.emplace_back([&] {
            for (int record = 0; record < 500; ++record) {
                const auto done = fixture.log.append(at_millis(record), "k", "d", admit_all);
                wrong += done.outcome == AppendOutcome::done ? 0 : 1;
                wrong += fixture.log.read({.from = done.index}).records.empty() ? 1 : 0;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    CHECK(wrong.load() == 0);
    CHECK(fixture.log.totals().written.records == 2000);
}

TEST_CASE("a log that begins before 1970 takes records of 1970") {
    weir::SimpleStorage storage;
    Log log{storage, Instant::from_seconds(-5)};
    CHECK(log.newest_millis() == 0);
}

TEST_CASE("a record that was trimmed has no arrival") {
    Fixture fixture{3};
    fixture.log.trim(25);
    std::int64_t millis = 0;
    CHECK_FALSE(fixture.log.arrival_of(1, millis));
    CHECK_FALSE(fixture.log.arrival_of(4, millis));
    CHECK(fixture.log.arrival_of(3, millis));
    CHECK(millis == 30);
}
