// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "weir/core/instant.hpp"

namespace events {

/// 1234567 as `1,234,567`.
inline std::string grouped(std::uint64_t value) {
    std::string digits = fmt::format("{}", value);
    for (std::size_t from_end = 3; from_end < digits.size(); from_end += 4) {
        digits.insert(digits.size() - from_end, 1, ',');
    }
    return digits;
}

/// `1 line`, `2 lines`, `1,000 lines`.
inline std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", grouped(count), count == 1 ? one : many);
}

inline std::string human_bytes(std::uint64_t bytes) {
    constexpr double step = 1024;
    if (bytes < 1024) return fmt::format("{} B", bytes);
    double value = static_cast<double>(bytes) / step;
    std::string_view unit = "KiB";
    for (const std::string_view next : {"MiB", "GiB", "TiB"}) {
        if (value < step) break;
        value /= step;
        unit = next;
    }
    return fmt::format("{:.1f} {}", value, unit);
}

/// A span as a clock would show it: `00:24:13`, with days in front where there are any.
inline std::string human_span(weir::Duration span) {
    const std::int64_t all = std::chrono::duration_cast<std::chrono::seconds>(span).count();
    const std::int64_t days = all / 86400;
    const std::string clock =
        fmt::format("{:02}:{:02}:{:02}", all / 3600 % 24, all / 60 % 60, all % 60);
    return days > 0 ? fmt::format("{} d {}", days, clock) : clock;
}

/// A short span in the unit that reads best: `250 us`, `61 ms`, `12.4 s`, `3.2 min`, `5.1 h`.
inline std::string short_span(weir::Duration span) {
    const auto micros = static_cast<double>(span.count());
    if (micros < 1e3) return fmt::format("{} us", span.count());
    if (micros < 1e6) return fmt::format("{:.0f} ms", micros / 1e3);
    if (micros < 120e6) return fmt::format("{:.1f} s", micros / 1e6);
    if (micros < 7200e6) return fmt::format("{:.1f} min", micros / 60e6);
    if (micros < 172800e6) return fmt::format("{:.1f} h", micros / 3600e6);
    return fmt::format("{:.1f} d", micros / 86400e6);
}

struct DateAndClock {
    std::string date;   // 2026-11-24
    std::string clock;  // 19:54:20
};

/// Time: UTC
inline DateAndClock utc(weir::Instant at) {
    using std::chrono::days;
    const std::chrono::sys_seconds seconds{std::chrono::seconds{at.seconds()}};
    const auto day = std::chrono::floor<days>(seconds);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{seconds - day};
    return {fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())),
            fmt::format("{:02}:{:02}:{:02}", clock.hours().count(), clock.minutes().count(),
                        clock.seconds().count())};
}

namespace detail {

/// Bytes of the UTF-8 character at the start of a text, 0 where there is none to show.
inline std::size_t showable_character(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return lead >= 0x20 && lead != 0x7F ? 1 : 0;
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return 0;
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0U) != 0x80) return 0;
    }
    // U+0080 to U+009F steer a terminal as the escape sequences do.
    if (lead == 0xC2 && byte(1) < 0xA0) return 0;
    return size;
}

}  // namespace detail

/// A text from a log made safe to show: what is no printable UTF-8 becomes `\xHH`, and what is
/// longer than `columns` ends in dots.
inline std::string printable(std::string_view text, std::size_t columns) {
    std::string out;
    std::size_t used = 0;
    std::size_t last_fit = 0;  // where to cut so that the dots fit
    while (!text.empty()) {
        const std::size_t size = detail::showable_character(text);
        const std::size_t width = size > 0 ? 1 : 4;
        if (used + width > columns) {
            out.resize(last_fit);
            return out + "...";
        }
        if (size > 0) {
            out.append(text.substr(0, size));
        } else {
            out += fmt::format("\\x{:02X}", static_cast<unsigned char>(text.front()));
        }
        used += width;
        if (used + 3 <= columns) last_fit = out.size();
        text.remove_prefix(size > 0 ? size : 1);
    }
    return out;
}

/// A text filled with blanks to a number of columns, counting characters and not bytes.
inline std::string padded(std::string_view text, std::size_t columns) {
    std::size_t used = 0;
    for (const char c : text) {
        if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80) ++used;
    }
    std::string out{text};
    if (used < columns) out.append(columns - used, ' ');
    return out;
}

}  // namespace events
