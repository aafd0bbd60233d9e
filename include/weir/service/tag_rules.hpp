// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "weir/service/service_texts.hpp"
#include "weir/service/types.hpp"

namespace weir::inline v0 {

/// What the service lets into tags beyond the lengths of its model.
/// Source: answers of the live service; developer guide, tag restrictions.
namespace tag_rules {

/// `[\w\u00C0-\u1FFF\u2C00-\uD7FF./\-=+_ @%]`, and white space.
/// `colon`: TagResource and UntagResource take it too.
[[nodiscard]] constexpr bool is_tag_character(char32_t c, bool colon) noexcept {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (word || (c >= 0xC0 && c <= 0x1FFF) || (c >= 0x2C00 && c <= 0xD7FF)) {
        return true;
    }
    switch (c) {
        case '.':
        case '/':
        case '-':
        case '=':
        case '+':
        case '_':
        case ' ':
        case '@':
        case '%':
            return true;
        case ':':
            return colon;
        default:
            return false;
    }
}
[[nodiscard]] constexpr bool has_tag_characters(std::string_view text, bool colon) noexcept {
    for (std::size_t at = 0; at < text.size();) {
        const auto first = static_cast<unsigned char>(text[at]);
        const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if ((first >= 0x80 && first < 0xC2) || first > 0xF4 || at + size > text.size()) {
            return false;
        }
        char32_t c = size == 1 ? first : first & (0xFFU >> (size + 1));
        for (std::size_t next = 1; next < size; ++next) {
            const auto more = static_cast<unsigned char>(text[at + next]);
            if ((more & 0xC0U) != 0x80) {
                return false;
            }
            c = c << 6 | (more & 0x3FU);
        }
        if (!is_tag_character(c, colon)) {
            return false;
        }
        at += size;
    }
    return true;
}

/// What is wrong with tags that are to be added to what is there, or nothing.
[[nodiscard]] inline std::optional<Error> check_new(const TagMap& tags, const StreamIdentity& who,
                                                    const TagMap& there, std::uint32_t most,
                                                    bool colon = false) {
    bool percent = false;
    std::size_t more = 0;
    for (const auto& [key, value] : tags) {
        if (!has_tag_characters(key, colon) || !has_tag_characters(value, colon)) {
            return texts::tags_have_invalid_characters();
        }
        percent = percent || key.find('%') != key.npos || value.find('%') != value.npos;
        more += there.contains(key) ? 0U : 1U;
    }
    if (percent) {
        return texts::tags_have_illegal_characters(who, true);
    }
    for (const auto& [key, value] : tags) {
        if (key.starts_with("aws:")) {
            return texts::reserved_tag();
        }
    }
    if (there.size() + more > most) {
        return texts::too_many_tags(who);
    }
    return std::nullopt;
}
/// The same for keys of tags that are to be removed.
template <class Keys>
[[nodiscard]] std::optional<Error> check_keys(const Keys& keys, const StreamIdentity& who,
                                              bool colon = false) {
    bool percent = false;
    for (const auto& key : keys) {
        if (!has_tag_characters(key, colon)) {
            return texts::tags_have_invalid_characters();
        }
        percent = percent || key.find('%') != key.npos;
    }
    return percent ? std::optional{texts::tags_have_illegal_characters(who, false)} : std::nullopt;
}

}  // namespace tag_rules

}  // namespace weir::inline v0
