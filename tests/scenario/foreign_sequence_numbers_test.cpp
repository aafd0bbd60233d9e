// SPDX-License-Identifier: Apache-2.0
// A starting sequence number has to be of the shard that is asked, and goes only with the two
// iterator types that start at a number.
#include "scenario/scenario.hpp"

using weir::ShardIteratorType;

namespace {

std::string refused(Scenario& scenario, ShardIteratorType type,
                    const weir::Argument<weir::SequenceNumber>& number) {
    return refusal(scenario.stream.get_shard_iterator(
        {.shard_id = "0", .shard_iterator_type = type, .starting_sequence_number = number}));
}
std::string must_either(std::string_view type, std::string_view rest) {
    return "InvalidArgumentException: Must either specify (1) AT_SEQUENCE_NUMBER or "
           "AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no "
           "StartingSequenceNumber. Request specified " +
           std::string{type} + std::string{rest};
}

constexpr const char* not_made = "InvalidArgumentException: StartingSequenceNumber ";
constexpr const char* used =
    " used in GetShardIterator on shard shardId-000000000000 in stream stream under account "
    "000000000000 is invalid";

}  // namespace

TEST_CASE("TRIM_HORIZON, LATEST and AT_TIMESTAMP take no number") {
    Scenario scenario;
    const auto number = scenario.put("key").sequence_number;
    const auto also = " and also a StartingSequenceNumber.";
    CHECK(refused(scenario, ShardIteratorType::trim_horizon, number) ==
          must_either("TRIM_HORIZON", also));
    CHECK(refused(scenario, ShardIteratorType::latest, number) == must_either("LATEST", also));
    CHECK(refused(scenario, ShardIteratorType::at_timestamp, number) ==
          must_either("AT_TIMESTAMP", also));
}

TEST_CASE("AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER need one") {
    Scenario scenario;
    const auto none = " and no StartingSequenceNumber.";
    CHECK(refused(scenario, ShardIteratorType::at_sequence_number, {}) ==
          must_either("AT_SEQUENCE_NUMBER", none));
    CHECK(refused(scenario, ShardIteratorType::after_sequence_number, {}) ==
          must_either("AFTER_SEQUENCE_NUMBER", none));
}

TEST_CASE("A number of another shard is refused, and the text names that one") {
    Scenario scenario{{.shard_count = 2}};
    const auto number = scenario.put_at(Scenario::top()).sequence_number;
    CHECK(refused(scenario, ShardIteratorType::at_sequence_number, number) ==
          "InvalidArgumentException: Invalid StartingSequenceNumber. It encodes "
          "shardId-000000000001, while it was used in a call to a shard with "
          "shardId-000000000000");
    CHECK(refused(scenario, ShardIteratorType::at_sequence_number,
                  weir::SequenceNumber::starting(1'700'000'000, 0x8000'0000)) ==
          "InvalidArgumentException: Invalid StartingSequenceNumber. It encodes "
          "shardId--02147483648, while it was used in a call to a shard with "
          "shardId-000000000000");
}

TEST_CASE("A number of another stream's shard did not come from this stream") {
    Scenario scenario;
    const auto number = weir::SequenceNumber::starting(1'600'000'000, 0);
    CHECK(refused(scenario, ShardIteratorType::at_sequence_number, number) ==
          not_made + number.to_string() + used + " because it did not come from this stream.");
}

TEST_CASE("What was never a number of the service is invalid") {
    Scenario scenario;
    const std::string number = "49039857307708443467467104868809893875799651909875269632";
    CHECK(refused(scenario, ShardIteratorType::after_sequence_number, number) ==
          not_made + number + used + ".");
}

TEST_CASE("A number from before 2014 makes the service fail") {
    Scenario scenario;
    CHECK(refused(scenario, ShardIteratorType::at_sequence_number, "0") == "InternalFailure: ");
}

TEST_CASE("A number of an older version, though of the same shard, is of no record here") {
    Scenario scenario;
    std::string text = scenario.put("key").sequence_number.to_string();
    std::size_t at = text.size() - 1;
    for (; text[at] == '0'; --at) {
        text[at] = '9';
    }
    --text[at];
    const auto answer =
        refused(scenario, ShardIteratorType::at_sequence_number, std::string_view{text});
    INFO(answer);
    CHECK(answer.find("invalid") != std::string::npos);
}
