// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace weir::inline v0 {

/// The one word that all writers of a log agree on, as a value.
///
/// It names the segment that takes records now, how many slots and bytes of it are spoken for, and
/// whether that has come to an end: `frozen` while the next segment is put in its place, `sealed`
/// for good. A compare-exchange that moves it forward is a reservation; because everything that
/// a reservation depends on stands in the word, one that succeeds is valid.
///
/// From the top: sealed 1 bit, frozen 1, segment 23, slots 15, bytes 24.
class Reservation {
public:
    static constexpr std::uint32_t segment_max = (1U << 23) - 1;  ///< 0 means: no segment yet
    static constexpr std::uint32_t slots_max = (1U << 15) - 1;
    static constexpr std::uint32_t bytes_max = (1U << 24) - 1;
    static constexpr std::uint64_t sealed_bit = std::uint64_t{1} << 63;

    constexpr explicit Reservation(std::uint64_t word) noexcept : word_{word} {}

    /// The start of a segment: nothing reserved.
    [[nodiscard]] static constexpr Reservation begin(std::uint32_t segment) noexcept {
        return Reservation{std::uint64_t{segment} << 39};
    }

    [[nodiscard]] constexpr std::uint64_t word() const noexcept { return word_; }
    [[nodiscard]] constexpr bool sealed() const noexcept { return (word_ & sealed_bit) != 0; }
    [[nodiscard]] constexpr bool frozen() const noexcept { return (word_ & frozen_bit) != 0; }
    [[nodiscard]] constexpr std::uint32_t segment() const noexcept {
        return static_cast<std::uint32_t>(word_ >> 39) & segment_max;
    }
    [[nodiscard]] constexpr std::uint32_t slots() const noexcept {
        return static_cast<std::uint32_t>(word_ >> 24) & slots_max;
    }
    [[nodiscard]] constexpr std::uint32_t bytes() const noexcept {
        return static_cast<std::uint32_t>(word_) & bytes_max;
    }

    /// The word after `slots` more records of together `bytes` bytes; the caller knows they fit.
    [[nodiscard]] constexpr Reservation plus(std::uint64_t slots,
                                             std::uint64_t bytes) const noexcept {
        return Reservation{word_ + (slots << 24) + bytes};
    }
    [[nodiscard]] constexpr Reservation freeze() const noexcept {
        return Reservation{word_ | frozen_bit};
    }

private:
    static constexpr std::uint64_t frozen_bit = std::uint64_t{1} << 62;
    std::uint64_t word_;
};

}  // namespace weir::inline v0
