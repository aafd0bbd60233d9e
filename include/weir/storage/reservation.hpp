// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace weir::inline v0 {

/// The one word that all writers of a log agree on, as a value.
///
/// It says which of the log's segments takes records now, how many slots and bytes of that are
/// spoken for, and whether it has come to an end: `frozen` while the next segment is put in its
/// place, `sealed` for good. A compare-exchange that moves it forward is a reservation; because
/// everything that a reservation depends on stands in the word, one that succeeds is valid.
///
/// Segments are counted, not named: the same memory may serve the same log again, and a writer who
/// slept meanwhile must not take the one for the other. The count comes round after 2^23 segments.
///
/// From the top: sealed 1 bit, frozen 1, ordinal of the segment 23, slots 15, bytes 24.
class Reservation {
public:
    static constexpr std::uint32_t ordinal_max = (1U << 23) - 1;  ///< 0 means: no segment yet
    static constexpr std::uint32_t slots_max = (1U << 15) - 1;
    static constexpr std::uint32_t bytes_max = (1U << 24) - 1;
    static constexpr std::uint64_t sealed_bit = std::uint64_t{1} << 63;

    constexpr explicit Reservation(std::uint64_t word) noexcept : word_{word} {}

    /// The start of a segment: nothing reserved.
    [[nodiscard]] static constexpr Reservation begin(std::uint32_t ordinal) noexcept {
        return Reservation{std::uint64_t{ordinal} << segment_shift};
    }
    /// The ordinal of the segment after this one.
    [[nodiscard]] static constexpr std::uint32_t after(std::uint32_t ordinal) noexcept {
        return ordinal == ordinal_max ? 1 : ordinal + 1;
    }

    [[nodiscard]] constexpr std::uint64_t word() const noexcept { return word_; }
    [[nodiscard]] constexpr bool sealed() const noexcept { return (word_ & sealed_bit) != 0; }
    [[nodiscard]] constexpr bool frozen() const noexcept { return (word_ & frozen_bit) != 0; }
    /// True if records can be reserved, as far as the word knows.
    [[nodiscard]] constexpr bool open() const noexcept {
        return (word_ & (sealed_bit | frozen_bit)) == 0;
    }
    [[nodiscard]] constexpr std::uint32_t ordinal() const noexcept {
        return static_cast<std::uint32_t>(word_ >> segment_shift) & ordinal_max;
    }
    /// The ordinal, if the segment is open; otherwise no ordinal at all.
    [[nodiscard]] constexpr std::uint64_t open_ordinal() const noexcept {
        return word_ >> segment_shift;
    }
    [[nodiscard]] constexpr std::uint32_t slots() const noexcept {
        return static_cast<std::uint32_t>(word_ >> slots_shift) & slots_max;
    }
    [[nodiscard]] constexpr std::uint32_t bytes() const noexcept {
        return static_cast<std::uint32_t>(word_) & bytes_max;
    }

    /// The word after `slots` more records of together `bytes` bytes; the caller knows they fit.
    [[nodiscard]] constexpr Reservation plus(std::uint64_t slots,
                                             std::uint64_t bytes) const noexcept {
        return Reservation{word_ + (slots << slots_shift) + bytes};
    }
    [[nodiscard]] constexpr Reservation freeze() const noexcept {
        return Reservation{word_ | frozen_bit};
    }

private:
    static constexpr std::uint64_t frozen_bit = std::uint64_t{1} << 62;
    static constexpr unsigned segment_shift = 39;
    static constexpr unsigned slots_shift = 24;
    std::uint64_t word_;
};

/// Says of a segment which log it serves and as which of that log's segments; one word.
///
/// No two logs have the same serial, so a segment whose title is the wanted one is
/// the wanted one. A word that belongs to no segment: 0.
class SegmentTitle {
public:
    constexpr SegmentTitle() noexcept = default;
    /// `serial` counts the logs of a program, from 1.
    constexpr SegmentTitle(std::uint64_t serial, std::uint32_t ordinal) noexcept
        : word_{serial << serial_shift | ordinal} {}
    constexpr explicit SegmentTitle(std::uint64_t word) noexcept : word_{word} {}

    [[nodiscard]] constexpr std::uint64_t word() const noexcept { return word_; }
    [[nodiscard]] constexpr std::uint32_t ordinal() const noexcept {
        return static_cast<std::uint32_t>(word_) & Reservation::ordinal_max;
    }
    /// The log in short: never 0, and the same only for logs that 2^31 others lie between.
    [[nodiscard]] constexpr std::uint32_t mark() const noexcept {
        return static_cast<std::uint32_t>(word_ >> serial_shift) | std::uint32_t{1} << 31;
    }
    [[nodiscard]] constexpr SegmentTitle with(std::uint32_t ordinal) const noexcept {
        return SegmentTitle{(word_ >> serial_shift) << serial_shift | ordinal};
    }
    /// The title of the segment that a reservation can be made in; none if it is not open.
    [[nodiscard]] constexpr SegmentTitle open_in(Reservation seen) const noexcept {
        return SegmentTitle{word_ | seen.open_ordinal()};
    }
    friend constexpr bool operator==(SegmentTitle, SegmentTitle) noexcept = default;

private:
    static constexpr unsigned serial_shift = 25;  // a closed reservation's flags come in between
    std::uint64_t word_ = 0;
};

}  // namespace weir::inline v0
