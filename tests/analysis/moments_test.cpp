// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/moments.hpp"

#include <cstdint>
#include <vector>

#include "catch.hpp"
#include "weir/core/random.hpp"

using weir::LoadMap;
using weir::moments_of;

namespace {

/// Rows are shards.
LoadMap map_of(const std::vector<std::vector<std::uint64_t>>& rows) {
    LoadMap map;
    map.shards = rows.size();
    map.bins = rows.at(0).size();
    for (const auto& row : rows) {
        for (const std::uint64_t records : row) {
            map.cells.push_back({.records = records});
        }
    }
    return map;
}

const std::vector<double> four(4, 0.25);

}  // namespace

TEST_CASE("Shards that are even at each moment are so in sum") {
    const auto moments = moments_of(map_of({{10, 20}, {10, 20}, {10, 20}, {10, 20}}), four);
    CHECK(moments.max_over_mean == Approx(1));
    CHECK(moments.expected > 1);
    CHECK(moments.expected < 2);
}

TEST_CASE("Turns that are even in sum are not so at any moment") {
    const auto moments =
        moments_of(map_of({{400, 0, 0, 0}, {0, 400, 0, 0}, {0, 0, 400, 0}, {0, 0, 0, 400}}), four);
    CHECK(moments.max_over_mean == Approx(4));
    CHECK(moments.expected < 1.3);
}

TEST_CASE("Moments count by their records") {
    const auto moments = moments_of(map_of({{300, 1}, {100, 0}, {0, 0}, {0, 0}}), four);
    CHECK(moments.max_over_mean == Approx((300 * 4 + 4) / 401.0));
}

TEST_CASE("A wide shard may have more at any moment") {
    const std::vector<double> shares{0.75, 0.25};
    CHECK(moments_of(map_of({{300, 600}, {100, 200}}), shares).max_over_mean == Approx(1));
}

TEST_CASE("Few records a moment look uneven, and that is expected") {
    weir::Random random{1};
    std::vector<std::vector<std::uint64_t>> rows(16, std::vector<std::uint64_t>(500));
    for (const int per_bin : {1, 3, 10, 100}) {
        for (std::size_t bin = 0; bin < 500; ++bin) {
            for (auto& row : rows)
                row[bin] = 0;
            for (int n = 0; n < per_bin; ++n)
                ++rows[random.below(16)][bin];
        }
        const auto moments = moments_of(map_of(rows), std::vector<double>(16, 1.0 / 16));
        INFO(per_bin);
        CHECK(moments.max_over_mean < moments.expected * 1.4);
        CHECK(moments.max_over_mean > moments.expected * 0.5);
    }
}

TEST_CASE("Nothing has no moments, and one shard is as full as it is") {
    CHECK(moments_of({}, {}).max_over_mean == 0);
    CHECK(moments_of(map_of({{0, 0}}), std::vector<double>{1}).expected == 0);
    const auto one = moments_of(map_of({{5, 7}}), std::vector<double>{1});
    CHECK(one.max_over_mean == Approx(1));
    CHECK(one.expected == Approx(1));
}
