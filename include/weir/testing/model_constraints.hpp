// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "weir/core/error.hpp"

namespace weir::inline v0 {

/// Collects the constraints that a request violates, as the service does before it acts.
///
/// Gives: one ValidationException that lists them, the first ten at most.
class ModelConstraints {
public:
    void required(bool given, std::string_view path) {
        if (!given) {
            add("Value null", path, "Member must not be null");
        }
    }
    void least(std::uint64_t value, std::uint64_t least, std::string_view path) {
        if (value < least) {
            add(quoted(std::to_string(value)), path,
                "Member must have value greater than or equal to " + std::to_string(least));
        }
    }
    void most(std::uint64_t value, std::uint64_t most, std::string_view path) {
        if (value > most) {
            add(quoted(std::to_string(value)), path,
                "Member must have value less than or equal to " + std::to_string(most));
        }
    }
    void least_length(std::uint64_t length, std::uint64_t least, const std::string& value,
                      std::string_view path) {
        if (length < least) {
            add(quoted(value), path,
                "Member must have length greater than or equal to " + std::to_string(least));
        }
    }
    void most_length(std::uint64_t length, std::uint64_t most, const std::string& value,
                     std::string_view path) {
        if (length > most) {
            add(quoted(value), path,
                "Member must have length less than or equal to " + std::to_string(most));
        }
    }
    /// A decimal number without leading zeros: `0|([1-9]\d{0,most})`.
    void number(const std::string& text, std::size_t most, std::string_view path) {
        bool fits = !text.empty() && text.size() <= most + 1 && (text[0] != '0' || text == "0");
        for (const char digit : text) {
            fits = fits && digit >= '0' && digit <= '9';
        }
        if (!fits) {
            add(quoted(text), path,
                "Member must satisfy regular expression pattern: 0|([1-9]\\d{0," +
                    std::to_string(most) + "})");
        }
    }
    /// `[a-zA-Z0-9_.-]+`
    void name(const std::string& text, std::string_view path) {
        bool fits = !text.empty();
        for (const char letter : text) {
            fits = fits && ((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                            (letter >= '0' && letter <= '9') || letter == '_' || letter == '.' ||
                            letter == '-');
        }
        if (!fits) {
            add(quoted(text), path,
                "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
        }
    }

    [[nodiscard]] std::optional<Error> error() const {
        if (violated_.empty()) {
            return std::nullopt;
        }
        std::string text = std::to_string(violated_.size()) +
                           (violated_.size() == 1 ? " validation error detected: "
                                                  : " validation errors detected: ");
        for (std::size_t at = 0; at < violated_.size(); ++at) {
            text += (at == 0 ? "" : "; ") + violated_[at];
        }
        return Error{Errc::validation, text};
    }

    void add(const std::string& value, std::string_view path, const std::string& constraint) {
        if (violated_.size() < most_shown) {
            violated_.push_back(value + " at '" + std::string{path} +
                                "' failed to satisfy constraint: " + constraint);
        }
    }
    [[nodiscard]] static std::string quoted(const std::string& value) {
        return "Value '" + value + "'";
    }

private:
    static constexpr std::size_t most_shown = 10;
    std::vector<std::string> violated_;
};

}  // namespace weir::inline v0
