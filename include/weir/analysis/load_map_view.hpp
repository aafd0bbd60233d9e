// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "weir/analysis/key_report.hpp"
#include "weir/analysis/report_text.hpp"

namespace weir::inline v0 {

/// A load map made small enough to be shown: neighbouring shards and stretches of time as one.
///
/// Of what is put together the counts are summed and the busiest second counts, so a short burst
/// in one shard stays as visible as it was.
struct LoadMapView {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::size_t shards_per_row = 1;
    std::size_t bins_per_column = 1;
    std::size_t shards = 0;
    std::size_t bins = 0;
    Instant start;
    Duration column{};  ///< the time of a column
    std::vector<LoadMap::Cell> cells;

    [[nodiscard]] const LoadMap::Cell& at(std::size_t row,
                                          std::size_t column_index) const noexcept {
        return cells[row * columns + column_index];
    }
    [[nodiscard]] bool empty() const noexcept { return rows == 0 || columns == 0; }

    /// The fullest of all cells, as a share of the write limits.
    [[nodiscard]] double peak_share() const noexcept {
        double most = 0;
        for (const LoadMap::Cell& cell : cells) {
            most = std::max(most, cell.peak_share);
        }
        return most;
    }
    [[nodiscard]] bool any_throttled() const noexcept {
        return std::any_of(cells.begin(), cells.end(),
                           [](const LoadMap::Cell& cell) { return cell.throttled_records > 0; });
    }
};

/// A load map in at most so many rows and columns.
/// Gives: an empty view if the map has no cells or says wrongly how many.
[[nodiscard]] inline LoadMapView view_of(const LoadMap& map, std::size_t rows_max,
                                         std::size_t columns_max) {
    LoadMapView view;
    if (map.shards == 0 || map.bins == 0 || rows_max == 0 || columns_max == 0 ||
        map.cells.size() / map.shards < map.bins) {
        return view;
    }
    const auto rounded_up = [](std::size_t of, std::size_t by) { return of / by + (of % by > 0); };
    view.shards = map.shards;
    view.bins = map.bins;
    view.shards_per_row = rounded_up(map.shards, rows_max);
    view.bins_per_column = rounded_up(map.bins, columns_max);
    view.rows = rounded_up(map.shards, view.shards_per_row);
    view.columns = rounded_up(map.bins, view.bins_per_column);
    view.start = map.start;
    view.column =
        Duration{detail::saturating_scale(std::max<std::int64_t>(map.bin.count(), 0),
                                          static_cast<std::int64_t>(view.bins_per_column))};
    view.cells.resize(view.rows * view.columns);
    for (std::size_t shard = 0; shard < map.shards; ++shard) {
        for (std::size_t bin = 0; bin < map.bins; ++bin) {
            const LoadMap::Cell& from = map.at(shard, bin);
            LoadMap::Cell& to =
                view.cells[shard / view.shards_per_row * view.columns + bin / view.bins_per_column];
            to.records += from.records;
            to.bytes += from.bytes;
            to.throttled_records += from.throttled_records;
            to.peak_share = std::max(to.peak_share, finite(from.peak_share));
        }
    }
    return view;
}

/// How full a cell is, 0 to 9: 0 holds nothing, 9 is above the limit. The steps are finer where
/// there is little, so that one hot shard does not make all others look idle.
inline constexpr std::size_t heat_levels = 10;
inline constexpr double heat_bounds[] = {0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0};

[[nodiscard]] constexpr std::size_t heat_level(double share) noexcept {
    if (!(share > 0)) {
        return 0;
    }
    std::size_t level = 1;
    for (const double bound : heat_bounds) {
        if (share <= bound) {
            return level;
        }
        ++level;
    }
    return level;
}

/// A round number of columns between two marks on the time axis, for at most so many marks.
[[nodiscard]] inline std::size_t tick_step(std::size_t columns, std::size_t ticks_max) noexcept {
    const std::size_t most = std::max<std::size_t>(ticks_max, 1);
    for (std::size_t scale = 1; scale < std::size_t{1} << 40; scale *= 10) {
        for (const std::size_t step : {scale, 2 * scale, 5 * scale}) {
            if (columns / step < most) {
                return step;
            }
        }
    }
    return std::max<std::size_t>(columns, 1);
}

/// A mark on the time axis of a load map.
struct TimeTick {
    double column = 0;
    std::string text;  ///< since the start of the map
};

/// Marks at round times, at most about so many.
[[nodiscard]] inline std::vector<TimeTick> time_ticks(const LoadMapView& view,
                                                      std::size_t ticks_max) {
    constexpr double day = 86'400;
    constexpr double round_steps[] = {1,      2,      5,      10,    20,      30,     60,
                                      120,    300,    600,    1'200, 1'800,   3'600,  7'200,
                                      10'800, 21'600, 43'200, day,   2 * day, 7 * day};
    const double column = static_cast<double>(view.column.count()) / 1e6;
    const double whole = column * static_cast<double>(view.columns);
    const auto most = static_cast<double>(std::clamp<std::size_t>(ticks_max, 1, 1000));
    std::vector<TimeTick> ticks;
    if (!(whole > 0)) {
        return ticks;
    }
    double step = std::ceil(whole / most / day) * day;
    for (const double candidate : round_steps) {
        if (whole <= candidate * most) {
            step = candidate;
            break;
        }
    }
    const double unit = step < 60 ? 1 : step < 3'600 ? 60 : step < day ? 3'600 : day;
    const std::string_view name = step < 60 ? "s" : step < 3'600 ? "min" : step < day ? "h" : "d";
    for (std::size_t at = 0; static_cast<double>(at) * step < whole && at <= 1000; ++at) {
        const double seconds = static_cast<double>(at) * step;
        ticks.push_back({seconds / column, fmt::format("{:.0f} {}", seconds / unit, name)});
    }
    return ticks;
}

}  // namespace weir::inline v0
