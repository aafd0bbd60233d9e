// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/key_comparison.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "catch.hpp"
#include "generated_keys.hpp"
#include "weir/core/md5.hpp"
#include "weir/storage/ring_storage.hpp"
#include "weir/stream/stream.hpp"
#include "weir/time/manual_clock.hpp"

using namespace std::chrono_literals;
using weir::ArrivalModel;
using weir::Arrivals;
using weir::Instant;
using weir::KeyAnalysisOptions;
using weir::KeyComparison;
using weir::KeyVerdict;
using weir::SourceRecord;

namespace {

const Instant start = Instant::from_seconds(1'600'000'000);

KeyAnalysisOptions shards(std::uint32_t count) {
    KeyAnalysisOptions options;
    options.lineage = weir::Lineage{count};
    return options;
}

Arrivals evenly(double per_second) {
    return Arrivals::even(start, per_second);
}

}  // namespace

TEST_CASE("Without a key function the keys are looked at as they are") {
    KeyComparison comparison{shards(4), {}, evenly(10)};
    for (const auto& key : generated::uniform(1'000, 300, 1)) {
        comparison.add({.key = key, .data_bytes = 50});
    }
    const auto report = comparison.report();
    CHECK(report.records == 1'000);
    CHECK(report.bytes == 1'000 * (16 + 50));
    CHECK(report.shard_count == 4);
    CHECK(report.arrivals == ArrivalModel::even);
    CHECK(report.start == start);
    CHECK(report.end == start + 99'900ms);
    CHECK(report.records_per_second == Approx(10).epsilon(0.01));
    REQUIRE(report.spreads.size() == 1);
    CHECK(report.spreads[0].name == "as_is");
    CHECK(report.notes.empty());
}

TEST_CASE("Nothing at all is a report too") {
    KeyComparison comparison{shards(3), {}, evenly(1)};
    const auto report = comparison.report();
    CHECK(report.records == 0);
    CHECK(report.records_per_second == 0);
    CHECK(report.spreads[0].verdict == KeyVerdict::no_records);
    CHECK(report.spreads[0].shards.size() == 3);
}

TEST_CASE("A salt cures a hot key and costs its order") {
    KeyComparison comparison{
        shards(16), {weir::as_is(), weir::salted(8), weir::random_keys()}, evenly(4'000)};
    for (const auto& key : generated::one_hot(100'000, 50'000, 0.2, 3)) {
        comparison.add({.key = key, .data_bytes = 100});
    }
    const auto report = comparison.report();
    REQUIRE(report.spreads.size() == 3);
    const auto& as_is = report.spreads[0];
    const auto& salted = report.spreads[1];
    const auto& random = report.spreads[2];
    CHECK(as_is.verdict == KeyVerdict::hot_key);
    CHECK(as_is.throttle.throttled_records == 0);
    CHECK(as_is.order.parted == 0);
    CHECK(as_is.order.pairs > 15'000);
    CHECK(salted.records.max_over_mean < as_is.records.max_over_mean / 1.5);
    CHECK(salted.order.share() > 0.6);
    CHECK(salted.order.share() < 7.0 / 8);
    CHECK(random.verdict == KeyVerdict::even);
    CHECK(random.distinct_keys == 100'000);
    CHECK(random.order.share() == Approx(15.0 / 16).epsilon(0.02));
}

TEST_CASE("Recorded times are kept, and what comes late counts as coming now") {
    KeyComparison comparison{shards(1), {}, evenly(1)};
    comparison.add({.key = "a", .at = start});
    comparison.add({.key = "b", .at = start + 10s});
    comparison.add({.key = "c", .at = start + 4s});
    comparison.add({.key = "d"});
    const auto report = comparison.report();
    CHECK(report.arrivals == ArrivalModel::recorded);
    CHECK(report.start == start);
    CHECK(report.end == start + 10s);
    CHECK(report.notes.size() == 2);
    CHECK(report.spreads[0].map.bins == 11);
    CHECK(report.spreads[0].map.at(0, 10).records == 3);
}

TEST_CASE("Explicit hash keys count for the keys in use and for no other") {
    KeyComparison comparison{shards(4), {weir::as_is(), weir::random_keys()}, evenly(100)};
    for (int n = 0; n < 400; ++n) {
        const auto key = std::to_string(n);
        comparison.add({.key = key, .explicit_hash_key = weir::HashKey{7}});
    }
    const auto report = comparison.report();
    CHECK(report.spreads[0].shards[0].records == 400);
    CHECK(report.spreads[1].shards[0].records < 150);
}

TEST_CASE("What was found in an aggregated record is counted one by one and throttled together") {
    KeyComparison comparison{shards(2), {}, evenly(100)};
    std::vector<std::string> keys;
    for (int n = 0; n < 50; ++n) {
        keys.push_back("user-" + std::to_string(n));
    }
    // 1,000 aggregated records in a second are as many as a shard takes; records in them are
    // 50,000.
    for (int n = 0; n < 1'000; ++n) {
        std::vector<SourceRecord> inside;
        for (const auto& key : keys) {
            inside.push_back({.key = key, .data_bytes = 1});
        }
        comparison.add_aggregate(inside, 700, start);
    }
    const auto report = comparison.report();
    CHECK(report.records == 50'000);
    CHECK(report.aggregated_records == 1'000);
    const auto& spread = report.spreads[0];
    CHECK(spread.distinct_keys == 50);
    CHECK(spread.top_keys[0].records == 1'000);
    CHECK(spread.throttle.throttled_records == 0);
    CHECK(spread.map.at(0, 0).records == 1'000);
    CHECK(spread.shards[0].records + spread.shards[1].records == 50'000);
}

TEST_CASE("What is forecast to be throttled is what a stream refuses of the same input") {
    using Stream = weir::Stream<weir::RingStorage<>, weir::ManualClock>;
    weir::ManualClock clock{start};
    weir::StreamOptions options;
    options.stream_name = "s";
    options.shard_count = 4;
    Stream stream{options, clock};
    KeyComparison comparison{shards(4), {}, evenly(6'000)};
    auto times = evenly(6'000);
    const std::string data(300, 'x');
    std::vector<std::uint64_t> refused(4);
    for (const auto& key : generated::zipf(60'000, 1'000, 1.1, 9)) {
        comparison.add({.key = key, .data_bytes = data.size()});
        clock.set(times.next());
        const auto put = stream.put_record({.data = data, .partition_key = key});
        if (!put) {
            REQUIRE(put.error().code() == weir::Errc::provisioned_throughput_exceeded);
            ++refused[static_cast<std::size_t>(weir::md5_hash_key(key).hi() >> 62)];
        }
    }
    const auto report = comparison.report();
    REQUIRE(report.spreads[0].throttle.throttled_records > 5'000);
    for (std::size_t shard = 0; shard < 4; ++shard) {
        CHECK(report.spreads[0].shards[shard].throttled_records == refused[shard]);
    }
}

TEST_CASE("A second pass makes the counts of busy keys exact where memory is small") {
    auto options = shards(4);
    options.memory_bytes = weir::KeyAnalysis::memory_bytes_min;
    KeyComparison comparison{options, {weir::as_is(), weir::salted(2)}, evenly(10'000)};
    // Rare keys come first and often enough to drive the busy ones out of the memory.
    const auto feed = [&] {
        for (int n = 0; n < 400'000; ++n) {
            const auto rare = "rare-" + std::to_string(n);
            comparison.add({.key = rare});
            if (n % 100 == 0) {
                comparison.add({.key = "busy", .data_bytes = 10});
            }
        }
    };
    feed();
    REQUIRE_FALSE(comparison.exact());
    const auto before = comparison.report();
    comparison.begin_recount();
    feed();
    CHECK(comparison.end_recount());
    const auto report = comparison.report();
    CHECK(report.records == 404'000);
    const auto& top = report.spreads[0].top_keys.at(0);
    CHECK(top.key == "busy");
    CHECK(top.records == 4'000);
    CHECK(top.exact());
    CHECK(report.spreads[1].top_keys.at(0).records + report.spreads[1].top_keys.at(1).records ==
          4'000);
    CHECK(before.spreads[0].records.max_over_mean == report.spreads[0].records.max_over_mean);
    CHECK(before.end == report.end);
}

TEST_CASE("A second pass over other records says so") {
    KeyComparison comparison{shards(1), {}, evenly(1)};
    comparison.add({.key = "a"});
    comparison.begin_recount();
    comparison.add({.key = "a"});
    comparison.add({.key = "b"});
    CHECK_FALSE(comparison.end_recount());
}

TEST_CASE("What the way to a shard costs is measured by a clock that is given") {
    KeyComparison comparison{shards(8), {weir::as_is(), weir::salted(4)}, evenly(1)};
    for (const auto& key : generated::uniform(100, 50, 1)) {
        comparison.add({.key = key});
    }
    auto report = comparison.report();
    std::chrono::nanoseconds time{};
    comparison.measure_costs(report, [&] { return time += 1ms; });
    REQUIRE(report.spreads[1].costs.has_value());
    CHECK(report.spreads[0].costs->md5 > 0);
    CHECK(report.spreads[1].costs->route > 0);
    CHECK_FALSE(report.spreads[0].costs->md5_path.empty());
}

TEST_CASE("With an aggregated record all that is in it is throttled") {
    KeyComparison comparison{shards(1), {}, evenly(100)};
    const std::vector<SourceRecord> inside(10, {.key = "user", .data_bytes = 20});
    for (int n = 0; n < 1'500; ++n) {
        comparison.add_aggregate(inside, 300, start);
    }
    const auto report = comparison.report();
    const auto& spread = report.spreads[0];
    CHECK(report.records == 15'000);
    CHECK(spread.throttle.throttled_records == 5'000);
    CHECK(spread.throttle.throttled_bytes == 5'000 * 24);
    CHECK(spread.shards[0].throttled_records == 5'000);
    CHECK(spread.map.at(0, 0).throttled_records == 500);
    CHECK(report.notes.empty());
}

TEST_CASE("Recorded times go on where those of records without one end") {
    KeyComparison comparison{shards(1), {}, Arrivals::even(Instant::from_seconds(0), 1)};
    comparison.add({.key = "a"});
    comparison.add({.key = "b"});
    comparison.add({.key = "c", .at = start});
    comparison.add({.key = "d", .at = start + 3s});
    const auto report = comparison.report();
    CHECK(report.start == Instant::from_seconds(0));
    CHECK(report.end == Instant::from_seconds(4));
    CHECK(report.notes.size() == 1);
    CHECK(report.spreads[0].map.bins == 5);
}

TEST_CASE("Readers are judged by the second with most bytes, however long the input is") {
    KeyComparison comparison{shards(1), {}, evenly(1)};
    comparison.add({.key = "k", .data_bytes = 1'048'575, .at = start});
    comparison.add({.key = "k", .data_bytes = 99, .at = start + 24h * 400});
    const auto report = comparison.report();
    CHECK(report.spreads[0].map.bin > 1s);
    CHECK(report.spreads[0].reads.shared_share == Approx(0.5));
}
