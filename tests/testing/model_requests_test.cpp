// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/model_requests.hpp"

#include <string>
#include <vector>

#include "catch.hpp"

using weir::ModelRequests;

namespace {

std::string violated(const std::optional<weir::Error>& error) {
    return error ? error->message() : "nothing";
}

}  // namespace

TEST_CASE("A put that is well formed passes") {
    CHECK(violated(ModelRequests::check(
              weir::PutRecordRequest{.data = "data", .partition_key = "key"})) == "nothing");
}

TEST_CASE("All that is wrong with a put is told at once") {
    const auto text =
        violated(ModelRequests::check(weir::PutRecordRequest{.data = "data",
                                                             .partition_key = "",
                                                             .explicit_hash_key = "x",
                                                             .sequence_number_for_ordering = "y"}));
    CHECK(text.starts_with("3 validation errors detected: "));
}

TEST_CASE("A batch's members are numbered from one") {
    const std::vector<weir::PutRecordsRequestEntry> records{
        {.data = "data", .partition_key = "key", .explicit_hash_key = {}},
        {.data = "data", .partition_key = "key", .explicit_hash_key = "-1"}};
    CHECK(violated(ModelRequests::check(std::span{records})) ==
          "1 validation error detected: Value '-1' at 'records.2.member.explicitHashKey' failed to "
          "satisfy constraint: Member must satisfy regular expression pattern: "
          "0|([1-9]\\d{0,38})");
}

TEST_CASE("Limits are one to ten thousand") {
    CHECK(ModelRequests::check_read_limit(0).has_value());
    CHECK_FALSE(ModelRequests::check_read_limit(1).has_value());
    CHECK_FALSE(ModelRequests::check_read_limit(10'000).has_value());
    CHECK(ModelRequests::check_read_limit(10'001).has_value());
    CHECK(ModelRequests::check(weir::DescribeStreamRequest{.limit = 0}).has_value());
    CHECK(ModelRequests::check(weir::ListShardsRequest{.max_results = 10'001}).has_value());
}

TEST_CASE("Shard ids that must be there are missed, the others are not") {
    CHECK(ModelRequests::check(weir::GetShardIteratorRequest{}).has_value());
    CHECK(ModelRequests::check(weir::SplitShardRequest{}).has_value());
    CHECK(violated(ModelRequests::check(weir::MergeShardsRequest{}))
              .starts_with("2 validation errors detected: "));
    CHECK_FALSE(ModelRequests::check(weir::ListShardsRequest{}).has_value());
    CHECK_FALSE(ModelRequests::check(weir::DescribeStreamRequest{}).has_value());
}

TEST_CASE("An empty shard id is too short and does not fit the pattern") {
    CHECK(violated(ModelRequests::check(weir::GetShardIteratorRequest{.shard_id = ""}))
              .starts_with("2 validation errors detected: "));
}

TEST_CASE("A stream has one shard at least") {
    CHECK(ModelRequests::check(weir::UpdateShardCountRequest{0}).has_value());
    CHECK_FALSE(ModelRequests::check(weir::UpdateShardCountRequest{1}).has_value());
}
