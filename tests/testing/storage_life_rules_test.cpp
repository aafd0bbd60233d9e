// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/storage_life_rules.hpp"

#include "catch.hpp"
#include "testing/planted_rules.hpp"
#include "testing/planted_storage.hpp"

// Every rule's teeth, and every storage that is shipped: storage_conformance_test.cpp.

namespace {

using weir_test::PlantedStorage;
using Rules = weir::StorageLifeRules<PlantedStorage>;
const weir::StorageSubject<PlantedStorage> subject{
    .options = {}, .limited = PlantedStorage::Options{.bytes_max = 10'000}};

}  // namespace

TEST_CASE("The rules of a log's life are kept by a storage without a mistake") {
    weir_test::check_kept<Rules>("storage", subject, 12);
}

TEST_CASE("Memory that is not given back is told of with the bytes") {
    CHECK(weir_test::told_of<Rules, PlantedStorage>("memory_comes_back", subject) ==
          "memory_comes_back: broken\n"
          "    No memory is in use when logs and batches are gone, time after time.\n"
          "    - memory in use when all is gone: expected 0, seen 10\n"
          "    - memory in use when all is gone: expected 0, seen 10\n");
}
