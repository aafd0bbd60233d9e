// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <tuple>
#include <utility>

#include "weir/service/input_shapes.hpp"
#include "weir/service/operation.hpp"

namespace weir::inline v0::wire {

namespace detail {

/// How an operation is called: the type of its request, and the service's function.
template <class Request, class Function>
struct OperationCall {
    using Input = Request;

    Function function;
};
template <class Input, class Function>
[[nodiscard]] constexpr auto calls(Function function) {
    return OperationCall<Input, Function>{function};
}

/// In the order of ServiceOperation.
inline constexpr std::tuple operation_calls{
    calls<AddTagsToStreamInput>(
        [](auto& to, const auto& with) { return to.add_tags_to_stream(with); }),
    calls<CreateStreamInput>([](auto& to, const auto& with) { return to.create_stream(with); }),
    calls<DecreaseStreamRetentionPeriodInput>(
        [](auto& to, const auto& with) { return to.decrease_stream_retention_period(with); }),
    calls<DeleteResourcePolicyInput>(
        [](auto& to, const auto& with) { return to.delete_resource_policy(with); }),
    calls<DeleteStreamInput>([](auto& to, const auto& with) { return to.delete_stream(with); }),
    calls<DeregisterStreamConsumerInput>(
        [](auto& to, const auto& with) { return to.deregister_stream_consumer(with); }),
    calls<DescribeAccountSettingsInput>(
        [](auto& to, const auto& with) { return to.describe_account_settings(with); }),
    calls<DescribeLimitsInput>([](auto& to, const auto& with) { return to.describe_limits(with); }),
    calls<DescribeStreamInput>([](auto& to, const auto& with) { return to.describe_stream(with); }),
    calls<DescribeStreamConsumerInput>(
        [](auto& to, const auto& with) { return to.describe_stream_consumer(with); }),
    calls<DescribeStreamSummaryInput>(
        [](auto& to, const auto& with) { return to.describe_stream_summary(with); }),
    calls<DisableEnhancedMonitoringInput>(
        [](auto& to, const auto& with) { return to.disable_enhanced_monitoring(with); }),
    calls<EnableEnhancedMonitoringInput>(
        [](auto& to, const auto& with) { return to.enable_enhanced_monitoring(with); }),
    calls<GetRecordsInput>([](auto& to, const auto& with) { return to.get_records(with); }),
    calls<GetResourcePolicyInput>(
        [](auto& to, const auto& with) { return to.get_resource_policy(with); }),
    calls<GetShardIteratorInput>(
        [](auto& to, const auto& with) { return to.get_shard_iterator(with); }),
    calls<IncreaseStreamRetentionPeriodInput>(
        [](auto& to, const auto& with) { return to.increase_stream_retention_period(with); }),
    calls<ListShardsInput>([](auto& to, const auto& with) { return to.list_shards(with); }),
    calls<ListStreamConsumersInput>(
        [](auto& to, const auto& with) { return to.list_stream_consumers(with); }),
    calls<ListStreamsInput>([](auto& to, const auto& with) { return to.list_streams(with); }),
    calls<ListTagsForResourceInput>(
        [](auto& to, const auto& with) { return to.list_tags_for_resource(with); }),
    calls<ListTagsForStreamInput>(
        [](auto& to, const auto& with) { return to.list_tags_for_stream(with); }),
    calls<MergeShardsInput>([](auto& to, const auto& with) { return to.merge_shards(with); }),
    calls<PutRecordInput>([](auto& to, const auto& with) { return to.put_record(with); }),
    calls<PutRecordsInput>([](auto& to, const auto& with) { return to.put_records(with); }),
    calls<PutResourcePolicyInput>(
        [](auto& to, const auto& with) { return to.put_resource_policy(with); }),
    calls<RegisterStreamConsumerInput>(
        [](auto& to, const auto& with) { return to.register_stream_consumer(with); }),
    calls<RemoveTagsFromStreamInput>(
        [](auto& to, const auto& with) { return to.remove_tags_from_stream(with); }),
    calls<SplitShardInput>([](auto& to, const auto& with) { return to.split_shard(with); }),
    calls<StartStreamEncryptionInput>(
        [](auto& to, const auto& with) { return to.start_stream_encryption(with); }),
    calls<StopStreamEncryptionInput>(
        [](auto& to, const auto& with) { return to.stop_stream_encryption(with); }),
    calls<SubscribeToShardInput>(
        [](auto& to, const auto& with) { return to.subscribe_to_shard(with); }),
    calls<TagResourceInput>([](auto& to, const auto& with) { return to.tag_resource(with); }),
    calls<UntagResourceInput>([](auto& to, const auto& with) { return to.untag_resource(with); }),
    calls<UpdateAccountSettingsInput>(
        [](auto& to, const auto& with) { return to.update_account_settings(with); }),
    calls<UpdateMaxRecordSizeInput>(
        [](auto& to, const auto& with) { return to.update_max_record_size(with); }),
    calls<UpdateShardCountInput>(
        [](auto& to, const auto& with) { return to.update_shard_count(with); }),
    calls<UpdateStreamModeInput>(
        [](auto& to, const auto& with) { return to.update_stream_mode(with); }),
    calls<UpdateStreamWarmThroughputInput>(
        [](auto& to, const auto& with) { return to.update_stream_warm_throughput(with); })};
static_assert(std::tuple_size_v<decltype(operation_calls)> == service_operations);

template <class Visit, std::size_t... At>
void with_operation_call(ServiceOperation operation, Visit& visit, std::index_sequence<At...>) {
    const auto wanted = static_cast<std::size_t>(operation);
    static_cast<void>(((wanted == At && (visit(std::get<At>(operation_calls)), true)) || ...));
}

}  // namespace detail

/// Calls `visit` with an object that has the operation's `Input` and `function(service, input)`.
template <class Visit>
void with_operation_call(ServiceOperation operation, Visit&& visit) {
    detail::with_operation_call(operation, visit, std::make_index_sequence<service_operations>{});
}

}  // namespace weir::inline v0::wire
