// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/storage_conformance.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "catch.hpp"
#include "testing/planted_storage.hpp"
#include "weir/storage/ring_storage.hpp"
#include "weir/storage/simple_storage.hpp"
#include "weir/testing/explore_atomics.hpp"

namespace {

using weir::RingOptions;
using weir::RingStorage;
using weir::StorageSubject;
using weir_test::PlantedStorage;
using Names = std::vector<std::string>;

template <class Storage>
void keeps_all(const StorageSubject<Storage>& subject) {
    const weir::ConformanceReport report = weir::check_storage(subject);
    INFO(report.text());
    CHECK(report.passed());
    CHECK(report.skipped().empty() == subject.limited.has_value());
}

/// Segments of few records, and as a second storage one that has room for few of them.
template <class Atomics = weir::StdAtomics>
StorageSubject<RingStorage<Atomics>> ring(std::uint32_t records, std::uint32_t bytes = 1024) {
    RingOptions options{
        .first_segment_bytes = 256, .segment_bytes = bytes, .segment_records_max = records};
    RingOptions limited = options;
    limited.memory_budget_bytes = 16'384;
    return {.options = options, .limited = limited};
}

}  // namespace

TEST_CASE("simple storage keeps every rule, but for those about a budget, which it has not") {
    const StorageSubject<weir::SimpleStorage> subject{};
    keeps_all(subject);
    CHECK(weir::check_storage(subject).skipped() ==
          Names{"refuses_without_memory", "batch_without_memory", "takes_again_with_memory"});
}

TEST_CASE("ring storage keeps every rule, in segments of any size") {
    for (const std::uint32_t records : {1U, 2U, 3U, 4U, 8U, 25U}) {
        INFO(records << " records in a segment");
        keeps_all(ring(records));
    }
    keeps_all(ring(weir::Reservation::slots_max));
    keeps_all(ring(weir::Reservation::slots_max, 65'536));
    keeps_all(StorageSubject<RingStorage<>>{.options = {},
                                            .limited = RingOptions{.memory_budget_bytes = 65'536}});
    keeps_all(StorageSubject<RingStorage<>>{
        .options = {.prepared_bytes = 1 << 20, .block = {.prefault = true}}});
}

TEST_CASE("ring storage keeps every rule when its atomics are those of the explorer") {
    keeps_all(ring<weir::ExploreAtomics>(2));
}

TEST_CASE("a storage that trims the oldest when its budget is spent keeps every rule till then") {
    keeps_all(StorageSubject<RingStorage<>>{
        .options = {.memory_budget_bytes = 64 << 20,
                    .when_budget_is_spent = weir::BudgetPolicy::trim_oldest}});
}

TEST_CASE("each rule of a storage finds the mistake that was planted for it, and no other does") {
    const StorageSubject<PlantedStorage> subject{
        .options = {}, .limited = PlantedStorage::Options{.bytes_max = 10'000}};
    PlantedStorage::planted = "";
    keeps_all(subject);
    for (const auto& rule : weir::storage_rules<PlantedStorage>) {
        PlantedStorage::planted = rule.name;
        const weir::ConformanceReport report = weir::check_storage(subject);
        INFO(report.text());
        CHECK(report.broken() == Names{std::string{rule.name}});
    }
    PlantedStorage::planted = "";
}

TEST_CASE("each rule of a storage can be a test of its own") {
    const StorageSubject<RingStorage<>> subject = ring(2);
    for (const auto& rule : weir::storage_rules<RingStorage<>>) {
        DYNAMIC_SECTION(rule.name) {
            const weir::ConformanceOutcome outcome = rule.check(subject);
            INFO(outcome.text());
            CHECK(outcome.passed());
        }
    }
}
