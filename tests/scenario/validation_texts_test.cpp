// SPDX-License-Identifier: Apache-2.0
// A request is first held against the constraints of the service's model. All that it violates is
// told at once, ten at most.
#include <algorithm>

#include "scenario/scenario.hpp"

namespace {

std::string put_with_key(std::string_view key) {
    Scenario scenario;
    return refusal(scenario.stream.put_record({.data = "data", .partition_key = key}));
}
std::string key_error(const std::string& key, const std::string& constraint) {
    return "ValidationException: 1 validation error detected: Value '" + key +
           "' at 'partitionKey' failed to satisfy constraint: Member must have length " +
           constraint;
}
std::string repeated(std::string_view text, int times) {
    std::string all;
    for (int time = 0; time < times; ++time) {
        all += text;
    }
    return all;
}

}  // namespace

TEST_CASE("A partition key has one to 256 characters") {
    CHECK(put_with_key("") == key_error("", "greater than or equal to 1"));
    const std::string key(257, 'k');
    CHECK(put_with_key(key) == key_error(key, "less than or equal to 256"));
    Scenario scenario;
    scenario.put(key.substr(1));
}

TEST_CASE("A character outside the basic plane counts two") {
    Scenario scenario;
    scenario.put(repeated("é", 256));
    scenario.put(repeated("😀", 128));
    const std::string key = repeated("😀", 129);
    CHECK(put_with_key(key) == key_error(key, "less than or equal to 256"));
}

TEST_CASE("A batch has one to 500 records") {
    Scenario scenario;
    const std::vector<weir::PutRecordsRequestEntry> records(
        501, {.data = "data", .partition_key = "key", .explicit_hash_key = {}});
    const auto put = [&](std::size_t count) {
        return scenario.stream.put_records(std::span{records}.first(count));
    };
    CHECK(put(500).value().failed_record_count == 0);
    CHECK(put(501).error().code() == weir::Errc::validation);
    CHECK(put(0).error().code() == weir::Errc::validation);
}

TEST_CASE("A batch's records are numbered from one in the text") {
    Scenario scenario;
    const std::vector<weir::PutRecordsRequestEntry> records{
        {.data = "data", .partition_key = "key", .explicit_hash_key = {}},
        {.data = "data", .partition_key = "", .explicit_hash_key = {}}};
    CHECK(refusal(scenario.stream.put_records(records)) ==
          "ValidationException: 1 validation error detected: Value '' at "
          "'records.2.member.partitionKey' failed to satisfy constraint: Member must have length "
          "greater than or equal to 1");
}

TEST_CASE("At most ten violations are told") {
    Scenario scenario;
    const std::vector<weir::PutRecordsRequestEntry> records(
        12, {.data = "data", .partition_key = "", .explicit_hash_key = {}});
    const std::string text = refusal(scenario.stream.put_records(records));
    CHECK(text.starts_with("ValidationException: 10 validation errors detected: "));
    CHECK(std::count(text.begin(), text.end(), ';') == 9);
}

TEST_CASE("The limit of a read is one to 10,000") {
    Scenario scenario;
    const auto place = scenario.place(0);
    CHECK(refusal(scenario.stream.get_records({.shard_iterator = place, .limit = 0})) ==
          "ValidationException: 1 validation error detected: Value '0' at 'limit' failed to "
          "satisfy constraint: Member must have value greater than or equal to 1");
    CHECK(refusal(scenario.stream.get_records({.shard_iterator = place, .limit = 10'001})) ==
          "ValidationException: 1 validation error detected: Value '10001' at 'limit' failed to "
          "satisfy constraint: Member must have value less than or equal to 10000");
}

TEST_CASE("Iterator text and limit are judged together") {
    Scenario scenario;
    const std::string text = refusal(scenario.stream.get_records("", 0));
    CHECK(text.starts_with("ValidationException: 2 validation errors detected: "));
}

TEST_CASE("What must be there is missed") {
    Scenario scenario;
    CHECK(refusal(scenario.stream.get_shard_iterator({.shard_id = {}})) ==
          "ValidationException: 1 validation error detected: Value null at 'shardId' failed to "
          "satisfy constraint: Member must not be null");
    CHECK(refusal(
              scenario.stream.split_shard({.shard_to_split = "0", .new_starting_hash_key = {}})) ==
          "ValidationException: 1 validation error detected: Value null at 'newStartingHashKey' "
          "failed to satisfy constraint: Member must not be null");
}

TEST_CASE("A shard id has only letters, digits and three marks") {
    Scenario scenario;
    CHECK(refusal(scenario.stream.get_shard_iterator({.shard_id = "shard 0"})) ==
          "ValidationException: 1 validation error detected: Value 'shard 0' at 'shardId' failed "
          "to satisfy constraint: Member must satisfy regular expression pattern: "
          "[a-zA-Z0-9_.-]+");
}
