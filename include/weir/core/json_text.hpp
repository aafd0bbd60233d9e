// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace weir::inline v0 {

namespace detail {

/// Walks over JSON without keeping any of it; each function gives false where it is none.
class JsonWalk {
public:
    explicit constexpr JsonWalk(std::string_view text) noexcept : text_{text} {}

    [[nodiscard]] constexpr bool value(int depth) noexcept {
        blanks();
        if (at_ == text_.size() || depth > deepest) {
            return false;
        }
        switch (text_[at_]) {
            case '{':
                return members(depth, '}', true);
            case '[':
                return members(depth, ']', false);
            case '"':
                return string();
            case 't':
                return word("true");
            case 'f':
                return word("false");
            case 'n':
                return word("null");
            default:
                return number();
        }
    }
    [[nodiscard]] constexpr bool is_at_end() noexcept {
        blanks();
        return at_ == text_.size();
    }

private:
    static constexpr int deepest = 64;

    constexpr void blanks() noexcept {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' ||
                                      text_[at_] == '\n' || text_[at_] == '\r')) {
            ++at_;
        }
    }
    [[nodiscard]] constexpr bool take(char c) noexcept {
        const bool there = at_ < text_.size() && text_[at_] == c;
        at_ += there ? 1 : 0;
        return there;
    }
    [[nodiscard]] constexpr bool word(std::string_view wanted) noexcept {
        const bool there = text_.substr(at_).starts_with(wanted);
        at_ += there ? wanted.size() : 0;
        return there;
    }
    [[nodiscard]] constexpr bool members(int depth, char end, bool named) noexcept {
        ++at_;
        blanks();
        if (take(end)) {
            return true;
        }
        do {
            blanks();
            if (named && (!take_string() || !take_colon())) {
                return false;
            }
            if (!value(depth + 1)) {
                return false;
            }
            blanks();
        } while (take(','));
        return take(end);
    }
    [[nodiscard]] constexpr bool take_string() noexcept {
        return at_ < text_.size() && text_[at_] == '"' && string();
    }
    [[nodiscard]] constexpr bool take_colon() noexcept {
        blanks();
        return take(':');
    }
    [[nodiscard]] constexpr bool string() noexcept {
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] == '"') {
                ++at_;
                return true;
            }
            if (static_cast<unsigned char>(text_[at_]) < 0x20) {
                return false;
            }
            if (text_[at_] == '\\') {
                ++at_;
                if (!escape()) {
                    return false;
                }
            }
        }
        return false;
    }
    /// The rest of an escape, but for its last letter.
    [[nodiscard]] constexpr bool escape() noexcept {
        if (at_ == text_.size() || text_[at_] != 'u') {
            return at_ < text_.size() &&
                   std::string_view{"\"\\/bfnrt"}.find(text_[at_]) != std::string_view::npos;
        }
        for (int digit = 0; digit < 4; ++digit) {
            ++at_;
            if (at_ == text_.size() || std::string_view{"0123456789abcdefABCDEF"}.find(
                                           text_[at_]) == std::string_view::npos) {
                return false;
            }
        }
        return true;
    }
    [[nodiscard]] constexpr std::size_t digits() noexcept {
        const std::size_t from = at_;
        while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
            ++at_;
        }
        return at_ - from;
    }
    [[nodiscard]] constexpr bool number() noexcept {
        static_cast<void>(take('-'));
        const bool zero = at_ < text_.size() && text_[at_] == '0';
        const std::size_t whole = digits();
        if (whole == 0 || (zero && whole > 1) || (take('.') && digits() == 0)) {
            return false;
        }
        if (take('e') || take('E')) {
            static_cast<void>(take('+') || take('-'));
            return digits() > 0;
        }
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace detail

/// True if the text is one JSON object and nothing else. What escapes stand for is not looked at.
[[nodiscard]] constexpr bool is_json_object(std::string_view text) noexcept {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    detail::JsonWalk walk{text};
    return first != std::string_view::npos && text[first] == '{' && walk.value(0) &&
           walk.is_at_end();
}

}  // namespace weir::inline v0
