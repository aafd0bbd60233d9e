// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>

#include <fmt/format.h>

#include "terminal.hpp"

namespace events {

/// The text of a progress bar, with figures behind it that are cut where they do not fit.
/// Gives: a bar with a share where the size of the input is known, figures alone where it is not
inline std::string progress_text(std::uint64_t bytes, std::uint64_t all_bytes, std::string figures,
                                 const Style& style) {
    const std::size_t cells = style.width >= 90 ? 24 : 10;
    std::string bar;
    if (all_bytes > 0) {
        const double share =
            std::min(1.0, static_cast<double>(bytes) / static_cast<double>(all_bytes));
        const auto full = static_cast<std::size_t>(share * static_cast<double>(cells));
        for (std::size_t i = 0; i < cells; ++i) {
            bar += i < full ? (style.blocks ? "█" : "#") : (style.blocks ? "░" : ".");
        }
        bar += fmt::format(" {:3.0f} %  ", share * 100);
    }
    const std::size_t room = style.width - (all_bytes > 0 ? cells + 9 : 1);
    if (figures.size() > room) figures.resize(room);
    return bar + figures;
}

/// Shows on a terminal how far the work is, at most ten times a second; elsewhere it is silent.
class Progress {
public:
    Progress(std::FILE* out, const Style& style, bool enabled)
        : out_(out), style_(style), enabled_(enabled), last_(Clock::now()) {}
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress() { clear(); }

    /// Cheap enough to be called at every step: `text` is asked for the bar, in a given style, only
    /// when it is shown.
    template <class Text>
    void step(const Text& text) {
        if (!enabled_ || ++steps_ % 64 != 0) return;
        const Clock::time_point wall = Clock::now();
        if (wall - last_ < std::chrono::milliseconds{100}) return;
        last_ = wall;
        fmt::print(out_, "\r\x1b[K{}", text(style_));
        std::fflush(out_);
        drawn_ = true;
    }

    /// Takes the bar away.
    void clear() {
        if (!drawn_) return;
        fmt::print(out_, "\r\x1b[K");
        std::fflush(out_);
        drawn_ = false;
    }

private:
    using Clock = std::chrono::steady_clock;

    std::FILE* out_;
    Style style_;
    bool enabled_;
    bool drawn_ = false;
    std::uint64_t steps_ = 0;
    Clock::time_point last_;
};

}  // namespace events
