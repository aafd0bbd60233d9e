// SPDX-License-Identifier: Apache-2.0
// The stream's memory may be bounded. At the bound it refuses, or lets the oldest records go, as
// its owner chose; it never fails in any other way.
#include "scenario/scenario.hpp"

namespace {

weir::RingOptions bounded(weir::BudgetPolicy policy) {
    return {.first_segment_bytes = 1024,
            .segment_bytes = 1024,
            .memory_budget_bytes = 8 * 1024,
            .when_budget_is_spent = policy};
}

}  // namespace

TEST_CASE("A stream that may not grow refuses puts and keeps what it has") {
    Scenario scenario{{}, Scenario::unthrottled(), bounded(weir::BudgetPolicy::refuse)};
    Texts put;
    for (;;) {
        put.push_back("record " + std::to_string(put.size()));
        const auto result =
            scenario.stream.put_record({.data = put.back(), .partition_key = "key"});
        if (!result) {
            CHECK(result.error().code() == weir::Errc::memory_budget_exceeded);
            CHECK(result.error().retry_after() == 0us);
            put.pop_back();
            break;
        }
        REQUIRE(put.size() < 10'000);
    }
    CHECK(put.size() > 20);
    CHECK(scenario.stream.bytes_reserved() <= 8 * 1024);
    CHECK(scenario.read_data(scenario.place(0)) == put);
}

TEST_CASE("A full stream takes records again once old ones have expired") {
    Scenario scenario{{}, Scenario::unthrottled(), bounded(weir::BudgetPolicy::refuse)};
    while (scenario.stream.put_record({.data = "old", .partition_key = "key"}).has_value()) {
    }
    scenario.clock.advance(24h + 10min);
    for (int record = 0; record < 20; ++record) {
        scenario.put("key", "new");
    }
}

TEST_CASE("Records of a batch that find no memory fail one by one") {
    Scenario scenario{{}, Scenario::unthrottled(), bounded(weir::BudgetPolicy::refuse)};
    const std::vector<weir::PutRecordsRequestEntry> records(
        500, {.data = "data", .partition_key = "key", .explicit_hash_key = {}});
    const auto result = scenario.stream.put_records(records).value();
    CHECK(result.failed_record_count > 0);
    CHECK(result.failed_record_count < 500);
    const weir::PutRecordsResultEntry& last = result.records.back();
    CHECK(last.error_code == weir::Errc::memory_budget_exceeded);
    CHECK(scenario.stream.error_of(last).message() ==
          "Memory budget spent at shard shardId-000000000000 in stream stream under account "
          "000000000000.");
    CHECK(scenario.read(scenario.place(0)).records.size() == 500 - result.failed_record_count);
    CHECK(scenario.stream.metrics().put_records_failed_records == result.failed_record_count);
}

TEST_CASE("A stream that may forget lets the oldest records go") {
    Scenario scenario{{}, Scenario::unthrottled(), bounded(weir::BudgetPolicy::trim_oldest)};
    for (int record = 0; record < 2'000; ++record) {
        scenario.put("key", std::to_string(record));
    }
    CHECK(scenario.stream.bytes_reserved() <= 8 * 1024);
    const auto left = scenario.read_data(scenario.place(0));
    REQUIRE(left.size() > 20);
    CHECK(left.back() == "1999");
    for (std::size_t at = 0; at < left.size(); ++at) {
        CHECK(left[at] == std::to_string(2'000 - left.size() + at));
    }
}

TEST_CASE("Records that a reader still holds survive their shard's trimming") {
    Scenario scenario{{}, Scenario::unthrottled(), bounded(weir::BudgetPolicy::trim_oldest)};
    scenario.put("key", "held");
    const auto held = scenario.read(scenario.place(0));
    for (int record = 0; record < 2'000; ++record) {
        if (!scenario.stream.put_record({.data = "later", .partition_key = "key"})) {
            break;
        }
    }
    CHECK(Scenario::data_of(held) == Texts{"held"});
}
