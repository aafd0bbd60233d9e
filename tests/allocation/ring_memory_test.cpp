// SPDX-License-Identifier: Apache-2.0
// What a ring storage does when the system has no memory: it refuses, and loses nothing.
#include <memory>
#include <new>
#include <string>
#include <string_view>

#include "allocation/failing.hpp"
#include "catch.hpp"
#include "weir/storage/ring_storage.hpp"

namespace {

using failing::Plan;
using failing::Shortage;
using weir::AppendOutcome;
using weir::BudgetPolicy;
using Storage = weir::RingStorage<>;
using Log = Storage::Log;

/// Nothing is to be had at all. Checks come after a shortage, as they need memory too.
constexpr Plan drought{0, true};

weir::RingOptions options_with(BudgetPolicy policy) {
    return {.first_segment_bytes = 256,
            .segment_bytes = 1024,
            .segment_records_max = 2,
            .when_budget_is_spent = policy};
}

AppendOutcome append(Log& log, std::string_view data) {
    const auto appended = log.append(weir::Instant::from_seconds(1), "key", data,
                                     [](weir::WriteTotals, std::uint64_t) { return true; });
    return appended.outcome;
}
AppendOutcome append_in_drought(Log& log, std::string_view data) {
    const Shortage shortage{drought};
    return append(log, data);
}
/// Gives: how many records the log took; at most 1,000.
std::uint64_t fill(Log& log) {
    std::uint64_t count = 0;
    while (count < 1000 && append(log, "data") == AppendOutcome::done) {
        ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("a log that finds no memory refuses, keeps all, and goes on when there is some") {
    for (const auto policy : {BudgetPolicy::refuse, BudgetPolicy::trim_oldest}) {
        Storage storage{options_with(policy)};
        Log log{storage.context(), weir::Instant{}};
        Log other{storage.context(), weir::Instant{}};
        for (int record = 0; record < 21; ++record) {
            REQUIRE(append(log, "data") == AppendOutcome::done);
        }
        REQUIRE(append(other, "data") == AppendOutcome::done);
        const auto in_use = storage.bytes_in_use();
        std::uint64_t more = 0;
        {
            const Shortage shortage{drought};
            more = fill(log) + fill(other);
        }
        CHECK(more == 2);  // a slot was free in each
        CHECK(storage.bytes_in_use() == in_use);
        CHECK(log.read({.from = 1}).records.size() == 22);
        CHECK(log.first_index() == 1);
        CHECK(append(log, "data") == AppendOutcome::done);
        CHECK(log.totals().written.records == 23);
        CHECK(other.read({.from = 1}).records.size() == 2);
    }
}

TEST_CASE("a log without memory for its first segment refuses and begins later") {
    Storage storage{options_with(BudgetPolicy::trim_oldest)};
    Log log{storage.context(), weir::Instant{}};
    CHECK(append_in_drought(log, "data") == AppendOutcome::no_memory);
    CHECK(log.totals().written.records == 0);
    CHECK(storage.bytes_reserved() == 0);
    CHECK(append(log, "data") == AppendOutcome::done);
    CHECK(log.read({.from = 1}).records.size() == 1);
}

TEST_CASE("kept segments serve while the system has no memory") {
    Storage storage{options_with(BudgetPolicy::refuse)};
    Log log{storage.context(), weir::Instant{}};
    for (int record = 0; record < 20; ++record) {
        REQUIRE(append(log, "data") == AppendOutcome::done);
    }
    log.trim(weir::Instant::from_seconds(2).millis());
    std::uint64_t more = 0;
    {
        const Shortage shortage{drought};
        more = fill(log);
    }
    CHECK(more == 18);
}

TEST_CASE("a record too large for what memory there is leaves everything as it was") {
    for (const auto policy : {BudgetPolicy::refuse, BudgetPolicy::trim_oldest}) {
        Storage storage{options_with(policy)};
        Log log{storage.context(), weir::Instant{}};
        for (int record = 0; record < 9; ++record) {
            REQUIRE(append(log, "data") == AppendOutcome::done);
        }
        const std::string large(100'000, 'x');  // in a block that is mapped
        const auto reserved = storage.bytes_reserved();
        CHECK(append_in_drought(log, large) == AppendOutcome::no_memory);
        CHECK(storage.bytes_reserved() == reserved);
        CHECK(log.read({.from = 1}).records.size() == 9);
        CHECK(append(log, large) == AppendOutcome::done);
        CHECK(log.read({.from = 10}).records.size() == 1);
    }
}

TEST_CASE("a lack of memory spends no segment's index") {
    weir::SegmentTable<weir::StdAtomics> table;
    const auto add = [&]() { return table.add({0, 0}, 2, weir::Block::fetch(256, {})); };
    for (std::uint32_t index = 1; index < 64; ++index) {
        REQUIRE(add()->index() == index);
    }
    for (int attempt = 0; attempt < 100; ++attempt) {
        bool refused = false;
        {
            const Shortage shortage{{1, true}};  // there is the block, but no larger table
            refused = add() == nullptr;
        }
        REQUIRE(refused);
    }
    CHECK(add()->index() == 64);
}

TEST_CASE("where the oldest is trimmed, a log is made with its place or not at all") {
    const auto before = failing::live.load();
    {
        Storage storage{options_with(BudgetPolicy::trim_oldest)};
        for (int attempt = 0; attempt < 3; ++attempt) {
            bool thrown = false;
            try {
                const Shortage shortage{drought};
                const Log log{storage.context(), weir::Instant{}};
            } catch (const std::bad_alloc&) {
                thrown = true;
            }
            CHECK(thrown);
        }
        { const Log never_used{storage.context(), weir::Instant{}}; }
        Log log{storage.context(), weir::Instant{}};
        for (int record = 0; record < 9; ++record) {
            REQUIRE(append(log, "data") == AppendOutcome::done);
        }
        CHECK(storage.context().make_room(0));
        CHECK(log.first_index() == 3);
    }
    CHECK(failing::live.load() == before);
}

TEST_CASE("memory that cannot be prepared is fetched when it is needed") {
    auto options = options_with(BudgetPolicy::refuse);
    options.prepared_bytes = 8 * 1024;
    for (std::uint64_t request = 0; request < 6; ++request) {
        std::unique_ptr<Storage> storage;
        {
            const Shortage shortage{{request + 1, true}};
            storage = std::make_unique<Storage>(options);
        }
        CHECK(storage->bytes_reserved() <= 8 * 1024);
        CHECK(storage->bytes_in_use() == 0);
        Log log{storage->context(), weir::Instant{}};
        CHECK(append(log, "data") == AppendOutcome::done);
    }
}
