// SPDX-License-Identifier: Apache-2.0
// UpdateShardCount makes shards of equal size out of those there are, by splits and merges of
// single shards, so that every record's shard has a chain of children to the shards at the end.
#include <algorithm>

#include "scenario/scenario.hpp"

namespace {

weir::Result<weir::UpdateShardCountResult> update(Scenario& scenario, std::uint32_t target) {
    return scenario.stream.update_shard_count({target});
}
/// Ids of the open shards by their hash keys.
Indexes open_by_range(Scenario& scenario) {
    auto shards = scenario.shards();
    std::sort(shards.begin(), shards.end(), [](const weir::Shard& a, const weir::Shard& b) {
        return a.hash_key_range.starting_hash_key < b.hash_key_range.starting_hash_key;
    });
    Indexes open;
    for (const weir::Shard& shard : shards) {
        if (!shard.sequence_number_range.ending_sequence_number) {
            open.push_back(shard.shard_id.index);
        }
    }
    return open;
}

}  // namespace

TEST_CASE("Four shards become three as people have seen the service do it") {
    Scenario scenario{{.shard_count = 4}};
    const auto result = update(scenario, 3).value();
    CHECK(result.current_shard_count == 4);
    CHECK(result.target_shard_count == 3);
    CHECK(open_by_range(scenario) == Indexes{6, 9, 10});
    CHECK(scenario.shards().size() == 11);
}

TEST_CASE("One shard becomes two and then three as people have seen the service do it") {
    Scenario scenario;
    REQUIRE(update(scenario, 2).has_value());
    REQUIRE(update(scenario, 3).has_value());
    CHECK(open_by_range(scenario) == Indexes{3, 7, 6});
    const auto shards = scenario.shards();
    CHECK(shards[7].parent_shard_id == weir::ShardId{4});
    CHECK(shards[7].adjacent_parent_shard_id == weir::ShardId{5});
    CHECK(shards[3].hash_key_range.ending_hash_key.to_string() ==
          "113427455640312821154458202477256070484");
}

TEST_CASE("Three shards become six although the thirds and sixths round differently") {
    Scenario scenario{{.shard_count = 3}};
    REQUIRE(update(scenario, 6).has_value());
    CHECK(open_by_range(scenario) == Indexes{3, 4, 5, 6, 7, 8});
}

TEST_CASE("The records of one key are found in order along the chain of children") {
    Scenario scenario{{.shard_count = 4}};
    const weir::HashKey hash_key = Scenario::half() - 5;
    std::vector<std::string> put;
    for (const std::uint32_t target : {4U, 3U, 5U, 2U, 4U}) {
        scenario.clock.advance(10s);
        if (target != 2) {
            REQUIRE(update(scenario, target).has_value());
        }
        put.push_back("record " + std::to_string(put.size()));
        scenario.put_at(hash_key, put.back());
    }
    std::vector<std::string> read;
    std::optional<weir::ShardId> at = weir::ShardId{1};
    while (at) {
        const auto page = scenario.read(scenario.place(at->index));
        for (const std::string& data : Scenario::data_of(page)) {
            read.push_back(data);
        }
        at.reset();
        for (const weir::ChildShard& child : page.child_shards) {
            if (child.hash_key_range.contains(hash_key)) {
                at = child.shard_id;
            }
        }
    }
    CHECK(read == put);
}

TEST_CASE("More than double and less than half are refused") {
    Scenario scenario{{.shard_count = 5}};
    CHECK(refusal(update(scenario, 11)) ==
          "LimitExceededException: UpdateShardCount cannot scale up over double your current open "
          "shard count. Current open shard count: 5, Target shard count: 11");
    CHECK(refusal(update(scenario, 2)) ==
          "LimitExceededException: UpdateShardCount cannot scale down below half your current "
          "open shard count. Current open shard count: 5, Target shard count: 2");
    CHECK(update(scenario, 10).has_value());
    CHECK(update(scenario, 5).has_value());
}

TEST_CASE("The same count is accepted and changes nothing") {
    Scenario scenario{{.shard_count = 3}};
    CHECK(update(scenario, 3).has_value());
    CHECK(scenario.shards().size() == 3);
    CHECK(scenario.stream.describe_stream_summary().stream_status == weir::StreamStatus::active);
}

TEST_CASE("The eleventh update of a day is refused, and counts again a day after the first") {
    Scenario scenario;
    for (int update_number = 0; update_number < 5; ++update_number) {
        REQUIRE(update(scenario, 2).has_value());
        scenario.clock.advance(1min);
        REQUIRE(update(scenario, 1).has_value());
    }
    CHECK(update(scenario, 2).error().code() == weir::Errc::limit_exceeded);
    scenario.clock.advance(24h - 5min);
    CHECK(update(scenario, 2).has_value());
}
