// SPDX-License-Identifier: Apache-2.0
// An explicit hash key takes the place of the partition key's hash. It has to be a decimal number
// below 2^128; one bad key fails a whole PutRecords call and nothing is written.
#include "scenario/scenario.hpp"

namespace {

std::string put_with(Scenario& scenario, std::string_view hash_key) {
    return refusal(scenario.stream.put_record(
        {.data = "data", .partition_key = "key", .explicit_hash_key = hash_key}));
}

}  // namespace

TEST_CASE("An explicit hash key decides the shard, whatever the partition key is") {
    Scenario scenario{{.shard_count = 2}};
    CHECK(scenario.put_at(0).shard_id == weir::ShardId{0});
    CHECK(scenario.put_at(Scenario::half() - 1).shard_id == weir::ShardId{0});
    CHECK(scenario.put_at(Scenario::half()).shard_id == weir::ShardId{1});
    CHECK(scenario.put_at(Scenario::top()).shard_id == weir::ShardId{1});
}

TEST_CASE("A partition key without an explicit hash key goes by its MD5") {
    Scenario scenario{{.shard_count = 4}};
    CHECK(scenario.put("a").shard_id == weir::ShardId{0});
    CHECK(scenario.put("b").shard_id == weir::ShardId{2});
    CHECK(scenario.put("0").shard_id == weir::ShardId{3});
    CHECK(scenario.put("é").shard_id == weir::ShardId{1});
    CHECK(scenario.put("日本語").shard_id == weir::ShardId{0});
}

TEST_CASE("2^128 and more is out of range") {
    Scenario scenario;
    CHECK(put_with(scenario, "340282366920938463463374607431768211456") ==
          "InvalidArgumentException: Invalid ExplicitHashKey. ExplicitHashKey must be in the "
          "range: [0, 2^128-1]. Specified value was 340282366920938463463374607431768211456");
    CHECK(scenario.stream
              .put_record({.data = "data",
                           .partition_key = "key",
                           .explicit_hash_key = "340282366920938463463374607431768211455"})
              .has_value());
}

TEST_CASE("What is no decimal number violates a constraint") {
    Scenario scenario;
    for (const char* text : {"", "-1", "01", "1e3", "1000000000000000000000000000000000000000"}) {
        CHECK(put_with(scenario, text) ==
              "ValidationException: 1 validation error detected: Value '" + std::string{text} +
                  "' at 'explicitHashKey' failed to satisfy constraint: Member must satisfy "
                  "regular expression pattern: 0|([1-9]\\d{0,38})");
    }
}

TEST_CASE("One bad hash key fails the whole batch") {
    Scenario scenario;
    const std::vector<weir::PutRecordsRequestEntry> records{
        {.data = "good", .partition_key = "key", .explicit_hash_key = {}},
        {.data = "bad",
         .partition_key = "key",
         .explicit_hash_key = "999999999999999999999999999999999999999"}};
    CHECK(refusal(scenario.stream.put_records(records)) ==
          "InvalidArgumentException: Invalid ExplicitHashKey. ExplicitHashKey must be in the "
          "range: [0, 2^128-1]. Specified value was 999999999999999999999999999999999999999");
    CHECK(scenario.read_data(scenario.place(0)).empty());
}
