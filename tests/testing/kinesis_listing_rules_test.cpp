// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/kinesis_listing_rules.hpp"

#include "catch.hpp"
#include "testing/planted_api.hpp"
#include "testing/planted_rules.hpp"

// Every rule's teeth, and every stream that is shipped: kinesis_conformance_test.cpp.

namespace {

using weir_test::PlantedApi;
using Rules = weir::KinesisListingRules<PlantedApi>;

}  // namespace

TEST_CASE("The rules of listing are kept by a stream without a mistake") {
    CHECK(weir_test::check_kept<Rules>("kinesis_api", weir_test::subject_of<PlantedApi>(true), 9)
              .skipped()
              .empty());
}

TEST_CASE("A page that leaves out a shard is told of with all that were listed") {
    CHECK(weir_test::told_of<Rules, PlantedApi>("lists_by_pages",
                                                weir_test::subject_of<PlantedApi>(true)) ==
          "lists_by_pages: broken\n"
          "    Page by page every shard is listed once, by its number.\n"
          "    - shards by 1: expected [0, 1, 2, 3, 4], seen [0]\n"
          "    - shards by 2: expected [0, 1, 2, 3, 4], seen [0, 1, 3]\n");
}
