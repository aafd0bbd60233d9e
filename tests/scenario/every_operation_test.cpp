// SPDX-License-Identifier: Apache-2.0
// The life of one stream takes every operation that the service has.
#include "scenario/account.hpp"

template class weir::AccountStream<scenario::Ring, scenario::Clock, weir::ServiceThrottle>;
template class weir::ServiceState<scenario::Ring, scenario::Clock, weir::ServiceThrottle>;
template class weir::ServiceAccount<scenario::Ring, scenario::Clock, weir::ServiceThrottle>;
template class weir::ServiceStreams<scenario::Ring, scenario::Clock, weir::ServiceThrottle>;
template class weir::ServiceShards<scenario::Ring, scenario::Clock, weir::ServiceThrottle>;
template class weir::ServiceSettings<scenario::Ring, scenario::Clock, weir::ServiceThrottle>;
template class weir::ServiceResources<scenario::Ring, scenario::Clock, weir::ServiceThrottle>;
template class weir::ServiceConsumers<scenario::Ring, scenario::Clock, weir::ServiceThrottle>;
template class weir::Service<scenario::Ring, scenario::Clock>;

namespace {

using weir::EncryptionType;
using weir::MetricsName;
using weir::ShardIteratorType;
using weir::StreamMode;

const std::string arn = Account::arn();

void change_settings(Account::Service& service) {
    ok(service.increase_stream_retention_period(
        {.stream_name = "stream", .retention_period_hours = 48}));
    ok(service.decrease_stream_retention_period(
        {.stream_name = "stream", .retention_period_hours = 24}));
    ok(service.enable_enhanced_monitoring(
        {.stream_name = "stream", .shard_level_metrics = {{MetricsName::all}}}));
    ok(service.disable_enhanced_monitoring(
        {.stream_name = "stream", .shard_level_metrics = {{MetricsName::incoming_bytes}}}));
    ok(service.start_stream_encryption({.stream_name = "stream",
                                        .encryption_type = EncryptionType::kms,
                                        .key_id = "alias/aws/kinesis"}));
    ok(service.stop_stream_encryption({.stream_name = "stream",
                                       .encryption_type = EncryptionType::kms,
                                       .key_id = "alias/aws/kinesis"}));
    ok(service.update_max_record_size({.stream_arn = arn, .max_record_size_in_kib = 2048}));
}

void label(Account::Service& service) {
    ok(service.add_tags_to_stream({.stream_name = "stream", .tags = {{{"a", "1"}, {"b", "2"}}}}));
    ok(service.remove_tags_from_stream({.stream_name = "stream", .tag_keys = {{"a"}}}));
    CHECK(ok(service.list_tags_for_stream({.stream_name = "stream"})).tags.size() == 1);
    ok(service.tag_resource({.tags = {{{"c", "3"}}}, .resource_arn = arn}));
    ok(service.untag_resource({.tag_keys = {{"b"}}, .resource_arn = arn}));
    CHECK(ok(service.list_tags_for_resource({.resource_arn = arn})).tags.size() == 1);
    ok(service.put_resource_policy({.resource_arn = arn, .policy = R"({"Version":"2012"})"}));
    CHECK(ok(service.get_resource_policy({.resource_arn = arn})).policy == R"({"Version":"2012"})");
    ok(service.delete_resource_policy({.resource_arn = arn}));
}

void move_records(Account& account) {
    Account::Service& service = account.service;
    ok(service.put_record(
        {.stream_name = "stream", .data = weir::Blob{"first"}, .partition_key = "key"}));
    const weir::PutRecordsRequestEntry second{.data = "second", .partition_key = "key"};
    CHECK(ok(service.put_records({.records = {&second, 1}, .stream_name = "stream"}))
              .failed_record_count == 0);
    const auto place =
        ok(service.get_shard_iterator({.stream_name = "stream",
                                       .shard_id = "0",
                                       .shard_iterator_type = ShardIteratorType::trim_horizon}));
    const auto page = ok(service.get_records({.shard_iterator = place.shard_iterator}));
    CHECK(Account::data_of(page.records) == Texts{"first", "second"});

    const std::string consumer =
        ok(service.register_stream_consumer({.stream_arn = arn, .consumer_name = "consumer"}))
            .consumer.consumer_arn;
    CHECK(ok(service.describe_stream_consumer({.consumer_arn = consumer}))
              .consumer_description.consumer_name == "consumer");
    CHECK(ok(service.list_stream_consumers({.stream_arn = arn})).consumers.size() == 1);
    auto pushed = ok(service.subscribe_to_shard(
        {.consumer_arn = consumer,
         .shard_id = "0",
         .starting_position = {{.type = ShardIteratorType::trim_horizon}}}));
    CHECK(Account::data_of(pushed.next(account.clock.now()).event->records) ==
          Texts{"first", "second"});
    ok(service.deregister_stream_consumer({.consumer_arn = consumer}));
}

void change_capacity(Account::Service& service) {
    ok(service.split_shard({.stream_name = "stream",
                            .shard_to_split = "0",
                            .new_starting_hash_key = Scenario::half()}));
    ok(service.merge_shards(
        {.stream_name = "stream", .shard_to_merge = "1", .adjacent_shard_to_merge = "2"}));
    CHECK(ok(service.update_shard_count({.stream_name = "stream",
                                         .target_shard_count = 2,
                                         .scaling_type = weir::ScalingType::uniform_scaling}))
              .current_shard_count == 1);
    ok(service.update_account_settings(
        {{{weir::MinimumThroughputBillingCommitmentStatus::enabled}}}));
    CHECK(ok(service.describe_account_settings()).minimum_throughput_billing_commitment.status ==
          weir::MinimumThroughputBillingCommitmentStatus::enabled);
    ok(service.update_stream_mode(
        {.stream_arn = arn, .stream_mode_details = {{StreamMode::on_demand}}}));
    CHECK(ok(service.update_stream_warm_throughput(
                 {.stream_name = "stream", .warm_throughput_mibps = 8}))
              .warm_throughput.target_mibps == 8);
}

}  // namespace

TEST_CASE("The life of one stream takes every operation that the service has") {
    Account account;
    Account::Service& service = account.service;
    ok(service.create_stream({.stream_name = "stream", .shard_count = 1}));
    CHECK(ok(service.list_streams()).stream_names == Texts{"stream"});
    CHECK(ok(service.describe_stream({.stream_name = "stream"})).stream_description.shards.size() ==
          1);
    change_settings(service);
    label(service);
    move_records(account);
    change_capacity(service);
    CHECK(ok(service.list_shards({.stream_name = "stream"})).shards.size() == 6);
    CHECK(ok(service.describe_limits()).on_demand_stream_count == 1);
    CHECK(ok(service.describe_stream_summary({.stream_name = "stream"}))
              .stream_description_summary.max_record_size_in_kib == 2048);
    ok(service.delete_stream({.stream_name = "stream"}));
    CHECK(ok(service.list_streams()).stream_names.empty());
}
