// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "weir/analysis/key_text.hpp"
#include "weir/analysis/load_map_view.hpp"
#include "weir/analysis/svg.hpp"

namespace weir::inline v0 {

/// Where a picture goes: a file of its own with heading, background and style, or a page that has
/// these already.
enum class PictureUse { file, page };

/// The colours of all pictures and of the page around them, light and dark. Blues say how much,
/// orange says too much: a pair that people of any colour vision tell apart.
inline constexpr std::string_view picture_colours_light =
    "--paper:#ffffff;--panel:#f6f8fa;--ink:#1c2430;--soft:#5b6776;--line:#d8dee6;"
    "--accent:#2c77a3;--pale:#9cc6dc;--alarm:#c2410c;--alarm-paper:#fff4ec;--band:#7d8b9c;"
    "--good:#0f766e;--watch:#8a6100;"
    "--h1:#e2f0f3;--h2:#c3e2e9;--h3:#9acfdb;--h4:#6ab5cb;--h5:#4197b8;--h6:#2c77a3;--h7:#2a5787;"
    "--h8:#2b3a67;--h9:#1e1a3d;";
inline constexpr std::string_view picture_colours_dark =
    "--paper:#0f141b;--panel:#171d26;--ink:#e6eaf0;--soft:#9ba7b6;--line:#2d3743;"
    "--accent:#55a9d3;--pale:#2f5f7c;--alarm:#ff9248;--alarm-paper:#2a1b12;--band:#8fa0b3;"
    "--good:#4fc3b4;--watch:#e0b252;"
    "--h1:#182734;--h2:#1b3547;--h3:#1f485f;--h4:#255e7b;--h5:#2f7999;--h6:#4596b5;--h7:#6db5c9;"
    "--h8:#a5d4dc;--h9:#e5f5f2;";

/// The style sheet of the pictures; a page with several has it once.
[[nodiscard]] inline std::string picture_style() {
    std::string css = fmt::format(
        ".weir{{{}}}\n@media(prefers-color-scheme:dark){{.weir{{{}}}}}\n"
        "@media print{{.weir{{{}}}}}\n",
        picture_colours_light, picture_colours_dark, picture_colours_light);
    css +=
        "svg.weir{overflow:visible;font:13px system-ui,-apple-system,\"Segoe "
        "UI\",Roboto,sans-serif}\n"
        ".weir text{fill:var(--ink);unicode-bidi:isolate}\n"
        ".weir .mid{text-anchor:middle}.weir .end{text-anchor:end}\n"
        ".weir .soft{fill:var(--soft)}.weir .strong{font-weight:600}\n"
        ".weir .small{font-size:12px}.weir .head{font-size:16px;font-weight:600}\n"
        ".weir .over{fill:var(--alarm);font-weight:600}\n"
        ".weir .key{font-family:ui-monospace,\"SF Mono\",Menlo,Consolas,\"DejaVu Sans Mono\","
        "monospace;font-size:12px}\n"
        ".weir .paper{fill:var(--paper)}.weir .panel{fill:var(--panel)}\n"
        ".weir .bar{fill:var(--accent)}.weir .pale{fill:var(--pale)}.weir .hot{fill:var(--alarm)}\n"
        ".weir .rule{stroke:var(--line)}.weir .tick{stroke:var(--ink)}\n"
        ".weir .mean{stroke:var(--soft);stroke-dasharray:5 4}\n"
        ".weir .split{stroke:var(--alarm);stroke-width:2;stroke-dasharray:2 3}\n"
        ".weir .band{fill:var(--band);fill-opacity:.28;stroke:var(--band);stroke-width:1}\n"
        ".weir .link{fill:none;stroke:var(--soft);stroke-width:1.25}\n"
        ".weir .box{fill:var(--panel);stroke:var(--accent)}\n"
        ".weir .gone{fill:none;stroke:var(--soft);stroke-dasharray:4 3}\n"
        ".weir .mark{fill:none;stroke:var(--alarm);stroke-width:1.5}\n"
        ".weir .edge{fill:none;stroke:var(--paper);stroke-width:1}\n"
        ".weir .run{fill:none;shape-rendering:crispEdges}\n"
        ".weir .h0{fill:var(--panel)}.weir .run.h0{stroke:var(--panel)}\n";
    for (std::size_t level = 1; level < heat_levels; ++level) {
        css += fmt::format(
            ".weir .h{0}{{fill:var(--h{0})}}.weir .run.h{0}{{fill:none;"
            "stroke:var(--h{0})}}\n",
            level);
    }
    return css;
}

/// The shapes of a picture with what goes around them.
class Picture {
public:
    static constexpr double width = 900;

    Picture(PictureUse use, std::string_view title, std::string_view description)
        : use_{use}, title_{title}, description_{description} {
        if (use_ == PictureUse::file) {
            svg.text(margin, 34, title_, "head");
        }
    }

    /// Where the picture itself begins, below its heading if it has one.
    [[nodiscard]] double top() const noexcept { return use_ == PictureUse::file ? 54 : 2; }

    /// The picture as text, when all is drawn and its height is known.
    [[nodiscard]] std::string finish(double height) const {
        const bool file = use_ == PictureUse::file;
        const double whole = height + (file ? 16 : 2);
        std::string out = fmt::format(
            "<svg class=\"weir\" {}viewBox=\"{} 0 {} {}\" role=\"img\">\n"
            "<title>{}</title>\n<desc>{}</desc>\n",
            file ? fmt::format("xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" ",
                               svg_number(width), svg_number(whole))
                 : "",
            file ? "0" : svg_number(margin), svg_number(file ? width : width - 2 * margin),
            svg_number(whole), markup_text(title_), markup_text(visible_text(description_)));
        if (file) {
            Svg paper;
            paper.rect({0, 0, width, whole}, "paper", 8);
            out += "<style>\n" + picture_style() + "</style>\n" + paper.body();
        }
        return out + svg.body() + "</svg>\n";
    }

    static constexpr double margin = 20;

    Svg svg;

private:
    PictureUse use_;
    std::string title_;
    std::string description_;
};

/// The legend of the heat levels, in per cent of the limit, along a line that begins at `x`.
/// Gives: where it ends
inline double draw_heat_legend(Svg& svg, double x, double y, bool throttled) {
    constexpr double swatch = 40;
    svg.text(x, y + 10, "% of the limit", "soft small");
    x += 100;
    for (std::size_t level = 1; level < heat_levels; ++level) {
        x += level == heat_levels - 1 ? 8 : 0;  // what is above the limit stands apart
        svg.rect({x, y, swatch, 12}, fmt::format("h{}", level));
        if (level < heat_levels - 1) {
            svg.text(x + swatch, y + 26, fmt::format("{:.0f}", heat_bounds[level - 1] * 100),
                     "soft small mid");
        }
        x += swatch;
    }
    svg.text(x - swatch / 2 + 8, y + 26, "above", "soft small mid");
    if (throttled) {
        x += 24;
        svg.rect({x, y - 1, 22, 14}, "mark");
        svg.text(x + 30, y + 10, "throttled", "soft small");
        x += 95;
    }
    return x;
}

/// A width that a text in the font of keys needs.
[[nodiscard]] inline double key_width(std::string_view text) noexcept {
    return static_cast<double>(display_columns(text)) * 7.3;
}

/// A round number at or above a value of up to 1e12, for the top of an axis, and the step between
/// its marks.
struct AxisScale {
    double most = 1;
    double step = 1;
};
[[nodiscard]] inline AxisScale axis_scale(double value, std::size_t marks) {
    const double kept = std::clamp(finite(value), 1e-9, 1e12);
    const double wanted = kept / static_cast<double>(std::max<std::size_t>(marks, 1));
    const double scale = std::pow(10.0, std::floor(std::log10(wanted)));
    double step = scale;

    for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
        step = scale * factor;
        if (step >= wanted) {
            break;
        }
    }
    double most = step;
    for (std::size_t mark = 1; mark < 2 * marks && most < kept; ++mark) {
        most += step;
    }
    return {most, step};
}

}  // namespace weir::inline v0
