// SPDX-License-Identifier: Apache-2.0
#include "weir/storage/ring_chain.hpp"

#include <cstdint>
#include <string>

#include "catch.hpp"
#include "storage/log_helpers.hpp"
#include "weir/storage/ring_storage.hpp"

namespace {

using weir::AppendOutcome;
using weir::BudgetPolicy;
using weir::Instant;
using weir::RingOptions;
using weir::WriteTotals;
using weir_test::admit_all;
using weir_test::at_millis;
using weir_test::put;
using Storage = weir::RingStorage<>;
using Log = Storage::Log;

const RingOptions tiny{.first_segment_bytes = 256, .segment_bytes = 256, .segment_records_max = 2};

}  // namespace

TEST_CASE("totals count every record, through any number of segments") {
    Storage storage{tiny};
    Log log{storage.context(), Instant{}};
    CHECK(log.totals().written == WriteTotals{0, 0});
    std::uint64_t bytes = 0;
    for (std::uint64_t count = 1; count <= 100; ++count) {
        const std::string data(count % 30, 'x');
        CHECK(put(log, 5, data) == count);
        bytes += 3 + data.size();
        REQUIRE(log.totals().written == WriteTotals{count, bytes});
        REQUIRE_FALSE(log.totals().sealed);
    }
}

TEST_CASE("arrival times never go back, and never before the log's origin") {
    Storage storage{tiny};
    Log log{storage.context(), at_millis(500)};
    CHECK(log.newest_millis() == 500);
    const auto arrival = [&log](std::int64_t millis) {
        return log.append(at_millis(millis), "k", "d", admit_all).arrival_millis;
    };
    CHECK(arrival(100) == 500);
    CHECK(arrival(700) == 700);
    CHECK(arrival(600) == 700);
    CHECK(arrival(701) == 701);
    CHECK(log.newest_millis() == 701);
}

TEST_CASE("times that a slot cannot hold become the nearest that it can") {
    Storage storage{tiny};
    Log log{storage.context(), Instant::min()};
    CHECK(log.newest_millis() == 0);
    const auto last = log.append(Instant::max(), "k", "d", admit_all);
    CHECK(last.arrival_millis == (std::int64_t{1} << 53) - 1);
    CHECK((*log.read({}).records.begin()).approximate_arrival_timestamp().millis() ==
          last.arrival_millis);
}

TEST_CASE("each segment is twice as large as the one before, up to the ordinary size") {
    Storage storage{{.first_segment_bytes = 1024, .segment_bytes = 16'384}};
    Log log{storage.context(), Instant{}};
    CHECK(storage.bytes_in_use() == 0);
    std::uint64_t expected = 0;
    std::uint64_t segment = 1024;
    for (int count = 0; count < 2000; ++count) {
        put(log, 5, std::string(100, 'x'), "0123456789abcdef");
        if (storage.bytes_in_use() != expected) {
            expected += segment;
            REQUIRE(storage.bytes_in_use() == expected);
            segment = segment < 16'384 ? segment * 2 : segment;
        }
    }
    CHECK(segment == 16'384);
}

TEST_CASE("a sealed log takes nothing more, and says what it took") {
    Storage storage{tiny};
    Log log{storage.context(), Instant{}};
    for (int count = 0; count < 5; ++count) {
        put(log, 5, "data");
    }
    CHECK(log.seal() == WriteTotals{5, 35});
    CHECK(log.seal() == WriteTotals{5, 35});
    CHECK(log.totals().sealed);
    CHECK(log.totals().written == WriteTotals{5, 35});
    int asked = 0;
    const auto late = log.append(at_millis(9), "k", "d", [&asked](WriteTotals, std::uint64_t) {
        ++asked;
        return true;
    });
    CHECK(late.outcome == AppendOutcome::sealed);
    CHECK(asked == 0);
    CHECK(log.read({}).records.size() == 5);
}

TEST_CASE("an empty log can be sealed") {
    Storage storage{tiny};
    Log log{storage.context(), Instant{}};
    CHECK(log.seal() == WriteTotals{0, 0});
    CHECK(log.totals().sealed);
    CHECK(log.append(at_millis(9), "k", "d", admit_all).outcome == AppendOutcome::sealed);
    const auto read = log.read({});
    CHECK(read.records.empty());
    CHECK(read.next == 1);
    CHECK(read.at_tip);
}

TEST_CASE("without memory an append fails and leaves the log as it was") {
    Storage storage{{.first_segment_bytes = 1024,
                     .segment_bytes = 1024,
                     .memory_budget_bytes = 8 * 1024,
                     .when_budget_is_spent = BudgetPolicy::refuse}};
    Log log{storage.context(), Instant{}};
    for (int count = 0; count < 61; ++count) {
        put(log, 5, std::string(100, 'x'));
    }
    CHECK(storage.bytes_reserved() == 8 * 1024);
    const auto before = log.totals();
    const std::string large(600, 'x');
    CHECK(log.append(at_millis(6), "k", large, admit_all).outcome == AppendOutcome::no_memory);
    CHECK(log.totals().written == before.written);
    CHECK(log.newest_millis() == 5);
    // The last segment has room for something smaller, and so the log goes on.
    CHECK(put(log, 6, std::string(100, 'y')) == 62);
    CHECK(put(log, 6, "") == 63);
    CHECK(log.read({}).records.size() == 63);
    CHECK(log.append(at_millis(7), "k", large, admit_all).outcome == AppendOutcome::no_memory);
    log.trim(6);
    CHECK(log.append(at_millis(7), "k", large, admit_all).outcome == AppendOutcome::done);
}

TEST_CASE("a record that no segment could hold is refused at once, and nothing is trimmed for it") {
    for (const auto policy : {BudgetPolicy::refuse, BudgetPolicy::trim_oldest}) {
        Storage storage{{.first_segment_bytes = 1024,
                         .segment_bytes = 1024,
                         .memory_budget_bytes = 64 * 1024,
                         .when_budget_is_spent = policy}};
        Log log{storage.context(), Instant{}};
        for (int count = 0; count < 50; ++count) {
            put(log, 5, std::string(300, 'x'));
        }
        const std::string too_large(100'000, 'x');
        CHECK(log.append(at_millis(6), "k", too_large, admit_all).outcome ==
              AppendOutcome::no_memory);
        CHECK(log.first_index() == 1);
        CHECK(log.totals().written.records == 50);
        Log empty{storage.context(), Instant{}};
        CHECK(empty.append(at_millis(6), "k", too_large, admit_all).outcome ==
              AppendOutcome::no_memory);
        CHECK(empty.totals().written.records == 0);
        CHECK(put(empty, 6, "small") == 1);
    }
}

TEST_CASE("room for a large record is made by trimming, also where all segments are small") {
    Storage storage{{.first_segment_bytes = 1024,
                     .segment_bytes = 1024,
                     .memory_budget_bytes = 64 * 1024,
                     .when_budget_is_spent = BudgetPolicy::trim_oldest}};
    Log log{storage.context(), Instant{}};
    for (int count = 0; count < 500; ++count) {
        put(log, 5 + count, std::string(300, 'x'));
    }
    CHECK(storage.bytes_reserved() == 64 * 1024);
    const auto first = log.first_index();
    put(log, 1000, std::string(20'000, 'y'));
    CHECK(log.first_index() > first);
    CHECK(log.first_index() < 480);
    CHECK(storage.bytes_reserved() <= 64 * 1024);
    const auto read = log.read({.from = log.first_index()});
    CHECK(read.next == 502);
}
