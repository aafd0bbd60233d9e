// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "weir/wire/document.hpp"

namespace weir::inline v0::wire {

namespace detail {

/// Reads JSON of the plain sort that programs write, in place and quickly.
///
/// Plain is: texts of ASCII without escapes, and whole numbers of few digits. Anything else, be it
/// well-formed or not, is left to a reader that knows all of JSON.
class PlainJsonReader {
public:
    PlainJsonReader(std::string_view text, Document& document) noexcept
        : at_{text.data()}, end_{text.data() + text.size()}, document_{document} {}

    [[nodiscard]] bool read() {
        if (!read_value()) {
            return false;
        }
        skip_space();
        return at_ == end_;
    }

private:
    [[nodiscard]] static constexpr std::uint64_t all(std::uint8_t byte) noexcept {
        return std::uint64_t{0x0101'0101'0101'0101} * byte;
    }
    /// Has a bit set for each byte that ends a plain text, and perhaps for some above such a byte.
    [[nodiscard]] static constexpr std::uint64_t special(std::uint64_t bytes) noexcept {
        const auto zero_in = [](std::uint64_t of) { return (of - all(1)) & ~of; };
        return (zero_in(bytes ^ all('"')) | zero_in(bytes ^ all('\\')) | (bytes - all(0x20)) |
                bytes) &
               all(0x80);
    }
    [[nodiscard]] static constexpr bool is_special(char c) noexcept {
        return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20 ||
               static_cast<unsigned char>(c) >= 0x80;
    }

    void skip_space() noexcept {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) {
            ++at_;
        }
    }
    /// Skips space and then `c`, if it comes next.
    [[nodiscard]] bool take(char c) noexcept {
        skip_space();
        if (at_ == end_ || *at_ != c) {
            return false;
        }
        ++at_;
        return true;
    }
    [[nodiscard]] bool take_word(std::string_view word) noexcept {
        const auto left = static_cast<std::size_t>(end_ - at_);
        if (left < word.size() || std::memcmp(at_, word.data(), word.size()) != 0) {
            return false;
        }
        at_ += word.size();
        return true;
    }

    // These are called at the first character of what they read.

    [[nodiscard]] bool read_value() {
        skip_space();
        if (at_ == end_) {
            return false;
        }
        switch (*at_) {
            case '"': {
                std::string_view text;
                return read_text(text) && document_.add(NodeKind::text, text);
            }
            case '{':
                return read_map();
            case '[':
                return read_list();
            case 't':
                return take_word("true") && document_.add(true);
            case 'f':
                return take_word("false") && document_.add(false);
            case 'n':
                return take_word("null") && document_.add(NodeKind::null);
            default:
                return read_number();
        }
    }
    [[nodiscard]] bool read_text(std::string_view& text) noexcept {
        const char* const first = ++at_;
        while (end_ - at_ >= 8) {
            std::uint64_t bytes = 0;
            std::memcpy(&bytes, at_, 8);
            if (special(bytes) != 0) {
                break;
            }
            at_ += 8;
        }
        while (at_ != end_ && !is_special(*at_)) {
            ++at_;
        }
        if (at_ == end_ || *at_ != '"') {
            return false;
        }
        text = {first, static_cast<std::size_t>(at_ - first)};
        ++at_;
        return true;
    }
    [[nodiscard]] bool read_number() {
        constexpr std::ptrdiff_t digits_max = 15;  // a double has them all
        const bool minus = *at_ == '-';
        at_ += minus ? 1 : 0;
        const char* const first = at_;
        std::int64_t number = 0;
        while (at_ != end_ && *at_ >= '0' && *at_ <= '9' && at_ - first <= digits_max) {
            number = number * 10 + (*at_ - '0');
            ++at_;
        }
        const auto digits = at_ - first;
        const bool leading_zero = digits > 1 && *first == '0';
        const bool goes_on = at_ != end_ && (*at_ == '.' || *at_ == 'e' || *at_ == 'E');
        if (digits == 0 || digits > digits_max || leading_zero || goes_on) {
            return false;
        }
        return document_.add(static_cast<double>(minus ? -number : number));
    }
    [[nodiscard]] bool read_map() {
        ++at_;
        if (!document_.open(NodeKind::map)) {
            return false;
        }
        if (!take('}')) {
            do {
                skip_space();
                std::string_view name;
                if (at_ == end_ || *at_ != '"' || !read_text(name) || !take(':')) {
                    return false;
                }
                document_.name(name);
                if (!read_value()) {
                    return false;
                }
            } while (take(','));
            if (!take('}')) {
                return false;
            }
        }
        document_.close();
        return true;
    }
    [[nodiscard]] bool read_list() {
        ++at_;
        if (!document_.open(NodeKind::list)) {
            return false;
        }
        if (!take(']')) {
            do {
                if (!read_value()) {
                    return false;
                }
            } while (take(','));
            if (!take(']')) {
                return false;
            }
        }
        document_.close();
        return true;
    }

    const char* at_;
    const char* end_;
    Document& document_;
};

}  // namespace detail

/// Reads JSON if it is plain.
/// Gives: false at the first surprise, with a document that must be cleared.
[[nodiscard]] inline bool read_plain_json(std::string_view text, Document& document) {
    return detail::PlainJsonReader{text, document}.read();
}

}  // namespace weir::inline v0::wire
