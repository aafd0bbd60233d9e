// SPDX-License-Identifier: Apache-2.0
#include "weir/stream/state.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

#include "catch.hpp"
#include "support.hpp"

using namespace std::chrono_literals;

TEST_CASE("Options are judged by validate, which says what is wrong") {
    using Options = weir::StreamOptions;
    CHECK_FALSE(weir::validate(Options{}).has_value());
    const auto message = [](const Options& options) { return weir::validate(options)->message(); };
    CHECK(message({.stream_name = ""}).find("streamName") != std::string::npos);
    CHECK(message({.stream_name = "a b"}).find("regular expression") != std::string::npos);
    CHECK(message({.stream_name = std::string(129, 'a')}).find("128") != std::string::npos);
    CHECK(message({.account_id = "12345"}).find("12 digits") != std::string::npos);
    CHECK(message({.shard_count = 0}).find("shardCount") != std::string::npos);
    CHECK(message({.shard_count = 10'001}).find("10000") != std::string::npos);
    CHECK(message({.retention_period = 23h}).find("too short") != std::string::npos);
    CHECK(message({.retention_period = 8'761h}).find("too long") != std::string::npos);
    CHECK(message({.max_record_size_in_kib = 1'023}).find("1024") != std::string::npos);
    CHECK(message({.max_record_size_in_kib = 10'241}).find("10240") != std::string::npos);
    CHECK(message({.resharding_time = -1us}).find("negative") != std::string::npos);
    CHECK(message({.iterator_life = -1us}).find("negative") != std::string::npos);
    CHECK(message({.account_id = "12345678901x"}).find("12 digits") != std::string::npos);
}

TEST_CASE("Two streams of one name do not take each other's iterators if made at other times") {
    weir::ManualClock clock;
    using Stream = weir::Stream<weir::RingStorage<>, weir::ManualClock>;
    Stream first{{}, clock};
    const auto iterator = first.get_shard_iterator({.shard_id = weir::ShardId{0}}).value();
    clock.advance(1s);
    Stream second{{}, clock};
    CHECK(second.get_records({.shard_iterator = iterator}).error().message() ==
          "Invalid ShardIterator.");
}

TEST_CASE("What retention lets go gives its memory back by and by") {
    StreamUnderTest test;
    const std::string data(1000, 'x');
    for (int hour = 0; hour < 72; ++hour) {
        for (int record = 0; record < 100; ++record) {
            test.put("key", data);
        }
        test.clock.advance(1h);
    }
    // A day holds 2.4 MB; the rest is a segment that is not full yet and what trimming has ahead.
    CHECK(test.stream.bytes_in_use() < 5'000'000);
    CHECK(test.stream.bytes_in_use() > 2'400'000);
    CHECK(test.read_all(test.iterator(0)).size() <= 2'400);
}

TEST_CASE("A clock that steps back breaks nothing") {
    StreamUnderTest test;
    const auto before = test.put("key", "a").sequence_number;
    test.clock.advance(-3h);
    const auto after = test.put("key", "b").sequence_number;
    CHECK(before < after);
    CHECK(after.seconds() == before.seconds());
    test.clock.advance(3h);
    CHECK(test.read_all(test.iterator(0)) == std::vector<std::string>{"a", "b"});
}

TEST_CASE("A clock that jumps by centuries breaks nothing") {
    StreamUnderTest test;
    test.put("key", "a");
    test.clock.advance(std::chrono::hours{24 * 365 * 500});
    test.put("key", "b");
    CHECK(test.read_all(test.iterator(0)) == std::vector<std::string>{"b"});
}

TEST_CASE("A stream before 1970 takes records, orders them and is resharded") {
    weir::ManualClock clock{weir::Instant::from_seconds(-1'000)};
    weir::Stream<weir::RingStorage<>, weir::ManualClock> stream{{}, clock};
    const auto first = stream.put_record({.data = "a", .partition_key = "key"}).value();
    const auto second = stream.put_record({.data = "b",
                                           .partition_key = "key",
                                           .sequence_number_for_ordering = first.sequence_number});
    REQUIRE(second.has_value());
    CHECK(first.sequence_number < second->sequence_number);
    REQUIRE(stream
                .split_shard({.shard_to_split = weir::ShardId{0},
                              .new_starting_hash_key = weir::HashKeyRange::whole().middle()})
                .has_value());
    const auto third = stream.put_record({.data = "c", .partition_key = "key"}).value();
    CHECK(second->sequence_number < third.sequence_number);
}

TEST_CASE("What has expired is trimmed while a reshard is under way, and the reshard still ends") {
    StreamUnderTest test{{.resharding_time = 2h}};
    test.put("key", "a");
    test.clock.advance(23h);
    REQUIRE(test.stream
                .split_shard({.shard_to_split = weir::ShardId{0},
                              .new_starting_hash_key = weir::HashKeyRange::whole().middle()})
                .has_value());
    test.clock.advance(90min);
    CHECK(test.read_all(test.iterator(0)).empty());
    CHECK(test.stream.describe_stream_summary().stream_status == weir::StreamStatus::updating);
    test.clock.advance(31min);
    CHECK(test.stream.describe_stream_summary().stream_status == weir::StreamStatus::active);
}

TEST_CASE(
    "A clock that jumps over the steps of a reshard closes each shard when its step was due") {
    StreamUnderTest test{{.shard_count = 4, .resharding_time = 50s}};
    const auto start = test.clock.now().seconds();
    REQUIRE(test.stream.update_shard_count({3}).has_value());
    test.clock.advance(45s);
    const auto shards = test.stream.list_shards()->shards;
    const auto end_of = [&](std::size_t shard) {
        const auto end = shards.at(shard).sequence_number_range.ending_sequence_number;
        return end ? static_cast<std::int64_t>(end->seconds()) - start : -1;
    };
    REQUIRE(shards.size() == 10);
    CHECK(end_of(1) == 10);
    CHECK(end_of(0) == 20);
    CHECK(end_of(2) == 30);
    CHECK(end_of(7) == 40);
    CHECK(end_of(3) == -1);
}

TEST_CASE("A put sees that the clock stepped back behind a step that was taken") {
    StreamUnderTest test{{.shard_count = 4, .resharding_time = 50s}};
    REQUIRE(test.stream.update_shard_count({3}).has_value());
    test.clock.advance(40s);
    test.put("key");  // the fourth step is taken
    test.clock.advance(-25s);
    test.put("key");
    test.clock.advance(10s);
    CHECK(test.stream.describe_stream_summary().stream_status == weir::StreamStatus::active);
}
