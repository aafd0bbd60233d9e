// SPDX-License-Identifier: Apache-2.0
// SequenceNumberForOrdering names the record that the new one must come after. It has to be a
// number that the service could have made by now, or that this stream has made; of which shard or
// stream is not looked at.
#include "scenario/scenario.hpp"

namespace {

weir::Result<weir::PutRecordResult> put_after(Scenario& scenario,
                                              const weir::Argument<weir::SequenceNumber>& number) {
    return scenario.stream.put_record({.data = "data",
                                       .partition_key = "key",
                                       .explicit_hash_key = {},
                                       .sequence_number_for_ordering = number});
}

}  // namespace

TEST_CASE("Each record's number is greater than the one it was put after") {
    Scenario scenario;
    auto last = scenario.put("key").sequence_number;
    for (int record = 0; record < 5; ++record) {
        const auto next = put_after(scenario, last);
        REQUIRE(next.has_value());
        CHECK(last < next->sequence_number);
        last = next->sequence_number;
    }
}

TEST_CASE("A number of a second to come is refused") {
    Scenario scenario;
    const auto to_come = weir::SequenceNumber::make({.shard_create_seconds = 1'700'000'000,
                                                     .shard_index = 0,
                                                     .sequence_index = 1,
                                                     .seconds = 1'700'000'100});
    CHECK(refusal(put_after(scenario, to_come)) ==
          "InvalidArgumentException: ExclusiveMinimumSequenceNumber " + to_come.to_string() +
              " used in PutRecord on stream stream under account 000000000000 is invalid.");
    scenario.clock.advance(100s);
    CHECK(put_after(scenario, to_come).has_value());
}

TEST_CASE("A number that the stream has given is never one of a second to come") {
    Scenario scenario;
    scenario.split_in_half(0);
    const auto of_child = scenario.put_at(0).sequence_number;
    REQUIRE(of_child.seconds() == 1'700'000'001);  // a second ahead of the clock
    CHECK(put_after(scenario, of_child).has_value());
    const auto start_of_child =
        scenario.shards().back().sequence_number_range.starting_sequence_number;
    CHECK(put_after(scenario, start_of_child).has_value());
    scenario.clock.advance(1h);
    const auto later = scenario.put_at(0).sequence_number;
    scenario.clock.advance(-1h);
    CHECK(put_after(scenario, later).has_value());
}

TEST_CASE("A number of the second after the newest that the stream has given is refused") {
    Scenario scenario;
    scenario.split_in_half(0);
    scenario.merge(1, 2);
    const auto newest = scenario.shards().back().sequence_number_range.starting_sequence_number;
    REQUIRE(newest.seconds() == 1'700'000'002);
    CHECK(put_after(scenario, newest).has_value());
    CHECK(refusal(put_after(scenario, weir::SequenceNumber::starting(1'700'000'003, 0))) ==
          "InvalidArgumentException: ExclusiveMinimumSequenceNumber " +
              weir::SequenceNumber::starting(1'700'000'003, 0).to_string() +
              " used in PutRecord on stream stream under account 000000000000 is invalid.");
}

TEST_CASE("Numbers of other shards, other streams and old versions are accepted") {
    Scenario scenario;
    CHECK(put_after(scenario, "0").has_value());
    CHECK(put_after(scenario, weir::SequenceNumber::starting(0, 77)).has_value());
    CHECK(put_after(scenario, weir::SequenceNumber::starting(0, 0x8000'0000)).has_value());
    CHECK(put_after(scenario, "49039857307708443467467104868809893875799651909875269633")
              .has_value());
}

TEST_CASE("What the service could not have made is refused") {
    Scenario scenario;
    for (const char* text : {"49039857307708443467467104868809893875799651909875269632",
                             "73559785961562665201200657303214840813699477864812904450",
                             "680564733841876926926749214863536422912"}) {
        CHECK(refusal(put_after(scenario, text)) ==
              "InvalidArgumentException: ExclusiveMinimumSequenceNumber " + std::string{text} +
                  " used in PutRecord on stream stream under account 000000000000 is invalid.");
    }
}

TEST_CASE("What is no number violates a constraint") {
    Scenario scenario;
    CHECK(refusal(put_after(scenario, "first")) ==
          "ValidationException: 1 validation error detected: Value 'first' at "
          "'sequenceNumberForOrdering' failed to satisfy constraint: Member must satisfy regular "
          "expression pattern: 0|([1-9]\\d{0,128})");
}
