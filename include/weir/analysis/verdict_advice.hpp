// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "weir/analysis/figures.hpp"
#include "weir/analysis/key_facts.hpp"
#include "weir/analysis/key_report.hpp"
#include "weir/core/limits.hpp"
#include "weir/routing/uniform_scaling.hpp"

namespace weir::inline v0 {

/// A step of resharding as a sentence.
[[nodiscard]] inline std::string advice_text(const ReshardStep& step) {
    if (const auto* split = std::get_if<SplitStep>(&step)) {
        return fmt::format("Split {} at hash key {}.", split->shard.to_string(),
                           split->at.to_string());
    }
    const auto& merge = *std::get_if<MergeStep>(&step);
    return fmt::format("Merge {} and {}.", merge.lower.to_string(), merge.upper.to_string());
}

namespace detail {

/// Says what to do about a verdict.
class VerdictAdvice {
public:
    VerdictAdvice(const KeySpread& spread, const KeyFacts& facts, const VerdictOptions& options)
        : spread_{spread}, facts_{facts}, options_{options} {}

    [[nodiscard]] std::vector<std::string> advices(KeyVerdict verdict) && {
        switch (verdict) {
            case KeyVerdict::no_records:
                break;
            case KeyVerdict::hot_key:
                salt();
                apart();
                more_shards_too();
                break;
            case KeyVerdict::hot_shard:
                split();
                more_shards_too();
                break;
            case KeyVerdict::few_keys:
                more_keys();
                break;
            case KeyVerdict::chance:
                even_out_chance();
                more_shards_too();
                break;
            case KeyVerdict::moving_hot_spot:
                advices_.push_back(
                    "The keys follow the time: records of one moment share few of them. Use a key "
                    "that differs between such records, such as a user's or an order's id.");
                advices_.push_back("More shards or other ranges do not help.");
                break;
            case KeyVerdict::too_few_shards:
                more_shards();
                break;
            case KeyVerdict::even:
                fewer_shards();
                break;
        }
        return std::move(advices_);
    }

private:
    /// The fewest parts of which each is a fair share at most, and stays below the target.
    [[nodiscard]] std::uint32_t salt_values() const noexcept {
        const std::uint32_t by_share = figures::whole_above(facts_.key_ratio);
        const std::uint32_t by_peak = figures::whole_above(facts_.key_peak / options_.target_share);
        return std::max({2U, by_share, by_peak});
    }

    void salt() {
        const std::uint32_t values = salt_values();
        const bool one = facts_.hot_keys <= 1;
        advices_.push_back(fmt::format(
            "Salt {} with at least {} values, such as #0 to #{} at its end: no part is more than a "
            "shard's fair share then.",
            one ? "the key" : "the hot keys", values, values - 1));
        advices_.push_back(fmt::format(
            "A salted key keeps its order within each of its {} parts only; a key that follows "
            "from the data, such as an order's id, keeps what matters.",
            values));
    }

    void apart() {
        if (!spread_.advice.steps.empty()) {
            advices_.push_back(
                fmt::format("To spare the other keys until then: {}", spread_.advice.reason));
        }
    }

    void split() {
        const auto& steps = spread_.advice.steps;
        constexpr std::size_t most = 4;
        for (std::size_t at = 0; at < std::min(steps.size(), most); ++at) {
            advices_.push_back(advice_text(steps[at]));
        }
        if (steps.size() > most) {
            advices_.push_back(
                fmt::format("And {} more steps: {}", steps.size() - most, spread_.advice.reason));
        }
        const ShardLoad& shard = spread_.shards[facts_.fullest];
        if (steps.empty() && shard.range.splits_at(shard.range.middle())) {
            advices_.push_back(advice_text(SplitStep{shard.shard_id, shard.range.middle()}));
        }
        advices_.emplace_back(
            "Each key keeps its order through that if readers finish a closed shard before its "
            "children.");
    }

    void more_keys() {
        advices_.push_back(fmt::format(
            "Take a key with more values, {} or more for {} shards; records keep their order only "
            "within a value.",
            facts_.shards * 10, facts_.shards));
        if (facts_.distinct_keys < static_cast<double>(facts_.shards)) {
            advices_.push_back(fmt::format("With {} keys no more than {} shards are ever busy.",
                                           spread_.distinct_keys, spread_.distinct_keys));
        }
        even_out();
    }

    void even_out_chance() {
        advices_.emplace_back(
            "The key is not at fault: a finer one, or more keys in use, makes shards more even.");
        even_out();
    }
    void even_out() {
        if (!spread_.advice.steps.empty()) {
            advices_.push_back(fmt::format("As the keys lie now: {}", spread_.advice.reason));
        }
    }

    /// Beside the real trouble, if there are too few shards as well.
    void more_shards_too() {
        if (spread_.needed.by_total > facts_.shards) {
            advices_.push_back(fmt::format(
                "Even if all were even, its busiest second takes {} shards to stay below {}.",
                spread_.needed.by_total, percent(options_.target_share)));
        }
    }

    void more_shards() {
        const double estimate = static_cast<double>(facts_.shards) *
                                std::max(facts_.peak_share, options_.target_share) /
                                options_.target_share;
        const std::uint32_t needed = spread_.needed.uniform.value_or(0);
        const bool bursts = needed <= facts_.shards;
        const std::uint32_t shards = bursts
                                         ? std::max(figures::whole_above(estimate),
                                                    static_cast<std::uint32_t>(facts_.shards) + 1)
                                         : needed;
        if (shards > limits::shards_per_stream_max) {
            advices_.push_back(fmt::format("No stream has the shards for it: more than {}.",
                                           limits::shards_per_stream_max));
            return;
        }
        advices_.push_back(fmt::format("Take {} shards to stay below {} in the busiest second.",
                                       shards, percent(options_.target_share)));
        if (shards > 2 * facts_.shards) {
            advices_.emplace_back(
                "One update of the shard count doubles it at most, so it takes several.");
        }
        if (spread_.needed.balanced && *spread_.needed.balanced > facts_.shards &&
            *spread_.needed.balanced < shards) {
            advices_.push_back(
                fmt::format("Cut by load, {} shards are enough.", *spread_.needed.balanced));
        }
        if (bursts && spread_.needed.uniform) {
            advices_.emplace_back(
                "In that second few keys are busy at once: writes spread over time need no more "
                "shards.");
        }
    }

    void fewer_shards() {
        const auto& enough = spread_.needed.uniform;
        if (enough && facts_.peak_share > 0 && std::uint64_t{*enough} * 2 <= facts_.shards) {
            advices_.push_back(fmt::format("{} {} for this load.", *enough,
                                           *enough == 1 ? "shard is enough" : "shards are enough"));
        }
    }

    const KeySpread& spread_;
    const KeyFacts& facts_;
    const VerdictOptions& options_;
    std::vector<std::string> advices_;
};

}  // namespace detail

}  // namespace weir::inline v0
