// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace weir::inline v0 {

namespace detail {

/// Bytes of the well-formed UTF-8 character at `at`, or 1 if there is none.
[[nodiscard]] constexpr std::size_t utf8_size(std::string_view text, std::size_t at) noexcept {
    const auto byte = [text](std::size_t index) {
        return index < text.size() ? static_cast<std::uint8_t>(text[index]) : std::uint8_t{0};
    };
    const auto within = [&byte](std::size_t index, std::uint8_t least, std::uint8_t most) {
        return byte(index) >= least && byte(index) <= most;
    };
    const auto follows = [&within](std::size_t index) { return within(index, 0x80, 0xbf); };
    const std::uint8_t first = byte(at);
    if (first >= 0xc2 && first <= 0xdf) {
        return follows(at + 1) ? 2 : 1;
    }
    if (first >= 0xe0 && first <= 0xef) {
        // After E0 less would be too long a form, after ED more would be half of a pair.
        const bool second =
            within(at + 1, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf);
        return second && follows(at + 2) ? 3 : 1;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        // After F0 less would be too long a form, after F4 more would be above U+10FFFF.
        const bool second =
            within(at + 1, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf);
        return second && follows(at + 2) && follows(at + 3) ? 4 : 1;
    }
    return 1;
}

}  // namespace detail

/// How long the service, being written in Java, takes a UTF-8 text to be.
///
/// A character outside the basic plane counts 2. A byte that is not part of a well-formed
/// character counts 1, so the result is never above the number of bytes.
///
/// Units: UTF-16 code units; stays at 2^32 - 1 for longer texts.
[[nodiscard]] constexpr std::uint32_t utf16_units(std::string_view utf8) noexcept {
    std::size_t units = 0;
    for (std::size_t at = 0; at < utf8.size();) {
        const bool ascii = static_cast<std::uint8_t>(utf8[at]) < 0x80;
        const auto size = ascii ? 1 : detail::utf8_size(utf8, at);
        units += size == 4 ? 2 : 1;
        at += size;
    }
    constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();
    return static_cast<std::uint32_t>(units < most ? units : most);
}

}  // namespace weir::inline v0
