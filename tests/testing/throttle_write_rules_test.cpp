// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/throttle_write_rules.hpp"

#include <string>

#include "catch.hpp"
#include "testing/planted_throttle.hpp"

// Every rule's teeth, and every throttle that is shipped: throttle_conformance_test.cpp.

namespace {

using weir_test::PlantedThrottle;
using Rules = weir::ThrottleWriteRules<PlantedThrottle>;

}  // namespace

TEST_CASE("The rules of writing are kept by a throttle without a mistake") {
    const PlantedThrottle limits;
    const auto report = check_rules("throttle", Rules::rules(), weir_test::subject_of(limits));
    INFO(report.text());
    CHECK(report.passed());
    CHECK(report.outcomes.size() == 14);
    CHECK(report.skipped().empty());
}

TEST_CASE("A burst that grows with the rest is told of with the records") {
    const PlantedThrottle limits;
    PlantedThrottle::planted = "rest_fills_to_the_burst";
    std::string text;
    for (const auto& rule : Rules::rules()) {
        const weir::ConformanceOutcome outcome = rule.check(weir_test::subject_of(limits));
        text += outcome.passed() ? "" : outcome.text();
    }
    PlantedThrottle::planted = "";
    CHECK(text ==
          "rest_fills_to_the_burst: broken\n"
          "    After any rest exactly a burst can be used at once.\n"
          "    - records at once after a rest: expected 10, seen 11\n");
}
