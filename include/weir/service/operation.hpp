// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace weir::inline v0 {

/// The operations of the service, in the order of its model.  Source: service model 2013-12-02.
enum class ServiceOperation : std::uint8_t {
    add_tags_to_stream,
    create_stream,
    decrease_stream_retention_period,
    delete_resource_policy,
    delete_stream,
    deregister_stream_consumer,
    describe_account_settings,
    describe_limits,
    describe_stream,
    describe_stream_consumer,
    describe_stream_summary,
    disable_enhanced_monitoring,
    enable_enhanced_monitoring,
    get_records,
    get_resource_policy,
    get_shard_iterator,
    increase_stream_retention_period,
    list_shards,
    list_stream_consumers,
    list_streams,
    list_tags_for_resource,
    list_tags_for_stream,
    merge_shards,
    put_record,
    put_records,
    put_resource_policy,
    register_stream_consumer,
    remove_tags_from_stream,
    split_shard,
    start_stream_encryption,
    stop_stream_encryption,
    subscribe_to_shard,
    tag_resource,
    untag_resource,
    update_account_settings,
    update_max_record_size,
    update_shard_count,
    update_stream_mode,
    update_stream_warm_throughput,
};
inline constexpr std::size_t service_operations = 39;

/// What shares one allowance of calls.
enum class CallScope : std::uint8_t { account, stream, shard, consumer_and_shard };
[[nodiscard]] constexpr std::string_view to_string(CallScope scope) noexcept {
    switch (scope) {
        case CallScope::account:
            return "account";
        case CallScope::stream:
            return "stream";
        case CallScope::shard:
            return "shard";
        case CallScope::consumer_and_shard:
            break;
    }
    return "consumer and shard";
}

struct OperationFacts {
    std::string_view name;
    std::uint32_t calls_per_second;  ///< 0: no rate of its own is known
    CallScope scope;
    bool data_plane;  ///< moves records, or says from where; all others manage
};

namespace detail {

/// Records put are an allowance of the shard, not of calls, so the puts have no rate here.
/// Source: the service's quotas as of 2025.
inline constexpr std::array<OperationFacts, service_operations> operation_facts{{
    {"AddTagsToStream", 5, CallScope::account, false},
    {"CreateStream", 5, CallScope::account, false},
    {"DecreaseStreamRetentionPeriod", 5, CallScope::stream, false},
    {"DeleteResourcePolicy", 5, CallScope::account, false},
    {"DeleteStream", 5, CallScope::account, false},
    {"DeregisterStreamConsumer", 5, CallScope::stream, false},
    {"DescribeAccountSettings", 5, CallScope::account, false},
    {"DescribeLimits", 1, CallScope::account, false},
    {"DescribeStream", 10, CallScope::account, false},
    {"DescribeStreamConsumer", 20, CallScope::stream, false},
    {"DescribeStreamSummary", 20, CallScope::account, false},
    {"DisableEnhancedMonitoring", 5, CallScope::stream, false},
    {"EnableEnhancedMonitoring", 5, CallScope::stream, false},
    {"GetRecords", 5, CallScope::shard, true},
    {"GetResourcePolicy", 5, CallScope::account, false},
    {"GetShardIterator", 5, CallScope::shard, true},
    {"IncreaseStreamRetentionPeriod", 5, CallScope::stream, false},
    {"ListShards", 1000, CallScope::stream, false},
    {"ListStreamConsumers", 5, CallScope::stream, false},
    {"ListStreams", 5, CallScope::account, false},
    {"ListTagsForResource", 0, CallScope::account, false},
    {"ListTagsForStream", 5, CallScope::stream, false},
    {"MergeShards", 5, CallScope::stream, false},
    {"PutRecord", 0, CallScope::shard, true},
    {"PutRecords", 0, CallScope::shard, true},
    {"PutResourcePolicy", 5, CallScope::account, false},
    {"RegisterStreamConsumer", 5, CallScope::stream, false},
    {"RemoveTagsFromStream", 5, CallScope::stream, false},
    {"SplitShard", 5, CallScope::stream, false},
    {"StartStreamEncryption", 0, CallScope::stream, false},
    {"StopStreamEncryption", 0, CallScope::stream, false},
    {"SubscribeToShard", 1, CallScope::consumer_and_shard, true},
    {"TagResource", 0, CallScope::account, false},
    {"UntagResource", 0, CallScope::account, false},
    {"UpdateAccountSettings", 5, CallScope::account, false},
    {"UpdateMaxRecordSize", 0, CallScope::stream, false},
    {"UpdateShardCount", 10, CallScope::account, false},
    {"UpdateStreamMode", 0, CallScope::stream, false},
    {"UpdateStreamWarmThroughput", 5, CallScope::account, false},
}};

}  // namespace detail

[[nodiscard]] constexpr const OperationFacts& facts_of(ServiceOperation operation) noexcept {
    return detail::operation_facts[static_cast<std::size_t>(operation)];
}
/// The name as the service writes it: `PutRecords`.
[[nodiscard]] constexpr std::string_view to_string(ServiceOperation operation) noexcept {
    return facts_of(operation).name;
}
/// Gives: nothing if the service has no operation of that name.
[[nodiscard]] constexpr std::optional<ServiceOperation> operation_named(
    std::string_view name) noexcept {
    for (std::size_t at = 0; at < service_operations; ++at) {
        if (detail::operation_facts[at].name == name) {
            return static_cast<ServiceOperation>(at);
        }
    }
    return std::nullopt;
}

}  // namespace weir::inline v0
