// SPDX-License-Identifier: Apache-2.0
#include "weir/stream/shard_list.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

using namespace std::chrono_literals;
using weir::Errc;
using weir::Instant;
using weir::ShardFilterType;
using weir::ShardId;

namespace {

/// Ids of the shards that a filter lets through, joined.
std::string list(StreamUnderTest& test, const weir::ShardFilter& filter) {
    std::string ids;
    const auto listed = test.stream.list_shards({.shard_filter = filter}).value();
    for (const auto& shard : listed.shards) {
        ids += std::to_string(shard.shard_id.index);
    }
    return ids;
}

}  // namespace

TEST_CASE("Each filter lets through the shards of its time") {
    StreamUnderTest test;  // 0, later 1 and 2, later 3 from both
    const auto born = test.clock.now();
    test.clock.advance(1h);
    REQUIRE(test.stream.split_shard(
        {.shard_to_split = "0", .new_starting_hash_key = weir::HashKeyRange::whole().middle()}));
    const auto split = test.clock.now();
    test.clock.advance(1h);
    REQUIRE(test.stream.merge_shards({.shard_to_merge = "1", .adjacent_shard_to_merge = "2"}));
    const auto merged = test.clock.now();
    test.clock.advance(1h);

    using enum ShardFilterType;
    CHECK(list(test, {.type = from_trim_horizon}) == "0123");
    CHECK(list(test, {.type = at_trim_horizon}) == "0");
    CHECK(list(test, {.type = at_latest}) == "3");
    CHECK(list(test, {.type = after_shard_id, .shard_id = ShardId{1}}) == "23");
    const auto at = [&](Instant time) {
        return list(test, {.type = at_timestamp, .shard_id = {}, .timestamp = time});
    };
    CHECK(at(born - 1h) == "0");
    CHECK(at(born) == "0");
    CHECK(at(split - 1us) == "0");
    CHECK(at(split) == "12");
    CHECK(at(merged) == "3");
    CHECK(at(merged + 500h) == "3");
    const auto from = [&](Instant time) {
        return list(test, {.type = from_timestamp, .shard_id = {}, .timestamp = time});
    };
    CHECK(from(born) == "0123");
    CHECK(from(split + 1us) == "123");
    CHECK(from(merged + 1us) == "3");

    test.clock.advance(22h + 30min);  // the split lies before the horizon, the merge after it
    CHECK(list(test, {.type = from_trim_horizon}) == "123");
    CHECK(list(test, {.type = at_trim_horizon}) == "12");
    CHECK(at(born) == "12");
}

TEST_CASE("Members that do not go together are refused") {
    StreamUnderTest test{{.shard_count = 3}};
    const auto token = test.stream.list_shards({.max_results = 1})->next_token;
    const auto error = [&](const weir::ListShardsRequest& request) {
        return test.stream.list_shards(request).error();
    };
    CHECK(error({.next_token = token, .exclusive_start_shard_id = ShardId{0}}).message() ==
          "NextToken and ExclusiveStartShardId cannot be provided together.");
    CHECK(error({.next_token = token, .shard_filter = weir::ShardFilter{}}).message() ==
          "NextToken and ShardFilter cannot be provided together.");
    CHECK(error({.next_token = token, .stream_creation_timestamp = test.clock.now()}).message() ==
          "NextToken and StreamCreationTimestamp cannot be provided together.");
    CHECK(
        error({.shard_filter = weir::ShardFilter{.type = ShardFilterType::at_timestamp}}).code() ==
        Errc::invalid_argument);
    CHECK(error({.shard_filter =
                     weir::ShardFilter{.type = ShardFilterType::at_latest, .shard_id = ShardId{0}}})
              .code() == Errc::invalid_argument);
    CHECK(error({.max_results = 0}).code() == Errc::validation);
    CHECK(error({.max_results = 10'001}).code() == Errc::validation);
    CHECK(error({.exclusive_start_shard_id = "no-shard"}).code() == Errc::resource_not_found);
    CHECK(error({.stream_creation_timestamp = test.clock.now() + 1s}).code() ==
          Errc::resource_not_found);
}

TEST_CASE("A page token keeps the filter it was made with") {
    StreamUnderTest test{{.shard_count = 4}};
    REQUIRE(test.stream.merge_shards({.shard_to_merge = "2", .adjacent_shard_to_merge = "3"}));
    const auto first =
        test.stream
            .list_shards({.max_results = 2,
                          .shard_filter = weir::ShardFilter{.type = ShardFilterType::at_latest}})
            .value();
    const auto rest = test.stream.list_shards({.next_token = first.next_token}).value();
    REQUIRE(rest.shards.size() == 1);
    CHECK(rest.shards[0].shard_id == ShardId{4});
}

TEST_CASE("A token that asks for no shard gives one a page") {
    StreamUnderTest test{{.shard_count = 3}};
    const weir::StreamIdentity who{"stream", "123456789012", "us-east-1"};
    const weir::ShardQueryReader reader{who, 7, 300s};
    const auto now = test.clock.now();
    weir::ShardQuery none;
    none.max_results = 0;
    const auto token = reader.token(none, ShardId{0}, now);
    CHECK(reader.read({.next_token = token}, now, now)->max_results == 1);
}
