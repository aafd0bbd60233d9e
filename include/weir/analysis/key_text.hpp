// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "weir/core/utf.hpp"

namespace weir::inline v0 {

/// A character of a text and the bytes it takes there.
struct TextCharacter {
    std::uint32_t code = 0;
    std::size_t size = 1;
    bool valid = true;  ///< false: a byte that is no part of a well-formed UTF-8 character
};

/// The character at `at`, which lies within the text.
[[nodiscard]] constexpr TextCharacter character_at(std::string_view text, std::size_t at) noexcept {
    const auto byte = [text](std::size_t index) {
        return static_cast<std::uint32_t>(static_cast<std::uint8_t>(text[index]));
    };
    if (byte(at) < 0x80) {
        return {byte(at), 1, true};
    }
    const std::size_t size = detail::utf8_size(text, at);
    if (size == 1) {
        return {byte(at), 1, false};
    }
    std::uint32_t code = byte(at) & (0xffU >> (size + 1));
    for (std::size_t next = 1; next < size; ++next) {
        code = code << 6 | (byte(at + next) & 0x3f);
    }
    return {code, size, true};
}

/// Whether a text is UTF-8 throughout.
[[nodiscard]] constexpr bool is_utf8(std::string_view text) noexcept {
    for (std::size_t at = 0; at < text.size();) {
        const TextCharacter character = character_at(text, at);
        if (!character.valid) {
            return false;
        }
        at += character.size;
    }
    return true;
}

namespace detail {

struct CodeRange {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
};

[[nodiscard]] constexpr bool is_among(std::uint32_t code,
                                      std::span<const CodeRange> ranges) noexcept {
    return std::any_of(ranges.begin(), ranges.end(), [code](const CodeRange& range) {
        return range.first <= code && code <= range.last;
    });
}

/// What steers a terminal, turns the direction of reading, breaks a line or shows nothing.
inline constexpr std::array<CodeRange, 19> unseen_codes{{{0, 0x1f},
                                                         {0x7f, 0x9f},
                                                         {0xad, 0xad},
                                                         {0x34f, 0x34f},
                                                         {0x61c, 0x61c},
                                                         {0x115f, 0x1160},
                                                         {0x17b4, 0x17b5},
                                                         {0x180b, 0x180f},
                                                         {0x200b, 0x200f},
                                                         {0x2028, 0x202e},
                                                         {0x2060, 0x206f},
                                                         {0x3164, 0x3164},
                                                         {0xfdd0, 0xfdef},
                                                         {0xfeff, 0xfeff},
                                                         {0xffa0, 0xffa0},
                                                         {0xfff0, 0xfffb},
                                                         {0xfffe, 0xffff},
                                                         {0xe000, 0xf8ff},
                                                         {0xe0000, 0x10ffff}}};

inline constexpr std::array<CodeRange, 23> narrow_marks{
    {{0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},  {0x5bf, 0x5c7},   {0x610, 0x61a},
     {0x64b, 0x65f},   {0x670, 0x670},   {0x6d6, 0x6dc},  {0x6df, 0x6e8},   {0x6ea, 0x6ed},
     {0x711, 0x711},   {0x730, 0x74a},   {0x93c, 0x93c},  {0x941, 0x948},   {0x94d, 0x94d},
     {0xe31, 0xe31},   {0xe34, 0xe3a},   {0xe47, 0xe4e},  {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
     {0x20d0, 0x20f0}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}}};

inline constexpr std::array<CodeRange, 24> wide_codes{
    {{0x1100, 0x115e}, {0x231a, 0x231b}, {0x23e9, 0x23f3},   {0x25fd, 0x25fe},  {0x2614, 0x2615},
     {0x2648, 0x2653}, {0x26a1, 0x26a1}, {0x26bd, 0x26be},   {0x26d4, 0x26d4},  {0x2705, 0x2705},
     {0x270a, 0x270b}, {0x2728, 0x2728}, {0x274c, 0x274e},   {0x2753, 0x2757},  {0x2795, 0x2797},
     {0x2b50, 0x2b55}, {0x2e80, 0x303e}, {0x3041, 0xa4cf},   {0xac00, 0xd7a3},  {0xf900, 0xfaff},
     {0xfe30, 0xfe6f}, {0xff01, 0xff60}, {0x1f004, 0x1faff}, {0x20000, 0x3fffd}}};

/// The columns that a terminal gives a character that shows.
[[nodiscard]] constexpr std::size_t columns_of(std::uint32_t code) noexcept {
    if (code < 0x300) {
        return 1;
    }
    return is_among(code, narrow_marks) ? 0 : is_among(code, wide_codes) ? 2 : 1;
}

/// How a character is shown; `marks` counts those that were put onto the letter before.
inline std::string shown_character(std::string_view bytes, const TextCharacter& character,
                                   std::size_t& marks) {
    constexpr std::size_t marks_max = 2;  // more of them would climb over the lines above
    const std::uint32_t code = character.code;
    const bool mark = character.valid && code >= 0x300 && columns_of(code) == 0;
    marks = mark ? marks + 1 : 0;
    if (!character.valid) {
        return fmt::format("\\x{:02x}", code);
    }
    if (code == '\\') {
        return "\\\\";
    }
    if (code == '\n' || code == '\r' || code == '\t') {
        return code == '\n' ? "\\n" : code == '\r' ? "\\r" : "\\t";
    }
    if (is_among(code, unseen_codes) || (mark && marks > marks_max)) {
        return code < 0x80 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{{{:x}}}", code);
    }
    return std::string{bytes};
}

}  // namespace detail

/// The columns that a text takes in a terminal, as far as that can be known without asking it.
[[nodiscard]] inline std::size_t display_columns(std::string_view text) noexcept {
    std::size_t columns = 0;
    for (std::size_t at = 0; at < text.size();) {
        const TextCharacter character = character_at(text, at);
        columns += character.valid ? detail::columns_of(character.code) : 1;
        at += character.size;
    }
    return columns;
}

/// A key, or any text from outside, that is safe to show: what steers a terminal, turns the
/// direction of reading, shows nothing or is no UTF-8 is written as an escape, `\` as `\\`, and
/// what is wider than `columns` ends in dots. No text at all is `""`.
[[nodiscard]] inline std::string visible_key(std::string_view key, std::size_t columns = 256) {
    if (key.empty()) {
        return "\"\"";
    }
    constexpr std::string_view dots = "...";
    const std::size_t room_for_dots = columns > dots.size() ? columns - dots.size() : 0;
    std::string out;
    std::size_t used = 0;
    std::size_t cut = 0;  // where the dots go if the text turns out to be too wide
    std::size_t marks = 0;
    for (std::size_t at = 0; at < key.size();) {
        const TextCharacter character = character_at(key, at);
        const std::string shown =
            detail::shown_character(key.substr(at, character.size), character, marks);
        used += display_columns(shown);
        if (used > columns) {
            out.resize(cut);
            return out.append(dots.substr(0, columns));
        }
        out += shown;
        cut = used <= room_for_dots ? out.size() : cut;
        at += character.size;
    }
    return out;
}

/// A sentence that may quote what came from outside, made as safe to show; `\` stays as it is.
[[nodiscard]] inline std::string visible_text(std::string_view text) {
    std::string out;
    std::size_t marks = 0;
    for (std::size_t at = 0; at < text.size();) {
        const TextCharacter character = character_at(text, at);
        const std::string_view bytes = text.substr(at, character.size);
        out += bytes == "\\" ? "\\" : detail::shown_character(bytes, character, marks);
        at += character.size;
    }
    return out;
}

/// A text filled up with blanks to a number of columns.
[[nodiscard]] inline std::string padded_text(std::string_view text, std::size_t columns) {
    const std::size_t used = display_columns(text);
    return std::string{text}.append(used < columns ? columns - used : 0, ' ');
}
/// The same with the blanks in front.
[[nodiscard]] inline std::string right_text(std::string_view text, std::size_t columns) {
    const std::size_t used = display_columns(text);
    return std::string(used < columns ? columns - used : 0, ' ').append(text);
}

/// A text as UTF-8 throughout: each byte that is none becomes U+FFFD, and so does each character
/// for which `unwanted` gives true.
template <class Predicate>
[[nodiscard]] std::string replaced_text(std::string_view text, Predicate unwanted) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const TextCharacter character = character_at(text, at);
        if (!character.valid || unwanted(character.code)) {
            out += "\xef\xbf\xbd";
        } else {
            out += text.substr(at, character.size);
        }
        at += character.size;
    }
    return out;
}

/// A text in lines of at most `columns`, broken at blanks where it has any; each line but the
/// first begins with `indent`.
[[nodiscard]] inline std::string wrapped_text(std::string_view text, std::size_t columns,
                                              std::string_view indent) {
    const std::size_t most = std::max<std::size_t>(columns, 8);
    std::string out;
    std::size_t used = 0;
    const auto new_line = [&] {
        out += '\n';
        out += indent;
        used = 0;
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        const std::string_view word = text.substr(at, end - at);
        if (used > 0 && used + 1 + display_columns(word) > most) {
            new_line();
        } else if (used > 0) {
            out += ' ';
            ++used;
        }
        for (std::size_t letter = 0; letter < word.size();) {
            const std::string_view bytes = word.substr(letter, character_at(word, letter).size);
            const std::size_t width = display_columns(bytes);
            if (used + width > most) {
                new_line();
            }
            out += bytes;
            used += width;
            letter += bytes.size();
        }
        at = end + 1;
    }
    return out;
}

}  // namespace weir::inline v0
