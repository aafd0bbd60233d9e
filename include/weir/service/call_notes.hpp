// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

#include "weir/core/error.hpp"
#include "weir/service/inputs.hpp"
#include "weir/service/metric_store.hpp"
#include "weir/service/outputs.hpp"
#include "weir/service/types.hpp"

namespace weir::inline v0::detail {

/// What calls leave behind in the metrics of single shards, and the marks of encryption in answers:
/// all that is looked at only where a stream's gate says that there is something to look at.

template <class Stream>
void note_shard(Stream& stream, ShardId shard, std::uint64_t records, std::uint64_t bytes,
                std::uint64_t throttled) {
    if (records > 0) {
        stream.note(MetricsName::incoming_bytes, Metric::shard_incoming_bytes, shard, bytes);
        stream.note(MetricsName::incoming_records, Metric::shard_incoming_records, shard, records);
    }
    stream.note(MetricsName::write_provisioned_throughput_exceeded,
                Metric::shard_write_provisioned_throughput_exceeded, shard, throttled);
}
template <class Stream>
void note_refused(Stream& stream, const Error& error) {
    const bool throttled = error.code() == Errc::provisioned_throughput_exceeded;
    stream.meter.note_put_record_failed(throttled);
    if (throttled && stream.gate() != 0) {
        note_shard(stream, error.shard_id(), 0, 0, 1);
    }
}
/// What a batch leaves behind in a stream that is encrypted, or whose shards are metered.
template <class Stream>
void look_closer(Stream& stream, const PutRecordsInput& input, PutRecordsOutput& output) {
    struct OfShard {
        std::uint64_t records = 0;
        std::uint64_t bytes = 0;
        std::uint64_t throttled = 0;
    };
    std::map<std::uint32_t, OfShard> shards;
    const EncryptionMarks marks = stream.marks();
    for (std::size_t at = 0; at < output.records.size(); ++at) {
        const PutRecordsResultEntry& one = output.records[at];
        OfShard& shard = shards[one.shard_id.index];
        if (!one.ok()) {
            ++shard.throttled;
            continue;
        }
        ++shard.records;
        shard.bytes += input.records[at].partition_key.size() + input.records[at].data.size();
        if (marks.type_of(one.shard_id, one.sequence_number.sequence_index()) ==
            EncryptionType::kms) {
            output.encryption_type = EncryptionType::kms;
        }
    }
    for (const auto& [shard, one] : shards) {
        note_shard(stream, ShardId{shard}, one.records, one.bytes, one.throttled);
    }
}
template <class Stream, class Page>
void note_read(Stream& stream, ShardId shard, const Page& page) {
    const auto age = static_cast<std::uint64_t>(page.millis_behind_latest.count());
    stream.note(MetricsName::outgoing_bytes, Metric::shard_outgoing_bytes, shard,
                page.records.bytes());
    stream.note(MetricsName::outgoing_records, Metric::shard_outgoing_records, shard,
                page.records.size());
    stream.note(MetricsName::iterator_age_milliseconds, Metric::shard_iterator_age_milliseconds,
                shard, age);
    stream.note(MetricsName::read_provisioned_throughput_exceeded,
                Metric::shard_read_provisioned_throughput_exceeded, shard, 0);
}

}  // namespace weir::inline v0::detail
