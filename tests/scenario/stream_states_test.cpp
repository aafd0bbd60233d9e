// SPDX-License-Identifier: Apache-2.0
// A stream is CREATING, UPDATING and DELETING for as long as the account says, and what it lets
// through in each state is what the service lets through.
#include "scenario/account.hpp"

namespace {

using weir::StreamStatus;

const weir::ServiceDurations as_seen = weir::ServiceDurations::aws_like();
const std::string arn = Account::arn();

struct Slow : Account {
    Slow() : Account{relaxed(weir::ServiceDurations::aws_like())} {}

    void create_and_wait(std::string_view name = "stream", std::int32_t shards = 1) {
        create(name, shards);
        clock.advance(options().create_stream);
    }
    [[nodiscard]] const weir::ServiceDurations& options() const {
        return service.options().durations;
    }
};

std::string not_active(std::string_view state) {
    return "ResourceInUseException: Stream stream under account 000000000000 not ACTIVE, instead "
           "in state " +
           std::string{state};
}

/// All that changes a stream and needs it ACTIVE.
Texts changes(Account& account) {
    Account::Service& service = account.service;
    Texts answers;
    const auto add = [&](const auto& answer) { answers.push_back(refusal(answer)); };
    add(service.split_shard(
        {.stream_name = "stream", .shard_to_split = "0", .new_starting_hash_key = "1000"}));
    add(service.merge_shards(
        {.stream_name = "stream", .shard_to_merge = "0", .adjacent_shard_to_merge = "1"}));
    add(service.update_shard_count({.stream_name = "stream",
                                    .target_shard_count = 2,
                                    .scaling_type = weir::ScalingType::uniform_scaling}));
    add(service.update_stream_mode(
        {.stream_arn = arn, .stream_mode_details = {{weir::StreamMode::on_demand}}}));
    add(service.start_stream_encryption(
        {.stream_name = "stream", .encryption_type = weir::EncryptionType::kms, .key_id = "key"}));
    add(service.stop_stream_encryption(
        {.stream_name = "stream", .encryption_type = weir::EncryptionType::kms, .key_id = "key"}));
    add(service.increase_stream_retention_period(
        {.stream_name = "stream", .retention_period_hours = 48}));
    add(service.decrease_stream_retention_period(
        {.stream_name = "stream", .retention_period_hours = 24}));
    add(service.enable_enhanced_monitoring(
        {.stream_name = "stream", .shard_level_metrics = {{weir::MetricsName::all}}}));
    add(service.disable_enhanced_monitoring(
        {.stream_name = "stream", .shard_level_metrics = {{weir::MetricsName::all}}}));
    add(service.update_max_record_size({.stream_arn = arn, .max_record_size_in_kib = 2048}));
    add(service.update_stream_warm_throughput(
        {.stream_name = "stream", .warm_throughput_mibps = 8}));
    add(service.register_stream_consumer({.stream_arn = arn, .consumer_name = "consumer"}));
    return answers;
}
void check_changes_refused(Account& account, std::string_view state) {
    for (const std::string& answer : changes(account)) {
        CHECK(answer == not_active(state));
    }
}

void check_no_records(Account& account) {
    CHECK(refusal(account.service.put_record(
              {.stream_name = "stream", .data = weir::Blob{"data"}, .partition_key = "key"})) ==
          "ResourceNotFoundException: Stream stream under account 000000000000 not found.");
    const weir::PutRecordsRequestEntry entry{.data = "data", .partition_key = "key"};
    CHECK(refusal(account.service.put_records({.records = {&entry, 1}, .stream_name = "stream"})) ==
          "ResourceNotFoundException: Stream stream under account 000000000000 not found.");
    CHECK(refusal(account.service.get_shard_iterator(
              {.stream_name = "stream",
               .shard_id = "shardId-0",
               .shard_iterator_type = weir::ShardIteratorType::latest})) ==
          "ResourceNotFoundException: Shard shardId-000000000000 in stream stream under account "
          "000000000000 does not exist");
}

}  // namespace

TEST_CASE("A new stream is CREATING for its time, to the microsecond") {
    Slow account;
    account.create();
    CHECK(account.status() == StreamStatus::creating);
    account.clock.advance(as_seen.create_stream - 1us);
    CHECK(account.status() == StreamStatus::creating);
    check_no_records(account);
    account.clock.advance(1us);
    CHECK(account.put("key").shard_id == weir::ShardId{0});
    CHECK(account.status() == StreamStatus::active);
}

TEST_CASE("A stream that is CREATING shows no shards and takes no changes") {
    Slow account;
    account.create();
    const auto described =
        ok(account.service.describe_stream({.stream_name = "stream"})).stream_description;
    CHECK(described.stream_status == StreamStatus::creating);
    CHECK(described.shards.empty());
    CHECK_FALSE(described.has_more_shards);
    CHECK(account.summary().open_shard_count == 0);
    CHECK(account.shards().empty());
    check_no_records(account);
    check_changes_refused(account, "CREATING");
}

TEST_CASE("A stream that is DELETING shows no shards, takes no changes and has no records") {
    Slow account;
    account.create_and_wait();
    account.put("key");
    const auto place = account.place(0);
    ok(account.service.delete_stream({.stream_name = "stream"}));
    CHECK(account.status() == StreamStatus::deleting);
    CHECK(account.shards().empty());
    check_no_records(account);
    CHECK(refusal(account.service.get_records({.shard_iterator = place})) ==
          "ResourceNotFoundException: Shard shardId-000000000000 in stream stream under account "
          "000000000000 does not exist");
    check_changes_refused(account, "DELETING");
    account.clock.advance(as_seen.delete_stream);
    CHECK(refusal(account.service.describe_stream_summary({.stream_name = "stream"})) ==
          "ResourceNotFoundException: Stream stream under account 000000000000 not found.");
}

TEST_CASE("A stream that is UPDATING takes records and gives them, but no changes") {
    Slow account;
    account.create_and_wait();
    account.split(0, 1000);
    CHECK(account.status() == StreamStatus::updating);
    account.put("key");
    CHECK(account.data_in(0) == Texts{"data"});
    check_changes_refused(account, "UPDATING");
    CHECK(account.indexes() == Indexes{0});
    account.clock.advance(as_seen.split_shard);
    CHECK(account.status() == StreamStatus::active);
    CHECK(account.indexes() == Indexes{0, 1, 2});
}

TEST_CASE("Each change has a time of its own") {
    Slow account;
    account.create_and_wait();
    Account::Service& service = account.service;
    const auto takes = [&](weir::Duration time) {
        CHECK(account.status() == StreamStatus::updating);
        account.clock.advance(time - 1us);
        CHECK(account.status() == StreamStatus::updating);
        account.clock.advance(1us);
        CHECK(account.status() == StreamStatus::active);
    };
    account.split(0, Scenario::half());
    takes(as_seen.split_shard);
    account.merge(1, 2);
    takes(as_seen.merge_shards);
    ok(service.update_shard_count({.stream_name = "stream",
                                   .target_shard_count = 2,
                                   .scaling_type = weir::ScalingType::uniform_scaling}));
    takes(as_seen.update_shard_count);
    ok(service.start_stream_encryption(
        {.stream_name = "stream", .encryption_type = weir::EncryptionType::kms, .key_id = "key"}));
    takes(as_seen.start_stream_encryption);
    ok(service.stop_stream_encryption(
        {.stream_name = "stream", .encryption_type = weir::EncryptionType::kms, .key_id = "key"}));
    takes(as_seen.stop_stream_encryption);
    ok(service.update_stream_mode(
        {.stream_arn = arn, .stream_mode_details = {{weir::StreamMode::on_demand}}}));
    takes(as_seen.update_stream_mode);
    ok(service.update_account_settings(
        {{{weir::MinimumThroughputBillingCommitmentStatus::enabled}}}));
    ok(service.update_stream_warm_throughput(
        {.stream_name = "stream", .warm_throughput_mibps = 8}));
    takes(as_seen.update_stream_warm_throughput);
}

TEST_CASE("Changes of retention, metrics and record size show no UPDATING") {
    Slow account;
    account.create_and_wait();
    Account::Service& service = account.service;
    ok(service.increase_stream_retention_period(
        {.stream_name = "stream", .retention_period_hours = 48}));
    CHECK(account.status() == StreamStatus::active);
    CHECK(account.summary().retention_period == 48h);
    ok(service.enable_enhanced_monitoring(
        {.stream_name = "stream", .shard_level_metrics = {{weir::MetricsName::all}}}));
    CHECK(account.status() == StreamStatus::active);
    ok(service.update_max_record_size({.stream_arn = arn, .max_record_size_in_kib = 2048}));
    CHECK(account.status() == StreamStatus::active);
    CHECK(account.summary().max_record_size_in_kib == 2048);
}

TEST_CASE("A stream may be deleted in any state but DELETING") {
    Slow account;
    account.create();
    ok(account.service.delete_stream({.stream_name = "stream"}));
    CHECK(refusal(account.service.delete_stream({.stream_name = "stream"})) ==
          not_active("DELETING"));
    account.clock.advance(as_seen.delete_stream);
    account.create_and_wait();
    account.split(0, 1000);
    ok(account.service.delete_stream({.stream_name = "stream"}));
    CHECK(account.status() == StreamStatus::deleting);
}

TEST_CASE("Tags are taken while a stream is UPDATING, not while it is CREATING") {
    Slow account;
    account.create();
    CHECK(refusal(account.service.add_tags_to_stream(
              {.stream_name = "stream", .tags = {{{"a", "b"}}}})) == not_active("CREATING"));
    account.clock.advance(as_seen.create_stream);
    account.split(0, 1000);
    CHECK(account.service.add_tags_to_stream({.stream_name = "stream", .tags = {{{"a", "b"}}}})
              .has_value());
}
