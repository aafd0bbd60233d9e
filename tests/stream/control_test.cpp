// SPDX-License-Identifier: Apache-2.0
#include "weir/stream/control.hpp"

#include <string>

#include "catch.hpp"
#include "support.hpp"

using namespace std::chrono_literals;
using weir::Errc;
using weir::ShardId;
using weir::StreamStatus;

namespace {

const auto middle = weir::HashKeyRange::whole().middle();

}  // namespace

TEST_CASE("A split closes the parent and opens two children that share its range") {
    StreamUnderTest test;
    test.put("key");
    REQUIRE(
        test.stream.split_shard({.shard_to_split = ShardId{0}, .new_starting_hash_key = middle}));
    const auto shards = test.stream.list_shards()->shards;
    REQUIRE(shards.size() == 3);
    CHECK(shards[0].sequence_number_range.ending_sequence_number.has_value());
    for (const int child : {1, 2}) {
        CHECK(shards[static_cast<std::size_t>(child)].parent_shard_id == ShardId{0});
        CHECK_FALSE(shards[static_cast<std::size_t>(child)].adjacent_parent_shard_id.has_value());
        CHECK(
            shards[static_cast<std::size_t>(child)].sequence_number_range.starting_sequence_number >
            *shards[0].sequence_number_range.ending_sequence_number);
    }
    CHECK(shards[1].hash_key_range.adjoins(shards[2].hash_key_range));
    CHECK(shards[2].hash_key_range.starting_hash_key == middle);
}

TEST_CASE("A merge needs the lower shard first") {
    StreamUnderTest test{{.shard_count = 2}};
    const auto merge = [&](std::uint32_t a, std::uint32_t b) {
        return test.stream.merge_shards(
            {.shard_to_merge = ShardId{a}, .adjacent_shard_to_merge = ShardId{b}});
    };
    CHECK(merge(1, 0).error().code() == Errc::invalid_argument);
    CHECK(merge(0, 0).error().code() == Errc::invalid_argument);
    REQUIRE(merge(0, 1));
    CHECK(merge(0, 1).error().message() ==
          "Shard shardId-000000000000 in stream stream under account 000000000000 has already been "
          "merged or split, and thus is not eligible for merging or splitting.");
    const auto child = test.stream.list_shards()->shards.back();
    CHECK(child.hash_key_range == weir::HashKeyRange::whole());
    CHECK(child.parent_shard_id == ShardId{0});
    CHECK(child.adjacent_parent_shard_id == ShardId{1});
}

TEST_CASE("A reshard that takes time leaves everything as it is until then") {
    StreamUnderTest test{{.resharding_time = 30s}};
    REQUIRE(test.stream.split_shard({.shard_to_split = "0", .new_starting_hash_key = middle}));
    CHECK(test.stream.describe_stream_summary().stream_status == StreamStatus::updating);
    CHECK(test.stream.list_shards()->shards.size() == 1);
    CHECK(test.stream.update_shard_count({2}).error().code() == Errc::resource_in_use);
    CHECK(test.stream.increase_stream_retention_period(48h).error().message() ==
          "Stream stream under account 000000000000 not ACTIVE, instead in state UPDATING");
    test.clock.advance(29'999ms);
    CHECK(test.put("key").shard_id == ShardId{0});
    test.clock.advance(10s);
    CHECK(test.put("key").shard_id != ShardId{0});
    CHECK(test.stream.describe_stream_summary().stream_status == StreamStatus::active);
    const auto parent = test.stream.list_shards()->shards.front();
    CHECK(parent.sequence_number_range.ending_sequence_number->seconds() == 1'700'000'030);
}

TEST_CASE("The shard count goes up to double, down to half, ten times a day") {
    StreamUnderTest test{{.shard_count = 5}};
    CHECK(test.stream.update_shard_count({11}).error().message() ==
          "UpdateShardCount cannot scale up over double your current open shard count. Current "
          "open shard count: 5, Target shard count: 11");
    CHECK(test.stream.update_shard_count({2}).error().message() ==
          "UpdateShardCount cannot scale down below half your current open shard count. Current "
          "open shard count: 5, Target shard count: 2");
    CHECK(test.stream.update_shard_count({0}).error().code() == Errc::validation);
    CHECK(test.stream.update_shard_count({5}).value().target_shard_count == 5);
    for (int update = 0; update < 10; ++update) {
        REQUIRE(test.stream.update_shard_count({update % 2 == 0 ? 6U : 5U}));
    }
    CHECK(test.stream.update_shard_count({6}).error().code() == Errc::limit_exceeded);
    test.clock.advance(24h);
    CHECK(test.stream.update_shard_count({6}).has_value());
    CHECK(test.stream.describe_stream_summary().open_shard_count == 6);
}

TEST_CASE("The account's shards bound a split and an update") {
    StreamUnderTest test{{.shard_count = 2, .shard_limit = 2}};
    CHECK(test.stream.split_shard({.shard_to_split = "1", .new_starting_hash_key = "5"})
              .error()
              .code() == Errc::limit_exceeded);
    CHECK(test.stream.update_shard_count({3}).error().message() ==
          "Target shard count or number of open shards cannot be greater than 2. Current open "
          "shard count: 2, Target shard count: 3");
}

TEST_CASE("Lists come in pages whose token goes on where the page ended") {
    StreamUnderTest test{{.shard_count = 5}};
    const auto first = test.stream.list_shards({.max_results = 2}).value();
    REQUIRE(first.next_token.has_value());
    CHECK(first.shards.size() == 2);
    const auto second =
        test.stream.list_shards({.next_token = first.next_token, .max_results = 10}).value();
    CHECK(second.shards.size() == 3);
    CHECK(second.shards.front().shard_id == ShardId{2});
    CHECK_FALSE(second.next_token.has_value());
    test.clock.advance(301s);
    CHECK(test.stream.list_shards({.next_token = first.next_token}).error().code() ==
          Errc::expired_next_token);
    CHECK(test.stream.list_shards({.next_token = "nonsense"}).error().code() ==
          Errc::invalid_argument);
}

TEST_CASE("Describing tells a page of a hundred shards at most") {
    StreamUnderTest test{{.shard_count = 150}};
    const auto first = test.stream.describe_stream().value();
    CHECK(first.shards.size() == 100);
    CHECK(first.has_more_shards);
    CHECK(first.stream_arn == "arn:aws:kinesis:us-east-1:000000000000:stream/stream");
    const auto rest =
        test.stream.describe_stream({.limit = 10'000, .exclusive_start_shard_id = ShardId{99}})
            .value();
    CHECK(rest.shards.size() == 50);
    CHECK_FALSE(rest.has_more_shards);
    CHECK(test.stream.describe_stream({.limit = 0}).error().code() == Errc::validation);
}

TEST_CASE("Retention hides old records at once and closed shards with them") {
    StreamUnderTest test;
    REQUIRE(test.stream.increase_stream_retention_period(48h));
    test.put("key", "old");
    test.clock.advance(30h);
    test.put("key", "young");
    REQUIRE(test.stream.split_shard({.shard_to_split = "0", .new_starting_hash_key = middle}));
    CHECK(test.read_all(test.iterator(0)) == std::vector<std::string>{"old", "young"});
    REQUIRE(test.stream.decrease_stream_retention_period(24h));
    CHECK(test.read_all(test.iterator(0)) == std::vector<std::string>{"young"});
    test.clock.advance(24h);
    CHECK(test.stream.list_shards()->shards.size() == 3);
    test.clock.advance(1us);
    CHECK(test.stream.list_shards()->shards.size() == 2);
    CHECK(test.stream.get_shard_iterator({.shard_id = ShardId{0}}).error().message() ==
          "Shard shardId-000000000000 in stream stream under account 000000000000 does not exist");
}
