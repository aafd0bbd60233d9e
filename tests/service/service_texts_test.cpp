// SPDX-License-Identifier: Apache-2.0
#include "weir/service/service_texts.hpp"

#include <string>

#include "catch.hpp"

namespace texts = weir::texts;
using weir::Errc;
using weir::Error;

namespace {

const weir::StreamIdentity who{"orders", "123456789012", "eu-west-1"};

bool is(const Error& error, Errc code, const std::string& text) {
    CHECK(error.code() == code);
    CHECK(error.message() == text);
    return error.code() == code && error.message() == text;
}

}  // namespace

TEST_CASE("The texts of errors about an account are the service's as far as they are known") {
    is(texts::stream_not_found("orders", "123456789012"), Errc::resource_not_found,
       "Stream orders under account 123456789012 not found.");
    is(texts::stream_exists(who), Errc::resource_in_use,
       "Stream orders under account 123456789012 already exists.");
    is(texts::name_required(), Errc::validation,
       "1 validation error detected: Value null at 'streamName' failed to satisfy constraint: "
       "Member must not be null");
    is(texts::too_many_in_transit(5), Errc::limit_exceeded,
       "This request would have exceed the limit on the number of streams that can "
       "simultaneously be in CREATING or DELETING. Limit: 5");
    is(texts::shard_count_with_on_demand(), Errc::validation,
       "ShardCount is not expected when StreamMode=ON_DEMAND");
    is(texts::is_on_demand(who), Errc::validation,
       "Request is invalid. Stream orders under account 123456789012 is in On-Demand mode.");
    is(texts::rate_exceeded(who), Errc::limit_exceeded,
       "Rate exceeded for stream orders under account 123456789012.");
    is(texts::has_consumers(who), Errc::resource_in_use,
       "DeleteStream can\u2019t delete 123456789012:orders because there are consumers associated "
       "with this data stream. To delete orders anyway, set the EnforceConsumerDeletion parameter "
       "to true to force the deletion of all the consumers that are associated with it.");
    is(texts::no_resource_policy("arn"), Errc::resource_not_found,
       "No resource policy found for resource ARN arn.");
    is(texts::consumer_not_found("reader", "123456789012"), Errc::resource_not_found,
       "Consumer reader, account 123456789012 not found.");
    is(texts::consumer_not_active(who, "reader", 1'700'000'000), Errc::resource_in_use,
       "Consumer reader with creation timestamp 1700000000 under stream: orders , account "
       "123456789012 is not in ACTIVE status.");
    is(texts::consumer_not_active_for_policy(who, "reader", 1'700'000'000), Errc::resource_in_use,
       "Consumer reader with creation timestamp 1700000000 under stream orders and account "
       "123456789012 is not in ACTIVE status.");
    is(texts::subscription_exists(who, weir::ShardId{7}, "reader"), Errc::resource_in_use,
       "Another active subscription exists for this consumer: "
       "123456789012:orders:shardId-000000000007:reader");
    is(texts::token_or_name(), Errc::invalid_argument,
       "Either NextToken or StreamName should be provided.");
    is(texts::token_and("StreamName"), Errc::invalid_argument,
       "NextToken and StreamName cannot be provided together.");
}

TEST_CASE("The texts of our own name what is wrong") {
    is(texts::names_differ(), Errc::invalid_argument,
       "StreamARN and StreamName do not name the same stream.");
    is(texts::bad_arn("x"), Errc::invalid_argument, "Invalid ARN: x");
    is(texts::expired_next_token(weir::Instant::from_seconds(1'700'000'000)),
       Errc::expired_next_token,
       "NextToken has expired. It was created at time Tue Nov 14 22:13:20 UTC 2023.");
    is(texts::daily_limit(who, "StopStreamEncryption", 25), Errc::limit_exceeded,
       "StopStreamEncryption cannot be called more than 25 times in 24 hours for stream orders "
       "under account 123456789012.");
    is(texts::kms(Errc::kms_disabled, "alias/a"), Errc::kms_disabled,
       "The request was rejected because of the state of key alias/a.");
}
