// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/kinesis_reshard_rules.hpp"

#include "catch.hpp"
#include "testing/planted_api.hpp"
#include "testing/planted_rules.hpp"

// Every rule's teeth, and every stream that is shipped: kinesis_conformance_test.cpp.

namespace {

using weir_test::PlantedApi;
using Rules = weir::KinesisReshardRules<PlantedApi>;

}  // namespace

TEST_CASE("The rules of resharding are kept by a stream without a mistake") {
    CHECK(weir_test::check_kept<Rules>("kinesis_api", weir_test::subject_of<PlantedApi>(true), 11)
              .skipped()
              .empty());
}

TEST_CASE("A merge in the wrong order that is done is told of with what followed") {
    CHECK(weir_test::told_of<Rules, PlantedApi>("merge_is_judged",
                                                weir_test::subject_of<PlantedApi>(true)) ==
          "merge_is_judged: broken\n"
          "    A merge takes two open shards of which the first ends where "
          "the second begins.\n"
          "    - a merge in the wrong order: expected \"InvalidArgumentException\", "
          "seen \"success\"\n"
          "    - shards: expected [0, 1, 2], seen [0, 1, 2, 3]\n"
          "    - merge_shards: expected \"success\", seen \"InvalidArgumentException\"\n");
}
