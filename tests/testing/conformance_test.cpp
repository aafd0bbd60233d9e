// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/conformance.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "catch.hpp"

namespace {

using Names = std::vector<std::string>;
using weir::ConformanceNotes;

/// A policy whose only promise is a number.
struct Number {
    int value = 0;
};
using Rule = weir::ConformanceRule<Number>;

constexpr std::array rules{
    Rule{"is_even", "The number is even.",
         [](const Number& number, ConformanceNotes& notes) {
             notes.same("what is left of it by two", number.value % 2, 0);
         }},
    Rule{"is_small", "The number is less than ten.",
         [](const Number& number, ConformanceNotes& notes) {
             if (number.value < 0) {
                 return notes.skip("it is below zero");
             }
             notes.holds("its size", number.value < 10, "at most 9", std::to_string(number.value));
             notes.holds("it is less than a thousand", number.value < 1'000);
         }},
    Rule{"is_zero_of_many", "Each of twenty looks finds zero.",
         [](const Number& number, ConformanceNotes& notes) {
             for (int look = 0; look < 20 && number.value > 9'000; ++look) {
                 notes.same("look " + std::to_string(look), number.value, 0);
             }
         }},
};

}  // namespace

TEST_CASE("A policy that keeps every rule passes, and the report is one line") {
    const auto report = check_rules("number", rules, {.value = 4});
    CHECK(report.passed());
    CHECK(report.broken().empty());
    CHECK(report.skipped().empty());
    CHECK(report.text() == "number: 3 rules kept, 0 broken, 0 not looked at\n");
}

TEST_CASE("A rule that is broken is told with its promise, what was expected and what was seen") {
    const auto report = check_rules("number", rules, {.value = 1'001});
    CHECK_FALSE(report.passed());
    CHECK(report.broken() == Names{"is_even", "is_small"});
    CHECK(report.text() ==
          "number: 1 rules kept, 2 broken, 0 not looked at\n"
          "  is_even: broken\n"
          "    The number is even.\n"
          "    - what is left of it by two: expected 0, seen 1\n"
          "  is_small: broken\n"
          "    The number is less than ten.\n"
          "    - its size: expected at most 9, seen 1001\n"
          "    - it is less than a thousand: expected true, seen false\n");
}

TEST_CASE("A rule that does not apply says why, and breaks nothing") {
    const auto report = check_rules("number", rules, {.value = -2});
    CHECK(report.passed());
    CHECK(report.skipped() == Names{"is_small"});
    CHECK(report.text() ==
          "number: 2 rules kept, 0 broken, 1 not looked at\n"
          "  is_small: not looked at, it is below zero\n"
          "    The number is less than ten.\n");
}

TEST_CASE("Of many findings the first are told, and how many there were") {
    const auto outcome = rules[2].check({.value = 10'000});
    CHECK_FALSE(outcome.passed());
    CHECK(outcome.findings.size() == ConformanceNotes::findings_max);
    CHECK(outcome.left_out == 20 - ConformanceNotes::findings_max);
    const std::string text = outcome.text();
    CHECK(text.find("look 7: expected 0, seen 10000\n    - and 12 more\n") != std::string::npos);
}

TEST_CASE("Numbers are compared as numbers, whatever their types") {
    ConformanceNotes notes;
    CHECK(notes.same("sizes", std::uint64_t{3}, 3));
    CHECK_FALSE(notes.same("signs", std::uint64_t(-1), -1));
    CHECK_FALSE(notes.same("texts", std::string{"a"}, "b"));
    const auto outcome = std::move(notes).outcome("rule", "promise");
    REQUIRE(outcome.findings.size() == 2);
    CHECK(outcome.findings[0].text() == "signs: expected -1, seen 18446744073709551615");
    CHECK(outcome.findings[1].text() == "texts: expected \"b\", seen \"a\"");
}

TEST_CASE("Lists of rules are joined in their order") {
    constexpr auto both = weir::detail::joined_rules(std::array{rules[2]}, rules);
    CHECK(both.size() == 4);
    CHECK(both[0].name == "is_zero_of_many");
    CHECK(both[3].name == "is_zero_of_many");
    CHECK(both[1].name == "is_even");
}
