// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/kinesis_reshard_rules.hpp"

#include <string>

#include "catch.hpp"
#include "testing/planted_api.hpp"

// Every rule's teeth, and every stream that is shipped: kinesis_conformance_test.cpp.

namespace {

using weir_test::PlantedApi;
using Rules = weir::KinesisReshardRules<PlantedApi>;

}  // namespace

TEST_CASE("The rules of resharding are kept by a stream without a mistake") {
    const auto report =
        check_rules("kinesis_api", Rules::rules(), weir_test::subject_of<PlantedApi>(true));
    INFO(report.text());
    CHECK(report.passed());
    CHECK(report.outcomes.size() == 11);
    CHECK(report.skipped().empty());
}

TEST_CASE("A merge in the wrong order that is done is told of with what followed") {
    PlantedApi::planted = "merge_is_judged";
    std::string text;
    for (const auto& rule : Rules::rules()) {
        const auto outcome = rule.check(weir_test::subject_of<PlantedApi>(true));
        text += outcome.passed() ? "" : outcome.text();
    }
    PlantedApi::planted = "";
    CHECK(text ==
          "merge_is_judged: broken\n"
          "    A merge takes two open shards of which the first ends where "
          "the second begins.\n"
          "    - a merge in the wrong order: expected \"InvalidArgumentException\", "
          "seen \"success\"\n"
          "    - shards: expected [0, 1, 2], seen [0, 1, 2, 3]\n"
          "    - merge_shards: expected \"success\", seen \"InvalidArgumentException\"\n");
}
