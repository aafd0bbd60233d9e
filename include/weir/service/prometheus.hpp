// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/stream/metrics.hpp"

namespace weir::inline v0 {

namespace detail {

/// One family of counters in the text format of Prometheus.
class PrometheusFamily {
public:
    PrometheusFamily(std::string& text, std::string_view name, std::string_view type,
                     std::string_view help)
        : text_{text}, name_{name} {
        text_ += "# HELP ";
        text_ += name;
        text_ += ' ';
        text_ += help;
        text_ += "\n# TYPE ";
        text_ += name;
        text_ += ' ';
        text_ += type;
        text_ += '\n';
    }
    void add(std::string_view stream, std::string_view shard, std::int64_t value) {
        text_ += name_;
        text_ += "{stream=\"";
        text_ += stream;  // names need no escape: letters, digits, point, dash and underline
        if (!shard.empty()) {
            text_ += "\",shard=\"";
            text_ += shard;
        }
        text_ += "\"} ";
        text_ += std::to_string(value);
        text_ += '\n';
    }

private:
    std::string& text_;
    std::string_view name_;
};

template <class T>
struct PrometheusCounter {
    std::string_view name;
    std::string_view help;
    std::uint64_t T::*value;
};
inline constexpr PrometheusCounter<StreamMetrics> stream_counters[] = {
    {"kinesis_incoming_bytes_total", "IncomingBytes", &StreamMetrics::incoming_bytes},
    {"kinesis_incoming_records_total", "IncomingRecords", &StreamMetrics::incoming_records},
    {"kinesis_put_record_bytes_total", "PutRecord.Bytes", &StreamMetrics::put_record_bytes},
    {"kinesis_put_record_success_total", "PutRecord.Success", &StreamMetrics::put_record_success},
    {"kinesis_put_records_bytes_total", "PutRecords.Bytes", &StreamMetrics::put_records_bytes},
    {"kinesis_put_records_success_total", "PutRecords.Success",
     &StreamMetrics::put_records_success},
    {"kinesis_put_records_total_records_total", "PutRecords.TotalRecords",
     &StreamMetrics::put_records_total_records},
    {"kinesis_put_records_successful_records_total", "PutRecords.SuccessfulRecords",
     &StreamMetrics::put_records_successful_records},
    {"kinesis_put_records_failed_records_total", "PutRecords.FailedRecords",
     &StreamMetrics::put_records_failed_records},
    {"kinesis_put_records_throttled_records_total", "PutRecords.ThrottledRecords",
     &StreamMetrics::put_records_throttled_records},
    {"kinesis_write_provisioned_throughput_exceeded_total", "WriteProvisionedThroughputExceeded",
     &StreamMetrics::write_provisioned_throughput_exceeded},
    {"kinesis_get_records_bytes_total", "GetRecords.Bytes", &StreamMetrics::get_records_bytes},
    {"kinesis_get_records_records_total", "GetRecords.Records",
     &StreamMetrics::get_records_records},
    {"kinesis_get_records_success_total", "GetRecords.Success",
     &StreamMetrics::get_records_success},
    {"kinesis_read_provisioned_throughput_exceeded_total", "ReadProvisionedThroughputExceeded",
     &StreamMetrics::read_provisioned_throughput_exceeded},
};
inline constexpr PrometheusCounter<ShardMetrics> shard_counters[] = {
    {"kinesis_shard_incoming_bytes_total", "IncomingBytes of a shard",
     &ShardMetrics::incoming_bytes},
    {"kinesis_shard_incoming_records_total", "IncomingRecords of a shard",
     &ShardMetrics::incoming_records},
    {"kinesis_shard_outgoing_bytes_total", "OutgoingBytes of a shard",
     &ShardMetrics::outgoing_bytes},
    {"kinesis_shard_outgoing_records_total", "OutgoingRecords of a shard",
     &ShardMetrics::outgoing_records},
    {"kinesis_shard_write_provisioned_throughput_exceeded_total",
     "WriteProvisionedThroughputExceeded of a shard",
     &ShardMetrics::write_provisioned_throughput_exceeded},
    {"kinesis_shard_read_provisioned_throughput_exceeded_total",
     "ReadProvisionedThroughputExceeded of a shard",
     &ShardMetrics::read_provisioned_throughput_exceeded},
};

}  // namespace detail

/// The counters of streams, by name, in the text format that Prometheus scrapes.
///
/// Counters run from the making of a stream; the service's own data points, by the minute, are
/// `Service::metric_data`.
[[nodiscard]] inline std::string prometheus_text(
    const std::vector<std::pair<std::string, StreamMetrics>>& streams) {
    std::string text;
    for (const auto& counter : detail::stream_counters) {
        detail::PrometheusFamily family{text, counter.name, "counter", counter.help};
        for (const auto& [name, metrics] : streams) {
            family.add(name, {}, static_cast<std::int64_t>(metrics.*counter.value));
        }
    }
    detail::PrometheusFamily age{text, "kinesis_get_records_iterator_age_milliseconds", "gauge",
                                 "GetRecords.IteratorAgeMilliseconds of the last reads"};
    for (const auto& [name, metrics] : streams) {
        age.add(name, {}, metrics.get_records_iterator_age_milliseconds);
    }
    for (const auto& counter : detail::shard_counters) {
        detail::PrometheusFamily family{text, counter.name, "counter", counter.help};
        for (const auto& [name, metrics] : streams) {
            for (const ShardMetrics& shard : metrics.shards) {
                family.add(name, shard.shard_id.to_string(),
                           static_cast<std::int64_t>(shard.*counter.value));
            }
        }
    }
    return text;
}
/// The same of all streams of an account.
template <class Service>
requires requires(Service& service) {
    service.streams();
}
[[nodiscard]] std::string prometheus_text(Service& service) {
    std::vector<std::pair<std::string, StreamMetrics>> all;
    for (const auto& stream : service.streams()) {
        all.emplace_back(stream->stream_name(), stream->metrics());
    }
    return prometheus_text(all);
}

}  // namespace weir::inline v0
