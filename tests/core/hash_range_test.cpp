// SPDX-License-Identifier: Apache-2.0
#include "weir/core/hash_range.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "catch.hpp"
#include "vectors.hpp"

using weir::HashKey;
using weir::HashKeyRange;

namespace {

constexpr auto last = HashKey::max();

}  // namespace

static_assert(HashKeyRange::whole().contains(0) && HashKeyRange::whole().contains(last));
static_assert(HashKeyRange::whole().middle() == HashKey{std::uint64_t{1} << 63, 0});

TEST_CASE("a range contains both of its ends and nothing outside") {
    constexpr HashKeyRange range{10, 20};
    CHECK(range.contains(10));
    CHECK(range.contains(20));
    CHECK_FALSE(range.contains(9));
    CHECK_FALSE(range.contains(21));
    CHECK(HashKeyRange{7, 7}.contains(7));
    CHECK(HashKeyRange{last, last}.contains(last));
    CHECK_FALSE(HashKeyRange{0, last - 1}.contains(last));
}

TEST_CASE("a range adjoins the one that begins right behind it, in this order only") {
    constexpr HashKeyRange low{0, 9};
    constexpr HashKeyRange high{10, last};
    CHECK(low.adjoins(high));
    CHECK_FALSE(high.adjoins(low));
    CHECK_FALSE(low.adjoins({11, last}));
    CHECK_FALSE(low.adjoins({9, last}));
    CHECK_FALSE(low.adjoins(low));
    CHECK(low.joined_with(high) == HashKeyRange::whole());
}

TEST_CASE("nothing follows the last hash key, not even the first") {
    CHECK_FALSE(HashKeyRange::whole().adjoins({0, 9}));
    CHECK_FALSE(HashKeyRange{last, last}.adjoins({0, 0}));
    CHECK(HashKeyRange{0, last - 1}.adjoins({last, last}));
}

TEST_CASE("the two parts of a range join to it again") {
    constexpr HashKeyRange range{100, last};
    for (const HashKey at : {HashKey{102}, range.middle(), last - 1, last}) {
        INFO(at.to_string());
        const auto lower = range.lower_part(at);
        const auto upper = range.upper_part(at);
        CHECK(lower.ending_hash_key + 1 == at);
        CHECK(upper.starting_hash_key == at);
        CHECK(lower.adjoins(upper));
        CHECK(lower.joined_with(upper) == range);
    }
}

TEST_CASE("the service splits from two above the start to one below the end") {
    constexpr HashKeyRange range{100, 200};
    CHECK_FALSE(range.splits_at(0));
    CHECK_FALSE(range.splits_at(100));
    CHECK_FALSE(range.splits_at(101));
    CHECK(range.splits_at(102));
    CHECK(range.splits_at(199));
    CHECK_FALSE(range.splits_at(200));
    CHECK_FALSE(range.splits_at(201));
    CHECK_FALSE(HashKeyRange::whole().splits_at(1));
    CHECK(HashKeyRange::whole().splits_at(2));
    CHECK(HashKeyRange::whole().splits_at(last - 1));
    CHECK_FALSE(HashKeyRange::whole().splits_at(last));
}

TEST_CASE("a range at the very end can't be split, and is not split around the end") {
    CHECK_FALSE(HashKeyRange{last, last}.splits_at(0));
    CHECK_FALSE(HashKeyRange{last, last}.splits_at(1));
    CHECK_FALSE(HashKeyRange{last - 1, last}.splits_at(last));
    CHECK_FALSE(HashKeyRange{last - 1, last}.splits_at(1));
    CHECK_FALSE(HashKeyRange{last - 2, last}.splits_at(last));
    CHECK(HashKeyRange{last - 3, last}.splits_at(last - 1));
}

TEST_CASE("the middle divides a range into halves, the upper one key larger if odd") {
    CHECK(HashKeyRange{0, 9}.middle() == HashKey{5});
    CHECK(HashKeyRange{0, 10}.middle() == HashKey{5});
    CHECK(HashKeyRange{10, 13}.middle() == HashKey{12});
    CHECK(HashKeyRange{7, 7}.middle() == HashKey{7});
    CHECK(HashKeyRange{last - 1, last}.middle() == last);
    CHECK(HashKeyRange{last - 3, last}.middle() == last - 1);
    CHECK(HashKeyRange{1, last}.middle() == HashKey{std::uint64_t{1} << 63, 0});
}

TEST_CASE("the uniform ranges of the vectors adjoin and join to the whole") {
    const auto data = vectors("uniform_ranges.json");
    for (const auto& [shards, uniform] : data["shardCounts"].items()) {
        INFO(shards << " shards");
        std::vector<HashKeyRange> ranges;
        for (const auto& range : uniform["ranges"]) {
            ranges.push_back({*HashKey::parse(range[0].get<std::string>()),
                              *HashKey::parse(range[1].get<std::string>())});
        }
        auto joined = ranges.front();
        for (std::size_t at = 1; at < ranges.size(); ++at) {
            REQUIRE(ranges[at - 1].adjoins(ranges[at]));
            REQUIRE_FALSE(ranges[at].adjoins(ranges[at - 1]));
            joined = joined.joined_with(ranges[at]);
        }
        CHECK(joined == HashKeyRange::whole());
    }
}

TEST_CASE("ranges differ in either of their ends") {
    CHECK_FALSE(HashKeyRange{1, 2} == HashKeyRange{1, 3});
    CHECK_FALSE(HashKeyRange{1, 2} == HashKeyRange{0, 2});
}
