// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/core/error.hpp"
#include "weir/core/record.hpp"
#include "weir/stream/model.hpp"

namespace weir::inline v0 {

/// An operation on one stream, by its name in the service's model.
enum class KinesisOperation : std::uint8_t {
    put_record,
    put_records,
    get_shard_iterator,
    get_records,
    list_shards,
    describe_stream_summary,
    split_shard,
    merge_shards,
    update_shard_count,
};
inline constexpr std::size_t kinesis_operations = 9;

[[nodiscard]] constexpr std::string_view to_string(KinesisOperation operation) noexcept {
    switch (operation) {
        case KinesisOperation::put_record:
            return "PutRecord";
        case KinesisOperation::put_records:
            return "PutRecords";
        case KinesisOperation::get_shard_iterator:
            return "GetShardIterator";
        case KinesisOperation::get_records:
            return "GetRecords";
        case KinesisOperation::list_shards:
            return "ListShards";
        case KinesisOperation::describe_stream_summary:
            return "DescribeStreamSummary";
        case KinesisOperation::split_shard:
            return "SplitShard";
        case KinesisOperation::merge_shards:
            return "MergeShards";
        case KinesisOperation::update_shard_count:
            break;
    }
    return "UpdateShardCount";
}

/// True of the operations that put records.
[[nodiscard]] constexpr bool is_put(KinesisOperation operation) noexcept {
    return operation == KinesisOperation::put_record || operation == KinesisOperation::put_records;
}

/// A page of records as clients see it: records to walk, where to go on, or who took over.
template <class Page>
concept get_records_page = requires(Page& page) {
    { *std::as_const(page).records.begin() } -> std::convertible_to<RecordView>;
    { std::as_const(page).records.empty() } -> std::same_as<bool>;
    { page.next_shard_iterator.has_value() } -> std::same_as<bool>;
    { page.millis_behind_latest } -> std::convertible_to<std::chrono::milliseconds>;
    { page.child_shards } -> std::convertible_to<std::vector<ChildShard>>;
};

/// What client libraries and test tools work against instead of a Stream: its data plane and its
/// listing, with the service's names. The engine in this process is one; so is one of another kind
/// behind a network, or one with faults.
///
/// `GetRecordsRequestType` and `GetRecordsResult` name what its reads take and give.
template <class Api>
concept kinesis_api = requires(Api& api, const PutRecordRequest& put,
                               std::span<const PutRecordsRequestEntry> entries,
                               const GetShardIteratorRequest& where,
                               const typename Api::GetRecordsRequestType& read,
                               const ListShardsRequest& list) {
    requires get_records_page<typename Api::GetRecordsResult>;
    { api.put_record(put) } -> std::same_as<Result<PutRecordResult>>;
    { api.put_records(entries) } -> std::same_as<Result<PutRecordsResult>>;
    { api.get_records(read) } -> std::same_as<Result<typename Api::GetRecordsResult>>;
    { read.limit } -> std::convertible_to<std::uint32_t>;
    // A place that it gives can be read from.
    { *api.get_shard_iterator(where) } -> std::convertible_to<decltype(read.shard_iterator)>;
    { api.list_shards(list) } -> std::same_as<Result<ListShardsResult>>;
    { api.describe_stream_summary() } -> std::convertible_to<Result<StreamDescriptionSummary>>;
};

/// A kinesis_api that can be resharded, too.
template <class Api>
concept kinesis_control_api = kinesis_api<Api> &&
    requires(Api& api, const SplitShardRequest& split, const MergeShardsRequest& merge,
             const UpdateShardCountRequest& update) {
    { api.split_shard(split) } -> std::same_as<Result<void>>;
    { api.merge_shards(merge) } -> std::same_as<Result<void>>;
    { api.update_shard_count(update) } -> std::same_as<Result<UpdateShardCountResult>>;
};

}  // namespace weir::inline v0
