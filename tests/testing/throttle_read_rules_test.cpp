// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/throttle_read_rules.hpp"

#include "catch.hpp"
#include "testing/planted_rules.hpp"
#include "testing/planted_throttle.hpp"

// Every rule's teeth, and every throttle that is shipped: throttle_conformance_test.cpp.

namespace {

using weir_test::PlantedThrottle;
using Rules = weir::ThrottleReadRules<PlantedThrottle>;

}  // namespace

TEST_CASE("The rules of reading are kept by a throttle without a mistake") {
    const PlantedThrottle limits;
    CHECK(weir_test::check_kept<Rules>("throttle", weir_test::subject_of(limits), 9)
              .skipped()
              .empty());
}

TEST_CASE("A read that does not come back is told of, each time") {
    const PlantedThrottle limits;
    CHECK(weir_test::told_of<Rules, PlantedThrottle>("read_comes_back",
                                                     weir_test::subject_of(limits)) ==
          "read_comes_back: broken\n"
          "    A read that is given back can be taken by one other.\n"
          "    - the next read: expected admitted, seen refused\n"
          "    - the next read: expected admitted, seen refused\n"
          "    - the next read: expected admitted, seen refused\n");
}
