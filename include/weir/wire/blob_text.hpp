// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "weir/core/base64.hpp"
#include "weir/core/record.hpp"
#include "weir/core/utf.hpp"
#include "weir/stream/texts.hpp"

/// Data as JSON carries it: base64, at the speed at which records come.
namespace weir::inline v0::wire {

namespace detail {

/// What four digits contribute to their three bytes, by place; a bit above those marks no digit.
inline constexpr std::uint32_t no_digit = 0x0100'0000;
inline constexpr auto base64_places = [] {
    std::array<std::array<std::uint32_t, 256>, 4> places{};
    for (std::size_t place = 0; place < 4; ++place) {
        places[place].fill(no_digit);
        for (std::size_t value = 0; value < 64; ++value) {
            const auto digit = static_cast<unsigned char>(v0::detail::base64_digits[value]);
            places[place][digit] = static_cast<std::uint32_t>(value << (18 - 6 * place));
        }
    }
    return places;
}();

[[nodiscard]] inline std::uint32_t base64_group(const char* digits) noexcept {
    const auto at = [digits](std::size_t place) {
        return base64_places[place][static_cast<unsigned char>(digits[place])];
    };
    return at(0) | at(1) | at(2) | at(3);
}

}  // namespace detail

/// The number of bytes that a base64 text needs at most while it is decoded.
[[nodiscard]] constexpr std::size_t decoded_size_max(std::size_t text_size) noexcept {
    return text_size / 4 * 3;
}

/// Decodes base64 to `out`, which has room for `decoded_size_max`.
/// Gives: how many bytes; nothing unless the text is exactly what an encoder makes.
[[nodiscard]] inline std::optional<std::size_t> decode_base64(std::string_view text,
                                                              std::byte* out) noexcept {
    if (text.size() % 4 != 0) {
        return std::nullopt;
    }
    if (text.empty()) {
        return 0;
    }
    const auto put = [&out](std::uint32_t group, std::size_t count) {
        for (std::size_t at = 0; at < count; ++at) {
            *out++ = static_cast<std::byte>(group >> (16 - 8 * at) & 0xff);
        }
    };
    std::uint32_t seen = 0;
    const char* digits = text.data();
    for (const char* const last = digits + text.size() - 4; digits != last; digits += 4) {
        const auto group = detail::base64_group(digits);
        seen |= group;
        put(group, 3);
    }
    char end[4]{digits[0], digits[1], digits[2], digits[3]};
    const std::size_t padding = end[3] != '=' ? 0 : end[2] != '=' ? 1 : 2;
    for (std::size_t at = 4 - padding; at < 4; ++at) {
        end[at] = 'A';
    }
    const auto group = detail::base64_group(end);
    const std::uint32_t unused = padding == 0 ? 0 : padding == 1 ? 0xff : 0xffff;
    if (((seen | group) & detail::no_digit) != 0 || (group & unused) != 0) {
        return std::nullopt;
    }
    put(group, 3 - padding);
    return text.size() / 4 * 3 - padding;
}

/// Why a text is not base64, in the service's words.  Source: answers of the live service.
[[nodiscard]] inline std::string base64_problem(std::string_view text) {
    const auto say = [text](std::string_view why, std::string_view what, std::string_view end) {
        return texts::join({"'", text, "' can not be converted to a Blob: ", why, what, end});
    };
    if (const auto units = utf16_units(text); units % 4 != 0) {
        return say("Base64 encoded length is expected a multiple of 4 bytes but found: ",
                   std::to_string(units), "");
    }
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool early_padding = text[at] == '=' && at + 1 < text.size() && text[at + 1] != '=';
        if (early_padding || (text[at] != '=' && v0::detail::base64_value(text[at]) < 0)) {
            return say("Invalid Base64 character: '",
                       text.substr(at, v0::detail::utf8_size(text, at)), "'");
        }
    }
    return say("Invalid last non-pad Base64 character dectected", "", "");
}

/// Appends data as base64.
inline void append_base64(std::string& out, const Blob& data) {
    const auto* from = reinterpret_cast<const std::uint8_t*>(data.data());
    const std::size_t whole = data.size() / 3;
    const std::size_t left = data.size() % 3;
    const std::size_t start = out.size();
    out.resize(start + (data.size() + 2) / 3 * 4, '=');
    char* to = out.data() + start;
    const auto digit = [](std::uint32_t group, unsigned shift) {
        return v0::detail::base64_digits[group >> shift & 63];
    };
    for (std::size_t at = 0; at < whole; ++at, from += 3, to += 4) {
        const std::uint32_t group =
            std::uint32_t{from[0]} << 16 | std::uint32_t{from[1]} << 8 | std::uint32_t{from[2]};
        to[0] = digit(group, 18);
        to[1] = digit(group, 12);
        to[2] = digit(group, 6);
        to[3] = digit(group, 0);
    }
    if (left > 0) {
        const std::uint32_t group =
            std::uint32_t{from[0]} << 16 | (left == 2 ? std::uint32_t{from[1]} << 8 : 0);
        to[0] = digit(group, 18);
        to[1] = digit(group, 12);
        to[2] = left == 2 ? digit(group, 6) : '=';
    }
}

}  // namespace weir::inline v0::wire
