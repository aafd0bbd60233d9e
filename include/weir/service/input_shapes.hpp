// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tuple>

#include "weir/service/inputs.hpp"
#include "weir/service/shape.hpp"

/// The members of every request.  Source: service model 2013-12-02.
namespace weir::inline v0 {

template <>
struct Shape<StreamModeDetailsInput> {
    static constexpr std::tuple members{
        required("StreamMode", &StreamModeDetailsInput::stream_mode, rules::any)};
};
template <>
struct Shape<ShardFilterInput> {
    static constexpr std::tuple members{
        required("Type", &ShardFilterInput::type, rules::any),
        member("ShardId", &ShardFilterInput::shard_id, rules::shard_id),
        member("Timestamp", &ShardFilterInput::timestamp, rules::any)};
};
template <>
struct Shape<StartingPosition> {
    static constexpr std::tuple members{
        required("Type", &StartingPosition::type, rules::any),
        member("SequenceNumber", &StartingPosition::sequence_number, rules::sequence_number),
        member("Timestamp", &StartingPosition::timestamp, rules::any)};
};
template <>
struct Shape<MinimumThroughputBillingCommitmentInput> {
    static constexpr std::tuple members{
        required("Status", &MinimumThroughputBillingCommitmentInput::status, rules::any)};
};
template <>
struct Shape<PutRecordsRequestEntry> {
    static constexpr std::tuple members{
        required("Data", &PutRecordsRequestEntry::data, rules::data),
        member("ExplicitHashKey", &PutRecordsRequestEntry::explicit_hash_key, rules::hash_key),
        required("PartitionKey", &PutRecordsRequestEntry::partition_key, rules::partition_key)};
};
template <>
struct Shape<AddTagsToStreamInput> {
    static constexpr std::tuple members{
        member("StreamName", &AddTagsToStreamInput::stream_name, rules::stream_name),
        required("Tags", &AddTagsToStreamInput::tags, rules::tags),
        member("StreamARN", &AddTagsToStreamInput::stream_arn, rules::stream_arn),
        member("StreamId", &AddTagsToStreamInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<CreateStreamInput> {
    static constexpr std::tuple members{
        required("StreamName", &CreateStreamInput::stream_name, rules::stream_name),
        member("ShardCount", &CreateStreamInput::shard_count, rules::at_least(1)),
        member("StreamModeDetails", &CreateStreamInput::stream_mode_details, rules::any),
        member("Tags", &CreateStreamInput::tags, rules::tags),
        member("WarmThroughputMiBps", &CreateStreamInput::warm_throughput_mibps,
               rules::at_least(0)),
        member("MaxRecordSizeInKiB", &CreateStreamInput::max_record_size_in_kib,
               rules::between(1024, 10240))};
};
template <>
struct Shape<DecreaseStreamRetentionPeriodInput> {
    static constexpr std::tuple members{
        member("StreamName", &DecreaseStreamRetentionPeriodInput::stream_name, rules::stream_name),
        required("RetentionPeriodHours",
                 &DecreaseStreamRetentionPeriodInput::retention_period_hours, rules::any),
        member("StreamARN", &DecreaseStreamRetentionPeriodInput::stream_arn, rules::stream_arn),
        member("StreamId", &DecreaseStreamRetentionPeriodInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<DeleteResourcePolicyInput> {
    static constexpr std::tuple members{
        required("ResourceARN", &DeleteResourcePolicyInput::resource_arn, rules::resource_arn),
        member("StreamId", &DeleteResourcePolicyInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<DeleteStreamInput> {
    static constexpr std::tuple members{
        member("StreamName", &DeleteStreamInput::stream_name, rules::stream_name),
        member("EnforceConsumerDeletion", &DeleteStreamInput::enforce_consumer_deletion,
               rules::any),
        member("StreamARN", &DeleteStreamInput::stream_arn, rules::stream_arn),
        member("StreamId", &DeleteStreamInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<DeregisterStreamConsumerInput> {
    static constexpr std::tuple members{
        member("StreamARN", &DeregisterStreamConsumerInput::stream_arn, rules::stream_arn),
        member("ConsumerName", &DeregisterStreamConsumerInput::consumer_name, rules::stream_name),
        member("ConsumerARN", &DeregisterStreamConsumerInput::consumer_arn, rules::consumer_arn),
        member("StreamId", &DeregisterStreamConsumerInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<DescribeAccountSettingsInput> {
    static constexpr std::tuple members{};
};
template <>
struct Shape<DescribeLimitsInput> {
    static constexpr std::tuple members{};
};
template <>
struct Shape<DescribeStreamInput> {
    static constexpr std::tuple members{
        member("StreamName", &DescribeStreamInput::stream_name, rules::stream_name),
        member("Limit", &DescribeStreamInput::limit, rules::between(1, 10000)),
        member("ExclusiveStartShardId", &DescribeStreamInput::exclusive_start_shard_id,
               rules::shard_id),
        member("StreamARN", &DescribeStreamInput::stream_arn, rules::stream_arn),
        member("StreamId", &DescribeStreamInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<DescribeStreamConsumerInput> {
    static constexpr std::tuple members{
        member("StreamARN", &DescribeStreamConsumerInput::stream_arn, rules::stream_arn),
        member("ConsumerName", &DescribeStreamConsumerInput::consumer_name, rules::stream_name),
        member("ConsumerARN", &DescribeStreamConsumerInput::consumer_arn, rules::consumer_arn),
        member("StreamId", &DescribeStreamConsumerInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<DescribeStreamSummaryInput> {
    static constexpr std::tuple members{
        member("StreamName", &DescribeStreamSummaryInput::stream_name, rules::stream_name),
        member("StreamARN", &DescribeStreamSummaryInput::stream_arn, rules::stream_arn),
        member("StreamId", &DescribeStreamSummaryInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<DisableEnhancedMonitoringInput> {
    static constexpr std::tuple members{
        member("StreamName", &DisableEnhancedMonitoringInput::stream_name, rules::stream_name),
        required("ShardLevelMetrics", &DisableEnhancedMonitoringInput::shard_level_metrics,
                 rules::metrics_names),
        member("StreamARN", &DisableEnhancedMonitoringInput::stream_arn, rules::stream_arn),
        member("StreamId", &DisableEnhancedMonitoringInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<EnableEnhancedMonitoringInput> {
    static constexpr std::tuple members{
        member("StreamName", &EnableEnhancedMonitoringInput::stream_name, rules::stream_name),
        required("ShardLevelMetrics", &EnableEnhancedMonitoringInput::shard_level_metrics,
                 rules::metrics_names),
        member("StreamARN", &EnableEnhancedMonitoringInput::stream_arn, rules::stream_arn),
        member("StreamId", &EnableEnhancedMonitoringInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<GetRecordsInput> {
    static constexpr std::tuple members{
        required("ShardIterator", &GetRecordsInput::shard_iterator, rules::shard_iterator),
        member("Limit", &GetRecordsInput::limit, rules::between(1, 10000)),
        member("StreamARN", &GetRecordsInput::stream_arn, rules::stream_arn),
        member("StreamId", &GetRecordsInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<GetResourcePolicyInput> {
    static constexpr std::tuple members{
        required("ResourceARN", &GetResourcePolicyInput::resource_arn, rules::resource_arn),
        member("StreamId", &GetResourcePolicyInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<GetShardIteratorInput> {
    static constexpr std::tuple members{
        member("StreamName", &GetShardIteratorInput::stream_name, rules::stream_name),
        required("ShardId", &GetShardIteratorInput::shard_id, rules::shard_id),
        required("ShardIteratorType", &GetShardIteratorInput::shard_iterator_type, rules::any),
        member("StartingSequenceNumber", &GetShardIteratorInput::starting_sequence_number,
               rules::sequence_number),
        member("Timestamp", &GetShardIteratorInput::timestamp, rules::any),
        member("StreamARN", &GetShardIteratorInput::stream_arn, rules::stream_arn),
        member("StreamId", &GetShardIteratorInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<IncreaseStreamRetentionPeriodInput> {
    static constexpr std::tuple members{
        member("StreamName", &IncreaseStreamRetentionPeriodInput::stream_name, rules::stream_name),
        required("RetentionPeriodHours",
                 &IncreaseStreamRetentionPeriodInput::retention_period_hours, rules::any),
        member("StreamARN", &IncreaseStreamRetentionPeriodInput::stream_arn, rules::stream_arn),
        member("StreamId", &IncreaseStreamRetentionPeriodInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<ListShardsInput> {
    static constexpr std::tuple members{
        member("StreamName", &ListShardsInput::stream_name, rules::stream_name),
        member("NextToken", &ListShardsInput::next_token, rules::next_token),
        member("ExclusiveStartShardId", &ListShardsInput::exclusive_start_shard_id,
               rules::shard_id),
        member("MaxResults", &ListShardsInput::max_results, rules::between(1, 10000)),
        member("StreamCreationTimestamp", &ListShardsInput::stream_creation_timestamp, rules::any),
        member("ShardFilter", &ListShardsInput::shard_filter, rules::any),
        member("StreamARN", &ListShardsInput::stream_arn, rules::stream_arn),
        member("StreamId", &ListShardsInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<ListStreamConsumersInput> {
    static constexpr std::tuple members{
        required("StreamARN", &ListStreamConsumersInput::stream_arn, rules::stream_arn),
        member("NextToken", &ListStreamConsumersInput::next_token, rules::next_token),
        member("MaxResults", &ListStreamConsumersInput::max_results, rules::between(1, 10000)),
        member("StreamCreationTimestamp", &ListStreamConsumersInput::stream_creation_timestamp,
               rules::any),
        member("StreamId", &ListStreamConsumersInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<ListStreamsInput> {
    static constexpr std::tuple members{
        member("Limit", &ListStreamsInput::limit, rules::between(1, 10000)),
        member("ExclusiveStartStreamName", &ListStreamsInput::exclusive_start_stream_name,
               rules::stream_name),
        member("NextToken", &ListStreamsInput::next_token, rules::next_token)};
};
template <>
struct Shape<ListTagsForResourceInput> {
    static constexpr std::tuple members{
        required("ResourceARN", &ListTagsForResourceInput::resource_arn, rules::resource_arn),
        member("StreamId", &ListTagsForResourceInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<ListTagsForStreamInput> {
    static constexpr std::tuple members{
        member("StreamName", &ListTagsForStreamInput::stream_name, rules::stream_name),
        member("ExclusiveStartTagKey", &ListTagsForStreamInput::exclusive_start_tag_key,
               rules::tag_key),
        member("Limit", &ListTagsForStreamInput::limit, rules::between(1, 50)),
        member("StreamARN", &ListTagsForStreamInput::stream_arn, rules::stream_arn),
        member("StreamId", &ListTagsForStreamInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<MergeShardsInput> {
    static constexpr std::tuple members{
        member("StreamName", &MergeShardsInput::stream_name, rules::stream_name),
        required("ShardToMerge", &MergeShardsInput::shard_to_merge, rules::shard_id),
        required("AdjacentShardToMerge", &MergeShardsInput::adjacent_shard_to_merge,
                 rules::shard_id),
        member("StreamARN", &MergeShardsInput::stream_arn, rules::stream_arn),
        member("StreamId", &MergeShardsInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<PutRecordInput> {
    static constexpr std::tuple members{
        member("StreamName", &PutRecordInput::stream_name, rules::stream_name),
        required("Data", &PutRecordInput::data, rules::data),
        required("PartitionKey", &PutRecordInput::partition_key, rules::partition_key),
        member("ExplicitHashKey", &PutRecordInput::explicit_hash_key, rules::hash_key),
        member("SequenceNumberForOrdering", &PutRecordInput::sequence_number_for_ordering,
               rules::sequence_number),
        member("StreamARN", &PutRecordInput::stream_arn, rules::stream_arn),
        member("StreamId", &PutRecordInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<PutRecordsInput> {
    static constexpr std::tuple members{
        required("Records", &PutRecordsInput::records, rules::records),
        member("StreamName", &PutRecordsInput::stream_name, rules::stream_name),
        member("StreamARN", &PutRecordsInput::stream_arn, rules::stream_arn),
        member("StreamId", &PutRecordsInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<PutResourcePolicyInput> {
    static constexpr std::tuple members{
        required("ResourceARN", &PutResourcePolicyInput::resource_arn, rules::resource_arn),
        member("StreamId", &PutResourcePolicyInput::stream_id, rules::stream_id),
        required("Policy", &PutResourcePolicyInput::policy, rules::any)};
};
template <>
struct Shape<RegisterStreamConsumerInput> {
    static constexpr std::tuple members{
        required("StreamARN", &RegisterStreamConsumerInput::stream_arn, rules::stream_arn),
        required("ConsumerName", &RegisterStreamConsumerInput::consumer_name, rules::stream_name),
        member("StreamId", &RegisterStreamConsumerInput::stream_id, rules::stream_id),
        member("Tags", &RegisterStreamConsumerInput::tags, rules::tags)};
};
template <>
struct Shape<RemoveTagsFromStreamInput> {
    static constexpr std::tuple members{
        member("StreamName", &RemoveTagsFromStreamInput::stream_name, rules::stream_name),
        required("TagKeys", &RemoveTagsFromStreamInput::tag_keys, rules::tag_keys),
        member("StreamARN", &RemoveTagsFromStreamInput::stream_arn, rules::stream_arn),
        member("StreamId", &RemoveTagsFromStreamInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<SplitShardInput> {
    static constexpr std::tuple members{
        member("StreamName", &SplitShardInput::stream_name, rules::stream_name),
        required("ShardToSplit", &SplitShardInput::shard_to_split, rules::shard_id),
        required("NewStartingHashKey", &SplitShardInput::new_starting_hash_key, rules::hash_key),
        member("StreamARN", &SplitShardInput::stream_arn, rules::stream_arn),
        member("StreamId", &SplitShardInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<StartStreamEncryptionInput> {
    static constexpr std::tuple members{
        member("StreamName", &StartStreamEncryptionInput::stream_name, rules::stream_name),
        required("EncryptionType", &StartStreamEncryptionInput::encryption_type, rules::any),
        required("KeyId", &StartStreamEncryptionInput::key_id, rules::key_id),
        member("StreamARN", &StartStreamEncryptionInput::stream_arn, rules::stream_arn),
        member("StreamId", &StartStreamEncryptionInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<StopStreamEncryptionInput> {
    static constexpr std::tuple members{
        member("StreamName", &StopStreamEncryptionInput::stream_name, rules::stream_name),
        required("EncryptionType", &StopStreamEncryptionInput::encryption_type, rules::any),
        required("KeyId", &StopStreamEncryptionInput::key_id, rules::key_id),
        member("StreamARN", &StopStreamEncryptionInput::stream_arn, rules::stream_arn),
        member("StreamId", &StopStreamEncryptionInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<SubscribeToShardInput> {
    static constexpr std::tuple members{
        required("ConsumerARN", &SubscribeToShardInput::consumer_arn, rules::consumer_arn),
        member("StreamId", &SubscribeToShardInput::stream_id, rules::stream_id),
        required("ShardId", &SubscribeToShardInput::shard_id, rules::shard_id),
        required("StartingPosition", &SubscribeToShardInput::starting_position, rules::any)};
};
template <>
struct Shape<TagResourceInput> {
    static constexpr std::tuple members{
        required("Tags", &TagResourceInput::tags, rules::tags),
        required("ResourceARN", &TagResourceInput::resource_arn, rules::resource_arn),
        member("StreamId", &TagResourceInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<UntagResourceInput> {
    static constexpr std::tuple members{
        required("TagKeys", &UntagResourceInput::tag_keys, rules::tag_keys),
        required("ResourceARN", &UntagResourceInput::resource_arn, rules::resource_arn),
        member("StreamId", &UntagResourceInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<UpdateAccountSettingsInput> {
    static constexpr std::tuple members{
        required("MinimumThroughputBillingCommitment",
                 &UpdateAccountSettingsInput::minimum_throughput_billing_commitment, rules::any)};
};
template <>
struct Shape<UpdateMaxRecordSizeInput> {
    static constexpr std::tuple members{
        member("StreamARN", &UpdateMaxRecordSizeInput::stream_arn, rules::stream_arn),
        member("StreamId", &UpdateMaxRecordSizeInput::stream_id, rules::stream_id),
        required("MaxRecordSizeInKiB", &UpdateMaxRecordSizeInput::max_record_size_in_kib,
                 rules::between(1024, 10240))};
};
template <>
struct Shape<UpdateShardCountInput> {
    static constexpr std::tuple members{
        member("StreamName", &UpdateShardCountInput::stream_name, rules::stream_name),
        required("TargetShardCount", &UpdateShardCountInput::target_shard_count,
                 rules::at_least(1)),
        required("ScalingType", &UpdateShardCountInput::scaling_type, rules::any),
        member("StreamARN", &UpdateShardCountInput::stream_arn, rules::stream_arn),
        member("StreamId", &UpdateShardCountInput::stream_id, rules::stream_id)};
};
template <>
struct Shape<UpdateStreamModeInput> {
    static constexpr std::tuple members{
        required("StreamARN", &UpdateStreamModeInput::stream_arn, rules::stream_arn),
        member("StreamId", &UpdateStreamModeInput::stream_id, rules::stream_id),
        required("StreamModeDetails", &UpdateStreamModeInput::stream_mode_details, rules::any),
        member("WarmThroughputMiBps", &UpdateStreamModeInput::warm_throughput_mibps,
               rules::at_least(0))};
};
template <>
struct Shape<UpdateStreamWarmThroughputInput> {
    static constexpr std::tuple members{
        member("StreamARN", &UpdateStreamWarmThroughputInput::stream_arn, rules::stream_arn),
        member("StreamName", &UpdateStreamWarmThroughputInput::stream_name, rules::stream_name),
        member("StreamId", &UpdateStreamWarmThroughputInput::stream_id, rules::stream_id),
        required("WarmThroughputMiBps", &UpdateStreamWarmThroughputInput::warm_throughput_mibps,
                 rules::at_least(0))};
};

}  // namespace weir::inline v0
