// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/core/error.hpp"
#include "weir/stream/kinesis_api.hpp"
#include "weir/stream/stream.hpp"
#include "weir/testing/journal.hpp"
#include "weir/testing/journal_calls.hpp"
#include "weir/testing/replay_places.hpp"
#include "weir/testing/replay_script.hpp"

namespace weir::inline v0 {

/// Answers one caller's calls as a journal says that they were answered once.
///
/// A consumer or producer is so tested against a recording, without the stream that it was made of:
/// its calls must be those of the recording. Iterators are ShardIterators, whatever API was
/// recorded. An error that was recorded is given again; one of its own is
///
///     recording_differs  the call is not the one that was recorded; in strict mode all later ones
///     recording_ended    nothing that was recorded is left for it
///
/// Thread: one.
class ReplayApi {
public:
    using GetRecordsRequestType = GetRecordsRequest;
    using GetRecordsResult = BasicGetRecordsResult<ReplayBatch>;

    /// The journal must outlive it, and every page that it gives, and stay as it is.
    ReplayApi(const Journal& journal, std::string caller, ReplayOptions options = {})
        : notes_{journal.options()}, script_{journal, std::move(caller), std::move(options)} {}
    ReplayApi(const Journal&&, std::string, ReplayOptions = {}) = delete;

    [[nodiscard]] const std::string& caller() const noexcept { return script_.caller(); }
    /// What differed, in the order of the calls.
    [[nodiscard]] const std::vector<ReplayDifference>& differences() const noexcept {
        return script_.differences();
    }
    /// How many recorded calls of the caller have not been asked for yet.
    [[nodiscard]] std::size_t left() const noexcept { return script_.left(); }
    /// When the next of them was made: what a test's clock may be set to.
    [[nodiscard]] std::optional<Instant> next_at() const { return script_.next_at(); }

    Result<PutRecordResult> put_record(const PutRecordRequest& request) {
        JournalEntry call = begun(KinesisOperation::put_record, std::nullopt);
        notes_.asks(call, request);
        call.records.push_back(notes_.sent(request));
        return script_.answer<PutRecordResult>(
            call, [](const JournalEntry& entry) -> std::optional<PutRecordResult> {
                const JournalRecord& record = entry.records.back();
                if (!record.shard_id || !record.sequence_number) {
                    return std::nullopt;
                }
                return PutRecordResult{*record.shard_id, *record.sequence_number};
            });
    }
    /// A batch that lenient mode let differ may be longer than the recorded one; what is beyond it
    /// fails as recording_differs.
    Result<PutRecordsResult> put_records(std::span<const PutRecordsRequestEntry> records) {
        JournalEntry call = begun(KinesisOperation::put_records, std::nullopt);
        notes_.asks(call, records);
        for (const PutRecordsRequestEntry& record : records) {
            call.records.push_back(notes_.sent(record));
        }
        return script_.answer<PutRecordsResult>(
            call, [&](const JournalEntry& entry) -> std::optional<PutRecordsResult> {
                const std::span<const JournalRecord> recorded = ReplayScript::replied(entry);
                PutRecordsResult result;
                for (std::size_t at = 0; at < records.size(); ++at) {
                    result.records.push_back(at < recorded.size() ? outcome(recorded[at])
                                                                  : PutRecordsResultEntry{});
                    if (at >= recorded.size()) {
                        result.records.back().error_code = Errc::recording_differs;
                    }
                    result.failed_record_count += result.records.back().ok() ? 0U : 1U;
                }
                return result;
            });
    }

    Result<ShardIterator> get_shard_iterator(const GetShardIteratorRequest& request) {
        JournalEntry call = begun(KinesisOperation::get_shard_iterator, request.shard_id.value());
        notes_.asks(call, request);
        return script_.answer<ShardIterator>(call, [&](const JournalEntry& entry) {
            return entry.result ? places_.give(entry.result->shard_iterator) : std::nullopt;
        });
    }
    Result<GetRecordsResult> get_records(const GetRecordsRequest& request) {
        JournalEntry call = begun(KinesisOperation::get_records, request.shard_iterator.shard_id());
        call.asked = "limit " + std::to_string(request.limit);
        call.request.made().limit = request.limit;
        call.request->shard_iterator = places_.take(request.shard_iterator);
        call.shard_id = call.request->shard_iterator->shard_id;
        return script_.answer<GetRecordsResult>(
            call, [&](const JournalEntry& entry) -> std::optional<GetRecordsResult> {
                auto records = ReplayBatch::of(entry.records);
                if (!entry.result || !records) {
                    return std::nullopt;
                }
                return GetRecordsResult{std::move(*records),
                                        places_.give(entry.result->shard_iterator),
                                        entry.millis_behind_latest, entry.result->child_shards};
            });
    }

    Result<ListShardsResult> list_shards(const ListShardsRequest& request = {}) {
        JournalEntry call = begun(KinesisOperation::list_shards, std::nullopt);
        notes_.asks(call, request);
        return script_.answer<ListShardsResult>(
            call, [](const JournalEntry& entry) -> std::optional<ListShardsResult> {
                if (!entry.result) {
                    return std::nullopt;
                }
                return ListShardsResult{entry.result->shards, entry.result->next_token};
            });
    }
    Result<StreamDescriptionSummary> describe_stream_summary() {
        JournalEntry call = begun(KinesisOperation::describe_stream_summary, std::nullopt);
        notes_.asks_for_description(call);
        return script_.answer<StreamDescriptionSummary>(call, [](const JournalEntry& entry) {
            return entry.result ? entry.result->description : std::nullopt;
        });
    }

    Result<void> split_shard(const SplitShardRequest& request) {
        JournalEntry call = begun(KinesisOperation::split_shard, request.shard_to_split.value());
        notes_.asks(call, request);
        return script_.answer(call);
    }
    Result<void> merge_shards(const MergeShardsRequest& request) {
        JournalEntry call = begun(KinesisOperation::merge_shards, request.shard_to_merge.value());
        notes_.asks(call, request);
        return script_.answer(call);
    }
    Result<UpdateShardCountResult> update_shard_count(const UpdateShardCountRequest& request) {
        JournalEntry call = begun(KinesisOperation::update_shard_count, std::nullopt);
        notes_.asks(call, request);
        return script_.answer<UpdateShardCountResult>(call, [](const JournalEntry& entry) {
            return entry.result ? entry.result->shard_count : std::nullopt;
        });
    }

private:
    [[nodiscard]] JournalEntry begun(KinesisOperation operation,
                                     std::optional<ShardId> shard) const {
        JournalEntry call;
        call.caller = caller();
        call.operation = operation;
        call.shard_id = shard;
        return call;
    }
    [[nodiscard]] static PutRecordsResultEntry outcome(const JournalRecord& record) {
        return {.shard_id = record.shard_id.value_or(ShardId{}),
                .sequence_number = record.sequence_number.value_or(SequenceNumber{}),
                .error_code = record.error,
                .retry_after = record.retry_after};
    }

    JournalCalls notes_;
    ReplayPlaces places_;
    ReplayScript script_;
};

}  // namespace weir::inline v0
