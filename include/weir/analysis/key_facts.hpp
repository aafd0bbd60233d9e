// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "weir/analysis/figures.hpp"
#include "weir/analysis/key_report.hpp"

namespace weir::inline v0 {

/// Where a verdict draws its lines.
struct VerdictOptions {
    ShardLimits limits{};
    double hot_ratio = 1.5;     ///< times the mean from which a shard, or a key, is hot
    double target_share = 0.8;  ///< of a shard's limits, that its busiest second should stay below
};

namespace detail {

[[nodiscard]] inline VerdictOptions within_bounds(VerdictOptions options) noexcept {
    options.limits = figures::without_zeros(options.limits);
    options.hot_ratio = figures::between(1.01, options.hot_ratio, 1000);
    options.target_share = figures::between(0.01, options.target_share, 1000);
    return options;
}

/// `34 %`, with a decimal where it is small; a share below nothing is nothing.
[[nodiscard]] inline std::string percent(double share) {
    const double hundredths = figures::amount(share) * 100;
    return hundredths >= 1e6    ? "over a million %"
           : hundredths >= 9.95 ? fmt::format("{:.0f} %", hundredths)
                                : fmt::format("{:.1f} %", hundredths);
}

/// `2.41`, with fewer decimals where it is large.
[[nodiscard]] inline std::string times(double number) {
    const double shown = figures::amount(number);
    return shown >= 1e6     ? "over a million"
           : shown >= 99.95 ? fmt::format("{:.0f}", shown)
           : shown >= 9.995 ? fmt::format("{:.1f}", shown)
                            : fmt::format("{:.2f}", shown);
}

/// What of a spread decides its verdict, in numbers that are always finite.
struct KeyFacts {
    std::size_t shards = 0;
    double records = 0;
    double throttled = 0;     ///< of `records`
    double at_a_moment = 0;   ///< the fullest shard over the mean, by itself at each moment
    bool moves = false;       ///< that is far more than the sums and chance explain
    double fair_share = 0;    ///< of a shard: the load over the shards
    std::size_t fullest = 0;  ///< its place
    double max_over_mean = 0;
    double biggest_in_fullest = 0;  ///< of the keys in it, over a shard's fair share
    double width_ratio = 0;         ///< of the fullest shard: its range over the mean range
    std::size_t idle_shards = 0;
    double peak_share = 0;  ///< the highest of any shard
    double distinct_keys = 0;
    std::size_t hottest = 0;   ///< its place in `top_keys`
    std::size_t hot_keys = 0;  ///< that are more than a shard can fairly carry
    double key_ratio = 0;      ///< of the hottest key: its load over a shard's fair share
    double key_part = 0;       ///< of the hottest key: its part of all load
    double key_peak = 0;       ///< share of a shard's limit, by one key in the busiest second

    KeyFacts(const KeySpread& spread, const VerdictOptions& options) {
        count_shards(spread, options.limits);
        distinct_keys = static_cast<double>(spread.distinct_keys);
        key_peak = figures::amount(spread.needed.busiest_key_share);
        at_a_moment = figures::amount(spread.moments.max_over_mean);
        moves = at_a_moment > options.hot_ratio && at_a_moment > 2 * spread.moments.expected;
        count_keys(spread, options);
    }

    [[nodiscard]] double keys_per_shard() const noexcept {
        return figures::ratio(distinct_keys, count());
    }
    [[nodiscard]] std::string_view hottest_key(const KeySpread& spread) const noexcept {
        return spread.top_keys[hottest].key;
    }

    /// Whether the fullest shard is no fuller than so wide a range has to be.
    [[nodiscard]] bool layout_explains(double hot_ratio) const noexcept {
        return width_ratio > 1.25 && max_over_mean <= hot_ratio * width_ratio;
    }

private:
    [[nodiscard]] double count() const noexcept { return static_cast<double>(shards); }

    template <class Load>
    [[nodiscard]] static double share_of(const Load& load, const ShardLimits& limits) noexcept {
        return limits.write_share(static_cast<double>(load.records),
                                  static_cast<double>(load.bytes));
    }

    void count_shards(const KeySpread& spread, const ShardLimits& limits) {
        shards = spread.shards.size();
        double bytes = 0;
        double most = 0;
        for (std::size_t at = 0; at < shards; ++at) {
            const ShardLoad& shard = spread.shards[at];
            records += static_cast<double>(shard.records);
            bytes += static_cast<double>(shard.bytes);
            idle_shards += shard.records == 0 ? 1 : 0;
            peak_share = std::max(peak_share, figures::amount(shard.peak_share));
            if (share_of(shard, limits) > most) {
                most = share_of(shard, limits);
                fullest = at;
            }
        }
        fair_share = figures::ratio(limits.write_share(records, bytes), count());
        max_over_mean = figures::ratio(most, fair_share);
        if (shards > 0) {
            biggest_in_fullest =
                max_over_mean * figures::amount(spread.shards[fullest].top_key_share);
        }
        throttled = static_cast<double>(spread.throttle.throttled_records);
        width_ratio =
            shards == 0 ? 0 : figures::share_of_space(spread.shards[fullest].range) * count();
    }

    /// A key is hot if it is too much for a shard, but not if it is so only because there are
    /// hardly more keys than shards: then it is as large as they all are. Counts that may be too
    /// high are taken for what is certain of them.
    void count_keys(const KeySpread& spread, const VerdictOptions& options) {
        for (std::size_t at = 0; at < spread.top_keys.size(); ++at) {
            const KeyLoad& key = spread.top_keys[at];
            const double load = options.limits.write_share(
                static_cast<double>(key.records - std::min(key.records, key.records_over)),
                static_cast<double>(key.bytes - std::min(key.bytes, key.bytes_over)));
            const double over_fair = figures::ratio(load, fair_share);
            const double part = figures::ratio(over_fair, count());
            const bool stands_out = distinct_keys <= 1 || part * distinct_keys > options.hot_ratio;
            hot_keys += over_fair > options.hot_ratio && stands_out ? 1 : 0;
            if (over_fair > key_ratio) {
                key_ratio = over_fair;
                key_part = part;
                hottest = at;
            }
        }
    }
};

}  // namespace detail

}  // namespace weir::inline v0
