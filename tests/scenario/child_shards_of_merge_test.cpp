// SPDX-License-Identifier: Apache-2.0
// Both parents of a merge name the same child, and the child names both of them.
#include "scenario/scenario.hpp"

TEST_CASE("Each parent of a merge ends with the one child of both") {
    Scenario scenario{{.shard_count = 2}};
    scenario.merge(0, 1);
    const std::vector<weir::ChildShard> child{
        {weir::ShardId{2}, {weir::ShardId{0}, weir::ShardId{1}}, {0, Scenario::top()}}};
    CHECK(scenario.read(scenario.place(0)).child_shards == child);
    CHECK(scenario.read(scenario.place(1)).child_shards == child);
}

TEST_CASE("A merge's child has the lower shard as parent and the upper as adjacent parent") {
    Scenario scenario{{.shard_count = 2}};
    scenario.merge(0, 1);
    const auto shards = scenario.shards();
    REQUIRE(shards.size() == 3);
    CHECK(shards[2].parent_shard_id == weir::ShardId{0});
    CHECK(shards[2].adjacent_parent_shard_id == weir::ShardId{1});
    CHECK(shards[2].hash_key_range == weir::HashKeyRange{0, Scenario::top()});
}

TEST_CASE("Both parents of a merge close in the same second, and the child begins in the next") {
    Scenario scenario{{.shard_count = 2}};
    scenario.clock.advance(10s);
    scenario.put_at(0);
    scenario.clock.advance(10s);
    scenario.merge(0, 1);
    const auto shards = scenario.shards();
    const auto first = shards[0].sequence_number_range.ending_sequence_number.value();
    const auto second = shards[1].sequence_number_range.ending_sequence_number.value();
    const auto child = shards[2].sequence_number_range.starting_sequence_number;
    CHECK(first.seconds() == 1'700'000'020);
    CHECK(second.seconds() == first.seconds());
    CHECK(child.shard_create_seconds() == first.seconds() + 1);
}
