// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "allocation/failing.hpp"
#include "weir/stream/stream.hpp"

// All that an answer of a stream says, as text, so that answers can be compared and shown.

namespace weir_test {

inline std::string text_of(bool value) {
    return value ? "true" : "false";
}
inline std::string text_of(std::uint32_t value) {
    return std::to_string(value);
}
inline std::string text_of(const std::string& value) {
    return value;
}
inline std::string text_of(const weir::PutRecordResult& result) {
    return result.shard_id.to_string() + " " + result.sequence_number.to_string();
}
inline std::string text_of(const weir::ShardIterator& iterator) {
    return iterator.shard_id().to_string() + " at " + std::to_string(iterator.sequence_index()) +
           " of " + std::to_string(iterator.created().micros());
}
inline std::string text_of(const weir::PutRecordsResult& result) {
    std::string text = std::to_string(result.failed_record_count) + " failed";
    for (const auto& entry : result.records) {
        text += "; " + entry.shard_id.to_string() + " ";
        text += entry.ok() ? entry.sequence_number.to_string()
                           : std::string{to_string(*entry.error_code)};
    }
    return text;
}
inline std::string text_of(const weir::Shard& shard) {
    std::string text = shard.shard_id.to_string();
    text += " " + shard.hash_key_range.starting_hash_key.to_string();
    text += "-" + shard.hash_key_range.ending_hash_key.to_string();
    text += " " + shard.sequence_number_range.starting_sequence_number.to_string();
    const auto& ending = shard.sequence_number_range.ending_sequence_number;
    text += ending ? " to " + ending->to_string() : " open";
    for (const auto& parent : {shard.parent_shard_id, shard.adjacent_parent_shard_id}) {
        text += parent ? " of " + parent->to_string() : "";
    }
    return text + "\n";
}
inline std::string text_of(const std::vector<weir::Shard>& shards) {
    std::string text;
    for (const weir::Shard& shard : shards) {
        text += text_of(shard);
    }
    return text;
}
inline std::string text_of(const weir::ListShardsResult& result) {
    return text_of(result.shards) + result.next_token.value_or("the last page");
}
inline std::string text_of(const weir::UpdateShardCountResult& result) {
    return std::to_string(result.current_shard_count) + " to " +
           std::to_string(result.target_shard_count);
}
inline std::string text_of(const weir::StreamDescription& description) {
    return description.stream_name + " " + description.stream_arn + " " +
           std::string{to_string(description.stream_status)} + " " +
           std::to_string(description.retention_period.count()) +
           " h, more: " + text_of(description.has_more_shards) + "\n" + text_of(description.shards);
}
inline std::string text_of(const weir::StreamDescriptionSummary& summary) {
    return summary.stream_name + " " + summary.stream_arn + " " +
           std::string{to_string(summary.stream_status)} + " " +
           std::to_string(summary.retention_period.count()) + " h, " +
           std::to_string(summary.open_shard_count) + " open\n";
}
inline std::string text_of(const weir::StreamMetrics& metrics) {
    std::string text = "metrics";
    for (const auto count :
         {metrics.incoming_bytes, metrics.incoming_records, metrics.put_record_bytes,
          metrics.put_record_success, metrics.put_records_bytes, metrics.put_records_success,
          metrics.put_records_total_records, metrics.put_records_successful_records,
          metrics.put_records_failed_records, metrics.put_records_throttled_records,
          metrics.write_provisioned_throughput_exceeded, metrics.get_records_bytes,
          metrics.get_records_records, metrics.get_records_success,
          metrics.read_provisioned_throughput_exceeded}) {
        text += " " + std::to_string(count);
    }
    for (const weir::ShardMetrics& shard : metrics.shards) {
        text += "; " + shard.shard_id.to_string();
        for (const auto count : {shard.incoming_bytes, shard.incoming_records, shard.outgoing_bytes,
                                 shard.outgoing_records}) {
            text += " " + std::to_string(count);
        }
    }
    return text + "\n";
}
template <class Batch>
std::string text_of(const weir::BasicGetRecordsResult<Batch>& result) {
    std::string text = std::to_string(result.millis_behind_latest.count()) + " ms behind";
    for (const weir::RecordView record : result.records) {
        text += "; " + record.sequence_number().to_string() + " " +
                std::string{record.partition_key()} + "=" + std::to_string(record.data().size()) +
                ":" + std::string{record.data().as_text().substr(0, 20)};
    }
    for (const weir::ChildShard& child : result.child_shards) {
        text += "; child " + child.shard_id.to_string();
        for (const weir::ShardId parent : child.parent_shards) {
            text += " of " + parent.to_string();
        }
    }
    return text +
           (result.next_shard_iterator ? "; then " + text_of(*result.next_shard_iterator) : "") +
           "\n";
}
inline std::string text_of(const weir::Error& error) {
    return std::string{to_string(error.code())} + ": " + error.message() + " (" +
           std::to_string(error.retry_after().count()) + ")\n";
}
inline std::string text_of(const weir::Result<void>& result) {
    return result.has_value() ? "done" : text_of(result.error());
}
template <class T>
requires(!std::is_void_v<T>) std::string text_of(const weir::Result<T>& result) {
    return result.has_value() ? text_of(*result) : text_of(result.error());
}

}  // namespace weir_test
