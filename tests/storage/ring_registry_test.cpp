// SPDX-License-Identifier: Apache-2.0
#include "weir/storage/ring_registry.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "storage/log_helpers.hpp"
#include "weir/storage/ring_storage.hpp"

namespace {

using weir::BudgetPolicy;
using weir::RingOptions;
using weir_test::put;
using Registry = weir::RingLogRegistry<weir::StdAtomics>;
using Log = weir::RingStorage<>::Log;

RingOptions options_with(BudgetPolicy policy) {
    return {.first_segment_bytes = 1024,
            .segment_bytes = 1024,
            .segment_records_max = 4,
            .memory_budget_bytes = 16 * 1024,
            .when_budget_is_spent = policy};
}

/// A policy that counts how often someone stands back before looking again.
struct CountingSpins : weir::StdAtomics {
    static inline int spins = 0;
    static void spin() noexcept { ++spins; }
};

}  // namespace

TEST_CASE("no two logs have the same serial") {
    Registry registry{{}};
    const auto first = registry.next_serial();
    CHECK(first != 0);
    CHECK(registry.next_serial() != first);
    CHECK(Registry{{}}.next_serial() > first + 1);  // nor a log of another storage
}

TEST_CASE("room is made where the oldest segment lies, whichever log that is") {
    Registry registry{options_with(BudgetPolicy::trim_oldest)};
    std::vector<std::unique_ptr<Log>> logs;
    for (int number = 0; number < 3; ++number) {
        logs.push_back(std::make_unique<Log>(registry, weir::Instant{}));
    }
    // Five records each: one full segment, and one that has begun. The third log is the oldest.
    for (int number = 0; number < 3; ++number) {
        for (int record = 0; record < 5; ++record) {
            put(*logs[static_cast<std::size_t>(2 - number)], 1000 + number * 100 + record, "data");
        }
    }
    CHECK(registry.make_room(0));
    CHECK(logs[2]->first_index() == 5);
    CHECK(logs[1]->first_index() == 1);
    CHECK(logs[0]->first_index() == 1);
    CHECK(registry.make_room(0));
    CHECK(logs[1]->first_index() == 5);
    CHECK(logs[0]->first_index() == 1);
    CHECK(registry.make_room(0));
    CHECK(logs[0]->first_index() == 5);
    // What is left takes records.
    CHECK_FALSE(registry.make_room(0));
}

TEST_CASE("what was seen of a log before does not keep its oldest segment from going first") {
    Registry registry{options_with(BudgetPolicy::trim_oldest)};
    Log first{registry, weir::Instant{}};
    Log second{registry, weir::Instant{}};
    Log third{registry, weir::Instant{}};
    // Full segments of first: 100, 500, 600. Of second: 200, 300. Of third: 250, 700.
    const auto fill = [](Log& log, int millis) {
        for (int record = 0; record < 4; ++record) {
            put(log, millis, "data");
        }
    };
    for (const int millis : {100, 500, 600, 800}) {
        fill(first, millis);
    }
    for (const int millis : {200, 300, 800}) {
        fill(second, millis);
    }
    for (const int millis : {250, 700, 800}) {
        fill(third, millis);
    }
    std::vector<std::vector<std::uint64_t>> steps;
    while (registry.make_room(0)) {
        steps.push_back({first.first_index(), second.first_index(), third.first_index()});
    }
    CHECK(steps == std::vector<std::vector<std::uint64_t>>{{5, 1, 1},     // 100
                                                           {5, 5, 1},     // 200
                                                           {5, 5, 5},     // 250
                                                           {5, 9, 5},     // 300
                                                           {9, 9, 5},     // 500
                                                           {13, 9, 5},    // 600
                                                           {13, 9, 9}});  // 700
}

TEST_CASE("a segment that is read stays, and a younger one goes in its place") {
    Registry registry{options_with(BudgetPolicy::trim_oldest)};
    Log old{registry, weir::Instant{}};
    Log young{registry, weir::Instant{}};
    for (int record = 0; record < 5; ++record) {
        put(old, 1000 + record, "old");
    }
    for (int record = 0; record < 5; ++record) {
        put(young, 2000 + record, "young");
    }
    auto read = old.read({.records_max = 1});
    CHECK(registry.make_room(0));
    CHECK(old.first_index() == 1);
    CHECK(young.first_index() == 5);
    CHECK_FALSE(registry.make_room(0));
    read.records = {};
    CHECK(registry.make_room(0));
    CHECK(old.first_index() == 5);
}

TEST_CASE("a log that is gone is passed over") {
    Registry registry{options_with(BudgetPolicy::trim_oldest)};
    auto gone = std::make_unique<Log>(registry, weir::Instant{});
    Log stays{registry, weir::Instant{}};
    for (int record = 0; record < 5; ++record) {
        put(*gone, 1000, "gone");
        put(stays, 2000, "stays");
    }
    gone.reset();
    CHECK(registry.make_room(0));
    CHECK(stays.first_index() == 5);
}

TEST_CASE("no room is made where the policy is to refuse") {
    Registry registry{options_with(BudgetPolicy::refuse)};
    Log log{registry, weir::Instant{}};
    for (int record = 0; record < 9; ++record) {
        put(log, 1000, "data");
    }
    CHECK_FALSE(registry.make_room(0));
    CHECK(log.first_index() == 1);
}

TEST_CASE("where all that could go is read, it stands back and looks again for a while") {
    using Storage = weir::RingStorage<CountingSpins>;
    Storage storage{options_with(BudgetPolicy::trim_oldest)};
    Storage::Log log{storage.context(), weir::Instant{}};
    const auto admit = [](weir::WriteTotals, std::uint64_t) { return true; };
    for (int record = 0; record < 5; ++record) {
        static_cast<void>(
            log.append(weir::Instant::from_seconds(1), "k", std::string_view{"d"}, admit));
    }
    CountingSpins::spins = 0;
    {
        const auto held = log.read({});
        CHECK_FALSE(storage.context().make_room(0));
        CHECK(CountingSpins::spins == 64);
    }
    CHECK(storage.context().make_room(0));
    CHECK_FALSE(storage.context().make_room(0));
    CHECK(CountingSpins::spins == 64);
}
