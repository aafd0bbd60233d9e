// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>

#include "weir/core/hash_range.hpp"
#include "weir/core/instant.hpp"
#include "weir/core/record.hpp"
#include "weir/storage/log_types.hpp"
#include "weir/throttle/throttle.hpp"

namespace weir::inline v0 {

/// A value as the verdicts of conformance rules print it: for people, on one line, and short.
namespace conformance_text {

[[nodiscard]] inline std::string of(bool value) {
    return value ? "true" : "false";
}
/// What cannot be printed becomes a dot, and of a long text only the beginning is told.
[[nodiscard]] inline std::string of(std::string_view text) {
    constexpr std::size_t most = 40;
    std::string told = "\"";
    for (const char c : text.substr(0, most)) {
        told += c >= ' ' && c <= '~' ? c : '.';
    }
    told += text.size() > most ? "...\" of " + std::to_string(text.size()) + " bytes" : "\"";
    return told;
}
[[nodiscard]] inline std::string of(Instant at) {
    return std::to_string(at.micros()) + " us";
}
[[nodiscard]] inline std::string of(const WriteTotals& totals) {
    return std::to_string(totals.records) + " records, " + std::to_string(totals.bytes) + " bytes";
}
[[nodiscard]] inline std::string of(AppendOutcome outcome) {
    switch (outcome) {
        case AppendOutcome::done:
            return "done";
        case AppendOutcome::sealed:
            return "sealed";
        case AppendOutcome::refused:
            return "refused";
        case AppendOutcome::no_memory:
            break;
    }
    return "no_memory";
}
[[nodiscard]] inline std::string of(const Verdict& verdict) {
    if (verdict.admitted) {
        return "admitted";
    }
    return "refused for " + std::to_string(verdict.retry_after.count()) + " us";
}
[[nodiscard]] inline std::string of(const HashKeyRange& range) {
    return range.starting_hash_key.to_string() + " to " + range.ending_hash_key.to_string();
}
template <class Rep, class Period>
[[nodiscard]] std::string of(std::chrono::duration<Rep, Period> length) {
    return std::to_string(std::chrono::duration_cast<Duration>(length).count()) + " us";
}

template <class T>
[[nodiscard]] std::string of(const T& value);

namespace detail {

template <class T>
[[nodiscard]] std::string of_all(const T& values) {
    constexpr std::size_t most = 12;
    std::string told = "[";
    std::size_t count = 0;
    for (const auto& value : values) {
        if (count < most) {
            told += (count == 0 ? "" : ", ") + conformance_text::of(value);
        }
        ++count;
    }
    return told + (count > most ? ", ... of " + std::to_string(count) + "]" : "]");
}

}  // namespace detail

/// Numbers, what has a text form, what may hold a value, and ranges of all these.
template <class T>
[[nodiscard]] std::string of(const T& value) {
    if constexpr (std::convertible_to<const T&, std::string_view>) {
        return of(std::string_view{value});
    } else if constexpr (std::integral<T>) {
        return std::to_string(value);
    } else if constexpr (requires { value.to_string(); }) {
        return value.to_string();
    } else if constexpr (requires { std::string{to_string(value)}; }) {
        return std::string{to_string(value)};
    } else if constexpr (requires { value.has_value(), *value; }) {
        return value.has_value() ? of(*value) : std::string{"nothing"};
    } else {
        static_assert(std::ranges::range<const T>, "there is no text for values of this type");
        return detail::of_all(value);
    }
}

}  // namespace conformance_text

}  // namespace weir::inline v0
