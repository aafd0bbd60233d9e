// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/kinesis_read_rules.hpp"

#include "catch.hpp"
#include "testing/planted_api.hpp"
#include "testing/planted_rules.hpp"

// Every rule's teeth, and every stream that is shipped: kinesis_conformance_test.cpp.

namespace {

using weir_test::PlantedApi;
using Rules = weir::KinesisReadRules<PlantedApi>;

}  // namespace

TEST_CASE("The rules of reading are kept by a stream without a mistake") {
    CHECK(weir_test::check_kept<Rules>("kinesis_api", weir_test::subject_of<PlantedApi>(true), 18)
              .skipped()
              .empty());
}

TEST_CASE("A search by time that leaves out equals is told of with what it found") {
    CHECK(weir_test::told_of<Rules, PlantedApi>("at_timestamp_is_then_or_later",
                                                weir_test::subject_of<PlantedApi>(true)) ==
          "at_timestamp_is_then_or_later: broken\n"
          "    AT_TIMESTAMP begins with the first record that arrived then or later.\n"
          "    - records at the very time: expected [\"1\", \"2\", \"3\", \"4\", \"5\"], "
          "seen [\"2\", \"3\", \"4\", \"5\"]\n"
          "    - records at the very time: expected [\"2\", \"3\", \"4\", \"5\"], "
          "seen [\"3\", \"4\", \"5\"]\n"
          "    - records at the very time: expected [\"3\", \"4\", \"5\"], "
          "seen [\"4\", \"5\"]\n"
          "    - records at the very time: expected [\"4\", \"5\"], seen [\"5\"]\n"
          "    - records at the very time: expected [\"5\"], seen []\n");
}
