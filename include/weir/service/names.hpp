// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "weir/stream/validation.hpp"

namespace weir::inline v0 {

/// What the ARN of a stream or a consumer says, lent by its text.
struct ParsedArn {
    std::string_view region;
    std::string_view account;
    std::string_view stream;
    std::string_view consumer{};  ///< empty if it is a stream's
    std::uint64_t consumer_created_seconds = 0;
};

/// Names and ARNs: the model's patterns, each matched whole, and what they are made of.
/// Source: service model 2013-12-02.
namespace names {

inline constexpr std::size_t npos = std::string_view::npos;

[[nodiscard]] constexpr bool is_space(char c) noexcept {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
/// `\S+`
[[nodiscard]] constexpr bool is_visible(std::string_view text) noexcept {
    for (const char c : text) {
        if (is_space(c)) {
            return false;
        }
    }
    return !text.empty();
}

/// `arn:aws.*:kinesis:.*:\d{12}:`  Gives: the length of the shortest match, or npos.
[[nodiscard]] constexpr std::size_t match_arn_head(std::string_view text) noexcept {
    constexpr std::string_view head = "arn:aws";
    constexpr std::string_view service = ":kinesis:";
    if (!text.starts_with(head)) {
        return npos;
    }
    const std::size_t named = text.find(service, head.size());
    if (named == npos) {
        return npos;
    }
    for (std::size_t at = named + service.size(); at + 14 <= text.size(); ++at) {
        if (text[at] == ':' && text[at + 13] == ':' &&
            validation::is_digits(text.substr(at + 1, 12))) {
            return text.substr(0, at).find('\n') == npos ? at + 14 : npos;
        }
    }
    return npos;
}

/// `arn:aws.*:kinesis:.*:\d{12}:stream/\S+`
[[nodiscard]] constexpr bool matches_stream_arn(std::string_view text) noexcept {
    constexpr std::string_view kind = "stream/";
    const std::size_t from = match_arn_head(text);
    // Any that has an account right before it will do, as `.*` takes any number of them.
    for (std::size_t at = from == npos ? npos : text.find(kind, from); at != npos;
         at = text.find(kind, at + 1)) {
        if (text[at - 1] == ':' && text[at - 14] == ':' &&
            validation::is_digits(text.substr(at - 13, 12)) &&
            is_visible(text.substr(at + kind.size()))) {
            return text.substr(0, at).find('\n') == npos;
        }
    }
    return false;
}

/// `arn:aws.*:kinesis:.*:\d{12}:.*stream/\S+`
[[nodiscard]] constexpr bool matches_resource_arn(std::string_view text) noexcept {
    constexpr std::string_view kind = "stream/";
    const std::size_t from = match_arn_head(text);
    // The first that is followed by nothing but visible characters.
    for (std::size_t at = from == npos ? npos : text.find(kind, from); at != npos;
         at = text.find(kind, at + 1)) {
        if (is_visible(text.substr(at + kind.size()))) {
            return text.substr(0, at).find('\n') == npos;
        }
    }
    return false;
}

/// `arn:aws.*:kinesis:.*:\d{12}:.*stream/NAME/consumer/NAME:[0-9]+`
[[nodiscard]] constexpr bool matches_consumer_arn(std::string_view text) noexcept {
    constexpr std::string_view consumer = "/consumer/";
    constexpr std::string_view kind = "stream/";
    const std::size_t from = match_arn_head(text);
    const std::size_t slash = text.rfind(consumer);
    const std::size_t colon = text.rfind(':');
    if (from == npos || slash == npos || slash < from || colon < slash + consumer.size()) {
        return false;
    }
    const std::string_view before = text.substr(from, slash - from);
    const std::size_t stream = before.rfind(kind);
    const std::size_t name = slash + consumer.size();
    return stream != npos && before.substr(0, stream).find('\n') == npos &&
           validation::is_name(before.substr(stream + kind.size())) &&
           validation::is_name(text.substr(name, colon - name)) && colon + 1 < text.size() &&
           validation::is_digits(text.substr(colon + 1));
}

/// `[a-z0-9]{20}-[a-z0-9]{3}`
[[nodiscard]] constexpr bool matches_stream_id(std::string_view text) noexcept {
    if (text.size() != 24 || text[20] != '-') {
        return false;
    }
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (at != 20 && !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
            return false;
        }
    }
    return true;
}

/// Reads the ARN of a stream, or of a consumer.
///
/// Gives: nothing if the text is neither, be it that it matches the model's lax patterns.
[[nodiscard]] inline std::optional<ParsedArn> parse_arn(std::string_view text) noexcept {
    std::string_view parts[6];
    for (int part = 0; part < 5; ++part) {
        const std::size_t colon = text.find(':');
        if (colon == npos) {
            return std::nullopt;
        }
        parts[part] = text.substr(0, colon);
        text.remove_prefix(colon + 1);
    }
    constexpr std::string_view kind = "stream/";
    if (parts[0] != "arn" || !parts[1].starts_with("aws") || parts[2] != "kinesis" ||
        parts[4].size() != limits::account_id_size || !validation::is_digits(parts[4]) ||
        !text.starts_with(kind)) {
        return std::nullopt;
    }
    text.remove_prefix(kind.size());
    ParsedArn arn{.region = parts[3], .account = parts[4], .stream = text};
    constexpr std::string_view consumer = "/consumer/";
    if (const std::size_t slash = text.find(consumer); slash != npos) {
        arn.stream = text.substr(0, slash);
        const std::string_view rest = text.substr(slash + consumer.size());
        const std::size_t colon = rest.find(':');
        arn.consumer = rest.substr(0, colon);
        const std::string_view digits = colon == npos ? "" : rest.substr(colon + 1);
        const auto end = digits.data() + digits.size();
        const auto read = std::from_chars(digits.data(), end, arn.consumer_created_seconds);
        if (read.ec != std::errc{} || read.ptr != end || !validation::is_name(arn.consumer)) {
            return std::nullopt;
        }
    }
    return validation::is_name(arn.stream) ? std::optional{arn} : std::nullopt;
}

}  // namespace names

}  // namespace weir::inline v0
