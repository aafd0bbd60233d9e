// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/kinesis_lineage_rules.hpp"

#include "catch.hpp"
#include "testing/planted_api.hpp"
#include "testing/planted_rules.hpp"

// Every rule's teeth, and every stream that is shipped: kinesis_conformance_test.cpp.

namespace {

using weir_test::PlantedApi;
using Rules = weir::KinesisLineageRules<PlantedApi>;

}  // namespace

TEST_CASE("The rules of closed shards are kept by a stream without a mistake") {
    CHECK(weir_test::check_kept<Rules>("kinesis_api", weir_test::subject_of<PlantedApi>(true), 8)
              .skipped()
              .empty());
}

TEST_CASE("A child that knows one parent only is told of, at the end of each") {
    CHECK(weir_test::told_of<Rules, PlantedApi>("both_parents_name_one_child",
                                                weir_test::subject_of<PlantedApi>(true)) ==
          "both_parents_name_one_child: broken\n"
          "    Both parents of a merge name the same child.\n"
          "    - its parents: expected [shardId-000000000000, shardId-000000000001], "
          "seen [shardId-000000000000]\n"
          "    - its parents: expected [shardId-000000000000, shardId-000000000001], "
          "seen [shardId-000000000001]\n");
}
