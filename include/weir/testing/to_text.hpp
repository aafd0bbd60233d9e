// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "weir/core/argument.hpp"
#include "weir/core/utf.hpp"
#include "weir/service/shape.hpp"
#include "weir/storage/storage.hpp"
#include "weir/stream/shard_iterator.hpp"
#include "weir/testing/journal_details.hpp"
#include "weir/testing/members.hpp"
#include "weir/testing/simulated_time.hpp"

/// Every value as text for people: whole, in one line, and different for different values, but that
/// of long texts only the first 200 bytes are shown.
namespace weir::inline v0 {

namespace detail {

/// Shown by its `to_string` or `story`, by an `append_value` beside it, or by a case of its own in
/// `append_text`.
template <class T>
inline constexpr bool is_shown_class = record_batch<T>;
template <>
inline constexpr bool is_shown_class<ShardId> = true;
template <>
inline constexpr bool is_shown_class<SequenceNumber> = true;
template <>
inline constexpr bool is_shown_class<Uint128> = true;
template <>
inline constexpr bool is_shown_class<Instant> = true;
template <>
inline constexpr bool is_shown_class<Error> = true;
template <>
inline constexpr bool is_shown_class<Blob> = true;
template <>
inline constexpr bool is_shown_class<RecordView> = true;
template <>
inline constexpr bool is_shown_class<ShardIterator> = true;
template <class T>
inline constexpr bool is_shown_class<Argument<T>> = true;
template <class T>
inline constexpr bool is_shown_class<Result<T>> = true;

template <class T>
inline constexpr bool is_argument = false;
template <class T>
inline constexpr bool is_argument<Argument<T>> = true;
template <class T>
inline constexpr bool is_result = false;
template <class T>
inline constexpr bool is_result<Result<T>> = true;
template <class T>
inline constexpr bool is_map = false;
template <class Key, class Value, class Less>
inline constexpr bool is_map<std::map<Key, Value, Less>> = true;
template <class T>
inline constexpr bool is_function = false;
template <class Signature>
inline constexpr bool is_function<std::function<Signature>> = true;

/// In quotes; what is no text, or no UTF-8, as `\xff`.
inline void append_quoted(std::string& out, std::string_view bytes) {
    constexpr std::size_t most = 200;
    out += '"';
    std::size_t at = 0;
    while (at < bytes.size() && at < most) {
        const char byte = bytes[at];
        const std::size_t size = utf8_size(bytes, at);
        if (byte == '"' || byte == '\\') {
            out += {'\\', byte};
        } else if (byte == '\n') {
            out += "\\n";
        } else if (size > 1 || (byte >= ' ' && byte <= '~')) {
            out += bytes.substr(at, size);
        } else {
            constexpr std::string_view digits = "0123456789abcdef";
            const auto value = static_cast<unsigned char>(byte);
            out += {'\\', 'x', digits[value >> 4], digits[value & 15]};
        }
        at += size;
    }
    out += '"';
    if (at < bytes.size()) {
        out += " and " + std::to_string(bytes.size() - at) + " more bytes";
    }
}

/// As ISO 8601 has it, in UTC: `2023-11-14T22:13:20.5Z`, with as many digits as it takes.
inline void append_instant(std::string& out, Instant at) {
    // Days are counted from a 1st of March, so that the day that not every year has comes last.
    constexpr std::int64_t day_seconds = 86'400;
    const std::int64_t day = floor_divide(at.seconds(), day_seconds) + 719'468;
    const std::int64_t era = floor_divide(day, 146'097);
    const std::int64_t of_era = day - era * 146'097;
    const std::int64_t year = (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
    const std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    const std::int64_t month = (5 * of_year + 2) / 153;
    const std::int64_t second =
        at.seconds() - floor_divide(at.seconds(), day_seconds) * day_seconds;
    char text[80];
    const int size = std::snprintf(
        text, sizeof text, "%04lld-%02d-%02dT%02d:%02d:%02d.%06d",
        static_cast<long long>(year + era * 400 + (month >= 10 ? 1 : 0)),
        static_cast<int>(month < 10 ? month + 3 : month - 9),
        static_cast<int>(of_year - (153 * month + 2) / 5 + 1), static_cast<int>(second / 3'600),
        static_cast<int>(second / 60 % 60), static_cast<int>(second % 60),
        static_cast<int>((at.micros() % 1'000'000 + 1'000'000) % 1'000'000));
    std::string_view shown{text, static_cast<std::size_t>(size)};
    shown = shown.substr(0, shown.find_last_not_of('0') + 1);
    shown.remove_suffix(shown.ends_with('.') ? 1 : 0);
    out += shown;
    out += 'Z';
}

/// What can't be counted in microseconds is shown as the longest time that can.
template <class Count, class Period>
void append_length(std::string& out, std::chrono::duration<Count, Period> length) {
    constexpr std::int64_t micros = 1'000'000 * Period::num / Period::den;
    if constexpr (micros > 0) {
        out += time_text(Duration{saturating_scale(length.count(), micros)});
    } else {
        out += time_text(std::chrono::duration_cast<Duration>(length));
    }
}

template <class T>
void append_text(std::string& out, const T& value);

template <class T>
void append_list(std::string& out, const T& list) {
    out += '[';
    std::string_view between;
    for (const auto& element : list) {
        out += between;
        append_text(out, element);
        between = ", ";
    }
    out += ']';
}
template <class T>
void append_map(std::string& out, const T& map) {
    out += '{';
    std::string_view between;
    for (const auto& [key, value] : map) {
        out += between;
        append_text(out, key);
        out += ": ";
        append_text(out, value);
        between = ", ";
    }
    out += '}';
}
template <class T>
void append_struct(std::string& out, const T& value) {
    out += '{';
    std::string_view between;
    for_each_member(value, [&](std::string_view name, const auto& member) {
        out += between;
        out += name;
        out += ": ";
        append_text(out, member);
        between = ", ";
    });
    out += '}';
}
/// What is left out of a request does not show.
template <class T>
void append_shape(std::string& out, const T& value) {
    out += '{';
    std::string_view between;
    for_each_member<T>([&](const auto& one) {
        const auto& member = value.*one.at;
        if constexpr (requires { member.has_value(); }) {
            if (!member.has_value()) {
                return;
            }
        }
        out += between;
        out += one.name;
        out += ": ";
        append_text(out, member);
        between = ", ";
    });
    out += '}';
}
template <class Enum>
void append_name(std::string& out, Enum value) {
    const auto number = static_cast<std::size_t>(value);
    if (number >= enumerators<Enum>) {
        out += '(' + std::to_string(number) + ')';
    } else if constexpr (std::same_as<Enum, Errc>) {
        out += exception_name(value);
    } else {
        out += to_string(value);
    }
}
template <class T>
void append_optional(std::string& out, const T& value) {
    if (value.has_value()) {
        append_text(out, *value);
    } else {
        out += "nothing";
    }
}
template <class T>
void append_argument(std::string& out, const Argument<T>& value) {
    if (value.is_text()) {
        append_quoted(out, value.text());
    } else {
        append_text(out, value.value());
    }
}
template <class T>
void append_result(std::string& out, const Result<T>& result) {
    if (!result) {
        append_text(out, result.error());
    } else if constexpr (std::is_void_v<T>) {
        out += "success";
    } else {
        append_text(out, *result);
    }
}
inline void append_error(std::string& out, const Error& error) {
    append_name(out, error.code());
    if (const std::string message = error.message(); !message.empty()) {
        out += ": " + message;
    }
    if (error.retry_after() != Duration{0}) {
        out += " (retry after ";
        append_length(out, error.retry_after());
        out += ')';
    }
}
inline void append_iterator(std::string& out, const ShardIterator& iterator) {
    out += "{shard_id: " + iterator.shard_id().to_string() +
           ", sequence_index: " + std::to_string(iterator.sequence_index()) +
           ", not_before_seconds: " + std::to_string(iterator.not_before_seconds()) + ", created: ";
    append_instant(out, iterator.created());
    out += '}';
}

template <class T>
void append_text(std::string& out, const T& value) {
    if constexpr (has_members<T>) {
        append_struct(out, value);
    } else if constexpr (has_enumerators<T>) {
        append_name(out, value);
    } else if constexpr (has_shape<T>) {
        append_shape(out, value);
    } else if constexpr (requires { append_value(out, value); }) {
        append_value(out, value);
    } else if constexpr (std::same_as<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (std::integral<T>) {
        out += std::to_string(value);
    } else if constexpr (std::same_as<T, double>) {
        char text[32];
        const auto end = std::to_chars(text, text + sizeof text, value).ptr;
        out.append(text, end);
    } else if constexpr (is_length_of_time<T>) {
        append_length(out, value);
    } else if constexpr (std::same_as<T, Instant>) {
        append_instant(out, value);
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
        append_quoted(out, value);
    } else if constexpr (std::same_as<T, Blob>) {
        append_quoted(out, value.as_text());
    } else if constexpr (std::same_as<T, std::vector<std::byte>>) {
        append_quoted(out, Blob{value}.as_text());
    } else if constexpr (std::same_as<T, RecordView>) {
        append_struct(out, Record{value});
    } else if constexpr (std::same_as<T, ShardIterator>) {
        append_iterator(out, value);
    } else if constexpr (std::same_as<T, Error>) {
        append_error(out, value);
    } else if constexpr (is_argument<T>) {
        append_argument(out, value);
    } else if constexpr (is_result<T>) {
        append_result(out, value);
    } else if constexpr (is_optional<T>) {
        append_optional(out, value);
    } else if constexpr (is_vector<T> || record_batch<T>) {
        append_list(out, value);
    } else if constexpr (is_map<T>) {
        append_map(out, value);
    } else if constexpr (is_function<T>) {
        out += value ? "a function" : "nothing";
    } else if constexpr (requires { value.story(); }) {
        out += value.story();
    } else {
        out += value.to_string();
    }
}

}  // namespace detail

/// What weir shows of its own: every struct and enumeration whose members or values are named, here
/// or for the protocol, and the classes that stand for values; also inside of a Result or an
/// optional.
template <class T>
concept printable =
    has_members<T> || has_enumerators<T> || has_shape<T> || detail::is_shown_class<T>;

/// A value for people.
template <printable T>
[[nodiscard]] std::string to_text(const T& value) {
    std::string text;
    detail::append_text(text, value);
    return text;
}
template <printable T>
[[nodiscard]] std::string to_text(const std::optional<T>& value) {
    return value ? to_text(*value) : "nothing";
}
/// A length of time, such as `1d 02:00:00` for a day and a bit.
template <class Count, class Period>
[[nodiscard]] std::string to_text(std::chrono::duration<Count, Period> length) {
    std::string text;
    detail::append_length(text, length);
    return text;
}

}  // namespace weir::inline v0
