// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "weir/analysis/figures.hpp"
#include "weir/analysis/key_report.hpp"
#include "weir/analysis/load_curve.hpp"
#include "weir/core/hash_range.hpp"
#include "weir/core/uint128.hpp"

namespace weir::inline v0 {

/// What one shard may hold when the hash space is cut by load.
///
/// Load is measured by the limit that it is worse for, records or bytes, as if all of it came in
/// one second: only how the parts compare matters. A shard holds up to some level of it; a key that
/// is hot gets a shard of its own, beside a little that lies around it.
class PieceRule {
public:
    using Mass = LoadCurve::Mass;

    /// `hot` in the order of hash keys; `beside` is how much may share a shard with one of them, as
    /// long as that shard is not above `most`. The curve has to outlive this.
    PieceRule(const LoadCurve& curve, const ShardLimits& limits, std::vector<Mass> hot = {},
              double beside = 0, double most = std::numeric_limits<double>::infinity())
        : curve_{curve},
          limits_{figures::without_zeros(limits)},
          hot_{std::move(hot)},
          beside_{of_level(beside)},
          most_{of_level(most)} {}

    [[nodiscard]] const LoadCurve& curve() const noexcept { return curve_; }
    [[nodiscard]] const std::vector<Mass>& hot() const noexcept { return hot_; }

    [[nodiscard]] double share(const RangeLoad& load) const noexcept {
        return limits_.write_share(load.records, load.bytes);
    }
    [[nodiscard]] double share(const HashKeyRange& range) const noexcept {
        return share(curve_.load_in(range));
    }
    /// The share of what lies in a range beside its hot keys.
    [[nodiscard]] double share_beside_hot(const HashKeyRange& range) const noexcept {
        RangeLoad load = curve_.load_in(range);
        for (auto hot = first_hot(range.starting_hash_key);
             hot != hot_.end() && hot->at <= range.ending_hash_key; ++hot) {
            load = load - hot->load;
        }
        return share(load);
    }
    [[nodiscard]] bool has_hot(const HashKeyRange& range) const noexcept {
        const auto hot = first_hot(range.starting_hash_key);
        return hot != hot_.end() && hot->at <= range.ending_hash_key;
    }

    /// The last hash key that a shard from `start` on may have at this level: the service cuts no
    /// shard narrower than two keys, so that is the least even where it is too much.
    [[nodiscard]] HashKey reach(HashKey start, double level) const noexcept {
        if (HashKey::max() - start <= HashKey{2}) {
            return HashKey::max();
        }
        HashKey last = start + 1;
        if (const auto plain = curve_.last_within(start, of_level(level))) {
            last = std::max(last, *plain);
        }
        if (const auto hot = first_hot(start); hot != hot_.end()) {
            last = reach_near_hot(start, last, *hot);
        }
        if (HashKey::max() - last == HashKey{1}) {
            last -= HashKey{1};
        }
        return last;
    }

    /// How many shards a range takes at this level; stops counting above `most`.
    [[nodiscard]] std::uint64_t count(const HashKeyRange& range, double level,
                                      std::uint64_t most) const noexcept {
        std::uint64_t pieces = 1;
        HashKey last = reach(range.starting_hash_key, level);
        while (last < range.ending_hash_key && pieces <= most) {
            last = reach(last + 1, level);
            ++pieces;
        }
        return pieces;
    }

    /// The lowest level, within a thousandth, at which `fits(level)`; it fits from some level on.
    /// Gives: nothing if it does not fit at `most` either
    template <class Fits>
    [[nodiscard]] static std::optional<double> lowest_level(double least, double most, Fits fits) {
        if (fits(least)) {
            return least;
        }
        if (!fits(most)) {
            return std::nullopt;
        }
        while (most - least > most * 0.001) {
            const double middle = least + (most - least) / 2;
            (fits(middle) ? most : least) = middle;
        }
        return most;
    }

private:
    [[nodiscard]] RangeLoad of_level(double level) const noexcept {
        return {.records = level * static_cast<double>(limits_.write_records_per_second),
                .bytes = level * static_cast<double>(limits_.write_bytes_per_second)};
    }

    [[nodiscard]] std::vector<Mass>::const_iterator first_hot(HashKey from) const noexcept {
        return std::lower_bound(hot_.begin(), hot_.end(), from,
                                [](const Mass& mass, HashKey key) { return mass.at < key; });
    }

    /// Up to the hot key, or with it if little lies before it; the next hot key never fits as well.
    [[nodiscard]] HashKey reach_near_hot(HashKey start, HashKey plain,
                                         const Mass& hot) const noexcept {
        const RangeLoad with = hot.load + beside_;
        const RangeLoad allowed{.records = std::min(with.records, most_.records),
                                .bytes = std::min(with.bytes, most_.bytes)};
        const bool next_to_it = hot.at - start < HashKey{2};
        const bool joins = hot.at == start || curve_.load_in({start, hot.at}).within(allowed);
        if (!joins && !next_to_it) {
            return std::min(plain, hot.at - 1);
        }
        const auto last = curve_.last_within(start, allowed);
        return std::max({start + 1, hot.at, last.value_or(start)});
    }

    const LoadCurve& curve_;
    ShardLimits limits_;
    std::vector<Mass> hot_;
    RangeLoad beside_;
    RangeLoad most_;
};

}  // namespace weir::inline v0
