// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/analysis_printers.hpp"

#include <chrono>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "weir/testing/fmt_printers.hpp"

using namespace std::chrono_literals;
using weir::HashKey;
using weir::HashKeyRange;
using weir::Instant;
using weir::ShardId;

namespace {

template <class T>
std::string written(const T& value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

const HashKeyRange range{HashKey{2}, HashKey{9}};

}  // namespace

TEST_CASE("choices of an analysis show by their names") {
    using namespace weir;
    CHECK(written(KeyVerdict::hot_key) == "hot_key");
    CHECK(written(KeyVerdict::too_few_shards) == "too_few_shards");
    CHECK(written(ArrivalModel::daily) == "daily");
    CHECK(written(Comparison::greater_equal) == ">=");
    CHECK(written(Salt::round_robin) == "round_robin");
    CHECK(written(CsvTable::load_map) == "load_map");
    CHECK(written(static_cast<KeyVerdict>(200)) == "(200)");
}

TEST_CASE("what an analysis is made of shows whole") {
    using namespace weir;
    CHECK(written(KeySource{"k", "d", 3}) == R"({key: "k", data: "d", ordinal: 3})");
    CHECK(written(SourceRecord{.key = "k", .data = "d", .data_bytes = 5}) ==
          R"({key: "k", data: "d", data_bytes: 5, at: nothing, explicit_hash_key: nothing})");
    CHECK(written(KeyedRecord{.key = "k", .bytes = 5, .at = Instant{}}) ==
          R"({key: "k", bytes: 5, at: 1970-01-01T00:00:00Z, explicit_hash_key: nothing})");
    CHECK(written(random_keys()) == "random");
    CHECK(written(KeyFunction{}) == "as_is");
    CHECK(written(SplitStep{ShardId{1}, HashKey{7}}) == "{shard: shardId-000000000001, at: 7}");
    CHECK(written(ReshardStep{MergeStep{ShardId{0}, ShardId{1}}}) ==
          "merge {lower: shardId-000000000000, upper: shardId-000000000001}");
    CHECK(written(ReshardStep{SplitStep{ShardId{0}, HashKey{1}}}) ==
          "split {shard: shardId-000000000000, at: 1}");
    CHECK(written(ShardNode{.range = range, .parent = ShardId{3}}) ==
          "{range: {starting_hash_key: 2, ending_hash_key: 9}, parent: shardId-000000000003, "
          "adjacent_parent: nothing, open: true}");
    CHECK(written(Lineage{1}) == "[" + written(Lineage{1}.node(ShardId{0})) + "]");
}

TEST_CASE("options of an analysis show whole") {
    using namespace weir;
    const std::string limits =
        "{write_records_per_second: 1000, write_bytes_per_second: 1048576, "
        "read_bytes_per_second: 2097152, read_calls_per_second: 5}";
    CHECK(written(ShardLimits{}) == limits);
    CHECK(written(KeyAnalysisOptions{}) ==
          "{lineage: " + written(Lineage{1}) + ", limits: " + limits +
              ", top_keys: 20, hot_ratio: 1.5, target_share: 0.8, consumers: 1, seed: 1, "
              "memory_bytes: 67108864}");
    CHECK(written(KeyCounterOptions{.memory_bytes = 7}) == "{memory_bytes: 7}");
    CHECK(written(LoadGridOptions{.limits = {}, .memory_bytes = 7}) ==
          "{limits: " + limits + ", memory_bytes: 7}");
    CHECK(written(ChanceOptions{}) == "{confidence: 0.95, rounds: 0, seed: 1}");
    CHECK(written(VerdictOptions{}) ==
          "{limits: " + limits + ", hot_ratio: 1.5, target_share: 0.8}");
    CHECK(written(ReshardOptions{}) == "{limits: " + limits +
                                           ", shards: 0, hot_ratio: 1.5, even_within: 0.25, "
                                           "least_gain: 0.1}");
    CHECK(written(ShardsNeededOptions{}) ==
          "{limits: " + limits + ", target_share: 0.8, shards_max: 10000}");
    CHECK(written(KeyCostOptions{.rounds = 2, .round = 3ms}) == "{rounds: 2, round: 00:00:00.003}");
    CHECK(written(MermaidOptions{}) == "{shards_max: 48, hot_ratio: 1.5}");
    CHECK(written(ReportStyle{.colour = true, .blocks = false, .width = 80}) ==
          "{colour: true, blocks: false, width: 80}");
}

TEST_CASE("what an analysis has counted shows whole") {
    using namespace weir;
    CHECK(written(KeyCount{"k", HashKey{1}, 2, 3, 4, 5, true}) ==
          R"({key: "k", hash_key: 1, records: 2, bytes: 3, records_over: 4, bytes_over: 5, )"
          "kept: true}");
    CHECK(written(KeyLoad{"k", HashKey{1}, 2, 3, 4, 5, 6}) ==
          R"({key: "k", hash_key: 1, shard: 2, records: 3, bytes: 4, records_over: 5, )"
          "bytes_over: 6}");
    CHECK(written(KeyWeights{{1.5}, 2, 3, 4}) ==
          "{heavy: [1.5], other_keys: 2, other_weight: 3, other_squares: 4}");
    CHECK(written(KeyAnalysis::Load{1, 2, 3, {4, 5}}) ==
          "{records: 1, bytes: 2, square_bytes: 3, refused: {records: 4, bytes: 5}}");
    CHECK(written(HashLoad::Slice{1, 2}) == "{records: 1, bytes: 2}");
    CHECK(written(RangeLoad{1.5, 2}) == "{records: 1.5, bytes: 2}");
    CHECK(written(ShardTotals{1, 2, 3, 4, 5, 0.5}) ==
          "{records: 1, bytes: 2, throttled_records: 3, throttled_bytes: 4, peak_bytes: 5, "
          "peak_share: 0.5}");
    CHECK(written(BusiestSecond{Instant{}, 1, 2, 0.5}) ==
          "{second: 1970-01-01T00:00:00Z, records: 1, bytes: 2, share: 0.5}");
    CHECK(written(WhatIf{4, 0.5, false}) == "{shards: 4, fullest_share: 0.5, throttles: false}");
    CHECK(written(LoadMap{Instant{}, 2s, 1, 1, {{1, 2, 3, 0.5}}}) ==
          "{start: 1970-01-01T00:00:00Z, bin: 00:00:02, shards: 1, bins: 1, "
          "cells: [{records: 1, bytes: 2, throttled_records: 3, peak_share: 0.5}]}");
}

TEST_CASE("what an analysis has found shows whole") {
    using namespace weir;
    CHECK(written(ShardLoad{ShardId{1}, range, 2, 3, 4, 5, 0.5, 0.25}) ==
          "{shard_id: shardId-000000000001, range: " + written(range) +
              ", records: 2, bytes: 3, throttled_records: 4, throttled_bytes: 5, "
              "peak_share: 0.5, top_key_share: 0.25}");
    CHECK(written(Spread{2, 3, 0.5, 4, 5, 0.25}) ==
          "{max_over_mean: 2, coefficient_of_variation: 3, gini: 0.5, chi_square: 4, "
          "degrees_of_freedom: 5, p_value: 0.25}");
    CHECK(written(ChanceBand{0.5, 2, {1, 3}, 2, {{1, 3}}}) ==
          "{confidence: 0.5, rounds: 2, max_over_mean: {low: 1, high: 3}, "
          "median_max_over_mean: 2, by_rank: [{low: 1, high: 3}]}");
    CHECK(written(Moments{2, 1.5}) == "{max_over_mean: 2, expected: 1.5}");
    CHECK(written(ThrottleOutcome{1, 2, std::nullopt, 3, 4}) ==
          "{throttled_records: 1, throttled_bytes: 2, first: nothing, shards_throttled: 3, "
          "seconds_throttled: 4}");
    CHECK(written(AdvisedShard{ShardId{1}, range, 2, 3, true}) ==
          "{shard_id: shardId-000000000001, range: " + written(range) +
              ", records: 2, bytes: 3, one_key: true}");
    ReshardAdvice advice;
    advice.steps = {SplitStep{ShardId{0}, HashKey{1}}};
    advice.reason = "why";
    CHECK(holds(written(advice), "{steps: [split {shard: shardId-000000000000, at: 1}], "));
    CHECK(holds(written(advice), R"(max_over_mean_after: 1, reason: "why"})"));
    CHECK(written(ShardsNeeded{0.8, 2, std::nullopt, 3, 1.5}) ==
          "{target_share: 0.8, by_total: 2, uniform: nothing, balanced: 3, "
          "busiest_key_share: 1.5}");
    CHECK(written(ReadLoad{2, 0.5, 0.25, 4, 200ms}) ==
          "{consumers: 2, shared_share: 0.5, fan_out_share: 0.25, most_shared: 4, "
          "polling_interval: 00:00:00.200}");
    CHECK(written(OrderLoss{4, 1}) == "{pairs: 4, parted: 1}");
    CHECK(written(KeyCosts{1, 2, 3, 4, 5, "SSE2"}) ==
          R"({key_function: 1, md5: 2, md5_batch: 3, xxh3: 4, route: 5, md5_path: "SSE2"})");
    CHECK(written(KeyJudgement{KeyVerdict::even, "t", {"a"}}) ==
          R"({verdict: even, text: "t", advices: ["a"]})");
}

TEST_CASE("a report shows whole, with each of its key functions") {
    using namespace weir;
    KeySpread spread;
    spread.name = "as_is";
    spread.verdict = KeyVerdict::hot_shard;
    const std::string text = written(spread);
    CHECK(holds(text, R"({name: "as_is", distinct_keys: 0, distinct_exact: true, )"));
    CHECK(holds(text, "costs: nothing, verdict: hot_shard, "));
    KeyReport report;
    report.input = "log";
    report.arrivals = ArrivalModel::recorded;
    report.spreads = {spread};
    CHECK(holds(written(report), R"({input: "log", records: 0, )"));
    CHECK(holds(written(report), "arrivals: recorded, "));
    CHECK(holds(written(report), "notes: [], spreads: [" + text + "]}"));
}

TEST_CASE("fmt shows values of an analysis the same") {
    CHECK(fmt::format("{:>6}", weir::KeyVerdict::even) == "  even");
    CHECK(fmt::format("{}", weir::OrderLoss{4, 1}) == "{pairs: 4, parted: 1}");
    CHECK(fmt::format("{}", weir::Lineage{2}) == written(weir::Lineage{2}));
}

TEST_CASE("conditions show as they were written") {
    using namespace weir;
    const FailIfParse parsed = parse_fail_if("gini > 0.5 and verdict == even or records < 1");
    REQUIRE(parsed.condition.has_value());
    const FailIf& condition = *parsed.condition;
    CHECK(written(condition) == "[[gini > 0.5, verdict == even], [records < 1]]");
    const FailIfTerm& term = condition.any_of().front().front();
    CHECK(written(term) == "gini > 0.5");
    CHECK(written(parsed) == R"({condition: [[gini > 0.5, verdict == even], [records < 1]], )"
                             R"(mistake: {position: 0, message: ""}})");
    CHECK(written(FailIfMistake{3, "m"}) == R"({position: 3, message: "m"})");
    CHECK(written(FailIfOutcome{true, {"r"}}) == R"({holds: true, reasons: ["r"]})");
}
