// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <regex>
#include <string>
#include <string_view>

namespace events {

/// A pattern that finds the key in a line.
class KeyPattern {
public:
    /// A pattern looks at no more than this of a line: std::regex recurses once per character.
    static constexpr std::size_t line_bytes_max = 1024;

    /// Errors: std::regex_error when the text is no pattern
    explicit KeyPattern(const std::string& text) : pattern_{text, std::regex::optimize} {}

    /// The first group of the pattern, or all that it matched when it has none.
    /// Gives: a part of the line, empty where the group took no part in the match
    [[nodiscard]] std::optional<std::string_view> match(std::string_view line) const {
        const std::string_view seen = line.substr(0, line_bytes_max);
        std::match_results<std::string_view::const_iterator> found;
        if (!std::regex_search(seen.begin(), seen.end(), found, pattern_)) return std::nullopt;
        const auto& part = found[found.size() > 1 ? 1 : 0];
        if (!part.matched) return std::string_view{};
        return seen.substr(static_cast<std::size_t>(part.first - seen.begin()),
                           static_cast<std::size_t>(part.length()));
    }

private:
    std::regex pattern_;
};

}  // namespace events
