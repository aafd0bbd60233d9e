// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "weir/core/error.hpp"
#include "weir/core/record.hpp"
#include "weir/stream/metrics.hpp"
#include "weir/stream/model.hpp"

/// What differs between two answers, in words; nothing if they are the same.
using Difference = std::optional<std::string>;

namespace differences {

inline std::string text(const std::string& value) {
    return value;
}
inline std::string text(weir::ShardId id) {
    return id.to_string();
}
inline std::string text(const weir::HashKey& key) {
    return key.to_string();
}
inline std::string text(const weir::SequenceNumber& number) {
    return number.to_string() + " (index " + std::to_string(number.sequence_index()) + ", second " +
           std::to_string(number.seconds()) + ")";
}
inline std::string text(weir::Instant time) {
    return std::to_string(time.micros()) + " us";
}
inline std::string text(weir::StreamStatus status) {
    return std::string{to_string(status)};
}
inline std::string text(const weir::HashKeyRange& range) {
    return range.starting_hash_key.to_string() + ".." + range.ending_hash_key.to_string();
}
inline std::string text(weir::Errc code) {
    return std::string{to_string(code)};
}
template <class Rep, class Period>
std::string text(std::chrono::duration<Rep, Period> duration) {
    return std::to_string(duration.count());
}
template <std::integral T>
std::string text(T value) {
    return std::to_string(value);
}
template <class T>
std::string text(const std::optional<T>& value) {
    return value ? text(*value) : "nothing";
}
template <class T>
std::string text(const std::vector<T>& values) {
    std::string all = "[";
    for (const T& value : values) {
        all += (all.size() > 1 ? ", " : "") + text(value);
    }
    return all + "]";
}

template <class T>
Difference of(const char* what, const T& stream, const T& model) {
    if (stream == model) {
        return std::nullopt;
    }
    return std::string{what} + ": the stream says " + text(stream) + ", the model " + text(model);
}

/// The parts of an error's text, in an order that does not depend on whose it is.
///
/// The service lists violated constraints in no fixed order.
inline std::vector<std::string> parts(const weir::Error& error) {
    std::string message = error.message();
    std::vector<std::string> all;
    if (error.code() == weir::Errc::validation) {
        for (std::size_t end = message.find("; "); end != message.npos; end = message.find("; ")) {
            all.push_back(message.substr(0, end));
            message.erase(0, end + 2);
        }
    }
    all.push_back(message);
    const auto colon = all.front().find(": ");
    if (all.size() > 1 && colon != std::string::npos) {
        all.push_back(all.front().substr(0, colon));
        all.front().erase(0, colon + 2);
    }
    std::sort(all.begin(), all.end());
    return all;
}

inline Difference of(const weir::Error& stream, const weir::Error& model) {
    if (auto found = of("error code", stream.code(), model.code())) {
        return *found + " (" + stream.message() + " / " + model.message() + ")";
    }
    if (auto found = of("error text", parts(stream), parts(model))) {
        return found;
    }
    return of("retry after", stream.retry_after(), model.retry_after());
}

/// Compares two results as far as that is possible without looking at their values.
/// Gives: true in `both` if both have one.
template <class Stream, class Model>
Difference of_errors(const Stream& stream, const Model& model, bool& both) {
    both = stream.has_value() && model.has_value();
    if (stream.has_value() != model.has_value()) {
        return stream.has_value() ? "the model refuses: " + model.error().message()
                                  : "the stream refuses: " + stream.error().message();
    }
    return both ? std::nullopt : of(stream.error(), model.error());
}

inline Difference of(const weir::Shard& stream, const weir::Shard& model) {
    if (stream == model) {
        return std::nullopt;
    }
    const auto& range = stream.sequence_number_range;
    const auto& expected = model.sequence_number_range;
    for (auto found :
         {of("shard", stream.shard_id, model.shard_id),
          of("hash keys", stream.hash_key_range, model.hash_key_range),
          of("start", range.starting_sequence_number, expected.starting_sequence_number),
          of("end", range.ending_sequence_number, expected.ending_sequence_number),
          of("parent", stream.parent_shard_id, model.parent_shard_id),
          of("adjacent parent", stream.adjacent_parent_shard_id, model.adjacent_parent_shard_id)}) {
        if (found) {
            return stream.shard_id.to_string() + " " + *found;
        }
    }
    return std::nullopt;
}
inline Difference of(const std::vector<weir::Shard>& stream,
                     const std::vector<weir::Shard>& model) {
    for (std::size_t at = 0; at < std::min(stream.size(), model.size()); ++at) {
        if (auto found = of(stream[at], model[at])) {
            return found;
        }
    }
    return of("number of shards", stream.size(), model.size());
}

inline Difference of(const weir::RecordView& stream, const weir::Record& model) {
    if (auto found = of("record", stream.sequence_number(), model.sequence_number)) {
        return found;
    }
    if (auto found = of("arrival", stream.approximate_arrival_timestamp(),
                        model.approximate_arrival_timestamp)) {
        return found;
    }
    if (stream.partition_key() != model.partition_key) {
        return of("partition key", std::string{stream.partition_key()}, model.partition_key);
    }
    if (!(stream.data() == weir::Blob{model.data})) {
        return "the data of record " + text(model.sequence_number);
    }
    return std::nullopt;
}
/// A batch that the stream has lent and the records that must be in it.
template <class Batch>
Difference of_records(const Batch& stream, const std::vector<weir::Record>& model) {
    if (auto found = of("number of records", std::size_t{stream.size()}, model.size())) {
        return found;
    }
    std::size_t at = 0;
    std::uint64_t bytes = 0;
    for (const weir::RecordView record : stream) {
        bytes += record.size();
        if (auto found = of(record, model[at++])) {
            return found;
        }
    }
    if (auto found = of("records in the batch", at, model.size())) {
        return found;
    }
    return of("bytes of the batch", std::uint64_t{stream.bytes()}, bytes);
}

inline Difference of(const weir::ShardMetrics& stream, const weir::ShardMetrics& model) {
    for (auto found :
         {of("shard", stream.shard_id, model.shard_id),
          of("incoming bytes", stream.incoming_bytes, model.incoming_bytes),
          of("incoming records", stream.incoming_records, model.incoming_records),
          of("outgoing bytes", stream.outgoing_bytes, model.outgoing_bytes),
          of("outgoing records", stream.outgoing_records, model.outgoing_records),
          of("throttled writes", stream.write_provisioned_throughput_exceeded,
             model.write_provisioned_throughput_exceeded),
          of("throttled reads", stream.read_provisioned_throughput_exceeded,
             model.read_provisioned_throughput_exceeded),
          of("iterator age", stream.iterator_age_milliseconds, model.iterator_age_milliseconds)}) {
        if (found) {
            return "metrics of " + stream.shard_id.to_string() + ", " + *found;
        }
    }
    return std::nullopt;
}
inline Difference of(const weir::StreamMetrics& stream, const weir::StreamMetrics& model) {
    for (auto found :
         {of("incoming bytes", stream.incoming_bytes, model.incoming_bytes),
          of("incoming records", stream.incoming_records, model.incoming_records),
          of("PutRecord bytes", stream.put_record_bytes, model.put_record_bytes),
          of("PutRecord successes", stream.put_record_success, model.put_record_success),
          of("PutRecords bytes", stream.put_records_bytes, model.put_records_bytes),
          of("PutRecords successes", stream.put_records_success, model.put_records_success),
          of("PutRecords records", stream.put_records_total_records,
             model.put_records_total_records),
          of("PutRecords successful records", stream.put_records_successful_records,
             model.put_records_successful_records),
          of("PutRecords failed records", stream.put_records_failed_records,
             model.put_records_failed_records),
          of("PutRecords throttled records", stream.put_records_throttled_records,
             model.put_records_throttled_records),
          of("throttled writes", stream.write_provisioned_throughput_exceeded,
             model.write_provisioned_throughput_exceeded),
          of("GetRecords bytes", stream.get_records_bytes, model.get_records_bytes),
          of("GetRecords records", stream.get_records_records, model.get_records_records),
          of("GetRecords successes", stream.get_records_success, model.get_records_success),
          of("GetRecords iterator age", stream.get_records_iterator_age_milliseconds,
             model.get_records_iterator_age_milliseconds),
          of("throttled reads", stream.read_provisioned_throughput_exceeded,
             model.read_provisioned_throughput_exceeded),
          of("shards with metrics", stream.shards.size(), model.shards.size())}) {
        if (found) {
            return "metrics, " + *found;
        }
    }
    for (std::size_t at = 0; at < stream.shards.size(); ++at) {
        if (auto found = of(stream.shards[at], model.shards[at])) {
            return found;
        }
    }
    return std::nullopt;
}

inline Difference of(const weir::StreamDescription& stream, const weir::StreamDescription& model) {
    for (auto found :
         {of("name", stream.stream_name, model.stream_name),
          of("ARN", stream.stream_arn, model.stream_arn),
          of("status", stream.stream_status, model.stream_status),
          of("retention", stream.retention_period, model.retention_period),
          of("creation", stream.stream_creation_timestamp, model.stream_creation_timestamp),
          of("more shards", stream.has_more_shards, model.has_more_shards)}) {
        if (found) {
            return found;
        }
    }
    return of(stream.shards, model.shards);
}
inline Difference of(const weir::StreamDescriptionSummary& stream,
                     const weir::StreamDescriptionSummary& model) {
    for (auto found :
         {of("name", stream.stream_name, model.stream_name),
          of("ARN", stream.stream_arn, model.stream_arn),
          of("status", stream.stream_status, model.stream_status),
          of("retention", stream.retention_period, model.retention_period),
          of("creation", stream.stream_creation_timestamp, model.stream_creation_timestamp),
          of("open shards", stream.open_shard_count, model.open_shard_count),
          of("largest record", stream.max_record_size_in_kib, model.max_record_size_in_kib)}) {
        if (found) {
            return found;
        }
    }
    return std::nullopt;
}

}  // namespace differences
