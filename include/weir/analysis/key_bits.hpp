// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "weir/core/uint128.hpp"
#include "weir/core/words.hpp"

namespace weir::inline v0 {

/// 64 bits that depend on all of a hash key: for places in tables and sketches.
///
/// The first bits of a hash key are those that choose its shard, so the keys of one shard share
/// them; hash keys that somebody chose rather than computed may have nothing but zeros below. Of
/// these bits neither is true.
[[nodiscard]] constexpr std::uint64_t key_bits(HashKey hash) noexcept {
    const auto product =
        words::multiply(hash.lo() ^ 0x9e37'79b9'7f4a'7c15U, hash.hi() ^ 0xbf58'476d'1ce4'e5b9U);
    // One product makes of numbers in a row numbers that are too even to pass for chance.
    const std::uint64_t mixed = product.high ^ product.low;
    const std::uint64_t again = (mixed ^ (mixed >> 32)) * 0x94d0'49bb'1331'11ebU;
    return again ^ (again >> 29);
}

/// The same bits once more, with no likeness to the first: one set for each `row`.
[[nodiscard]] constexpr std::uint64_t key_bits_again(std::uint64_t bits,
                                                     std::uint64_t row) noexcept {
    bits += row * 0x9e37'79b9'7f4a'7c15U;
    bits = (bits ^ (bits >> 30)) * 0xbf58'476d'1ce4'e5b9U;
    bits = (bits ^ (bits >> 27)) * 0x94d0'49bb'1331'11ebU;
    return bits ^ (bits >> 31);
}

/// A place from 0 to `count` - 1, by the upper bits.
[[nodiscard]] constexpr std::size_t place_of_bits(std::uint64_t bits, std::size_t count) noexcept {
    return static_cast<std::size_t>(words::multiply(bits, count).high);
}

}  // namespace weir::inline v0
