// SPDX-License-Identifier: Apache-2.0
#include "weir/service/service_streams.hpp"

#include <string>
#include <vector>

#include "account.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using weir::Errc;
using weir::StreamMode;
using weir::StreamStatus;

namespace {

weir::StreamModeDetailsInput mode(const char* name) {
    return {.stream_mode = name};
}
constexpr const char* in_transit =
    "LimitExceededException: This request would have exceed the limit on the number of streams "
    "that can simultaneously be in CREATING or DELETING. Limit: 5";

}  // namespace

TEST_CASE("A stream is made with what was asked for, and with the service's defaults") {
    Account test;
    const weir::TagMap tags{{"team", "water"}};
    REQUIRE(test.service.create_stream({.stream_name = "orders",
                                        .shard_count = 3,
                                        .stream_mode_details = mode("PROVISIONED"),
                                        .tags = tags,
                                        .max_record_size_in_kib = 2048}));
    const auto full = test.describe("orders");
    CHECK(full.stream_name == "orders");
    CHECK(full.stream_arn == Account::arn("orders"));
    CHECK(full.stream_status == StreamStatus::active);
    CHECK(full.stream_mode_details.stream_mode == StreamMode::provisioned);
    CHECK(full.shards.size() == 3);
    CHECK_FALSE(full.has_more_shards);
    CHECK(full.retention_period == 24h);
    CHECK(full.stream_creation_timestamp == test.clock.now());
    CHECK(full.enhanced_monitoring == std::vector<weir::EnhancedMetrics>{{}});
    CHECK(full.encryption_type == weir::EncryptionType::none);
    CHECK_FALSE(full.key_id.has_value());
    const auto summary = test.summary("orders");
    CHECK(summary.open_shard_count == 3);
    CHECK(summary.consumer_count == 0);
    CHECK(summary.max_record_size_in_kib == 2048);
    CHECK_FALSE(summary.warm_throughput.has_value());
    CHECK(summary.stream_arn == full.stream_arn);
    CHECK(test.service.list_tags_for_stream({.stream_name = "orders"})->tags ==
          std::vector<weir::Tag>{{"team", "water"}});
}

TEST_CASE("An on-demand stream starts with four shards and takes no count of them") {
    Account test;
    REQUIRE(test.create_on_demand());
    CHECK(test.describe().shards.size() == 4);
    CHECK(test.describe().stream_mode_details.stream_mode == StreamMode::on_demand);
    CHECK(error_of(test.service.create_stream({.stream_name = "other",
                                               .shard_count = 1,
                                               .stream_mode_details = mode("ON_DEMAND")})) ==
          "ValidationException: ShardCount is not expected when StreamMode=ON_DEMAND");
}

TEST_CASE("A provisioned stream needs a count of shards, a stream without a mode does not") {
    Account test;
    CHECK(error_of(test.service.create_stream(
              {.stream_name = "other", .stream_mode_details = mode("PROVISIONED")})) ==
          "ValidationException: ShardCount must be provided when StreamMode=PROVISIONED");
    REQUIRE(test.service.create_stream({.stream_name = "plain"}));
    CHECK(test.describe("plain").shards.size() == 4);
    CHECK(test.describe("plain").stream_mode_details.stream_mode == StreamMode::provisioned);
}

TEST_CASE("What a stream must not be made with is told before anything else") {
    Account test;
    CHECK(error_of(test.service.create_stream({.shard_count = 0})) ==
          "ValidationException: 2 validation errors detected: Value null at 'streamName' failed to "
          "satisfy constraint: Member must not be null; Value '0' at 'shardCount' failed to "
          "satisfy constraint: Member must have value greater than or equal to 1");
    CHECK(test.service.create_stream({.stream_name = "a b", .shard_count = 1}).error().code() ==
          Errc::validation);
    CHECK(test.service
              .create_stream({.stream_name = "a", .shard_count = 1, .max_record_size_in_kib = 1})
              .error()
              .code() == Errc::validation);
    CHECK(test.service.create_stream({.stream_name = "a", .stream_mode_details = mode("LAZY")})
              .error()
              .message()
              .ends_with("Member must satisfy enum value set: [PROVISIONED, ON_DEMAND]"));
    CHECK(
        test.service
            .create_stream({.stream_name = "a", .shard_count = 1, .tags = weir::TagMap{{"!", ""}}})
            .error()
            .message()
            .starts_with("Some tags contain invalid characters."));
    CHECK(test.service.list_streams()->stream_names.empty());
}

TEST_CASE("A name is taken until its stream is gone") {
    Account test{Account::slow(10s)};
    const std::string taken =
        "ResourceInUseException: Stream stream under account 000000000000 already exists.";
    const auto create = [&] {
        return error_of(test.service.create_stream({.stream_name = "stream", .shard_count = 1}));
    };
    CHECK(create() == "success");
    CHECK(create() == taken);
    test.clock.advance(10s);
    CHECK(create() == taken);
    REQUIRE(test.remove());
    CHECK(create() == taken);
    test.clock.advance(10s);
    CHECK(create() == "success");
}

TEST_CASE("The shards of all provisioned streams count against the account's limit") {
    auto options = Account::limited();
    options.limits.shards = 10;
    Account test{options};
    const auto create = [&](const char* name, std::int32_t shards) {
        return error_of(test.service.create_stream({.stream_name = name, .shard_count = shards}));
    };
    const auto refused = [](int now, int more) {
        return "LimitExceededException: This request would exceed the shard limit for the account "
               "000000000000 in us-east-1. Current shard count for the account: " +
               std::to_string(now) +
               ". Limit: 10. Number of additional shards that would have resulted from this "
               "request: " +
               std::to_string(more) +
               ". Refer to the AWS Service Limits page (http://docs.aws.amazon.com/general/latest/"
               "gr/aws_service_limits.html) for current limits and how to request higher limits.";
    };
    CHECK(create("a", 4) == "success");
    CHECK(create("b", 7) == refused(4, 7));
    CHECK(create("b", 5) == "success");
    // On-demand streams have shards of their own.
    REQUIRE(test.create_on_demand("c"));
    CHECK(error_of(test.split("0", "a", weir::HashKey{2})) == "success");
    CHECK(error_of(test.split("1", "a")) == refused(10, 1));
    CHECK(error_of(test.service.update_shard_count(
              {.stream_name = "b", .target_shard_count = 6, .scaling_type = "UNIFORM_SCALING"})) ==
          refused(10, 2));  // on the way there are seven
    // The name is looked at first.
    CHECK(create("a", 100) ==
          "ResourceInUseException: Stream a under account 000000000000 already exists.");
    REQUIRE(test.remove("b"));
    CHECK(create("d", 5) == "success");
    CHECK(create("e", 1) == refused(10, 1));
}

TEST_CASE("No stream has more than ten thousand shards") {
    Account test;
    CHECK(error_of(test.service.create_stream({.stream_name = "a", .shard_count = 10'001})) ==
          "LimitExceededException: Target shard count or number of open shards cannot be greater "
          "than 10000. Current open shard count: 0, Target shard count: 10001");
}

TEST_CASE("An account has so many on-demand streams") {
    auto options = Account::limited();
    options.limits.on_demand_streams = 2;
    Account test{options};
    REQUIRE(test.create_on_demand("a"));
    REQUIRE(test.create_on_demand("b"));
    const std::string refused =
        "LimitExceededException: This request would exceed the limit of on-demand streams for the "
        "account 000000000000. Limit: 2";
    CHECK(error_of(test.create_on_demand("c")) == refused);
    test.create("c");
    const std::string arn = Account::arn("c");
    CHECK(error_of(test.service.update_stream_mode(
              {.stream_arn = arn, .stream_mode_details = mode("ON_DEMAND")})) == refused);
    REQUIRE(test.remove("a"));
    CHECK(test.service.update_stream_mode(
        {.stream_arn = arn, .stream_mode_details = mode("ON_DEMAND")}));
}

TEST_CASE("Five streams are CREATING at once, and five DELETING") {
    auto options = Account::slow(10s);
    options.limits = {.call_rates = false};
    Account test{options};
    const std::string names = "abcdef";
    for (int at = 0; at < 5; ++at) {
        test.create(names.substr(static_cast<std::size_t>(at), 1));
    }
    CHECK(error_of(test.service.create_stream({.stream_name = "f", .shard_count = 1})) ==
          in_transit);
    test.clock.advance(10s);
    test.create("f");
    for (int at = 0; at < 5; ++at) {
        REQUIRE(test.remove(names.substr(static_cast<std::size_t>(at), 1)));
    }
    CHECK(error_of(test.remove("f")) == in_transit);
    test.create("g");
    test.clock.advance(10s);
    CHECK(test.remove("f"));
}

TEST_CASE("Consumers keep a stream from being deleted unless that is enforced") {
    Account test;
    test.create();
    const std::string arn = test.consumer();
    CHECK(error_of(test.remove()) ==
          "ResourceInUseException: DeleteStream can\u2019t delete 000000000000:stream because "
          "there are consumers associated with this data stream. To delete stream anyway, set the "
          "EnforceConsumerDeletion parameter to true to force the deletion of all the consumers "
          "that are associated with it.");
    CHECK(test.service.delete_stream({.stream_name = "stream", .enforce_consumer_deletion = false})
              .error()
              .code() == Errc::resource_in_use);
    CHECK(test.service.delete_stream({.stream_name = "stream", .enforce_consumer_deletion = true}));
    CHECK(error_of(test.service.describe_stream_consumer({.consumer_arn = arn})) ==
          "ResourceNotFoundException: Stream stream under account 000000000000 not found.");
}

TEST_CASE("Shards are described by the page, at most a hundred at once") {
    Account test;
    test.create("stream", 250);
    const auto page = [&](std::optional<std::int32_t> limit, std::string_view after) {
        weir::DescribeStreamInput input{.stream_name = "stream", .limit = limit};
        if (!after.empty()) {
            input.exclusive_start_shard_id = after;
        }
        return test.service.describe_stream(input).value().stream_description;
    };
    CHECK(page({}, "").shards.size() == 100);
    CHECK(page(200, "").shards.size() == 100);
    CHECK(page({}, "").has_more_shards);
    const auto some = page(7, "shardId-000000000003");
    REQUIRE(some.shards.size() == 7);
    CHECK(some.shards.front().shard_id == weir::ShardId{4});
    const auto last = page(50, "199");
    CHECK(last.shards.size() == 50);
    CHECK_FALSE(last.has_more_shards);
    CHECK(page({}, "249").shards.empty());
    CHECK(error_of(test.service.describe_stream(
              {.stream_name = "stream", .exclusive_start_shard_id = "x"})) ==
          "ResourceNotFoundException: Could not find shard x in stream stream under account "
          "000000000000.");
}

TEST_CASE("Streams are listed by name, page by page") {
    Account test;
    for (const char* name : {"b", "a", "C", "a.b", "a-b", "d"}) {
        test.create(name);
    }
    const auto all = test.service.list_streams().value();
    CHECK(all.stream_names == std::vector<std::string>{"C", "a", "a-b", "a.b", "b", "d"});
    CHECK_FALSE(all.has_more_streams);
    CHECK_FALSE(all.next_token.has_value());
    REQUIRE(all.stream_summaries.size() == 6);
    CHECK(all.stream_summaries[1].stream_name == "a");
    CHECK(all.stream_summaries[1].stream_arn == Account::arn("a"));
    CHECK(all.stream_summaries[1].stream_status == StreamStatus::active);
    std::vector<std::string> seen;
    std::optional<std::string> token;
    do {
        const auto page = test.service.list_streams({.limit = 2, .next_token = token}).value();
        CHECK(page.stream_names.size() == 2);
        CHECK(page.has_more_streams == page.next_token.has_value());
        seen.insert(seen.end(), page.stream_names.begin(), page.stream_names.end());
        token = page.next_token;
    } while (token);
    CHECK(seen == all.stream_names);
    // A name to start after need not be there.
    CHECK(test.service.list_streams({.exclusive_start_stream_name = "a.a"})->stream_names ==
          std::vector<std::string>{"a.b", "b", "d"});
}

TEST_CASE("A hundred streams are listed at once, however many were asked for") {
    Account test;
    for (int stream = 0; stream < 120; ++stream) {
        test.create("s" + std::to_string(stream));
    }
    CHECK(test.service.list_streams()->stream_names.size() == 100);
    CHECK(test.service.list_streams({.limit = 10'000})->stream_names.size() == 100);
    const auto first = test.service.list_streams().value();
    CHECK(test.service.list_streams({.next_token = first.next_token})->stream_names.size() == 20);
}

TEST_CASE("A token of a list of streams lives five minutes, and is not for others") {
    Account test;
    const std::string longest(128, 'x');
    test.create("a");
    test.create(longest);
    test.create("y");
    const auto token = *test.service.list_streams({.limit = 2})->next_token;
    const auto list = [&](std::string_view text) {
        return test.service.list_streams({.next_token = text});
    };
    test.clock.advance(300s);
    CHECK(list(token)->stream_names == std::vector<std::string>{"y"});
    // Nor does it need the stream that it stopped at.
    REQUIRE(test.remove(longest));
    CHECK(list(token)->stream_names == std::vector<std::string>{"y"});
    test.clock.advance(1us);
    CHECK(error_of(list(token)) ==
          "ExpiredNextTokenException: NextToken has expired. It was created at time Tue Nov 14 "
          "22:13:20 UTC 2023.");
    test.clock.advance(-1h);
    CHECK(list(token).error().code() == Errc::expired_next_token);
    test.clock.advance(1h);
    CHECK(error_of(list("AAAA")) == "InvalidArgumentException: Invalid NextToken.");
    CHECK(error_of(list(token.substr(4))) == "InvalidArgumentException: Invalid NextToken.");
    auto options = Account::unlimited();
    options.seed = 1;
    Account other{options};
    CHECK(error_of(other.service.list_streams({.next_token = token})) ==
          "InvalidArgumentException: Invalid NextToken.");
    CHECK(error_of(test.service.list_streams(
              {.exclusive_start_stream_name = "a", .next_token = token})) ==
          "InvalidArgumentException: NextToken and ExclusiveStartStreamName cannot be provided "
          "together.");
}

TEST_CASE("A stream that is made again has nothing of the one before") {
    Account test;
    const weir::TagMap tags{{"a", "b"}};
    REQUIRE(test.service.create_stream({.stream_name = "stream", .shard_count = 2, .tags = tags}));
    test.put("old");
    const auto iterator = test.iterator("0");
    const std::string arn = test.consumer();
    const auto token =
        test.service.list_shards({.stream_name = "stream", .max_results = 1})->next_token.value();
    const auto text = test.service.to_text(iterator);
    REQUIRE(test.service.put_resource_policy({.resource_arn = Account::arn(), .policy = "{}"}));
    REQUIRE(
        test.service.delete_stream({.stream_name = "stream", .enforce_consumer_deletion = true}));
    const std::string gone =
        "ResourceNotFoundException: Shard shardId-000000000000 in stream stream under account "
        "000000000000 does not exist";
    CHECK(error_of(test.read(iterator)) == gone);
    CHECK(error_of(test.service.get_records({.shard_iterator = text})) == gone);
    test.create("stream", 2);
    CHECK(error_of(test.read(iterator)) == gone);
    CHECK(test.service.list_shards({.next_token = token}).error().message() ==
          "Invalid NextToken.");
    CHECK(error_of(test.service.describe_stream_consumer({.consumer_arn = arn})) ==
          "ResourceNotFoundException: Consumer " + arn + ", account 000000000000 not found.");
    CHECK(test.service.list_tags_for_stream({.stream_name = "stream"})->tags.empty());
    CHECK(test.service.get_resource_policy({.resource_arn = Account::arn()})->policy == "{}");
    CHECK(test.read_all().empty());
    CHECK(test.describe().shards.size() == 2);
    test.clock.advance(300s + 1us);
    CHECK(test.read(iterator).error().code() == Errc::expired_iterator);
}
