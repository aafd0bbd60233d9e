// SPDX-License-Identifier: Apache-2.0
#include "weir/stream/stream.hpp"

#include <string>
#include <vector>

#include "../core/allocations.hpp"
#include "catch.hpp"
#include "support.hpp"
#include "weir/throttle/unlimited.hpp"

using namespace std::chrono_literals;
using weir::Errc;
using weir::ShardId;

TEST_CASE("What was put can be read at once, in order, with its number") {
    StreamUnderTest test;
    std::vector<weir::SequenceNumber> numbers;
    for (const char* data : {"a", "b", "c"}) {
        numbers.push_back(test.put("key", data).sequence_number);
    }
    const auto page = test.stream.get_records({.shard_iterator = test.iterator(0)}).value();
    REQUIRE(page.records.size() == 3);
    std::size_t at = 0;
    for (const auto record : page.records) {
        CHECK(record.sequence_number() == numbers[at]);
        CHECK(record.partition_key() == "key");
        CHECK(record.data().as_text() == std::string(1, static_cast<char>('a' + at)));
        CHECK(record.approximate_arrival_timestamp() == test.clock.now());
        ++at;
    }
    CHECK(page.millis_behind_latest == 0ms);
    CHECK(page.child_shards.empty());
    CHECK(numbers[0] < numbers[1]);
    CHECK(numbers[1] < numbers[2]);
}

TEST_CASE("A page holds no more than was asked for, and the next one goes on") {
    StreamUnderTest test;
    for (int record = 0; record < 10; ++record) {
        test.put("key", std::to_string(record));
    }
    const auto first =
        test.stream.get_records({.shard_iterator = test.iterator(0), .limit = 4}).value();
    CHECK(first.records.size() == 4);
    test.clock.advance(7s);
    const auto rest =
        test.stream.get_records({.shard_iterator = *first.next_shard_iterator}).value();
    REQUIRE(rest.records.size() == 6);
    CHECK((*rest.records.begin()).data().as_text() == "4");
}

TEST_CASE("A closed shard ends with the read that gives its last record, not before") {
    StreamUnderTest test;
    test.put("key");
    test.put("key");
    REQUIRE(
        test.stream.split_shard({.shard_to_split = ShardId{0},
                                 .new_starting_hash_key = weir::HashKeyRange::whole().middle()}));
    const auto first =
        test.stream.get_records({.shard_iterator = test.iterator(0), .limit = 1}).value();
    CHECK(first.child_shards.empty());
    REQUIRE(first.next_shard_iterator.has_value());
    const auto last =
        test.stream.get_records({.shard_iterator = *first.next_shard_iterator}).value();
    CHECK(last.records.size() == 1);
    CHECK(last.child_shards.size() == 2);
    CHECK_FALSE(last.next_shard_iterator.has_value());
}

TEST_CASE("No answer is behind by less than nothing, though the clock stepped back") {
    StreamUnderTest test;
    test.put("key");
    test.put("key");
    test.clock.advance(-10s);
    const auto page =
        test.stream.get_records({.shard_iterator = test.iterator(0), .limit = 1}).value();
    CHECK(page.records.size() == 1);
    CHECK(page.millis_behind_latest == 0ms);
}

TEST_CASE("A put that its shard does not admit says when to come back, and leaves no gap") {
    StreamUnderTest test;
    for (int record = 0; record < 1000; ++record) {
        test.put("key");
    }
    const auto refused = test.stream.put_record({.data = "x", .partition_key = "key"});
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code() == Errc::provisioned_throughput_exceeded);
    CHECK(refused.error().message() ==
          "Rate exceeded for shard shardId-000000000000 in stream stream under account "
          "000000000000.");
    test.clock.advance(refused.error().retry_after());
    CHECK(test.put("key").sequence_number.sequence_index() == 1001);
}

TEST_CASE("A batch succeeds and fails by record, in list order") {
    StreamUnderTest test;
    const std::string large(400 * 1024, 'x');
    const std::vector<weir::PutRecordsRequestEntry> records{
        {.data = large, .partition_key = "a"},
        {.data = large, .partition_key = "b"},
        {.data = large, .partition_key = "c"},
        {.data = "small", .partition_key = "d"},
    };
    const auto result = test.stream.put_records(records).value();
    CHECK(result.failed_record_count == 1);
    CHECK(result.records[0].ok());
    CHECK(result.records[1].ok());
    CHECK(result.records[2].error_code == Errc::provisioned_throughput_exceeded);
    CHECK(result.records[3].ok());
    CHECK(test.stream.error_of(result.records[2]).retry_after() > 0us);
    CHECK(result.records[3].sequence_number.sequence_index() == 3);
}

TEST_CASE("A stream of large records takes a burst of its largest one") {
    weir::ManualClock clock;
    StreamUnderTest::Stream stream{{.max_record_size_in_kib = 10'240}, clock};
    const std::string data(3 * 1024 * 1024, 'x');
    for (int record = 0; record < 3; ++record) {
        REQUIRE(stream.put_record({.data = data, .partition_key = "k"}).has_value());
    }
    const auto refused = stream.put_record({.data = data, .partition_key = "k"});
    CHECK(refused.error().code() == Errc::provisioned_throughput_exceeded);
    CHECK(refused.error().retry_after() > 1s);
    CHECK(refused.error().retry_after() < 3s);
}

TEST_CASE("A spent memory budget refuses, and says so") {
    StreamUnderTest test{{}, {.memory_budget_bytes = 64 * 1024}};
    int taken = 0;
    const std::string data(1000, 'x');
    weir::Result<weir::PutRecordResult> put{weir::PutRecordResult{}};
    while (put) {
        put = test.stream.put_record({.data = data, .partition_key = "key"});
        taken += put ? 1 : 0;
        test.clock.advance(1s);
        REQUIRE(taken < 100);
    }
    CHECK(put.error().code() == Errc::memory_budget_exceeded);
    CHECK(test.read_all(test.iterator(0)).size() == static_cast<std::size_t>(taken));
    CHECK(test.stream.bytes_reserved() <= 64 * 1024);
}

TEST_CASE("A number given for ordering must be one the service could have made by now") {
    StreamUnderTest test;
    const auto now = static_cast<std::uint64_t>(test.clock.now().seconds());
    const auto with = [&](const weir::Argument<weir::SequenceNumber>& number) {
        return test.stream.put_record({.data = "x",
                                       .partition_key = "k",
                                       .explicit_hash_key = {},
                                       .sequence_number_for_ordering = number});
    };
    CHECK(with("0").has_value());
    CHECK(with(weir::SequenceNumber::make({now, 9, 5, now})).has_value());
    CHECK(with(weir::SequenceNumber::make({now, 9, 5, now + 1})).error().message() ==
          "ExclusiveMinimumSequenceNumber " +
              weir::SequenceNumber::make({now, 9, 5, now + 1}).to_string() +
              " used in PutRecord on stream stream under account 000000000000 is invalid.");
    CHECK(with("12x").error().code() == Errc::validation);
}

TEST_CASE("An explicit hash key chooses the shard, in value and in text") {
    StreamUnderTest test{{.shard_count = 4}};
    const auto with = [&](const weir::Argument<weir::HashKey>& key) {
        return test.stream.put_record(
            {.data = "x", .partition_key = "k", .explicit_hash_key = key});
    };
    CHECK(with("0")->shard_id == ShardId{0});
    CHECK(with(weir::HashKey::max())->shard_id == ShardId{3});
    CHECK(with("340282366920938463463374607431768211455")->shard_id == ShardId{3});
    CHECK(with("340282366920938463463374607431768211456").error().message() ==
          "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified "
          "value was 340282366920938463463374607431768211456");
    CHECK(with("-1").error().code() == Errc::validation);
}

TEST_CASE("Once warm, puts, batches, refusals and typed reads allocate nothing") {
    StreamUnderTest test{{.shard_count = 4}};
    std::vector<std::string> keys;
    std::vector<weir::PutRecordsRequestEntry> records;
    for (int key = 0; key < 100; ++key) {
        keys.push_back("key-" + std::to_string(key));
    }
    for (const auto& key : keys) {
        records.push_back({.data = "data", .partition_key = key});
    }
    std::vector<weir::PutRecordsResultEntry> results(records.size());
    auto iterator = test.iterator(0);
    const auto use = [&] {
        for (const auto& key : keys) {
            static_cast<void>(test.stream.put_record({.data = "data", .partition_key = key}));
        }
        for (int batch = 0; batch < 60; ++batch) {
            static_cast<void>(test.stream.put_records(records, results));
        }
        const auto refused = test.stream.put_record({.data = "data", .partition_key = keys[0]});
        const auto page = test.stream.get_records({.shard_iterator = iterator});
        std::uint64_t bytes = 0;
        for (const auto record : page->records) {
            bytes += record.size();
        }
        iterator = *page->next_shard_iterator;
        return !refused.has_value() && bytes > 0;
    };
    REQUIRE(use());
    test.clock.advance(2s);
    REQUIRE(use());
    test.clock.advance(2s);
    const auto before = allocations;
    const bool throttled_and_read = use();
    const auto after = allocations;
    CHECK(throttled_and_read);
    CHECK(after == before);
}

TEST_CASE("An iterator of another stream is refused") {
    StreamUnderTest test;
    StreamUnderTest other{{.stream_name = "other"}};
    const auto result = test.stream.get_records({.shard_iterator = other.iterator(0)});
    CHECK(result.error().message() == "Invalid ShardIterator.");
    const auto text = other.stream.to_text(other.iterator(0));
    CHECK(test.stream.get_records(text).error().message() == "Invalid ShardIterator.");
    CHECK(other.stream.get_records(text).has_value());
}

TEST_CASE("A batch of records stays readable after everything else is gone") {
    StreamUnderTest test;
    test.put("key", "kept");
    const auto page = test.stream.get_records({.shard_iterator = test.iterator(0)}).value();
    test.clock.advance(25h);
    for (int record = 0; record < 100; ++record) {
        test.put("key", std::string(1000, 'x'));
    }
    CHECK((*page.records.begin()).data().as_text() == "kept");
}
