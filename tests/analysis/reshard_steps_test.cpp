// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/reshard_steps.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

#include "analysis/loads.hpp"
#include "catch.hpp"
#include "weir/core/random.hpp"

using namespace weir;

namespace {

std::vector<HashKey> starts_of(std::span<const HashKeyRange> ranges) {
    std::vector<HashKey> starts;
    for (const auto& range : ranges) {
        starts.push_back(range.starting_hash_key);
    }
    return starts;
}

Lineage of_ranges(std::span<const HashKeyRange> ranges) {
    std::vector<ShardNode> nodes;
    for (const auto& range : ranges) {
        nodes.push_back({.range = range});
    }
    return Lineage{nodes};
}

/// How many boundaries one has and the other has not.
std::size_t apart(const std::vector<HashKey>& one, const std::vector<HashKey>& other) {
    std::vector<HashKey> differing;
    std::set_symmetric_difference(one.begin(), one.end(), other.begin(), other.end(),
                                  std::back_inserter(differing));
    return differing.size();
}

}  // namespace

TEST_CASE("shards that start where they should take no step") {
    const Lineage now{5};
    const auto starts = starts_of(uniform_ranges(5));
    ReshardSteps plan{now, starts};
    REQUIRE(plan.plan());
    CHECK(plan.steps().empty());
    CHECK(plan.lineage().size() == 5);
}

TEST_CASE("a boundary that moves takes a split and then a merge") {
    const Lineage now{2};
    const std::vector<HashKey> starts{HashKey{}, HashKey{1} << 126};
    ReshardSteps plan{now, starts};
    REQUIRE(plan.plan());
    const std::vector<ReshardStep> wanted{SplitStep{ShardId{0}, HashKey{1} << 126},
                                          MergeStep{ShardId{3}, ShardId{1}}};
    CHECK(plan.steps() == wanted);
    CHECK(loads::open_ranges(plan.lineage()) ==
          std::vector<HashKeyRange>{{HashKey{}, (HashKey{1} << 126) - 1},
                                    {HashKey{1} << 126, HashKey::max()}});
}

TEST_CASE("splits that relieve come before merges elsewhere") {
    const Lineage now{4};
    auto starts = starts_of(uniform_ranges(4));
    starts.erase(starts.begin() + 1);
    starts.push_back((HashKey{7} << 125) + 1);
    ReshardSteps plan{now, starts};
    REQUIRE(plan.plan());
    const std::vector<ReshardStep> wanted{SplitStep{ShardId{3}, (HashKey{7} << 125) + 1},
                                          MergeStep{ShardId{0}, ShardId{1}}};
    CHECK(plan.steps() == wanted);
}

TEST_CASE("a new boundary a key away from an old one is reached by merging first") {
    const Lineage now{2};
    const std::vector<HashKey> starts{HashKey{}, (HashKey{1} << 127) + 1};
    ReshardSteps plan{now, starts};
    REQUIRE(plan.plan());
    const std::vector<ReshardStep> wanted{MergeStep{ShardId{0}, ShardId{1}},
                                          SplitStep{ShardId{2}, starts[1]}};
    CHECK(plan.steps() == wanted);
}

TEST_CASE("a stream at its limit is never above it on the way") {
    Lineage now{10'000};
    auto starts = starts_of(uniform_ranges(10'000));
    starts[5'000] += HashKey{1} << 100;
    starts.erase(starts.begin() + 9'000);
    starts.insert(starts.begin() + 1, HashKey{1} << 110);
    ReshardSteps plan{now, starts};
    REQUIRE(plan.plan());
    CHECK(plan.steps().size() == 4);
    for (const auto& step : plan.steps()) {
        REQUIRE(take_step(now, step));
        CHECK(now.open_count() <= 10'000);
    }
    CHECK(starts_of(loads::open_ranges(now)) == starts);
}

TEST_CASE("a boundary of a stream at its limit moves by a merge and then a split") {
    Lineage now{10'000};
    auto starts = starts_of(uniform_ranges(10'000));
    starts[5'000] += HashKey{1} << 100;
    ReshardSteps plan{now, starts};
    REQUIRE(plan.plan());
    const std::vector<ReshardStep> wanted{MergeStep{ShardId{4'999}, ShardId{5'000}},
                                          SplitStep{ShardId{10'000}, starts[5'000]}};
    CHECK(plan.steps() == wanted);
}

TEST_CASE("starts that no shards can have are refused") {
    const Lineage now{2};
    const HashKey middle = HashKey{1} << 127;
    const std::vector<std::vector<HashKey>> wrong{
        {},
        {HashKey{1}},
        {HashKey{}, middle, middle},
        {HashKey{}, middle, HashKey{5}},
        {HashKey{}, HashKey{1}},
        {HashKey{}, HashKey::max()},
        {HashKey{}, middle + 4, middle + 5},
    };
    for (const auto& starts : wrong) {
        ReshardSteps plan{now, starts};
        CHECK_FALSE(plan.plan());
    }
}

TEST_CASE("any layout is reached from any other by the fewest steps, each of them allowed") {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        INFO("seed " << seed);
        Random random{seed};
        const auto count = [&random] { return static_cast<std::uint32_t>(1 + random.below(40)); };
        auto from = loads::lopsided(count(), random, random.chance(0.3));
        auto starts = starts_of(loads::lopsided(count(), random, random.chance(0.3)));
        for (const auto& range : from) {
            if (random.chance(0.5)) {
                starts.push_back(range.starting_hash_key + (random.chance(0.2) ? 2 : 0));
            }
        }
        std::sort(starts.begin(), starts.end());
        std::vector<HashKey> wanted;
        for (const HashKey start : starts) {
            const bool wide = wanted.empty() || start - wanted.back() > HashKey{1};
            if (wide && (start == HashKey{} || start < HashKey::max() - HashKey{1})) {
                wanted.push_back(start);
            }
        }
        Lineage lineage = of_ranges(from);
        const auto before = starts_of(from);
        ReshardSteps plan{lineage, wanted};
        REQUIRE(plan.plan());
        CHECK(plan.steps().size() == apart(before, wanted));
        for (const auto& step : plan.steps()) {
            REQUIRE(take_step(lineage, step));
        }
        CHECK(starts_of(loads::open_ranges(lineage)) == wanted);
        CHECK(lineage.check().empty());
        CHECK(lineage.size() == plan.lineage().size());
    }
}
