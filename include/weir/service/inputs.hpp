// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "weir/core/argument.hpp"
#include "weir/service/types.hpp"
#include "weir/stream/shard_iterator.hpp"

/// What the operations of an account are asked with, members in the order of the service's model.
///
/// Text and data are lent for the length of a call. What is required by the model is optional here
/// all the same, so that a request without it gets the service's answer. A stream is named by its
/// name, its ARN or both; StreamId is checked and otherwise ignored, as by the service.
/// Source: service model 2013-12-02.
namespace weir::inline v0 {

struct StreamModeDetailsInput {
    Choice<StreamMode> stream_mode{};
};
struct ShardFilterInput {
    Choice<ShardFilterType> type{};
    Argument<ShardId> shard_id{};
    std::optional<Instant> timestamp{};
};
struct StartingPosition {
    Choice<ShardIteratorType> type{};
    Argument<SequenceNumber> sequence_number{};
    std::optional<Instant> timestamp{};
};
struct MinimumThroughputBillingCommitmentInput {
    Choice<MinimumThroughputBillingCommitmentStatus> status{};
};

/// Where a read goes on: an iterator as it is, or the text that a remote caller got.
class ShardIteratorArgument {
public:
    constexpr ShardIteratorArgument() noexcept = default;
    ShardIteratorArgument(const ShardIterator& iterator) noexcept
        : iterator_{iterator}, form_{Form::iterator} {}
    template <std::convertible_to<std::string_view> Text>
    constexpr ShardIteratorArgument(const Text& text) noexcept : text_{text}, form_{Form::text} {}

    [[nodiscard]] bool has_value() const noexcept { return form_ != Form::nothing; }
    [[nodiscard]] bool is_text() const noexcept { return form_ == Form::text; }
    [[nodiscard]] std::string_view text() const noexcept { return text_; }
    /// The iterator, if one was given as it is.
    [[nodiscard]] const ShardIterator& iterator() const noexcept { return iterator_; }

private:
    enum class Form : std::uint8_t { nothing, iterator, text };

    ShardIterator iterator_{};
    std::string_view text_{};
    Form form_ = Form::nothing;
};

struct AddTagsToStreamInput {
    std::optional<std::string_view> stream_name{};
    std::optional<TagMap> tags{};
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
};

struct CreateStreamInput {
    std::optional<std::string_view> stream_name{};
    std::optional<std::int32_t> shard_count{};
    std::optional<StreamModeDetailsInput> stream_mode_details{};
    std::optional<TagMap> tags{};
    std::optional<std::int32_t> warm_throughput_mibps{};
    std::optional<std::int32_t> max_record_size_in_kib{};
};

struct DecreaseStreamRetentionPeriodInput {
    std::optional<std::string_view> stream_name{};
    std::optional<std::int32_t> retention_period_hours{};
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
};

struct DeleteResourcePolicyInput {
    std::optional<std::string_view> resource_arn{};
    std::optional<std::string_view> stream_id{};
};

struct DeleteStreamInput {
    std::optional<std::string_view> stream_name{};
    std::optional<bool> enforce_consumer_deletion{};
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
};

struct DeregisterStreamConsumerInput {
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> consumer_name{};
    std::optional<std::string_view> consumer_arn{};
    std::optional<std::string_view> stream_id{};
};

struct DescribeAccountSettingsInput {};

struct DescribeLimitsInput {};

struct DescribeStreamInput {
    std::optional<std::string_view> stream_name{};
    std::optional<std::int32_t> limit{};
    Argument<ShardId> exclusive_start_shard_id{};
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
};

struct DescribeStreamConsumerInput {
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> consumer_name{};
    std::optional<std::string_view> consumer_arn{};
    std::optional<std::string_view> stream_id{};
};

struct DescribeStreamSummaryInput {
    std::optional<std::string_view> stream_name{};
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
};

struct DisableEnhancedMonitoringInput {
    std::optional<std::string_view> stream_name{};
    std::optional<std::vector<Choice<MetricsName>>> shard_level_metrics{};
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
};

struct EnableEnhancedMonitoringInput {
    std::optional<std::string_view> stream_name{};
    std::optional<std::vector<Choice<MetricsName>>> shard_level_metrics{};
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
};

struct GetRecordsInput {
    ShardIteratorArgument shard_iterator{};
    std::optional<std::int32_t> limit{};
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
};

struct GetResourcePolicyInput {
    std::optional<std::string_view> resource_arn{};
    std::optional<std::string_view> stream_id{};
};

struct GetShardIteratorInput {
    std::optional<std::string_view> stream_name{};
    Argument<ShardId> shard_id{};
    Choice<ShardIteratorType> shard_iterator_type{};
    Argument<SequenceNumber> starting_sequence_number{};
    std::optional<Instant> timestamp{};
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
};

struct IncreaseStreamRetentionPeriodInput {
    std::optional<std::string_view> stream_name{};
    std::optional<std::int32_t> retention_period_hours{};
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
};

struct ListShardsInput {
    std::optional<std::string_view> stream_name{};
    std::optional<std::string_view> next_token{};
    Argument<ShardId> exclusive_start_shard_id{};
    std::optional<std::int32_t> max_results{};
    std::optional<Instant> stream_creation_timestamp{};
    std::optional<ShardFilterInput> shard_filter{};
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
};

struct ListStreamConsumersInput {
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> next_token{};
    std::optional<std::int32_t> max_results{};
    std::optional<Instant> stream_creation_timestamp{};
    std::optional<std::string_view> stream_id{};
};

struct ListStreamsInput {
    std::optional<std::int32_t> limit{};
    std::optional<std::string_view> exclusive_start_stream_name{};
    std::optional<std::string_view> next_token{};
};

struct ListTagsForResourceInput {
    std::optional<std::string_view> resource_arn{};
    std::optional<std::string_view> stream_id{};
};

struct ListTagsForStreamInput {
    std::optional<std::string_view> stream_name{};
    std::optional<std::string_view> exclusive_start_tag_key{};
    std::optional<std::int32_t> limit{};
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
};

struct MergeShardsInput {
    std::optional<std::string_view> stream_name{};
    Argument<ShardId> shard_to_merge{};
    Argument<ShardId> adjacent_shard_to_merge{};
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
};

struct PutRecordInput {
    std::optional<std::string_view> stream_name{};
    std::optional<Blob> data{};
    std::optional<std::string_view> partition_key{};
    Argument<HashKey> explicit_hash_key{};
    Argument<SequenceNumber> sequence_number_for_ordering{};
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
};

struct PutRecordsInput {
    std::span<const PutRecordsRequestEntry> records{};
    std::optional<std::string_view> stream_name{};
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
};

struct PutResourcePolicyInput {
    std::optional<std::string_view> resource_arn{};
    std::optional<std::string_view> stream_id{};
    std::optional<std::string_view> policy{};
};

struct RegisterStreamConsumerInput {
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> consumer_name{};
    std::optional<std::string_view> stream_id{};
    std::optional<TagMap> tags{};
};

struct RemoveTagsFromStreamInput {
    std::optional<std::string_view> stream_name{};
    std::optional<std::vector<std::string>> tag_keys{};
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
};

struct SplitShardInput {
    std::optional<std::string_view> stream_name{};
    Argument<ShardId> shard_to_split{};
    Argument<HashKey> new_starting_hash_key{};
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
};

struct StartStreamEncryptionInput {
    std::optional<std::string_view> stream_name{};
    Choice<EncryptionType> encryption_type{};
    std::optional<std::string_view> key_id{};
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
};

struct StopStreamEncryptionInput {
    std::optional<std::string_view> stream_name{};
    Choice<EncryptionType> encryption_type{};
    std::optional<std::string_view> key_id{};
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
};

struct SubscribeToShardInput {
    std::optional<std::string_view> consumer_arn{};
    std::optional<std::string_view> stream_id{};
    Argument<ShardId> shard_id{};
    std::optional<StartingPosition> starting_position{};
};

struct TagResourceInput {
    std::optional<TagMap> tags{};
    std::optional<std::string_view> resource_arn{};
    std::optional<std::string_view> stream_id{};
};

struct UntagResourceInput {
    std::optional<std::vector<std::string>> tag_keys{};
    std::optional<std::string_view> resource_arn{};
    std::optional<std::string_view> stream_id{};
};

struct UpdateAccountSettingsInput {
    std::optional<MinimumThroughputBillingCommitmentInput> minimum_throughput_billing_commitment{};
};

struct UpdateMaxRecordSizeInput {
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
    std::optional<std::int32_t> max_record_size_in_kib{};
};

struct UpdateShardCountInput {
    std::optional<std::string_view> stream_name{};
    std::optional<std::int32_t> target_shard_count{};
    Choice<ScalingType> scaling_type{};
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
};

struct UpdateStreamModeInput {
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_id{};
    std::optional<StreamModeDetailsInput> stream_mode_details{};
    std::optional<std::int32_t> warm_throughput_mibps{};
};

struct UpdateStreamWarmThroughputInput {
    std::optional<std::string_view> stream_arn{};
    std::optional<std::string_view> stream_name{};
    std::optional<std::string_view> stream_id{};
    std::optional<std::int32_t> warm_throughput_mibps{};
};

}  // namespace weir::inline v0
