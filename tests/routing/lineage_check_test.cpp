// SPDX-License-Identifier: Apache-2.0
#include "weir/routing/lineage_check.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "weir/core/random.hpp"
#include "weir/routing/lineage.hpp"

using namespace weir;

namespace {

using Nodes = std::vector<ShardNode>;

/// Shard 0 was split into 2 and 3, then 3 merged with 1 into 4.
Nodes sound() {
    Lineage lineage{2};
    REQUIRE(lineage.split(ShardId{0}, lineage.node(ShardId{0}).range.middle()));
    REQUIRE(lineage.merge(ShardId{3}, ShardId{1}));
    return {lineage.nodes().begin(), lineage.nodes().end()};
}

std::string broken(const std::function<void(Nodes&)>& damage) {
    Nodes nodes = sound();
    damage(nodes);
    const std::string text = LineageCheck{nodes}.first_broken();
    CHECK(Lineage{nodes}.check() == text);
    return text;
}

}  // namespace

TEST_CASE("a sound lineage has nothing broken") {
    CHECK(LineageCheck{sound()}.first_broken() == "");
}

TEST_CASE("each broken invariant of a lineage is named") {
    const std::vector<std::pair<std::string, std::function<void(Nodes&)>>> damages{
        {"shardId-000000000004 covers no hash key",
         [](Nodes& all) { all[4].range.ending_hash_key = HashKey{}; }},
        {"shardId-000000000003 has no parent but is not of the first",
         [](Nodes& all) { all[3].parent.reset(); }},
        {"shardId-000000000001 has only an adjacent parent",
         [](Nodes& all) { all[1].adjacent_parent = ShardId{0}; }},
        {"shardId-000000000004 has the same shard as both parents",
         [](Nodes& all) { all[4].parent = all[4].adjacent_parent; }},
        {"shardId-000000000002 is not younger than its parent",
         [](Nodes& all) { all[2].parent = ShardId{2}; }},
        {"shardId-000000000002 is not younger than its parent",
         [](Nodes& all) { all[2].parent = ShardId{4'000'000'000}; }},
        {"shardId-000000000000 has more than two children",
         [](Nodes& all) { all[4].parent = ShardId{0}; }},
        {"shardId-000000000000 is open but has children", [](Nodes& all) { all[0].open = true; }},
        {"shardId-000000000004 is closed but has no child",
         [](Nodes& all) { all[4].open = false; }},
        {"shardId-000000000001 is closed but has no child",
         [](Nodes& all) { all[4].adjacent_parent = ShardId{2}; }},
        {"shardId-000000000003 has one child that is not of a merge",
         [](Nodes& all) {
             all[4].adjacent_parent.reset();
             all[1].open = true;
         }},
        {"shardId-000000000000 is not covered by its children, the lower one first",
         [](Nodes& all) { std::swap(all[2].range, all[3].range); }},
        {"shardId-000000000000 is not covered by its children, the lower one first",
         [](Nodes& all) { all[2].range.ending_hash_key -= HashKey{1}; }},
        {"shardId-000000000004 does not cover its parents, the lower one first",
         [](Nodes& all) { std::swap(all[4].parent, all[4].adjacent_parent); }},
        {"shardId-000000000004 does not cover its parents, the lower one first",
         [](Nodes& all) { all[4].range.starting_hash_key += HashKey{1}; }},
        {"shardId-000000000000 has one child that is not of a merge",
         [](Nodes& all) {
             all.resize(3);
             all[1].open = true;
         }},
    };
    for (const auto& [text, damage] : damages) {
        CHECK(broken(damage) == text);
    }
}

TEST_CASE("a gap, an overlap or nothing at all among the first shards is named") {
    const std::string text =
        "the shards that the stream began with do not cover every hash key once";
    CHECK(LineageCheck{Nodes{}}.first_broken() == text);
    const Lineage lineage{3};
    const Nodes whole{lineage.nodes().begin(), lineage.nodes().end()};
    for (std::size_t at = 0; at < whole.size(); ++at) {
        Nodes nodes = whole;
        nodes.erase(nodes.begin() + static_cast<std::ptrdiff_t>(at));
        CHECK(LineageCheck{nodes}.first_broken() == text);
    }
    Nodes overlap = whole;
    overlap[1].range.ending_hash_key += HashKey{1};
    CHECK(LineageCheck{overlap}.first_broken() == text);
}

TEST_CASE("nodes that are no lineage at all harm nothing") {
    Random random{9};
    for (int round = 0; round < 2000; ++round) {
        Nodes nodes = sound();
        for (ShardNode& node : nodes) {
            if (random.chance(0.3)) {
                node.parent = ShardId{static_cast<std::uint32_t>(random.below(7))};
            }
            if (random.chance(0.3)) {
                node.adjacent_parent = ShardId{static_cast<std::uint32_t>(random.below(7))};
            }
            node.open = random.chance(0.5);
        }
        Lineage lineage{nodes};
        CHECK(lineage.open_shards().size() == lineage.open_count());
        const bool fine = lineage.check().empty();
        for (std::uint32_t at = 0; at < nodes.size(); ++at) {
            CHECK(lineage.children(ShardId{at}).size() <= 2);
            lineage.split(ShardId{at}, nodes[at].range.middle());
        }
        CHECK(lineage.check().empty() == fine);
    }
}
