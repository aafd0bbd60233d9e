// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "weir/core/check.hpp"
#include "weir/core/shard_id.hpp"
#include "weir/core/uint128.hpp"
#include "weir/routing/lineage.hpp"
#include "weir/routing/uniform_ranges.hpp"

namespace weir::inline v0 {

/// A step of resharding: one shard becomes two.
struct SplitStep {
    ShardId shard;
    HashKey at;
    friend bool operator==(const SplitStep&, const SplitStep&) = default;
};

/// A step of resharding: two shards become one.
struct MergeStep {
    ShardId lower;
    ShardId upper;
    friend bool operator==(const MergeStep&, const MergeStep&) = default;
};

using ReshardStep = std::variant<SplitStep, MergeStep>;

/// Takes a step.
/// Gives: false if the lineage does not allow it
inline bool take_step(Lineage& lineage, const ReshardStep& step) {
    if (const auto* split = std::get_if<SplitStep>(&step)) {
        return lineage.split(split->shard, split->at).has_value();
    }
    const auto& merge = *std::get_if<MergeStep>(&step);
    return lineage.merge(merge.lower, merge.upper).has_value();
}

/// How many shards are open at most, from when `open` are until the last of the steps is taken.
[[nodiscard]] inline std::uint64_t most_open(std::uint64_t open,
                                             std::span<const ReshardStep> steps) noexcept {
    std::uint64_t most = open;
    for (const ReshardStep& step : steps) {
        open = std::holds_alternative<SplitStep>(step) ? open + 1 : open - 1;
        most = most < open ? open : most;
    }
    return most;
}

/// Works out the steps that give a stream `target` open shards of equal size, from left to right.
///
/// For each wanted shard: shards that end too early are merged, one that ends too late is split.
/// A boundary that is off by no more than two divisions can round apart stays, as no shard may be
/// so narrow as to move it; the last shard ends where the hash space does, whatever lies there.
/// Source: two published listings of live streams, 4 to 3 shards and 1 to 2 to 3, which this
/// reproduces.
class UniformScaling {
public:
    UniformScaling(const Lineage& lineage, std::uint32_t target)
        : lineage_{lineage},
          target_{target},
          next_open_{lineage.first_open()},
          next_index_{static_cast<std::uint32_t>(lineage.size())},
          rounding_{std::uint64_t{lineage.open_count()} + target} {
        WEIR_CHECK(target > 0, "a stream has at least one shard");
    }

    /// Time: O(open shards + target)
    [[nodiscard]] std::vector<ReshardStep> steps() && {
        for (std::uint32_t at = 0; at < target_; ++at) {
            const HashKey end = uniform_end(at, target_);
            if (at + 1 == target_) {
                rounding_ = HashKey{};
            }
            Piece piece = take_next();
            while (falls_short(piece, end)) {
                Piece right = take_next();
                if (reaches_beyond(right, end)) {
                    right = split(right, end);
                }
                steps_.emplace_back(MergeStep{piece.id, right.id});
                piece = {new_id(), right.end};
            }
            if (reaches_beyond(piece, end)) {
                split(piece, end);
            }
        }
        return std::move(steps_);
    }

private:
    /// A shard that is open now or will be after the steps so far.
    struct Piece {
        ShardId id;
        HashKey end;
    };

    [[nodiscard]] bool falls_short(const Piece& piece, HashKey end) const noexcept {
        return piece.end < end && end - piece.end > rounding_;
    }
    [[nodiscard]] bool reaches_beyond(const Piece& piece, HashKey end) const noexcept {
        return end < piece.end && piece.end - end > rounding_;
    }

    /// The open shard above the last one taken, which may be what a split has left over.
    [[nodiscard]] Piece take_next() {
        if (left_over_) {
            const Piece piece = *left_over_;
            left_over_.reset();
            return piece;
        }
        WEIR_CHECK(next_open_.has_value(), "open shards cover every hash key");
        const Piece piece{*next_open_, lineage_.node(*next_open_).range.ending_hash_key};
        next_open_ = lineage_.next_open(*next_open_);
        return piece;
    }

    /// Cuts a shard after `end`.  Gives: the lower child.
    Piece split(const Piece& piece, HashKey end) {
        steps_.emplace_back(SplitStep{piece.id, end + 1});
        const Piece lower{new_id(), end};
        left_over_ = Piece{new_id(), piece.end};
        return lower;
    }

    [[nodiscard]] ShardId new_id() noexcept { return ShardId{next_index_++}; }

    const Lineage& lineage_;
    std::uint32_t target_;
    std::optional<ShardId> next_open_;
    std::uint32_t next_index_;
    HashKey rounding_;
    std::optional<Piece> left_over_;
    std::vector<ReshardStep> steps_;
};

/// The steps that give the stream `target` open shards of equal size.
[[nodiscard]] inline std::vector<ReshardStep> plan_uniform_scaling(const Lineage& lineage,
                                                                   std::uint32_t target) {
    return UniformScaling{lineage, target}.steps();
}

}  // namespace weir::inline v0
