// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/reshard_advice.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "analysis/loads.hpp"
#include "catch.hpp"

using namespace weir;

namespace {

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Takes the steps on a lineage of these ranges.
Lineage after_steps(const std::vector<HashKeyRange>& ranges, const ReshardAdvice& advice) {
    std::vector<ShardNode> nodes;
    for (const auto& range : ranges) {
        nodes.push_back({.range = range});
    }
    Lineage lineage{nodes};
    for (const auto& step : advice.steps) {
        REQUIRE(take_step(lineage, step));
    }
    return lineage;
}

/// The advice describes what its steps lead to, and the shards hold all that there is.
void require_sound(const std::vector<HashKeyRange>& ranges, const ReshardAdvice& advice,
                   double records) {
    const Lineage lineage = after_steps(ranges, advice);
    REQUIRE(lineage.check().empty());
    REQUIRE(lineage.size() == advice.lineage.size());
    for (std::size_t at = 0; at < advice.lineage.size(); ++at) {
        REQUIRE(lineage.nodes()[at].range == advice.lineage[at].range);
        REQUIRE(lineage.nodes()[at].open == advice.lineage[at].open);
        REQUIRE(lineage.nodes()[at].parent == advice.lineage[at].parent);
    }
    const auto open = lineage.open_shards();
    REQUIRE(open.size() == advice.shards.size());
    double sum = 0;
    for (std::size_t at = 0; at < open.size(); ++at) {
        REQUIRE(advice.shards[at].shard_id == open[at]);
        REQUIRE(advice.shards[at].range == lineage.node(open[at]).range);
        sum += advice.shards[at].records;
    }
    CHECK(sum == Approx(records).epsilon(1e-9));
    CHECK(std::isfinite(advice.max_over_mean_before));
    CHECK(std::isfinite(advice.max_over_mean_after));
    CHECK_FALSE(advice.reason.empty());
}

std::vector<KeyLoad> with_hot_key(std::uint64_t percent) {
    auto keys = loads::zipf(20'000, 0, 9, 100);
    KeyLoad hot;
    hot.key = "hot";
    hot.hash_key = md5_hash_key(hot.key);
    hot.records = 200'000 * percent / (100 - percent);
    hot.bytes = hot.records * 100;
    keys.push_back(hot);
    return keys;
}

}  // namespace

TEST_CASE("even shards are left as they are") {
    const auto keys = loads::zipf(100'000, 0, 9);
    const auto ranges = uniform_ranges(16);
    const auto advice = advise_reshard(loads::counted(keys, 16), {}, ranges);
    CHECK(advice.steps.empty());
    CHECK(advice.max_over_mean_before < 1.1);
    CHECK(advice.max_over_mean_after == advice.max_over_mean_before);
    CHECK(says(advice.reason, "even enough"));
    require_sound(ranges, advice, 1'000'000);
}

TEST_CASE("a shard twice as wide as the others is split and two narrow ones are merged") {
    Lineage lineage{8};
    REQUIRE(lineage.merge(ShardId{2}, ShardId{3}));
    REQUIRE(lineage.split(ShardId{6}, lineage.node(ShardId{6}).range.middle()));
    const auto ranges = loads::open_ranges(lineage);
    const auto keys = loads::zipf(100'000, 0, 9);
    const auto advice = advise_reshard(loads::counted(keys, 8), {}, ranges);
    REQUIRE(advice.steps.size() == 2);
    const auto* split = std::get_if<SplitStep>(&advice.steps[0]);
    REQUIRE(split != nullptr);
    CHECK(split->shard == ShardId{2});
    const auto* merge = std::get_if<MergeStep>(&advice.steps[1]);
    REQUIRE(merge != nullptr);
    CHECK(*merge == MergeStep{ShardId{5}, ShardId{6}});
    CHECK(advice.max_over_mean_before == Approx(2).epsilon(0.05));
    CHECK(advice.max_over_mean_after < 1.1);
    CHECK(says(advice.reason, "1 split and 1 merge bring the fullest shard from"));
    require_sound(ranges, advice, 1'000'000);
}

TEST_CASE("a split is at the middle of the load and not of the range") {
    // All keys of the upper shard lie in its lowest eighth.
    HashLoad load{2};
    Random random{3};
    const HashKey upper = HashKey{1} << 127;
    for (int at = 0; at < 10'000; ++at) {
        load.add(upper + (HashKey{random(), random()} >> 4), 100, 3);
        load.add(HashKey{random(), random()} >> 1, 100, 1);
    }
    const auto ranges = uniform_ranges(2);
    const auto advice = advise_reshard(load, {}, ranges, {.shards = 3, .even_within = 0.6});
    REQUIRE(advice.steps.size() == 1);
    const auto* split = std::get_if<SplitStep>(&advice.steps[0]);
    REQUIRE(split != nullptr);
    CHECK(split->shard == ShardId{1});
    CHECK(figures::to_double(split->at - upper) / figures::to_double(HashKey{1} << 124) ==
          Approx(0.5).margin(0.02));
}

TEST_CASE("a hot key is set apart for the sake of the others, and the reason says no more") {
    const auto keys = with_hot_key(40);
    const auto ranges = uniform_ranges(8);
    const auto load = loads::counted(keys, 8);
    const auto advice = advise_reshard(load, loads::heaviest(keys, 20), ranges);
    CHECK_FALSE(advice.steps.empty());
    const auto of_one = std::count_if(advice.shards.begin(), advice.shards.end(),
                                      [](const auto& shard) { return shard.one_key; });
    CHECK(of_one == 1);
    const HashKey hot = md5_hash_key("hot");
    for (const auto& shard : advice.shards) {
        CHECK(shard.one_key == shard.range.contains(hot));
        CHECK((shard.one_key || shard.records < 200'000 / 7 * 1.25));
    }
    CHECK(advice.max_over_mean_after == Approx(0.4 * 8).epsilon(0.01));
    CHECK(says(advice.reason, "One key alone brings 40.0 % of the load: no split can help"));
    require_sound(ranges, advice, static_cast<double>(load.total().records));
}

TEST_CASE("a hot key that is apart already is left alone") {
    const auto keys = with_hot_key(40);
    const auto heavy = loads::heaviest(keys, 20);
    const auto load = loads::counted(keys, 8);
    const auto first = advise_reshard(load, heavy, uniform_ranges(8));
    std::vector<HashKeyRange> ranges;
    for (const auto& shard : first.shards) {
        ranges.push_back(shard.range);
    }
    const auto again = advise_reshard(load, heavy, ranges);
    CHECK(again.steps.empty());
    CHECK(again.max_over_mean_before == Approx(3.2).epsilon(0.01));
    CHECK(says(again.reason, "the others are even enough"));
    CHECK(says(again.reason, "no split can help its shard"));
}

TEST_CASE(
    "shards beside a hot key that is apart are evened out, and the key's own grows no fuller") {
    const auto keys = with_hot_key(40);
    const HashKey hot = md5_hash_key("hot");
    const auto load = loads::counted(keys, 8);
    const HashKey last = HashKey::max() - (HashKey{1} << 120);
    const std::vector<HashKeyRange> ranges{{HashKey{}, hot - 1},
                                           {hot, hot + 1},
                                           {hot + 2, HashKey{3} << 126},
                                           {(HashKey{3} << 126) + 1, HashKey{15} << 124},
                                           {(HashKey{15} << 124) + 1, last},
                                           {last + 1, HashKey::max()}};
    const auto advice = advise_reshard(load, loads::heaviest(keys, 20), ranges);
    INFO(advice.reason);
    CHECK_FALSE(advice.steps.empty());
    CHECK(advice.max_over_mean_after <= advice.max_over_mean_before * (1 + 1e-8));
    for (const auto& shard : advice.shards) {
        CHECK((shard.one_key || shard.records < 200'000 / 5 * 1.26));
    }
    require_sound(ranges, advice, static_cast<double>(load.total().records));
}

TEST_CASE("steps that lower the fullest shard by little are not worth it") {
    const auto keys = with_hot_key(80);
    const auto ranges = uniform_ranges(2);
    const auto load = loads::counted(keys, 2);
    const auto heavy = loads::heaviest(keys, 20);
    const auto advice = advise_reshard(load, heavy, ranges);
    CHECK(advice.steps.empty());
    CHECK(advice.max_over_mean_before == Approx(1.8).epsilon(0.01));
    CHECK(advice.max_over_mean_after == advice.max_over_mean_before);
    CHECK(says(advice.reason, "no splits and merges make it much better"));
    require_sound(ranges, advice, static_cast<double>(load.total().records));
    const auto anyhow = advise_reshard(load, heavy, ranges, {.least_gain = 0.01});
    CHECK(anyhow.steps.size() == 2);
    CHECK(anyhow.max_over_mean_after < 1.75);
}

TEST_CASE("if one key is all there is nothing is to be done") {
    std::vector<KeyLoad> keys = loads::zipf(1, 0, 1'000);
    const auto ranges = uniform_ranges(4);
    const auto advice = advise_reshard(loads::counted(keys, 4), keys, ranges);
    CHECK(advice.steps.empty());
    CHECK(advice.max_over_mean_after == Approx(4));
    CHECK(says(advice.reason, "One key alone brings 100.0 % of the load"));
    require_sound(ranges, advice, 1'001);
}

TEST_CASE("a number of shards that is wanted is reached, as even as can be") {
    const auto keys = loads::zipf(100'000, 0.5, 1'000);
    const auto load = loads::counted(keys, 16);
    const auto ranges = uniform_ranges(10);
    for (const std::uint32_t wanted : {1U, 3U, 9U, 11U, 20U, 33U}) {
        const auto advice =
            advise_reshard(load, loads::heaviest(keys, 100), ranges, {.shards = wanted});
        INFO(wanted << " shards: " << advice.reason);
        CHECK(advice.shards.size() == wanted);
        CHECK(advice.max_over_mean_after <= 1.26);
        require_sound(ranges, advice, static_cast<double>(load.total().records));
    }
    const auto sevenths =
        advise_reshard(load, loads::heaviest(keys, 100), uniform_ranges(1), {.shards = 7});
    CHECK(sevenths.max_over_mean_after <= 1.02);
    const auto doubled = advise_reshard(load, {}, ranges, {.shards = 20});
    CHECK(doubled.steps.size() == 10);
}

TEST_CASE("steps keep to what really is, not only to the curve") {
    for (std::uint64_t seed = 1; seed <= 120; ++seed) {
        INFO("seed " << seed);
        Random random{seed};
        const double exponent = random.fraction() * 1.6;
        const auto keys = loads::zipf(1 + random.below(3'000), exponent, 1 + random.below(100'000),
                                      1 + random.below(3'000));
        const auto ranges = loads::lopsided(static_cast<std::uint32_t>(1 + random.below(50)),
                                            random, random.chance(0.5));
        const auto load = loads::counted(keys, 1);
        // All keys are known, so that the curve is exact and so are the stated figures.
        const auto advice = advise_reshard(load, keys, ranges);
        INFO(advice.reason);
        require_sound(ranges, advice, static_cast<double>(load.total().records));
        CHECK(advice.max_over_mean_after <= advice.max_over_mean_before * (1 + 1e-9));
        const auto before = loads::routed(keys, ranges);
        const auto open = loads::open_ranges(after_steps(ranges, advice));
        const auto after = loads::routed(keys, open);
        CHECK(open.size() == ranges.size());
        CHECK(advice.max_over_mean_before == Approx(loads::max_over_mean(before)).epsilon(1e-6));
        CHECK(advice.max_over_mean_after == Approx(loads::max_over_mean(after)).epsilon(1e-6));
        for (std::size_t at = 0; at < after.size(); ++at) {
            CHECK(advice.shards[at].records ==
                  Approx(static_cast<double>(after[at].records)).margin(1e-3));
        }
    }
}

TEST_CASE("with few heavy keys known the stated figures are near what really is") {
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        INFO("seed " << seed);
        Random random{seed};
        const auto keys = loads::zipf(50'000, random.fraction(), 100'000);
        const auto ranges =
            loads::lopsided(static_cast<std::uint32_t>(2 + random.below(30)), random, true);
        const auto load = loads::counted(keys, 64);
        const auto advice = advise_reshard(load, loads::heaviest(keys, 1'000), ranges);
        const auto after = loads::routed(keys, loads::open_ranges(after_steps(ranges, advice)));
        CHECK(loads::max_over_mean(after) == Approx(advice.max_over_mean_after).epsilon(0.03));
    }
}

TEST_CASE("advice that was followed is followed by none") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        INFO("seed " << seed);
        Random random{seed};
        const auto keys = loads::zipf(2'000, random.fraction() * 1.5, 100'000);
        auto ranges = loads::lopsided(static_cast<std::uint32_t>(2 + random.below(40)), random);
        const auto load = loads::counted(keys, 1);
        const auto first = advise_reshard(load, keys, ranges);
        ranges = loads::open_ranges(after_steps(ranges, first));
        const auto second = advise_reshard(load, keys, ranges);
        INFO(first.reason << '\n' << second.reason);
        CHECK(second.steps.empty());
    }
}

TEST_CASE("the worse of records and bytes is evened out") {
    // The lower half has the records, the upper half the bytes: 3 MiB against 1,000 records.
    HashLoad load;
    for (std::size_t at = 0; at < load.slices().size(); ++at) {
        const bool upper = at >= load.slices().size() / 2;
        load.add(load.slice_start(at), upper ? 3 * 1'048'576 : 1'000, upper ? 10 : 1'000);
    }
    const auto ranges = uniform_ranges(4);
    const auto advice = advise_reshard(load, {}, ranges, {.hot_ratio = 1.2, .even_within = 0.05});
    CHECK(advice.max_over_mean_before == Approx(2).epsilon(0.01));
    CHECK(advice.max_over_mean_after < 1.4);
    double most = 0;
    for (const auto& shard : advice.shards) {
        most = std::max(most, ShardLimits{}.write_share(shard.records, shard.bytes));
    }
    CHECK(most < ShardLimits{}.write_share(0, 2'048 * 3.0 * 1'048'576) / 2.8);
}

TEST_CASE("a lineage's own shard ids are those of the steps") {
    Lineage now{2};
    REQUIRE(now.split(ShardId{0}, now.node(ShardId{0}).range.middle()));
    REQUIRE(now.split(ShardId{2}, now.node(ShardId{2}).range.middle()));
    const auto keys = loads::zipf(50'000, 0, 9);
    const auto advice = advise_reshard(loads::counted(keys, 4), {}, now);
    REQUIRE(advice.steps.size() == 2);
    CHECK(std::get<SplitStep>(advice.steps[0]).shard == ShardId{1});
    CHECK(std::get<MergeStep>(advice.steps[1]) == MergeStep{ShardId{4}, ShardId{5}});
    for (const auto& step : advice.steps) {
        REQUIRE(take_step(now, step));
    }
    CHECK(advice.lineage.size() == now.size());
}

TEST_CASE("ranges that are no layout get a clear answer") {
    const HashKey middle = HashKey{1} << 127;
    const std::vector<std::vector<HashKeyRange>> wrong{
        {},
        {{HashKey{}, middle}},
        {{HashKey{1}, HashKey::max()}},
        {{HashKey{}, middle}, {middle, HashKey::max()}},
        {{HashKey{}, middle}, {middle + 2, HashKey::max()}},
        {HashKeyRange::whole(), HashKeyRange::whole()},
        {HashKeyRange::whole(), {HashKey{}, HashKey{5}}},
        {{HashKey{5}, HashKey{}}, HashKeyRange::whole()},
    };
    for (const auto& ranges : wrong) {
        const auto advice = advise_reshard(HashLoad{}, {}, ranges);
        CHECK(advice.steps.empty());
        CHECK(advice.shards.empty());
        CHECK(says(advice.reason, "do not cover every hash key once"));
    }
}

TEST_CASE("where nothing was put there is nothing to even out") {
    const auto ranges = uniform_ranges(3);
    const auto advice = advise_reshard(HashLoad{}, {}, ranges);
    CHECK(advice.steps.empty());
    CHECK(advice.shards.size() == 3);
    CHECK(says(advice.reason, "no load"));
    const auto more = advise_reshard(HashLoad{}, {}, ranges, {.shards = 5});
    CHECK(more.shards.size() == 5);
    CHECK(more.max_over_mean_after == 1);
    require_sound(ranges, more, 0);
}

TEST_CASE("shards of a single hash key are borne with") {
    const std::vector<HashKeyRange> ranges{{HashKey{}, HashKey{}},
                                           {HashKey{1}, HashKey{1}},
                                           {HashKey{2}, HashKey{4}},
                                           {HashKey{5}, HashKey::max() - HashKey{1}},
                                           {HashKey::max(), HashKey::max()}};
    const auto keys = loads::zipf(5'000, 1, 1'000);
    const auto load = loads::counted(keys, 1);
    for (const std::uint32_t wanted : {0U, 1U, 2U, 4U, 5U, 6U, 9U}) {
        const auto advice = advise_reshard(load, keys, ranges, {.shards = wanted});
        INFO(wanted << ": " << advice.reason);
        require_sound(ranges, advice, static_cast<double>(load.total().records));
        CHECK(advice.shards.size() == (wanted == 0 ? 5 : wanted));
    }
}

TEST_CASE("odd options and the greatest counts are no trouble") {
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    const double no_number = std::numeric_limits<double>::quiet_NaN();
    HashLoad load;
    for (std::size_t at = 0; at < load.slices().size(); at += 3) {
        load.add(load.slice_start(at), most, most);
    }
    const auto ranges = uniform_ranges(7);
    for (const double odd : {no_number, -1.0, 0.0, 1e300}) {
        const auto advice = advise_reshard(
            load, {}, ranges,
            {.limits = {0, 0, 0, 0}, .hot_ratio = odd, .even_within = odd, .least_gain = odd});
        require_sound(ranges, advice, 0x1p64 * 1'366);
    }
}

TEST_CASE("ten thousand lopsided shards get sound advice") {
    Random random{11};
    const auto keys = loads::zipf(50'000, 0.6, 10'000);
    const auto ranges = loads::lopsided(10'000, random, true);
    const auto load = loads::counted(keys, 10'000);
    const auto advice = advise_reshard(load, loads::heaviest(keys, 2'000), ranges);
    require_sound(ranges, advice, static_cast<double>(load.total().records));
    CHECK(advice.shards.size() == 10'000);
    CHECK(advice.max_over_mean_after < advice.max_over_mean_before / 2);
}
