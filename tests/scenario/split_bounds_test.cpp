// SPDX-License-Identifier: Apache-2.0
// A split leaves at least two hash keys on each side; the new starting key is the upper child's.
#include <memory>

#include "scenario/scenario.hpp"

namespace {

weir::Result<void> split(Scenario& scenario, std::uint32_t shard, weir::HashKey at) {
    return scenario.stream.split_shard(
        {.shard_to_split = weir::ShardId{shard}, .new_starting_hash_key = at});
}

}  // namespace

TEST_CASE("The children share their parent's range at the key that was given") {
    Scenario scenario;
    scenario.split(0, 1000);
    const auto shards = scenario.shards();
    REQUIRE(shards.size() == 3);
    CHECK(shards[1].hash_key_range == weir::HashKeyRange{0, 999});
    CHECK(shards[2].hash_key_range == weir::HashKeyRange{1000, Scenario::top()});
    for (const std::size_t child : {1U, 2U}) {
        CHECK(shards[child].parent_shard_id == weir::ShardId{0});
        CHECK_FALSE(shards[child].adjacent_parent_shard_id.has_value());
        CHECK_FALSE(shards[child].sequence_number_range.ending_sequence_number.has_value());
    }
    CHECK(shards[0].sequence_number_range.ending_sequence_number.has_value());
}

TEST_CASE("The lowest key to split at is two above the start, the highest one below the end") {
    CHECK(split(*std::make_unique<Scenario>(), 0, 2).has_value());
    CHECK(split(*std::make_unique<Scenario>(), 0, Scenario::top() - 1).has_value());
}

TEST_CASE("A key too near the borders is refused, and the text names them") {
    Scenario scenario;
    for (const weir::HashKey at : {weir::HashKey{0}, weir::HashKey{1}, Scenario::top()}) {
        CHECK(refusal(split(scenario, 0, at)) ==
              "InvalidArgumentException: NewStartingHashKey " + at.to_string() +
                  " used in SplitShard() on shard shardId-000000000000 in stream stream under "
                  "account 000000000000 is not both greater than one plus the shard's "
                  "StartingHashKey 0 and less than the shard's EndingHashKey "
                  "340282366920938463463374607431768211455.");
    }
    CHECK(scenario.shards().size() == 1);
}

TEST_CASE("A shard that was split is not split again") {
    Scenario scenario;
    scenario.split_in_half(0);
    CHECK(refusal(split(scenario, 0, Scenario::half())) ==
          "InvalidArgumentException: Shard shardId-000000000000 in stream stream under account "
          "000000000000 has already been merged or split, and thus is not eligible for merging or "
          "splitting.");
}

TEST_CASE("A shard that never was cannot be split") {
    Scenario scenario;
    CHECK(refusal(split(scenario, 7, Scenario::half())) ==
          "ResourceNotFoundException: Could not find shard shardId-000000000007 in stream stream "
          "under account 000000000000.");
    CHECK(refusal(scenario.stream.split_shard(
              {.shard_to_split = "shard-x", .new_starting_hash_key = "1000"})) ==
          "ResourceNotFoundException: Could not find shard shard-x in stream stream under account "
          "000000000000.");
}

TEST_CASE("A split that the account has no room for is refused") {
    Scenario scenario{{.shard_count = 2, .shard_limit = 2}};
    CHECK(refusal(split(scenario, 0, 1000)) ==
          "LimitExceededException: This request would exceed the shard limit for the account "
          "000000000000 in us-east-1. Current shard count for the account: 2. Limit: 2. Number of "
          "additional shards that would have resulted from this request: 1. Refer to the AWS "
          "Service Limits page (http://docs.aws.amazon.com/general/latest/gr/"
          "aws_service_limits.html) for current limits and how to request higher limits.");
}
