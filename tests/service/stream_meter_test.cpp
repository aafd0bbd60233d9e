// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "manual_service.hpp"

using namespace std::chrono_literals;
using weir::Instant;
using weir::Metric;
using weir::StatisticSet;

namespace {

/// A stream with the service's throttle, a minute after the other.
struct Metered {
    weir::ManualClock clock{Instant::from_seconds(1'700'000'040)};  // where a minute begins
    weir::Service<weir::RingStorage<>, weir::ManualClock> service{
        {.limits = {.call_rates = false}, .measure_latencies = true}, clock};

    explicit Metered(std::int32_t shards = 1) {
        REQUIRE(service.create_stream({.stream_name = "s", .shard_count = shards}).has_value());
    }
    [[nodiscard]] bool put(std::string_view data) {
        return service.put_record({.stream_name = "s", .data = data, .partition_key = "k"})
            .has_value();
    }
    [[nodiscard]] std::uint32_t put_all(const std::vector<std::string>& data) {
        std::vector<weir::PutRecordsRequestEntry> entries;
        for (const std::string& one : data) {
            entries.push_back({.data = one, .partition_key = "k"});
        }
        return service.put_records({.records = entries, .stream_name = "s"})
            .value()
            .failed_record_count;
    }
    [[nodiscard]] std::vector<weir::MetricSeries> all() { return service.metric_data("s").value(); }
    /// The points of a metric; none if it has none.
    [[nodiscard]] std::vector<weir::MetricDataPoint> points(const weir::MetricKey& key) {
        for (const weir::MetricSeries& series : all()) {
            if (series.key == key) {
                return series.points;
            }
        }
        return {};
    }
    [[nodiscard]] StatisticSet last(Metric metric, std::optional<weir::ShardId> shard = {},
                                    std::string consumer = {}) {
        const auto found = points({metric, shard, std::move(consumer)});
        return found.empty() ? StatisticSet{} : found.back().statistics;
    }
};

}  // namespace

TEST_CASE("A minute of puts is one point of each metric, once it is over") {
    Metered it;
    CHECK(it.put("1234"));
    CHECK(it.put("123456789"));
    CHECK(it.all().empty());
    it.clock.advance(59s);
    CHECK(it.all().empty());
    it.clock.advance(1s);
    const auto points = it.points({.metric = Metric::incoming_bytes});
    REQUIRE(points.size() == 1);
    CHECK(points[0].timestamp == Instant::from_seconds(1'700'000'040));
    const StatisticSet bytes{.sample_count = 2, .sum = 15, .minimum = 5, .maximum = 10};
    CHECK(points[0].statistics == bytes);
    CHECK(it.last(Metric::put_record_bytes) == bytes);
    CHECK(it.last(Metric::incoming_records) == StatisticSet{2, 2, 1, 1});
    CHECK(it.last(Metric::put_record_success) == StatisticSet{2, 2, 1, 1});
    CHECK(it.last(Metric::write_provisioned_throughput_exceeded) == StatisticSet{2, 0, 0, 0});
    CHECK(it.points({.metric = Metric::put_records_bytes}).empty());
}

TEST_CASE("Idle minutes leave no points, and what comes later belongs to its own minute") {
    Metered it;
    CHECK(it.put("a"));
    it.clock.advance(10min);
    CHECK(it.put("bcd"));
    it.clock.advance(1min);
    const auto points = it.points({.metric = Metric::incoming_bytes});
    REQUIRE(points.size() == 2);
    CHECK(points[0].timestamp == Instant::from_seconds(1'700'000'040));
    CHECK(points[0].statistics.sum == 2);
    CHECK(points[1].timestamp == Instant::from_seconds(1'700'000'640));
    CHECK(points[1].statistics == StatisticSet{1, 4, 4, 4});
}

TEST_CASE("A clock that steps back begins another minute and loses nothing") {
    Metered it;
    CHECK(it.put("a"));
    it.clock.set(it.clock.now() - 1h);
    CHECK(it.put("b"));
    it.clock.advance(1min);
    std::uint64_t samples = 0;
    for (const auto& point : it.points({.metric = Metric::incoming_records})) {
        samples += point.statistics.sample_count;
    }
    CHECK(samples == 2);
}

TEST_CASE("Batches count by call, and what is throttled counts by record") {
    Metered it;
    CHECK(it.put_all(std::vector<std::string>(500, "x")) == 0);
    CHECK(it.put_all(std::vector<std::string>(500, "x")) == 0);
    CHECK(it.put_all(std::vector<std::string>(3, "x")) == 3);
    CHECK_FALSE(it.put("x"));
    it.clock.advance(1min);
    CHECK(it.last(Metric::put_records_total_records) == StatisticSet{3, 1003, 3, 500});
    CHECK(it.last(Metric::put_records_successful_records) == StatisticSet{3, 1000, 0, 500});
    CHECK(it.last(Metric::put_records_records) == StatisticSet{3, 1000, 0, 500});
    CHECK(it.last(Metric::put_records_throttled_records) == StatisticSet{3, 3, 0, 3});
    CHECK(it.last(Metric::put_records_failed_records) == StatisticSet{3, 0, 0, 0});
    CHECK(it.last(Metric::put_records_success) == StatisticSet{3, 2, 0, 1});
    CHECK(it.last(Metric::put_records_bytes) == StatisticSet{2, 2000, 1000, 1000});
    CHECK(it.last(Metric::put_record_success) == StatisticSet{1, 0, 0, 0});
    CHECK(it.last(Metric::incoming_bytes) == StatisticSet{2, 2000, 1000, 1000});
    CHECK(it.last(Metric::incoming_records).sum == 1000);
    CHECK(it.last(Metric::incoming_records).sample_count == 2);
    CHECK(it.last(Metric::write_provisioned_throughput_exceeded) == StatisticSet{4, 4, 0, 3});
}

TEST_CASE(
    "A batch that is refused as a whole counts as a call without success and as nothing else") {
    Metered it;
    const weir::PutRecordsRequestEntry bad{
        .data = "x",
        .partition_key = "k",
        .explicit_hash_key = "340282366920938463463374607431768211456"};
    CHECK_FALSE(it.service.put_records({.records = {&bad, 1}, .stream_name = "s"}).has_value());
    it.clock.advance(1min);
    CHECK(it.last(Metric::put_records_success) == StatisticSet{1, 0, 0, 0});
    CHECK(it.points({.metric = Metric::put_records_total_records}).empty());
    CHECK(it.put_all({"a", "b"}) == 0);
    CHECK_FALSE(it.service.put_records({.records = {&bad, 1}, .stream_name = "s"}).has_value());
    it.clock.advance(1min);
    CHECK(it.last(Metric::put_records_success) == StatisticSet{2, 1, 0, 1});
    CHECK(it.last(Metric::put_records_total_records) == StatisticSet{1, 2, 2, 2});
}

TEST_CASE("Reads count bytes, records and how far behind they are") {
    Metered it;
    CHECK(it.put("abc"));
    it.clock.advance(5s);
    CHECK(it.put("d"));
    const auto from =
        it.service
            .get_shard_iterator({.stream_name = "s",
                                 .shard_id = weir::ShardId{0},
                                 .shard_iterator_type = weir::ShardIteratorType::trim_horizon})
            .value()
            .shard_iterator;
    for (int at = 0; at < 5; ++at) {
        CHECK(
            it.service.get_records({.shard_iterator = from, .limit = at == 0 ? 1 : 2}).has_value());
    }
    CHECK_FALSE(it.service.get_records({.shard_iterator = from}).has_value());
    it.clock.advance(1min);
    CHECK(it.last(Metric::get_records_records) == StatisticSet{5, 9, 1, 2});
    CHECK(it.last(Metric::get_records_bytes) == StatisticSet{5, 28, 4, 6});
    CHECK(it.last(Metric::get_records_success) == StatisticSet{6, 5, 0, 1});
    CHECK(it.last(Metric::get_records_iterator_age_milliseconds) == StatisticSet{5, 5000, 0, 5000});
    CHECK(it.last(Metric::read_provisioned_throughput_exceeded) == StatisticSet{6, 1, 0, 1});
}

TEST_CASE("Latencies are those of the clock: none while it stands still") {
    Metered it;
    CHECK(it.put("a"));
    it.clock.advance(1min);
    CHECK(it.last(Metric::put_record_latency) == StatisticSet{1, 0, 0, 0});
}

TEST_CASE("Shards have metrics while enhanced monitoring is on, those that were asked for") {
    Metered it{2};
    CHECK(it.put("abc"));
    using weir::MetricsName;
    REQUIRE(it.service
                .enable_enhanced_monitoring(
                    {.stream_name = "s",
                     .shard_level_metrics = {{MetricsName::incoming_bytes,
                                              MetricsName::write_provisioned_throughput_exceeded}}})
                .has_value());
    const auto shard =
        it.service.put_record({.stream_name = "s", .data = "abcd", .partition_key = "k"})
            .value()
            .shard_id;
    CHECK(it.put_all({"a", "b"}) == 0);
    it.clock.advance(1min);
    CHECK(it.last(Metric::shard_incoming_bytes, shard) == StatisticSet{2, 9, 4, 5});
    CHECK(it.points({Metric::shard_incoming_records, shard}).empty());
    CHECK(it.last(Metric::shard_write_provisioned_throughput_exceeded, shard) ==
          StatisticSet{2, 0, 0, 0});
    const weir::ShardId other{1 - shard.index};
    CHECK(it.points({Metric::shard_incoming_bytes, other}).empty());
    REQUIRE(it.service
                .disable_enhanced_monitoring(
                    {.stream_name = "s", .shard_level_metrics = {{MetricsName::all}}})
                .has_value());
    CHECK(it.put("abc"));
    it.clock.advance(1min);
    CHECK(it.points({Metric::shard_incoming_bytes, shard}).size() == 1);
}

TEST_CASE("Subscriptions count for their consumer, events and refusals alike") {
    Metered it;
    const std::string arn = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
    const auto consumer =
        it.service.register_stream_consumer({.stream_arn = arn, .consumer_name = "fan"})
            .value()
            .consumer.consumer_arn;
    const weir::SubscribeToShardInput request{
        .consumer_arn = consumer,
        .shard_id = weir::ShardId{0},
        .starting_position = weir::StartingPosition{.type = weir::ShardIteratorType::trim_horizon}};
    CHECK(it.put("abc"));
    auto subscription = it.service.subscribe_to_shard(request);
    REQUIRE(subscription.has_value());
    CHECK(subscription->next(it.clock.now()).event.has_value());
    CHECK_FALSE(it.service.subscribe_to_shard(request).has_value());
    it.clock.advance(1min);
    CHECK(it.last(Metric::subscribe_to_shard_success, {}, "fan") == StatisticSet{1, 1, 1, 1});
    CHECK(it.last(Metric::subscribe_to_shard_rate_exceeded, {}, "fan") == StatisticSet{1, 1, 1, 1});
    CHECK(it.last(Metric::subscribe_to_shard_event_bytes, {}, "fan") == StatisticSet{1, 4, 4, 4});
    CHECK(it.last(Metric::subscribe_to_shard_event_records, {}, "fan") == StatisticSet{1, 1, 1, 1});
    CHECK(it.last(Metric::subscribe_to_shard_event_success, {}, "fan").sum == 1);
    CHECK(it.last(Metric::subscribe_to_shard_event_millis_behind_latest, {}, "fan").sum == 0);
}

TEST_CASE("A stream that is not there has no metrics") {
    Metered it;
    CHECK(it.service.metric_data("none").error().code() == weir::Errc::resource_not_found);
}
