// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "weir/core/check.hpp"
#include "weir/core/hash_range.hpp"
#include "weir/core/uint128.hpp"

namespace weir::inline v0 {

/// The first hash key of shard `index` when the hash space is divided evenly among `count`.
///
/// The service multiplies the rounded-down size, so the last shard takes what division leaves.
/// Source: ranges of live streams of 1 to 5 shards; kinesalite for the others.
[[nodiscard]] constexpr HashKey uniform_start(std::uint32_t index, std::uint32_t count) noexcept {
    const bool divides_evenly = HashKey::max() % count == count - 1;
    const HashKey size = HashKey::max() / count + (divides_evenly ? 1 : 0);
    return size * index;
}

/// The last hash key of shard `index` when the hash space is divided evenly among `count`.
[[nodiscard]] constexpr HashKey uniform_end(std::uint32_t index, std::uint32_t count) noexcept {
    return index + 1 == count ? HashKey::max() : uniform_start(index + 1, count) - 1;
}

/// The ranges of a new stream's shards, in order.
[[nodiscard]] inline std::vector<HashKeyRange> uniform_ranges(std::uint32_t count) {
    WEIR_CHECK(count > 0, "a stream has at least one shard");
    std::vector<HashKeyRange> ranges(count);
    for (std::uint32_t index = 0; index < count; ++index) {
        ranges[index] = {uniform_start(index, count), uniform_end(index, count)};
    }
    return ranges;
}

}  // namespace weir::inline v0
