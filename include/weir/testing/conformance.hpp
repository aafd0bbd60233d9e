// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "weir/testing/conformance_text.hpp"

namespace weir::inline v0 {

/// One thing that was not as a rule has it.
struct ConformanceFinding {
    std::string what;
    std::string expected;
    std::string seen;

    [[nodiscard]] std::string text() const {
        return what + ": expected " + expected + ", seen " + seen;
    }
};

/// How one rule came out for one policy.
struct ConformanceOutcome {
    std::string_view rule;
    std::string_view promise;  ///< what the rule holds a policy to, as a sentence
    std::vector<ConformanceFinding> findings;
    std::size_t left_out = 0;  ///< findings beyond those that are kept
    std::string skipped;       ///< why the rule was not looked at; empty if it was

    [[nodiscard]] bool passed() const noexcept { return findings.empty(); }

    /// The rule, what it promises, and what was found, for an assertion's message.
    [[nodiscard]] std::string text() const {
        std::string text{rule};
        text += skipped.empty() ? passed() ? ": kept" : ": broken" : ": not looked at, " + skipped;
        text += "\n    ";
        text += promise;
        text += '\n';
        for (const ConformanceFinding& finding : findings) {
            text += "    - " + finding.text() + '\n';
        }
        if (left_out > 0) {
            text += "    - and " + std::to_string(left_out) + " more\n";
        }
        return text;
    }
};

/// How a policy did under all rules of a suite.
struct ConformanceReport {
    std::string_view suite;
    std::vector<ConformanceOutcome> outcomes;  ///< one a rule, in the order of the suite

    [[nodiscard]] bool passed() const noexcept { return broken().empty(); }
    /// Names of the rules that the policy breaks.
    [[nodiscard]] std::vector<std::string> broken() const {
        std::vector<std::string> names;
        for (const ConformanceOutcome& outcome : outcomes) {
            if (!outcome.passed()) {
                names.emplace_back(outcome.rule);
            }
        }
        return names;
    }
    /// Names of the rules that were not looked at.
    [[nodiscard]] std::vector<std::string> skipped() const {
        std::vector<std::string> names;
        for (const ConformanceOutcome& outcome : outcomes) {
            if (!outcome.skipped.empty()) {
                names.emplace_back(outcome.rule);
            }
        }
        return names;
    }
    /// A line of counts, then every rule that is broken or was not looked at.
    [[nodiscard]] std::string text() const {
        const std::size_t wrong = broken().size();
        const std::size_t unseen = skipped().size();
        std::string text{suite};
        text += ": " + std::to_string(outcomes.size() - wrong - unseen) + " rules kept, " +
                std::to_string(wrong) + " broken, " + std::to_string(unseen) + " not looked at\n";
        for (const ConformanceOutcome& outcome : outcomes) {
            if (!outcome.passed() || !outcome.skipped.empty()) {
                text += "  " + outcome.text();
            }
        }
        return text;
    }
};

/// Where a rule writes down what it finds while it looks at a policy.
class ConformanceNotes {
public:
    static constexpr std::size_t findings_max = 8;

    /// Gives: whether the two are equal; if not, that is a finding.
    template <class Seen, class Expected>
    bool same(std::string_view what, const Seen& seen, const Expected& expected) {
        const bool equal = is_equal(seen, expected);
        if (!equal) {
            add(what, conformance_text::of(expected), conformance_text::of(seen));
        }
        return equal;
    }
    /// Gives: `holds`; if not, that is a finding.
    bool holds(std::string_view what, bool holds) { return same(what, holds, true); }
    /// The same with what is seen and what is to be in words.
    bool holds(std::string_view what, bool holds, std::string expected, std::string seen) {
        if (!holds) {
            add(what, std::move(expected), std::move(seen));
        }
        return holds;
    }

    void add(std::string_view what, std::string expected, std::string seen) {
        if (findings_.size() < findings_max) {
            findings_.push_back({std::string{what}, std::move(expected), std::move(seen)});
        } else {
            ++left_out_;
        }
    }
    /// Says why the rule does not apply to this policy.
    void skip(std::string_view why) { skipped_ = why; }

    [[nodiscard]] ConformanceOutcome outcome(std::string_view rule, std::string_view promise) && {
        return {rule, promise, std::move(findings_), left_out_, std::move(skipped_)};
    }

private:
    template <class A, class B>
    static bool is_equal(const A& a, const B& b) {
        constexpr bool numbers = std::integral<A> && std::integral<B> && !std::same_as<A, bool> &&
                                 !std::same_as<B, bool>;
        if constexpr (numbers) {
            return std::cmp_equal(a, b);
        } else {
            return a == b;
        }
    }

    std::vector<ConformanceFinding> findings_;
    std::size_t left_out_ = 0;
    std::string skipped_;
};

/// A rule by name. `Subject` says how to make what is looked at, and what is known of it.
///
/// A list of them can be walked, so that each becomes a test of its own in any test library.
template <class Subject>
struct ConformanceRule {
    std::string_view name;
    std::string_view promise;
    void (*look)(const Subject& subject, ConformanceNotes& notes) = nullptr;

    [[nodiscard]] ConformanceOutcome check(const Subject& subject) const {
        ConformanceNotes notes;
        look(subject, notes);
        return std::move(notes).outcome(name, promise);
    }
};

/// Looks at a policy under every rule.
template <class Subject, std::size_t Count>
[[nodiscard]] ConformanceReport check_rules(
    std::string_view suite, const std::array<ConformanceRule<Subject>, Count>& rules,
    const std::type_identity_t<Subject>& subject) {
    ConformanceReport report{suite, {}};
    for (const ConformanceRule<Subject>& rule : rules) {
        report.outcomes.push_back(rule.check(subject));
    }
    return report;
}

namespace detail {

/// Several lists of rules as one.
template <class Subject, std::size_t... Counts>
[[nodiscard]] constexpr auto joined_rules(
    const std::array<ConformanceRule<Subject>, Counts>&... lists) {
    std::array<ConformanceRule<Subject>, (Counts + ...)> all{};
    std::size_t at = 0;
    const auto add = [&](const auto& list) {
        for (const ConformanceRule<Subject>& rule : list) {
            all[at++] = rule;
        }
    };
    (add(lists), ...);
    return all;
}

}  // namespace detail

}  // namespace weir::inline v0
