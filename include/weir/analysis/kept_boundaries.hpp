// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include "weir/analysis/piece_rule.hpp"
#include "weir/core/hash_range.hpp"
#include "weir/core/uint128.hpp"

namespace weir::inline v0 {

/// Neighbouring shards that are to be cut anew, together, into so many.
struct ReshardRun {
    std::uint32_t from = 0;  ///< the place of the first
    std::uint32_t to = 1;    ///< and of the one after the last
    std::uint32_t pieces = 1;

    /// Boundaries between its shards, which go.
    [[nodiscard]] std::uint32_t removed() const noexcept { return to - from - 1; }
    friend bool operator==(const ReshardRun&, const ReshardRun&) = default;
};

/// Decides which boundaries between shards can stay when none may hold more than a level allows.
///
/// Each boundary that goes costs a merge, and a split to put another elsewhere, so as few as
/// possible go. No boundary that goes saves more than one shard. So boundaries go for as long as
/// the shards that they save are worth it, at a price of a shard that is found by halving: the
/// cheapest way is then a shortest path over the boundaries. A run reaches as far as its last
/// shard can, which is never worse at a price of one boundary or more.
class KeptBoundaries {
public:
    /// Runs that are longer than this many shards after the cut are not looked for.
    static constexpr std::uint32_t pieces_max = 64;

    /// `shards` follow one another and cover every hash key; there shall be `count` of them, for
    /// which the level is high enough if they may lie anywhere. The rule has to outlive this.
    KeptBoundaries(const PieceRule& rule, std::span<const HashKeyRange> shards, double level,
                   std::uint32_t count)
        : rule_{rule}, shards_{shards}, level_{level}, count_{count} {}

    /// The runs of all shards, in order: most are of one shard that stays as it is. Together they
    /// have `count` pieces at most.
    /// Time: O(shards · pieces_max · log)
    [[nodiscard]] std::vector<ReshardRun> runs() && {
        std::uint64_t pieces = 0;
        for (std::uint32_t at = 0; at < shards_.size(); ++at) {
            needed_.push_back(needed(at, at + 1));
            pieces += needed_.back();
        }
        if (pieces <= count_) {
            return whole_shards();
        }
        find_hops();
        auto best = cheapest();
        if (!best) {
            return {{0, static_cast<std::uint32_t>(shards_.size()), count_}};
        }
        give_back(*best);
        return *std::move(best);
    }

private:
    /// From a boundary to a later one, with all between them gone.
    struct Hop {
        std::uint32_t to = 0;
        std::uint32_t pieces = 0;
    };
    struct Saving {
        std::size_t run = 0;
        std::uint64_t removed = 0;
        std::uint64_t saved = 0;  ///< pieces
    };
    struct Step {
        double cost = std::numeric_limits<double>::infinity();
        ReshardRun run;
    };

    [[nodiscard]] std::uint32_t needed(std::uint32_t from, std::uint32_t to) const noexcept {
        const HashKeyRange range{shards_[from].starting_hash_key, shards_[to - 1].ending_hash_key};
        return static_cast<std::uint32_t>(rule_.count(range, level_, count_));
    }

    [[nodiscard]] std::vector<ReshardRun> whole_shards() const {
        std::vector<ReshardRun> runs;
        for (std::uint32_t at = 0; at < shards_.size(); ++at) {
            runs.push_back({at, at + 1, needed_[at]});
        }
        return runs;
    }

    /// For each boundary, how far so and so many pieces reach from it.
    void find_hops() {
        for (std::uint32_t from = 0; from < shards_.size(); ++from) {
            first_hop_.push_back(hops_.size());
            const std::uint32_t last_pieces = needed_[from] + pieces_max;
            HashKey start = shards_[from].starting_hash_key;
            std::uint32_t to = from;
            for (std::uint32_t pieces = 1; pieces <= last_pieces && to < shards_.size(); ++pieces) {
                const HashKey last = rule_.reach(start, level_);
                const auto above = std::upper_bound(shards_.begin() + to, shards_.end(), last,
                                                    [](HashKey key, const HashKeyRange& range) {
                                                        return key < range.ending_hash_key;
                                                    });
                const auto reached = static_cast<std::uint32_t>(above - shards_.begin());
                if (reached > to) {
                    hops_.push_back({reached, pieces});
                    to = reached;
                }
                start = last + 1;
            }
        }
        first_hop_.push_back(hops_.size());
    }

    /// The cheapest runs if a piece costs as much as `price` boundaries.
    [[nodiscard]] std::vector<ReshardRun> at_price(double price) const {
        std::vector<Step> steps(shards_.size() + 1);
        steps[0].cost = 0;
        for (std::uint32_t from = 0; from < shards_.size(); ++from) {
            const auto offer = [&](std::uint32_t to, std::uint32_t pieces) {
                const ReshardRun run{from, to, pieces};
                const double cost = steps[from].cost + run.removed() + price * pieces;
                if (cost < steps[to].cost) {
                    steps[to] = {cost, run};
                }
            };
            offer(from + 1, needed_[from]);
            for (std::size_t hop = first_hop_[from]; hop < first_hop_[from + 1]; ++hop) {
                offer(hops_[hop].to, hops_[hop].pieces);
            }
        }
        std::vector<ReshardRun> runs;
        for (auto at = static_cast<std::uint32_t>(shards_.size()); at > 0; at = runs.back().from) {
            runs.push_back(steps[at].run);
        }
        std::reverse(runs.begin(), runs.end());
        return runs;
    }

    [[nodiscard]] static std::uint64_t pieces_of(const std::vector<ReshardRun>& runs) noexcept {
        return std::accumulate(
            runs.begin(), runs.end(), std::uint64_t{0},
            [](std::uint64_t sum, const ReshardRun& run) { return sum + run.pieces; });
    }

    /// The runs at the lowest price at which the pieces are few enough.
    [[nodiscard]] std::optional<std::vector<ReshardRun>> cheapest() const {
        double low = 1;
        auto high = static_cast<double>(shards_.size()) + 1;
        auto best = at_price(high);
        if (pieces_of(best) > count_) {
            return std::nullopt;
        }
        while (high - low > 0.01) {
            const double middle = low + (high - low) / 2;
            auto runs = at_price(middle);
            if (pieces_of(runs) <= count_) {
                high = middle;
                best = std::move(runs);
            } else {
                low = middle;
            }
        }
        return best;
    }

    /// Keeps boundaries after all for which pieces are left: first of runs that save little.
    void give_back(std::vector<ReshardRun>& runs) const {
        std::uint64_t left = count_ - pieces_of(runs);
        std::vector<Saving> savings = savings_of(runs);
        std::sort(savings.begin(), savings.end(), [](const Saving& one, const Saving& other) {
            const std::uint64_t dearer = one.removed * other.saved;
            const std::uint64_t cheaper = other.removed * one.saved;
            return dearer != cheaper ? dearer > cheaper : one.run < other.run;
        });
        std::vector<ReshardRun> kept;
        for (const Saving& saving : savings) {
            halve(runs[saving.run], left, kept);
            runs[saving.run].pieces = 0;
        }
        std::copy_if(runs.begin(), runs.end(), std::back_inserter(kept),
                     [](const ReshardRun& run) { return run.pieces > 0; });
        std::sort(kept.begin(), kept.end(), [](const ReshardRun& one, const ReshardRun& other) {
            return one.from < other.from;
        });
        runs = std::move(kept);
    }

    /// Cuts a run at a boundary in its middle, and what comes of it, while there are pieces for it.
    void halve(const ReshardRun& run, std::uint64_t& left, std::vector<ReshardRun>& kept) const {
        std::vector<ReshardRun> waiting{run};
        while (!waiting.empty()) {
            const ReshardRun next = waiting.back();
            waiting.pop_back();
            const std::uint32_t middle = next.from + (next.to - next.from) / 2;
            if (next.removed() > 0) {
                const ReshardRun lower{next.from, middle, needed(next.from, middle)};
                const ReshardRun upper{middle, next.to, needed(middle, next.to)};
                const std::uint64_t more = std::uint64_t{lower.pieces} + upper.pieces;
                if (more <= next.pieces + left) {
                    left -= more > next.pieces ? more - next.pieces : 0;
                    waiting.push_back(upper);
                    waiting.push_back(lower);
                    continue;
                }
            }
            kept.push_back(next);
        }
    }

    /// What the runs save for which boundaries go.
    [[nodiscard]] std::vector<Saving> savings_of(const std::vector<ReshardRun>& runs) const {
        std::vector<Saving> savings;
        for (std::size_t at = 0; at < runs.size(); ++at) {
            std::uint64_t alone = 0;
            for (std::uint32_t shard = runs[at].from; shard < runs[at].to; ++shard) {
                alone += needed_[shard];
            }
            if (runs[at].removed() > 0) {
                const std::uint64_t saved = alone - std::min<std::uint64_t>(alone, runs[at].pieces);
                savings.push_back({at, runs[at].removed(), saved});
            }
        }
        return savings;
    }

    const PieceRule& rule_;
    std::span<const HashKeyRange> shards_;
    double level_;
    std::uint32_t count_;
    std::vector<std::uint32_t> needed_;
    std::vector<Hop> hops_;
    std::vector<std::size_t> first_hop_;
};

}  // namespace weir::inline v0
