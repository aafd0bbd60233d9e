// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <numeric>

#include "weir/analysis/capped.hpp"
#include "weir/core/limits.hpp"

namespace weir::inline v0 {

/// How much of a shard records take, in one number: the time in which it takes so many records
/// plus the time in which it takes so many bytes.
///
/// The worse of the two times is at most that, and at least half of it: who is hot by records, and
/// who is hot by bytes, is so by this.
/// Units: a second of a shard, all its records or all its bytes, is `second` of them.
struct KeyWeight {
    static constexpr std::uint64_t divisor =
        std::gcd(limits::write_bytes_per_second, limits::write_records_per_second);
    static constexpr std::uint64_t record = limits::write_bytes_per_second / divisor;
    static constexpr std::uint64_t byte = limits::write_records_per_second / divisor;
    static constexpr std::uint64_t second = record * limits::write_records_per_second;

    /// Gives: the greatest number where that is too much for 64 bits.
    [[nodiscard]] static constexpr std::uint64_t of(std::uint64_t records,
                                                    std::uint64_t bytes) noexcept {
        return capped_sum(capped_product(records, record), capped_product(bytes, byte));
    }
};

static_assert(KeyWeight::second == KeyWeight::of(limits::write_records_per_second, 0));
static_assert(KeyWeight::second == KeyWeight::of(0, limits::write_bytes_per_second));

}  // namespace weir::inline v0
