// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#ifndef XXH_INLINE_ALL
#define XXH_INLINE_ALL
#endif
#include <xxhash.h>

#include "weir/analysis/key_report.hpp"

namespace weir::inline v0 {

/// Measures what a change of the key costs in order, in bounded memory.
///
/// It keeps the shard of the last record of up to 65,536 original keys. Keys whose hashes end alike
/// share a place, and a key that comes into it lets go of the one before: its next record then
/// makes no pair. So with few keys all pairs are counted, with many those of keys that come often,
/// which are those that order matters to.
///
/// Units: 1 MiB.
/// Thread: one.
class OrderTracker {
public:
    static constexpr std::size_t places = std::size_t{1} << 16;

    OrderTracker() : places_(places) {}

    /// Takes the next record of an original key, which now goes to this shard.
    void add(std::string_view original_key, std::uint32_t shard) {
        add_hash(XXH3_64bits(original_key.data(), original_key.size()), shard);
    }

    /// The same for who has a good hash of the key; two keys of one hash are taken for one.
    void add_hash(std::uint64_t hash_of_original_key, std::uint32_t shard) noexcept {
        Place& place = places_[hash_of_original_key % places];
        if (!place.taken) {
            place.taken = true;
        } else if (place.hash == hash_of_original_key) {
            ++loss_.pairs;
            loss_.parted += place.shard != shard ? 1U : 0U;
        } else {
            ++displaced_;
        }
        place.hash = hash_of_original_key;
        place.shard = shard;
    }

    [[nodiscard]] const OrderLoss& loss() const noexcept { return loss_; }

    /// How often a key lost its place to another; 0: the loss is of all pairs there are.
    [[nodiscard]] std::uint64_t displaced() const noexcept { return displaced_; }

private:
    struct Place {
        std::uint64_t hash = 0;
        std::uint32_t shard = 0;
        bool taken = false;
    };
    static_assert(sizeof(Place) * places == std::size_t{1} << 20);

    std::vector<Place> places_;
    OrderLoss loss_;
    std::uint64_t displaced_ = 0;
};

}  // namespace weir::inline v0
