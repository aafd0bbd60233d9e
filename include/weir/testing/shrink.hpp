// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace weir::inline v0 {

/// Takes away of a list that fails what it can do without, pieces first and then one by one, until
/// nothing can be taken away any more.
///
/// `fails(list)` says whether a list still fails; it is asked `tries_max` times at most. The order
/// stays. What comes back fails, or is `items` itself.
/// Source: A. Zeller and R. Hildebrandt, Simplifying and isolating failure-inducing input (2002).
template <class T, class Fails>
[[nodiscard]] std::vector<T> smallest_failing(std::vector<T> items, Fails&& fails,
                                              std::size_t tries_max = 1'000) {
    std::size_t tries = 0;
    std::size_t pieces = 2;
    if (!items.empty() && tries++ < tries_max && fails(std::vector<T>{})) {
        return {};
    }
    while (items.size() > 1) {
        pieces = std::min(pieces, items.size());
        bool smaller = false;
        for (std::size_t piece = 0; piece < pieces && !smaller; ++piece) {
            const std::size_t begin = items.size() * piece / pieces;
            const std::size_t end = items.size() * (piece + 1) / pieces;
            std::vector<T> rest{items.begin(), items.begin() + static_cast<std::ptrdiff_t>(begin)};
            rest.insert(rest.end(), items.begin() + static_cast<std::ptrdiff_t>(end), items.end());
            if (tries++ >= tries_max) {
                return items;
            }
            if (fails(std::as_const(rest))) {
                items = std::move(rest);
                pieces = std::max<std::size_t>(pieces - 1, 2);
                smaller = true;
            }
        }
        if (!smaller && pieces == items.size()) {
            break;
        }
        pieces = smaller ? pieces : pieces * 2;
    }
    return items;
}

}  // namespace weir::inline v0
