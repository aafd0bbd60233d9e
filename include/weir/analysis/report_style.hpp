// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "weir/analysis/load_map_view.hpp"
#include "weir/analysis/report_facts.hpp"

namespace weir::inline v0 {

/// How a report looks in a terminal: colours or none, block characters or ASCII, and how wide.
struct ReportStyle {
    static constexpr std::size_t width_min = 60;
    static constexpr std::size_t width_max = 160;

    bool colour = false;
    bool blocks = false;
    std::size_t width = 100;

    /// The width that is used: what is too narrow for the figures or too wide to read is mended.
    [[nodiscard]] std::size_t columns() const noexcept {
        return std::clamp(width, width_min, width_max);
    }

    [[nodiscard]] std::string paint(int colour_256, std::string_view text) const {
        return colour ? fmt::format("\x1b[38;5;{}m{}\x1b[0m", colour_256, text) : std::string{text};
    }
    [[nodiscard]] std::string bold(std::string_view text) const {
        return colour ? fmt::format("\x1b[1m{}\x1b[0m", text) : std::string{text};
    }
    [[nodiscard]] std::string faint(std::string_view text) const { return paint(244, text); }
    /// Orange, which those who mix up red and green tell from the blue of all else.
    [[nodiscard]] std::string alarm(std::string_view text) const { return paint(208, text); }

    [[nodiscard]] std::string by_tone(VerdictTone tone, std::string_view text) const {
        switch (tone) {
            case VerdictTone::good:
                return paint(37, text);
            case VerdictTone::watch:
                return paint(178, text);
            case VerdictTone::bad:
                return alarm(text);
            case VerdictTone::none:
                break;
        }
        return std::string{text};
    }

    /// A cell of a heat map by its level, 0 to 9; a cell where something was refused is a cross.
    [[nodiscard]] std::string heat(std::size_t level, bool throttled) const {
        constexpr std::array<std::string_view, heat_levels> bars{"·", "▁", "▂", "▃", "▄",
                                                                 "▅", "▆", "▇", "█", "█"};
        constexpr std::string_view ascii = ".:-=+*o%@@";
        constexpr std::array<int, heat_levels> ramp{240, 24, 25, 31, 32, 38, 74, 80, 116, 208};
        if (throttled) {
            return alarm(blocks ? "×" : "X");
        }
        const std::size_t at = std::min(level, heat_levels - 1);
        return paint(ramp[at], blocks ? bars[at] : ascii.substr(at, 1));
    }

    [[nodiscard]] std::string_view bar() const noexcept { return blocks ? "█" : "="; }
    [[nodiscard]] std::string_view band() const noexcept { return blocks ? "░" : "."; }
    [[nodiscard]] std::string_view bar_in_band() const noexcept { return blocks ? "▓" : "#"; }
    [[nodiscard]] std::string_view rule() const noexcept { return blocks ? "─" : "-"; }
    [[nodiscard]] std::string_view point() const noexcept { return blocks ? "•" : "*"; }
};

/// A text repeated.
[[nodiscard]] inline std::string repeated_text(std::string_view text, std::size_t times) {
    std::string out;
    out.reserve(text.size() * times);
    for (std::size_t at = 0; at < times; ++at) {
        out += text;
    }
    return out;
}

}  // namespace weir::inline v0
