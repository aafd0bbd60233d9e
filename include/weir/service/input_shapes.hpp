// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "weir/service/record_input_shapes.hpp"

/// The members of every request.  Source: service model 2013-12-02.
namespace weir::inline v0 {

template <>
struct Shape<StreamModeDetailsInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(required("StreamMode", &StreamModeDetailsInput::stream_mode, rules::any));
    }
};
template <>
struct Shape<MinimumThroughputBillingCommitmentInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            required("Status", &MinimumThroughputBillingCommitmentInput::status, rules::any));
    }
};
template <>
struct Shape<AddTagsToStreamInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("StreamName", &AddTagsToStreamInput::stream_name, rules::stream_name),
                     required("Tags", &AddTagsToStreamInput::tags, rules::tags),
                     member("StreamARN", &AddTagsToStreamInput::stream_arn, rules::stream_arn),
                     member("StreamId", &AddTagsToStreamInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<CreateStreamInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            required("StreamName", &CreateStreamInput::stream_name, rules::stream_name),
            member("ShardCount", &CreateStreamInput::shard_count, rules::at_least(1)),
            member("StreamModeDetails", &CreateStreamInput::stream_mode_details, rules::any),
            member("Tags", &CreateStreamInput::tags, rules::tags),
            member("WarmThroughputMiBps", &CreateStreamInput::warm_throughput_mibps,
                   rules::at_least(0)),
            member("MaxRecordSizeInKiB", &CreateStreamInput::max_record_size_in_kib,
                   rules::between(1024, 10240)));
    }
};
template <>
struct Shape<DecreaseStreamRetentionPeriodInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            member("StreamName", &DecreaseStreamRetentionPeriodInput::stream_name,
                   rules::stream_name),
            required("RetentionPeriodHours",
                     &DecreaseStreamRetentionPeriodInput::retention_period_hours, rules::any),
            member("StreamARN", &DecreaseStreamRetentionPeriodInput::stream_arn, rules::stream_arn),
            member("StreamId", &DecreaseStreamRetentionPeriodInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<DeleteResourcePolicyInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            required("ResourceARN", &DeleteResourcePolicyInput::resource_arn, rules::resource_arn),
            member("StreamId", &DeleteResourcePolicyInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<DeleteStreamInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("StreamName", &DeleteStreamInput::stream_name, rules::stream_name),
                     member("EnforceConsumerDeletion",
                            &DeleteStreamInput::enforce_consumer_deletion, rules::any),
                     member("StreamARN", &DeleteStreamInput::stream_arn, rules::stream_arn),
                     member("StreamId", &DeleteStreamInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<DeregisterStreamConsumerInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            member("StreamARN", &DeregisterStreamConsumerInput::stream_arn, rules::stream_arn),
            member("ConsumerName", &DeregisterStreamConsumerInput::consumer_name,
                   rules::stream_name),
            member("ConsumerARN", &DeregisterStreamConsumerInput::consumer_arn,
                   rules::consumer_arn),
            member("StreamId", &DeregisterStreamConsumerInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<DescribeAccountSettingsInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit();
    }
};
template <>
struct Shape<DescribeLimitsInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit();
    }
};
template <>
struct Shape<DescribeStreamInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("StreamName", &DescribeStreamInput::stream_name, rules::stream_name),
                     member("Limit", &DescribeStreamInput::limit, rules::between(1, 10000)),
                     member("ExclusiveStartShardId", &DescribeStreamInput::exclusive_start_shard_id,
                            rules::shard_id),
                     member("StreamARN", &DescribeStreamInput::stream_arn, rules::stream_arn),
                     member("StreamId", &DescribeStreamInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<DescribeStreamConsumerInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            member("StreamARN", &DescribeStreamConsumerInput::stream_arn, rules::stream_arn),
            member("ConsumerName", &DescribeStreamConsumerInput::consumer_name, rules::stream_name),
            member("ConsumerARN", &DescribeStreamConsumerInput::consumer_arn, rules::consumer_arn),
            member("StreamId", &DescribeStreamConsumerInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<DescribeStreamSummaryInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            member("StreamName", &DescribeStreamSummaryInput::stream_name, rules::stream_name),
            member("StreamARN", &DescribeStreamSummaryInput::stream_arn, rules::stream_arn),
            member("StreamId", &DescribeStreamSummaryInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<DisableEnhancedMonitoringInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            member("StreamName", &DisableEnhancedMonitoringInput::stream_name, rules::stream_name),
            required("ShardLevelMetrics", &DisableEnhancedMonitoringInput::shard_level_metrics,
                     rules::metrics_names),
            member("StreamARN", &DisableEnhancedMonitoringInput::stream_arn, rules::stream_arn),
            member("StreamId", &DisableEnhancedMonitoringInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<EnableEnhancedMonitoringInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            member("StreamName", &EnableEnhancedMonitoringInput::stream_name, rules::stream_name),
            required("ShardLevelMetrics", &EnableEnhancedMonitoringInput::shard_level_metrics,
                     rules::metrics_names),
            member("StreamARN", &EnableEnhancedMonitoringInput::stream_arn, rules::stream_arn),
            member("StreamId", &EnableEnhancedMonitoringInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<GetResourcePolicyInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            required("ResourceARN", &GetResourcePolicyInput::resource_arn, rules::resource_arn),
            member("StreamId", &GetResourcePolicyInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<IncreaseStreamRetentionPeriodInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            member("StreamName", &IncreaseStreamRetentionPeriodInput::stream_name,
                   rules::stream_name),
            required("RetentionPeriodHours",
                     &IncreaseStreamRetentionPeriodInput::retention_period_hours, rules::any),
            member("StreamARN", &IncreaseStreamRetentionPeriodInput::stream_arn, rules::stream_arn),
            member("StreamId", &IncreaseStreamRetentionPeriodInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<ListStreamConsumersInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            required("StreamARN", &ListStreamConsumersInput::stream_arn, rules::stream_arn),
            member("NextToken", &ListStreamConsumersInput::next_token, rules::next_token),
            member("MaxResults", &ListStreamConsumersInput::max_results, rules::between(1, 10000)),
            member("StreamCreationTimestamp", &ListStreamConsumersInput::stream_creation_timestamp,
                   rules::any),
            member("StreamId", &ListStreamConsumersInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<ListStreamsInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("Limit", &ListStreamsInput::limit, rules::between(1, 10000)),
                     member("ExclusiveStartStreamName",
                            &ListStreamsInput::exclusive_start_stream_name, rules::stream_name),
                     member("NextToken", &ListStreamsInput::next_token, rules::next_token));
    }
};
template <>
struct Shape<ListTagsForResourceInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            required("ResourceARN", &ListTagsForResourceInput::resource_arn, rules::resource_arn),
            member("StreamId", &ListTagsForResourceInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<ListTagsForStreamInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("StreamName", &ListTagsForStreamInput::stream_name, rules::stream_name),
                     member("ExclusiveStartTagKey",
                            &ListTagsForStreamInput::exclusive_start_tag_key, rules::tag_key),
                     member("Limit", &ListTagsForStreamInput::limit, rules::between(1, 50)),
                     member("StreamARN", &ListTagsForStreamInput::stream_arn, rules::stream_arn),
                     member("StreamId", &ListTagsForStreamInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<MergeShardsInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("StreamName", &MergeShardsInput::stream_name, rules::stream_name),
                     required("ShardToMerge", &MergeShardsInput::shard_to_merge, rules::shard_id),
                     required("AdjacentShardToMerge", &MergeShardsInput::adjacent_shard_to_merge,
                              rules::shard_id),
                     member("StreamARN", &MergeShardsInput::stream_arn, rules::stream_arn),
                     member("StreamId", &MergeShardsInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<PutResourcePolicyInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            required("ResourceARN", &PutResourcePolicyInput::resource_arn, rules::resource_arn),
            member("StreamId", &PutResourcePolicyInput::stream_id, rules::stream_id),
            required("Policy", &PutResourcePolicyInput::policy, rules::any));
    }
};
template <>
struct Shape<RegisterStreamConsumerInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            required("StreamARN", &RegisterStreamConsumerInput::stream_arn, rules::stream_arn),
            required("ConsumerName", &RegisterStreamConsumerInput::consumer_name,
                     rules::stream_name),
            member("StreamId", &RegisterStreamConsumerInput::stream_id, rules::stream_id),
            member("Tags", &RegisterStreamConsumerInput::tags, rules::tags));
    }
};
template <>
struct Shape<RemoveTagsFromStreamInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            member("StreamName", &RemoveTagsFromStreamInput::stream_name, rules::stream_name),
            required("TagKeys", &RemoveTagsFromStreamInput::tag_keys, rules::tag_keys),
            member("StreamARN", &RemoveTagsFromStreamInput::stream_arn, rules::stream_arn),
            member("StreamId", &RemoveTagsFromStreamInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<SplitShardInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("StreamName", &SplitShardInput::stream_name, rules::stream_name),
                     required("ShardToSplit", &SplitShardInput::shard_to_split, rules::shard_id),
                     required("NewStartingHashKey", &SplitShardInput::new_starting_hash_key,
                              rules::hash_key),
                     member("StreamARN", &SplitShardInput::stream_arn, rules::stream_arn),
                     member("StreamId", &SplitShardInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<StartStreamEncryptionInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            member("StreamName", &StartStreamEncryptionInput::stream_name, rules::stream_name),
            required("EncryptionType", &StartStreamEncryptionInput::encryption_type, rules::any),
            required("KeyId", &StartStreamEncryptionInput::key_id, rules::key_id),
            member("StreamARN", &StartStreamEncryptionInput::stream_arn, rules::stream_arn),
            member("StreamId", &StartStreamEncryptionInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<StopStreamEncryptionInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            member("StreamName", &StopStreamEncryptionInput::stream_name, rules::stream_name),
            required("EncryptionType", &StopStreamEncryptionInput::encryption_type, rules::any),
            required("KeyId", &StopStreamEncryptionInput::key_id, rules::key_id),
            member("StreamARN", &StopStreamEncryptionInput::stream_arn, rules::stream_arn),
            member("StreamId", &StopStreamEncryptionInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<TagResourceInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(required("Tags", &TagResourceInput::tags, rules::tags),
                     required("ResourceARN", &TagResourceInput::resource_arn, rules::resource_arn),
                     member("StreamId", &TagResourceInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<UntagResourceInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            required("TagKeys", &UntagResourceInput::tag_keys, rules::tag_keys),
            required("ResourceARN", &UntagResourceInput::resource_arn, rules::resource_arn),
            member("StreamId", &UntagResourceInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<UpdateAccountSettingsInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(required("MinimumThroughputBillingCommitment",
                              &UpdateAccountSettingsInput::minimum_throughput_billing_commitment,
                              rules::any));
    }
};
template <>
struct Shape<UpdateMaxRecordSizeInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            member("StreamARN", &UpdateMaxRecordSizeInput::stream_arn, rules::stream_arn),
            member("StreamId", &UpdateMaxRecordSizeInput::stream_id, rules::stream_id),
            required("MaxRecordSizeInKiB", &UpdateMaxRecordSizeInput::max_record_size_in_kib,
                     rules::between(1024, 10240)));
    }
};
template <>
struct Shape<UpdateShardCountInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("StreamName", &UpdateShardCountInput::stream_name, rules::stream_name),
                     required("TargetShardCount", &UpdateShardCountInput::target_shard_count,
                              rules::at_least(1)),
                     required("ScalingType", &UpdateShardCountInput::scaling_type, rules::any),
                     member("StreamARN", &UpdateShardCountInput::stream_arn, rules::stream_arn),
                     member("StreamId", &UpdateShardCountInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<UpdateStreamModeInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            required("StreamARN", &UpdateStreamModeInput::stream_arn, rules::stream_arn),
            member("StreamId", &UpdateStreamModeInput::stream_id, rules::stream_id),
            required("StreamModeDetails", &UpdateStreamModeInput::stream_mode_details, rules::any),
            member("WarmThroughputMiBps", &UpdateStreamModeInput::warm_throughput_mibps,
                   rules::at_least(0)));
    }
};
template <>
struct Shape<UpdateStreamWarmThroughputInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            member("StreamARN", &UpdateStreamWarmThroughputInput::stream_arn, rules::stream_arn),
            member("StreamName", &UpdateStreamWarmThroughputInput::stream_name, rules::stream_name),
            member("StreamId", &UpdateStreamWarmThroughputInput::stream_id, rules::stream_id),
            required("WarmThroughputMiBps", &UpdateStreamWarmThroughputInput::warm_throughput_mibps,
                     rules::at_least(0)));
    }
};

}  // namespace weir::inline v0
