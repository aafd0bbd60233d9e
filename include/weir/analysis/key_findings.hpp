// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "weir/analysis/chance_band.hpp"
#include "weir/analysis/figures.hpp"
#include "weir/analysis/key_analysis.hpp"
#include "weir/analysis/key_report.hpp"
#include "weir/analysis/key_verdict.hpp"
#include "weir/analysis/load_curve.hpp"
#include "weir/analysis/mermaid.hpp"
#include "weir/analysis/moments.hpp"
#include "weir/analysis/read_load.hpp"
#include "weir/analysis/reshard_advice.hpp"
#include "weir/analysis/shards_needed.hpp"
#include "weir/analysis/spread.hpp"

namespace weir::inline v0 {

namespace detail {

/// Draws what an analysis has counted together into what there is to say of it.
class KeyFindings {
public:
    explicit KeyFindings(const KeyAnalysis& analysis)
        : analysis_{analysis},
          options_{analysis.options()},
          heavy_{analysis.counter().top(heavy_max)} {
        for (std::size_t place = 0; place < analysis_.shard_count(); ++place) {
            shares_.push_back(figures::share_of_space(analysis_.range(place)));
        }
        for (KeyLoad& key : heavy_) {
            key.shard = analysis_.place_of(key.hash_key);
        }
    }

    [[nodiscard]] KeySpread spread(std::string name) const {
        KeySpread spread;
        spread.name = std::move(name);
        add_keys(spread);
        add_shards(spread);
        add_statistics(spread);
        spread.map = analysis_.grid().map();
        spread.moments = moments_of(spread.map, shares_);
        add_throttle(spread);
        add_needs(spread);
        judge_into(spread, {.limits = options_.limits,
                            .hot_ratio = options_.hot_ratio,
                            .target_share = options_.target_share});
        return spread;
    }

private:
    /// Keys that are looked at one by one; the others count together.
    static constexpr std::size_t heavy_max = 4096;

    /// Of some keys, what they brought together and the sum of the squares of it.
    struct Weight {
        double sum = 0;
        double squares = 0;
        void add(double records) noexcept {
            sum += records;
            squares += records * records;
        }
    };

    void add_keys(KeySpread& spread) const {
        const KeyCounter& counter = analysis_.counter();
        spread.distinct_keys = counter.distinct();
        spread.distinct_exact = counter.exact();
        spread.distinct_error = counter.distinct_error();
        spread.certain_share = counter.certain_share();
        const auto shown = std::min(options_.top_keys, heavy_.size());
        spread.top_keys.assign(heavy_.begin(), heavy_.begin() + static_cast<std::ptrdiff_t>(shown));
    }

    void add_shards(KeySpread& spread) const {
        for (std::size_t place = 0; place < analysis_.shard_count(); ++place) {
            const KeyAnalysis::Load& load = analysis_.loads()[place];
            spread.shards.push_back({.shard_id = analysis_.shards()[place],
                                     .range = analysis_.range(place),
                                     .records = load.records,
                                     .bytes = load.bytes,
                                     .throttled_records = load.refused.records,
                                     .throttled_bytes = load.refused.bytes,
                                     .peak_share = analysis_.grid().shard(place).peak_share,
                                     .top_key_share = 0});
        }
        for (const KeyLoad& key : heavy_) {
            ShardLoad& shard = spread.shards[key.shard];
            const double share = figures::ratio(static_cast<double>(key.records - key.records_over),
                                                static_cast<double>(shard.records));
            shard.top_key_share = std::max(shard.top_key_share, std::min(share, 1.0));
        }
    }

    /// In records that were put by a user: of one that holds many, all are refused with it.
    void add_throttle(KeySpread& spread) const {
        spread.throttle = analysis_.forecast().outcome();
        spread.throttle.throttled_records = spread.throttle.throttled_bytes = 0;
        for (const ShardLoad& shard : spread.shards) {
            spread.throttle.throttled_records += shard.throttled_records;
            spread.throttle.throttled_bytes += shard.throttled_bytes;
        }
    }

    void add_statistics(KeySpread& spread) const {
        std::vector<double> records;
        std::vector<double> bytes;
        double square_bytes = 0;
        double sum_bytes = 0;
        for (const KeyAnalysis::Load& load : analysis_.loads()) {
            records.push_back(static_cast<double>(load.records));
            bytes.push_back(static_cast<double>(load.bytes));
            square_bytes += load.square_bytes;
            sum_bytes += bytes.back();
        }
        std::vector<double> keys(shares_.size());
        Weight kept;
        analysis_.counter().for_each([&](const KeyCount& key) {
            keys[analysis_.place_of(key.hash_key)] += 1;
            kept.add(static_cast<double>(key.records - key.records_over));
        });
        spread.records = spread_of(records, shares_);
        spread.bytes = spread_of(bytes, shares_, figures::ratio(square_bytes, sum_bytes));
        spread.keys_exact = spread.distinct_exact;
        spread.keys = spread_of(keys, shares_);
        spread.chance = chance_band(weights(spread, kept), shares_,
                                    {.confidence = 0.95, .rounds = 0, .seed = options_.seed});
    }

    /// What each key brought, where it is known; what was dropped is taken as keys of equal weight.
    [[nodiscard]] KeyWeights weights(const KeySpread& spread, const Weight& kept) const {
        KeyWeights weights;
        Weight heavy;
        for (const KeyLoad& key : heavy_) {
            weights.heavy.push_back(static_cast<double>(key.records - key.records_over));
            heavy.add(weights.heavy.back());
        }
        const KeyCounter& counter = analysis_.counter();
        const auto all = static_cast<double>(counter.records());
        const double dropped = std::max(0.0, all - kept.sum);
        const auto dropped_keys = static_cast<double>(spread.distinct_keys - counter.size());
        weights.other_keys = spread.distinct_keys - heavy_.size();
        weights.other_weight = std::max(0.0, all - heavy.sum);
        weights.other_squares = std::max(0.0, kept.squares - heavy.squares) +
                                dropped * figures::ratio(dropped, dropped_keys);
        return weights;
    }

    void add_needs(KeySpread& spread) const {
        const BusiestSecond busiest = analysis_.grid().busiest();
        const RangeLoad peak{static_cast<double>(busiest.records),
                             static_cast<double>(busiest.bytes)};
        spread.needed =
            shards_needed(analysis_.by_hash(), heavy_, peak,
                          {.limits = options_.limits, .target_share = options_.target_share});
        ReshardOptions reshard;
        reshard.limits = options_.limits;
        reshard.hot_ratio = options_.hot_ratio;
        spread.advice = advise_reshard(analysis_.by_hash(), heavy_, options_.lineage, reshard);
        spread.advice.loads = lineage_shares(LoadCurve{analysis_.by_hash(), heavy_},
                                             spread.advice.lineage, options_.limits);
        std::uint64_t most = 0;
        for (std::size_t place = 0; place < analysis_.shard_count(); ++place) {
            most = std::max(most, analysis_.grid().shard(place).peak_bytes);
        }
        spread.reads = read_load(static_cast<double>(most), options_.consumers, options_.limits);
    }

    const KeyAnalysis& analysis_;
    const KeyAnalysisOptions& options_;
    std::vector<KeyLoad> heavy_;
    std::vector<double> shares_;
};

}  // namespace detail

/// What the keys do to the shards, and what there is to do about it.
/// Time: below a second, also for 10,000 shards
[[nodiscard]] inline KeySpread key_spread(const KeyAnalysis& analysis, std::string name) {
    return detail::KeyFindings{analysis}.spread(std::move(name));
}

}  // namespace weir::inline v0
