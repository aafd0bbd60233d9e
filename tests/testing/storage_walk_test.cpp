// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/storage_walk.hpp"

#include <cstdint>
#include <string>

#include "catch.hpp"
#include "testing/planted_storage.hpp"
#include "weir/storage/ring_storage.hpp"
#include "weir/storage/simple_storage.hpp"
#include "weir/testing/storage_conformance.hpp"

namespace {

using weir_test::PlantedStorage;

template <class Storage>
void walks(const weir::StorageSubject<Storage>& subject) {
    const auto outcome = weir::check_storage_at_random(subject);
    INFO(outcome.text());
    CHECK(outcome.passed());
}

}  // namespace

TEST_CASE("The storages do what a list would, in pieces of any size") {
    walks(weir::StorageSubject<weir::SimpleStorage>{});
    for (const std::uint32_t records : {1U, 2U, 3U, 5U, 8U, 32'767U}) {
        INFO(records << " records in a segment");
        walks(
            weir::StorageSubject<weir::RingStorage<>>{.options = {.first_segment_bytes = 256,
                                                                  .segment_bytes = 1024,
                                                                  .segment_records_max = records}});
    }
}

TEST_CASE("A storage that refuses what it has no memory for does all the rest as a list would") {
    walks(weir::StorageSubject<weir::RingStorage<>>{.options = {.first_segment_bytes = 256,
                                                                .segment_bytes = 1024,
                                                                .segment_records_max = 4,
                                                                .memory_budget_bytes = 16'384}});
}

TEST_CASE("A mistake that no rule meets is found on the way, with its seed and step") {
    const weir::StorageSubject<PlantedStorage> subject{};
    PlantedStorage::planted = "an old hint after a trim";
    const auto by_rules = weir::check_storage(subject);
    const auto outcome = weir::check_storage_at_random(subject, {.first_seed = 7, .seeds = 1});
    const auto again = weir::check_storage_at_random(subject, {.first_seed = 7, .seeds = 1});
    PlantedStorage::planted = "";
    CHECK(by_rules.passed());
    CHECK_FALSE(outcome.passed());
    CHECK(outcome.text() == again.text());
    REQUIRE(outcome.findings.size() == 1);  // of one seed only the first
    CHECK(outcome.findings[0].what.starts_with("seed 7, step "));
    CHECK(check_storage_at_random(subject).passed());
}
