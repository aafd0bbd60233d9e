// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "weir/core/error.hpp"
#include "weir/stream/kinesis_api.hpp"
#include "weir/testing/journal.hpp"

/// How requests and results of a kinesis_api become entries of a journal.
namespace weir::inline v0 {

namespace detail {

/// What was given, in the one form that its value has, or as it is where it does not read as one.
template <class T>
[[nodiscard]] std::optional<std::string> as_meant(const Argument<T>& given) {
    if (!given.has_value()) {
        return std::nullopt;
    }
    const auto value = given.value();
    return value ? value->to_string() : given.as_given();
}

}  // namespace detail

/// An iterator of any API, as far as it tells of itself.
template <class Iterator>
[[nodiscard]] JournalIterator journal_iterator(const Iterator& iterator) {
    JournalIterator kept;
    if constexpr (std::convertible_to<Iterator, std::string_view>) {
        kept.text = std::string_view{iterator};
    }
    if constexpr (requires { kept.shard_id = iterator.shard_id(); }) {
        kept.shard_id = iterator.shard_id();
    }
    if constexpr (requires { kept.sequence_index = iterator.sequence_index(); }) {
        kept.sequence_index = iterator.sequence_index();
    }
    if constexpr (requires { kept.not_before_seconds = iterator.not_before_seconds(); }) {
        kept.not_before_seconds = iterator.not_before_seconds();
    }
    if constexpr (requires { kept.created = iterator.created(); }) {
        kept.created = iterator.created();
    }
    return kept;
}

/// Writes calls into entries: what `options` say of each.
class JournalCalls {
public:
    explicit JournalCalls(JournalOptions options) noexcept : options_{options} {}

    [[nodiscard]] JournalRecord record(std::string_view key, const Blob& data) const {
        JournalRecord record;
        record.partition_key = key;
        if (options_.keeps_data) {
            record.data = data.as_text();
        }
        return record;
    }
    /// A record of a put that did not come to anything yet.
    template <class Put>
    [[nodiscard]] JournalRecord sent(const Put& put) const {
        JournalRecord record = this->record(put.partition_key, put.data);
        if (options_.keeps_details) {
            record.explicit_hash_key = detail::as_meant(put.explicit_hash_key);
        }
        return record;
    }
    [[nodiscard]] JournalRecord read(const RecordView& view, std::optional<ShardId> shard) const {
        JournalRecord record = this->record(view.partition_key(), view.data());
        record.shard_id = shard;
        record.sequence_number = view.sequence_number();
        if (options_.keeps_details) {
            record.approximate_arrival_timestamp = view.approximate_arrival_timestamp();
        }
        return record;
    }

    void asks(JournalEntry& entry, const PutRecordRequest& request) const {
        if (options_.keeps_details) {
            entry.request.made().records = 1;
            entry.request->sequence_number_for_ordering =
                detail::as_meant(request.sequence_number_for_ordering);
        }
    }
    void asks(JournalEntry& entry, std::span<const PutRecordsRequestEntry> records) const {
        if (options_.keeps_details) {
            entry.request.made().records = static_cast<std::uint32_t>(records.size());
        }
    }
    void asks(JournalEntry& entry, const GetShardIteratorRequest& request) const {
        entry.asked = to_string(request.shard_iterator_type);
        if (request.starting_sequence_number.has_value()) {
            entry.asked += ' ' + request.starting_sequence_number.as_given();
        }
        if (options_.keeps_details) {
            JournalRequest& kept = entry.request.made();
            kept.shard_id = detail::as_meant(request.shard_id);
            kept.shard_iterator_type = request.shard_iterator_type;
            kept.starting_sequence_number = detail::as_meant(request.starting_sequence_number);
            kept.timestamp = request.timestamp;
        }
    }
    void asks(JournalEntry& entry, const ListShardsRequest& request) const {
        if (!options_.keeps_details) {
            return;
        }
        JournalRequest& kept = entry.request.made();
        kept.next_token = request.next_token;
        kept.exclusive_start_shard_id = detail::as_meant(request.exclusive_start_shard_id);
        kept.max_results = request.max_results;
        kept.stream_creation_timestamp = request.stream_creation_timestamp;
        if (const auto& filter = request.shard_filter) {
            kept.shard_filter = JournalShardFilter{filter->type, detail::as_meant(filter->shard_id),
                                                   filter->timestamp};
        }
    }
    void asks(JournalEntry& entry, const SplitShardRequest& request) const {
        entry.asked = "at " + request.new_starting_hash_key.as_given();
        if (options_.keeps_details) {
            entry.request.made().shard_id = detail::as_meant(request.shard_to_split);
            entry.request->new_starting_hash_key = detail::as_meant(request.new_starting_hash_key);
        }
    }
    void asks(JournalEntry& entry, const MergeShardsRequest& request) const {
        entry.asked = "with " + request.adjacent_shard_to_merge.as_given();
        if (options_.keeps_details) {
            entry.request.made().shard_id = detail::as_meant(request.shard_to_merge);
            entry.request->adjacent_shard_to_merge =
                detail::as_meant(request.adjacent_shard_to_merge);
        }
    }
    void asks(JournalEntry& entry, const UpdateShardCountRequest& request) const {
        entry.asked = "to " + std::to_string(request.target_shard_count);
        if (options_.keeps_details) {
            entry.request.made().target_shard_count = request.target_shard_count;
        }
    }
    /// GetRecords, whose request each API has of its own.
    template <class Request>
    void asks_for_records(JournalEntry& entry, const Request& request) const {
        entry.asked = "limit " + std::to_string(request.limit);
        if (options_.keeps_details) {
            entry.request.made().shard_iterator = journal_iterator(request.shard_iterator);
            entry.request->limit = request.limit;
        }
    }
    void asks_for_description(JournalEntry& entry) const {
        if (options_.keeps_details) {
            static_cast<void>(entry.request.made());
        }
    }

    template <class Iterator>
    void gives_iterator(JournalEntry& entry, const Iterator& iterator) const {
        if (options_.keeps_details) {
            entry.result.made().shard_iterator = journal_iterator(iterator);
        }
    }
    template <get_records_page Page>
    void gives_records(JournalEntry& entry, const Page& page) const {
        for (const RecordView view : page.records) {
            entry.records.push_back(read(view, entry.shard_id));
        }
        entry.millis_behind_latest = page.millis_behind_latest;
        for (const ChildShard& child : page.child_shards) {
            entry.child_shards.push_back(child.shard_id);
        }
        if (options_.keeps_details) {
            entry.result.made().child_shards = page.child_shards;
            if (page.next_shard_iterator.has_value()) {
                entry.result->shard_iterator = journal_iterator(*page.next_shard_iterator);
            }
        }
    }
    void gives(JournalEntry& entry, const ListShardsResult& result) const {
        entry.given = std::to_string(result.shards.size()) + " shards";
        if (options_.keeps_details) {
            entry.result.made().shards = result.shards;
            entry.result->next_token = result.next_token;
        }
    }
    void gives(JournalEntry& entry, const StreamDescriptionSummary& result) const {
        entry.given = to_string(result.stream_status);
        entry.given += ", " + std::to_string(result.open_shard_count) + " open shards";
        if (options_.keeps_details) {
            entry.result.made().description = result;
        }
    }
    void gives(JournalEntry& entry, const UpdateShardCountResult& result) const {
        entry.given = "begun";
        if (options_.keeps_details) {
            entry.result.made().shard_count = result;
        }
    }
    /// A record's part in a batch that was put.
    void gives(JournalRecord& record, const PutRecordsResultEntry& result) const {
        record.shard_id = result.shard_id;
        record.error = result.error_code;
        if (result.ok()) {
            record.sequence_number = result.sequence_number;
        } else if (options_.keeps_details) {
            record.retry_after = result.retry_after;
        }
    }
    void fails(JournalEntry& entry, const Error& error) const {
        entry.error = error.code();
        entry.message = error.message();
        entry.given.clear();
        if (options_.keeps_details && error.retry_after() != Duration{0}) {
            entry.result.made().retry_after = error.retry_after();
        }
    }

private:
    JournalOptions options_;
};

}  // namespace weir::inline v0
