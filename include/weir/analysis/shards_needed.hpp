// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "weir/analysis/figures.hpp"
#include "weir/analysis/key_report.hpp"
#include "weir/analysis/load_curve.hpp"
#include "weir/core/hash_range.hpp"
#include "weir/core/limits.hpp"
#include "weir/core/uint128.hpp"
#include "weir/routing/uniform_ranges.hpp"

namespace weir::inline v0 {

struct ShardsNeededOptions {
    ShardLimits limits{};
    double target_share = 0.8;  ///< of a shard's limits, that none shall exceed
    std::uint32_t shards_max = limits::shards_per_stream_max;
};

/// A number of equal shards, and what the fullest of them meets in the busiest second.
struct WhatIf {
    std::uint32_t shards = 1;
    double fullest_share = 0;  ///< of its write limits
    bool throttles = false;
};

/// Answers how many shards a load takes, by what its busiest second takes.
///
/// It is assumed that the load of that second lies in the hash space as all of it did. A second in
/// which few keys are busy is more uneven than that, and takes more shards.
class ShardDemand {
public:
    /// `peak` is what the whole stream got in its busiest second. The curve has to outlive this.
    ShardDemand(const LoadCurve& curve, const RangeLoad& peak,
                const ShardsNeededOptions& options = {})
        : curve_{curve},
          limits_{figures::without_zeros(options.limits)},
          target_{figures::between(0.001, options.target_share, 1000)},
          most_{std::clamp(options.shards_max, 1U, limits::shards_per_stream_max)},
          scale_{.records = figures::ratio(peak.records, curve.total().records),
                 .bytes = figures::ratio(peak.bytes, curve.total().bytes)} {}

    [[nodiscard]] ShardsNeeded needed() const {
        ShardsNeeded needed;
        needed.target_share = target_;
        needed.by_total = std::max(1U, figures::whole_above(share(curve_.total()) / target_));
        needed.busiest_key_share = busiest_key_share();
        if (needed.busiest_key_share <= target_) {
            needed.uniform = uniform(needed.by_total);
            needed.balanced = balanced();
        }
        return needed;
    }

    /// The share of its limits that the fullest of so many equal shards takes.
    /// Time: O(shards)
    [[nodiscard]] double fullest_of(std::uint32_t shards) const noexcept {
        double most = 0;
        const HashKey size = size_of(shards);
        for (std::uint32_t at = 0; at < shards; ++at) {
            most = std::max(most, share(curve_.load_in(range_of(at, shards, size))));
        }
        return most;
    }

    /// The numbers of shards around the one that there is, each twice the one before.
    [[nodiscard]] std::vector<WhatIf> what_if(std::uint32_t now) const {
        now = std::clamp(now, 1U, most_);
        std::uint32_t shards = now;
        while (shards % 2 == 0 && shards > now / 4 && shards > 1) {
            shards /= 2;
        }
        std::vector<WhatIf> table;
        for (; shards <= most_ && shards / 16 <= now; shards *= 2) {
            const double fullest = fullest_of(shards);
            table.push_back({shards, fullest, fullest > 1});
        }
        return table;
    }

private:
    [[nodiscard]] double share(const RangeLoad& load) const noexcept {
        return figures::amount(
            limits_.write_share(load.records * scale_.records, load.bytes * scale_.bytes));
    }

    [[nodiscard]] double busiest_key_share() const noexcept {
        double most = 0;
        for (const auto& mass : curve_.masses()) {
            most = std::max(most, share(mass.load));
        }
        return most;
    }

    /// The size that `uniform_start` multiplies, worked out once; of a single shard it is none.
    [[nodiscard]] static HashKey size_of(std::uint32_t shards) noexcept {
        return shards == 1 ? HashKey{} : uniform_start(1, shards);
    }
    [[nodiscard]] static HashKeyRange range_of(std::uint32_t at, std::uint32_t shards,
                                               HashKey size) noexcept {
        const bool last = at + 1 == shards;
        return {size * at, last ? HashKey::max() : size * (at + 1) - 1};
    }

    /// The smallest number of equal shards that is enough. Where one number was too few, the next
    /// usually is too, and at the same place: so the places of late are asked first.
    [[nodiscard]] std::optional<std::uint32_t> uniform(std::uint32_t least) const {
        std::vector<HashKey> places;
        for (std::uint32_t shards = least; shards <= most_; ++shards) {
            const HashKey size = size_of(shards);
            const auto too_full = [&](std::uint32_t at) {
                return share(curve_.load_in(range_of(at, shards, size))) > target_ * (1 + 1e-9);
            };
            const auto known = std::find_if(places.begin(), places.end(), [&](HashKey place) {
                return too_full(shard_at(place, shards, size));
            });
            if (known != places.end()) {
                std::rotate(places.begin(), known, known + 1);
                continue;
            }
            std::uint32_t at = 0;
            while (at < shards && !too_full(at)) {
                ++at;
            }
            if (at == shards) {
                return shards;
            }
            places.insert(places.begin(), fullest_place(range_of(at, shards, size)));
            places.resize(std::min(places.size(), std::size_t{64}));
        }
        return std::nullopt;
    }

    [[nodiscard]] static std::uint32_t shard_at(HashKey place, std::uint32_t shards,
                                                HashKey size) noexcept {
        const double guess =
            size == HashKey{} ? 0 : figures::to_double(place) / figures::to_double(size);
        auto at = static_cast<std::uint32_t>(figures::between(0, guess, shards - 1));
        while (at > 0 && place < range_of(at, shards, size).starting_hash_key) {
            --at;
        }
        while (range_of(at, shards, size).ending_hash_key < place) {
            ++at;
        }
        return at;
    }

    /// A hash key in a range around which much lies: the half that has more, again and again.
    [[nodiscard]] HashKey fullest_place(HashKeyRange range) const noexcept {
        for (int halving = 0; halving < 12 && range.splits_at(range.middle()); ++halving) {
            const HashKeyRange lower = range.lower_part(range.middle());
            const HashKeyRange upper = range.upper_part(range.middle());
            const bool low = share(curve_.load_in(lower)) >= share(curve_.load_in(upper));
            range = low ? lower : upper;
        }
        return range.starting_hash_key;
    }

    /// The smallest number of shards that lie as they please, each cut where the target is full.
    [[nodiscard]] std::optional<std::uint32_t> balanced() const noexcept {
        const RangeLoad most{
            .records = per_shard(static_cast<double>(limits_.write_records_per_second),
                                 scale_.records, curve_.total().records),
            .bytes = per_shard(static_cast<double>(limits_.write_bytes_per_second), scale_.bytes,
                               curve_.total().bytes)};
        HashKey start{};
        for (std::uint32_t shards = 1; shards <= most_; ++shards) {
            const auto last = curve_.last_within(start, most);
            if (!last || (*last != HashKey::max() && *last - start < HashKey{1})) {
                return std::nullopt;
            }
            if (*last == HashKey::max()) {
                return shards;
            }
            start = *last + 1;
        }
        return std::nullopt;
    }
    /// How much of the counted load a shard takes; all of it if the busiest second has none.
    [[nodiscard]] double per_shard(double limit, double scale, double total) const noexcept {
        return scale > 0 ? std::min(target_ * limit / scale, total) : total;
    }

    const LoadCurve& curve_;
    ShardLimits limits_;
    double target_;
    std::uint32_t most_;
    RangeLoad scale_;
};

/// How many shards it takes so that no shard is fuller than wanted in the busiest second, in which
/// the load is assumed to lie in the hash space as all of it did.
/// Time: below a second
[[nodiscard]] inline ShardsNeeded shards_needed(const HashLoad& load,
                                                std::span<const KeyLoad> heavy,
                                                const RangeLoad& peak,
                                                const ShardsNeededOptions& options = {}) {
    const LoadCurve curve{load, heavy};
    return ShardDemand{curve, peak, options}.needed();
}

/// What the fullest shard would meet for several numbers of equal shards around the one of now.
[[nodiscard]] inline std::vector<WhatIf> what_if_shards(const HashLoad& load,
                                                        std::span<const KeyLoad> heavy,
                                                        const RangeLoad& peak, std::uint32_t now,
                                                        const ShardsNeededOptions& options = {}) {
    const LoadCurve curve{load, heavy};
    return ShardDemand{curve, peak, options}.what_if(now);
}

}  // namespace weir::inline v0
