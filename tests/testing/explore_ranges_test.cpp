// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore_ranges.hpp"

#include <array>
#include <cstddef>

#include "catch.hpp"

TEST_CASE("Retired memory is forbidden until it is revived") {
    std::array<std::byte, 64> memory{};
    weir::ExploreRanges ranges;
    ranges.revive(memory.data(), 32);
    CHECK(ranges.in_use() == 1);
    CHECK_FALSE(ranges.is_retired(memory.data(), 1));
    ranges.retire(memory.data(), 32);
    CHECK(ranges.in_use() == 0);
    CHECK(ranges.is_retired(memory.data(), 1));
    CHECK(ranges.is_retired(memory.data() + 31, 8));
    CHECK_FALSE(ranges.is_retired(memory.data() + 32, 8));
    ranges.revive(memory.data(), 32);
    CHECK_FALSE(ranges.is_retired(memory.data() + 8, 8));
}

TEST_CASE("Retired memory that went back to the heap is forbidden until it is fresh") {
    std::array<std::byte, 64> memory{};
    weir::ExploreRanges ranges;
    ranges.revive(memory.data(), 64);
    ranges.retire(memory.data(), 64);
    ranges.fresh(memory.data() + 16, 8);
    CHECK_FALSE(ranges.is_retired(memory.data(), 64));
    ranges.clear();
    CHECK(ranges.in_use() == 0);
}
