// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <queue>
#include <span>
#include <utility>
#include <vector>

#include "weir/analysis/kept_boundaries.hpp"
#include "weir/analysis/load_curve.hpp"
#include "weir/analysis/piece_rule.hpp"
#include "weir/core/hash_range.hpp"
#include "weir/core/limits.hpp"
#include "weir/core/uint128.hpp"

namespace weir::inline v0 {

/// How far and at which price a layout is to be evened out.
struct ReshardOptions {
    ShardLimits limits{};
    std::uint32_t shards = 0;  ///< how many there shall be; 0: as many as now
    /// Up to this many times its fair share a shard is no trouble, and a key neither.
    double hot_ratio = 1.5;
    /// How much above its fair share a shard may be afterwards; the more, the fewer steps.
    double even_within = 0.25;
    double least_gain = 0.1;  ///< steps that lower the fullest shard by less are not worth it
};

/// Options within bounds, whatever was asked for.
[[nodiscard]] inline ReshardOptions within_bounds(ReshardOptions options) noexcept {
    options.limits = figures::without_zeros(options.limits);
    options.shards = std::min(options.shards, limits::shards_per_stream_max);
    options.even_within = figures::between(0.01, options.even_within, 1000);
    options.hot_ratio = figures::between(1, options.hot_ratio, 1000);
    options.least_gain = figures::between(0.001, options.least_gain, 1);
    return options;
}

/// Finds ranges that even out a load and leave as many boundaries as possible where they are.
class ReshardLayout {
public:
    /// `shards` follow one another and cover every hash key. What is passed has to outlive this.
    ReshardLayout(const LoadCurve& curve, std::span<const HashKeyRange> shards,
                  const ReshardOptions& options)
        : curve_{curve},
          shards_{shards},
          options_{within_bounds(options)},
          count_{options_.shards == 0 ? static_cast<std::uint32_t>(shards.size())
                                      : options_.shards},
          plain_{curve, options_.limits} {
        for (const HashKeyRange& shard : shards) {
            fullest_ = std::max(fullest_, plain_.share(shard));
        }
    }

    [[nodiscard]] std::uint32_t count() const noexcept { return count_; }

    /// The keys that are more than a shard's fair share of what the greater ones leave, which are
    /// fewer than there are shards; in the order of their hash keys.
    [[nodiscard]] std::vector<PieceRule::Mass> hot_keys() const {
        std::vector<PieceRule::Mass> keys{curve_.masses().begin(), curve_.masses().end()};
        by_load(keys);
        RangeLoad rest = curve_.total();
        std::size_t hot = 0;
        const double ratio = std::max(options_.hot_ratio, 1 + options_.even_within);
        while (hot < keys.size() &&
               plain_.share(keys[hot].load) > ratio * plain_.share(rest) / fair_parts(hot)) {
            rest = rest - keys[hot++].load;
        }
        keys.resize(hot);
        return in_order(std::move(keys));
    }

    /// The rule by which a shard is cut: keys that are hot are set apart if there are shards for
    /// it and the others gain by it.
    [[nodiscard]] PieceRule rule() const {
        auto hot = hot_keys();
        const auto mixed = least_level(plain_);
        // As many shards as now shall be no worse than now, not even where a key alone fills one.
        const double most = count_ == shards_.size() ? fullest_ * (1 + 1e-9)
                                                     : std::numeric_limits<double>::infinity();
        while (!hot.empty()) {
            PieceRule apart{curve_, options_.limits, hot, beside(hot), most};
            const auto level = least_level(apart);
            if (level && *level < mixed.value_or(*level + 1)) {
                return apart;
            }
            hot = greatest_half(std::move(hot));
        }
        return plain_;
    }

    /// What may share a shard with a hot key: a small part of a fair share of the rest.
    [[nodiscard]] double beside(const std::vector<PieceRule::Mass>& hot) const {
        return options_.even_within / 4 * fair_share(hot);
    }
    /// The load of a shard if all that is not of hot keys were even over the others.
    [[nodiscard]] double fair_share(const std::vector<PieceRule::Mass>& hot) const {
        RangeLoad rest = curve_.total();
        for (const auto& key : hot) {
            rest = rest - key.load;
        }
        return plain_.share(rest) / fair_parts(hot.size());
    }

    /// The first hash keys of the shards that there should be, as many as wanted unless the hash
    /// space is cut too finely for it.
    /// Time: O((shards + wanted) · log), some hundred of each
    [[nodiscard]] std::vector<HashKey> starts(const PieceRule& rule) const {
        const PieceRule strict{curve_, options_.limits, rule.hot()};
        const double most = level_for(rule);
        double level = most;
        auto runs = KeptBoundaries{rule, shards_, level, count_}.runs();
        share_out(rule, level, runs);
        std::vector<HashKey> starts;
        for (const ReshardRun& run : runs) {
            const bool apart = !rule.hot().empty() && cut(strict, run, most, starts);
            if (!apart && !cut(rule, run, level, starts)) {
                starts.push_back(range_of(run).starting_hash_key);
            }
        }
        fill_up(rule, starts);
        return starts;
    }

private:
    [[nodiscard]] double fair_parts(std::size_t hot) const noexcept {
        return static_cast<double>(count_ - std::min<std::size_t>(hot, count_ - 1));
    }

    void by_load(std::vector<PieceRule::Mass>& keys) const {
        std::sort(keys.begin(), keys.end(), [this](const auto& one, const auto& other) {
            const double share = plain_.share(one.load);
            const double other_share = plain_.share(other.load);
            return share != other_share ? share > other_share : one.at < other.at;
        });
    }
    [[nodiscard]] static std::vector<PieceRule::Mass> in_order(std::vector<PieceRule::Mass> keys) {
        std::sort(keys.begin(), keys.end(),
                  [](const auto& one, const auto& other) { return one.at < other.at; });
        return keys;
    }
    [[nodiscard]] std::vector<PieceRule::Mass> greatest_half(
        std::vector<PieceRule::Mass> keys) const {
        by_load(keys);
        keys.resize(keys.size() / 2);
        return in_order(std::move(keys));
    }

    /// The lowest level at which shards that lie anywhere are enough.
    [[nodiscard]] std::optional<double> least_level(const PieceRule& rule) const {
        const double all = rule.share(curve_.total());
        return PieceRule::lowest_level(fair_share(rule.hot()), all * 1.001, [&](double level) {
            return rule.count(HashKeyRange::whole(), level, count_) <= count_;
        });
    }

    /// The level to aim at: as even as wanted, or nearly as even as possible.
    [[nodiscard]] double level_for(const PieceRule& rule) const {
        const double wanted = fair_share(rule.hot()) * (1 + options_.even_within);
        if (rule.count(HashKeyRange::whole(), wanted, count_) <= count_) {
            return wanted;
        }
        const auto least = least_level(rule);
        return least ? std::max(wanted, *least * (1 + options_.least_gain / 2)) : wanted;
    }

    [[nodiscard]] HashKeyRange range_of(const ReshardRun& run) const noexcept {
        return {shards_[run.from].starting_hash_key, shards_[run.to - 1].ending_hash_key};
    }

    /// Gives the runs all the shards that there may be, where they are needed most.
    void share_out(const PieceRule& rule, double& level, std::vector<ReshardRun>& runs) const {
        const auto fits = [&](double lower) {
            std::uint64_t pieces = 0;
            for (const ReshardRun& run : runs) {
                if (pieces < count_) {
                    pieces += rule.count(range_of(run), lower, count_ - pieces);
                } else {
                    return false;
                }
            }
            return pieces <= count_;
        };
        const double least = fair_share(rule.hot()) * (1 - options_.even_within / 2);
        if (const auto lower = PieceRule::lowest_level(least, level, fits)) {
            level = *lower;
            for (ReshardRun& run : runs) {
                run.pieces = static_cast<std::uint32_t>(rule.count(range_of(run), level, count_));
            }
        }
    }

    /// Cuts a run into its pieces, as evenly as can be.  Gives: false, and does nothing, if one of
    /// them would be above `most`.
    bool cut(const PieceRule& rule, const ReshardRun& run, double most,
             std::vector<HashKey>& starts) const {
        const HashKeyRange range = range_of(run);
        if (run.pieces <= 1) {
            starts.push_back(range.starting_hash_key);
            return true;
        }
        const auto level = PieceRule::lowest_level(
            rule.share_beside_hot(range) / run.pieces, most,
            [&](double lower) { return rule.count(range, lower, run.pieces) <= run.pieces; });
        if (!level) {
            return false;
        }
        starts.push_back(range.starting_hash_key);
        for (std::uint32_t piece = 1; piece < run.pieces; ++piece) {
            HashKey last = rule.reach(starts.back(), *level);
            if (last < range.ending_hash_key && range.ending_hash_key - last == HashKey{1}) {
                last -= HashKey{1};
            }
            if (last >= range.ending_hash_key || last - starts.back() < HashKey{1}) {
                break;
            }
            starts.push_back(last + 1);
        }
        return true;
    }

    /// A shard that might be split further, the more it holds beside hot keys the sooner.
    struct Splittable {
        double share = 0;
        HashKeyRange range;
        friend bool operator<(const Splittable& one, const Splittable& other) noexcept {
            if (one.share != other.share) {
                return one.share < other.share;
            }
            const HashKey width = one.range.ending_hash_key - one.range.starting_hash_key;
            return width < other.range.ending_hash_key - other.range.starting_hash_key;
        }
    };

    /// Splits the fullest shards until there are as many as wanted.
    void fill_up(const PieceRule& rule, std::vector<HashKey>& starts) const {
        if (starts.size() >= count_) {
            return;
        }
        std::priority_queue<Splittable> fullest;
        const auto enter = [&](HashKeyRange range) {
            if (range.ending_hash_key - range.starting_hash_key >= HashKey{3}) {
                fullest.push({rule.share_beside_hot(range), range});
            }
        };
        for (std::size_t at = 0; at < starts.size(); ++at) {
            enter({starts[at], at + 1 < starts.size() ? starts[at + 1] - 1 : HashKey::max()});
        }
        while (starts.size() < count_ && !fullest.empty()) {
            const HashKeyRange range = fullest.top().range;
            fullest.pop();
            const HashKey cut = middle_of_load(range);
            starts.push_back(cut);
            enter(range.lower_part(cut));
            enter(range.upper_part(cut));
        }
        std::sort(starts.begin(), starts.end());
    }

    [[nodiscard]] HashKey middle_of_load(const HashKeyRange& range) const noexcept {
        const RangeLoad load = curve_.load_in(range);
        if (plain_.share(load) <= 0) {
            return range.middle();
        }
        const auto last = curve_.last_within(range.starting_hash_key, load * 0.5);
        const HashKey cut = last ? *last + 1 : range.starting_hash_key;
        return std::clamp(cut, range.starting_hash_key + 2, range.ending_hash_key - 1);
    }

    const LoadCurve& curve_;
    std::span<const HashKeyRange> shards_;
    ReshardOptions options_;
    std::uint32_t count_;
    PieceRule plain_;
    double fullest_ = 0;  ///< share of the fullest shard of now
};

}  // namespace weir::inline v0
