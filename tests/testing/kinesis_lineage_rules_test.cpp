// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/kinesis_lineage_rules.hpp"

#include <string>

#include "catch.hpp"
#include "testing/planted_api.hpp"

// Every rule's teeth, and every stream that is shipped: kinesis_conformance_test.cpp.

namespace {

using weir_test::PlantedApi;
using Rules = weir::KinesisLineageRules<PlantedApi>;

}  // namespace

TEST_CASE("The rules of closed shards are kept by a stream without a mistake") {
    const auto report =
        check_rules("kinesis_api", Rules::rules(), weir_test::subject_of<PlantedApi>(true));
    INFO(report.text());
    CHECK(report.passed());
    CHECK(report.outcomes.size() == 8);
    CHECK(report.skipped().empty());
}

TEST_CASE("A child that knows one parent only is told of, at the end of each") {
    PlantedApi::planted = "both_parents_name_one_child";
    std::string text;
    for (const auto& rule : Rules::rules()) {
        const auto outcome = rule.check(weir_test::subject_of<PlantedApi>(true));
        text += outcome.passed() ? "" : outcome.text();
    }
    PlantedApi::planted = "";
    CHECK(text ==
          "both_parents_name_one_child: broken\n"
          "    Both parents of a merge name the same child.\n"
          "    - its parents: expected [shardId-000000000000, shardId-000000000001], "
          "seen [shardId-000000000000]\n"
          "    - its parents: expected [shardId-000000000000, shardId-000000000001], "
          "seen [shardId-000000000001]\n");
}
