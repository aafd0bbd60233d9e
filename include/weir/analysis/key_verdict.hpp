// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/analysis/figures.hpp"
#include "weir/analysis/key_facts.hpp"
#include "weir/analysis/key_report.hpp"
#include "weir/analysis/shown_key.hpp"
#include "weir/analysis/verdict_advice.hpp"

namespace weir::inline v0 {

/// A verdict, why, and what to do.
struct KeyJudgement {
    KeyVerdict verdict = KeyVerdict::no_records;
    std::string text;
    std::vector<std::string> advices;
};

namespace detail {

/// Chance is not to blame for a shard that is fuller than it makes them by more than this.
inline constexpr double above_chance = 1.1;
/// With fewer keys for a shard than this, chance alone leaves shards very uneven.
inline constexpr double keys_per_shard_min = 10;
/// A key with so much of a shard's fair share is big: where such keys meet, they do so for good.
inline constexpr double big_key = 0.5;

/// Uneven as the shards are, what made them so.
[[nodiscard]] inline KeyVerdict why_uneven(const KeySpread& spread, const KeyFacts& facts,
                                           const VerdictOptions& options) {
    if (facts.layout_explains(options.hot_ratio)) {
        return KeyVerdict::hot_shard;
    }
    const bool few = facts.keys_per_shard() < keys_per_shard_min || facts.idle_shards > 0;
    const double chance = figures::amount(spread.chance.max_over_mean.high);
    if (spread.chance.rounds == 0 || chance <= 0) {
        return few ? KeyVerdict::few_keys : KeyVerdict::hot_shard;
    }
    if (facts.max_over_mean > chance * above_chance) {
        return KeyVerdict::hot_shard;
    }
    if (few) {
        return KeyVerdict::few_keys;
    }
    return facts.biggest_in_fullest >= big_key ? KeyVerdict::hot_shard : KeyVerdict::chance;
}

/// Keys come before shards, as no layout helps against a key nor against keys that follow the time;
/// evenness before numbers, as more shards are no cure for unevenness.
[[nodiscard]] inline KeyVerdict verdict_of(const KeySpread& spread, const KeyFacts& facts,
                                           const VerdictOptions& options) {
    if (facts.records <= 0 || facts.shards == 0) {
        return KeyVerdict::no_records;
    }
    if (facts.hot_keys > 0 || facts.key_peak > 1) {
        return KeyVerdict::hot_key;
    }
    const bool too_full = facts.peak_share > options.target_share || facts.throttled > 0;
    if (too_full && facts.moves) {
        return KeyVerdict::moving_hot_spot;
    }
    if (facts.max_over_mean > options.hot_ratio) {
        return why_uneven(spread, facts, options);
    }
    return too_full ? KeyVerdict::too_few_shards : KeyVerdict::even;
}

[[nodiscard]] inline std::string hot_key_text(const KeySpread& spread, const KeyFacts& facts) {
    const std::string key = spread.top_keys.empty()
                                ? std::string{}
                                : fmt::format(" {}", shown_key(facts.hottest_key(spread)));
    if (facts.hot_keys == 0) {
        return fmt::format(
            "One key takes {} of a shard's limit in the busiest second: no split can help.",
            percent(facts.key_peak));
    }
    if (facts.hot_keys == 1) {
        return fmt::format(
            "Splitting cannot help: one key,{}, is {} of the traffic, {} times a shard's fair "
            "share.",
            key, percent(facts.key_part), times(facts.key_ratio));
    }
    return fmt::format(
        "Splitting cannot help: {} keys are too much for a shard, the busiest,{}, with {} of the "
        "traffic.",
        facts.hot_keys, key, percent(facts.key_part));
}

[[nodiscard]] inline std::string hot_shard_text(const KeySpread& spread, const KeyFacts& facts,
                                                const VerdictOptions& options) {
    const std::string shard = spread.shards[facts.fullest].shard_id.to_string();
    if (facts.layout_explains(options.hot_ratio)) {
        return fmt::format(
            "{} has {} times the mean, for its range is {} times as wide as the mean: a split "
            "helps.",
            shard, times(facts.max_over_mean), times(facts.width_ratio));
    }
    if (spread.chance.rounds == 0) {
        return fmt::format("Many keys meet in {}: it has {} times the mean, and a split helps.",
                           shard, times(facts.max_over_mean));
    }
    if (facts.max_over_mean <= figures::amount(spread.chance.max_over_mean.high) * above_chance) {
        return fmt::format(
            "Big keys meet in {}: it has {} times the mean, {} by its busiest key. A split parts "
            "them.",
            shard, times(facts.max_over_mean), times(facts.biggest_in_fullest));
    }
    return fmt::format(
        "Many keys meet in {}: it has {} times the mean, where chance explains {}. A split helps.",
        shard, times(facts.max_over_mean), times(spread.chance.max_over_mean.high));
}

[[nodiscard]] inline std::string few_keys_text(const KeySpread& spread, const KeyFacts& facts) {
    const std::string idle =
        facts.idle_shards > 0 ? fmt::format("{} stay idle and ", facts.idle_shards) : "";
    return fmt::format("{} {} for {} shards are few: {}the fullest has {} times the mean.",
                       spread.distinct_keys, spread.distinct_keys == 1 ? "key" : "keys",
                       facts.shards, idle, times(facts.max_over_mean));
}

[[nodiscard]] inline std::string even_text(const KeyFacts& facts) {
    const std::string room = facts.peak_share > 0
                                 ? fmt::format(", with {} head-room in the busiest second",
                                               percent(1 - facts.peak_share))
                                 : "";
    return fmt::format("As even as it can be: the fullest shard has {} times the mean{}.",
                       times(facts.max_over_mean), room);
}

/// How the sentence goes on if records are throttled.
[[nodiscard]] inline std::string throttled_part(const KeyFacts& facts) {
    return facts.throttled > 0
               ? fmt::format("; {} of all is throttled", percent(facts.throttled / facts.records))
               : "";
}

[[nodiscard]] inline std::string too_few_text(const KeyFacts& facts) {
    return fmt::format(
        "Spread evenly, but too much: the fullest shard is at {} of its limit in its busiest "
        "second{}.",
        percent(facts.peak_share), throttled_part(facts));
}

[[nodiscard]] inline std::string moving_text(const KeyFacts& facts) {
    return fmt::format(
        "One shard after another is hot: at a moment the fullest has {} times the mean, over all "
        "only {}{}.",
        times(facts.at_a_moment), times(facts.max_over_mean), throttled_part(facts));
}

[[nodiscard]] inline std::string verdict_sentence(KeyVerdict verdict, const KeySpread& spread,
                                                  const KeyFacts& facts,
                                                  const VerdictOptions& options) {
    switch (verdict) {
        case KeyVerdict::no_records:
            return "There are no records to judge by.";
        case KeyVerdict::hot_key:
            return hot_key_text(spread, facts);
        case KeyVerdict::hot_shard:
            return hot_shard_text(spread, facts, options);
        case KeyVerdict::few_keys:
            return few_keys_text(spread, facts);
        case KeyVerdict::chance:
            return fmt::format(
                "The fullest shard has {} times the mean, no more than chance gives with keys of "
                "these sizes (up to {}).",
                times(facts.max_over_mean), times(spread.chance.max_over_mean.high));
        case KeyVerdict::moving_hot_spot:
            return moving_text(facts);
        case KeyVerdict::too_few_shards:
            return too_few_text(facts);
        case KeyVerdict::even:
            break;
    }
    return even_text(facts);
}

}  // namespace detail

/// What the numbers of a spread say: hot keys first, then shards, then whether there are enough.
///
/// Load is measured by the limit that it is worse for, records or bytes. Reads the spread's keys,
/// shards, chance, throttle, needed and advice; the texts are a sentence each.
[[nodiscard]] inline KeyJudgement judge_keys(const KeySpread& spread,
                                             const VerdictOptions& options = {}) {
    const VerdictOptions bounded = detail::within_bounds(options);
    const detail::KeyFacts facts{spread, bounded};
    KeyJudgement judgement;
    judgement.verdict = detail::verdict_of(spread, facts, bounded);
    judgement.text = detail::verdict_sentence(judgement.verdict, spread, facts, bounded);
    judgement.advices = detail::VerdictAdvice{spread, facts, bounded}.advices(judgement.verdict);
    return judgement;
}

/// Writes the verdict into the spread that it is of.
inline void judge_into(KeySpread& spread, const VerdictOptions& options = {}) {
    KeyJudgement judgement = judge_keys(spread, options);
    spread.verdict = judgement.verdict;
    spread.verdict_text = std::move(judgement.text);
    spread.advices = std::move(judgement.advices);
}

}  // namespace weir::inline v0
