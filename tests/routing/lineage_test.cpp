// SPDX-License-Identifier: Apache-2.0
#include "weir/routing/lineage.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "weir/core/random.hpp"

using namespace weir;

namespace {

constexpr int units = 16;

/// The first hash key of one of 16 equal units of the hash space.
HashKey unit_start(int unit) {
    return HashKey{static_cast<std::uint64_t>(unit) << 60, 0};
}

/// Who owns each unit: what a lineage must agree with, kept in the simplest way.
using Owners = std::array<std::uint32_t, units>;

bool agrees(const Lineage& lineage, const Owners& owners) {
    int unit = 0;
    for (const ShardId id : lineage.open_shards()) {
        const HashKeyRange& range = lineage.node(id).range;
        if (unit == units || range.starting_hash_key != unit_start(unit)) {
            return false;
        }
        while (unit < units && owners[static_cast<std::size_t>(unit)] == id.index) {
            ++unit;
        }
        const HashKey end = unit == units ? HashKey::max() : unit_start(unit) - HashKey{1};
        if (range.ending_hash_key != end) {
            return false;
        }
    }
    return unit == units;
}

/// Goes through every sequence of splits at units and merges of neighbours.
class EverySequence {
public:
    void run(const Lineage& lineage, const Owners& owners, int steps) {
        ++sequences;
        wrong += lineage.check().empty() && agrees(lineage, owners) ? 0 : 1;
        if (steps == 0) {
            return;
        }
        for (int unit = 1; unit < units; ++unit) {
            const auto here = static_cast<std::size_t>(unit);
            if (owners[here - 1] == owners[here]) {
                split(lineage, owners, unit, steps);
            } else {
                merge(lineage, owners, unit, steps);
            }
        }
    }

    int sequences = 0;
    int wrong = 0;

private:
    void split(const Lineage& lineage, const Owners& owners, int unit, int steps) {
        Lineage after = lineage;
        const std::uint32_t parent = owners[static_cast<std::size_t>(unit)];
        const auto children = after.split(ShardId{parent}, unit_start(unit));
        if (!children) {
            ++wrong;
            return;
        }
        Owners owned = owners;
        for (int at = 0; at < units; ++at) {
            auto& owner = owned[static_cast<std::size_t>(at)];
            owner = owner == parent ? (*children)[at < unit ? 0 : 1].index : owner;
        }
        run(after, owned, steps - 1);
    }

    void merge(const Lineage& lineage, const Owners& owners, int unit, int steps) {
        Lineage after = lineage;
        const std::uint32_t lower = owners[static_cast<std::size_t>(unit) - 1];
        const std::uint32_t upper = owners[static_cast<std::size_t>(unit)];
        const auto child = after.merge(ShardId{lower}, ShardId{upper});
        if (!child || after.merge(ShardId{lower}, ShardId{upper})) {
            ++wrong;
            return;
        }
        Owners owned = owners;
        for (auto& owner : owned) {
            owner = owner == lower || owner == upper ? child->index : owner;
        }
        run(after, owned, steps - 1);
    }
};

/// A lineage with an open shard of exactly these keys, and that shard.
std::optional<std::pair<Lineage, ShardId>> with_shard(HashKey start, HashKey end) {
    Lineage lineage{1};
    ShardId shard{0};
    if (start != HashKey{}) {
        const auto children = lineage.split(shard, start);
        if (!children) {
            return std::nullopt;
        }
        shard = (*children)[1];
    }
    if (end != HashKey::max()) {
        const auto children = lineage.split(shard, end + HashKey{1});
        if (!children) {
            return std::nullopt;
        }
        shard = (*children)[0];
    }
    return std::pair{lineage, shard};
}

std::size_t random_place(Random& random, std::size_t count) {
    return static_cast<std::size_t>(random.below(count));
}

}  // namespace

TEST_CASE("a new stream's shards are open, in order, without parents") {
    const Lineage lineage{5};
    CHECK(lineage.check().empty());
    CHECK(lineage.size() == 5);
    CHECK(lineage.open_count() == 5);
    CHECK(lineage.open_shards() ==
          std::vector<ShardId>{ShardId{0}, ShardId{1}, ShardId{2}, ShardId{3}, ShardId{4}});
    CHECK_FALSE(lineage.node(ShardId{3}).parent.has_value());
    CHECK(lineage.children(ShardId{3}).empty());
}

TEST_CASE("a split closes the parent and gives the lower child the lower index") {
    Lineage lineage{1};
    const auto children = lineage.split(ShardId{0}, unit_start(4));
    REQUIRE(children.has_value());
    CHECK((*children)[0] == ShardId{1});
    CHECK((*children)[1] == ShardId{2});
    CHECK(lineage.node(ShardId{1}).range == HashKeyRange{HashKey{}, unit_start(4) - HashKey{1}});
    CHECK(lineage.node(ShardId{2}).range == HashKeyRange{unit_start(4), HashKey::max()});
    CHECK(lineage.node(ShardId{2}).parent == ShardId{0});
    CHECK_FALSE(lineage.node(ShardId{2}).adjacent_parent.has_value());
    CHECK_FALSE(lineage.is_open(ShardId{0}));
    CHECK(lineage.children(ShardId{0}).size() == 2);
    CHECK(lineage.children(ShardId{0})[1] == ShardId{2});
}

TEST_CASE("a merge names the lower parent first and covers both") {
    Lineage lineage{2};
    REQUIRE(lineage.merge(ShardId{0}, ShardId{1}) == ShardId{2});
    CHECK(lineage.node(ShardId{2}).parent == ShardId{0});
    CHECK(lineage.node(ShardId{2}).adjacent_parent == ShardId{1});
    CHECK(lineage.node(ShardId{2}).range == HashKeyRange::whole());
    CHECK(lineage.children(ShardId{1}).size() == 1);
    CHECK(lineage.children(ShardId{1})[0] == ShardId{2});
    CHECK(lineage.open_count() == 1);
}

TEST_CASE("only open neighbours merge, and only in the order of their ranges") {
    Lineage lineage{3};
    CHECK_FALSE(lineage.merge(ShardId{1}, ShardId{0}));
    CHECK_FALSE(lineage.merge(ShardId{0}, ShardId{2}));
    CHECK_FALSE(lineage.merge(ShardId{2}, ShardId{0}));
    CHECK_FALSE(lineage.merge(ShardId{1}, ShardId{1}));
    CHECK_FALSE(lineage.merge(ShardId{2}, ShardId{3}));
    CHECK_FALSE(Lineage{1}.merge(ShardId{0}, ShardId{0}));
    CHECK(lineage.size() == 3);
    REQUIRE(lineage.merge(ShardId{0}, ShardId{1}));
    CHECK_FALSE(lineage.merge(ShardId{1}, ShardId{2}));
    CHECK(lineage.check().empty());
}

TEST_CASE("a split leaves two keys to either child, wherever the shard lies") {
    int splits = 0;
    for (std::uint64_t width = 2; width <= 8; ++width) {
        const HashKey last = HashKey::max() - HashKey{width - 1};
        for (const HashKey start :
             {HashKey{}, HashKey{7}, HashKey{3, ~std::uint64_t{0} - 3}, last - HashKey{2}, last}) {
            const auto made = with_shard(start, start + HashKey{width - 1});
            REQUIRE(made.has_value());
            for (std::uint64_t at = 0; at <= width + 2; ++at) {
                Lineage lineage = made->first;
                const bool fits = at >= 3 && at < width;  // 1 is the shard's first key
                const HashKey wanted = start + HashKey{at} - HashKey{1};
                CHECK(lineage.split(made->second, wanted).has_value() == fits);
                CHECK(lineage.check().empty());
                splits += fits ? 1 : 0;
            }
        }
    }
    CHECK(splits == 5 * (1 + 2 + 3 + 4 + 5));
}

TEST_CASE("a closed or unknown shard is not split again") {
    Lineage lineage{1};
    REQUIRE(lineage.split(ShardId{0}, unit_start(8)));
    CHECK_FALSE(lineage.split(ShardId{0}, unit_start(4)));
    CHECK_FALSE(lineage.split(ShardId{3}, unit_start(4)));
    CHECK_FALSE(lineage.split(ShardId{1}, unit_start(12)));
    CHECK(lineage.size() == 3);
}

TEST_CASE("every sequence of up to five splits and merges of 16 units keeps the partition") {
    EverySequence every;
    every.run(Lineage{1}, Owners{}, 5);
    CHECK(every.sequences == 1 + 15 + 225 + 3375 + 50'625 + 759'375);
    every.run(Lineage{4}, Owners{0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3}, 3);
    CHECK(every.wrong == 0);
}

TEST_CASE("thousands of generations keep their order and cost no more each") {
    Lineage lineage{1};
    ShardId last{0};
    for (int round = 0; round < 20'000; ++round) {
        const auto children = lineage.split(last, unit_start(1 + round % 15));
        REQUIRE(children.has_value());
        const auto child = lineage.merge((*children)[0], (*children)[1]);
        REQUIRE(child.has_value());
        last = *child;
    }
    CHECK(lineage.size() == 60'001);
    CHECK(lineage.open_shards() == std::vector<ShardId>{last});
    CHECK(lineage.check().empty());
}

TEST_CASE("random splits and merges of many shards keep every invariant") {
    const auto seed = GENERATE(1U, 2U, 3U);
    INFO("seed " << seed);
    Random random{seed};
    Lineage lineage{100};
    for (int round = 0; round < 3000; ++round) {
        const ShardId id{static_cast<std::uint32_t>(random_place(random, lineage.size()))};
        if (random.chance(0.5)) {
            lineage.split(id, lineage.node(id).range.middle());
        } else if (const auto next = lineage.next_open(id)) {
            CHECK(lineage.merge(id, *next).has_value());
        }
        if (round % 300 == 0) {
            REQUIRE(lineage.check() == "");
        }
    }
    CHECK(lineage.check() == "");
    CHECK(lineage.open_shards().size() == lineage.open_count());
}

TEST_CASE("a lineage read back from its nodes goes on as if it had never been away") {
    Lineage lineage{3};
    REQUIRE(lineage.split(ShardId{1}, lineage.node(ShardId{1}).range.middle()));
    REQUIRE(lineage.merge(ShardId{0}, ShardId{3}));
    Lineage back{std::vector<ShardNode>(lineage.nodes().begin(), lineage.nodes().end())};
    CHECK(back.check().empty());
    CHECK(back.open_shards() == lineage.open_shards());
    CHECK(back.open_count() == 3);
    CHECK(back.children(ShardId{1}).size() == 2);
    CHECK(back.children(ShardId{1})[0] == ShardId{3});
    CHECK(back.children(ShardId{0})[0] == ShardId{5});
    CHECK(back.merge(ShardId{5}, ShardId{4}) == lineage.merge(ShardId{5}, ShardId{4}));
    CHECK(back.open_shards() == lineage.open_shards());
}
