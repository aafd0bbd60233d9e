// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/key_findings.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "catch.hpp"
#include "generated_keys.hpp"
#include "weir/analysis/arrivals.hpp"

using namespace std::chrono_literals;
using weir::Instant;
using weir::KeyVerdict;

namespace {

struct Setup {
    std::uint32_t shards = 16;
    double per_second = 4'000;
    std::uint64_t bytes = 100;
};

weir::KeySpread spread_of_keys(const std::vector<std::string>& keys, const Setup& setup = {}) {
    weir::KeyAnalysis analysis{{.lineage = weir::Lineage{setup.shards}}};
    auto arrivals = weir::Arrivals::even(Instant::from_seconds(1'000), setup.per_second);
    std::vector<weir::KeyedRecord> records;
    for (const std::string& key : keys) {
        records.push_back({.key = key, .bytes = setup.bytes, .at = arrivals.next()});
    }
    analysis.add(records);
    return weir::key_spread(analysis, "as is");
}

}  // namespace

TEST_CASE("Many keys of equal weight are as even as they can be") {
    const auto spread = spread_of_keys(generated::uniform(200'000, 100'000, 1));
    INFO(spread.verdict_text);
    CHECK(spread.verdict == KeyVerdict::even);
    CHECK(spread.records.max_over_mean < 1.1);
    CHECK(spread.throttle.throttled_records == 0);
    CHECK(spread.advice.steps.empty());
}

TEST_CASE("Sequential ids are no trouble: MD5 spreads them") {
    const auto spread = spread_of_keys(generated::sequential(200'000));
    INFO(spread.verdict_text);
    CHECK(spread.verdict == KeyVerdict::even);
    CHECK(spread.distinct_keys == 200'000);
    CHECK(spread.keys.p_value > 0.001);
}

TEST_CASE("Zipf's law is harmless, then big keys meet in a shard, then one is too much for any") {
    const auto verdict = [](double exponent) {
        const auto spread = spread_of_keys(generated::zipf(200'000, 100'000, exponent, 3));
        INFO(exponent << ": " << spread.verdict_text);
        CHECK(spread.advice.max_over_mean_after <= spread.advice.max_over_mean_before);
        return spread.verdict;
    };
    CHECK(verdict(0.8) == KeyVerdict::even);
    CHECK(verdict(0.9) == KeyVerdict::hot_shard);
    CHECK(verdict(1.0) == KeyVerdict::hot_shard);
    CHECK(verdict(1.1) == KeyVerdict::hot_key);
    CHECK(verdict(1.2) == KeyVerdict::hot_key);
    CHECK(verdict(1.4) == KeyVerdict::hot_key);
}

TEST_CASE("Where big keys meet, the advised splits part them") {
    const auto spread = spread_of_keys(generated::zipf(200'000, 100'000, 1.0, 3));
    REQUIRE(spread.verdict == KeyVerdict::hot_shard);
    CHECK(spread.advice.max_over_mean_before > 2);
    CHECK(spread.advice.max_over_mean_after < 1.5);
    CHECK(spread.advice.shards.size() == 16);
}

TEST_CASE("One key with a tenth of all is too much for one of 16 shards, and fine on four") {
    const auto keys = generated::one_hot(200'000, 100'000, 0.1, 5);
    const auto spread = spread_of_keys(keys);
    CHECK(spread.verdict == KeyVerdict::hot_key);
    CHECK(spread.top_keys.at(0).key == "tenant-0");
    CHECK(spread.verdict_text.find("tenant-0") != std::string::npos);
    CHECK(spread_of_keys(keys, {.shards = 4, .per_second = 1'000}).verdict == KeyVerdict::even);
}

TEST_CASE("Twenty keys are few for 16 shards") {
    const auto spread = spread_of_keys(generated::uniform(200'000, 20, 7));
    CHECK(spread.verdict == KeyVerdict::few_keys);
    CHECK(spread.distinct_keys == 20);
    CHECK(spread.records.max_over_mean > 2);
}

TEST_CASE("A key for all is hot, however little it is") {
    const auto spread = spread_of_keys(std::vector<std::string>(1'000, "all"));
    CHECK(spread.verdict == KeyVerdict::hot_key);
    CHECK(spread.records.max_over_mean == Approx(16));
    CHECK(spread.records.gini == Approx(15.0 / 16));
}

TEST_CASE("Some hundred different keys look uneven, and it is chance") {
    const auto spread = spread_of_keys(generated::sequential(200), {.per_second = 100});
    REQUIRE(spread.records.max_over_mean > 1.5);
    CHECK(spread.verdict == KeyVerdict::chance);
    CHECK(spread.records.max_over_mean <= spread.chance.max_over_mean.high);
    CHECK(spread.records.p_value > 0.01);
}

TEST_CASE("What is even but too much takes more shards, and says how many") {
    const auto keys = generated::uniform(200'000, 100'000, 11);
    const auto spread = spread_of_keys(keys, {.shards = 16, .per_second = 20'000});
    CHECK(spread.verdict == KeyVerdict::too_few_shards);
    CHECK(spread.throttle.throttled_records > 20'000);
    REQUIRE(spread.needed.uniform.has_value());
    const auto enough = *spread.needed.uniform;
    CHECK(enough >= 25);
    const auto at_it = spread_of_keys(keys, {.shards = enough, .per_second = 20'000});
    CHECK(at_it.throttle.throttled_records == 0);
    // A single second is never quite as the whole is; with some room it is well.
    const auto with_room = spread_of_keys(keys, {.shards = enough * 5 / 4, .per_second = 20'000});
    CHECK(with_room.verdict == KeyVerdict::even);
}

TEST_CASE("A daily rhythm is even over shards and too much at noon") {
    // The mean is 70 % of what the shards take, and noon half as much again.
    weir::KeyAnalysisOptions options;
    options.lineage = weir::Lineage{2};
    options.limits.write_records_per_second = 5;
    weir::KeyAnalysis analysis{options};
    auto arrivals = weir::Arrivals::daily(Instant::from_seconds(0), 7, 1.5, 1);
    std::vector<weir::KeyedRecord> records;
    const auto keys = generated::uniform(7 * 86'400, 50'000, 13);
    for (const auto& key : keys) {
        records.push_back({.key = key, .bytes = 100, .at = arrivals.next()});
    }
    analysis.add(records);
    const auto spread = weir::key_spread(analysis, "as is");
    INFO(spread.verdict_text);
    CHECK(spread.records.max_over_mean < 1.1);
    CHECK(spread.verdict == KeyVerdict::too_few_shards);
    std::uint64_t night = 0;
    std::uint64_t noon = 0;
    for (std::size_t bin = 0; bin < spread.map.bins; ++bin) {
        const auto hour = (spread.map.bin * static_cast<std::int64_t>(bin)) / 1h;
        for (std::size_t shard = 0; shard < 2; ++shard) {
            const auto refused = spread.map.at(shard, bin).throttled_records;
            night += hour < 3 || hour >= 21 ? refused : 0;
            noon += hour >= 9 && hour < 15 ? refused : 0;
        }
    }
    CHECK(noon > 10 * night);
}

TEST_CASE("A lopsided layout makes a hot shard that a split cures") {
    weir::Lineage lineage{8};
    // One shard owns five eighths of all hash keys.
    auto wide = weir::ShardId{0};
    for (std::uint32_t next = 1; next < 5; ++next) {
        wide = lineage.merge(wide, weir::ShardId{next}).value();
    }
    weir::KeyAnalysis analysis{{.lineage = lineage}};
    auto arrivals = weir::Arrivals::even(Instant::from_seconds(0), 500);
    for (const auto& key : generated::uniform(50'000, 20'000, 17)) {
        const weir::KeyedRecord record{.key = key, .bytes = 100, .at = arrivals.next()};
        analysis.add({&record, 1});
    }
    const auto spread = weir::key_spread(analysis, "as is");
    INFO(spread.verdict_text);
    CHECK(spread.shards.at(0).shard_id == wide);
    CHECK(spread.verdict == KeyVerdict::hot_shard);
    REQUIRE_FALSE(spread.advice.steps.empty());
    for (const auto& step : spread.advice.steps) {
        CHECK(weir::take_step(lineage, step));
    }
}

TEST_CASE("Keys that follow the time are even in sum and hot at each moment") {
    std::vector<std::string> keys;
    for (int n = 0; n < 480'000; ++n) {
        keys.push_back("12:0" + std::to_string(n / 240'000) + ":" + std::to_string(n / 4'000 % 60));
    }
    const auto spread = spread_of_keys(keys, {.shards = 8, .per_second = 4'000});
    INFO(spread.verdict_text);
    CHECK(spread.verdict == KeyVerdict::moving_hot_spot);
    CHECK(spread.moments.max_over_mean > 6);
    CHECK(spread.moments.expected < 2.5);
    CHECK(spread.throttle.throttled_records > 200'000);
}
