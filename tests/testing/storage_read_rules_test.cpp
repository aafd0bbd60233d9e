// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/storage_read_rules.hpp"

#include <string>

#include "catch.hpp"
#include "testing/planted_storage.hpp"

// Every rule's teeth, and every storage that is shipped: storage_conformance_test.cpp.

namespace {

using weir_test::PlantedStorage;
using Rules = weir::StorageReadRules<PlantedStorage>;
const weir::StorageSubject<PlantedStorage> subject{
    .options = {}, .limited = PlantedStorage::Options{.bytes_max = 10'000}};

}  // namespace

TEST_CASE("The rules of reading are kept by a storage without a mistake") {
    const auto report = check_rules("storage", Rules::rules(), subject);
    INFO(report.text());
    CHECK(report.passed());
    CHECK(report.outcomes.size() == 15);
}

TEST_CASE("A search by time that takes the last of equals is told of with the place") {
    PlantedStorage::planted = "finds_by_time";
    std::string text;
    for (const auto& rule : Rules::rules()) {
        text += rule.check(subject).passed() ? "" : rule.check(subject).text();
    }
    PlantedStorage::planted = "";
    CHECK(text ==
          "finds_by_time: broken\n"
          "    `index_at` is the first record that arrived then or later, or the next to come.\n"
          "    - place of 200 ms: expected 2, seen 4\n"
          "    - place of 300 ms: expected 5, seen 6\n");
}
