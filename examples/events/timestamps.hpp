// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "weir/core/instant.hpp"

namespace events {

/// Reads a text from left to right; a step that does not fit leaves it where it was.
class Scanner {
public:
    explicit constexpr Scanner(std::string_view text) noexcept : rest_(text) {}

    [[nodiscard]] constexpr bool at_end() const noexcept { return rest_.empty(); }
    [[nodiscard]] constexpr std::string_view rest() const noexcept { return rest_; }

    constexpr bool literal(char wanted) noexcept {
        if (rest_.empty() || rest_.front() != wanted) return false;
        rest_.remove_prefix(1);
        return true;
    }

    constexpr bool any_of(std::string_view wanted) noexcept {
        if (rest_.empty() || wanted.find(rest_.front()) == std::string_view::npos) return false;
        rest_.remove_prefix(1);
        return true;
    }

    /// Takes exactly `count` digits.
    constexpr std::optional<int> digits(std::size_t count) noexcept {
        if (rest_.size() < count) return std::nullopt;
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (rest_[i] < '0' || rest_[i] > '9') return std::nullopt;
            value = value * 10 + (rest_[i] - '0');
        }
        rest_.remove_prefix(count);
        return value;
    }

    /// Takes every digit of a decimal fraction and keeps its first six.
    /// Units: microseconds
    constexpr std::optional<std::int64_t> fraction() noexcept {
        std::int64_t micros = 0;
        std::size_t taken = 0;
        while (taken < rest_.size() && rest_[taken] >= '0' && rest_[taken] <= '9') {
            if (taken < 6) micros = micros * 10 + (rest_[taken] - '0');
            ++taken;
        }
        if (taken == 0) return std::nullopt;
        for (std::size_t i = taken; i < 6; ++i)
            micros *= 10;
        rest_.remove_prefix(taken);
        return micros;
    }

private:
    std::string_view rest_;
};

/// One moment as a log spells it: calendar date, time of day, distance from UTC.
struct CivilTime {
    int year = 0, month = 0, day = 0;
    int hour = 0, minute = 0, second = 0;
    std::int64_t micros = 0;
    int offset_minutes = 0;

    /// Gives: nothing for a day or a time of day that does not exist; second 60 is the next minute
    [[nodiscard]] std::optional<weir::Instant> instant() const noexcept {
        const std::chrono::year_month_day date{std::chrono::year{year},
                                               std::chrono::month{static_cast<unsigned>(month)},
                                               std::chrono::day{static_cast<unsigned>(day)}};
        if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
        const std::chrono::microseconds since_epoch =
            std::chrono::sys_days{date}.time_since_epoch() + std::chrono::hours{hour} +
            std::chrono::minutes{minute - offset_minutes} + std::chrono::seconds{second} +
            std::chrono::microseconds{micros};
        return weir::Instant{since_epoch};
    }
};

/// Reads `Z`, `+hh:mm`, `+hhmm` or `+hh`.
/// Units: minutes east of UTC
inline std::optional<int> scan_offset(Scanner& scan) noexcept {
    if (scan.any_of("Zz")) return 0;
    const bool west = scan.literal('-');
    if (!west && !scan.literal('+')) return std::nullopt;
    const auto hours = scan.digits(2);
    if (!hours) return std::nullopt;
    int minutes = 0;
    scan.literal(':');
    if (!scan.at_end()) {
        const auto given = scan.digits(2);
        if (!given) return std::nullopt;
        minutes = *given;
    }
    const int total = *hours * 60 + minutes;
    return west ? -total : total;
}

inline bool scan_time_of_day(Scanner& scan, CivilTime& out) noexcept {
    const auto hour = scan.digits(2);
    if (!hour || !scan.literal(':')) return false;
    const auto minute = scan.digits(2);
    if (!minute) return false;
    out.hour = *hour;
    out.minute = *minute;
    if (!scan.literal(':')) return true;
    const auto second = scan.digits(2);
    if (!second) return false;
    out.second = *second;
    if (scan.any_of(".,")) {
        const auto micros = scan.fraction();
        if (!micros) return false;
        out.micros = *micros;
    }
    return true;
}

/// Reads an ISO 8601 date with or without time of day, with `T` or a blank between them.
/// Time: a text without an offset is taken as UTC
inline std::optional<weir::Instant> parse_iso8601(std::string_view text) noexcept {
    Scanner scan{text};
    CivilTime at;
    const auto year = scan.digits(4);
    if (!year || !scan.literal('-')) return std::nullopt;
    const auto month = scan.digits(2);
    if (!month || !scan.literal('-')) return std::nullopt;
    const auto day = scan.digits(2);
    if (!day) return std::nullopt;
    at.year = *year;
    at.month = *month;
    at.day = *day;
    if (scan.at_end()) return at.instant();
    if (!scan.any_of("Tt ") || !scan_time_of_day(scan, at)) return std::nullopt;
    scan.literal(' ');
    if (!scan.at_end()) {
        const auto offset = scan_offset(scan);
        if (!offset || !scan.at_end()) return std::nullopt;
        at.offset_minutes = *offset;
    }
    return at.instant();
}

/// Reads the time of an access log, `24/Nov/2026:19:50:43 +0100`.
inline std::optional<weir::Instant> parse_access_time(std::string_view text) noexcept {
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    Scanner scan{text};
    CivilTime at;
    const auto day = scan.digits(2);
    if (!day || !scan.literal('/')) return std::nullopt;
    const std::string_view name = scan.rest().substr(0, 3);
    for (std::size_t i = 0; i < months.size(); ++i) {
        if (name == months[i]) at.month = static_cast<int>(i) + 1;
    }
    if (at.month == 0) return std::nullopt;
    scan = Scanner{scan.rest().substr(3)};
    if (!scan.literal('/')) return std::nullopt;
    const auto year = scan.digits(4);
    if (!year || !scan.literal(':') || !scan_time_of_day(scan, at)) return std::nullopt;
    if (scan.literal(' ')) {
        const auto offset = scan_offset(scan);
        if (!offset) return std::nullopt;
        at.offset_minutes = *offset;
    }
    if (!scan.at_end()) return std::nullopt;
    at.day = *day;
    at.year = *year;
    return at.instant();
}

/// Reads a number of seconds, milliseconds, microseconds or nanoseconds since 1970.
/// Units: told by size, as no log of this century has two readings: from 1e11 milliseconds, from
/// 1e14 microseconds, from 1e17 nanoseconds; only seconds may have a fraction
inline std::optional<weir::Instant> parse_epoch(std::string_view text) noexcept {
    std::uint64_t whole = 0;
    std::size_t used = 0;
    while (used < text.size() && text[used] >= '0' && text[used] <= '9') {
        if (used == 19) return std::nullopt;
        whole = whole * 10 + static_cast<std::uint64_t>(text[used++] - '0');
    }
    if (used == 0) return std::nullopt;
    std::int64_t micros = 0;
    Scanner scan{text.substr(used)};
    if (scan.literal('.')) {
        const auto fraction = scan.fraction();
        if (!fraction) return std::nullopt;
        micros = *fraction;
    }
    if (!scan.at_end()) return std::nullopt;
    const auto value = static_cast<std::int64_t>(whole);
    if (whole < 100'000'000'000U) {
        return weir::Instant{std::chrono::seconds{value} + std::chrono::microseconds{micros}};
    }
    if (whole < 100'000'000'000'000U) return weir::Instant::from_millis(value);
    if (whole < 100'000'000'000'000'000U) return weir::Instant::from_micros(value);
    return weir::Instant::from_micros(value / 1000);
}

/// Reads a time in any spelling that is known here.
inline std::optional<weir::Instant> parse_time(std::string_view text) noexcept {
    if (const auto iso = parse_iso8601(text)) return iso;
    if (const auto access = parse_access_time(text)) return access;
    return parse_epoch(text);
}

}  // namespace events
