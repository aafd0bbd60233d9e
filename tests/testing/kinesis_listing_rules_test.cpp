// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/kinesis_listing_rules.hpp"

#include <string>

#include "catch.hpp"
#include "testing/planted_api.hpp"

// Every rule's teeth, and every stream that is shipped: kinesis_conformance_test.cpp.

namespace {

using weir_test::PlantedApi;
using Rules = weir::KinesisListingRules<PlantedApi>;

}  // namespace

TEST_CASE("The rules of listing are kept by a stream without a mistake") {
    const auto report =
        check_rules("kinesis_api", Rules::rules(), weir_test::subject_of<PlantedApi>(true));
    INFO(report.text());
    CHECK(report.passed());
    CHECK(report.outcomes.size() == 9);
    CHECK(report.skipped().empty());
}

TEST_CASE("A page that leaves out a shard is told of with all that were listed") {
    PlantedApi::planted = "lists_by_pages";
    std::string text;
    for (const auto& rule : Rules::rules()) {
        const auto outcome = rule.check(weir_test::subject_of<PlantedApi>(true));
        text += outcome.passed() ? "" : outcome.text();
    }
    PlantedApi::planted = "";
    CHECK(text ==
          "lists_by_pages: broken\n"
          "    Page by page every shard is listed once, by its number.\n"
          "    - shards by 1: expected [0, 1, 2, 3, 4], seen [0]\n"
          "    - shards by 2: expected [0, 1, 2, 3, 4], seen [0, 1, 3]\n");
}
