// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/format.h>

namespace events {

enum class ColorChoice { automatic, always, never };

/// What decides how a report looks, read from the process once.
struct Surroundings {
    bool terminal = false;
    bool no_color = false;
    bool utf8 = false;
    bool dumb = false;
    std::size_t columns = 0;  ///< 0: not known

    static Surroundings of(std::FILE* out) {
        const auto env = [](const char* name) {
            const char* value = std::getenv(name);
            return std::string_view{value == nullptr ? "" : value};
        };
        Surroundings here;
        here.terminal = isatty(fileno(out)) == 1;
        here.no_color = !env("NO_COLOR").empty();
        here.dumb = env("TERM").empty() || env("TERM") == "dumb";
        std::string_view locale = env("LC_ALL");
        if (locale.empty()) locale = env("LC_CTYPE");
        if (locale.empty()) locale = env("LANG");
        for (const std::string_view name : {"UTF-8", "utf-8", "UTF8", "utf8"}) {
            if (locale.find(name) != std::string_view::npos) here.utf8 = true;
        }
        winsize size{};
        if (here.terminal && ioctl(fileno(out), TIOCGWINSZ, &size) == 0) here.columns = size.ws_col;
        return here;
    }
};

/// How a report looks: colours or none, block characters or ASCII, and how wide.
struct Style {
    bool colour = false;
    bool blocks = false;
    std::size_t width = 100;

    /// Plain ASCII unless there is a terminal; a choice on the command line goes before NO_COLOR.
    static Style choose(ColorChoice choice, const Surroundings& here) {
        Style style;
        const bool able = here.terminal && !here.dumb;
        style.colour = choice == ColorChoice::always ||
                       (choice == ColorChoice::automatic && able && !here.no_color);
        style.blocks = choice == ColorChoice::always || (able && here.utf8);
        if (here.columns > 0) style.width = here.columns < 60 ? 60 : here.columns;
        if (style.width > 160) style.width = 160;
        return style;
    }

    [[nodiscard]] std::string paint(int colour_256, std::string_view text) const {
        if (!colour) return std::string{text};
        return fmt::format("\x1b[38;5;{}m{}\x1b[0m", colour_256, text);
    }
    [[nodiscard]] std::string bold(std::string_view text) const {
        if (!colour) return std::string{text};
        return fmt::format("\x1b[1m{}\x1b[0m", text);
    }
    [[nodiscard]] std::string good(std::string_view text) const { return paint(35, text); }
    [[nodiscard]] std::string bad(std::string_view text) const { return paint(196, text); }
    [[nodiscard]] std::string faint(std::string_view text) const { return paint(244, text); }
};

}  // namespace events
