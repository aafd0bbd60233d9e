// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/key_function.hpp"

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "catch.hpp"

using weir::KeyFunction;
using weir::KeySource;
using weir::Salt;

namespace {

std::string key_of(const KeyFunction& function, const KeySource& source) {
    std::string scratch = "something left";
    return std::string{function(source, scratch)};
}

/// How often each of `count` salts comes up for one key in `records` records, every `step`th.
template <std::size_t Count>
std::array<int, Count> salts(const KeyFunction& function, std::uint64_t records,
                             std::uint64_t step = 1) {
    std::array<int, Count> counts{};
    for (std::uint64_t ordinal = 0; ordinal < records * step; ordinal += step) {
        const std::string key = key_of(function, {"k", "", ordinal});
        REQUIRE(key.substr(0, 2) == "k#");
        ++counts.at(std::stoul(key.substr(2)));
    }
    return counts;
}

}  // namespace

TEST_CASE("as it is, a key is the record's own, in its own memory") {
    const std::string key = "user-7";
    std::string scratch;
    CHECK(weir::as_is()({key, "data", 3}, scratch).data() == key.data());
    CHECK(weir::as_is().is_as_is());
    CHECK(weir::as_is().name() == "as_is");
    CHECK(key_of(KeyFunction{}, {"", "", 0}).empty());
}

TEST_CASE("any callable makes a key function, whatever kind of text it gives") {
    CHECK(key_of({"view", [](const KeySource& s) { return s.data; }}, {"k", "d", 0}) == "d");
    CHECK(key_of({"string", [](const KeySource& s) { return std::string{s.key} + "!"; }},
                 {"a key too long to lie in a string itself", "", 0}) ==
          "a key too long to lie in a string itself!");
    CHECK(key_of({"literal", [](const KeySource&) { return "fixed"; }}, {"k", "", 0}) == "fixed");
    const auto in_scratch = [](const KeySource& source, std::string& scratch) -> std::string_view {
        scratch = source.key;
        scratch += std::to_string(source.ordinal);
        return scratch;
    };
    CHECK(key_of({"scratch", in_scratch}, {"k", "", 12}) == "k12");
    const auto both = [](const KeySource& source, std::string& scratch) {
        scratch = source.key;
        return scratch + "/" + scratch;
    };
    CHECK(key_of({"both", both}, {"k", "", 0}) == "k/k");
    const KeyFunction named{"mine", [](const KeySource& s) { return s.key; }};
    CHECK(named.name() == "mine");
    CHECK_FALSE(named.is_as_is());
}

TEST_CASE("copies of a key function share what its callable knows") {
    const KeyFunction first{"count",
                            [n = 0](const KeySource&) mutable { return std::to_string(++n); }};
    const KeyFunction second = first;
    CHECK(key_of(first, {}) == "1");
    CHECK(key_of(second, {}) == "2");
    CHECK(key_of(first, {}) == "3");
}

TEST_CASE("salt by chance gives each salt its share, in any rhythm of the input") {
    const KeyFunction function = weir::salted(4);
    for (const std::uint64_t step : {1U, 2U, 4U, 8U, 1024U}) {
        CAPTURE(step);
        for (const int count : salts<4>(function, 4000, step)) {
            CHECK(count > 850);  // 1,000 and five times their standard deviation
            CHECK(count < 1150);
        }
    }
    CHECK(function.name() == "salted:4");
}

TEST_CASE("salt in turns gives each salt the same share, and falls for a rhythm") {
    const KeyFunction function = weir::salted(4, Salt::round_robin);
    CHECK(salts<4>(function, 4000) == std::array{1000, 1000, 1000, 1000});
    CHECK(salts<4>(function, 4000, 2) == std::array{2000, 0, 2000, 0});
    CHECK(function.name() == "salted:4:round_robin");
}

TEST_CASE("a record's salt is the same for the same seed, in whatever order it is asked for") {
    const KeyFunction one = weir::salted(1000, Salt::chance, 7);
    const KeyFunction again = weir::salted(1000, Salt::chance, 7);
    const KeyFunction other = weir::salted(1000, Salt::chance, 8);
    int alike = 0;
    for (std::uint64_t ordinal = 1000; ordinal-- > 0;) {
        const KeySource source{"k", "", ordinal};
        CHECK(key_of(one, source) == key_of(again, source));
        alike += key_of(one, source) == key_of(other, source) ? 1 : 0;
    }
    CHECK(alike < 20);
    CHECK(key_of(weir::salted(1), {"k", "", 5}) == "k#0");
}

TEST_CASE("a composed key has a second part from the record") {
    const auto order = [](const KeySource& source) { return source.data.substr(0, 3); };
    const KeyFunction function = weir::composed("order", order);
    CHECK(key_of(function, {"user-7", "123,rest", 0}) == "user-7#123");
    CHECK(function.name() == "composed:order");
    const auto made = [](const KeySource& source) { return std::to_string(source.ordinal); };
    CHECK(key_of(weir::composed("number", made), {"k", "", 4}) == "k#4");
    const auto in_scratch = [](const KeySource&, std::string& scratch) -> std::string_view {
        scratch = "part";
        return scratch;
    };
    CHECK(key_of(weir::composed("own", in_scratch), {"k", "", 4}) == "k#part");
}

TEST_CASE("random keys are UUIDs of version 4, one a record and all different") {
    const KeyFunction function = weir::random_keys(7);
    std::set<std::string> seen;
    std::array<int, 36> ones{};
    for (std::uint64_t ordinal = 0; ordinal < 2000; ++ordinal) {
        const std::string key = key_of(function, {"k", "", ordinal});
        REQUIRE(key.size() == 36);
        for (std::size_t at = 0; at < key.size(); ++at) {
            const bool is_mark = at == 8 || at == 13 || at == 18 || at == 23;
            CHECK((is_mark ? key[at] == '-'
                           : std::string_view{"0123456789abcdef"}.find(key[at]) !=
                                 std::string_view::npos));
            ones.at(at) += key[at] == '1' ? 1 : 0;
        }
        CHECK(key[14] == '4');
        CHECK(std::string_view{"89ab"}.find(key[19]) != std::string_view::npos);
        seen.insert(key);
    }
    CHECK(seen.size() == 2000);
    for (std::size_t at = 0; at < ones.size(); ++at) {
        if (at == 8 || at == 13 || at == 14 || at == 18 || at == 19 || at == 23) continue;
        CAPTURE(at);
        CHECK(ones.at(at) > 70);  // a sixteenth is 125
        CHECK(ones.at(at) < 180);
    }
    CHECK(key_of(function, {"k", "", 5}) == key_of(weir::random_keys(7), {"other", "x", 5}));
    CHECK(key_of(function, {"k", "", 5}) != key_of(weir::random_keys(8), {"k", "", 5}));
}

TEST_CASE("a constant key is the same for all") {
    CHECK(key_of(weir::constant_key("all"), {"k", "", 5}) == "all");
    CHECK(weir::constant_key("all").name() == "constant:all");
}

TEST_CASE("a key function's name leads back to it") {
    for (const char* name : {"as_is", "salted:8", "salted:1", "salted:1000000",
                             "salted:12:round_robin", "random", "constant:all", "constant:a:b"}) {
        CAPTURE(name);
        const auto function = weir::parse_key_function(name);
        REQUIRE(function);
        CHECK(function->name() == name);
    }
    CHECK(key_of(*weir::parse_key_function("salted:8", 3), {"k", "", 9}) ==
          key_of(weir::salted(8, Salt::chance, 3), {"k", "", 9}));
    CHECK(key_of(*weir::parse_key_function("random", 3), {"k", "", 9}) ==
          key_of(weir::random_keys(3), {"k", "", 9}));
}

TEST_CASE("what names no key function is answered with what would") {
    for (const char* name : {"salted", "salted:", "salted:0", "salted:-1", "salted:1000001",
                             "salted:8x", "salted:8:", "salted:8:chance", "salted: 8",
                             "salted:99999999999999999999", "salted:+8"}) {
        CAPTURE(name);
        const auto function = weir::parse_key_function(name);
        REQUIRE_FALSE(function);
        CHECK(function.error().find("from 1 to 1,000,000") != std::string::npos);
    }
    for (const char* name : {"", "salt", "as is", "as_is:1", "random:", "constant", "constant:"}) {
        CAPTURE(name);
        const auto function = weir::parse_key_function(name);
        REQUIRE_FALSE(function);
        CHECK(function.error().find("is one of as_is") != std::string::npos);
    }
}
