// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "weir/analysis/key_bits.hpp"
#include "weir/analysis/key_weight.hpp"
#include "weir/core/check.hpp"
#include "weir/core/uint128.hpp"

namespace weir::inline v0 {

/// What a hash key's weights came to at most, in a fixed amount of memory.
///
/// A key has a counter in each row, shared with others; the least of them is the answer. Only
/// those counters are raised that have to be for the answer to hold ("conservative update"). So
/// each counter is at least the sum of every key that shares it, and at most what it would be if
/// all weights were added up: an answer is never too low, and with `confidence` not above the true
/// sum by more than `error()` of the total. Weights can't be taken away again.
///
/// Source: G. Cormode and S. Muthukrishnan, An improved data stream summary (2005); C. Estan and
/// G. Varghese, New directions in traffic measurement and accounting (2002).
class CountMin {
public:
    static constexpr std::uint64_t cells_max = std::uint64_t{1} << 32;

    /// For answers that are, with this probability, not above the truth by more than `error` of
    /// the total weight.
    CountMin(double error, double confidence)
        : width_{width_for(error)}, depth_{depth_for(confidence)} {
        WEIR_CHECK(width_ <= cells_max / depth_, "a sketch has 2^32 counters at most");
        cells_.resize(width_ * depth_);
    }

    /// Adds a weight to a key's sum.
    /// Time: O(depth)
    void add(HashKey hash, std::uint64_t weight) noexcept {
        total_ = capped_sum(total_, weight);
        const std::uint64_t bits = key_bits(hash);
        const std::uint64_t sum = capped_sum(least(bits), weight);
        for (std::size_t row = 0; row < depth_; ++row) {
            std::uint64_t& cell = cells_[place(bits, row)];
            cell = std::max(cell, sum);
        }
    }

    /// What the key's weights came to at most; sums stay at 2^64 - 1.
    /// Time: O(depth)
    [[nodiscard]] std::uint64_t at_most(HashKey hash) const noexcept {
        return least(key_bits(hash));
    }

    /// Takes in the weights of another sketch of the same size.
    ///
    /// A counter is at least the sum of each of its keys in either sketch, so the two together are
    /// at least the sum in both, and at most what adding everything up would have given: answers
    /// keep both promises. Yet they may be higher than those of one sketch that saw everything.
    void merge(const CountMin& other) noexcept {
        WEIR_CHECK(width_ == other.width_ && depth_ == other.depth_,
                   "sketches that merge have one size");
        for (std::size_t at = 0; at < cells_.size(); ++at) {
            cells_[at] = capped_sum(cells_[at], other.cells_[at]);
        }
        total_ = capped_sum(total_, other.total_);
    }

    /// By how much an answer may be too high, as a share of `total()`.
    [[nodiscard]] double error() const noexcept { return e / static_cast<double>(width_); }

    /// How probable it is, at least, that an answer is not further off than that.
    [[nodiscard]] double confidence() const noexcept {
        return 1 - std::exp(-static_cast<double>(depth_));
    }

    /// All weights together.
    [[nodiscard]] std::uint64_t total() const noexcept { return total_; }

    /// Units: bytes
    [[nodiscard]] std::size_t memory_bytes() const noexcept {
        return sizeof(*this) + cells_.capacity() * sizeof(std::uint64_t);
    }

private:
    static constexpr double e = 2.718'281'828'459'045;

    [[nodiscard]] static std::size_t width_for(double error) noexcept {
        // What is no number is refused, too.
        WEIR_CHECK(error >= 1e-9 && error < 1, "a sketch's error lies between 1e-9 and 1");
        return static_cast<std::size_t>(std::ceil(e / error));
    }
    [[nodiscard]] static std::size_t depth_for(double confidence) noexcept {
        WEIR_CHECK(confidence > 0 && confidence < 1,
                   "a sketch's confidence lies between 0 and 1, and is neither");
        return static_cast<std::size_t>(std::max(1.0, std::ceil(-std::log1p(-confidence))));
    }

    [[nodiscard]] std::size_t place(std::uint64_t bits, std::size_t row) const noexcept {
        return row * width_ + place_of_bits(key_bits_again(bits, row), width_);
    }
    [[nodiscard]] std::uint64_t least(std::uint64_t bits) const noexcept {
        std::uint64_t sum = cells_[place(bits, 0)];
        for (std::size_t row = 1; row < depth_; ++row) {
            sum = std::min(sum, cells_[place(bits, row)]);
        }
        return sum;
    }

    std::size_t width_;
    std::size_t depth_;
    std::vector<std::uint64_t> cells_;
    std::uint64_t total_ = 0;
};

}  // namespace weir::inline v0
