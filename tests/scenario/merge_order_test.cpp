// SPDX-License-Identifier: Apache-2.0
// The order of a merge's shards matters: the first has to end right before the second begins.
#include "scenario/scenario.hpp"

namespace {

std::string merge(Scenario& scenario, std::uint32_t one, std::uint32_t other) {
    return refusal(scenario.stream.merge_shards(
        {.shard_to_merge = weir::ShardId{one}, .adjacent_shard_to_merge = weir::ShardId{other}}));
}
std::string not_adjacent(const std::string& one, const std::string& other) {
    return "InvalidArgumentException: Shards shardId-00000000000" + one +
           " and shardId-00000000000" + other +
           " in stream stream under account 000000000000 are not an adjacent pair of shards "
           "eligible for merging";
}

}  // namespace

TEST_CASE("Neighbours named in the wrong order are no adjacent pair") {
    Scenario scenario{{.shard_count = 3}};
    CHECK(merge(scenario, 1, 0) == not_adjacent("1", "0"));
    CHECK(merge(scenario, 0, 2) == not_adjacent("0", "2"));
}

TEST_CASE("The last shard is not followed by the first") {
    Scenario scenario{{.shard_count = 3}};
    CHECK(merge(scenario, 2, 0) == not_adjacent("2", "0"));
}

TEST_CASE("A shard is not adjacent to itself") {
    Scenario scenario;
    CHECK(merge(scenario, 0, 0) == not_adjacent("0", "0"));
}

TEST_CASE("A closed shard does not merge, and the text names it") {
    Scenario scenario{{.shard_count = 3}};
    scenario.merge(0, 1);
    CHECK(merge(scenario, 1, 2) ==
          "InvalidArgumentException: Shard shardId-000000000001 in stream stream under account "
          "000000000000 has already been merged or split, and thus is not eligible for merging or "
          "splitting.");
}

TEST_CASE("The first shard's id is looked at before the second's") {
    Scenario scenario{{.shard_count = 2}};
    CHECK(refusal(scenario.stream.merge_shards(
              {.shard_to_merge = "one", .adjacent_shard_to_merge = "other"})) ==
          "ResourceNotFoundException: Could not find shard one in stream stream under account "
          "000000000000.");
    CHECK(merge(scenario, 0, 9) ==
          "ResourceNotFoundException: Could not find shard shardId-000000000009 in stream stream "
          "under account 000000000000.");
}
