// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "weir/analysis/capped.hpp"
#include "weir/core/uint128.hpp"

namespace weir::inline v0 {

/// What was put, by hash key: the hash space in equal slices, records and bytes of each.
///
/// The slices are many times finer than shards, so that load is known for ranges that are no
/// shard's; LoadCurve tells it. Takes 4 MiB at most, however much is counted.
class HashLoad {
public:
    struct Slice {
        std::uint64_t records = 0;
        std::uint64_t bytes = 0;
    };

    static constexpr std::uint32_t slices_min = 1U << 12;
    static constexpr std::uint32_t slices_max = 1U << 18;
    static constexpr std::uint32_t slices_per_shard = 16;

    /// At least 16 slices for each of so many shards, as far as 2^18 slices go.
    explicit HashLoad(std::uint32_t shards = 1)
        : bits_{bits_for(shards)}, slices_(std::size_t{1} << bits_) {}

    /// Counts a record, or several; a sum stays at the greatest number rather than start again.
    /// Time: a few nanoseconds
    void add(HashKey at, std::uint64_t bytes, std::uint64_t records = 1) noexcept {
        Slice& slice = slices_[slice_of(at)];
        slice.records = capped_sum(slice.records, records);
        slice.bytes = capped_sum(slice.bytes, bytes);
    }

    [[nodiscard]] std::span<const Slice> slices() const noexcept { return slices_; }
    [[nodiscard]] std::size_t slice_of(HashKey at) const noexcept {
        return static_cast<std::size_t>(at.hi() >> (64 - bits_));
    }
    /// The first hash key of a slice.
    [[nodiscard]] HashKey slice_start(std::size_t slice) const noexcept {
        return HashKey{std::uint64_t{slice} << (64 - bits_), 0};
    }

    /// Everything that was counted.
    [[nodiscard]] Slice total() const noexcept {
        Slice sum;
        for (const Slice& slice : slices_) {
            sum.records = capped_sum(sum.records, slice.records);
            sum.bytes = capped_sum(sum.bytes, slice.bytes);
        }
        return sum;
    }

private:
    [[nodiscard]] static constexpr unsigned bits_for(std::uint32_t shards) noexcept {
        const std::uint64_t wanted = std::uint64_t{shards} * slices_per_shard;
        const std::uint64_t slices = std::clamp<std::uint64_t>(wanted, slices_min, slices_max);
        return static_cast<unsigned>(std::bit_width(slices - 1));
    }

    unsigned bits_;
    std::vector<Slice> slices_;
};

}  // namespace weir::inline v0
