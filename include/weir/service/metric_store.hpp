// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/core/instant.hpp"
#include "weir/core/shard_id.hpp"

namespace weir::inline v0 {

/// The metrics that the service keeps, one value for each name, those of single shards at the end.
/// Source: Amazon CloudWatch metrics of Kinesis Data Streams.
enum class Metric : std::uint8_t {
    incoming_bytes,
    incoming_records,
    put_record_bytes,
    put_record_latency,
    put_record_success,
    put_records_bytes,
    put_records_latency,
    put_records_records,
    put_records_success,
    put_records_total_records,
    put_records_successful_records,
    put_records_failed_records,
    put_records_throttled_records,
    write_provisioned_throughput_exceeded,
    get_records_bytes,
    get_records_records,
    get_records_latency,
    get_records_success,
    get_records_iterator_age_milliseconds,
    read_provisioned_throughput_exceeded,
    subscribe_to_shard_rate_exceeded,
    subscribe_to_shard_success,
    subscribe_to_shard_event_bytes,
    subscribe_to_shard_event_records,
    subscribe_to_shard_event_millis_behind_latest,
    subscribe_to_shard_event_success,
    shard_incoming_bytes,
    shard_incoming_records,
    shard_outgoing_bytes,
    shard_outgoing_records,
    shard_write_provisioned_throughput_exceeded,
    shard_read_provisioned_throughput_exceeded,
    shard_iterator_age_milliseconds,
};
inline constexpr std::size_t metrics_known = 33;

enum class MetricUnit : std::uint8_t { bytes, count, milliseconds };
[[nodiscard]] constexpr std::string_view to_string(MetricUnit unit) noexcept {
    switch (unit) {
        case MetricUnit::bytes:
            return "Bytes";
        case MetricUnit::count:
            return "Count";
        case MetricUnit::milliseconds:
            break;
    }
    return "Milliseconds";
}

namespace detail {

struct MetricFacts {
    std::string_view name;
    MetricUnit unit;
};
inline constexpr MetricFacts metric_facts[metrics_known] = {
    {"IncomingBytes", MetricUnit::bytes},
    {"IncomingRecords", MetricUnit::count},
    {"PutRecord.Bytes", MetricUnit::bytes},
    {"PutRecord.Latency", MetricUnit::milliseconds},
    {"PutRecord.Success", MetricUnit::count},
    {"PutRecords.Bytes", MetricUnit::bytes},
    {"PutRecords.Latency", MetricUnit::milliseconds},
    {"PutRecords.Records", MetricUnit::count},
    {"PutRecords.Success", MetricUnit::count},
    {"PutRecords.TotalRecords", MetricUnit::count},
    {"PutRecords.SuccessfulRecords", MetricUnit::count},
    {"PutRecords.FailedRecords", MetricUnit::count},
    {"PutRecords.ThrottledRecords", MetricUnit::count},
    {"WriteProvisionedThroughputExceeded", MetricUnit::count},
    {"GetRecords.Bytes", MetricUnit::bytes},
    {"GetRecords.Records", MetricUnit::count},
    {"GetRecords.Latency", MetricUnit::milliseconds},
    {"GetRecords.Success", MetricUnit::count},
    {"GetRecords.IteratorAgeMilliseconds", MetricUnit::milliseconds},
    {"ReadProvisionedThroughputExceeded", MetricUnit::count},
    {"SubscribeToShard.RateExceeded", MetricUnit::count},
    {"SubscribeToShard.Success", MetricUnit::count},
    {"SubscribeToShardEvent.Bytes", MetricUnit::bytes},
    {"SubscribeToShardEvent.Records", MetricUnit::count},
    {"SubscribeToShardEvent.MillisBehindLatest", MetricUnit::milliseconds},
    {"SubscribeToShardEvent.Success", MetricUnit::count},
    {"IncomingBytes", MetricUnit::bytes},
    {"IncomingRecords", MetricUnit::count},
    {"OutgoingBytes", MetricUnit::bytes},
    {"OutgoingRecords", MetricUnit::count},
    {"WriteProvisionedThroughputExceeded", MetricUnit::count},
    {"ReadProvisionedThroughputExceeded", MetricUnit::count},
    {"IteratorAgeMilliseconds", MetricUnit::milliseconds},
};

}  // namespace detail

/// The name as the service writes it; a shard's metric may have that of its stream's.
[[nodiscard]] constexpr std::string_view to_string(Metric metric) noexcept {
    return detail::metric_facts[static_cast<std::size_t>(metric)].name;
}
[[nodiscard]] constexpr MetricUnit unit_of(Metric metric) noexcept {
    return detail::metric_facts[static_cast<std::size_t>(metric)].unit;
}
/// True of metrics of single shards, which EnableEnhancedMonitoring turns on.
[[nodiscard]] constexpr bool is_of_shard(Metric metric) noexcept {
    return metric >= Metric::shard_incoming_bytes;
}

/// The values of a metric in a stretch of time.
struct StatisticSet {
    std::uint64_t sample_count = 0;
    double sum = 0;
    double minimum = 0;
    double maximum = 0;

    [[nodiscard]] double average() const noexcept {
        return sample_count == 0 ? 0 : sum / static_cast<double>(sample_count);
    }
    void add(double value) noexcept {
        minimum = sample_count == 0 || value < minimum ? value : minimum;
        maximum = sample_count == 0 || value > maximum ? value : maximum;
        sum += value;
        ++sample_count;
    }

    friend bool operator==(const StatisticSet&, const StatisticSet&) = default;
};

/// One minute of a metric.
struct MetricDataPoint {
    Instant timestamp{};  ///< where the minute begins
    StatisticSet statistics{};

    friend bool operator==(const MetricDataPoint&, const MetricDataPoint&) = default;
};

/// Which metric, and of what: the stream goes without saying.
struct MetricKey {
    Metric metric{};
    std::optional<ShardId> shard_id{};
    std::string consumer_name{};

    friend bool operator==(const MetricKey&, const MetricKey&) = default;
    friend auto operator<=>(const MetricKey& a, const MetricKey& b) noexcept {
        const auto place = [](const MetricKey& key) {
            return std::pair{key.metric, key.shard_id ? std::int64_t{key.shard_id->index} : -1};
        };
        if (const auto order = place(a) <=> place(b); order != 0) {
            return order;
        }
        return static_cast<std::strong_ordering>(a.consumer_name <=> b.consumer_name);
    }
};

struct MetricSeries {
    MetricKey key{};
    std::vector<MetricDataPoint> points{};  ///< in order of time

    friend bool operator==(const MetricSeries&, const MetricSeries&) = default;
};

/// Data points of one stream, the newest so many of each metric. Thread: one at a time.
class MetricStore {
public:
    explicit MetricStore(std::uint32_t kept) noexcept : kept_{kept} {}

    /// A minute in which nothing happened leaves no point.
    void add(const MetricKey& key, Instant minute, const StatisticSet& statistics) {
        if (statistics.sample_count == 0 || kept_ == 0) {
            return;
        }
        auto& points = series_[key];
        points.push_back({minute, statistics});
        if (points.size() > kept_) {
            points.pop_front();
        }
    }
    [[nodiscard]] std::vector<MetricSeries> all() const {
        std::vector<MetricSeries> all;
        for (const auto& [key, points] : series_) {
            all.push_back({key, {points.begin(), points.end()}});
        }
        return all;
    }

private:
    std::uint32_t kept_;
    std::map<MetricKey, std::deque<MetricDataPoint>> series_;
};

}  // namespace weir::inline v0
