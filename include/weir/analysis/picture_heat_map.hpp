// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "weir/analysis/key_report.hpp"
#include "weir/analysis/load_map_view.hpp"
#include "weir/analysis/picture_frame.hpp"
#include "weir/analysis/report_facts.hpp"
#include "weir/analysis/svg.hpp"

namespace weir::inline v0 {

namespace detail {

/// Where the cells of a heat map lie.
struct HeatGrid {
    double left = 72;
    double top = 0;
    double cell_width = 1;
    double cell_height = 1;
    double gap = 0;  ///< between rows

    [[nodiscard]] double x(std::size_t column) const noexcept {
        return left + static_cast<double>(column) * cell_width;
    }
    [[nodiscard]] double y(std::size_t row) const noexcept {
        return top + static_cast<double>(row) * (cell_height + gap);
    }
};

inline HeatGrid heat_grid(const LoadMapView& view, double top) {
    HeatGrid grid;
    grid.top = top;
    const double room = Picture::width - grid.left - Picture::margin;
    grid.cell_width = std::min(room / static_cast<double>(view.columns), 40.0);
    grid.gap = view.rows <= 32 ? 2 : 0;
    grid.cell_height = view.rows <= 24 ? 18 : view.rows <= 48 ? 12 : view.rows <= 64 ? 8 : 5;
    return grid;
}

/// Draws cells as one stroke for each run of equals, and all of a level as one path: a full map
/// stays small.
inline void draw_heat_cells(Svg& svg, const LoadMapView& view, const HeatGrid& grid) {
    std::array<std::string, heat_levels> paths;
    std::string marks;
    for (std::size_t row = 0; row < view.rows; ++row) {
        const double middle = grid.y(row) + grid.cell_height / 2;
        const auto level = [&](std::size_t column) {
            return heat_level(view.at(row, column).peak_share);
        };
        const auto throttled = [&](std::size_t column) {
            return view.at(row, column).throttled_records > 0;
        };
        const auto runs = [&view](auto value, auto draw) {
            for (std::size_t from = 0; from < view.columns;) {
                std::size_t end = from + 1;
                while (end < view.columns && value(end) == value(from)) {
                    ++end;
                }
                draw(from, end);
                from = end;
            }
        };
        runs(level, [&](std::size_t from, std::size_t end) {
            paths[level(from)] +=
                fmt::format("M{} {}h{}", svg_number(grid.x(from)), svg_number(middle),
                            svg_number(static_cast<double>(end - from) * grid.cell_width));
        });
        runs(throttled, [&](std::size_t from, std::size_t end) {
            if (throttled(from)) {
                const double wide = static_cast<double>(end - from) * grid.cell_width;
                marks += fmt::format("M{} {}h{}v{}h-{}z", svg_number(grid.x(from)),
                                     svg_number(grid.y(row)), svg_number(wide),
                                     svg_number(grid.cell_height), svg_number(wide));
            }
        });
    }
    for (std::size_t at = 0; at < paths.size(); ++at) {
        svg.path(paths[at], fmt::format("run h{}", at),
                 fmt::format("stroke-width=\"{}\"", svg_number(grid.cell_height)));
    }
    svg.path(marks, "mark");
}

/// A label for every row, or for as many as there is room for.
inline void draw_row_labels(Svg& svg, const KeySpread& spread, const LoadMapView& view,
                            const HeatGrid& grid) {
    const double height = grid.cell_height + grid.gap;
    const auto every = static_cast<std::size_t>(std::ceil(15 / height));
    for (std::size_t row = 0; row < view.rows; row += every) {
        const std::size_t place = row * view.shards_per_row;
        const std::string name = place < spread.shards.size()
                                     ? fmt::format("{}", spread.shards[place].shard_id.index)
                                     : fmt::format("#{}", place);
        svg.text(grid.left - 10, grid.y(row) + grid.cell_height / 2 + 4.5, name, "soft small end");
    }
}

inline void draw_time_axis(Svg& svg, const LoadMapView& view, const HeatGrid& grid, double y) {
    const double whole = grid.cell_width * static_cast<double>(view.columns);
    const auto ticks = static_cast<std::size_t>(std::max(whole / 80, 1.0));
    for (const TimeTick& tick : time_ticks(view, ticks)) {
        const double x = grid.left + tick.column * grid.cell_width;
        svg.line(x, y + 2, x, y + 7, "rule");
        svg.text(x, y + 20, tick.text, tick.column > 0 ? "soft small mid" : "soft small");
    }
}

inline std::string heat_map_note(const LoadMapView& view) {
    std::string note = "A row is ";
    note += view.shards_per_row == 1
                ? "a shard"
                : counted_text(view.shards_per_row, "shard", "shards") + ", the fullest shows";
    return note +
           fmt::format(", a column {}; the colour is the busiest second.", span_text(view.column));
}

}  // namespace detail

/// Shards by time, in per cent of a shard's write limits; what is throttled is outlined.
///
/// Where there are more than 100 shards or 300 stretches of time neighbours share a cell, which
/// shows the busiest second of any of them.
/// Gives: an empty text if there is no load map
[[nodiscard]] inline std::string picture_heat_map(const KeySpread& spread,
                                                  PictureUse use = PictureUse::file) {
    constexpr std::size_t rows_max = 100;
    constexpr std::size_t columns_max = 300;
    const LoadMapView view = view_of(spread.map, rows_max, columns_max);
    if (view.empty()) {
        return {};
    }
    const std::string note = detail::heat_map_note(view);
    Picture picture{
        use, "Shards by time, in per cent of a shard's limit",
        fmt::format("{} shards over {}. {} The fullest reaches {} of the limit. {}", view.shards,
                    span_text(Duration{detail::saturating_scale(
                        spread.map.bin.count(), static_cast<std::int64_t>(view.bins))}),
                    note, percent_text(view.peak_share()),
                    view.any_throttled() ? "Throttled cells are outlined."
                                         : "Nothing is "
                                           "throttled.")};
    Svg& svg = picture.svg;
    const detail::HeatGrid grid = detail::heat_grid(view, picture.top() + 26);
    svg.text(grid.left, picture.top() + 12, note, "soft small");
    detail::draw_heat_cells(svg, view, grid);
    detail::draw_row_labels(svg, spread, view, grid);
    const double bottom = grid.y(view.rows) - grid.gap;
    detail::draw_time_axis(svg, view, grid, bottom);
    draw_heat_legend(svg, grid.left, bottom + 38, view.any_throttled());
    return picture.finish(bottom + 38 + 32);
}

}  // namespace weir::inline v0
