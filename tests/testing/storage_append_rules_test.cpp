// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/storage_append_rules.hpp"

#include "catch.hpp"
#include "testing/planted_rules.hpp"
#include "testing/planted_storage.hpp"

// Every rule's teeth, and every storage that is shipped: storage_conformance_test.cpp.

namespace {

using weir_test::PlantedStorage;
using Rules = weir::StorageAppendRules<PlantedStorage>;
const weir::StorageSubject<PlantedStorage> subject{
    .options = {}, .limited = PlantedStorage::Options{.bytes_max = 10'000}};

}  // namespace

TEST_CASE("The rules of appending are kept by a storage without a mistake") {
    weir_test::check_kept<Rules>("storage", subject, 14);
}

TEST_CASE("A sealed log that says the wrong thing is told of with all that it said") {
    CHECK(weir_test::told_of<Rules, PlantedStorage>("sealed_takes_nothing", subject) ==
          "sealed_takes_nothing: broken\n"
          "    A sealed log takes no record, and is read as before.\n"
          "    - outcome of an append: expected sealed, seen refused\n"
          "    - outcome of an append: expected sealed, seen refused\n"
          "    - outcome of an append: expected sealed, seen refused\n");
}
