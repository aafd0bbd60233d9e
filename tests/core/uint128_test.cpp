// SPDX-License-Identifier: Apache-2.0
#include "weir/core/uint128.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

#include "catch.hpp"
#include "vectors.hpp"
#include "weir/core/random.hpp"

using weir::Uint128;

namespace {

constexpr std::uint64_t ones = ~std::uint64_t{0};
const std::string two_to_128 = "340282366920938463463374607431768211456";

/// Arithmetic on decimal texts, as done on paper: slow, and with nothing in common with Uint128.
namespace paper {

bool less(const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

std::string trimmed(const std::string& digits) {
    const auto first = digits.find_first_not_of('0');
    return first == std::string::npos ? "0" : digits.substr(first);
}

std::string sum(std::string a, std::string b) {
    const auto size = std::max(a.size(), b.size()) + 1;
    a.insert(0, size - a.size(), '0');
    b.insert(0, size - b.size(), '0');
    int carry = 0;
    for (auto at = size; at-- > 0;) {
        const int digit = (a[at] - '0') + (b[at] - '0') + carry;
        a[at] = static_cast<char>('0' + digit % 10);
        carry = digit / 10;
    }
    return trimmed(a);
}

/// `a` is not less than `b`.
std::string difference(std::string a, std::string b) {
    b.insert(0, a.size() - b.size(), '0');
    int borrow = 0;
    for (auto at = a.size(); at-- > 0;) {
        const int digit = (a[at] - '0') - (b[at] - '0') - borrow;
        borrow = digit < 0 ? 1 : 0;
        a[at] = static_cast<char>('0' + (digit + 10) % 10);
    }
    return trimmed(a);
}

std::string product(const std::string& a, const std::string& b) {
    std::string result = "0";
    for (const char digit : b) {
        result = trimmed(result + "0");
        for (char left = digit; left > '0'; --left) {
            result = sum(result, a);
        }
    }
    return result;
}

/// Quotient and remainder.
std::pair<std::string, std::string> quotient(const std::string& a, const std::string& b) {
    std::string result;
    std::string rest = "0";
    for (const char digit : a) {
        rest = trimmed(rest + digit);
        char count = '0';
        while (!less(rest, b)) {
            rest = difference(rest, b);
            ++count;
        }
        result += count;
    }
    return {trimmed(result), rest};
}

std::string wrapped(const std::string& a) {
    return quotient(a, two_to_128).second;
}

}  // namespace paper

std::uint64_t pick_word(weir::Random& random) {
    switch (random.below(5)) {
        case 0:
            return random.below(2);
        case 1:
            return ones - random.below(2);
        case 2:
            return std::uint64_t{1} << random.below(64);
        case 3:
            return random.next() >> random.below(64);
        default:
            return random.next();
    }
}

Uint128 pick(weir::Random& random) {
    const auto high = pick_word(random);
    return {high, pick_word(random)};
}

}  // namespace

static_assert(sizeof(Uint128) == 16 && std::is_trivially_copyable_v<Uint128>);
static_assert(Uint128{1, 0} == Uint128{ones} + 1);
static_assert(Uint128::parse("18446744073709551616") == Uint128{1, 0});
static_assert(std::is_same_v<weir::HashKey, Uint128>);

TEST_CASE("128-bit arithmetic agrees with arithmetic on paper") {
    weir::Random random{1'700'000'000};
    for (int round = 0; round < 2'000; ++round) {
        const auto a = pick(random);
        const auto b = pick(random);
        const auto word = std::max<std::uint64_t>(pick_word(random), 1);
        const auto a_text = a.to_string();
        const auto b_text = b.to_string();
        const auto word_text = std::to_string(word);
        INFO(a_text << ", " << b_text << ", " << word_text);
        REQUIRE((a + b).to_string() == paper::wrapped(paper::sum(a_text, b_text)));
        REQUIRE((a - b).to_string() ==
                paper::wrapped(paper::difference(paper::sum(a_text, two_to_128), b_text)));
        REQUIRE((a * word).to_string() == paper::wrapped(paper::product(a_text, word_text)));
        const auto [quotient, remainder] = paper::quotient(a_text, word_text);
        REQUIRE((a / word).to_string() == quotient);
        REQUIRE(std::to_string(a % word) == remainder);
        REQUIRE((a < b) == paper::less(a_text, b_text));
        REQUIRE((a >= b) == !paper::less(a_text, b_text));
        REQUIRE((a == b) == (a_text == b_text));
    }
}

TEST_CASE("every shift agrees with doubling and halving on paper") {
    weir::Random random{7};
    const auto start = pick(random) + Uint128{0x8000'0000'0000'0000, 1};
    auto doubled = start.to_string();
    auto halved = start.to_string();
    for (unsigned by = 0; by <= 130; ++by) {
        INFO("by " << by);
        REQUIRE((start << by).to_string() == doubled);
        REQUIRE((start >> by).to_string() == halved);
        doubled = paper::wrapped(paper::sum(doubled, doubled));
        halved = paper::quotient(halved, "2").first;
    }
}

TEST_CASE("128-bit arithmetic wraps at both ends") {
    CHECK(Uint128::max() + 1 == Uint128{});
    CHECK(Uint128{} - 1 == Uint128::max());
    CHECK(Uint128::max() * 2 == Uint128::max() - 1);
    CHECK(Uint128::max() / 1 == Uint128::max());
    CHECK(Uint128::max() % 1 == 0);
    CHECK(Uint128::max() / ones == Uint128{1, 1});
}

TEST_CASE("the words of a 128-bit number can be read, high and low") {
    constexpr Uint128 number{3, 4};
    CHECK(number.hi() == 3);
    CHECK(number.lo() == 4);
    CHECK(Uint128{5}.hi() == 0);
    CHECK(Uint128{} == Uint128{0});
}

TEST_CASE("128-bit numbers compare by the high word first") {
    CHECK(Uint128{1, 0} > Uint128{0, ones});
    CHECK(Uint128{1, 0} < Uint128{1, 1});
    CHECK(Uint128{2, 0} > Uint128{1, ones});
    CHECK((Uint128{1, 1} <=> Uint128{1, 1}) == std::strong_ordering::equal);
    CHECK(Uint128{1, 1} != Uint128{1, 2});
}

TEST_CASE("the decimal text of a 128-bit number goes both ways") {
    weir::Random random{9};
    for (int round = 0; round < 20'000; ++round) {
        const auto number = pick(random);
        const auto text = number.to_string();
        INFO(text);
        REQUIRE(Uint128::parse(text) == number);
        char buffer[Uint128::text_size_max];
        REQUIRE(std::string(buffer, number.to_chars(buffer)) == text);
    }
    CHECK(Uint128{}.to_string() == "0");
    CHECK(Uint128::max().to_string() == "340282366920938463463374607431768211455");
    CHECK(Uint128::max().to_string().size() == Uint128::text_size_max);
}

TEST_CASE("a text is a 128-bit number only without leading zeros and below 2^128") {
    CHECK(Uint128::parse("340282366920938463463374607431768211455") == Uint128::max());
    for (const auto* const text :
         {"", "00", "01", "-1", "+1", " 1", "1 ", "0x10", "1.0", "1e3", "1,000",
          "340282366920938463463374607431768211456", "999999999999999999999999999999999999999",
          "1000000000000000000000000000000000000000"}) {
        INFO(text);
        CHECK_FALSE(Uint128::parse(text).has_value());
    }
}

TEST_CASE("explicit hash keys are read as the vectors say") {
    const auto data = vectors("partition_hash.json");
    for (const auto& key : data["explicitHashKeys"]) {
        const auto text = key["explicitHashKey"].get<std::string>();
        INFO(text);
        const auto number = Uint128::parse(text);
        REQUIRE(number.has_value());
        CHECK(number->to_string() == text);
    }
    for (const auto& key : data["invalidExplicitHashKeys"]) {
        const auto text = key["explicitHashKey"].get<std::string>();
        INFO(text << ": " << key["reason"]);
        CHECK_FALSE(Uint128::parse(text).has_value());
    }
}
