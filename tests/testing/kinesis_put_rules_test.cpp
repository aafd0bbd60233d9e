// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/kinesis_put_rules.hpp"

#include <string>

#include "catch.hpp"
#include "testing/planted_api.hpp"

// Every rule's teeth, and every stream that is shipped: kinesis_conformance_test.cpp.

namespace {

using weir_test::PlantedApi;
using Rules = weir::KinesisPutRules<PlantedApi>;

}  // namespace

TEST_CASE("The rules of putting are kept by a stream without a mistake") {
    const auto report =
        check_rules("kinesis_api", Rules::rules(), weir_test::subject_of<PlantedApi>(true));
    INFO(report.text());
    CHECK(report.passed());
    CHECK(report.outcomes.size() == 12);
    CHECK(report.skipped().empty());
}

TEST_CASE("A batch of 501 that is taken is told of") {
    PlantedApi::planted = "batch_has_its_limits";
    std::string text;
    for (const auto& rule : Rules::rules()) {
        const auto outcome = rule.check(weir_test::subject_of<PlantedApi>(true));
        text += outcome.passed() ? "" : outcome.text();
    }
    PlantedApi::planted = "";
    CHECK(text ==
          "batch_has_its_limits: broken\n"
          "    A call takes 500 records and 10 MiB, and no more.\n"
          "    - a batch of 501: expected \"ValidationException\", seen \"success\"\n");
}
