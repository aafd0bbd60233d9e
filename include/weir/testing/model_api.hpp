// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "weir/testing/model_stream.hpp"
#include "weir/time/clock.hpp"

namespace weir::inline v0 {

/// Copies of records, walked as views of them.
class ModelRecords {
public:
    class iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = RecordView;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = RecordView;

        iterator() = default;
        explicit iterator(const Record* at) noexcept : at_{at} {}
        [[nodiscard]] RecordView operator*() const noexcept {
            const SequenceNumber number = at_->sequence_number;
            return RecordView{at_->partition_key, Blob{at_->data}, number.sequence_index(),
                              at_->approximate_arrival_timestamp,
                              ShardStamp{number.shard_create_seconds(), number.shard_index()}};
        }
        iterator& operator++() noexcept {
            ++at_;
            return *this;
        }
        iterator operator++(int) noexcept {
            auto before = *this;
            ++*this;
            return before;
        }
        friend bool operator==(const iterator&, const iterator&) noexcept = default;

    private:
        const Record* at_ = nullptr;
    };

    ModelRecords() = default;
    explicit ModelRecords(std::vector<Record> records) noexcept : records_{std::move(records)} {}

    [[nodiscard]] iterator begin() const noexcept { return iterator{records_.data()}; }
    [[nodiscard]] iterator end() const noexcept {
        return iterator{records_.data() + records_.size()};
    }
    [[nodiscard]] std::size_t size() const noexcept { return records_.size(); }
    [[nodiscard]] bool empty() const noexcept { return records_.empty(); }

private:
    std::vector<Record> records_;
};

struct ModelGetRecordsRequest {
    ModelIterator shard_iterator;
    std::uint32_t limit = limits::get_records_records_max;
};
struct ModelApiGetRecordsResult {
    ModelRecords records;
    std::optional<ModelIterator> next_shard_iterator;
    std::chrono::milliseconds millis_behind_latest{0};
    std::vector<ChildShard> child_shards;
};

/// The model stream with a clock: what stands where anything else that is a `kinesis_api` does.
///
/// Thread: one.
template <time_source Clock>
class ModelApi {
public:
    using GetRecordsRequestType = ModelGetRecordsRequest;
    using GetRecordsResult = ModelApiGetRecordsResult;

    /// `clock` has to outlive it.
    explicit ModelApi(const StreamOptions& options, Clock& clock,
                      const ModelRateLimits& limits = {})
        : clock_{clock}, model_{options, clock.now(), limits} {}

    Result<PutRecordResult> put_record(const PutRecordRequest& request) {
        return model_.put_record(clock_.now(), request);
    }
    Result<PutRecordsResult> put_records(std::span<const PutRecordsRequestEntry> records) {
        return model_.put_records(clock_.now(), records);
    }
    Result<ModelIterator> get_shard_iterator(const GetShardIteratorRequest& request) {
        return model_.get_shard_iterator(clock_.now(), request);
    }
    Result<GetRecordsResult> get_records(const GetRecordsRequestType& request) {
        auto result = model_.get_records(clock_.now(), request.shard_iterator, request.limit);
        if (!result) {
            return tl::unexpected{result.error()};
        }
        return GetRecordsResult{ModelRecords{std::move(result->records)},
                                std::move(result->next_shard_iterator),
                                result->millis_behind_latest, std::move(result->child_shards)};
    }
    Result<ListShardsResult> list_shards(const ListShardsRequest& request = {}) {
        return model_.list_shards(clock_.now(), request);
    }
    StreamDescriptionSummary describe_stream_summary() {
        return model_.describe_stream_summary(clock_.now());
    }
    Result<void> split_shard(const SplitShardRequest& request) {
        return model_.split_shard(clock_.now(), request);
    }
    Result<void> merge_shards(const MergeShardsRequest& request) {
        return model_.merge_shards(clock_.now(), request);
    }
    Result<UpdateShardCountResult> update_shard_count(const UpdateShardCountRequest& request) {
        return model_.update_shard_count(clock_.now(), request);
    }

    [[nodiscard]] ModelStream& model() noexcept { return model_; }

private:
    Clock& clock_;
    ModelStream model_;
};

}  // namespace weir::inline v0
