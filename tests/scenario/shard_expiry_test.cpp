// SPDX-License-Identifier: Apache-2.0
// A closed shard goes when its retention has passed: it is listed no more, and nobody gets an
// iterator for it. Its children remember it.
#include "scenario/scenario.hpp"

namespace {

struct SplitOnce : Scenario {
    SplitOnce() {
        put("key");
        split_in_half(0);
    }
};

}  // namespace

TEST_CASE("A closed shard is listed and read for the retention period, then it is gone") {
    SplitOnce stream;
    stream.clock.advance(24h);
    CHECK(stream.indexes() == Indexes{0, 1, 2});
    CHECK(stream.read_data(stream.place(0)).size() == 1);
    stream.clock.advance(1us);
    CHECK(stream.indexes() == Indexes{1, 2});
    CHECK(refusal(stream.stream.get_shard_iterator({.shard_id = weir::ShardId{0}})) ==
          "ResourceNotFoundException: Shard shardId-000000000000 in stream stream under account "
          "000000000000 does not exist");
}

TEST_CASE("An iterator that was kept past its shard finds no shard") {
    SplitOnce stream;
    stream.clock.advance(24h);
    const auto place = stream.place(0);
    stream.clock.advance(1us);
    CHECK(refusal(stream.stream.get_records({.shard_iterator = place})) ==
          "ResourceNotFoundException: Shard shardId-000000000000 in stream stream under account "
          "000000000000 does not exist");
}

TEST_CASE("Children name their parent after it has expired") {
    SplitOnce stream;
    stream.clock.advance(25h);
    const auto shards = stream.shards();
    REQUIRE(shards.size() == 2);
    CHECK(shards[0].parent_shard_id == weir::ShardId{0});
    CHECK(shards[1].parent_shard_id == weir::ShardId{0});
}

TEST_CASE("An expired shard can be neither split nor merged") {
    SplitOnce stream;
    stream.clock.advance(25h);
    CHECK(refusal(stream.stream.split_shard(
              {.shard_to_split = weir::ShardId{0}, .new_starting_hash_key = "1000"})) ==
          "ResourceNotFoundException: Could not find shard shardId-000000000000 in stream stream "
          "under account 000000000000.");
}

TEST_CASE("Open shards never expire, and the ids of expired ones are not used again") {
    SplitOnce stream;
    stream.clock.advance(1000h);
    CHECK(stream.indexes() == Indexes{1, 2});
    stream.split(1, 1000);
    CHECK(stream.indexes() == Indexes{1, 2, 3, 4});
}
