// SPDX-License-Identifier: Apache-2.0
#include "weir/service/constraints.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"

namespace {

using weir::constraint_error;
using weir::Errc;

template <class Request>
std::string refusal(const Request& request) {
    const auto error = constraint_error(request);
    if (!error) {
        return "none";
    }
    CHECK(error->code() == Errc::validation);
    return error->message();
}
std::string one(std::string_view what) {
    return "1 validation error detected: " + std::string{what};
}

constexpr std::string_view arn = "arn:aws:kinesis:us-east-1:123456789012:stream/s";

weir::PutRecordsInput put_of(const std::vector<weir::PutRecordsRequestEntry>& records) {
    return {.records = records, .stream_name = "s"};
}

}  // namespace

TEST_CASE("A request that keeps every rule is not refused") {
    CHECK(refusal(weir::DescribeLimitsInput{}) == "none");
    CHECK(refusal(weir::CreateStreamInput{.stream_name = "s",
                                          .shard_count = 1,
                                          .stream_mode_details = {{.stream_mode = "ON_DEMAND"}},
                                          .tags = {{{"k", ""}}},
                                          .max_record_size_in_kib = 10240}) == "none");
    CHECK(
        refusal(weir::GetShardIteratorInput{.stream_name = "s",
                                            .shard_id = weir::ShardId{3},
                                            .shard_iterator_type = weir::ShardIteratorType::latest,
                                            .stream_arn = arn}) == "none");
    CHECK(refusal(put_of({{.data = "", .partition_key = "k"}})) == "none");
}

TEST_CASE("What the model requires has to be there") {
    CHECK(refusal(weir::CreateStreamInput{}) ==
          one("Value null at 'streamName' failed to satisfy constraint: Member must not be null"));
    CHECK(refusal(weir::UpdateShardCountInput{.stream_name = "s"}) ==
          "2 validation errors detected: Value null at 'targetShardCount' failed to satisfy "
          "constraint: Member must not be null; Value null at 'scalingType' failed to satisfy "
          "constraint: Member must not be null");
    CHECK(refusal(weir::GetRecordsInput{}) ==
          one("Value null at 'shardIterator' failed to satisfy constraint: Member must not be "
              "null"));
    CHECK(refusal(weir::PutRecordsInput{.stream_name = "s"}) ==
          one("Value null at 'records' failed to satisfy constraint: Member must not be null"));
    CHECK(refusal(weir::UntagResourceInput{.resource_arn = arn}) ==
          one("Value null at 'tagKeys' failed to satisfy constraint: Member must not be null"));
}

TEST_CASE("A number lies between its bounds") {
    CHECK(refusal(weir::DescribeStreamInput{.stream_name = "s", .limit = 0}) ==
          one("Value '0' at 'limit' failed to satisfy constraint: Member must have value greater "
              "than or equal to 1"));
    CHECK(refusal(weir::DescribeStreamInput{.stream_name = "s", .limit = 10001}) ==
          one("Value '10001' at 'limit' failed to satisfy constraint: Member must have value less "
              "than or equal to 10000"));
    CHECK(refusal(weir::CreateStreamInput{.stream_name = "s", .shard_count = -5}) ==
          one("Value '-5' at 'shardCount' failed to satisfy constraint: Member must have value "
              "greater than or equal to 1"));
    CHECK(refusal(weir::CreateStreamInput{.stream_name = "s", .warm_throughput_mibps = 0}) ==
          "none");
}

TEST_CASE("A text has a length and a pattern, and both are reported") {
    CHECK(refusal(weir::CreateStreamInput{.stream_name = ""}) ==
          "2 validation errors detected: Value '' at 'streamName' failed to satisfy constraint: "
          "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value '' at "
          "'streamName' failed to satisfy constraint: Member must have length greater than or "
          "equal to 1");
    const std::string long_name(129, 'a');
    CHECK(refusal(weir::CreateStreamInput{.stream_name = long_name}) ==
          one("Value '" + long_name +
              "' at 'streamName' failed to satisfy constraint: Member must have length less than "
              "or equal to 128"));
    CHECK(refusal(weir::DescribeStreamInput{.stream_arn = "arn:aws:sns"}) ==
          one("Value 'arn:aws:sns' at 'streamARN' failed to satisfy constraint: Member must "
              "satisfy regular expression pattern: "
              "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+"));
    CHECK(refusal(weir::SplitShardInput{.stream_name = "s",
                                        .shard_to_split = "shardId-000000000000",
                                        .new_starting_hash_key = "01"}) ==
          one("Value '01' at 'newStartingHashKey' failed to satisfy constraint: Member must "
              "satisfy regular expression pattern: 0|([1-9]\\d{0,38})"));
    CHECK(refusal(weir::GetShardIteratorInput{
              .stream_name = "s",
              .shard_id = "0",
              .shard_iterator_type = weir::ShardIteratorType::at_sequence_number,
              .starting_sequence_number = "x"}) ==
          one("Value 'x' at 'startingSequenceNumber' failed to satisfy constraint: Member must "
              "satisfy regular expression pattern: 0|([1-9]\\d{0,128})"));
    CHECK(refusal(weir::GetRecordsInput{.shard_iterator = ""}) ==
          one("Value '' at 'shardIterator' failed to satisfy constraint: Member must have length "
              "greater than or equal to 1"));
}

TEST_CASE("The length of a text counts UTF-16 units") {
    std::string astral;
    for (int count = 0; count < 128; ++count) {
        astral += "\xF0\x9F\x98\x80";
    }
    CHECK(refusal(weir::PutRecordInput{.stream_name = "s", .data = "", .partition_key = astral}) ==
          "none");
    astral += 'x';
    CHECK(refusal(weir::PutRecordInput{.stream_name = "s", .data = "", .partition_key = astral}) ==
          one("Value '" + astral +
              "' at 'partitionKey' failed to satisfy constraint: Member must have length less "
              "than or equal to 256"));
}

TEST_CASE("A choice is one of its values, which are listed in the service's order") {
    CHECK(refusal(weir::GetShardIteratorInput{
              .stream_name = "s", .shard_id = "0", .shard_iterator_type = "latest"}) ==
          one("Value 'latest' at 'shardIteratorType' failed to satisfy constraint: Member must "
              "satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, "
              "AT_SEQUENCE_NUMBER, TRIM_HORIZON]"));
    const std::vector<weir::Choice<weir::MetricsName>> metrics{"ALL", "Some"};
    CHECK(refusal(weir::EnableEnhancedMonitoringInput{.stream_name = "s",
                                                      .shard_level_metrics = metrics}) ==
          one("Value '[ALL, Some]' at 'shardLevelMetrics' failed to satisfy constraint: Member "
              "must satisfy constraint: [Member must satisfy enum value set: [IncomingBytes, "
              "IncomingRecords, OutgoingBytes, OutgoingRecords, "
              "WriteProvisionedThroughputExceeded, ReadProvisionedThroughputExceeded, "
              "IteratorAgeMilliseconds, ALL]]"));
}

TEST_CASE("The members of a structure are reported below it") {
    CHECK(refusal(weir::UpdateStreamModeInput{.stream_arn = arn, .stream_mode_details = {{}}}) ==
          one("Value null at 'streamModeDetails.streamMode' failed to satisfy constraint: Member "
              "must not be null"));
    CHECK(refusal(weir::ListShardsInput{
              .stream_name = "s", .shard_filter = {{.type = "AT_LATEST", .shard_id = "!"}}}) ==
          one("Value '!' at 'shardFilter.shardId' failed to satisfy constraint: Member must "
              "satisfy regular expression pattern: [a-zA-Z0-9_.-]+"));
}

TEST_CASE("A list has a size, and its texts have lengths") {
    using Keys = std::vector<std::string>;
    CHECK(refusal(weir::RemoveTagsFromStreamInput{.stream_name = "s", .tag_keys = Keys{}}) ==
          one("Value '[]' at 'tagKeys' failed to satisfy constraint: Member must have length "
              "greater than or equal to 1"));
    CHECK(refusal(weir::RemoveTagsFromStreamInput{.stream_name = "s", .tag_keys = Keys{"a", ""}}) ==
          one("Value '[a, ]' at 'tagKeys' failed to satisfy constraint: Member must satisfy "
              "constraint: [Member must have length less than or equal to 128, Member must have "
              "length greater than or equal to 1]"));
}

TEST_CASE("A map has a size, and its keys and values have lengths") {
    CHECK(refusal(weir::AddTagsToStreamInput{.stream_name = "s", .tags = weir::TagMap{}}) ==
          one("Value '{}' at 'tags' failed to satisfy constraint: Member must have length greater "
              "than or equal to 1"));
    CHECK(refusal(
              weir::AddTagsToStreamInput{.stream_name = "s", .tags = {{{"", "x"}, {"k", "v"}}}}) ==
          one("Value '{=x, k=v}' at 'tags' failed to satisfy constraint: Map keys must satisfy "
              "constraint: [Member must have length less than or equal to 128, Member must have "
              "length greater than or equal to 1]"));
    const weir::TagMap longest{{std::string(128, 'k'), std::string(256, 'v')}};
    CHECK(refusal(weir::AddTagsToStreamInput{.stream_name = "s", .tags = longest}) == "none");
    const std::string value(257, 'v');
    CHECK(refusal(weir::AddTagsToStreamInput{.stream_name = "s", .tags = {{{"k", value}}}}) ==
          one("Value '{k=" + value +
              "}' at 'tags' failed to satisfy constraint: Map value must satisfy constraint: "
              "[Member must have length less than or equal to 256, Member must have length "
              "greater than or equal to 0]"));
}

TEST_CASE("The records of a put are counted from 1, and print without their content") {
    CHECK(refusal(put_of({{.data = "d", .partition_key = "k"}, {.data = "d"}})) ==
          one("Value null at 'records.2.member.partitionKey' failed to satisfy constraint: Member "
              "must not be null"));
    CHECK(refusal(put_of({{.data = "d", .partition_key = ""}})) ==
          one("Value '' at 'records.1.member.partitionKey' failed to satisfy constraint: Member "
              "must have length greater than or equal to 1"));
    CHECK(refusal(put_of({{.data = {&weir::not_given, 0}, .partition_key = "k"}})) ==
          one("Value null at 'records.1.member.data' failed to satisfy constraint: Member must "
              "not be null"));
    CHECK(refusal(put_of({{.data = "d", .partition_key = "k", .explicit_hash_key = "-1"}})) ==
          one("Value '-1' at 'records.1.member.explicitHashKey' failed to satisfy constraint: "
              "Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38})"));
    const weir::PutRecordsRequestEntry none{};
    CHECK(refusal(weir::PutRecordsInput{.records = {&none, 0}, .stream_name = "s"}) ==
          one("Value '[]' at 'records' failed to satisfy constraint: Member must have length "
              "greater than or equal to 1"));
    const std::vector<weir::PutRecordsRequestEntry> many(501, {.data = "d", .partition_key = "k"});
    const auto text = refusal(put_of(many));
    CHECK(
        text.starts_with("1 validation error detected: Value '[com.amazonaws.kinesis.v20131202."
                         "PutRecordsRequestEntry@c965e310, com."));
    CHECK(
        text.ends_with("]' at 'records' failed to satisfy constraint: Member must have length "
                       "less than or equal to 500"));
}

TEST_CASE("Data has a length in bytes") {
    const std::string data(10'485'761, 'x');
    CHECK(refusal(weir::PutRecordInput{
              .stream_name = "s", .data = std::string_view{data}, .partition_key = "k"}) ==
          one("Value 'java.nio.HeapByteBuffer[pos=0 lim=10485761 cap=10485761]' at 'data' failed "
              "to satisfy constraint: Member must have length less than or equal to 10485760"));
}

TEST_CASE("Ten violations are reported at most") {
    const auto text = refusal(put_of(std::vector<weir::PutRecordsRequestEntry>(20)));
    CHECK(text.starts_with("10 validation errors detected: "));
    CHECK(std::count(text.begin(), text.end(), ';') == 9);
}
