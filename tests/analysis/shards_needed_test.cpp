// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/shards_needed.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "analysis/loads.hpp"
#include "catch.hpp"

using namespace weir;

namespace {

/// The fullest of equal shards by routing each key, as a share of the records limit.
double fullest_by_routing(const std::vector<KeyLoad>& keys, std::uint32_t shards, double peak) {
    const auto routed = loads::routed(keys, uniform_ranges(shards));
    return loads::max_over_mean(routed) * peak / shards / 1'000;
}

}  // namespace

TEST_CASE("an even load takes as many shards as all of it does") {
    const auto keys = loads::zipf(200'000, 0, 9);
    const auto load = loads::counted(keys, 64);
    const auto needed = shards_needed(load, {}, {.records = 7'900, .bytes = 790'000});
    CHECK(needed.target_share == 0.8);
    CHECK(needed.by_total == 10);
    REQUIRE(needed.uniform);
    CHECK(*needed.uniform >= 10);
    CHECK(*needed.uniform <= 11);
    CHECK(needed.balanced == 10);
    CHECK(needed.busiest_key_share == 0);
}

TEST_CASE("bytes count where they are the worse") {
    const auto load = loads::counted(loads::zipf(200'000, 0, 9), 64);
    const auto needed = shards_needed(load, {}, {.records = 100, .bytes = 0.79 * 1'048'576 * 8});
    CHECK(needed.by_total == 8);
    CHECK(needed.balanced == 8);
}

TEST_CASE("the smallest number of equal shards is what routing every key says") {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        INFO("seed " << seed);
        Random random{seed};
        const auto keys = loads::zipf(20 + random.below(400), random.fraction(), 1'000);
        const auto load = loads::counted(keys, 1);
        const double peak = 500 + random.fraction() * 6'000;
        const auto needed = shards_needed(load, keys, {.records = peak, .bytes = 1});
        std::optional<std::uint32_t> wanted;
        for (std::uint32_t shards = 1; shards <= 300 && !wanted; ++shards) {
            if (fullest_by_routing(keys, shards, peak) <= 0.8) {
                wanted = shards;
            }
        }
        if (wanted) {
            CHECK(needed.uniform == wanted);
        } else {
            CHECK(needed.uniform.value_or(10'000) > 300);
        }
        if (needed.uniform) {
            REQUIRE(needed.balanced);
            CHECK(*needed.balanced <= *needed.uniform);
            CHECK(needed.by_total <= *needed.balanced);
        }
    }
}

TEST_CASE("shards cut by load are as few as cutting one after the other makes them") {
    const auto keys = loads::zipf(3'000, 0.7, 1'000);
    const auto load = loads::counted(keys, 1);
    const auto needed = shards_needed(load, keys, {.records = 20'000, .bytes = 1});
    auto sorted = keys;
    std::sort(sorted.begin(), sorted.end(),
              [](auto& one, auto& other) { return one.hash_key < other.hash_key; });
    const double scale = 20'000 / static_cast<double>(load.total().records);
    std::uint32_t shards = 1;
    double sum = 0;
    for (const auto& key : sorted) {
        const double more = static_cast<double>(key.records) * scale;
        if (sum + more > 800) {
            ++shards;
            sum = 0;
        }
        sum += more;
    }
    CHECK(needed.balanced == shards);
}

TEST_CASE("one key that is too much is too much for any number of shards") {
    auto keys = loads::zipf(2'000, 0, 9);
    keys[0].records = 20'000;
    const auto load = loads::counted(keys, 1);
    const auto heavy = loads::heaviest(keys, 1);
    const auto needed = shards_needed(load, heavy, {.records = 3'000, .bytes = 1});
    CHECK(needed.busiest_key_share == Approx(20'000.0 / 39'990 * 3).epsilon(1e-3));
    CHECK_FALSE(needed.uniform);
    CHECK_FALSE(needed.balanced);
    CHECK(needed.by_total == 4);
}

TEST_CASE("no number up to the most allowed may be enough") {
    const auto load = loads::counted(loads::zipf(100'000, 0, 9), 64);
    const auto needed =
        shards_needed(load, {}, {.records = 50'000, .bytes = 1}, {.shards_max = 20});
    CHECK(needed.by_total == 63);
    CHECK_FALSE(needed.uniform);
    CHECK_FALSE(needed.balanced);
}

TEST_CASE("a stream without load needs one shard") {
    const auto needed = shards_needed(HashLoad{}, {}, {});
    CHECK(needed.by_total == 1);
    CHECK(needed.uniform == 1);
    CHECK(needed.balanced == 1);
    CHECK(needed.busiest_key_share == 0);
}

TEST_CASE("odd numbers are no trouble") {
    const double odd[] = {std::numeric_limits<double>::quiet_NaN(),
                          std::numeric_limits<double>::infinity(), -1, 0, 1e300};
    const auto keys = loads::zipf(100, 1, 1'000);
    const auto load = loads::counted(keys, 1);
    for (const double number : odd) {
        const auto needed =
            shards_needed(load, keys, {.records = number, .bytes = number},
                          {.limits = {0, 0, 0, 0}, .target_share = number, .shards_max = 50});
        CHECK(needed.by_total >= 1);
        CHECK(needed.busiest_key_share >= 0);
        CHECK(needed.busiest_key_share <= std::numeric_limits<double>::max());
        CHECK(needed.target_share > 0);
        for (const auto& row : what_if_shards(load, keys, {number, number}, 5,
                                              {.target_share = number, .shards_max = 0})) {
            CHECK(row.fullest_share >= 0);
            CHECK(row.fullest_share <= std::numeric_limits<double>::max());
        }
    }
}

TEST_CASE("a table around the shards of now doubles from row to row") {
    const auto load = loads::counted(loads::zipf(200'000, 0, 9), 256);
    const auto table = what_if_shards(load, {}, {.records = 20'000, .bytes = 1}, 16);
    REQUIRE(table.size() == 7);
    for (std::size_t at = 0; at < table.size(); ++at) {
        CHECK(table[at].shards == 4U << at);
        CHECK(table[at].fullest_share == Approx(20.0 / table[at].shards).epsilon(0.15));
        CHECK(table[at].throttles == (table[at].fullest_share > 1));
    }
    CHECK(table[2].throttles);
    CHECK_FALSE(table[3].throttles);
    CHECK(what_if_shards(load, {}, {}, 5).front().shards == 5);
    CHECK(what_if_shards(load, {}, {}, 1).size() == 5);
    CHECK(what_if_shards(load, {}, {}, 0).front().shards == 1);
    CHECK(what_if_shards(load, {}, {}, 8'000).back().shards == 8'000);
    CHECK(what_if_shards(load, {}, {}, 4'000'000'000).front().shards == 2'500);
}

TEST_CASE("the fullest of equal shards is what routing every key says") {
    const auto keys = loads::zipf(500, 1, 1'000);
    const LoadCurve curve{loads::counted(keys, 1), keys};
    const ShardDemand demand{curve, {.records = 5'000, .bytes = 1}};
    for (const std::uint32_t shards : {1U, 2U, 3U, 7U, 16U, 100U, 999U}) {
        CHECK(demand.fullest_of(shards) == Approx(fullest_by_routing(keys, shards, 5'000)));
    }
}
