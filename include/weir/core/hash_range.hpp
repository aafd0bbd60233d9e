// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "weir/core/uint128.hpp"

namespace weir::inline v0 {

/// The hash keys that one shard owns: from its start to its end, both included.
struct HashKeyRange {
    HashKey starting_hash_key;
    HashKey ending_hash_key;

    /// Every hash key.
    [[nodiscard]] static constexpr HashKeyRange whole() noexcept { return {0, HashKey::max()}; }

    [[nodiscard]] constexpr bool contains(HashKey key) const noexcept {
        return starting_hash_key <= key && key <= ending_hash_key;
    }

    /// Whether `next` begins right where this range ends; nothing follows the last hash key.
    [[nodiscard]] constexpr bool adjoins(const HashKeyRange& next) const noexcept {
        return ending_hash_key != HashKey::max() && ending_hash_key + 1 == next.starting_hash_key;
    }

    /// This range and the one that it adjoins, as one.
    [[nodiscard]] constexpr HashKeyRange joined_with(const HashKeyRange& next) const noexcept {
        return {starting_hash_key, next.ending_hash_key};
    }

    /// Whether the service splits here: the lower part keeps two keys at least, the upper too.
    /// Source: kinesalite's tests against the live service, SplitShard.
    [[nodiscard]] constexpr bool splits_at(HashKey at) const noexcept {
        return at > starting_hash_key && at - starting_hash_key >= 2 && at < ending_hash_key;
    }
    /// What lies below `at`; `at` is in the range and not its start.
    [[nodiscard]] constexpr HashKeyRange lower_part(HashKey at) const noexcept {
        return {starting_hash_key, at - 1};
    }
    /// What lies from `at` on.
    [[nodiscard]] constexpr HashKeyRange upper_part(HashKey at) const noexcept {
        return {at, ending_hash_key};
    }

    /// Where the upper half begins; of an odd number of keys the upper half has one more.
    [[nodiscard]] constexpr HashKey middle() const noexcept {
        const auto last = ending_hash_key - starting_hash_key;
        return starting_hash_key + (last >> 1) + last % 2;
    }

    friend constexpr bool operator==(const HashKeyRange&, const HashKeyRange&) noexcept = default;
};

}  // namespace weir::inline v0
