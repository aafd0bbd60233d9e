// SPDX-License-Identifier: Apache-2.0
// What a request must have is missed by name, also in the shortest way that a put can take.
#include "scenario/account.hpp"
#include "weir/service/constraints.hpp"

namespace {

std::string missing(std::string_view member) {
    return "ValidationException: 1 validation error detected: Value null at '" +
           std::string{member} + "' failed to satisfy constraint: Member must not be null";
}

}  // namespace

TEST_CASE("A record without data is not one with empty data") {
    Account account;
    account.create();
    CHECK(refusal(account.service.put_record({.stream_name = "stream", .partition_key = "k"})) ==
          missing("data"));
    CHECK(refusal(account.service.put_record(
              {.stream_name = "stream", .data = weir::Blob{std::string_view{"x"}}})) ==
          missing("partitionKey"));
    account.put("key", "");
    CHECK(account.data_in(0) == Texts{""});
}

TEST_CASE("A batch without records, and an entry without its members, are missed") {
    Account account;
    account.create();
    CHECK(refusal(account.service.put_records({.stream_name = "stream"})) == missing("records"));
    const weir::PutRecordsRequestEntry no_data{.data = weir::Blob{std::span{&weir::not_given, 0}},
                                               .partition_key = "key"};
    // Only a remote caller can leave it out, and is judged before the account is asked.
    const auto judged = weir::constraint_error(weir::PutRecordsInput{.records = {&no_data, 1}});
    REQUIRE(judged.has_value());
    CHECK(judged->message() == missing("records.1.member.data").substr(21));
    const weir::PutRecordsRequestEntry no_key{.data = "data"};
    CHECK(
        refusal(account.service.put_records({.records = {&no_key, 1}, .stream_name = "stream"})) ==
        missing("records.1.member.partitionKey"));
    CHECK(account.data_in(0).empty());
}

TEST_CASE("Members that are missing are told together, and before the stream is looked for") {
    Account account;
    const std::string answer = refusal(account.service.get_shard_iterator({.stream_name = "none"}));
    CHECK(answer.starts_with("ValidationException: 2 validation errors detected: "));
    CHECK(answer.find("Value null at 'shardId'") != std::string::npos);
    CHECK(answer.find("Value null at 'shardIteratorType'") != std::string::npos);
}

TEST_CASE("A name that is none of a set is told with the set, in the service's order") {
    Account account;
    account.create();
    CHECK(refusal(account.service.get_shard_iterator(
              {.stream_name = "stream", .shard_id = "0", .shard_iterator_type = "latest"})) ==
          "ValidationException: 1 validation error detected: Value 'latest' at "
          "'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: "
          "[AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]");
    CHECK(refusal(account.service.update_shard_count(
              {.stream_name = "stream", .target_shard_count = 2})) == missing("scalingType"));
    CHECK(refusal(account.service.create_stream(
              {.stream_name = "other", .stream_mode_details = {{"NONE"}}})) ==
          "ValidationException: 1 validation error detected: Value 'NONE' at "
          "'streamModeDetails.streamMode' failed to satisfy constraint: Member must satisfy enum "
          "value set: [PROVISIONED, ON_DEMAND]");
}

TEST_CASE("Reads are judged by their limit and their iterator, before anything is read") {
    Account account;
    account.create();
    CHECK(refusal(account.service.get_records({.shard_iterator = "", .limit = 0}))
              .starts_with("ValidationException: 2 validation errors detected: "));
    CHECK(refusal(account.service.get_records({})) == missing("shardIterator"));
    CHECK(refusal(account.service.get_records({.shard_iterator = "not one"})) ==
          "InvalidArgumentException: Invalid ShardIterator.");
}
