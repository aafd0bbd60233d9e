// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "weir/testing/conformance.hpp"

namespace weir_test {

/// Every rule is kept by a policy without a mistake, and there are so many.
template <class Rules, class Subject>
weir::ConformanceReport check_kept(std::string_view suite, const Subject& subject,
                                   std::size_t count) {
    const auto report = check_rules(suite, Rules::rules(), subject);
    INFO(report.text());
    CHECK(report.passed());
    CHECK(report.outcomes.size() == count);
    return report;
}

/// What the rules say of a policy with a mistake.
template <class Rules, class Planted, class Subject>
std::string told_of(std::string_view mistake, const Subject& subject) {
    Planted::planted = mistake;
    std::string text;
    for (const auto& rule : Rules::rules()) {
        const weir::ConformanceOutcome outcome = rule.check(subject);
        text += outcome.passed() ? "" : outcome.text();
    }
    Planted::planted = "";
    return text;
}

}  // namespace weir_test
