// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/kinesis_put_rules.hpp"

#include "catch.hpp"
#include "testing/planted_api.hpp"
#include "testing/planted_rules.hpp"

// Every rule's teeth, and every stream that is shipped: kinesis_conformance_test.cpp.

namespace {

using weir_test::PlantedApi;
using Rules = weir::KinesisPutRules<PlantedApi>;

}  // namespace

TEST_CASE("The rules of putting are kept by a stream without a mistake") {
    CHECK(weir_test::check_kept<Rules>("kinesis_api", weir_test::subject_of<PlantedApi>(true), 12)
              .skipped()
              .empty());
}

TEST_CASE("A batch of 501 that is taken is told of") {
    CHECK(weir_test::told_of<Rules, PlantedApi>("batch_has_its_limits",
                                                weir_test::subject_of<PlantedApi>(true)) ==
          "batch_has_its_limits: broken\n"
          "    A call takes 500 records and 10 MiB, and no more.\n"
          "    - a batch of 501: expected \"ValidationException\", seen \"success\"\n");
}
