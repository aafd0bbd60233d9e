// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

#include "weir/storage/block.hpp"
#include "weir/storage/reservation.hpp"

namespace weir::inline v0 {

/// What happens to an append that needs memory when the budget is spent.
enum class BudgetPolicy : std::uint8_t {
    refuse,       ///< the append fails with Errc::memory_budget_exceeded; nothing is lost
    trim_oldest,  ///< the oldest segment of the storage is trimmed, whatever the retention says
};

/// How a ring storage uses memory.
struct RingOptions {
    /// A log's first segment; each next one is twice as large.  Units: bytes, a power of two.
    std::uint32_t first_segment_bytes = 4096;
    /// The largest ordinary segment.  Units: bytes, a power of two, at most 8 MiB.
    ///
    /// With a budget, an ordinary segment has at most an eighth of it.
    std::uint32_t segment_bytes = std::uint32_t{1} << 20;
    /// The most records a segment holds; fewer than fit is for tests that want many segments.
    std::uint32_t segment_records_max = Reservation::slots_max;
    /// All segments together, in use and kept for use.  Units: bytes.
    std::uint64_t memory_budget_bytes = std::numeric_limits<std::uint64_t>::max();
    BudgetPolicy when_budget_is_spent = BudgetPolicy::refuse;
    /// Memory that is fetched, and touched, when the storage is made.  Units: bytes.
    std::uint64_t prepared_bytes = 0;
    BlockOptions block{};
};

/// What a log needs when it asks for a segment.
struct SegmentWish {
    std::uint32_t block_bytes = 0;    ///< about so large, slots included
    std::uint64_t record_bytes = 0;   ///< with room for one record of this size
    std::uint64_t typical_bytes = 0;  ///< and balanced for many of this one
};

/// The kinds of segment there are: a block size, and how it is divided into slots and bytes.
///
/// Blocks have a power of two of bytes. A ratio stands for a size of record; there are four to an
/// octave, so a segment of records that are all alike wastes less than a fifth.
struct SegmentClass {
    static constexpr std::uint32_t block_min = 256;
    static constexpr std::uint32_t slot_bytes = 16;
    static constexpr unsigned sizes = 17;   // 256 B to 16 MiB
    static constexpr unsigned ratios = 40;  // records of 8 B to 8 KiB, and all larger ones
    static constexpr unsigned lists = sizes * ratios;

    unsigned size = 0;
    unsigned ratio = 0;

    /// The classes counted through.
    [[nodiscard]] static constexpr SegmentClass of_list(unsigned list) noexcept {
        return {list / ratios, list % ratios};
    }
    [[nodiscard]] constexpr unsigned list() const noexcept { return size * ratios + ratio; }

    /// The size of a block of `bytes`, a power of two.
    [[nodiscard]] static constexpr unsigned size_of(std::uint32_t bytes) noexcept {
        return static_cast<unsigned>(std::bit_width(bytes)) - 9;
    }
    [[nodiscard]] static constexpr unsigned ratio_of(std::uint64_t record_bytes) noexcept {
        if (record_bytes < 8) {
            return 0;
        }
        const auto octave = static_cast<unsigned>(std::bit_width(record_bytes)) - 4;
        const auto quarter = static_cast<unsigned>(record_bytes >> (octave + 1)) - 4;
        const auto ratio = octave * 4 + quarter;
        return ratio < ratios ? ratio : ratios - 1;
    }
    /// The largest record that a ratio stands for.
    [[nodiscard]] static constexpr std::uint64_t record_of(unsigned ratio) noexcept {
        return (std::uint64_t{5 + ratio % 4} << (ratio / 4 + 1)) - 1;
    }

    [[nodiscard]] constexpr std::uint32_t block_bytes() const noexcept { return block_min << size; }
    [[nodiscard]] constexpr std::uint32_t slots(std::uint32_t records_max) const noexcept {
        const std::uint64_t fitting = block_bytes() / (slot_bytes + record_of(ratio));
        const std::uint64_t bounded = fitting < records_max ? fitting : records_max;
        return bounded == 0 ? 1 : static_cast<std::uint32_t>(bounded);
    }
    [[nodiscard]] constexpr std::uint32_t arena_bytes(std::uint32_t records_max) const noexcept {
        const auto arena = block_bytes() - slots(records_max) * slot_bytes;
        return arena < Reservation::bytes_max ? arena : Reservation::bytes_max;
    }

    friend constexpr bool operator==(SegmentClass, SegmentClass) noexcept = default;
};

}  // namespace weir::inline v0
