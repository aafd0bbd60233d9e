// SPDX-License-Identifier: Apache-2.0
// ListShards and DescribeStream answer page by page, in the order of shard ids. A page token goes
// on with the same question for five minutes.
#include "scenario/scenario.hpp"

TEST_CASE("Pages go on where the one before ended") {
    Scenario scenario{{.shard_count = 5}};
    auto page = scenario.stream.list_shards({.max_results = 2}).value();
    Indexes all;
    for (;;) {
        for (const weir::Shard& shard : page.shards) {
            all.push_back(shard.shard_id.index);
        }
        if (!page.next_token) {
            break;
        }
        CHECK(page.shards.size() == 2);
        page = scenario.stream.list_shards({.next_token = page.next_token}).value();
    }
    CHECK(all == Indexes{0, 1, 2, 3, 4});
}

TEST_CASE("A page that ends with the last shard has no token") {
    Scenario scenario{{.shard_count = 4}};
    const auto page = scenario.stream.list_shards({.max_results = 4}).value();
    CHECK(page.shards.size() == 4);
    CHECK_FALSE(page.next_token.has_value());
}

TEST_CASE("A page holds a thousand shards at most, whatever is asked for") {
    Scenario scenario{{.shard_count = 1100}};
    const auto page = scenario.stream.list_shards({.max_results = 10'000}).value();
    CHECK(page.shards.size() == 1000);
    const auto rest = scenario.stream.list_shards({.next_token = page.next_token}).value();
    CHECK(rest.shards.size() == 100);
    CHECK(rest.shards.front().shard_id == weir::ShardId{1000});
}

TEST_CASE("A token keeps the filter that the first page was asked with") {
    Scenario scenario{{.shard_count = 3}};
    scenario.merge(0, 1);
    const auto page =
        scenario.stream
            .list_shards(
                {.max_results = 1,
                 .shard_filter = weir::ShardFilter{.type = weir::ShardFilterType::at_latest,
                                                   .shard_id = {},
                                                   .timestamp = {}}})
            .value();
    REQUIRE(page.shards.size() == 1);
    CHECK(page.shards.front().shard_id == weir::ShardId{2});
    CHECK(scenario.indexes({.next_token = page.next_token}) == Indexes{3});
}

TEST_CASE("A token is good for five minutes") {
    Scenario scenario{{.shard_count = 2}};
    const auto page = scenario.stream.list_shards({.max_results = 1}).value();
    scenario.clock.advance(300s);
    CHECK(scenario.indexes({.next_token = page.next_token}) == Indexes{1});
    scenario.clock.advance(1us);
    CHECK(scenario.stream.list_shards({.next_token = page.next_token}).error().code() ==
          weir::Errc::expired_next_token);
}

TEST_CASE("A token goes with no other selector") {
    Scenario scenario{{.shard_count = 2}};
    const auto token = scenario.stream.list_shards({.max_results = 1}).value().next_token;
    CHECK(refusal(scenario.stream.list_shards(
              {.next_token = token, .exclusive_start_shard_id = "0"})) ==
          "InvalidArgumentException: NextToken and ExclusiveStartShardId cannot be provided "
          "together.");
    CHECK(refusal(scenario.stream.list_shards(
              {.next_token = token, .shard_filter = weir::ShardFilter{}})) ==
          "InvalidArgumentException: NextToken and ShardFilter cannot be provided together.");
}

TEST_CASE("A shard to start after need not exist") {
    Scenario scenario{{.shard_count = 2}};
    CHECK(scenario.indexes({.exclusive_start_shard_id = "shardId-000000000000"}) == Indexes{1});
    CHECK(scenario.indexes({.exclusive_start_shard_id = "shardId-000000000099"}).empty());
}

TEST_CASE("DescribeStream shows a hundred shards a page and says whether there are more") {
    Scenario scenario{{.shard_count = 150}};
    const auto first = scenario.stream.describe_stream({.limit = 10'000}).value();
    CHECK(first.shards.size() == 100);
    CHECK(first.has_more_shards);
    const auto second =
        scenario.stream.describe_stream({.exclusive_start_shard_id = first.shards.back().shard_id})
            .value();
    CHECK(second.shards.size() == 50);
    CHECK_FALSE(second.has_more_shards);
}
