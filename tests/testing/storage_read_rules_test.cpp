// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/storage_read_rules.hpp"

#include "catch.hpp"
#include "testing/planted_rules.hpp"
#include "testing/planted_storage.hpp"

// Every rule's teeth, and every storage that is shipped: storage_conformance_test.cpp.

namespace {

using weir_test::PlantedStorage;
using Rules = weir::StorageReadRules<PlantedStorage>;
const weir::StorageSubject<PlantedStorage> subject{
    .options = {}, .limited = PlantedStorage::Options{.bytes_max = 10'000}};

}  // namespace

TEST_CASE("The rules of reading are kept by a storage without a mistake") {
    weir_test::check_kept<Rules>("storage", subject, 15);
}

TEST_CASE("A search by time that takes the last of equals is told of with the place") {
    CHECK(weir_test::told_of<Rules, PlantedStorage>("finds_by_time", subject) ==
          "finds_by_time: broken\n"
          "    `index_at` is the first record that arrived then or later, or the next to come.\n"
          "    - place of 200 ms: expected 2, seen 4\n"
          "    - place of 300 ms: expected 5, seen 6\n");
}
