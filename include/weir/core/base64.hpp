// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weir::inline v0 {

namespace detail {
inline constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The six bits of a digit, or -1.
[[nodiscard]] constexpr int base64_value(char digit) noexcept {
    const auto at = base64_digits.find(digit);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}
}  // namespace detail

/// Bytes as base64 text with padding.  Source: RFC 4648 section 4.
[[nodiscard]] inline std::string to_base64(std::span<const std::uint8_t> bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::size_t count = bytes.size() - at < 3 ? bytes.size() - at : 3;
        std::uint32_t group = 0;
        for (std::size_t byte = 0; byte < 3; ++byte) {
            group = group << 8 | (byte < count ? bytes[at + byte] : 0U);
        }
        for (std::size_t digit = 0; digit < 4; ++digit) {
            const auto value = group >> (18 - 6 * digit) & 0x3f;
            text += digit <= count ? detail::base64_digits[value] : '=';
        }
    }
    return text;
}

/// Bytes behind base64 text.
/// Gives: nothing unless the text is exactly what `to_base64` makes.
[[nodiscard]] inline std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) {
        return std::nullopt;
    }
    std::vector<std::uint8_t> bytes;
    bytes.reserve(text.size() / 4 * 3);
    for (std::size_t at = 0; at < text.size(); at += 4) {
        const bool last = at + 4 == text.size();
        const std::size_t padding = last && text[at + 3] == '=' ? (text[at + 2] == '=' ? 2 : 1) : 0;
        std::uint32_t group = 0;
        for (std::size_t digit = 0; digit < 4; ++digit) {
            const int value = digit < 4 - padding ? detail::base64_value(text[at + digit]) : 0;
            if (value < 0) {
                return std::nullopt;
            }
            group = group << 6 | static_cast<std::uint32_t>(value);
        }
        const std::uint32_t unused = padding == 0 ? 0 : padding == 1 ? 0xff : 0xffff;
        if ((group & unused) != 0) {
            return std::nullopt;
        }
        for (std::size_t byte = 0; byte < 3 - padding; ++byte) {
            bytes.push_back(static_cast<std::uint8_t>(group >> (16 - 8 * byte)));
        }
    }
    return bytes;
}

}  // namespace weir::inline v0
