// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "weir/core/check.hpp"
#include "weir/core/random.hpp"
#include "weir/core/words.hpp"

namespace weir::inline v0 {

/// Draws shards, each as often as its share says, with one random number and one look.
///
/// Units:  shares are not negative, and one of them is positive; they need not add up to 1.
/// Thread: any.
/// Source: M. Vose, A linear algorithm for generating random numbers with a given distribution
///         (1991).
class ShareDraw {
public:
    explicit ShareDraw(std::span<const double> shares) : columns_(shares.size()) {
        double sum = 0;
        for (const double share : shares) {
            sum += share;
        }
        WEIR_CHECK(sum > 0 && std::isfinite(sum), "there is a share to draw");
        const auto count = static_cast<double>(shares.size());
        std::vector<double> heights(shares.size());
        std::transform(shares.begin(), shares.end(), heights.begin(),
                       [&](double share) { return share / sum * count; });
        fill(heights);
    }

    [[nodiscard]] std::size_t operator()(Random& random) const noexcept {
        const words::Product drawn = words::multiply(random.next(), columns_.size());
        const Column& column = columns_[drawn.high];
        return drawn.low < column.below ? drawn.high : column.other;
    }

private:
    static constexpr std::uint64_t always = std::numeric_limits<std::uint64_t>::max();

    /// As wide as every other one: what is below belongs to its own shard, what is above to
    /// another.
    struct Column {
        std::uint64_t below = always;  ///< in units of 2^-64
        std::size_t other = 0;
    };

    /// Tops up each column that is too low with what another one has too much.
    void fill(std::vector<double>& heights) {
        std::vector<std::size_t> low;
        std::vector<std::size_t> high;
        for (std::size_t at = 0; at < heights.size(); ++at) {
            columns_[at].other = at;
            (heights[at] < 1 ? low : high).push_back(at);
        }
        // What is left over at the end is as high as all but for rounding; a share of nothing is
        // not among it, for the others would have to be too high together to make up for it.
        while (!low.empty() && !high.empty()) {
            const std::size_t to = low.back();
            const std::size_t from = high.back();
            low.pop_back();
            columns_[to] = {static_cast<std::uint64_t>(std::ldexp(heights[to], 64)), from};
            heights[from] -= 1 - heights[to];
            if (heights[from] < 1) {
                high.pop_back();
                low.push_back(from);
            }
        }
    }

    std::vector<Column> columns_;
};

}  // namespace weir::inline v0
