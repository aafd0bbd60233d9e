// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "weir/core/utf.hpp"

namespace weir::inline v0 {

namespace detail {

/// Whether a well-formed character shows as itself: none that is invisible or turns text around.
[[nodiscard]] constexpr bool shows(std::string_view character) noexcept {
    const auto byte = [character](std::size_t at) {
        return at < character.size() ? static_cast<std::uint8_t>(character[at]) : std::uint8_t{0};
    };
    if (character.size() == 1) {
        return byte(0) >= 0x20 && byte(0) < 0x7f && byte(0) != '"' && byte(0) != '\\';
    }
    if (byte(0) == 0xc2) {
        return byte(1) >= 0xa0 && byte(1) != 0xad;  // controls, and the hyphen that may show
    }
    if (byte(0) == 0xd8) {
        return byte(1) != 0x9c;  // U+061C, the Arabic letter mark
    }
    if (byte(0) == 0xe2 && byte(1) == 0x80) {
        return byte(2) < 0x8b || (byte(2) > 0x8f && byte(2) < 0xa8) || byte(2) > 0xae;
    }
    if (byte(0) == 0xe2 && byte(1) == 0x81) {
        return byte(2) < 0xa0 || byte(2) > 0xaf;
    }
    return !(byte(0) == 0xef && byte(1) == 0xbb && byte(2) == 0xbf);
}

}  // namespace detail

/// A partition key as a sentence can carry it: in quotes, short, and nothing in it that a terminal
/// or a page would act on; what can't be shown is a question mark.
[[nodiscard]] inline std::string shown_key(std::string_view key, std::size_t characters_max = 20) {
    std::string text = "\"";
    std::size_t characters = 0;
    for (std::size_t at = 0; at < key.size(); ++characters) {
        if (characters == characters_max) {
            text += "...";
            break;
        }
        const std::size_t size = detail::utf8_size(key, at);
        const std::string_view character = key.substr(at, size);
        text += detail::shows(character) ? character : std::string_view{"?"};
        at += size;
    }
    return text + '"';
}

}  // namespace weir::inline v0
