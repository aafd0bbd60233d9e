// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "weir/analysis/key_report.hpp"
#include "weir/core/hash_range.hpp"
#include "weir/core/uint128.hpp"

/// Shares of limits and of the hash space, as numbers that are always finite.
namespace weir::inline v0::figures {

/// The number nearest to a hash key that a double can hold.
[[nodiscard]] constexpr double to_double(HashKey key) noexcept {
    return static_cast<double>(key.hi()) * 0x1p64 + static_cast<double>(key.lo());
}

/// The share of all hash keys that lie in a range.
[[nodiscard]] constexpr double share_of_space(const HashKeyRange& range) noexcept {
    if (range.ending_hash_key < range.starting_hash_key) {
        return 0;
    }
    return (to_double(range.ending_hash_key - range.starting_hash_key) + 1) * 0x1p-128;
}

/// Limits that can be divided by: one that is 0 counts as 1.
[[nodiscard]] constexpr ShardLimits without_zeros(ShardLimits limits) noexcept {
    for (auto* limit : {&limits.write_records_per_second, &limits.write_bytes_per_second,
                        &limits.read_bytes_per_second, &limits.read_calls_per_second}) {
        *limit = *limit == 0 ? 1 : *limit;
    }
    return limits;
}

/// The number itself; 0 if it is negative or none at all, the greatest there is if infinite.
[[nodiscard]] constexpr double amount(double number) noexcept {
    constexpr double most = std::numeric_limits<double>::max();
    return number > most ? most : number > 0 ? number : 0;
}

/// A quotient of two amounts; 0 if there is nothing to divide by.
template <class Part, class Whole>
[[nodiscard]] double ratio(Part part, Whole whole) noexcept {
    const double divisor = amount(static_cast<double>(whole));
    return divisor > 0 ? amount(amount(static_cast<double>(part)) / divisor) : 0;
}

/// A number between two others; the lower one if it is none.
[[nodiscard]] inline double between(double least, double number, double most) noexcept {
    return number >= most ? most : number > least ? number : least;
}

/// The smallest whole number that is no less, as far as 32 bits go.
[[nodiscard]] inline std::uint32_t whole_above(double number) noexcept {
    constexpr auto most = std::numeric_limits<std::uint32_t>::max();
    const double whole = std::ceil(amount(number) - 1e-9);
    return whole >= static_cast<double>(most) ? most : static_cast<std::uint32_t>(amount(whole));
}

}  // namespace weir::inline v0::figures
