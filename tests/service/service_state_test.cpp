// SPDX-License-Identifier: Apache-2.0
#include "weir/service/service_state.hpp"

#include <string>

#include "account.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using weir::Errc;
using weir::StreamStatus;

namespace {

constexpr const char* not_found =
    "ResourceNotFoundException: Stream nobody under account 000000000000 not found.";

}  // namespace

TEST_CASE("A stream is named by its name, its ARN or both") {
    Account test;
    test.create();
    const std::string arn = Account::arn();
    CHECK(test.service.describe_stream({.stream_name = "stream"}));
    CHECK(test.service.describe_stream({.stream_arn = arn}));
    CHECK(test.service.describe_stream({.stream_name = "stream", .stream_arn = arn}));
    CHECK(error_of(test.service.describe_stream({})) ==
          "ValidationException: 1 validation error detected: Value null at 'streamName' failed to "
          "satisfy constraint: Member must not be null");
    CHECK(error_of(test.service.describe_stream({.stream_name = "other", .stream_arn = arn})) ==
          "InvalidArgumentException: StreamARN and StreamName do not name the same stream.");
}

TEST_CASE("A stream of another account or region is not there") {
    Account test;
    test.create();
    const auto described = [&](const char* arn) {
        return error_of(test.service.describe_stream({.stream_arn = arn}));
    };
    CHECK(described("arn:aws:kinesis:us-east-1:111111111111:stream/stream") ==
          "ResourceNotFoundException: Stream stream under account 111111111111 not found.");
    CHECK(described("arn:aws:kinesis:eu-west-1:000000000000:stream/stream") ==
          "ResourceNotFoundException: Stream stream under account 000000000000 not found.");
    // It passes the pattern of the model and is no ARN of a stream all the same.
    CHECK(described("arn:aws:kinesis:us-east-1:000000000000:stream/a/b") ==
          "InvalidArgumentException: Invalid ARN: "
          "arn:aws:kinesis:us-east-1:000000000000:stream/a/b");
    CHECK(described("arn:aws:kinesis:us-east-1:000000000000:stream/stream/consumer/c:1") ==
          "InvalidArgumentException: Invalid ARN: "
          "arn:aws:kinesis:us-east-1:000000000000:stream/stream/consumer/c:1");
}

TEST_CASE("The id of a stream is checked and otherwise ignored") {
    Account test;
    test.create();
    CHECK(test.service.describe_stream(
        {.stream_name = "stream", .stream_id = "abcdefghij0123456789-abc"}));
    CHECK(
        test.service.describe_stream({.stream_name = "stream", .stream_id = "x"}).error().code() ==
        Errc::validation);
    CHECK(test.service.put_record({.stream_name = "stream",
                                   .data = "data",
                                   .partition_key = "key",
                                   .stream_id = "abcdefghij0123456789-abc"}));
}

TEST_CASE("Every operation on a stream says that there is none") {
    Account test;
    auto& service = test.service;
    const weir::TagMap tags{{"a", "b"}};
    const std::vector<std::string> keys{"a"};
    const std::string arn = Account::arn("nobody");
    const auto middle = weir::HashKeyRange::whole().middle();
    CHECK(error_of(service.add_tags_to_stream({.stream_name = "nobody", .tags = tags})) ==
          not_found);
    CHECK(error_of(service.decrease_stream_retention_period(
              {.stream_name = "nobody", .retention_period_hours = 24})) == not_found);
    CHECK(error_of(service.increase_stream_retention_period(
              {.stream_name = "nobody", .retention_period_hours = 24})) == not_found);
    CHECK(error_of(service.delete_stream({.stream_name = "nobody"})) == not_found);
    CHECK(error_of(service.describe_stream({.stream_name = "nobody"})) == not_found);
    CHECK(error_of(service.describe_stream_summary({.stream_name = "nobody"})) == not_found);
    const std::vector<weir::Choice<weir::MetricsName>> metrics{"ALL"};
    CHECK(error_of(service.enable_enhanced_monitoring(
              {.stream_name = "nobody", .shard_level_metrics = metrics})) == not_found);
    CHECK(error_of(service.disable_enhanced_monitoring(
              {.stream_name = "nobody", .shard_level_metrics = metrics})) == not_found);
    CHECK(error_of(service.list_shards({.stream_name = "nobody"})) == not_found);
    CHECK(error_of(service.list_stream_consumers({.stream_arn = arn})) == not_found);
    CHECK(error_of(service.list_tags_for_stream({.stream_name = "nobody"})) == not_found);
    CHECK(error_of(service.merge_shards(
              {.stream_name = "nobody", .shard_to_merge = "0", .adjacent_shard_to_merge = "1"})) ==
          not_found);
    CHECK(error_of(test.split("0", "nobody", middle)) == not_found);
    CHECK(error_of(test.try_put("data", "nobody")) == not_found);
    const weir::PutRecordsRequestEntry entry{.data = "data", .partition_key = "key"};
    CHECK(error_of(service.put_records({.records = {&entry, 1}, .stream_name = "nobody"})) ==
          not_found);
    CHECK(error_of(service.register_stream_consumer(
              {.stream_arn = arn, .consumer_name = "reader"})) == not_found);
    CHECK(error_of(service.deregister_stream_consumer(
              {.stream_arn = arn, .consumer_name = "reader"})) == not_found);
    CHECK(error_of(service.describe_stream_consumer(
              {.stream_arn = arn, .consumer_name = "reader"})) == not_found);
    CHECK(error_of(service.remove_tags_from_stream({.stream_name = "nobody", .tag_keys = keys})) ==
          not_found);
    CHECK(error_of(service.start_stream_encryption(
              {.stream_name = "nobody", .encryption_type = "KMS", .key_id = "key"})) == not_found);
    CHECK(error_of(service.stop_stream_encryption(
              {.stream_name = "nobody", .encryption_type = "KMS", .key_id = "key"})) == not_found);
    CHECK(error_of(service.update_max_record_size(
              {.stream_arn = arn, .max_record_size_in_kib = 1024})) == not_found);
    CHECK(error_of(service.update_shard_count({.stream_name = "nobody",
                                               .target_shard_count = 1,
                                               .scaling_type = "UNIFORM_SCALING"})) == not_found);
    CHECK(error_of(service.update_stream_mode(
              {.stream_arn = arn,
               .stream_mode_details = weir::StreamModeDetailsInput{"ON_DEMAND"}})) == not_found);
    CHECK(error_of(service.update_stream_warm_throughput(
              {.stream_name = "nobody", .warm_throughput_mibps = 1})) == not_found);
    // Shards say it in their own way, and what is named by an ARN prints it.
    CHECK(error_of(test.try_iterator("3", "nobody")) ==
          "ResourceNotFoundException: Shard shardId-000000000003 in stream nobody under account "
          "000000000000 does not exist");
    const std::string by_arn =
        "ResourceNotFoundException: Stream " + arn + " under account 000000000000 not found.";
    CHECK(error_of(service.get_resource_policy({.resource_arn = arn})) == by_arn);
    CHECK(error_of(service.put_resource_policy({.resource_arn = arn, .policy = "{}"})) == by_arn);
    CHECK(error_of(service.delete_resource_policy({.resource_arn = arn})) == by_arn);
    CHECK(error_of(service.tag_resource({.tags = tags, .resource_arn = arn})) == by_arn);
    CHECK(error_of(service.untag_resource({.tag_keys = keys, .resource_arn = arn})) == by_arn);
    CHECK(error_of(service.list_tags_for_resource({.resource_arn = arn})) == by_arn);
}

TEST_CASE("Constraints come before the stream is looked for") {
    Account test;
    CHECK(test.service.describe_stream({.stream_name = "nobody", .limit = 0}).error().code() ==
          Errc::validation);
    CHECK(test.service.put_record({.stream_name = "nobody", .data = "x"}).error().code() ==
          Errc::validation);
    CHECK(test.service.list_shards({.stream_name = "no body"}).error().code() == Errc::validation);
}

TEST_CASE("A shard id that can't be read is told before the stream is looked for") {
    Account test;
    const std::string text =
        "ResourceNotFoundException: Could not find shard x-y in stream nobody under account "
        "000000000000.";
    CHECK(error_of(test.split("x-y", "nobody")) == text);
    CHECK(error_of(test.service.merge_shards({.stream_name = "nobody",
                                              .shard_to_merge = "x-y",
                                              .adjacent_shard_to_merge = "z"})) == text);
    CHECK(error_of(test.service.merge_shards({.stream_name = "nobody",
                                              .shard_to_merge = "0",
                                              .adjacent_shard_to_merge = "x-y"})) == text);
    CHECK(error_of(test.try_iterator("x-y", "nobody")) == text);
    // Not even the name is needed to be there twice; but one is.
    CHECK(error_of(
              test.service.split_shard({.shard_to_split = "x-y", .new_starting_hash_key = "1"})) ==
          "ValidationException: 1 validation error detected: Value null at 'streamName' failed to "
          "satisfy constraint: Member must not be null");
}

TEST_CASE("A stream is CREATING, ACTIVE, DELETING and gone, each at its time") {
    Account test{{.limits = weir::ServiceLimits::unlimited(),
                  .durations = weir::ServiceDurations::aws_like()}};
    test.create();
    CHECK(test.status() == StreamStatus::creating);
    test.clock.advance(34'999'999us);
    CHECK(test.status() == StreamStatus::creating);
    test.clock.advance(1us);
    CHECK(test.status() == StreamStatus::active);
    REQUIRE(test.remove());
    CHECK(test.status() == StreamStatus::deleting);
    test.clock.advance(29'999'999us);
    CHECK(test.status() == StreamStatus::deleting);
    test.clock.advance(1us);
    CHECK(error_of(test.service.describe_stream_summary({.stream_name = "stream"})) ==
          "ResourceNotFoundException: Stream stream under account 000000000000 not found.");
    CHECK(test.service.list_streams().value().stream_names.empty());
}

TEST_CASE("A stream that is CREATING or DELETING neither takes nor gives records") {
    for (const bool deleting : {false, true}) {
        CAPTURE(deleting);
        Account test{Account::slow(10s)};
        test.create();
        std::optional<weir::ShardIterator> iterator;
        if (deleting) {
            test.clock.advance(10s);
            test.put();
            iterator = test.iterator();
            REQUIRE(test.remove());
        }
        const std::string state = deleting ? "DELETING" : "CREATING";
        CHECK(error_of(test.try_put()) ==
              "ResourceNotFoundException: Stream stream under account 000000000000 not found.");
        CHECK(error_of(test.try_iterator()) ==
              "ResourceNotFoundException: Shard shardId-000000000000 in stream stream under "
              "account 000000000000 does not exist");
        if (iterator) {
            CHECK(error_of(test.read(*iterator)) ==
                  "ResourceNotFoundException: Shard shardId-000000000000 in stream stream under "
                  "account 000000000000 does not exist");
        }
        CHECK(error_of(test.split("0")) ==
              "ResourceInUseException: Stream stream under account 000000000000 not ACTIVE, "
              "instead in state " +
                  state);
        CHECK(test.describe().shards.empty());
        CHECK_FALSE(test.describe().has_more_shards);
        CHECK(test.summary().open_shard_count == 0);
        CHECK(test.service.list_shards({.stream_name = "stream"})->shards.empty());
        CHECK(test.service.list_streams()->stream_summaries.front().stream_status ==
              (deleting ? StreamStatus::deleting : StreamStatus::creating));
    }
}

TEST_CASE("What needs an ACTIVE stream says which state it is in") {
    Account test{Account::slow(10s)};
    const auto refused = [&](const std::string& state) {
        CAPTURE(state);
        auto& service = test.service;
        const std::string text =
            "ResourceInUseException: Stream stream under account 000000000000 not ACTIVE, "
            "instead in state " +
            state;
        const std::string arn = Account::arn();
        const std::vector<weir::Choice<weir::MetricsName>> metrics{"ALL"};
        CHECK(error_of(test.split("0")) == text);
        CHECK(error_of(service.merge_shards({.stream_name = "stream",
                                             .shard_to_merge = "0",
                                             .adjacent_shard_to_merge = "0"})) == text);
        CHECK(error_of(service.update_shard_count({.stream_name = "stream",
                                                   .target_shard_count = 2,
                                                   .scaling_type = "UNIFORM_SCALING"})) == text);
        CHECK(error_of(service.increase_stream_retention_period(
                  {.stream_name = "stream", .retention_period_hours = 1})) == text);
        CHECK(error_of(service.decrease_stream_retention_period(
                  {.stream_name = "stream", .retention_period_hours = 1})) == text);
        CHECK(error_of(service.enable_enhanced_monitoring(
                  {.stream_name = "stream", .shard_level_metrics = metrics})) == text);
        CHECK(error_of(service.disable_enhanced_monitoring(
                  {.stream_name = "stream", .shard_level_metrics = metrics})) == text);
        CHECK(error_of(service.start_stream_encryption(
                  {.stream_name = "stream", .encryption_type = "NONE", .key_id = "k"})) == text);
        CHECK(error_of(service.stop_stream_encryption(
                  {.stream_name = "stream", .encryption_type = "NONE", .key_id = "k"})) == text);
        CHECK(error_of(service.update_stream_mode(
                  {.stream_arn = arn,
                   .stream_mode_details = weir::StreamModeDetailsInput{"ON_DEMAND"}})) == text);
        CHECK(error_of(service.update_stream_warm_throughput(
                  {.stream_name = "stream", .warm_throughput_mibps = 1})) == text);
        CHECK(error_of(service.update_max_record_size(
                  {.stream_arn = arn, .max_record_size_in_kib = 2048})) == text);
        CHECK(error_of(service.register_stream_consumer(
                  {.stream_arn = arn, .consumer_name = "reader"})) == text);
        CHECK(error_of(service.tag_resource(
                  {.tags = weir::TagMap{{"a", "b"}}, .resource_arn = arn})) == text);
    };
    test.create();
    refused("CREATING");
    test.clock.advance(10s);
    REQUIRE(test.split("0"));
    refused("UPDATING");
    CHECK(test.try_put());
    CHECK(test.try_iterator());
    REQUIRE(test.remove());
    refused("DELETING");
    CHECK(error_of(test.remove()) ==
          "ResourceInUseException: Stream stream under account 000000000000 not ACTIVE, instead "
          "in state DELETING");
}

TEST_CASE("A stream can be deleted while it is CREATING or UPDATING") {
    Account test{Account::slow(10s)};
    test.create();
    REQUIRE(test.remove());
    CHECK(test.status() == StreamStatus::deleting);
    test.clock.advance(10s);
    test.create();
    test.clock.advance(10s);
    REQUIRE(test.split("0"));
    REQUIRE(test.remove());
    CHECK(test.status() == StreamStatus::deleting);
    test.clock.advance(10s);
    CHECK(test.service.list_streams()->stream_names.empty());
}

TEST_CASE("A clock that jumps ahead ends all states, one that steps back begins them anew") {
    Account test{Account::slow(10s)};
    test.create();
    test.clock.advance(-24h);
    CHECK(test.status() == StreamStatus::creating);
    test.clock.advance(9s);
    CHECK(test.status() == StreamStatus::creating);
    test.clock.advance(1s);
    CHECK(test.status() == StreamStatus::active);
    REQUIRE(test.remove());
    test.clock.advance(std::chrono::hours{24 * 365 * 1'000});
    CHECK(test.service.list_streams()->stream_names.empty());
    test.create();
    test.clock.advance(10s);
    CHECK(test.try_put());
    test.clock.advance(-std::chrono::hours{24 * 365 * 900});
    CHECK(test.status() == StreamStatus::active);
    CHECK(test.try_put());
    CHECK(test.read_all() == std::vector<std::string>{"data", "data"});
}

TEST_CASE("An account has rates of calls, and each stream has its own") {
    Account test{{}};
    test.create("a");
    test.create("b");
    const auto calls = [&](auto&& call) {
        int done = 0;
        while (done < 2'000 && call()) {
            ++done;
        }
        return done;
    };
    CHECK(calls([&] { return test.service.list_streams().has_value(); }) == 5);
    CHECK(error_of(test.service.list_streams()) ==
          "LimitExceededException: Rate exceeded for account 000000000000.");
    CHECK(calls([&] { return test.service.describe_limits().has_value(); }) == 1);
    CHECK(calls([&] { return test.service.describe_stream({.stream_name = "a"}).has_value(); }) ==
          10);
    // They are the account's, so the other stream has none left.
    CHECK(error_of(test.service.describe_stream({.stream_name = "b"})) ==
          "LimitExceededException: Rate exceeded for account 000000000000.");
    const auto tags = [&](const char* name) {
        return test.service.list_tags_for_stream({.stream_name = name});
    };
    CHECK(calls([&] { return tags("a").has_value(); }) == 5);
    CHECK(error_of(tags("a")) ==
          "LimitExceededException: Rate exceeded for stream a under account 000000000000.");
    CHECK(calls([&] { return tags("b").has_value(); }) == 5);
    CHECK(calls([&] { return test.service.list_shards({.stream_name = "a"}).has_value(); }) ==
          1'000);
    test.clock.advance(200ms);
    CHECK(calls([&] { return tags("a").has_value(); }) == 1);
    CHECK(calls([&] { return test.service.list_streams().has_value(); }) == 1);
    test.clock.advance(1s);
    CHECK(calls([&] { return tags("a").has_value(); }) == 5);
    // Constraints are looked at before a call is counted.
    for (int call = 0; call < 10; ++call) {
        CHECK(test.service.list_streams({.limit = 0}).error().code() == Errc::validation);
    }
    CHECK(calls([&] { return test.service.list_streams().has_value(); }) == 5);
}

TEST_CASE("Without call rates there is no end to calls") {
    Account test;
    test.create();
    for (int call = 0; call < 100; ++call) {
        REQUIRE(test.service.describe_limits());
        REQUIRE(test.try_iterator());
    }
}
