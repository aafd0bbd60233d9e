// SPDX-License-Identifier: Apache-2.0
// The open shards of all provisioned streams together stay within the account's limit, those that
// are on their way included.
#include "scenario/account.hpp"

namespace {

weir::ServiceOptions limited(std::uint32_t shards, const weir::ServiceDurations& durations = {}) {
    weir::ServiceOptions options = Account::relaxed(durations);
    options.limits.shards = shards;
    return options;
}

std::string limit_reached(int open, int limit, int more) {
    return "LimitExceededException: This request would exceed the shard limit for the account "
           "000000000000 in us-east-1. Current shard count for the account: " +
           std::to_string(open) + ". Limit: " + std::to_string(limit) +
           ". Number of additional shards that would have resulted from this request: " +
           std::to_string(more) +
           ". Refer to the AWS Service Limits page "
           "(http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current "
           "limits and how to request higher limits.";
}

}  // namespace

TEST_CASE("A stream for which the account has no shards left is not made") {
    Account account{limited(5)};
    account.create("a", 2);
    account.create("b", 2);
    CHECK(refusal(account.service.create_stream({.stream_name = "c", .shard_count = 2})) ==
          limit_reached(4, 5, 2));
    account.create("c", 1);
    ok(account.service.delete_stream({.stream_name = "a"}));
    account.create("d", 2);
}

TEST_CASE("A split needs one more shard, and the other streams' shards count") {
    Account account{limited(4)};
    account.create("stream", 2);
    account.create("other", 2);
    CHECK(refusal(account.service.split_shard(
              {.stream_name = "stream", .shard_to_split = "0", .new_starting_hash_key = "1000"})) ==
          limit_reached(4, 4, 1));
    account.merge(0, 1, "other");
    account.split(0, 1000);
}

TEST_CASE("Closed shards do not count") {
    Account account{limited(3)};
    account.create("stream", 2);
    for (std::uint32_t round = 0; round < 5; ++round) {
        account.merge(round * 3, round * 3 + 1);
        account.split(round * 3 + 2, Scenario::half());
    }
    CHECK(ok(account.service.describe_limits()).open_shard_count == 2);
    account.create("other");
}

TEST_CASE("Shards of on-demand streams do not count") {
    Account account{limited(2)};
    account.create_on_demand("on-demand");
    account.create("stream", 2);
    CHECK(ok(account.service.describe_limits()).open_shard_count == 2);
}

TEST_CASE("A change of the shard count stays within the limit") {
    Account account{limited(5)};
    account.create("stream", 2);
    account.create("other", 2);
    CHECK(refusal(account.service.update_shard_count(
                      {.stream_name = "stream",
                       .target_shard_count = 4,
                       .scaling_type = weir::ScalingType::uniform_scaling}))
              .starts_with("LimitExceededException: "));
}

TEST_CASE("A stream that is still CREATING counts with all its shards") {
    Account account{limited(3, {.create_stream = 35s})};
    account.create("stream", 2);
    CHECK(refusal(account.service.create_stream({.stream_name = "other", .shard_count = 2})) ==
          limit_reached(2, 3, 2));
}

TEST_CASE("Shards that a running split is going to open count already") {
    Account account{limited(3, {.split_shard = 30s})};
    account.create("stream");
    account.create("other");
    account.split(0, 1000);
    CHECK(refusal(
              account.service.split_shard(
                  {.stream_name = "other", .shard_to_split = "0", .new_starting_hash_key = "1000"}))
              .starts_with("LimitExceededException: "));
    CHECK(refusal(account.service.create_stream({.stream_name = "third", .shard_count = 1}))
              .starts_with("LimitExceededException: "));
    account.clock.advance(30s);
    CHECK(account.summary().open_shard_count == 2);
    CHECK(ok(account.service.describe_limits()).open_shard_count == 3);
}

TEST_CASE("Shards that a running merge is going to close count until it is through") {
    Account account{limited(2, {.merge_shards = 30s})};
    account.create("stream", 2);
    account.merge(0, 1);
    CHECK(refusal(account.service.create_stream({.stream_name = "other", .shard_count = 1}))
              .starts_with("LimitExceededException: "));
    account.clock.advance(30s);
    account.create("other");
}
