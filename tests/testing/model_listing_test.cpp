// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/model_listing.hpp"

#include "catch.hpp"

using namespace std::chrono_literals;

namespace {

const weir::Instant start = weir::Instant::from_seconds(1'700'000'000);

}  // namespace

TEST_CASE("Pages hold as many shards as were asked for and go on behind the last") {
    weir::ModelListing model{{.shard_count = 5}, start};
    const auto first = model.list_shards(start, {.max_results = 3}).value();
    REQUIRE(first.shards.size() == 3);
    REQUIRE(first.next_token.has_value());
    const auto second = model.list_shards(start, {.next_token = first.next_token}).value();
    REQUIRE(second.shards.size() == 2);
    CHECK(second.shards.front().shard_id == weir::ShardId{3});
    CHECK_FALSE(second.next_token.has_value());
}

TEST_CASE("A page token lives as long as an iterator") {
    weir::ModelListing model{{.shard_count = 2}, start};
    const auto token = model.list_shards(start, {.max_results = 1}).value().next_token;
    CHECK(model.list_shards(start + 300s, {.next_token = token}).has_value());
    CHECK(model.list_shards(start + 300s + 1us, {.next_token = token}).error().code() ==
          weir::Errc::expired_next_token);
    CHECK(model.list_shards(start, {.next_token = "7"}).error().message() == "Invalid NextToken.");
}

TEST_CASE("A description has a page of shards and says if there are more") {
    weir::ModelListing model{{.stream_name = "name", .shard_count = 3}, start};
    const auto description = model.describe_stream(start, {.limit = 2}).value();
    CHECK(description.stream_name == "name");
    CHECK(description.stream_arn == "arn:aws:kinesis:us-east-1:000000000000:stream/name");
    CHECK(description.shards.size() == 2);
    CHECK(description.has_more_shards);
    CHECK(model.describe_stream_summary(start).open_shard_count == 3);
}

TEST_CASE("A stream that did nothing has counted nothing") {
    weir::ModelListing model{{.shard_count = 2}, start};
    const auto metrics = model.metrics(start);
    CHECK(metrics.incoming_records == 0);
    REQUIRE(metrics.shards.size() == 2);
    CHECK(metrics.shards[1].shard_id == weir::ShardId{1});
}
