// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>

#include "weir/core/uint128.hpp"
#include "weir/core/words.hpp"

namespace weir::inline v0 {

/// Where to begin looking among route starts that lie close together: a radix table of their span.
///
/// Its cuts follow it in memory: for each bucket, how many starts lie below.
class CrowdIndex {
public:
    /// Units: bytes, a multiple of eight
    [[nodiscard]] static std::size_t room(std::size_t count) noexcept {
        return (sizeof(CrowdIndex) + (bucket_count(count) + 2) * sizeof(std::uint32_t) + 7) / 8 * 8;
    }

    /// An index of `count` starts that rise; `start(n)` is the n-th.
    template <class Start>
    static void make(std::byte* memory, std::size_t count, Start start) noexcept {
        auto& index = *std::construct_at(reinterpret_cast<CrowdIndex*>(memory), start(0),
                                         start(count - 1), bucket_count(count));
        std::uint32_t* cuts = index.cuts();
        std::size_t filled = 0;
        for (std::size_t at = 0; at < count; ++at) {
            for (const auto bucket = index.bucket_of(start(at)); filled <= bucket; ++filled) {
                std::construct_at(cuts + filled, static_cast<std::uint32_t>(at));
            }
        }
        for (; filled < index.last_ + std::size_t{2}; ++filled) {
            std::construct_at(cuts + filled, static_cast<std::uint32_t>(count));
        }
    }

    /// Some of the starts, in a row.
    struct Row {
        std::size_t below;   ///< how many come before
        std::size_t inside;  ///< how many they are
    };
    /// The starts that must still be compared with the key; those below are not above it.
    [[nodiscard]] Row narrow(HashKey key) const noexcept {
        const auto* cut = reinterpret_cast<const std::uint32_t*>(this + 1) + bucket_of(key);
        return {cut[0], cut[1] - std::size_t{cut[0]}};
    }

    CrowdIndex(HashKey first, HashKey last, std::uint64_t buckets) noexcept
        : first_{first}, shift_{static_cast<std::uint32_t>(std::bit_width((last - first).hi()))} {
        const std::uint64_t span = ((last - first) >> shift_).lo();
        scale_ = span <= buckets ? ones : words::divide(buckets, 0, span).quotient;
        last_ = static_cast<std::uint32_t>(words::multiply(span, scale_).high);
    }

private:
    static constexpr auto ones = std::numeric_limits<std::uint64_t>::max();
    static constexpr std::size_t buckets_per_start = 4;

    [[nodiscard]] static std::size_t bucket_count(std::size_t count) noexcept {
        return count * buckets_per_start;
    }
    /// What lies below the first start counts with it, what lies above the last with that.
    [[nodiscard]] std::size_t bucket_of(HashKey key) const noexcept {
        const HashKey offset = (key < first_ ? HashKey{} : key - first_) >> shift_;
        const std::uint64_t bucket = words::multiply(offset.lo(), scale_).high;
        return offset.hi() == 0 && bucket < last_ ? bucket : last_;
    }
    [[nodiscard]] std::uint32_t* cuts() noexcept {
        return reinterpret_cast<std::uint32_t*>(this + 1);
    }

    HashKey first_;
    std::uint32_t shift_;
    std::uint32_t last_ = 0;
    std::uint64_t scale_ = 0;
};

}  // namespace weir::inline v0
