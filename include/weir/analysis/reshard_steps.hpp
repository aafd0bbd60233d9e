// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "weir/core/hash_range.hpp"
#include "weir/core/limits.hpp"
#include "weir/core/shard_id.hpp"
#include "weir/core/uint128.hpp"
#include "weir/routing/lineage.hpp"
#include "weir/routing/uniform_scaling.hpp"

namespace weir::inline v0 {

/// Works out the fewest steps that give open shards which start at certain hash keys.
///
/// A boundary that is wanted and there already stays; each other wanted one costs a split and each
/// unwanted one a merge. Between two boundaries that stay, shards are split before they are merged,
/// so that none takes more than it did, and the splits that relieve most come first. Where a stream
/// would have more shards than the service allows in between, or a shard fewer keys, merges come
/// first.
class ReshardSteps {
public:
    ReshardSteps(const Lineage& now, std::span<const HashKey> starts)
        : lineage_{now}, starts_{starts} {}

    /// Gives: nothing unless the starts go up from 0, by two keys at least where they are new
    /// Time: O(shards ever + starts)
    [[nodiscard]] bool plan() {
        if (starts_.empty() || starts_.front() != HashKey{} ||
            std::adjacent_find(starts_.begin(), starts_.end(), [](HashKey one, HashKey next) {
                return one >= next;
            }) != starts_.end()) {
            return false;
        }
        find_runs();
        const bool crowded = is_crowded();
        std::sort(runs_.begin(), runs_.end(), [crowded](const Run& one, const Run& other) {
            if (one.more() != other.more()) {
                return crowded ? one.more() < other.more() : one.more() > other.more();
            }
            return one.place < other.place;
        });
        return std::all_of(runs_.begin(), runs_.end(), [&](const Run& run) {
            return crowded || too_narrow(run) ? merge_then_split(run) : split_then_merge(run);
        });
    }

    [[nodiscard]] const std::vector<ReshardStep>& steps() const noexcept { return steps_; }
    /// The lineage after the steps.
    [[nodiscard]] const Lineage& lineage() const noexcept { return lineage_; }

private:
    /// Shards between two boundaries that stay, and the new starts there.
    struct Run {
        std::size_t place = 0;
        std::vector<ShardId> shards{};
        std::vector<HashKey> starts{};

        [[nodiscard]] std::ptrdiff_t more() const noexcept {
            return std::ssize(starts) + 1 - std::ssize(shards);
        }
    };

    void find_runs() {
        std::size_t start = 1;
        Run run;
        for (const ShardId shard : lineage_.open_shards()) {
            run.shards.push_back(shard);
            const HashKey end = lineage_.node(shard).range.ending_hash_key;
            while (start < starts_.size() && starts_[start] <= end) {
                run.starts.push_back(starts_[start++]);
            }
            const bool stays =
                start < starts_.size() && end != HashKey::max() && starts_[start] == end + 1;
            if (stays || end == HashKey::max()) {
                start += stays ? 1 : 0;
                if (run.shards.size() > 1 || !run.starts.empty()) {
                    runs_.push_back(std::move(run));
                }
                run = {.place = runs_.size()};
            }
        }
    }

    [[nodiscard]] bool is_crowded() const noexcept {
        std::size_t most = lineage_.open_count();
        for (const Run& run : runs_) {
            most += run.starts.size();
        }
        return most > limits::shards_per_stream_max;
    }

    /// Whether splitting first would leave a part of fewer than two keys.
    [[nodiscard]] bool too_narrow(const Run& run) const noexcept {
        std::size_t next = 0;
        for (const ShardId shard : run.shards) {
            const HashKeyRange& range = lineage_.node(shard).range;
            HashKey low = range.starting_hash_key;
            for (; next < run.starts.size() && run.starts[next] <= range.ending_hash_key; ++next) {
                if (!HashKeyRange{low, range.ending_hash_key}.splits_at(run.starts[next])) {
                    return true;
                }
                low = run.starts[next];
            }
        }
        return false;
    }

    [[nodiscard]] bool split_then_merge(const Run& run) {
        std::vector<ShardId> parts;
        std::size_t next = 0;
        for (const ShardId shard : run.shards) {
            const HashKey end = lineage_.node(shard).range.ending_hash_key;
            std::size_t last = next;
            while (last < run.starts.size() && run.starts[last] <= end) {
                ++last;
            }
            if (!split(shard, std::span{run.starts}.subspan(next, last - next), parts)) {
                return false;
            }
            next = last;
        }
        next = 0;
        ShardId whole = parts.front();
        for (std::size_t at = 1; at < parts.size(); ++at) {
            const HashKey start = lineage_.node(parts[at]).range.starting_hash_key;
            if (next < run.starts.size() && run.starts[next] == start) {
                ++next;
                whole = parts[at];
            } else if (!merge(whole, parts[at])) {
                return false;
            }
        }
        return true;
    }

    [[nodiscard]] bool merge_then_split(const Run& run) {
        ShardId whole = run.shards.front();
        for (std::size_t at = 1; at < run.shards.size(); ++at) {
            if (!merge(whole, run.shards[at])) {
                return false;
            }
        }
        std::vector<ShardId> parts;
        return split(whole, run.starts, parts);
    }

    /// Splits a shard at each of the keys; the parts are added from the lowest on.
    [[nodiscard]] bool split(ShardId shard, std::span<const HashKey> at,
                             std::vector<ShardId>& parts) {
        for (const HashKey key : at) {
            const auto children = lineage_.split(shard, key);
            if (!children) {
                return false;
            }
            steps_.emplace_back(SplitStep{shard, key});
            parts.push_back((*children)[0]);
            shard = (*children)[1];
        }
        parts.push_back(shard);
        return true;
    }

    /// Merges the upper shard into the lower one, which is the new shard then.
    [[nodiscard]] bool merge(ShardId& lower, ShardId upper) {
        const auto child = lineage_.merge(lower, upper);
        if (child) {
            steps_.emplace_back(MergeStep{lower, upper});
            lower = *child;
        }
        return child.has_value();
    }

    Lineage lineage_;
    std::span<const HashKey> starts_;
    std::vector<Run> runs_;
    std::vector<ReshardStep> steps_;
};

}  // namespace weir::inline v0
