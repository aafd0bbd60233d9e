// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>

#include "weir/core/words.hpp"

/// Counts that stay at the greatest number instead of starting again at 0.
namespace weir::inline v0 {

/// a + b, or the greatest number where that is too much for 64 bits.
[[nodiscard]] constexpr std::uint64_t capped_sum(std::uint64_t a, std::uint64_t b) noexcept {
    const std::uint64_t sum = a + b;
    return sum < a ? std::numeric_limits<std::uint64_t>::max() : sum;
}

/// a * b, or the greatest number where that is too much for 64 bits.
[[nodiscard]] constexpr std::uint64_t capped_product(std::uint64_t a, std::uint64_t b) noexcept {
    const auto product = words::multiply(a, b);
    return product.high > 0 ? std::numeric_limits<std::uint64_t>::max() : product.low;
}

}  // namespace weir::inline v0
