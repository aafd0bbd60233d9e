// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "weir/service/outputs.hpp"
#include "weir/service/shape.hpp"

/// The members of results, but for records and for what needs the service's help to become text.
/// Source: service model 2013-12-02.
namespace weir::inline v0 {

template <>
struct Shape<Tag> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("Key", &Tag::key), member("Value", &Tag::value));
    }
};
template <>
struct Shape<StreamModeDetails> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("StreamMode", &StreamModeDetails::stream_mode));
    }
};
template <>
struct Shape<EnhancedMetrics> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("ShardLevelMetrics", &EnhancedMetrics::shard_level_metrics));
    }
};
template <>
struct Shape<WarmThroughputObject> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("TargetMiBps", &WarmThroughputObject::target_mibps),
                     member("CurrentMiBps", &WarmThroughputObject::current_mibps));
    }
};
template <>
struct Shape<HashKeyRange> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("StartingHashKey", &HashKeyRange::starting_hash_key),
                     member("EndingHashKey", &HashKeyRange::ending_hash_key));
    }
};
template <>
struct Shape<SequenceNumberRange> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            member("StartingSequenceNumber", &SequenceNumberRange::starting_sequence_number),
            member("EndingSequenceNumber", &SequenceNumberRange::ending_sequence_number));
    }
};
template <>
struct Shape<Shard> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("ShardId", &Shard::shard_id),
                     member("ParentShardId", &Shard::parent_shard_id),
                     member("AdjacentParentShardId", &Shard::adjacent_parent_shard_id),
                     member("HashKeyRange", &Shard::hash_key_range),
                     member("SequenceNumberRange", &Shard::sequence_number_range));
    }
};
template <>
struct Shape<ChildShard> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("ShardId", &ChildShard::shard_id),
                     member("ParentShards", &ChildShard::parent_shards),
                     member("HashKeyRange", &ChildShard::hash_key_range));
    }
};
template <>
struct Shape<StreamSummary> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("StreamName", &StreamSummary::stream_name),
                     member("StreamARN", &StreamSummary::stream_arn),
                     member("StreamStatus", &StreamSummary::stream_status),
                     member("StreamModeDetails", &StreamSummary::stream_mode_details),
                     member("StreamCreationTimestamp", &StreamSummary::stream_creation_timestamp));
    }
};
template <>
struct Shape<Consumer> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("ConsumerName", &Consumer::consumer_name),
                     member("ConsumerARN", &Consumer::consumer_arn),
                     member("ConsumerStatus", &Consumer::consumer_status),
                     member("ConsumerCreationTimestamp", &Consumer::consumer_creation_timestamp));
    }
};
template <>
struct Shape<ConsumerDescription> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            member("ConsumerName", &ConsumerDescription::consumer_name),
            member("ConsumerARN", &ConsumerDescription::consumer_arn),
            member("ConsumerStatus", &ConsumerDescription::consumer_status),
            member("ConsumerCreationTimestamp", &ConsumerDescription::consumer_creation_timestamp),
            member("StreamARN", &ConsumerDescription::stream_arn));
    }
};
template <>
struct Shape<MinimumThroughputBillingCommitmentOutput> {
    using Type = MinimumThroughputBillingCommitmentOutput;
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("Status", &Type::status), member("StartedAt", &Type::started_at),
                     member("EndedAt", &Type::ended_at),
                     member("EarliestAllowedEndAt", &Type::earliest_allowed_end_at));
    }
};

template <>
struct Shape<DescribeAccountSettingsOutput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("MinimumThroughputBillingCommitment",
                            &DescribeAccountSettingsOutput::minimum_throughput_billing_commitment));
    }
};
template <>
struct Shape<DescribeLimitsOutput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("ShardLimit", &DescribeLimitsOutput::shard_limit),
                     member("OpenShardCount", &DescribeLimitsOutput::open_shard_count),
                     member("OnDemandStreamCount", &DescribeLimitsOutput::on_demand_stream_count),
                     member("OnDemandStreamCountLimit",
                            &DescribeLimitsOutput::on_demand_stream_count_limit));
    }
};
template <>
struct Shape<FullStreamDescription> {
    using Type = FullStreamDescription;
    using Base = StreamDescription;
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            member("StreamName", &Base::stream_name), member("StreamARN", &Base::stream_arn),
            member("StreamStatus", &Base::stream_status),
            member("StreamModeDetails", &Type::stream_mode_details),
            member("Shards", &Base::shards), member("HasMoreShards", &Base::has_more_shards),
            member("RetentionPeriodHours", &Base::retention_period),
            member("StreamCreationTimestamp", &Base::stream_creation_timestamp),
            member("EnhancedMonitoring", &Type::enhanced_monitoring),
            member("EncryptionType", &Type::encryption_type), member("KeyId", &Type::key_id));
    }
};
template <>
struct Shape<DescribeStreamOutput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("StreamDescription", &DescribeStreamOutput::stream_description));
    }
};
template <>
struct Shape<FullStreamDescriptionSummary> {
    using Type = FullStreamDescriptionSummary;
    using Base = StreamDescriptionSummary;
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            member("StreamName", &Base::stream_name), member("StreamARN", &Base::stream_arn),
            member("StreamStatus", &Base::stream_status),
            member("StreamModeDetails", &Type::stream_mode_details),
            member("RetentionPeriodHours", &Base::retention_period),
            member("StreamCreationTimestamp", &Base::stream_creation_timestamp),
            member("EnhancedMonitoring", &Type::enhanced_monitoring),
            member("EncryptionType", &Type::encryption_type), member("KeyId", &Type::key_id),
            member("OpenShardCount", &Base::open_shard_count),
            member("ConsumerCount", &Type::consumer_count),
            member("WarmThroughput", &Type::warm_throughput),
            member("MaxRecordSizeInKiB", &Base::max_record_size_in_kib));
    }
};
template <>
struct Shape<DescribeStreamSummaryOutput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("StreamDescriptionSummary",
                            &DescribeStreamSummaryOutput::stream_description_summary));
    }
};
template <>
struct Shape<DescribeStreamConsumerOutput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            member("ConsumerDescription", &DescribeStreamConsumerOutput::consumer_description));
    }
};
template <>
struct Shape<EnhancedMonitoringOutput> {
    using Type = EnhancedMonitoringOutput;
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("StreamName", &Type::stream_name),
                     member("CurrentShardLevelMetrics", &Type::current_shard_level_metrics),
                     member("DesiredShardLevelMetrics", &Type::desired_shard_level_metrics),
                     member("StreamARN", &Type::stream_arn));
    }
};
template <>
struct Shape<GetResourcePolicyOutput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("Policy", &GetResourcePolicyOutput::policy));
    }
};
template <>
struct Shape<ListShardsOutput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("Shards", &ListShardsOutput::shards),
                     member("NextToken", &ListShardsOutput::next_token));
    }
};
template <>
struct Shape<ListStreamConsumersOutput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("Consumers", &ListStreamConsumersOutput::consumers),
                     member("NextToken", &ListStreamConsumersOutput::next_token));
    }
};
template <>
struct Shape<ListStreamsOutput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("StreamNames", &ListStreamsOutput::stream_names),
                     member("HasMoreStreams", &ListStreamsOutput::has_more_streams),
                     member("NextToken", &ListStreamsOutput::next_token),
                     member("StreamSummaries", &ListStreamsOutput::stream_summaries));
    }
};
template <>
struct Shape<ListTagsForResourceOutput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("Tags", &ListTagsForResourceOutput::tags));
    }
};
template <>
struct Shape<ListTagsForStreamOutput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("Tags", &ListTagsForStreamOutput::tags),
                     member("HasMoreTags", &ListTagsForStreamOutput::has_more_tags));
    }
};
template <>
struct Shape<PutRecordOutput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("ShardId", &PutRecordOutput::shard_id),
                     member("SequenceNumber", &PutRecordOutput::sequence_number),
                     member("EncryptionType", &PutRecordOutput::encryption_type));
    }
};
template <>
struct Shape<RegisterStreamConsumerOutput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("Consumer", &RegisterStreamConsumerOutput::consumer));
    }
};
template <>
struct Shape<UpdateShardCountOutput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("StreamName", &UpdateShardCountOutput::stream_name),
                     member("CurrentShardCount", &UpdateShardCountOutput::current_shard_count),
                     member("TargetShardCount", &UpdateShardCountOutput::target_shard_count),
                     member("StreamARN", &UpdateShardCountOutput::stream_arn));
    }
};
template <>
struct Shape<UpdateStreamWarmThroughputOutput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("StreamARN", &UpdateStreamWarmThroughputOutput::stream_arn),
                     member("StreamName", &UpdateStreamWarmThroughputOutput::stream_name),
                     member("WarmThroughput", &UpdateStreamWarmThroughputOutput::warm_throughput));
    }
};

}  // namespace weir::inline v0
