// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "weir/core/limits.hpp"
#include "weir/core/md5.hpp"
#include "weir/core/record.hpp"
#include "weir/testing/model_control.hpp"

namespace weir::inline v0 {

/// A place in a shard of a model stream: before the first record whose number is not less.
struct ModelIterator {
    ShardId shard_id;
    SequenceNumber position;
    Instant created;
};

/// What GetRecords of a model stream gives: copies.
struct ModelGetRecordsResult {
    std::vector<Record> records;
    std::optional<ModelIterator> next_shard_iterator;
    std::chrono::milliseconds millis_behind_latest{0};
    std::vector<ChildShard> child_shards;
};

/// The naive stream: what `Stream` must do, written so that it is obviously right.
///
/// It keeps every record for ever in a vector, looks at all of them, or at all shards, to find one,
/// and is told the time in every call. It shares the request and result types with `Stream` and
/// nothing of how that works, so that the two can be compared call by call.
///
/// Thread: one.
class ModelStream : public ModelControl {
public:
    using ModelControl::ModelControl;

    Result<PutRecordResult> put_record(Instant now, const PutRecordRequest& request) {
        settle(now);
        if (auto error = ModelRequests::check(request)) {
            return fail(*error);
        }
        if (request.data.size() > record_bytes_max()) {
            return fail(ModelRequests::too_large("data", record_bytes_max()));
        }
        if (request.explicit_hash_key.has_value() && !request.explicit_hash_key.value()) {
            return fail(texts().bad_hash_key(request.explicit_hash_key.as_given()));
        }
        if (auto error = check_ordering(now, request.sequence_number_for_ordering)) {
            return fail(*error);
        }
        const PutRecordsResultEntry entry =
            put(now, request.partition_key, request.data, request.explicit_hash_key);
        if (!entry.ok()) {
            return fail(error_of(entry));
        }
        return PutRecordResult{entry.shard_id, entry.sequence_number};
    }

    Result<PutRecordsResult> put_records(Instant now,
                                         std::span<const PutRecordsRequestEntry> records) {
        settle(now);
        if (auto error = check_all(records)) {
            return fail(*error);
        }
        PutRecordsResult result;
        for (const PutRecordsRequestEntry& record : records) {
            const PutRecordsResultEntry entry =
                put(now, record.partition_key, record.data, record.explicit_hash_key);
            if (entry.ok()) {
                batches().put_records_bytes += record.partition_key.size() + record.data.size();
                ++batches().put_records_successful_records;
            } else {
                ++batches().put_records_throttled_records;
                ++result.failed_record_count;
            }
            result.records.push_back(entry);
        }
        batches().put_records_total_records += records.size();
        if (result.failed_record_count < records.size()) {
            ++batches().put_records_success;
        }
        return result;
    }
    [[nodiscard]] Error error_of(const PutRecordsResultEntry& entry) const {
        return texts().rate_exceeded(entry.shard_id, entry.retry_after);
    }

    Result<ModelIterator> get_shard_iterator(Instant now, const GetShardIteratorRequest& request) {
        if (auto error = ModelRequests::check(request)) {
            return fail(*error);
        }
        const auto id = request.shard_id.value();
        if (!id) {
            return fail(texts().could_not_find(request.shard_id.as_given()));
        }
        settle(now);
        const ModelShard* shard = shards().find(*id);
        if (shard == nullptr || shard->expired(horizon(now))) {
            return fail(texts().does_not_exist(*id));
        }
        const auto position = request.starting_sequence_number.has_value()
                                  ? place_by_number(*shard, request)
                                  : place(now, *shard, request);
        if (!position) {
            return fail(position.error());
        }
        return ModelIterator{*id, *position, now};
    }

    Result<ModelGetRecordsResult> get_records(
        Instant now, const ModelIterator& iterator,
        std::uint32_t limit = limits::get_records_records_max) {
        settle(now);
        if (auto error = ModelRequests::check_read_limit(limit)) {
            return fail(*error);
        }
        if (auto error = check_iterator(now, iterator)) {
            return fail(*error);
        }
        ModelShard& shard = *shards().find(iterator.shard_id);
        if (!shard.rates.admit_read(now)) {
            ++shard.metrics.read_provisioned_throughput_exceeded;
            return fail(texts().rate_exceeded(shard.id, shard.rates.read_wait(now)));
        }
        return read(now, shard, iterator.position, limit);
    }

    /// True if a read would give records, an error, or the end of the shard.
    [[nodiscard]] bool has_something(Instant now, const ModelIterator& iterator) {
        settle(now);
        if (check_iterator(now, iterator)) {
            return true;
        }
        const ModelShard& shard = *shards().find(iterator.shard_id);
        return !shard.open() || !readable(now, shard, iterator.position).empty();
    }

private:
    /// Puts one record that has passed every check, unless its shard's allowance is spent.
    PutRecordsResultEntry put(Instant now, std::string_view key, const Blob& data,
                              const Argument<HashKey>& explicit_hash_key) {
        const HashKey hash_key =
            explicit_hash_key.has_value() ? *explicit_hash_key.value() : md5_hash_key(key);
        ModelShard& shard = shards().owner_of(hash_key);
        const std::uint64_t bytes = key.size() + data.size();
        if (!shard.rates.admit_write(now, bytes)) {
            ++shard.metrics.write_provisioned_throughput_exceeded;
            return {.shard_id = shard.id,
                    .sequence_number = {},
                    .error_code = Errc::provisioned_throughput_exceeded,
                    .retry_after = shard.rates.write_wait(now, bytes)};
        }
        const Instant newest = shard.records.empty()
                                   ? shard.created
                                   : shard.records.back().approximate_arrival_timestamp;
        Record record;
        record.approximate_arrival_timestamp =
            Instant::from_millis(std::max(now.millis(), newest.millis()));
        record.sequence_number = shard.next_number(
            static_cast<std::uint64_t>(record.approximate_arrival_timestamp.seconds()));
        record.partition_key = key;
        record.data.assign(data.begin(), data.end());
        shard.records.push_back(record);
        shard.metrics.incoming_records += 1;
        shard.metrics.incoming_bytes += bytes;
        return {.shard_id = shard.id,
                .sequence_number = record.sequence_number,
                .error_code = std::nullopt,
                .retry_after = Duration{0}};
    }

    [[nodiscard]] std::optional<Error> check_ordering(Instant now,
                                                      const Argument<SequenceNumber>& given) {
        if (!given.has_value()) {
            return std::nullopt;
        }
        const auto number = given.value();
        const auto newest = static_cast<std::int64_t>(shards().newest_seconds());
        if (!number ||
            static_cast<std::int64_t>(number->seconds()) > std::max(now.seconds(), newest)) {
            return texts().bad_minimum(given.as_given());
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<Error> check_all(
        std::span<const PutRecordsRequestEntry> records) const {
        if (auto error = ModelRequests::check(records)) {
            return error;
        }
        std::uint64_t bytes = 0;
        for (const PutRecordsRequestEntry& record : records) {
            bytes += record.partition_key.size() + record.data.size();
        }
        if (bytes > limits::put_records_bytes_max) {
            return texts().invalid("Records size exceeds 10 MB limit");
        }
        for (std::size_t at = 0; at < records.size(); ++at) {
            if (records[at].data.size() > record_bytes_max()) {
                return ModelRequests::too_large(ModelRequests::member(at) + "data",
                                                record_bytes_max());
            }
        }
        for (const PutRecordsRequestEntry& record : records) {
            if (record.explicit_hash_key.has_value() && !record.explicit_hash_key.value()) {
                return texts().bad_hash_key(record.explicit_hash_key.as_given());
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] Result<SequenceNumber> place_by_number(
        const ModelShard& shard, const GetShardIteratorRequest& request) const {
        const auto type = request.shard_iterator_type;
        if (type != ShardIteratorType::at_sequence_number &&
            type != ShardIteratorType::after_sequence_number) {
            return fail(texts().with_number(type));
        }
        const std::string given = request.starting_sequence_number.as_given();
        const auto number = request.starting_sequence_number.value();
        if (!number) {
            return fail(texts().bad_start(given, shard.id));
        }
        if (number->shard_index() != shard.id.index) {
            return fail(texts().other_shard_start(number->shard_index_text(), shard.id));
        }
        if (number->version() == 0) {
            return fail(Errc::internal_failure, "");
        }
        if (number->version() != 2 || number->shard_create_seconds() != shard.create_seconds) {
            return fail(texts().foreign_start(given, shard.id));
        }
        return type == ShardIteratorType::at_sequence_number ? *number : number->after();
    }

    [[nodiscard]] Result<SequenceNumber> place(Instant now, const ModelShard& shard,
                                               const GetShardIteratorRequest& request) const {
        switch (request.shard_iterator_type) {
            case ShardIteratorType::trim_horizon:
                return shard.starting();
            case ShardIteratorType::latest:
                return shard.next_number(0);
            case ShardIteratorType::at_timestamp:
                break;
            default:
                return fail(texts().without_number(request.shard_iterator_type));
        }
        if (!request.timestamp) {
            return fail(texts().no_timestamp());
        }
        if (request.timestamp->millis() > now.millis()) {
            return fail(texts().future_timestamp(*request.timestamp, now));
        }
        for (const Record& record : shard.records) {
            if (record.approximate_arrival_timestamp.millis() >= request.timestamp->millis()) {
                return record.sequence_number;
            }
        }
        return shard.next_number(0);
    }

    [[nodiscard]] std::optional<Error> check_iterator(Instant now, const ModelIterator& iterator) {
        if (iterator.created > now) {
            return texts().bad_iterator();
        }
        if (now - iterator.created > options().iterator_life) {
            return texts().expired_iterator(iterator.created, now, options().iterator_life);
        }
        const ModelShard* shard = shards().find(iterator.shard_id);
        if (shard == nullptr || shard->expired(horizon(now))) {
            return texts().does_not_exist(iterator.shard_id);
        }
        return std::nullopt;
    }

    /// Every record from a position on that retention still shows.
    [[nodiscard]] std::vector<const Record*> readable(Instant now, const ModelShard& shard,
                                                      SequenceNumber position) const {
        std::vector<const Record*> found;
        for (std::size_t at = shard.records_gone; at < shard.records.size(); ++at) {
            const Record& record = shard.records[at];
            if (record.sequence_number >= position &&
                record.approximate_arrival_timestamp >= horizon(now)) {
                found.push_back(&record);
            }
        }
        return found;
    }

    [[nodiscard]] ModelGetRecordsResult read(Instant now, ModelShard& shard,
                                             SequenceNumber position, std::uint32_t limit) {
        const auto available = readable(now, shard, position);
        ModelGetRecordsResult result;
        std::uint64_t bytes = 0;
        for (const Record* record : available) {
            const bool fits = bytes + record->size() <= limits::get_records_bytes_max;
            if (result.records.size() == limit || (!fits && !result.records.empty())) {
                break;
            }
            bytes += record->size();
            result.records.push_back(*record);
        }
        const bool reached_the_newest = result.records.size() == available.size();
        if (!reached_the_newest) {
            const auto behind =
                now.millis() - result.records.back().approximate_arrival_timestamp.millis();
            result.millis_behind_latest =
                std::chrono::milliseconds{std::max<std::int64_t>(behind, 0)};
        }
        if (reached_the_newest && !shard.open()) {
            result.child_shards = children_of(shard);
        } else {
            const SequenceNumber next =
                result.records.empty() ? position : result.records.back().sequence_number.after();
            result.next_shard_iterator = ModelIterator{shard.id, next, now};
        }
        shard.rates.charge_read(now, bytes);
        ++shard.reads;
        shard.metrics.outgoing_records += result.records.size();
        shard.metrics.outgoing_bytes += bytes;
        shard.metrics.iterator_age_milliseconds = result.millis_behind_latest.count();
        return result;
    }

    [[nodiscard]] std::vector<ChildShard> children_of(const ModelShard& shard) const {
        std::vector<ChildShard> children;
        for (const ModelShard* child : shards().children_of(shard.id)) {
            std::vector<ShardId> parents{*child->parent};
            if (child->adjacent_parent) {
                parents.push_back(*child->adjacent_parent);
            }
            children.push_back({child->id, parents, child->range});
        }
        return children;
    }
};

}  // namespace weir::inline v0
