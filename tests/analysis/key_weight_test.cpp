// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/key_weight.hpp"

#include "catch.hpp"

#include <cstdint>
#include <limits>

#include "weir/core/random.hpp"

using weir::KeyWeight;

namespace {
constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
}  // namespace

TEST_CASE("a second of a shard weighs the same, be it filled by records or by bytes") {
    CHECK(KeyWeight::of(1000, 0) == KeyWeight::second);
    CHECK(KeyWeight::of(0, 1'048'576) == KeyWeight::second);
    CHECK(KeyWeight::of(1000, 1'048'576) == 2 * KeyWeight::second);
    CHECK(KeyWeight::record == 131'072);
    CHECK(KeyWeight::byte == 125);
    CHECK(KeyWeight::of(0, 0) == 0);
    CHECK(KeyWeight::of(1, 0) > 0);
    CHECK(KeyWeight::of(0, 1) > 0);
}

TEST_CASE("the worse of two shares of a second is at most the weight and at least half of it") {
    weir::Random random{1};
    for (int turn = 0; turn < 10'000; ++turn) {
        const std::uint64_t records = random.below(100'000);
        const std::uint64_t bytes = random.below(100'000'000);
        // In units of 1/1,048,576,000 second: both sides whole numbers.
        const std::uint64_t by_records = records * 1'048'576;
        const std::uint64_t by_bytes = bytes * 1'000;
        const std::uint64_t worse = by_records < by_bytes ? by_bytes : by_records;
        const std::uint64_t weight = KeyWeight::of(records, bytes) * 8;
        REQUIRE(worse <= weight);
        REQUIRE(2 * worse >= weight);
    }
}

TEST_CASE("a weight stays at the greatest number") {
    CHECK(KeyWeight::of(most, 0) == most);
    CHECK(KeyWeight::of(0, most) == most);
    CHECK(KeyWeight::of(most, most) == most);
    CHECK(KeyWeight::of(most / KeyWeight::record, 1'000'000) == most);
}
