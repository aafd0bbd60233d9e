// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/throttle_write_rules.hpp"

#include "catch.hpp"
#include "testing/planted_rules.hpp"
#include "testing/planted_throttle.hpp"

// Every rule's teeth, and every throttle that is shipped: throttle_conformance_test.cpp.

namespace {

using weir_test::PlantedThrottle;
using Rules = weir::ThrottleWriteRules<PlantedThrottle>;

}  // namespace

TEST_CASE("The rules of writing are kept by a throttle without a mistake") {
    const PlantedThrottle limits;
    CHECK(weir_test::check_kept<Rules>("throttle", weir_test::subject_of(limits), 14)
              .skipped()
              .empty());
}

TEST_CASE("A burst that grows with the rest is told of with the records") {
    const PlantedThrottle limits;
    CHECK(weir_test::told_of<Rules, PlantedThrottle>("rest_fills_to_the_burst",
                                                     weir_test::subject_of(limits)) ==
          "rest_fills_to_the_burst: broken\n"
          "    After any rest exactly a burst can be used at once.\n"
          "    - records at once after a rest: expected 10, seen 11\n");
}
