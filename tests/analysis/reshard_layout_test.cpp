// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/reshard_layout.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "analysis/loads.hpp"
#include "catch.hpp"

using namespace weir;

namespace {

KeyLoad key_of(const std::string& name, std::uint64_t records) {
    KeyLoad key;
    key.key = name;
    key.hash_key = md5_hash_key(name);
    key.records = records;
    key.bytes = records;
    return key;
}

std::vector<HashKeyRange> ranges_of(const std::vector<HashKey>& starts) {
    std::vector<HashKeyRange> ranges;
    for (std::size_t at = 0; at < starts.size(); ++at) {
        ranges.push_back(
            {starts[at], at + 1 < starts.size() ? starts[at + 1] - 1 : HashKey::max()});
    }
    return ranges;
}

/// 20,000 equal keys and one that has so many per cent of all.
std::vector<KeyLoad> with_hot_key(std::uint64_t percent) {
    auto keys = loads::zipf(20'000, 0, 9, 1);
    keys.push_back(key_of("hot", 200'000 * percent / (100 - percent)));
    return keys;
}

}  // namespace

TEST_CASE("options are brought within bounds") {
    const double no_number = std::numeric_limits<double>::quiet_NaN();
    const ReshardOptions options = within_bounds({.limits = {0, 0, 0, 0},
                                                  .shards = 4'000'000'000,
                                                  .hot_ratio = no_number,
                                                  .even_within = -1,
                                                  .least_gain = no_number});
    CHECK(options.limits.write_records_per_second == 1);
    CHECK(options.shards == limits::shards_per_stream_max);
    CHECK(options.hot_ratio == 1);
    CHECK(options.even_within == 0.01);
    CHECK(options.least_gain == 0.001);
    CHECK(within_bounds({}).hot_ratio == 1.5);
}

TEST_CASE("a key is hot by what the hotter ones leave") {
    auto keys = loads::zipf(20'000, 0, 9, 1);
    keys.push_back(key_of("first", 800'000));
    keys.push_back(key_of("second", 100'000));
    const LoadCurve curve{loads::counted(keys, 10), loads::heaviest(keys, 10)};
    const auto shards = uniform_ranges(10);
    // The second has a tenth less than a fair share of all, but far more than one of what is left.
    const auto hot = ReshardLayout{curve, shards, {}}.hot_keys();
    REQUIRE(hot.size() == 2);
    CHECK(hot[0].at < hot[1].at);
    const auto one = uniform_ranges(1);
    CHECK(ReshardLayout{curve, one, {}}.hot_keys().empty());
    CHECK(ReshardLayout{curve, shards, {.hot_ratio = 5}}.hot_keys().size() == 1);
}

TEST_CASE("a hot key is set apart in the narrowest range, and the rest is even") {
    const auto keys = with_hot_key(40);
    const LoadCurve curve{loads::counted(keys, 8), loads::heaviest(keys, 5)};
    const auto shards = uniform_ranges(8);
    const ReshardLayout layout{curve, shards, {}};
    const PieceRule rule = layout.rule();
    REQUIRE(rule.hot().size() == 1);
    const auto ranges = ranges_of(layout.starts(rule));
    REQUIRE(ranges.size() == 8);
    const HashKey hot = md5_hash_key("hot");
    for (const auto& range : ranges) {
        if (range.contains(hot)) {
            CHECK(range == HashKeyRange{hot, hot + 1});
        } else {
            CHECK(rule.share(range) <= layout.fair_share(rule.hot()) * 1.25);
        }
    }
}

TEST_CASE("of two shards one is no use for a hot key alone") {
    const auto keys = with_hot_key(40);
    const LoadCurve curve{loads::counted(keys, 2), loads::heaviest(keys, 5)};
    const auto shards = uniform_ranges(2);
    const ReshardLayout layout{curve, shards, {.hot_ratio = 1}};
    CHECK(layout.rule().hot().empty());
}

TEST_CASE("there are as many shards as wanted even where there is nothing") {
    const LoadCurve curve{HashLoad{}, {}};
    const auto shards = uniform_ranges(3);
    for (const std::uint32_t wanted : {1U, 2U, 3U, 7U, 100U}) {
        const ReshardLayout layout{curve, shards, {.shards = wanted}};
        const auto starts = layout.starts(layout.rule());
        CHECK(starts.size() == wanted);
        CHECK(starts.front() == HashKey{});
        CHECK(std::is_sorted(starts.begin(), starts.end()));
    }
}

TEST_CASE("a hash space cut too finely gives as many shards as it can") {
    const std::vector<HashKeyRange> shards{{HashKey{}, HashKey::max()}};
    auto keys = std::vector{key_of("only", 1'000)};
    const LoadCurve curve{loads::counted(keys, 1), keys};
    const ReshardLayout layout{curve, shards, {.shards = 200}};
    const auto starts = layout.starts(layout.rule());
    CHECK(starts.size() == 200);
    for (std::size_t at = 1; at < starts.size(); ++at) {
        CHECK(starts[at] - starts[at - 1] > HashKey{1});
    }
}

TEST_CASE("whatever is wanted, starts go up from 0 and no new shard is narrower than two keys") {
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        INFO("seed " << seed);
        Random random{seed};
        const auto keys =
            loads::zipf(1 + random.below(2'000), random.fraction() * 2, 1 + random.below(100'000));
        const LoadCurve curve{loads::counted(keys, 1), loads::heaviest(keys, random.below(200))};
        const auto shards = loads::lopsided(static_cast<std::uint32_t>(1 + random.below(60)),
                                            random, random.chance(0.5));
        const ReshardOptions options{.shards = static_cast<std::uint32_t>(random.below(60)),
                                     .hot_ratio = 1 + random.fraction(),
                                     .even_within = random.fraction() / 2};
        const ReshardLayout layout{curve, shards, options};
        const auto starts = layout.starts(layout.rule());
        CHECK(starts.size() == layout.count());
        CHECK(layout.hot_keys().size() < layout.count());
        REQUIRE(starts.front() == HashKey{});
        for (std::size_t at = 1; at < starts.size(); ++at) {
            REQUIRE(starts[at] - starts[at - 1] > HashKey{1});
            REQUIRE(starts[at] > starts[at - 1]);
        }
        CHECK(starts.back() < HashKey::max());
    }
}
