// SPDX-License-Identifier: Apache-2.0
// Sequence numbers rise along the lineage: every record of a parent has a lower number than every
// record of its children, which begin in the second after the parent's last.
#include "scenario/scenario.hpp"

TEST_CASE("A stream's first shards have the numbers that the layout prescribes") {
    Scenario scenario{{.shard_count = 2}};
    const auto shards = scenario.shards();
    CHECK(shards[0].sequence_number_range.starting_sequence_number.to_string() ==
          "49646437577108476416916876405825929425585429676275269634");
    CHECK(shards[1].sequence_number_range.starting_sequence_number.to_string() ==
          "49646437577130777162115407028967465143858078037781250066");
    CHECK_FALSE(shards[0].sequence_number_range.ending_sequence_number.has_value());
}

TEST_CASE("A record's number has its place and its second") {
    Scenario scenario;
    scenario.clock.advance(5s);
    CHECK(scenario.put("key").sequence_number.to_string() ==
          "49646437577108476416916876405827138351405044649047359490");
}

TEST_CASE("Split and merge number their shards as the service does") {
    Scenario scenario;
    scenario.clock.advance(3600s);
    scenario.split_in_half(0);
    scenario.clock.advance(3600s);
    scenario.merge(1, 2);
    const auto shards = scenario.shards();
    REQUIRE(shards.size() == 4);
    CHECK(shards[0].sequence_number_range.ending_sequence_number->to_string() ==
          "49646437577119626789516141717395488358902386617969803266");
    CHECK(shards[2].sequence_number_range.starting_sequence_number ==
          weir::SequenceNumber::starting(1'700'003'601, 2));
    CHECK(shards[3].sequence_number_range.starting_sequence_number ==
          weir::SequenceNumber::starting(1'700'007'201, 3));
}

TEST_CASE("Numbers rise from parent to child, even within one moment") {
    Scenario scenario;
    std::vector<weir::SequenceNumber> numbers;
    numbers.push_back(scenario.put_at(0).sequence_number);
    for (std::uint32_t shard = 0; shard < 10; shard += 3) {
        scenario.split(shard, 1000);
        numbers.push_back(scenario.put_at(0).sequence_number);
        scenario.merge(shard + 1, shard + 2);
        numbers.push_back(scenario.put_at(0).sequence_number);
    }
    for (std::size_t at = 1; at < numbers.size(); ++at) {
        CHECK(numbers[at - 1] < numbers[at]);
    }
}

TEST_CASE("Every record lies between its shard's starting and ending number") {
    Scenario scenario;
    const auto number = scenario.put("key").sequence_number;
    scenario.split_in_half(0);
    const weir::SequenceNumberRange range = scenario.shards().front().sequence_number_range;
    CHECK(range.starting_sequence_number < number);
    CHECK(number < *range.ending_sequence_number);
    CHECK(*range.ending_sequence_number <
          scenario.shards()[1].sequence_number_range.starting_sequence_number);
}

TEST_CASE("A child created in the second to come numbers its records from that second on") {
    Scenario scenario;
    scenario.split_in_half(0);
    const auto record = scenario.put_at(0);
    CHECK(record.shard_id == weir::ShardId{1});
    CHECK(record.sequence_number.seconds() == 1'700'000'001);
    CHECK(record.sequence_number.shard_create_seconds() == 1'700'000'001);
}
