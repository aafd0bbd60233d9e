// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/figures.hpp"

#include <cmath>
#include <cstdint>
#include <limits>

#include "catch.hpp"

using namespace weir;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
const double no_number = std::numeric_limits<double>::quiet_NaN();
}  // namespace

TEST_CASE("a hash key is as large a number as it says") {
    CHECK(figures::to_double(HashKey{}) == 0);
    CHECK(figures::to_double(HashKey{12'345}) == 12'345);
    CHECK(figures::to_double(HashKey{1, 0}) == 0x1p64);
    CHECK(figures::to_double(HashKey{3, 0x8000'0000'0000'0000}) == 3.5 * 0x1p64);
    CHECK(figures::to_double(HashKey::max()) == 0x1p128);
}

TEST_CASE("ranges have their share of the hash space") {
    CHECK(figures::share_of_space(HashKeyRange::whole()) == 1);
    CHECK(figures::share_of_space({HashKey{}, HashKey{0x3fff'ffff'ffff'ffff, ~std::uint64_t{0}}}) ==
          0.25);
    CHECK(figures::share_of_space({HashKey{5}, HashKey{5}}) == 0x1p-128);
    CHECK(figures::share_of_space({HashKey{5}, HashKey{4}}) == 0);
}

TEST_CASE("limits of nothing can be divided by") {
    const ShardLimits limits = figures::without_zeros({0, 0, 0, 0});
    CHECK(limits.write_records_per_second == 1);
    CHECK(limits.write_bytes_per_second == 1);
    CHECK(limits.read_bytes_per_second == 1);
    CHECK(limits.read_calls_per_second == 1);
    CHECK(figures::without_zeros({7, 8, 9, 10}).read_calls_per_second == 10);
}

TEST_CASE("amounts and quotients are finite and not negative") {
    CHECK(figures::amount(2.5) == 2.5);
    CHECK(figures::amount(-2.5) == 0);
    CHECK(figures::amount(infinity) == std::numeric_limits<double>::max());
    CHECK(figures::amount(-infinity) == 0);
    CHECK(figures::amount(no_number) == 0);
    CHECK(figures::ratio(3, 4) == 0.75);
    CHECK(figures::ratio(3, 0) == 0);
    CHECK(figures::ratio(0, 0) == 0);
    CHECK(figures::ratio(no_number, 1) == 0);
    CHECK(figures::ratio(1, no_number) == 0);
    CHECK(figures::ratio(1e300, 1e-300) == std::numeric_limits<double>::max());
    CHECK(figures::ratio(1, infinity) == Approx(0).margin(1e-300));
}

TEST_CASE("a number is kept between two others") {
    CHECK(figures::between(1, 2, 3) == 2);
    CHECK(figures::between(1, 0, 3) == 1);
    CHECK(figures::between(1, 4, 3) == 3);
    CHECK(figures::between(1, no_number, 3) == 1);
    CHECK(figures::between(1, infinity, 3) == 3);
}

TEST_CASE("whole numbers are rounded up, but not for what rounding added") {
    CHECK(figures::whole_above(2.0) == 2);
    CHECK(figures::whole_above(2.01) == 3);
    CHECK(figures::whole_above(2 + 1e-12) == 2);
    CHECK(figures::whole_above(0) == 0);
    CHECK(figures::whole_above(-1) == 0);
    CHECK(figures::whole_above(no_number) == 0);
    CHECK(figures::whole_above(1e300) == std::numeric_limits<std::uint32_t>::max());
}
