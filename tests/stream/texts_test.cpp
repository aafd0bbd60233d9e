// SPDX-License-Identifier: Apache-2.0
#include "weir/stream/texts.hpp"

#include "catch.hpp"

namespace texts = weir::texts;
using weir::Errc;
using weir::Instant;
using weir::ShardId;

namespace {

const weir::StreamIdentity who{"orders", "123456789012", "eu-west-1"};

}  // namespace

TEST_CASE("A stream's ARN names region, account and stream") {
    CHECK(who.arn() == "arn:aws:kinesis:eu-west-1:123456789012:stream/orders");
}

TEST_CASE("Errors about shards carry the service's texts") {
    CHECK(texts::could_not_find_shard(who, "x").message() ==
          "Could not find shard x in stream orders under account 123456789012.");
    CHECK(texts::shard_does_not_exist(who, ShardId{5}).message() ==
          "Shard shardId-000000000005 in stream orders under account 123456789012 does not exist");
    CHECK(texts::not_adjacent(who, ShardId{0}, ShardId{2}).message() ==
          "Shards shardId-000000000000 and shardId-000000000002 in stream orders under account "
          "123456789012 are not an adjacent pair of shards eligible for merging");
    CHECK(texts::not_active(who, weir::StreamStatus::updating).message() ==
          "Stream orders under account 123456789012 not ACTIVE, instead in state UPDATING");
    CHECK(texts::not_active(who, weir::StreamStatus::updating).code() == Errc::resource_in_use);
}

TEST_CASE("The account's shard limit is told with all its numbers") {
    CHECK(texts::shard_limit(who, 9, 10, 2).message() ==
          "This request would exceed the shard limit for the account 123456789012 in eu-west-1. "
          "Current shard count for the account: 9. Limit: 10. Number of additional shards that "
          "would have resulted from this request: 2. Refer to the AWS Service Limits page "
          "(http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current "
          "limits and how to request higher limits.");
}

TEST_CASE("Dates are written as Java writes them") {
    CHECK(texts::java_date(Instant::from_seconds(1'421'889'722)) == "Thu Jan 22 01:22:02 UTC 2015");
    CHECK(texts::java_date(Instant::from_seconds(0)) == "Thu Jan 01 00:00:00 UTC 1970");
    CHECK(texts::java_date(Instant::from_seconds(951'782'399)) == "Mon Feb 28 23:59:59 UTC 2000");
    CHECK(texts::java_date(Instant::from_seconds(951'782'400)) == "Tue Feb 29 00:00:00 UTC 2000");
    CHECK(texts::java_date(Instant::from_seconds(-1)) == "Wed Dec 31 23:59:59 UTC 1969");
}

TEST_CASE("An expired iterator tells both times and the life it had") {
    const auto error =
        texts::expired_iterator(Instant::from_seconds(1'421'889'722),
                                Instant::from_seconds(1'421'890'023), std::chrono::seconds{300});
    CHECK(error.code() == Errc::expired_iterator);
    CHECK(error.message() ==
          "Iterator expired. The iterator was created at time Thu Jan 22 01:22:02 UTC 2015 while "
          "right now it is Thu Jan 22 01:27:03 UTC 2015 which is further in the future than the "
          "tolerated delay of 300000 milliseconds.");
}

TEST_CASE("Retention errors name the call that would do") {
    CHECK(texts::retention_wrong_way(who, 30, 48, true).message() ==
          "Requested retention period (30 hours) for stream orders can not be shorter than "
          "existing retention period (48 hours). Use DecreaseRetentionPeriod API.");
    CHECK(texts::retention_wrong_way(who, 50, 48, false).message() ==
          "Requested retention period (50 hours) for stream orders can not be longer than "
          "existing retention period (48 hours). Use IncreaseRetentionPeriod API.");
    CHECK(texts::retention_too_short(23).message() ==
          "Minimum allowed retention period is 24 hours. Requested retention period (23 hours) is "
          "too short.");
    CHECK(texts::retention_too_long(8'761).message() ==
          "Maximum allowed retention period is 8760 hours. Requested retention period (8761 "
          "hours) is too long.");
}
