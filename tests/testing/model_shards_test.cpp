// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/model_shards.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "catch.hpp"
#include "core/vectors.hpp"

using namespace std::chrono_literals;

namespace {

const weir::Instant start = weir::Instant::from_seconds(1'700'000'000);

weir::ModelShards make(std::uint32_t count) {
    return {count, start, {}};
}

/// The open shards in the order of their hash keys, found one after another.
std::vector<const weir::ModelShard*> open_shards(weir::ModelShards& shards) {
    std::vector<const weir::ModelShard*> open;
    for (weir::HashKey key = 0;; key = open.back()->range.ending_hash_key + 1) {
        open.push_back(&shards.owner_of(key));
        if (open.back()->range.ending_hash_key == weir::HashKey::max()) {
            return open;
        }
    }
}

}  // namespace

TEST_CASE("New shards have the ranges that an independent program worked out") {
    const auto all = vectors("uniform_ranges.json");
    for (const auto& [count, expected] : all["shardCounts"].items()) {
        weir::ModelShards shards = make(static_cast<std::uint32_t>(std::stoul(count)));
        REQUIRE(shards.all().size() == expected["ranges"].size());
        for (std::size_t at = 0; at < shards.all().size(); ++at) {
            const weir::HashKeyRange range = shards.all()[at].range;
            const auto& ends = expected["ranges"][at];
            CHECK(range.starting_hash_key.to_string() == ends[0].get<std::string>());
            CHECK(range.ending_hash_key.to_string() == ends[1].get<std::string>());
        }
    }
}

TEST_CASE("Scaling leaves the shards that an independent program worked out") {
    const auto all = vectors("uniform_scaling.json");
    for (const auto& scenario : all["scenarios"]) {
        weir::ModelShards shards = make(scenario["create"].get<std::uint32_t>());
        for (const auto& step : scenario["steps"]) {
            shards.scale_to(step["target"].get<std::uint32_t>(), start);
            CHECK(shards.all().size() == step["shardsEver"].get<std::size_t>());
            const auto open = open_shards(shards);
            REQUIRE(open.size() == step["open"].size());
            for (std::size_t at = 0; at < open.size(); ++at) {
                CHECK(open[at]->id.index == step["open"][at]["shard"].get<std::uint32_t>());
                CHECK(open[at]->range.ending_hash_key.to_string() ==
                      step["open"][at]["end"].get<std::string>());
            }
        }
    }
}

TEST_CASE("The moves to a number of shards are those that scaling makes") {
    for (const std::uint32_t target : {1U, 2U, 3U, 5U, 6U, 7U, 12U}) {
        weir::ModelShards scaled = make(6);
        scaled.split(weir::ShardId{2}, scaled.all()[2].range.starting_hash_key + 77, start);
        weir::ModelShards moved = scaled;
        for (const weir::ModelMove& move : moved.moves_to(target)) {
            moved.apply(move, start + 1s);
        }
        scaled.scale_to(target, start + 1s);
        REQUIRE(moved.all().size() == scaled.all().size());
        for (std::size_t at = 0; at < moved.all().size(); ++at) {
            CHECK(moved.all()[at].describe() == scaled.all()[at].describe());
        }
    }
    CHECK(make(6).moves_to(6).empty());
}

TEST_CASE("Scaling leaves no sliver at the end of the hash keys") {
    weir::ModelShards shards = make(1);
    shards.split(weir::ShardId{0}, weir::HashKey::max() - 1, start);
    shards.scale_to(1, start);
    CHECK(shards.open_count() == 1);
}

TEST_CASE("A split closes its shard in one second and begins two in the next") {
    weir::ModelShards shards = make(1);
    shards.split(weir::ShardId{0}, 1000, start + 5s + 1us);
    const auto& all = shards.all();
    REQUIRE(all.size() == 3);
    CHECK(all[0].close_seconds == 1'700'000'005);
    CHECK(all[1].create_seconds == 1'700'000'006);
    CHECK(all[1].range == weir::HashKeyRange{0, 999});
    CHECK(all[2].range == weir::HashKeyRange{1000, weir::HashKey::max()});
    CHECK(shards.children_of(weir::ShardId{0}).size() == 2);
}

TEST_CASE("No shard closes before it began, nor before its newest record") {
    weir::ModelShards shards = make(2);
    shards.all()[1].records.emplace_back().approximate_arrival_timestamp = start + 9s;
    shards.merge(weir::ShardId{0}, weir::ShardId{1}, start + 3s);
    shards.split(weir::ShardId{2}, 1000, start + 5s);
    const auto& all = shards.all();
    CHECK(all[0].closed == start + 9s);
    CHECK(all[1].closed == start + 9s);
    CHECK(all[2].created == start + 9s);
    CHECK(all[2].closed == start + 9s);
    CHECK(all[2].close_seconds == all[2].create_seconds);
}

TEST_CASE("Reshards in one moment make ever later seconds") {
    weir::ModelShards shards = make(1);
    shards.split(weir::ShardId{0}, 1000, start);
    shards.merge(weir::ShardId{1}, weir::ShardId{2}, start);
    const auto& all = shards.all();
    CHECK(all[1].close_seconds == all[1].create_seconds);
    CHECK(all[3].create_seconds == all[1].create_seconds + 1);
    CHECK(all[3].parent == weir::ShardId{1});
    CHECK(all[3].adjacent_parent == weir::ShardId{2});
}

TEST_CASE("A shard is there from its creation until its children are") {
    weir::ModelShards shards = make(1);
    shards.split(weir::ShardId{0}, 1000, start + 10s);
    const auto& all = shards.all();
    CHECK_FALSE(all[0].there_at(start - 1us));
    CHECK(all[0].there_at(start));
    CHECK(all[0].there_at(start + 10s - 1us));
    CHECK_FALSE(all[0].there_at(start + 10s));
    CHECK(all[1].there_at(start + 10s));
    CHECK_FALSE(all[0].expired(start + 10s));
    CHECK(all[0].expired(start + 10s + 1us));
    CHECK_FALSE(all[1].expired(weir::Instant::max()));
}
