// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "weir/service/encryption_marks.hpp"
#include "weir/service/types.hpp"
#include "weir/stream/shard_iterator.hpp"

/// What the operations of an account give.  Source: service model 2013-12-02.
namespace weir::inline v0 {

struct DescribeAccountSettingsOutput {
    MinimumThroughputBillingCommitmentOutput minimum_throughput_billing_commitment{};
};
using UpdateAccountSettingsOutput = DescribeAccountSettingsOutput;

struct DescribeLimitsOutput {
    std::uint32_t shard_limit = 0;
    std::uint32_t open_shard_count = 0;
    std::uint32_t on_demand_stream_count = 0;
    std::uint32_t on_demand_stream_count_limit = 0;
};

/// A stream as its account knows it.
struct FullStreamDescription : StreamDescription {
    StreamModeDetails stream_mode_details{};
    std::vector<EnhancedMetrics> enhanced_monitoring{};  ///< one element, empty if it is off
    EncryptionType encryption_type = EncryptionType::none;
    std::optional<std::string> key_id{};
};
struct DescribeStreamOutput {
    FullStreamDescription stream_description{};
};
struct FullStreamDescriptionSummary : StreamDescriptionSummary {
    StreamModeDetails stream_mode_details{};
    std::vector<EnhancedMetrics> enhanced_monitoring{};
    EncryptionType encryption_type = EncryptionType::none;
    std::optional<std::string> key_id{};
    std::uint32_t consumer_count = 0;
    std::optional<WarmThroughputObject> warm_throughput{};
};
struct DescribeStreamSummaryOutput {
    FullStreamDescriptionSummary stream_description_summary{};
};

struct DescribeStreamConsumerOutput {
    ConsumerDescription consumer_description{};
};

struct EnhancedMonitoringOutput {
    std::string stream_name{};
    std::vector<MetricsName> current_shard_level_metrics{};  ///< before the call
    std::vector<MetricsName> desired_shard_level_metrics{};  ///< after it
    std::string stream_arn{};
};

/// Keeps a stream alive for a batch of its records, which stands behind it and so goes before it.
class BatchOwner {
public:
    BatchOwner() noexcept = default;
    explicit BatchOwner(std::shared_ptr<const void> stream) noexcept : stream_{std::move(stream)} {}
    BatchOwner(BatchOwner&&) noexcept = default;
    /// Leaves the old stream to `other`: the old batch is there until its own assignment.
    BatchOwner& operator=(BatchOwner&& other) noexcept {
        stream_.swap(other.stream_);
        return *this;
    }
    ~BatchOwner() = default;

    [[nodiscard]] bool has_value() const noexcept { return stream_ != nullptr; }

private:
    std::shared_ptr<const void> stream_;
};

/// A page of records, lent by the batch, which keeps what they point into alive.
template <class Batch>
struct BasicGetRecordsOutput {
    BatchOwner owner{};
    Batch records{};
    std::optional<ShardIterator> next_shard_iterator{};
    std::chrono::milliseconds millis_behind_latest{0};
    std::vector<ChildShard> child_shards{};
    EncryptionMarks encryption{};

    [[nodiscard]] EncryptionType encryption_type_of(const RecordView& record) const noexcept {
        return encryption.type_of(record);
    }
};

struct GetResourcePolicyOutput {
    std::string policy{};
};

struct GetShardIteratorOutput {
    ShardIterator shard_iterator{};
};

using ListShardsOutput = ListShardsResult;

struct ListStreamConsumersOutput {
    std::vector<Consumer> consumers{};
    std::optional<std::string> next_token{};
};

struct ListStreamsOutput {
    std::vector<std::string> stream_names{};
    bool has_more_streams = false;
    std::optional<std::string> next_token{};
    std::vector<StreamSummary> stream_summaries{};
};

struct ListTagsForResourceOutput {
    std::vector<Tag> tags{};
};

struct ListTagsForStreamOutput {
    std::vector<Tag> tags{};
    bool has_more_tags = false;
};

struct PutRecordOutput {
    ShardId shard_id{};
    SequenceNumber sequence_number{};
    std::optional<EncryptionType> encryption_type{};  ///< only if the record was encrypted
};

/// `error_of` a Service gives the text of a record that failed.
struct PutRecordsOutput {
    std::uint32_t failed_record_count = 0;
    std::vector<PutRecordsResultEntry> records{};
    std::optional<EncryptionType> encryption_type{};
    std::string stream_name{};  ///< where a record failed, for `error_of`
};

struct RegisterStreamConsumerOutput {
    Consumer consumer{};
};

/// What a subscription pushes: records, and where to go on should it break.
template <class Batch>
struct BasicSubscribeToShardEvent {
    BatchOwner owner{};
    Batch records{};
    /// Nothing in the last event of a closed shard, which names its children.
    std::optional<SequenceNumber> continuation_sequence_number{};
    std::chrono::milliseconds millis_behind_latest{0};
    std::vector<ChildShard> child_shards{};
    EncryptionMarks encryption{};

    [[nodiscard]] EncryptionType encryption_type_of(const RecordView& record) const noexcept {
        return encryption.type_of(record);
    }
};

struct UpdateShardCountOutput {
    std::string stream_name{};
    std::uint32_t current_shard_count = 0;
    std::uint32_t target_shard_count = 0;
    std::string stream_arn{};
};

struct UpdateStreamWarmThroughputOutput {
    std::string stream_arn{};
    std::string stream_name{};
    WarmThroughputObject warm_throughput{};
};

}  // namespace weir::inline v0
