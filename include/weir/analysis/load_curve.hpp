// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "weir/analysis/figures.hpp"
#include "weir/analysis/hash_load.hpp"
#include "weir/analysis/key_report.hpp"
#include "weir/core/hash_range.hpp"
#include "weir/core/uint128.hpp"
#include "weir/core/words.hpp"

namespace weir::inline v0 {

/// Records and bytes, of which parts may be counted.
struct RangeLoad {
    double records = 0;
    double bytes = 0;

    /// Whether neither is above the other's, but for rounding.
    [[nodiscard]] constexpr bool within(const RangeLoad& most) const noexcept {
        return records <= most.records * (1 + 1e-12) && bytes <= most.bytes * (1 + 1e-12);
    }
    constexpr RangeLoad& operator+=(const RangeLoad& more) noexcept {
        records += more.records;
        bytes += more.bytes;
        return *this;
    }
    [[nodiscard]] friend constexpr RangeLoad operator+(RangeLoad a, const RangeLoad& b) noexcept {
        return a += b;
    }
    /// Less is not possible than nothing: what rounding leaves below it is none.
    [[nodiscard]] friend constexpr RangeLoad operator-(const RangeLoad& a,
                                                       const RangeLoad& b) noexcept {
        return {.records = a.records > b.records ? a.records - b.records : 0,
                .bytes = a.bytes > b.bytes ? a.bytes - b.bytes : 0};
    }
    [[nodiscard]] friend constexpr RangeLoad operator*(const RangeLoad& a, double by) noexcept {
        return {.records = a.records * by, .bytes = a.bytes * by};
    }
};

/// A HashLoad as a curve over the hash space, to ask how much lies where.
///
/// Heavy keys are points of it: they are taken out of their slices and lie exactly at their hash
/// keys, as far as they were counted for certain. The rest of a slice lies evenly in it.
class LoadCurve {
public:
    /// All records of one hash key, where it is a heavy key's.
    struct Mass {
        HashKey at;
        RangeLoad load;
    };

    /// Time: O(slices + heavy keys · log)
    LoadCurve(const HashLoad& load, std::span<const KeyLoad> heavy) {
        collect(heavy);
        const auto slices = load.slices();
        knots_.reserve(slices.size() + masses_.size() + 1);
        slice_knot_.reserve(slices.size() + 1);
        slice_shift_ = 64 - static_cast<unsigned>(std::bit_width(slices.size() - 1));
        std::size_t mass = 0;
        for (std::size_t at = 0; at < slices.size(); ++at) {
            std::size_t end = mass;
            while (end < masses_.size() && load.slice_of(masses_[end].at) == at) {
                ++end;
            }
            add_slice(
                load.slice_start(at), HashKey{1} << (slice_shift_ + 64),
                {static_cast<double>(slices[at].records), static_cast<double>(slices[at].bytes)},
                std::span{masses_}.subspan(mass, end - mass));
            mass = end;
        }
        slice_knot_.push_back(static_cast<std::uint32_t>(knots_.size()));
    }

    [[nodiscard]] const RangeLoad& total() const noexcept { return total_; }
    /// The heavy keys in the order of their hash keys.
    [[nodiscard]] std::span<const Mass> masses() const noexcept { return masses_; }

    /// What lies in a range; the parts of the whole add up to the whole.
    /// Time: O(log heavy keys)
    [[nodiscard]] RangeLoad load_in(const HashKeyRange& range) const noexcept {
        if (range.ending_hash_key < range.starting_hash_key) {
            return {};
        }
        const bool to_the_end = range.ending_hash_key == HashKey::max();
        return (to_the_end ? total_ : below(range.ending_hash_key + 1)) -
               below(range.starting_hash_key);
    }

    /// How far a range from `start` on may reach without holding more than `most`.
    /// Gives: its last hash key, or nothing if the first is too much already
    /// Time: O(log of the slices that it spans)
    [[nodiscard]] std::optional<HashKey> last_within(HashKey start,
                                                     const RangeLoad& most) const noexcept {
        const std::size_t first = knot_of(start);
        const RangeLoad limit = below(start) + most;
        const std::size_t at = last_knot_within(first, limit);
        const Knot& knot = knots_[at];
        RangeLoad before = knot.below + knot.mass;
        if (knot.at >= start && !before.within(limit)) {
            return knot.at > start ? std::optional{knot.at - 1} : std::nullopt;
        }
        const double fraction =
            std::min(part_within(knot.rest.records, limit.records - before.records),
                     part_within(knot.rest.bytes, limit.bytes - before.bytes));
        const HashKey width = width_of(at);
        const HashKey count = fraction >= 1 ? width : part_of(width, fraction);
        // A key whose own records fit is not refused for the trace of the rest that lies on it.
        const HashKey last = knot.at + (count == HashKey{} ? count : count - 1);
        return last < start ? std::nullopt : std::optional{last};
    }

private:
    /// A hash key from which on load lies evenly, but for what lies on that key itself.
    struct Knot {
        HashKey at;
        RangeLoad below{};
        RangeLoad mass{};
        RangeLoad rest{};
    };

    /// Of a count that may be too high only what is certain lies in one point.
    void collect(std::span<const KeyLoad> heavy) {
        for (const KeyLoad& key : heavy) {
            const std::uint64_t records = key.records - std::min(key.records, key.records_over);
            const std::uint64_t bytes = key.bytes - std::min(key.bytes, key.bytes_over);
            if (records > 0 || bytes > 0) {
                masses_.push_back(
                    {key.hash_key, {static_cast<double>(records), static_cast<double>(bytes)}});
            }
        }
        std::sort(masses_.begin(), masses_.end(),
                  [](const Mass& one, const Mass& other) { return one.at < other.at; });
        std::size_t kept = 0;
        for (std::size_t at = 0; at < masses_.size(); ++at) {
            if (kept > 0 && masses_[kept - 1].at == masses_[at].at) {
                masses_[kept - 1].load += masses_[at].load;
            } else {
                masses_[kept++] = masses_[at];
            }
        }
        masses_.resize(kept);
    }

    void add_slice(HashKey start, HashKey width, RangeLoad slice, std::span<Mass> masses) {
        slice_knot_.push_back(static_cast<std::uint32_t>(knots_.size()));
        RangeLoad rest = slice;
        for (Mass& mass : masses) {
            mass.load = {std::min(mass.load.records, rest.records),
                         std::min(mass.load.bytes, rest.bytes)};
            rest = rest - mass.load;
        }
        if (masses.empty() || masses.front().at != start) {
            knots_.push_back({.at = start});
        }
        for (const Mass& mass : masses) {
            knots_.push_back({.at = mass.at, .mass = mass.load});
        }
        const double scale = 1 / figures::to_double(width);
        for (std::size_t at = slice_knot_.back(); at < knots_.size(); ++at) {
            const bool last = at + 1 == knots_.size();
            const HashKey end = last ? start + width : knots_[at + 1].at;
            Knot& knot = knots_[at];
            knot.rest = rest * (figures::to_double(end - knot.at) * scale);
            knot.below = total_;
            total_ += knot.mass + knot.rest;
        }
    }

    /// The last knot that is not above the key.
    [[nodiscard]] std::size_t knot_of(HashKey key) const noexcept {
        const auto slice = static_cast<std::size_t>(key.hi() >> slice_shift_);
        const auto first = knots_.begin() + slice_knot_[slice];
        const auto end = knots_.begin() + slice_knot_[slice + 1];
        const auto above = std::upper_bound(
            first, end, key, [](HashKey wanted, const Knot& knot) { return wanted < knot.at; });
        return static_cast<std::size_t>(above - knots_.begin()) - 1;
    }

    /// How far it is to the next knot; after the last it is as far as to 2^128, which wraps to 0.
    [[nodiscard]] HashKey width_of(std::size_t at) const noexcept {
        return (at + 1 < knots_.size() ? knots_[at + 1].at : HashKey{}) - knots_[at].at;
    }

    [[nodiscard]] RangeLoad below(HashKey key) const noexcept {
        const std::size_t at = knot_of(key);
        const Knot& knot = knots_[at];
        if (knot.at == key) {
            return knot.below;
        }
        const double part = figures::to_double(key - knot.at) / figures::to_double(width_of(at));
        return knot.below + knot.mass + knot.rest * part;
    }

    /// The last knot from `first` on below which no more lies than `limit`; looks near by first.
    [[nodiscard]] std::size_t last_knot_within(std::size_t first,
                                               const RangeLoad& limit) const noexcept {
        std::size_t good = first;
        std::size_t step = 1;
        while (good + step < knots_.size() && knots_[good + step].below.within(limit)) {
            good += step;
            step *= 2;
        }
        std::size_t bad = std::min(good + step, knots_.size());
        while (bad - good > 1) {
            const std::size_t middle = good + (bad - good) / 2;
            (knots_[middle].below.within(limit) ? good : bad) = middle;
        }
        return good;
    }

    /// Which part of `rest` fits into `room`.
    [[nodiscard]] static double part_within(double rest, double room) noexcept {
        return rest <= room ? 1 : room > 0 ? room / rest : 0;
    }

    /// width · fraction, rounded down; the fraction is below 1.
    [[nodiscard]] static HashKey part_of(HashKey width, double fraction) noexcept {
        const auto scaled = static_cast<std::uint64_t>(std::ldexp(fraction, 64));
        const words::Product high = words::multiply(width.hi(), scaled);
        return HashKey{high.high, high.low} + HashKey{words::multiply(width.lo(), scaled).high};
    }

    std::vector<Mass> masses_;
    std::vector<Knot> knots_;
    std::vector<std::uint32_t> slice_knot_;  ///< the first knot of each slice, and one after all
    RangeLoad total_;
    unsigned slice_shift_ = 0;
};

}  // namespace weir::inline v0
