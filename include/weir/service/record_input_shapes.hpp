// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "weir/service/inputs.hpp"
#include "weir/service/shape.hpp"

/// The members of requests that move records, or say where they are.
/// Source: service model 2013-12-02.
namespace weir::inline v0 {

template <>
struct Shape<PutRecordsRequestEntry> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            required("Data", &PutRecordsRequestEntry::data, rules::data),
            member("ExplicitHashKey", &PutRecordsRequestEntry::explicit_hash_key, rules::hash_key),
            required("PartitionKey", &PutRecordsRequestEntry::partition_key, rules::partition_key));
    }
};
template <>
struct Shape<StartingPosition> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            required("Type", &StartingPosition::type, rules::any),
            member("SequenceNumber", &StartingPosition::sequence_number, rules::sequence_number),
            member("Timestamp", &StartingPosition::timestamp, rules::any));
    }
};
template <>
struct Shape<PutRecordInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("StreamName", &PutRecordInput::stream_name, rules::stream_name),
                     required("Data", &PutRecordInput::data, rules::data),
                     required("PartitionKey", &PutRecordInput::partition_key, rules::partition_key),
                     member("ExplicitHashKey", &PutRecordInput::explicit_hash_key, rules::hash_key),
                     member("SequenceNumberForOrdering",
                            &PutRecordInput::sequence_number_for_ordering, rules::sequence_number),
                     member("StreamARN", &PutRecordInput::stream_arn, rules::stream_arn),
                     member("StreamId", &PutRecordInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<PutRecordsInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(required("Records", &PutRecordsInput::records, rules::records),
                     member("StreamName", &PutRecordsInput::stream_name, rules::stream_name),
                     member("StreamARN", &PutRecordsInput::stream_arn, rules::stream_arn),
                     member("StreamId", &PutRecordsInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<GetShardIteratorInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            member("StreamName", &GetShardIteratorInput::stream_name, rules::stream_name),
            required("ShardId", &GetShardIteratorInput::shard_id, rules::shard_id),
            required("ShardIteratorType", &GetShardIteratorInput::shard_iterator_type, rules::any),
            member("StartingSequenceNumber", &GetShardIteratorInput::starting_sequence_number,
                   rules::sequence_number),
            member("Timestamp", &GetShardIteratorInput::timestamp, rules::any),
            member("StreamARN", &GetShardIteratorInput::stream_arn, rules::stream_arn),
            member("StreamId", &GetShardIteratorInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<GetRecordsInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            required("ShardIterator", &GetRecordsInput::shard_iterator, rules::shard_iterator),
            member("Limit", &GetRecordsInput::limit, rules::between(1, 10000)),
            member("StreamARN", &GetRecordsInput::stream_arn, rules::stream_arn),
            member("StreamId", &GetRecordsInput::stream_id, rules::stream_id));
    }
};
template <>
struct Shape<SubscribeToShardInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(
            required("ConsumerARN", &SubscribeToShardInput::consumer_arn, rules::consumer_arn),
            member("StreamId", &SubscribeToShardInput::stream_id, rules::stream_id),
            required("ShardId", &SubscribeToShardInput::shard_id, rules::shard_id),
            required("StartingPosition", &SubscribeToShardInput::starting_position, rules::any));
    }
};
template <>
struct Shape<ShardFilterInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(required("Type", &ShardFilterInput::type, rules::any),
                     member("ShardId", &ShardFilterInput::shard_id, rules::shard_id),
                     member("Timestamp", &ShardFilterInput::timestamp, rules::any));
    }
};
template <>
struct Shape<ListShardsInput> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(member("StreamName", &ListShardsInput::stream_name, rules::stream_name),
                     member("NextToken", &ListShardsInput::next_token, rules::next_token),
                     member("ExclusiveStartShardId", &ListShardsInput::exclusive_start_shard_id,
                            rules::shard_id),
                     member("MaxResults", &ListShardsInput::max_results, rules::between(1, 10000)),
                     member("StreamCreationTimestamp", &ListShardsInput::stream_creation_timestamp,
                            rules::any),
                     member("ShardFilter", &ListShardsInput::shard_filter, rules::any),
                     member("StreamARN", &ListShardsInput::stream_arn, rules::stream_arn),
                     member("StreamId", &ListShardsInput::stream_id, rules::stream_id));
    }
};

}  // namespace weir::inline v0
