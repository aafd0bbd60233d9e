// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "weir/core/utf.hpp"

namespace weir::inline v0::wire {

namespace detail {

/// Bytes of the character at `at`, or 0 if there is none that is well-formed.
[[nodiscard]] constexpr std::size_t character_size(std::string_view text, std::size_t at) noexcept {
    if (static_cast<std::uint8_t>(text[at]) < 0x80) {
        return 1;
    }
    const std::size_t size = v0::detail::utf8_size(text, at);
    return size == 1 ? 0 : size;
}

}  // namespace detail

[[nodiscard]] inline bool is_utf8(std::string_view text) noexcept {
    std::size_t at = 0;
    for (std::uint64_t bytes = 0; at + 8 <= text.size(); at += 8) {
        std::memcpy(&bytes, text.data() + at, 8);
        if ((bytes & 0x8080'8080'8080'8080) != 0) {
            break;
        }
    }
    while (at < text.size()) {
        const std::size_t size = detail::character_size(text, at);
        if (size == 0) {
            return false;
        }
        at += size;
    }
    return true;
}

/// What stands for a byte that is part of no character: U+FFFD.
inline constexpr std::string_view replacement_character = "\xef\xbf\xbd";

/// The text with each byte that is part of no character replaced, as a partition key that was put
/// in process may hold any bytes and an answer may not.
[[nodiscard]] inline std::string replaced_utf8(std::string_view text) {
    std::string whole;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = detail::character_size(text, at);
        whole += size == 0 ? replacement_character : text.substr(at, size);
        at += size == 0 ? 1 : size;
    }
    return whole;
}

}  // namespace weir::inline v0::wire
