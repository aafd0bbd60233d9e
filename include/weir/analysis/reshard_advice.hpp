// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "weir/analysis/figures.hpp"
#include "weir/analysis/hash_load.hpp"
#include "weir/analysis/key_report.hpp"
#include "weir/analysis/load_curve.hpp"
#include "weir/analysis/piece_rule.hpp"
#include "weir/analysis/reshard_layout.hpp"
#include "weir/analysis/reshard_steps.hpp"
#include "weir/core/hash_range.hpp"
#include "weir/routing/lineage.hpp"

namespace weir::inline v0 {

namespace detail {

/// How even shards are, as advice sees it.
struct Evenness {
    double max_over_mean = 1;
    double fullest = 0;  ///< share of the fullest shard that others than hot keys are in
};

/// Works out one advice.
class ReshardAdviser {
public:
    ReshardAdviser(const LoadCurve& curve, const Lineage& now, const ReshardOptions& options)
        : curve_{curve},
          now_{now},
          options_{within_bounds(options)},
          shards_{ranges_of(now)},
          layout_{curve, shards_, options_},
          rule_{layout_.rule()} {}

    [[nodiscard]] ReshardAdvice advice() const {
        const Evenness before = evenness(shards_);
        const double fair = layout_.fair_share(rule_.hot());
        const bool as_many = layout_.count() == shards_.size();
        if (as_many && before.fullest <= options_.hot_ratio * fair) {
            return leave(before, rule_.hot().empty() ? ": even enough to leave it as it is"
                                                     : " by its key; the others are even enough");
        }
        const std::vector<HashKey> starts = layout_.starts(rule_);
        ReshardSteps steps{now_, starts};
        if (!steps.plan()) {
            return leave(before, ", and shards are too narrow to be cut anew");
        }
        const Evenness after = evenness(ranges_of(steps.lineage()));
        const bool helps = after.fullest <= before.fullest * (1 - options_.least_gain) &&
                           after.max_over_mean <= before.max_over_mean * (1 + 1e-8);
        if (as_many && !helps) {
            return leave(before, ", and no splits and merges make it much better");
        }
        ReshardAdvice advice = describe(steps.lineage(), before, after);
        advice.steps = steps.steps();
        advice.reason = as_many ? evened_text(advice) : resized_text(advice);
        advice.reason += hot_text(true);
        return advice;
    }

private:
    [[nodiscard]] static std::vector<HashKeyRange> ranges_of(const Lineage& lineage) {
        std::vector<HashKeyRange> ranges;
        for (const ShardId id : lineage.open_shards()) {
            ranges.push_back(lineage.node(id).range);
        }
        return ranges;
    }

    [[nodiscard]] Evenness evenness(std::span<const HashKeyRange> shards) const noexcept {
        const double beside = layout_.beside(rule_.hot());
        double most = 0;
        Evenness result;
        for (const HashKeyRange& shard : shards) {
            const double share = rule_.share(shard);
            most = std::max(most, share);
            if (!rule_.has_hot(shard) || rule_.share_beside_hot(shard) > beside * (1 + 1e-9)) {
                result.fullest = std::max(result.fullest, share);
            }
        }
        const double mean = rule_.share(curve_.total()) / static_cast<double>(shards.size());
        result.max_over_mean = mean > 0 ? most / mean : 1;
        return result;
    }

    [[nodiscard]] ReshardAdvice describe(const Lineage& lineage, const Evenness& before,
                                         const Evenness& after) const {
        ReshardAdvice advice;
        advice.lineage.assign(lineage.nodes().begin(), lineage.nodes().end());
        advice.max_over_mean_before = before.max_over_mean;
        advice.max_over_mean_after = after.max_over_mean;
        const double beside = layout_.beside(rule_.hot());
        for (const ShardId id : lineage.open_shards()) {
            const HashKeyRange& range = lineage.node(id).range;
            const RangeLoad load = curve_.load_in(range);
            const bool one_key =
                rule_.has_hot(range) && rule_.share_beside_hot(range) <= beside * (1 + 1e-9);
            advice.shards.push_back({id, range, load.records, load.bytes, one_key});
        }
        return advice;
    }

    [[nodiscard]] ReshardAdvice leave(const Evenness& before, std::string_view why) const {
        ReshardAdvice advice = describe(now_, before, before);
        advice.reason = fmt::format("The fullest shard has {:.2f} times the mean{}{}",
                                    before.max_over_mean, why, hot_text(false));
        return advice;
    }

    [[nodiscard]] static std::string evened_text(const ReshardAdvice& advice) {
        return fmt::format("{} {} the fullest shard from {:.2f} to {:.2f} times the mean",
                           steps_text(advice.steps), advice.steps.size() == 1 ? "brings" : "bring",
                           advice.max_over_mean_before, advice.max_over_mean_after);
    }
    [[nodiscard]] static std::string resized_text(const ReshardAdvice& advice) {
        const std::string steps = steps_text(advice.steps);
        return fmt::format("{} {} to {} shard{}, the fullest with {:.2f} times the mean", steps,
                           advice.steps.size() == 1 ? "leads" : "lead", advice.shards.size(),
                           advice.shards.size() == 1 ? "" : "s", advice.max_over_mean_after);
    }

    [[nodiscard]] static std::string steps_text(const std::vector<ReshardStep>& steps) {
        const auto splits = std::count_if(steps.begin(), steps.end(), [](const ReshardStep& step) {
            return std::holds_alternative<SplitStep>(step);
        });
        const auto merges = std::ssize(steps) - splits;
        const auto counted = [](std::ptrdiff_t count, std::string_view what) {
            return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
        };
        if (splits == 0 || merges == 0) {
            return splits > 0   ? counted(splits, "split")
                   : merges > 0 ? counted(merges, "merge")
                                : "No steps";
        }
        return counted(splits, "split") + " and " + counted(merges, "merge");
    }

    /// What to know of keys that are too much for any one shard.
    [[nodiscard]] std::string hot_text(bool steps) const {
        const auto hot = layout_.hot_keys();
        if (hot.empty()) {
            return ".";
        }
        double most = 0;
        for (const auto& key : hot) {
            most = std::max(most, rule_.share(key.load));
        }
        const double part = figures::ratio(most, rule_.share(curve_.total()));
        const bool apart = steps && !rule_.hot().empty();
        return fmt::format(
            ". {} {:.{}f} % of the load: no split can help {}{}.",
            hot.size() == 1 ? "One key alone brings"
                            : fmt::format("{} keys are hot, one of them brings", hot.size()),
            part * 100, part < 0.001 ? 4 : 1, hot.size() == 1 ? "its shard" : "their shards",
            apart ? ", only spare the keys beside it" : "");
    }

    const LoadCurve& curve_;
    const Lineage& now_;
    ReshardOptions options_;
    std::vector<HashKeyRange> shards_;
    ReshardLayout layout_;
    PieceRule rule_;
};

/// Whether a lineage's open shards cover every hash key once.
[[nodiscard]] inline bool covers_all(const Lineage& lineage) {
    HashKey next{};
    bool begun = false;
    for (const ShardId id : lineage.open_shards()) {
        const HashKeyRange& range = lineage.node(id).range;
        const bool follows = range.starting_hash_key == next && (!begun || next != HashKey{});
        if (!follows || range.ending_hash_key < range.starting_hash_key) {
            return false;
        }
        next = range.ending_hash_key + 1;
        begun = true;
    }
    return begun && next == HashKey{};
}

}  // namespace detail

/// Splits and merges of a stream's shards that even out the load that was observed.
///
/// The load of a shard is its share of the limits: of records or of bytes, the worse of the two,
/// and the mean is what each shard would have if all were as the whole stream is. Boundaries that
/// are good enough stay, as each step takes an operator's time and money. A key that is more than
/// a shard's fair share is set apart in a shard of its own where that helps the others.
///
/// Gives: no steps if the shards are even enough, or if none would help; but if another number of
/// shards is wanted, always the steps to it
/// Time: below a second for 10,000 shards
[[nodiscard]] inline ReshardAdvice advise_reshard(const HashLoad& load,
                                                  std::span<const KeyLoad> heavy,
                                                  const Lineage& now,
                                                  const ReshardOptions& options = {}) {
    ReshardAdvice advice;
    if (!detail::covers_all(now)) {
        advice.reason = "The open shards do not cover every hash key once: nothing can be said.";
        return advice;
    }
    const LoadCurve curve{load, heavy};
    if (curve.total().records <= 0 && curve.total().bytes <= 0 && options.shards == 0) {
        advice.reason = "There is no load that could be evened out.";
        advice.lineage.assign(now.nodes().begin(), now.nodes().end());
        for (const ShardId id : now.open_shards()) {
            advice.shards.push_back({.shard_id = id, .range = now.node(id).range});
        }
        return advice;
    }
    return detail::ReshardAdviser{curve, now, options}.advice();
}

/// The same for shards of which only the ranges are known; they are numbered in their order.
[[nodiscard]] inline ReshardAdvice advise_reshard(const HashLoad& load,
                                                  std::span<const KeyLoad> heavy,
                                                  std::span<const HashKeyRange> shards,
                                                  const ReshardOptions& options = {}) {
    std::vector<ShardNode> nodes;
    nodes.reserve(shards.size());
    for (const HashKeyRange& range : shards) {
        nodes.push_back({.range = range});
    }
    return advise_reshard(load, heavy, Lineage{std::move(nodes)}, options);
}

}  // namespace weir::inline v0
