// SPDX-License-Identifier: Apache-2.0
// What a new stream is like, and which ones an account does not make.
#include "scenario/account.hpp"

namespace {

using weir::StreamMode;

}  // namespace

TEST_CASE("A new stream keeps records for a day, unencrypted, of a mebibyte at most") {
    Account account;
    account.create("stream", 2);
    const auto made =
        ok(account.service.describe_stream({.stream_name = "stream"})).stream_description;
    CHECK(made.stream_name == "stream");
    CHECK(made.stream_arn == "arn:aws:kinesis:us-east-1:000000000000:stream/stream");
    CHECK(made.retention_period == 24h);
    CHECK(made.encryption_type == weir::EncryptionType::none);
    CHECK_FALSE(made.key_id.has_value());
    CHECK(made.stream_mode_details.stream_mode == StreamMode::provisioned);
    REQUIRE(made.enhanced_monitoring.size() == 1);
    CHECK(made.enhanced_monitoring[0].shard_level_metrics.empty());
    CHECK(account.summary().max_record_size_in_kib == 1024);
    CHECK(account.summary().open_shard_count == 2);
    CHECK(account.summary().consumer_count == 0);
    CHECK_FALSE(account.summary().warm_throughput.has_value());
}

TEST_CASE("A stream that is asked for without count and mode is provisioned with four shards") {
    Account account;
    ok(account.service.create_stream({.stream_name = "stream"}));
    CHECK(account.summary().open_shard_count == 4);
    CHECK(account.summary().stream_mode_details.stream_mode == StreamMode::provisioned);
    CHECK(ok(account.service.describe_limits()).open_shard_count == 4);
}

TEST_CASE("An on-demand stream begins with four shards and takes no count") {
    Account account;
    account.create_on_demand();
    CHECK(account.summary().open_shard_count == 4);
    CHECK(account.summary().stream_mode_details.stream_mode == StreamMode::on_demand);
    CHECK(refusal(
              account.service.create_stream({.stream_name = "other",
                                             .shard_count = 1,
                                             .stream_mode_details = {{StreamMode::on_demand}}})) ==
          "ValidationException: ShardCount is not expected when StreamMode=ON_DEMAND");
}

TEST_CASE("A stream is made with tags and a record size of its own") {
    Account account;
    ok(account.service.create_stream({.stream_name = "stream",
                                      .shard_count = 1,
                                      .tags = {{{"a", "1"}, {"b", "2"}}},
                                      .max_record_size_in_kib = 10240}));
    CHECK(ok(account.service.list_tags_for_stream({.stream_name = "stream"})).tags ==
          std::vector<weir::Tag>{{"a", "1"}, {"b", "2"}});
    CHECK(account.summary().max_record_size_in_kib == 10240);
    account.put("key", std::string(10'000'000, 'x'));
    CHECK(refusal(account.service.create_stream(
              {.stream_name = "other", .shard_count = 1, .max_record_size_in_kib = 1023})) ==
          "ValidationException: 1 validation error detected: Value '1023' at "
          "'maxRecordSizeInKiB' failed to satisfy constraint: Member must have value greater than "
          "or equal to 1024");
}

TEST_CASE("Tags that are no good make no stream") {
    Account account;
    CHECK(refusal(account.service.create_stream(
                      {.stream_name = "stream", .shard_count = 1, .tags = {{{"a", "!"}}}}))
              .starts_with("InvalidArgumentException: Some tags contain invalid characters."));
    CHECK(ok(account.service.list_streams()).stream_names.empty());
}

TEST_CASE("A name is of one stream only") {
    Account account;
    account.create();
    CHECK(refusal(account.service.create_stream({.stream_name = "stream", .shard_count = 2})) ==
          "ResourceInUseException: Stream stream under account 000000000000 already exists.");
    CHECK(account.summary().open_shard_count == 1);
}

TEST_CASE("A stream's name and its count are judged together") {
    Account account;
    const std::string answer =
        refusal(account.service.create_stream({.stream_name = "a b", .shard_count = 0}));
    CHECK(answer.starts_with("ValidationException: 2 validation errors detected: "));
    CHECK(answer.find("Value 'a b' at 'streamName' failed to satisfy constraint: Member must "
                      "satisfy regular expression pattern: [a-zA-Z0-9_.-]+") != std::string::npos);
    CHECK(answer.find("Value '0' at 'shardCount' failed to satisfy constraint: Member must have "
                      "value greater than or equal to 1") != std::string::npos);
    CHECK(refusal(account.service.create_stream({.shard_count = 1})) ==
          "ValidationException: 1 validation error detected: Value null at 'streamName' failed to "
          "satisfy constraint: Member must not be null");
}

TEST_CASE("Five streams are CREATING at once, and no more") {
    Account account{Account::relaxed({.create_stream = 35s})};
    for (const char* name : {"a", "b", "c", "d", "e"}) {
        account.create(name);
    }
    CHECK(refusal(account.service.create_stream({.stream_name = "f", .shard_count = 1})) ==
          "LimitExceededException: This request would have exceed the limit on the number of "
          "streams that can simultaneously be in CREATING or DELETING. Limit: 5");
    account.clock.advance(35s);
    CHECK(account.service.create_stream({.stream_name = "f", .shard_count = 1}).has_value());
}

TEST_CASE("An account has fifty on-demand streams, and any number of provisioned ones") {
    Account account;
    for (int at = 0; at < 50; ++at) {
        account.create_on_demand("stream" + std::to_string(at));
    }
    CHECK(refusal(account.service.create_stream(
                      {.stream_name = "more", .stream_mode_details = {{StreamMode::on_demand}}}))
              .starts_with("LimitExceededException: "));
    account.create("provisioned");
    ok(account.service.delete_stream({.stream_name = "stream7"}));
    account.create_on_demand("more");
}
