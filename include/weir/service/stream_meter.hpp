// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "weir/service/metric_store.hpp"
#include "weir/stream/metrics.hpp"
#include "weir/stream/model.hpp"

namespace weir::inline v0 {

/// The least and the greatest of what was noted since they were last taken.
///
/// Once they are where they belong a note costs two loads. One that races with `take` counts before
/// or after it.  Thread: any.
class Extremes {
public:
    void note(std::uint64_t value) noexcept {
        lower(least_, value);
        raise(greatest_, value);
    }
    /// Gives: false if nothing was noted.
    [[nodiscard]] bool take(double& least, double& greatest) noexcept {
        const auto low = least_.exchange(none, std::memory_order_relaxed);   // relaxed: a figure
        const auto high = greatest_.exchange(0, std::memory_order_relaxed);  // relaxed: a figure
        least = static_cast<double>(low);
        greatest = static_cast<double>(high);
        return low != none;
    }

private:
    static constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();

    static void lower(std::atomic<std::uint64_t>& bound, std::uint64_t value) noexcept {
        auto seen = bound.load(std::memory_order_relaxed);  // relaxed: a figure
        while (value < seen &&
               !bound.compare_exchange_weak(seen, value,
                                            std::memory_order_relaxed,     // relaxed: a figure
                                            std::memory_order_relaxed)) {  // relaxed: a figure
        }
    }
    static void raise(std::atomic<std::uint64_t>& bound, std::uint64_t value) noexcept {
        auto seen = bound.load(std::memory_order_relaxed);  // relaxed: a figure
        while (value > seen &&
               !bound.compare_exchange_weak(seen, value,
                                            std::memory_order_relaxed,     // relaxed: a figure
                                            std::memory_order_relaxed)) {  // relaxed: a figure
        }
    }

    std::atomic<std::uint64_t> least_{none};
    std::atomic<std::uint64_t> greatest_{0};
};

/// Counts the calls on one stream by the minute.
///
/// Sums come from what the stream counts anyway; beside them a call leaves its extremes here, and
/// what only a failure has to tell. Metrics of shards and consumers are kept whole, under a lock.
///
/// Thread: any for what notes; one at a time for `roll`.
class StreamMeter {
public:
    explicit StreamMeter(std::uint32_t kept) : store_{kept} {}

    void note_put_record(std::uint64_t bytes) noexcept { put_record_bytes_.note(bytes); }
    void note_put_record_failed(bool throttled) noexcept {
        add(put_record_failures_, 1);
        add(put_record_throttled_, throttled ? 1 : 0);
    }
    /// A PutRecords call that was refused as a whole.
    void note_put_records_failed() noexcept { add(put_records_failures_, 1); }
    /// One that was not: records sent, accepted with their bytes, throttled, lost otherwise.
    template <class Call>
    void note_put_records(const Call& call) noexcept {
        add(put_records_calls_, 1);
        put_records_sent_.note(call.sent);
        put_records_accepted_.note(call.accepted);
        put_records_throttled_.note(call.throttled);
        put_records_failed_.note(call.failed);
        if (call.accepted > 0) {
            put_records_bytes_.note(call.accepted_bytes);
        }
    }
    void note_get_records(std::uint64_t records, std::uint64_t bytes,
                          std::int64_t age_millis) noexcept {
        const auto age = static_cast<std::uint64_t>(age_millis < 0 ? 0 : age_millis);
        get_records_.note(records);
        get_bytes_.note(bytes);
        get_age_.note(age);
        if (age > 0) {
            add(get_age_sum_, age);
        }
    }
    void note_get_records_failed() noexcept { add(get_failures_, 1); }
    /// Units: microseconds that a call took on the clock.
    void note_latency(Metric metric, std::int64_t micros) noexcept {
        Latency& latency = latency_of(metric);
        const auto took = static_cast<std::uint64_t>(micros < 0 ? 0 : micros);
        latency.extremes.note(took);
        add(latency.sum, took);
        add(latency.calls, 1);
    }

    /// One more value of a shard's metric, or of a consumer's.
    void note(Metric metric, ShardId shard, std::uint64_t value) {
        const std::lock_guard lock{mutex_};
        minute_[{.metric = metric, .shard_id = shard}].add(static_cast<double>(value));
    }
    void note(Metric metric, std::string_view consumer, std::uint64_t value) {
        const std::lock_guard lock{mutex_};
        minute_[{.metric = metric, .consumer_name = std::string{consumer}}].add(
            static_cast<double>(value));
    }

    /// Ends a minute: `now` is what the stream has counted in all by then.
    void roll(Instant minute, const StreamMetrics& now) {
        const std::lock_guard lock{mutex_};
        roll_puts(minute, now);
        roll_gets(minute, now);
        for (const Metric metric : {Metric::put_record_latency, Metric::put_records_latency,
                                    Metric::get_records_latency}) {
            Latency& latency = latency_of(metric);
            StatisticSet set = set_of(take(latency.calls), take(latency.sum), latency.extremes);
            set.sum /= 1000;
            set.minimum /= 1000;
            set.maximum /= 1000;
            store_.add({.metric = metric}, minute, set);
        }
        for (const auto& [key, set] : minute_) {
            store_.add(key, minute, set);
        }
        minute_.clear();
        before_ = now;
        before_.shards.clear();
    }
    [[nodiscard]] std::vector<MetricSeries> all() const {
        const std::lock_guard lock{mutex_};
        return store_.all();
    }

private:
    using Counter = std::atomic<std::uint64_t>;

    struct Latency {
        Counter calls{0};
        Counter sum{0};
        Extremes extremes;
    };

    static void add(Counter& counter, std::uint64_t value) noexcept {
        if (value > 0) {
            counter.fetch_add(value, std::memory_order_relaxed);  // relaxed: a counter of its own
        }
    }
    [[nodiscard]] static std::uint64_t take(Counter& counter) noexcept {
        return counter.exchange(0, std::memory_order_relaxed);  // relaxed: a counter of its own
    }
    [[nodiscard]] Latency& latency_of(Metric metric) noexcept {
        return metric == Metric::put_record_latency    ? put_record_latency_
               : metric == Metric::put_records_latency ? put_records_latency_
                                                       : get_records_latency_;
    }

    [[nodiscard]] static StatisticSet set_of(std::uint64_t samples, std::uint64_t sum,
                                             Extremes& extremes) noexcept {
        StatisticSet set{.sample_count = samples, .sum = static_cast<double>(sum)};
        if (!extremes.take(set.minimum, set.maximum) && samples > 0) {
            set.minimum = set.maximum = set.average();  // its extremes went with another minute
        }
        return set;
    }
    /// So many calls of which so many succeeded.
    [[nodiscard]] static StatisticSet success(std::uint64_t calls, std::uint64_t good) noexcept {
        return {.sample_count = calls,
                .sum = static_cast<double>(good),
                .minimum = good < calls ? 0.0 : 1.0,
                .maximum = good > 0 ? 1.0 : 0.0};
    }
    /// Both as one.
    [[nodiscard]] static StatisticSet joined(const StatisticSet& a,
                                             const StatisticSet& b) noexcept {
        if (a.sample_count == 0 || b.sample_count == 0) {
            return a.sample_count == 0 ? b : a;
        }
        return {.sample_count = a.sample_count + b.sample_count,
                .sum = a.sum + b.sum,
                .minimum = a.minimum < b.minimum ? a.minimum : b.minimum,
                .maximum = a.maximum > b.maximum ? a.maximum : b.maximum};
    }

    void roll_puts(Instant minute, const StreamMetrics& now) {
        const auto add_point = [&](Metric metric, const StatisticSet& set) {
            store_.add({.metric = metric}, minute, set);
        };
        const auto good = now.put_record_success - before_.put_record_success;
        const auto bad = take(put_record_failures_);
        const auto calls = take(put_records_calls_);
        const auto bad_calls = take(put_records_failures_);
        const auto good_calls = now.put_records_success - before_.put_records_success;
        const auto accepted =
            now.put_records_successful_records - before_.put_records_successful_records;
        const auto throttled =
            now.put_records_throttled_records - before_.put_records_throttled_records;
        const StatisticSet one_bytes =
            set_of(good, now.put_record_bytes - before_.put_record_bytes, put_record_bytes_);
        const StatisticSet many_bytes = set_of(
            good_calls, now.put_records_bytes - before_.put_records_bytes, put_records_bytes_);
        const StatisticSet many_records = set_of(calls, accepted, put_records_accepted_);
        const StatisticSet many_throttled = set_of(calls, throttled, put_records_throttled_);
        add_point(Metric::put_record_bytes, one_bytes);
        add_point(Metric::put_record_success, success(good + bad, good));
        add_point(Metric::put_records_bytes, many_bytes);
        add_point(Metric::put_records_success, success(calls + bad_calls, good_calls));
        add_point(Metric::put_records_records, many_records);
        add_point(Metric::put_records_successful_records, many_records);
        add_point(Metric::put_records_total_records,
                  set_of(calls, now.put_records_total_records - before_.put_records_total_records,
                         put_records_sent_));
        add_point(Metric::put_records_failed_records,
                  set_of(calls, now.put_records_failed_records - before_.put_records_failed_records,
                         put_records_failed_));
        add_point(Metric::put_records_throttled_records, many_throttled);
        add_point(Metric::incoming_bytes, joined(one_bytes, many_bytes));
        StatisticSet counted = many_records;
        if (good_calls < calls) {  // a call without success brought nothing in
            counted.sample_count = good_calls;
            counted.minimum = counted.minimum < 1 ? 1 : counted.minimum;
        }
        add_point(Metric::incoming_records, joined(success(good, good), counted));
        add_point(Metric::write_provisioned_throughput_exceeded,
                  joined(success(good + bad, take(put_record_throttled_)), many_throttled));
    }
    void roll_gets(Instant minute, const StreamMetrics& now) {
        const auto good = now.get_records_success - before_.get_records_success;
        const auto bad = take(get_failures_);
        const auto add_point = [&](Metric metric, const StatisticSet& set) {
            store_.add({.metric = metric}, minute, set);
        };
        add_point(Metric::get_records_bytes,
                  set_of(good, now.get_records_bytes - before_.get_records_bytes, get_bytes_));
        add_point(
            Metric::get_records_records,
            set_of(good, now.get_records_records - before_.get_records_records, get_records_));
        add_point(Metric::get_records_success, success(good + bad, good));
        add_point(Metric::get_records_iterator_age_milliseconds,
                  set_of(good, take(get_age_sum_), get_age_));
        add_point(Metric::read_provisioned_throughput_exceeded,
                  success(good + bad, now.read_provisioned_throughput_exceeded -
                                          before_.read_provisioned_throughput_exceeded));
    }

    Extremes put_record_bytes_;
    Extremes put_records_bytes_;
    Extremes put_records_sent_;
    Extremes put_records_accepted_;
    Extremes put_records_throttled_;
    Extremes put_records_failed_;
    Extremes get_records_;
    Extremes get_bytes_;
    Extremes get_age_;
    Counter put_record_failures_{0};
    Counter put_record_throttled_{0};  // by PutRecord
    Counter put_records_calls_{0};
    Counter put_records_failures_{0};
    Counter get_failures_{0};
    Counter get_age_sum_{0};
    Latency put_record_latency_;
    Latency put_records_latency_;
    Latency get_records_latency_;

    mutable std::mutex mutex_;
    std::map<MetricKey, StatisticSet> minute_;  // under mutex_
    MetricStore store_;                         // under mutex_
    StreamMetrics before_;                      // under mutex_
};

}  // namespace weir::inline v0
