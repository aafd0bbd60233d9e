// SPDX-License-Identifier: Apache-2.0
#include "weir/routing/uniform_scaling.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "routing/vectors.hpp"
#include "weir/core/random.hpp"

using namespace weir;

namespace {

ReshardStep step_of(const Json& json) {
    if (json["op"].text == "split") {
        return SplitStep{ShardId{json["shard"].number()}, json["at"].hash_key()};
    }
    return MergeStep{ShardId{json["shard"].number()}, ShardId{json["adjacent"].number()}};
}

void require_open(const Lineage& lineage, const Json& wanted) {
    const auto open = lineage.open_shards();
    REQUIRE(open.size() == wanted.items.size());
    for (std::size_t at = 0; at < open.size(); ++at) {
        const HashKeyRange& range = lineage.node(open[at]).range;
        CHECK(open[at].index == wanted.items[at]["shard"].number());
        CHECK(range.starting_hash_key == wanted.items[at]["start"].hash_key());
        CHECK(range.ending_hash_key == wanted.items[at]["end"].hash_key());
    }
}

/// Gives: how many steps it took
std::size_t scale(Lineage& lineage, std::uint32_t target) {
    const auto plan = plan_uniform_scaling(lineage, target);
    for (const ReshardStep& step : plan) {
        REQUIRE(take_step(lineage, step));
    }
    return plan.size();
}

/// True if every boundary is where an even division has it, give or take `rounding` keys.
bool is_uniform(const Lineage& lineage, std::uint64_t rounding) {
    const auto open = lineage.open_shards();
    const auto count = static_cast<std::uint32_t>(open.size());
    for (std::uint32_t at = 0; at < count; ++at) {
        const HashKey start = lineage.node(open[at]).range.starting_hash_key;
        const HashKey wanted = uniform_start(at, count);
        if ((start < wanted ? wanted - start : start - wanted) > HashKey{rounding}) {
            return false;
        }
    }
    return true;
}

}  // namespace

TEST_CASE("scaling takes the steps of the vectors") {
    const Json vectors = read_vectors("uniform_scaling.json");
    REQUIRE(vectors["scenarios"].items.size() >= 10);
    for (const Json& scenario : vectors["scenarios"].items) {
        Lineage lineage{scenario["create"].number()};
        for (const Json& update : scenario["steps"].items) {
            const auto target = update["target"].number();
            INFO(lineage.open_count() << " to " << target);
            const auto plan = plan_uniform_scaling(lineage, target);
            const auto& wanted = update["operations"].items;
            REQUIRE(plan.size() == wanted.size());
            for (std::size_t at = 0; at < plan.size(); ++at) {
                CHECK(plan[at] == step_of(wanted[at]));
                REQUIRE(take_step(lineage, plan[at]));
            }
            CHECK(lineage.size() == update["shardsEver"].number());
            require_open(lineage, update["open"]);
            CHECK(lineage.check() == "");
        }
    }
}

TEST_CASE("a stream that is uniform already takes no step") {
    for (const std::uint32_t count : {1U, 2U, 3U, 7U, 100U, 10'000U}) {
        CHECK(plan_uniform_scaling(Lineage{count}, count).empty());
    }
}

TEST_CASE("the most open shards are those at the start, at the end, or on the way") {
    const auto most = [](std::uint32_t from, std::uint32_t to) {
        return most_open(from, plan_uniform_scaling(Lineage{from}, to));
    };
    CHECK(most(4, 4) == 4);
    CHECK(most(4, 2) == 4);
    CHECK(most(4, 8) == 8);
    CHECK(most(4, 3) == 5);
    CHECK(most(2, 3) == 4);
    CHECK(most_open(7, {}) == 7);
    const std::vector<ReshardStep> merges{MergeStep{ShardId{0}, ShardId{1}},
                                          MergeStep{ShardId{4}, ShardId{2}}};
    CHECK(most_open(4, merges) == 4);
    CHECK(most_open(4, std::span{merges}.first(1)) == 4);
}

TEST_CASE("doubling splits every shard once and halving merges every pair once") {
    Lineage lineage{5000};
    CHECK(scale(lineage, 10'000) == 5000);
    CHECK(lineage.size() == 15'000);
    CHECK(is_uniform(lineage, 15'000));
    CHECK(scale(lineage, 5000) == 5000);
    CHECK(lineage.check() == "");
}

TEST_CASE("the steps of scaling grow with the shards and not faster") {
    Lineage lineage{10'000};
    CHECK(scale(lineage, 7001) <= 2 * 10'000);
    CHECK(scale(lineage, 9999) <= 2 * 10'000);
    CHECK(is_uniform(lineage, 17'000));
    CHECK(lineage.check() == "");
}

TEST_CASE("any stream can be scaled to any size, and on from there") {
    const auto seed = GENERATE(1U, 2U, 3U, 4U, 5U);
    INFO("seed " << seed);
    Random random{seed};
    Lineage lineage{static_cast<std::uint32_t>(1 + random.below(50))};
    for (int round = 0; round < 40; ++round) {
        const auto before = lineage.open_count();
        const auto target = static_cast<std::uint32_t>(1 + random.below(100));
        INFO("round " << round << ", " << before << " to " << target);
        scale(lineage, target);
        REQUIRE(lineage.open_count() == target);
        REQUIRE(is_uniform(lineage, before + target));
        REQUIRE(lineage.check() == "");
        for (int at = 0; at < 5; ++at) {
            const auto open = lineage.open_shards();
            const ShardId id = open[static_cast<std::size_t>(random.below(open.size()))];
            const auto& range = lineage.node(id).range;
            const HashKey offset = HashKey{random(), random()} >> (random() % 128 + 1);
            lineage.split(id, range.starting_hash_key + offset);
            lineage.split(id, range.ending_hash_key - offset);
        }
    }
}

TEST_CASE("a sliver at the end of the hash space does not survive scaling") {
    Lineage lineage{1};
    REQUIRE(lineage.split(ShardId{0}, HashKey::max() - HashKey{1}));
    CHECK(scale(lineage, 2) == 2);
    CHECK(lineage.open_count() == 2);
    CHECK(is_uniform(lineage, 0));
    CHECK(scale(lineage, 1) == 1);
    CHECK(lineage.node(lineage.first_open()).range == HashKeyRange::whole());
}

TEST_CASE("slivers around a wanted boundary leave one boundary there") {
    Lineage lineage{2};
    const HashKey middle = lineage.node(ShardId{1}).range.starting_hash_key;
    REQUIRE(lineage.split(ShardId{0}, middle - HashKey{2}));
    REQUIRE(lineage.split(ShardId{1}, middle + HashKey{2}));
    scale(lineage, 2);
    CHECK(lineage.open_count() == 2);
    CHECK(is_uniform(lineage, 6));
    CHECK(lineage.check() == "");
}

TEST_CASE("a step that the lineage does not allow is refused") {
    Lineage lineage{2};
    CHECK_FALSE(take_step(lineage, MergeStep{ShardId{1}, ShardId{0}}));
    CHECK_FALSE(take_step(lineage, SplitStep{ShardId{0}, HashKey{1}}));
    CHECK(lineage.size() == 2);
}

TEST_CASE("steps differ in their shards and in where they split") {
    CHECK_FALSE(SplitStep{ShardId{1}, HashKey{2}} == SplitStep{ShardId{1}, HashKey{3}});
    CHECK_FALSE(SplitStep{ShardId{1}, HashKey{2}} == SplitStep{ShardId{2}, HashKey{2}});
    CHECK_FALSE(MergeStep{ShardId{1}, ShardId{2}} == MergeStep{ShardId{1}, ShardId{3}});
    CHECK_FALSE(MergeStep{ShardId{1}, ShardId{2}} == MergeStep{ShardId{0}, ShardId{2}});
}
