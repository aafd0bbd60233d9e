// SPDX-License-Identifier: Apache-2.0
#include "weir/core/words.hpp"

#include <cstdint>
#include <string>

#include "catch.hpp"
#include "weir/core/random.hpp"

namespace words = weir::words;
using words::Product;
using words::Quotient;
using words::Words;

namespace {

constexpr std::uint64_t ones = ~std::uint64_t{0};

/// Any number, but often one at which carries begin or end.
std::uint64_t pick(weir::Random& random) {
    switch (random.below(6)) {
        case 0:
            return random.below(3);
        case 1:
            return ones - random.below(3);
        case 2:
            return std::uint64_t{1} << random.below(64);
        case 3:
            return (std::uint64_t{1} << random.below(64)) - 1;
        case 4:
            return random.next() >> random.below(64);
        default:
            return random.next();
    }
}

template <std::size_t Count>
std::string text_of(const Words<Count>& value) {
    char text[words::digits_max(Count)];
    return {text, words::to_decimal(value, text)};
}

}  // namespace

static_assert(words::multiply(ones, ones) == Product{ones - 1, 1});
static_assert(words::multiply_portable(ones, ones) == Product{ones - 1, 1});
static_assert(words::divide(ones - 1, ones, ones) == Quotient{ones, ones - 1});
static_assert(words::divide_portable(ones - 1, ones, ones) == Quotient{ones, ones - 1});

TEST_CASE("products are the same with and without a 128-bit type") {
    weir::Random random{1};
    for (int round = 0; round < 100'000; ++round) {
        const auto a = pick(random);
        const auto b = pick(random);
        INFO(a << " * " << b);
        REQUIRE(words::multiply(a, b) == words::multiply_portable(a, b));
    }
}

TEST_CASE("quotients are the same with and without a 128-bit type") {
    weir::Random random{2};
    for (int round = 0; round < 50'000; ++round) {
        const auto divisor = pick(random);
        if (divisor == 0) {
            continue;
        }
        const auto high = pick(random) % divisor;
        const auto low = pick(random);
        INFO(high << " * 2^64 + " << low << ", divided by " << divisor);
        REQUIRE(words::divide(high, low, divisor) == words::divide_portable(high, low, divisor));
    }
}

TEST_CASE("a division undoes a multiplication and gives the remainder back") {
    weir::Random random{3};
    for (int round = 0; round < 50'000; ++round) {
        const Words<3> start{pick(random), pick(random), pick(random) >> 32};
        const auto factor = (pick(random) >> 32) | 1;
        const auto addend = pick(random) % factor;
        auto value = start;
        INFO(text_of(start) << " * " << factor << " + " << addend);
        REQUIRE(words::multiply_add(value, factor, addend) == 0);
        REQUIRE(words::divide_by(value, factor) == addend);
        REQUIRE(value == start);
    }
}

TEST_CASE("multiplying beyond the last word gives what did not fit") {
    Words<2> value{ones, ones};
    CHECK(words::multiply_add(value, ones, ones) == ones);
    CHECK(value == Words<2>{0, 0});
    Words<1> small{5};
    CHECK(words::multiply_add(small, 3, 2) == 0);
    CHECK(small == Words<1>{17});
}

TEST_CASE("decimal text goes both ways") {
    CHECK(text_of(Words<1>{0}) == "0");
    CHECK(text_of(Words<3>{}) == "0");
    CHECK(text_of(Words<1>{ones}) == "18446744073709551615");
    CHECK(text_of(Words<2>{0, 1}) == "18446744073709551616");
    CHECK(text_of(Words<1>{words::chunk}) == "10000000000000000000");
    CHECK(text_of(Words<1>{words::chunk - 1}) == "9999999999999999999");
    CHECK(text_of(Words<3>{ones, ones, ones}) ==
          "6277101735386680763835789423207666416102355444464034512895");
    weir::Random random{4};
    for (int round = 0; round < 20'000; ++round) {
        const Words<3> value{pick(random), pick(random), pick(random)};
        Words<3> read{};
        INFO(text_of(value));
        REQUIRE(words::from_decimal(text_of(value), read));
        REQUIRE(read == value);
    }
}

TEST_CASE("only digits without a leading zero are a number, and only if they fit") {
    Words<1> value{};
    for (const auto* const text :
         {"", "00", "01", "-1", "+1", " 1", "1 ", "1.0", "0x1", "1e3", "18446744073709551616",
          "99999999999999999999", "100000000000000000000000000000000000000000", "1:", "1/"}) {
        INFO(text);
        CHECK_FALSE(words::from_decimal(text, value));
    }
    CHECK(words::from_decimal("18446744073709551615", value));
    CHECK(value[0] == ones);
    CHECK(words::from_decimal("0", value));
    CHECK(value[0] == 0);
    CHECK_FALSE(words::from_decimal(std::string_view{"1\0", 2}, value));
}

TEST_CASE("products and quotients differ in any of their words") {
    CHECK_FALSE(Product{1, 2} == Product{1, 3});
    CHECK_FALSE(Product{1, 2} == Product{2, 2});
    CHECK_FALSE(Quotient{1, 2} == Quotient{1, 3});
    CHECK_FALSE(Quotient{1, 2} == Quotient{2, 2});
}
