// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/capped.hpp"

#include <cstdint>
#include <limits>

#include "catch.hpp"

using weir::capped_product;
using weir::capped_sum;

constexpr auto most = std::numeric_limits<std::uint64_t>::max();

TEST_CASE("sums and products stay at the greatest number") {
    CHECK(capped_sum(1, 2) == 3);
    CHECK(capped_sum(most, 0) == most);
    CHECK(capped_sum(most - 1, 1) == most);
    CHECK(capped_sum(most, 1) == most);
    CHECK(capped_sum(most, most) == most);
    CHECK(capped_product(3, 4) == 12);
    CHECK(capped_product(most, 1) == most);
    CHECK(capped_product(most, 0) == 0);
    CHECK(capped_product(std::uint64_t{1} << 32, std::uint64_t{1} << 31) == std::uint64_t{1} << 63);
    CHECK(capped_product(std::uint64_t{1} << 32, std::uint64_t{1} << 32) == most);
}
