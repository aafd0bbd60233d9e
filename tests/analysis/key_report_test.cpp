// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/key_report.hpp"

#include <limits>

#include "catch.hpp"

using weir::KeyLoad;
using weir::LoadMap;
using weir::OrderLoss;
using weir::ShardLimits;

TEST_CASE("a share of the write limits is that of records or of bytes, whichever is more") {
    const ShardLimits limits{.write_records_per_second = 1'000, .write_bytes_per_second = 50'000};
    CHECK(limits.write_share(500, 10'000) == 0.5);
    CHECK(limits.write_share(10, 40'000) == 0.8);
    CHECK(limits.write_share(1'000, 50'000) == 1);
    CHECK(limits.write_share(3'000, 0) == 3);
    CHECK(limits.write_share(0, 0) == 0);
}

TEST_CASE("the limits are those of the service unless told otherwise") {
    constexpr ShardLimits limits;
    STATIC_REQUIRE(limits.write_share(1'000, 0) == 1);
    STATIC_REQUIRE(limits.write_share(0, 1'048'576) == 1);
    CHECK(limits.read_bytes_per_second == 2 * 1'048'576);
    CHECK(limits.read_calls_per_second == 5);
}

TEST_CASE("a limit of 0 counts as 1, so that every share is a number") {
    constexpr ShardLimits none{.write_records_per_second = 0, .write_bytes_per_second = 0};
    CHECK(none.write_share(0, 0) == 0);
    CHECK(none.write_share(3, 2) == 3);
    CHECK(none.write_share(0, 7) == 7);
    CHECK(ShardLimits{.write_records_per_second = 0}.write_share(0, 524'288) == 0.5);
}

TEST_CASE("what is no positive number takes no share") {
    constexpr double no_number = std::numeric_limits<double>::quiet_NaN();
    const ShardLimits limits;
    CHECK(limits.write_share(-5, 524'288) == 0.5);
    CHECK(limits.write_share(no_number, 524'288) == 0.5);
    CHECK(limits.write_share(500, no_number) == 0.5);
    CHECK(limits.write_share(no_number, no_number) == 0);
    CHECK(limits.write_share(-1, -1) == 0);
}

TEST_CASE("counts of a key are exact if neither can be too high") {
    CHECK(KeyLoad{.key = "k", .hash_key = {}, .records = 5, .bytes = 9}.exact());
    CHECK_FALSE(KeyLoad{.key = "k", .hash_key = {}, .records = 5, .records_over = 1}.exact());
    CHECK_FALSE(KeyLoad{.key = "k", .hash_key = {}, .bytes = 9, .bytes_over = 1}.exact());
}

TEST_CASE("the cells of a map are found by shard and stretch of time") {
    LoadMap map;
    map.shards = 2;
    map.bins = 3;
    for (std::uint64_t n = 0; n < 6; ++n) {
        map.cells.push_back({.records = n, .bytes = 10 * n});
    }
    CHECK(map.at(0, 0).records == 0);
    CHECK(map.at(0, 2).records == 2);
    CHECK(map.at(1, 0).records == 3);
    CHECK(map.at(1, 2).bytes == 50);
    CHECK(&map.at(1, 1) == &map.cells[4]);
}

TEST_CASE("the order that is lost is the share of pairs that were parted") {
    CHECK(OrderLoss{}.share() == 0);
    CHECK(OrderLoss{.pairs = 8, .parted = 2}.share() == 0.25);
    CHECK(OrderLoss{.pairs = 8, .parted = 8}.share() == 1);
    CHECK(OrderLoss{.pairs = 8, .parted = 0}.share() == 0);
}

TEST_CASE("a report of nothing says so") {
    const weir::KeyReport report;
    CHECK(report.spreads.empty());
    const weir::KeySpread spread;
    CHECK(spread.verdict == weir::KeyVerdict::no_records);
    CHECK(spread.chance.rounds == 0);
    CHECK_FALSE(spread.needed.uniform);
    CHECK_FALSE(spread.costs);
}
