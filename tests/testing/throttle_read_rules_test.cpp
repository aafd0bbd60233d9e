// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/throttle_read_rules.hpp"

#include <string>

#include "catch.hpp"
#include "testing/planted_throttle.hpp"

// Every rule's teeth, and every throttle that is shipped: throttle_conformance_test.cpp.

namespace {

using weir_test::PlantedThrottle;
using Rules = weir::ThrottleReadRules<PlantedThrottle>;

}  // namespace

TEST_CASE("The rules of reading are kept by a throttle without a mistake") {
    const PlantedThrottle limits;
    const auto report = check_rules("throttle", Rules::rules(), weir_test::subject_of(limits));
    INFO(report.text());
    CHECK(report.passed());
    CHECK(report.outcomes.size() == 9);
    CHECK(report.skipped().empty());
}

TEST_CASE("A read that does not come back is told of, each time") {
    const PlantedThrottle limits;
    PlantedThrottle::planted = "read_comes_back";
    std::string text;
    for (const auto& rule : Rules::rules()) {
        const weir::ConformanceOutcome outcome = rule.check(weir_test::subject_of(limits));
        text += outcome.passed() ? "" : outcome.text();
    }
    PlantedThrottle::planted = "";
    CHECK(text ==
          "read_comes_back: broken\n"
          "    A read that is given back can be taken by one other.\n"
          "    - the next read: expected admitted, seen refused\n"
          "    - the next read: expected admitted, seen refused\n"
          "    - the next read: expected admitted, seen refused\n");
}
