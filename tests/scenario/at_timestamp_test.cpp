// SPDX-License-Identifier: Apache-2.0
// AT_TIMESTAMP takes the first record that arrived at that millisecond or later. The time may lie
// before everything, but not in the future.
#include "scenario/scenario.hpp"

using weir::ShardIteratorType;

namespace {

weir::Result<weir::ShardIterator> try_place(Scenario& scenario, std::optional<weir::Instant> time) {
    return scenario.stream.get_shard_iterator(
        {.shard_id = weir::ShardId{0},
         .shard_iterator_type = ShardIteratorType::at_timestamp,
         .starting_sequence_number = {},
         .timestamp = time});
}

}  // namespace

TEST_CASE("All records of the very millisecond are included") {
    Scenario scenario;
    scenario.put("key", "before");
    scenario.clock.advance(1ms);
    const auto time = scenario.clock.now();
    scenario.put("key", "one");
    scenario.clock.advance(999us);
    scenario.put("key", "two");
    CHECK(scenario.read_data(scenario.place_at(0, time)) == Texts{"one", "two"});
}

TEST_CASE("A time between two records means the later one") {
    Scenario scenario;
    scenario.put("key", "before");
    scenario.clock.advance(10s);
    const auto between = scenario.clock.now();
    scenario.clock.advance(10s);
    scenario.put("key", "after");
    CHECK(scenario.read_data(scenario.place_at(0, between)) == Texts{"after"});
}

TEST_CASE("A time before the stream, or older than its retention, means the oldest record") {
    Scenario scenario;
    scenario.put("key", "expired");
    scenario.clock.advance(2h);
    scenario.put("key", "kept");
    CHECK(scenario.read_data(scenario.place_at(0, weir::Instant{})) == Texts{"expired", "kept"});
    scenario.clock.advance(23h);
    CHECK(scenario.read_data(scenario.place_at(0, weir::Instant{})) == Texts{"kept"});
}

TEST_CASE("A time after every record waits for the next one") {
    Scenario scenario;
    scenario.put("key", "before");
    scenario.clock.advance(1s);
    const auto place = scenario.place_at(0, scenario.clock.now());
    CHECK(scenario.read_data(place).empty());
    scenario.put("key", "after");
    CHECK(scenario.read_data(place) == Texts{"after"});
}

TEST_CASE("A time after every record of a closed shard means its end") {
    Scenario scenario;
    scenario.put("key");
    scenario.split_in_half(0);
    scenario.clock.advance(1s);
    const auto page = scenario.read(scenario.place_at(0, scenario.clock.now()));
    CHECK(page.records.empty());
    CHECK_FALSE(page.next_shard_iterator.has_value());
}

TEST_CASE("A time to come is refused, and the text prints both times in milliseconds") {
    Scenario scenario;
    CHECK(refusal(try_place(scenario, scenario.clock.now() + 1ms)) ==
          "InvalidArgumentException: The timestampInMillis parameter cannot be greater than the "
          "currentTimestampInMillis. timestampInMillis: 1700000000001, currentTimestampInMillis: "
          "1700000000000");
    CHECK(try_place(scenario, scenario.clock.now()).has_value());
}

TEST_CASE("AT_TIMESTAMP needs a time") {
    Scenario scenario;
    CHECK(refusal(try_place(scenario, std::nullopt)) ==
          "InvalidArgumentException: Must specify timestampInMillis parameter for iterator of "
          "type AT_TIMESTAMP. Current request has no timestamp parameter.");
}
