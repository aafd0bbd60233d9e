// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "weir/core/shard_id.hpp"

namespace weir::inline v0 {

/// Counts of one shard since it was made, named after the service's shard-level metrics.
/// Units: bytes are keys and data.  Source: Amazon CloudWatch metrics of Kinesis Data Streams.
struct ShardMetrics {
    ShardId shard_id;
    std::uint64_t incoming_bytes = 0;
    std::uint64_t incoming_records = 0;
    std::uint64_t outgoing_bytes = 0;
    std::uint64_t outgoing_records = 0;
    std::uint64_t write_provisioned_throughput_exceeded = 0;  ///< records
    std::uint64_t read_provisioned_throughput_exceeded = 0;   ///< calls
    std::int64_t iterator_age_milliseconds = 0;               ///< of the last GetRecords
};

/// Counts of a stream since it was made, named after the service's stream-level metrics.
///
/// What the service derives from two counts is derived here too, so that a put counts nothing that
/// its log does not know anyway. Latencies are not among them: a call in process takes no time on
/// the stream's own clock.
struct StreamMetrics {
    std::uint64_t incoming_bytes = 0;
    std::uint64_t incoming_records = 0;
    std::uint64_t put_record_bytes = 0;
    std::uint64_t put_record_success = 0;
    std::uint64_t put_records_bytes = 0;
    std::uint64_t put_records_success = 0;  ///< calls in which at least one record succeeded
    std::uint64_t put_records_total_records = 0;
    std::uint64_t put_records_successful_records = 0;
    std::uint64_t put_records_failed_records = 0;  ///< lost to the memory budget
    std::uint64_t put_records_throttled_records = 0;
    std::uint64_t write_provisioned_throughput_exceeded = 0;
    std::uint64_t get_records_bytes = 0;
    std::uint64_t get_records_records = 0;
    std::uint64_t get_records_success = 0;
    std::int64_t get_records_iterator_age_milliseconds = 0;  ///< the largest of the last answers
    std::uint64_t read_provisioned_throughput_exceeded = 0;
    std::vector<ShardMetrics> shards;  ///< all that are still listed, by id
};

/// The counters behind a shard's metrics that its log does not keep.
template <class Atomics>
class ShardCounters {
    template <class T>
    using atomic = typename Atomics::template atomic<T>;

public:
    void count_throttled_writes(std::uint64_t records) noexcept {
        // relaxed: a counter of its own
        throttled_writes_.fetch_add(records, std::memory_order_relaxed);
    }
    void count_throttled_read() noexcept {
        throttled_reads_.fetch_add(1, std::memory_order_relaxed);  // relaxed: a counter of its own
    }
    void count_read(std::uint64_t records, std::uint64_t bytes, std::int64_t age_millis) noexcept {
        reads_.fetch_add(1, std::memory_order_relaxed);  // relaxed: a counter of its own
        outgoing_records_.fetch_add(records, std::memory_order_relaxed);  // relaxed: as above
        outgoing_bytes_.fetch_add(bytes, std::memory_order_relaxed);      // relaxed: as above
        age_millis_.store(age_millis, std::memory_order_relaxed);         // relaxed: a gauge
    }
    /// Records that a subscription pushed.
    void count_pushed(std::uint64_t records, std::uint64_t bytes) noexcept {
        pushed_records_.fetch_add(records, std::memory_order_relaxed);  // relaxed: a counter
        pushed_bytes_.fetch_add(bytes, std::memory_order_relaxed);      // relaxed: a counter
    }

    void write_to(ShardMetrics& metrics) const noexcept {
        metrics.outgoing_bytes = load(outgoing_bytes_) + load(pushed_bytes_);
        metrics.outgoing_records = load(outgoing_records_) + load(pushed_records_);
        metrics.write_provisioned_throughput_exceeded = load(throttled_writes_);
        metrics.read_provisioned_throughput_exceeded = load(throttled_reads_);
        // relaxed: a gauge
        metrics.iterator_age_milliseconds = age_millis_.load(std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t reads() const noexcept { return load(reads_); }
    /// Of GetRecords alone.
    [[nodiscard]] std::uint64_t read_records() const noexcept { return load(outgoing_records_); }
    [[nodiscard]] std::uint64_t read_bytes() const noexcept { return load(outgoing_bytes_); }

private:
    [[nodiscard]] static std::uint64_t load(const atomic<std::uint64_t>& counter) noexcept {
        return counter.load(std::memory_order_relaxed);  // relaxed: a snapshot of counters
    }

    atomic<std::uint64_t> throttled_writes_{0};
    atomic<std::uint64_t> throttled_reads_{0};
    atomic<std::uint64_t> reads_{0};
    atomic<std::uint64_t> outgoing_records_{0};
    atomic<std::uint64_t> outgoing_bytes_{0};
    atomic<std::uint64_t> pushed_records_{0};
    atomic<std::uint64_t> pushed_bytes_{0};
    atomic<std::int64_t> age_millis_{0};
};

/// The counters of a stream's PutRecords calls; those of PutRecord follow from the totals.
template <class Atomics>
class BatchCounters {
    template <class T>
    using atomic = typename Atomics::template atomic<T>;

public:
    /// One call: records sent, accepted with their bytes, throttled, and lost otherwise.
    struct Call {
        std::uint64_t sent = 0;
        std::uint64_t accepted = 0;
        std::uint64_t accepted_bytes = 0;
        std::uint64_t throttled = 0;
        std::uint64_t failed = 0;
    };
    void count(const Call& call) noexcept {
        add(sent_, call.sent);
        add(accepted_, call.accepted);
        add(accepted_bytes_, call.accepted_bytes);
        add(throttled_, call.throttled);
        add(failed_, call.failed);
        add(successes_, call.accepted > 0 ? 1 : 0);
    }
    void write_to(StreamMetrics& metrics) const noexcept {
        metrics.put_records_bytes = load(accepted_bytes_);
        metrics.put_records_success = load(successes_);
        metrics.put_records_total_records = load(sent_);
        metrics.put_records_successful_records = load(accepted_);
        metrics.put_records_failed_records = load(failed_);
        metrics.put_records_throttled_records = load(throttled_);
    }

private:
    static void add(atomic<std::uint64_t>& counter, std::uint64_t count) noexcept {
        if (count > 0) {
            counter.fetch_add(count, std::memory_order_relaxed);  // relaxed: a counter of its own
        }
    }
    [[nodiscard]] static std::uint64_t load(const atomic<std::uint64_t>& counter) noexcept {
        return counter.load(std::memory_order_relaxed);  // relaxed: a snapshot of counters
    }

    atomic<std::uint64_t> sent_{0};
    atomic<std::uint64_t> accepted_{0};
    atomic<std::uint64_t> accepted_bytes_{0};
    atomic<std::uint64_t> throttled_{0};
    atomic<std::uint64_t> failed_{0};
    atomic<std::uint64_t> successes_{0};
};

}  // namespace weir::inline v0
