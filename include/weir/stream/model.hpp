// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "weir/core/argument.hpp"
#include "weir/core/error.hpp"
#include "weir/core/hash_range.hpp"
#include "weir/core/instant.hpp"
#include "weir/core/limits.hpp"
#include "weir/core/record.hpp"
#include "weir/core/sequence_number.hpp"
#include "weir/core/shard_id.hpp"

/// Requests and results of the operations on one stream, named after the service's model.
///
/// A request lends its text and data for the length of the call. An `Argument` may be given as a
/// value or as the text a remote caller sent; text is judged where the service judges it.
/// Source: service model 2013-12-02.
namespace weir::inline v0 {

struct PutRecordRequest {
    Blob data{};
    std::string_view partition_key{};
    Argument<HashKey> explicit_hash_key{};
    Argument<SequenceNumber> sequence_number_for_ordering{};
};
struct PutRecordResult {
    ShardId shard_id{};
    SequenceNumber sequence_number{};

    friend bool operator==(const PutRecordResult&, const PutRecordResult&) = default;
};

struct PutRecordsRequestEntry {
    Blob data{};
    std::string_view partition_key{};
    Argument<HashKey> explicit_hash_key{};
};
/// The outcome of one record: where it went, or why it did not.
struct PutRecordsResultEntry {
    ShardId shard_id{};  ///< of a failed record: the shard that refused it
    SequenceNumber sequence_number{};
    std::optional<Errc> error_code{};
    Duration retry_after{};

    [[nodiscard]] bool ok() const noexcept { return !error_code.has_value(); }

    friend bool operator==(const PutRecordsResultEntry&, const PutRecordsResultEntry&) = default;
};
struct PutRecordsResult {
    std::uint32_t failed_record_count = 0;
    std::vector<PutRecordsResultEntry> records{};

    friend bool operator==(const PutRecordsResult&, const PutRecordsResult&) = default;
};

enum class ShardIteratorType : std::uint8_t {
    at_sequence_number,
    after_sequence_number,
    trim_horizon,
    latest,
    at_timestamp,
};
[[nodiscard]] constexpr std::string_view to_string(ShardIteratorType type) noexcept {
    switch (type) {
        case ShardIteratorType::at_sequence_number:
            return "AT_SEQUENCE_NUMBER";
        case ShardIteratorType::after_sequence_number:
            return "AFTER_SEQUENCE_NUMBER";
        case ShardIteratorType::trim_horizon:
            return "TRIM_HORIZON";
        case ShardIteratorType::latest:
            return "LATEST";
        case ShardIteratorType::at_timestamp:
            break;
    }
    return "AT_TIMESTAMP";
}

struct GetShardIteratorRequest {
    Argument<ShardId> shard_id{};
    ShardIteratorType shard_iterator_type = ShardIteratorType::trim_horizon;
    Argument<SequenceNumber> starting_sequence_number{};
    std::optional<Instant> timestamp{};
};

struct ChildShard {
    ShardId shard_id{};
    std::vector<ShardId> parent_shards{};
    HashKeyRange hash_key_range{};

    friend bool operator==(const ChildShard&, const ChildShard&) = default;
};

struct SequenceNumberRange {
    SequenceNumber starting_sequence_number{};
    std::optional<SequenceNumber> ending_sequence_number{};

    friend bool operator==(const SequenceNumberRange&, const SequenceNumberRange&) = default;
};
struct Shard {
    ShardId shard_id{};
    HashKeyRange hash_key_range{};
    SequenceNumberRange sequence_number_range{};
    std::optional<ShardId> parent_shard_id{};
    std::optional<ShardId> adjacent_parent_shard_id{};

    friend bool operator==(const Shard&, const Shard&) = default;
};

enum class ShardFilterType : std::uint8_t {
    after_shard_id,
    at_trim_horizon,
    from_trim_horizon,
    at_latest,
    at_timestamp,
    from_timestamp,
};
[[nodiscard]] constexpr std::string_view to_string(ShardFilterType type) noexcept {
    switch (type) {
        case ShardFilterType::after_shard_id:
            return "AFTER_SHARD_ID";
        case ShardFilterType::at_trim_horizon:
            return "AT_TRIM_HORIZON";
        case ShardFilterType::from_trim_horizon:
            return "FROM_TRIM_HORIZON";
        case ShardFilterType::at_latest:
            return "AT_LATEST";
        case ShardFilterType::at_timestamp:
            return "AT_TIMESTAMP";
        case ShardFilterType::from_timestamp:
            break;
    }
    return "FROM_TIMESTAMP";
}
struct ShardFilter {
    ShardFilterType type = ShardFilterType::from_trim_horizon;
    Argument<ShardId> shard_id{};
    std::optional<Instant> timestamp{};
};
struct ListShardsRequest {
    std::optional<std::string> next_token{};
    Argument<ShardId> exclusive_start_shard_id{};
    std::optional<std::uint32_t> max_results{};
    std::optional<ShardFilter> shard_filter{};
    std::optional<Instant> stream_creation_timestamp{};
};
struct ListShardsResult {
    std::vector<Shard> shards{};
    std::optional<std::string> next_token{};

    friend bool operator==(const ListShardsResult&, const ListShardsResult&) = default;
};

struct SplitShardRequest {
    Argument<ShardId> shard_to_split{};
    Argument<HashKey> new_starting_hash_key{};
};
struct MergeShardsRequest {
    Argument<ShardId> shard_to_merge{};
    Argument<ShardId> adjacent_shard_to_merge{};
};
struct UpdateShardCountRequest {
    std::uint32_t target_shard_count = 1;
};
struct UpdateShardCountResult {
    std::uint32_t current_shard_count = 0;  ///< open shards before the call
    std::uint32_t target_shard_count = 0;

    friend bool operator==(const UpdateShardCountResult&, const UpdateShardCountResult&) = default;
};

enum class StreamStatus : std::uint8_t { creating, active, updating, deleting };
[[nodiscard]] constexpr std::string_view to_string(StreamStatus status) noexcept {
    switch (status) {
        case StreamStatus::creating:
            return "CREATING";
        case StreamStatus::active:
            return "ACTIVE";
        case StreamStatus::updating:
            return "UPDATING";
        case StreamStatus::deleting:
            break;
    }
    return "DELETING";
}

struct DescribeStreamRequest {
    std::optional<std::uint32_t> limit{};
    Argument<ShardId> exclusive_start_shard_id{};
};
struct StreamDescription {
    std::string stream_name{};
    std::string stream_arn{};
    StreamStatus stream_status = StreamStatus::active;
    std::vector<Shard> shards{};
    bool has_more_shards = false;
    std::chrono::hours retention_period{};
    Instant stream_creation_timestamp{};

    friend bool operator==(const StreamDescription&, const StreamDescription&) = default;
};
struct StreamDescriptionSummary {
    std::string stream_name{};
    std::string stream_arn{};
    StreamStatus stream_status = StreamStatus::active;
    std::chrono::hours retention_period{};
    Instant stream_creation_timestamp{};
    std::uint32_t open_shard_count = 0;
    std::uint32_t max_record_size_in_kib = 0;

    friend bool operator==(const StreamDescriptionSummary&,
                           const StreamDescriptionSummary&) = default;
};

/// What a stream is made with.
struct StreamOptions {
    std::string stream_name = "stream";
    std::string account_id = "000000000000";
    std::string region = "us-east-1";
    std::uint32_t shard_count = 1;
    std::chrono::hours retention_period{limits::retention_hours_default};
    std::uint32_t max_record_size_in_kib = limits::max_record_size_in_kib_default;
    /// How long the stream is UPDATING. A split or a merge takes effect at the end of it; those
    /// that change the shard count share it out among them.
    Duration resharding_time{0};
    /// Open shards that the account may have.
    std::uint32_t shard_limit = limits::account_shards_default;
    /// Updates of the shard count in any 24 hours.
    std::uint32_t update_shard_count_limit = limits::update_shard_count_per_day;
    /// How long a shard iterator and a page token live.
    Duration iterator_life = limits::iterator_life;
    /// Marks this stream's iterators, so that another stream refuses them.
    std::uint64_t iterator_seed = 0x7765'6972'2021'0001;
};

}  // namespace weir::inline v0
