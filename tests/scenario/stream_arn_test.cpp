// SPDX-License-Identifier: Apache-2.0
// A stream is named by its name, by its ARN, or by both if they agree.
#include "scenario/account.hpp"

namespace {

using weir::EncryptionType;
using weir::ShardIteratorType;

const std::string arn = Account::arn();

/// Each operation that takes a name or an ARN, called with one and the other.
template <class Call>
void with_both(const Call& call) {
    call(std::optional<std::string_view>{"stream"}, std::optional<std::string_view>{});
    call(std::optional<std::string_view>{}, std::optional<std::string_view>{arn});
    call(std::optional<std::string_view>{"stream"}, std::optional<std::string_view>{arn});
}

std::string described(Account& account, std::optional<std::string_view> name,
                      std::optional<std::string_view> by_arn) {
    const auto answer =
        account.service.describe_stream_summary({.stream_name = name, .stream_arn = by_arn});
    return answer ? "ok" : refusal(answer);
}

}  // namespace

TEST_CASE("Operations on records take a name, an ARN, or both") {
    Account account;
    account.create();
    with_both([&](auto name, auto by_arn) {
        ok(account.service.put_record({.stream_name = name,
                                       .data = weir::Blob{"data"},
                                       .partition_key = "key",
                                       .stream_arn = by_arn}));
        const weir::PutRecordsRequestEntry entry{.data = "data", .partition_key = "key"};
        ok(account.service.put_records(
            {.records = {&entry, 1}, .stream_name = name, .stream_arn = by_arn}));
        const auto place = ok(account.service.get_shard_iterator(
            {.stream_name = name,
             .shard_id = "0",
             .shard_iterator_type = ShardIteratorType::trim_horizon,
             .stream_arn = by_arn}));
        ok(account.service.get_records(
            {.shard_iterator = place.shard_iterator, .stream_arn = by_arn}));
    });
    CHECK(account.data_in(0).size() == 6);
}

TEST_CASE("Operations on a stream take a name, an ARN, or both") {
    Account account;
    account.create();
    Account::Service& service = account.service;
    with_both([&](auto name, auto by_arn) {
        CHECK(ok(service.describe_stream({.stream_name = name, .stream_arn = by_arn}))
                  .stream_description.stream_arn == arn);
        CHECK(ok(service.list_shards({.stream_name = name, .stream_arn = by_arn})).shards.size() ==
              1);
        ok(service.add_tags_to_stream(
            {.stream_name = name, .tags = {{{"a", "b"}}}, .stream_arn = by_arn}));
        ok(service.list_tags_for_stream({.stream_name = name, .stream_arn = by_arn}));
        ok(service.remove_tags_from_stream(
            {.stream_name = name, .tag_keys = {{"a"}}, .stream_arn = by_arn}));
        ok(service.increase_stream_retention_period(
            {.stream_name = name, .retention_period_hours = 48, .stream_arn = by_arn}));
        ok(service.decrease_stream_retention_period(
            {.stream_name = name, .retention_period_hours = 24, .stream_arn = by_arn}));
        ok(service.enable_enhanced_monitoring({.stream_name = name,
                                               .shard_level_metrics = {{weir::MetricsName::all}},
                                               .stream_arn = by_arn}));
        ok(service.disable_enhanced_monitoring({.stream_name = name,
                                                .shard_level_metrics = {{weir::MetricsName::all}},
                                                .stream_arn = by_arn}));
        ok(service.start_stream_encryption({.stream_name = name,
                                            .encryption_type = EncryptionType::kms,
                                            .key_id = "key",
                                            .stream_arn = by_arn}));
        ok(service.stop_stream_encryption({.stream_name = name,
                                           .encryption_type = EncryptionType::kms,
                                           .key_id = "key",
                                           .stream_arn = by_arn}));
    });
}

TEST_CASE("Operations on shards take a name, an ARN, or both") {
    Account account;
    account.create();
    Account::Service& service = account.service;
    std::uint32_t open = 0;
    with_both([&](auto name, auto by_arn) {
        ok(service.split_shard({.stream_name = name,
                                .shard_to_split = weir::ShardId{open},
                                .new_starting_hash_key = Scenario::half(),
                                .stream_arn = by_arn}));
        ok(service.merge_shards({.stream_name = name,
                                 .shard_to_merge = weir::ShardId{open + 1},
                                 .adjacent_shard_to_merge = weir::ShardId{open + 2},
                                 .stream_arn = by_arn}));
        ok(service.update_shard_count({.stream_name = name,
                                       .target_shard_count = 1,
                                       .scaling_type = weir::ScalingType::uniform_scaling,
                                       .stream_arn = by_arn}));
        open += 3;
    });
    CHECK(account.open_indexes() == Indexes{9});
    ok(service.delete_stream({.stream_arn = arn}));
}

TEST_CASE("A name and an ARN of different streams are refused") {
    Account account;
    account.create();
    account.create("other");
    CHECK(described(account, "other", arn) ==
          "InvalidArgumentException: StreamARN and StreamName do not name the same stream.");
}

TEST_CASE("A request that names no stream misses the name") {
    Account account;
    CHECK(described(account, std::nullopt, std::nullopt) ==
          "ValidationException: 1 validation error detected: Value null at 'streamName' failed to "
          "satisfy constraint: Member must not be null");
}

TEST_CASE("An ARN of another account or region names no stream of this one") {
    Account account;
    account.create();
    CHECK(
        described(account, std::nullopt, "arn:aws:kinesis:us-east-1:111111111111:stream/stream") ==
        "ResourceNotFoundException: Stream stream under account 111111111111 not found.");
    CHECK(
        described(account, std::nullopt, "arn:aws:kinesis:eu-west-1:000000000000:stream/stream") ==
        "ResourceNotFoundException: Stream stream under account 000000000000 not found.");
}

TEST_CASE("A stream's id is judged by its form, and otherwise ignored") {
    Account account;
    account.create();
    CHECK(account.service
              .describe_stream_summary(
                  {.stream_name = "stream", .stream_id = "abcdefghijklmnopqrst-abc"})
              .has_value());
    CHECK(refusal(account.service.describe_stream_summary(
                      {.stream_name = "stream", .stream_id = "short"}))
              .find("at 'streamId' failed to satisfy constraint: Member must satisfy regular "
                    "expression pattern: [a-z0-9]{20}-[a-z0-9]{3}") != std::string::npos);
}
