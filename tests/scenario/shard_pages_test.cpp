// SPDX-License-Identifier: Apache-2.0
// Shards are listed in pages, by DescribeStream after a shard's id, by ListShards with a token that
// is all that the next call needs.
#include "scenario/account.hpp"

namespace {

Indexes indexes_of(const std::vector<weir::Shard>& shards) {
    Indexes indexes;
    for (const weir::Shard& shard : shards) {
        indexes.push_back(shard.shard_id.index);
    }
    return indexes;
}

}  // namespace

TEST_CASE("DescribeStream gives as many shards as asked for, after the one that is named") {
    Account account;
    account.create("stream", 5);
    auto page = ok(account.service.describe_stream({.stream_name = "stream", .limit = 2}))
                    .stream_description;
    CHECK(indexes_of(page.shards) == Indexes{0, 1});
    CHECK(page.has_more_shards);
    page = ok(account.service.describe_stream(
                  {.stream_name = "stream", .limit = 2, .exclusive_start_shard_id = "shardId-2"}))
               .stream_description;
    CHECK(indexes_of(page.shards) == Indexes{3, 4});
    CHECK_FALSE(page.has_more_shards);
}

TEST_CASE("DescribeStream gives a hundred shards at most, whatever is asked for") {
    Account account;
    account.create("stream", 101);
    const auto page =
        ok(account.service.describe_stream({.stream_name = "stream", .limit = 10'000}))
            .stream_description;
    CHECK(page.shards.size() == 100);
    CHECK(page.has_more_shards);
    CHECK(refusal(account.service.describe_stream({.stream_name = "stream", .limit = 10'001}))
              .starts_with("ValidationException: "));
}

TEST_CASE("A token of ListShards knows its stream, among many") {
    Account account;
    account.create("other", 7);
    account.create("stream", 5);
    account.create("third", 9);
    auto page = ok(account.service.list_shards({.stream_name = "stream", .max_results = 2}));
    Indexes all = indexes_of(page.shards);
    while (page.next_token) {
        const std::string token = *page.next_token;
        page = ok(account.service.list_shards({.next_token = token, .max_results = 2}));
        for (const auto index : indexes_of(page.shards)) {
            all.push_back(index);
        }
    }
    CHECK(all == Indexes{0, 1, 2, 3, 4});
}

TEST_CASE("A token of ListShards goes with no other selector, and lives five minutes") {
    Account account;
    account.create("stream", 5);
    const std::string token =
        *ok(account.service.list_shards({.stream_name = "stream", .max_results = 2})).next_token;
    CHECK(refusal(account.service.list_shards({.stream_name = "stream", .next_token = token})) ==
          "InvalidArgumentException: NextToken and StreamName cannot be provided together.");
    CHECK(refusal(account.service.list_shards(
              {.next_token = token, .exclusive_start_shard_id = "0"})) ==
          "InvalidArgumentException: NextToken and ExclusiveStartShardId cannot be provided "
          "together.");
    CHECK(
        refusal(account.service.list_shards(
            {.next_token = token, .shard_filter = {{.type = weir::ShardFilterType::at_latest}}})) ==
        "InvalidArgumentException: NextToken and ShardFilter cannot be provided together.");
    CHECK(refusal(account.service.list_shards({})) ==
          "InvalidArgumentException: Either NextToken or StreamName should be provided.");
    account.clock.advance(300s);
    CHECK(account.service.list_shards({.next_token = token}).has_value());
    account.clock.advance(1us);
    CHECK(refusal(account.service.list_shards({.next_token = token}))
              .starts_with("ExpiredNextTokenException: "));
}

TEST_CASE("A token of a stream that was made again is no token of the new one") {
    Account account;
    account.create("stream", 5);
    const std::string token =
        *ok(account.service.list_shards({.stream_name = "stream", .max_results = 2})).next_token;
    ok(account.service.delete_stream({.stream_name = "stream"}));
    account.create("stream", 5);
    CHECK(refusal(account.service.list_shards({.next_token = token}))
              .starts_with("InvalidArgumentException: "));
    for (const char* text : {"x", "0123456789abcdef", "gggggggggggggggggggg", "-"}) {
        CHECK(refusal(account.service.list_shards({.next_token = text}))
                  .starts_with("InvalidArgumentException: "));
    }
}

TEST_CASE("Shards are listed of the stream that was made when it is said to be") {
    Account account;
    account.clock.advance(1'234'567us);
    account.create();
    const auto made = weir::Instant::from_millis(
        account.summary().stream_creation_timestamp.millis());  // as a remote caller has it
    CHECK(account.service.list_shards({.stream_name = "stream", .stream_creation_timestamp = made})
              .has_value());
    CHECK(refusal(account.service.list_shards(
                      {.stream_name = "stream", .stream_creation_timestamp = made - 100s}))
              .starts_with("ResourceNotFoundException: "));
}

TEST_CASE("Filters work over the account as they do over its streams") {
    Account account;
    account.create("stream", 2);
    account.clock.advance(10s);
    account.split(0, 1000);
    account.clock.advance(10s);
    CHECK(account.open_indexes() == Indexes{1, 2, 3});
    CHECK(account.indexes({.stream_name = "stream",
                           .shard_filter = {{.type = weir::ShardFilterType::at_timestamp,
                                             .timestamp = account.clock.now() - 15s}}}) ==
          Indexes{0, 1});
    CHECK(account.indexes({.stream_name = "stream",
                           .shard_filter = {{.type = "AFTER_SHARD_ID", .shard_id = "1"}}}) ==
          Indexes{2, 3});
    CHECK(account.indexes({.stream_name = "stream",
                           .shard_filter = {{.type = "AT_TRIM_HORIZON"}}}) == Indexes{0, 1});
    account.clock.advance(24h);
    CHECK(account.indexes({.stream_name = "stream"}) == Indexes{1, 2, 3});
}
