// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/key_findings.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "catch.hpp"
#include "generated_keys.hpp"
#include "weir/analysis/arrivals.hpp"

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

TEST_CASE("Zipf") {
    for (const double exponent : {0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4}) {
        const auto spread = spread_of_keys(generated::zipf(200'000, 100'000, exponent, 3));
        WARN(exponent << " " << spread.advice.max_over_mean_after << " " << (spread.advices.empty()?"":spread.advices[0]) << " " << spread.records.max_over_mean << " "
                      << static_cast<int>(spread.verdict) << " " << spread.verdict_text);
    }
}

TEST_CASE("One key with a tenth of all is a hot key at 16 shards") {
    const auto spread = spread_of_keys(generated::one_hot(200'000, 100'000, 0.1, 5));
    WARN(spread.verdict_text);
    CHECK(spread.verdict == KeyVerdict::hot_key);
}

TEST_CASE("Few keys on many shards") {
    const auto spread = spread_of_keys(generated::uniform(200'000, 20, 7));
    WARN(spread.verdict_text);
    CHECK(spread.verdict == KeyVerdict::few_keys);
}
