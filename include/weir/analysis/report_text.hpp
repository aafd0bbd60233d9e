// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "weir/analysis/figures.hpp"
#include "weir/core/instant.hpp"

namespace weir::inline v0 {

/// A number that every format can hold: no number becomes 0, what is endless the largest there is.
[[nodiscard]] inline double finite(double value) noexcept {
    constexpr double most = std::numeric_limits<double>::max();
    if (std::isnan(value)) {
        return 0;
    }
    return value > most ? most : value < -most ? -most : value;
}

/// 1234567 as `1,234,567`.
[[nodiscard]] inline std::string grouped_text(std::uint64_t value) {
    std::string digits = fmt::format("{}", value);
    for (std::size_t from_end = 3; from_end < digits.size(); from_end += 4) {
        digits.insert(digits.size() - from_end, 1, ',');
    }
    return digits;
}

/// `1 shard`, `2 shards`, `1,000 shards`.
[[nodiscard]] inline std::string counted_text(std::uint64_t count, std::string_view one,
                                              std::string_view many) {
    return fmt::format("{} {}", grouped_text(count), count == 1 ? one : many);
}

/// A number for reading: as many digits as help, none that only look exact.
[[nodiscard]] inline std::string number_text(double number) {
    const double value = finite(number);
    const double size = std::fabs(value);
    if (size >= 1e15) {
        return fmt::format("{:.2e}", value);
    }
    if (size >= 1000) {
        const auto whole = static_cast<std::uint64_t>(size + 0.5);
        return (value < 0 ? "-" : "") + grouped_text(whole);
    }
    return fmt::format("{:.{}f}", value, size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/// A share as per cent: `12.3 %`, and never `0.0 %` or `100.0 %` for what is only nearly so.
[[nodiscard]] inline std::string percent_text(double share) {
    const double percent = finite(share) * 100;
    if (percent > 0 && percent < 0.05) {
        return percent < 0.001 ? "<0.001 %" : fmt::format("{:.3f} %", percent);
    }
    if (percent > 99.94 && percent < 100) {
        return percent > 99.999 ? ">99.999 %" : fmt::format("{:.3f} %", percent);
    }
    if (std::fabs(percent) >= 1000) {
        return number_text(percent) + " %";
    }
    return fmt::format("{:.{}f} %", percent, std::fabs(percent) >= 100 ? 0 : 1);
}

/// A probability: small ones as a bound, as their digits mean nothing.
[[nodiscard]] inline std::string probability_text(double probability) {
    const double value = finite(probability);
    if (value < 1e-9) {
        return "<1e-9";
    }
    return value < 0.001 ? fmt::format("{:.0e}", value) : fmt::format("{:.3f}", value);
}

/// Bytes in the unit that reads best: `512 B`, `1.5 MiB`.
[[nodiscard]] inline std::string bytes_text(double bytes) {
    constexpr std::array<std::string_view, 6> units{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double value = finite(bytes) < 0 ? 0 : finite(bytes);
    if (value < 1024) {
        return fmt::format("{:.0f} B", value);
    }
    std::size_t unit = 0;
    for (value /= 1024; value >= 1024 && unit + 1 < units.size(); value /= 1024) {
        ++unit;
    }
    if (value >= 1e6) {
        return fmt::format("{:.1e} {}", value, units[unit]);
    }
    return fmt::format("{:.1f} {}", value, units[unit]);
}

/// A span in the unit that reads best: `250 us`, `61 ms`, `12 s`, `3.2 min`, `5.1 h`.
[[nodiscard]] inline std::string span_text(Duration span) {
    const auto micros = static_cast<double>(span.count());
    const double size = std::fabs(micros);
    const auto trimmed = [](double value, std::string_view unit) {
        const bool whole = std::fabs(value - std::round(value)) < 0.05;
        return fmt::format("{:.{}f} {}", value, whole ? 0 : 1, unit);
    };
    if (size < 1e3) {
        return span.count() == 0 ? "0 s" : fmt::format("{} us", span.count());
    }
    if (size < 1e6) {
        return trimmed(micros / 1e3, "ms");
    }
    if (size < 120e6) {
        return trimmed(micros / 1e6, "s");
    }
    if (size < 7200e6) {
        return trimmed(micros / 60e6, "min");
    }
    return size < 172800e6 ? trimmed(micros / 3600e6, "h") : trimmed(micros / 86400e6, "d");
}

/// Time: UTC, as `2026-11-24T19:54:20.250Z`; seconds since 1970 where a calendar has no year for
/// it.
[[nodiscard]] inline std::string instant_text(Instant at) {
    constexpr std::int64_t first = -62'167'219'200;  // the year 0
    constexpr std::int64_t last = 253'402'300'799;   // the end of 9999
    if (at.seconds() < first || at.seconds() > last) {
        return fmt::format("{} s", at.seconds());
    }
    const std::chrono::sys_seconds seconds{std::chrono::seconds{at.seconds()}};
    const auto day = std::chrono::floor<std::chrono::days>(seconds);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{seconds - day};
    const std::int64_t millis = at.millis() - at.seconds() * 1000;
    const std::string text =
        fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                    clock.hours().count(), clock.minutes().count(), clock.seconds().count());
    return millis == 0 ? text + "Z" : fmt::format("{}.{:03}Z", text, millis);
}

}  // namespace weir::inline v0
