// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "weir/analysis/key_report.hpp"
#include "weir/analysis/key_text.hpp"
#include "weir/analysis/load_map_view.hpp"
#include "weir/analysis/report_facts.hpp"
#include "weir/analysis/report_style.hpp"

namespace weir::inline v0 {

namespace detail {

/// `shard` as a label of one or more shards of a map's row.
inline std::string row_label(const KeySpread& spread, const LoadMapView& view, std::size_t row) {
    const std::size_t first = row * view.shards_per_row;
    const std::size_t last = std::min(first + view.shards_per_row, view.shards) - 1;
    const auto name = [&spread](std::size_t place) {
        return place < spread.shards.size() ? fmt::format("{}", spread.shards[place].shard_id.index)
                                            : fmt::format("#{}", place);
    };
    return first == last ? name(first) : name(first) + ".." + name(last);
}

/// Texts put into a line where they belong; one that would touch the text before it is left out.
class MarkedLine {
public:
    void put(std::size_t column, std::string_view text) {
        if (used_ > 0 && column <= used_) {
            return;
        }
        line_.append(column > used_ ? column - used_ : 0, ' ');
        line_ += text;
        used_ = column + display_columns(text);
    }
    [[nodiscard]] const std::string& text() const noexcept { return line_; }

private:
    std::string line_;
    std::size_t used_ = 0;
};

inline std::string heat_legend(const ReportStyle& style) {
    std::string out = style.faint("% ");
    for (std::size_t level = 1; level < heat_levels - 1; ++level) {
        out += fmt::format("{}{} ", style.heat(level, false),
                           static_cast<int>(std::lround(heat_bounds[level - 1] * 100)));
    }
    return out + fmt::format("{}throttled", style.heat(0, true));
}

inline std::string time_axis(const LoadMapView& view) {
    constexpr std::size_t columns_a_tick = 12;
    MarkedLine line;
    for (const TimeTick& tick : time_ticks(view, view.columns / columns_a_tick + 1)) {
        line.put(static_cast<std::size_t>(tick.column), tick.text);
    }
    return line.text();
}

}  // namespace detail

/// Shards by time, in per cent of a shard's write limits in the busiest second of each cell.
[[nodiscard]] inline std::string terminal_heat_map(const KeySpread& spread,
                                                   const ReportStyle& style) {
    constexpr std::size_t rows_max = 32;
    constexpr std::size_t labels_max = 12;
    const LoadMapView view = view_of(spread.map, rows_max, style.columns() - labels_max - 2);
    if (view.empty()) {
        return {};
    }
    const std::size_t label_columns = detail::row_label(spread, view, view.rows - 1).size() + 2;

    std::string out;
    for (std::size_t row = 0; row < view.rows; ++row) {
        out += right_text(detail::row_label(spread, view, row), label_columns) + "  ";
        for (std::size_t column = 0; column < view.columns; ++column) {
            const LoadMap::Cell& cell = view.at(row, column);
            out += style.heat(heat_level(cell.peak_share), cell.throttled_records > 0);
        }
        out += '\n';
    }
    const std::string indent(label_columns + 2, ' ');
    out += style.faint(indent + detail::time_axis(view)) + '\n';
    return out + indent + detail::heat_legend(style) + '\n';
}

namespace detail {

/// A bar of one rank: what the shard has, and what chance would give the shard of that rank.
inline std::string load_bar(double load, const ChanceBand::Band& band, bool over, double most,
                            std::size_t columns, const ReportStyle& style) {
    const auto place = [most, columns](double value) {
        const double at = figures::ratio(finite(value), most) * static_cast<double>(columns);
        return static_cast<std::size_t>(std::clamp(at + 0.5, 0.0, static_cast<double>(columns)));
    };
    const std::size_t end = place(load);
    const std::size_t low = place(band.low);
    const std::size_t high = std::max(place(band.high), band.high > 0 ? low + 1 : low);
    std::string out;
    for (std::size_t at = 0; at < std::max(end, std::min(high, columns)); ++at) {
        const bool inside = low <= at && at < high;
        if (at < end) {
            const std::string_view glyph = inside ? style.bar_in_band() : style.bar();
            out += over && at >= high ? style.alarm(glyph) : style.paint(32, glyph);
        } else {
            out += inside ? style.faint(style.band()) : " ";
        }
    }
    return load > most ? out + style.alarm(">") : out;
}

/// Ranks that are shown when there are too many: the fullest ones and the emptiest.
inline std::vector<std::size_t> shown_ranks(std::size_t count) {
    constexpr std::size_t fullest = 12;
    constexpr std::size_t emptiest = 4;
    std::vector<std::size_t> ranks;
    for (std::size_t rank = 0; rank < count; ++rank) {
        if (count <= fullest + emptiest + 1 || rank < fullest || rank + emptiest >= count) {
            ranks.push_back(rank);
        }
    }
    return ranks;
}

}  // namespace detail

/// Shards by load over the mean, the fullest first, each beside what chance alone would give.
[[nodiscard]] inline std::string terminal_loads(const KeySpread& spread, const ReportStyle& style) {
    const std::vector<double> loads = loads_over_mean(spread);
    if (loads.empty()) {
        return {};
    }
    const std::vector<std::size_t> order = shards_by_load(spread);
    const double most = load_diagram_top(spread, loads);
    std::string out;
    std::size_t expected = 0;
    for (const std::size_t rank : detail::shown_ranks(loads.size())) {
        if (rank != expected) {
            out += style.faint(fmt::format("{}  and {} between\n", std::string(8, ' '),
                                           counted_text(rank - expected, "shard", "shards")));
        }
        expected = rank + 1;
        const ChanceBand::Band band =
            rank < spread.chance.by_rank.size() ? spread.chance.by_rank[rank] : ChanceBand::Band{};
        out +=
            fmt::format("{}  {} {}\n",
                        right_text(fmt::format("{}", spread.shards[order[rank]].shard_id.index), 8),
                        right_text(number_text(loads[rank]), 6),
                        detail::load_bar(loads[rank], band, beyond_chance(spread, loads[rank]),
                                         most, style.columns() - 19, style));
    }
    if (!spread.chance.by_rank.empty()) {
        out +=
            style.faint(fmt::format("{}{} by chance alone, {} of the time\n", std::string(16, ' '),
                                    style.band(), percent_text(spread.chance.confidence)));
    }
    return out;
}

/// All hash keys in a line: the busiest keys above it, the fullest shard of each column, and below
/// it where shards begin and where a split is advised.
[[nodiscard]] inline std::string terminal_hash_ranges(const KeySpread& spread,
                                                      const ReportStyle& style) {
    const std::size_t columns = style.columns() - 4;
    if (spread.shards.empty()) {
        return {};
    }
    const auto column_of = [columns](HashKey key) {
        const double at = hash_position(key) * static_cast<double>(columns);
        return std::min(static_cast<std::size_t>(at), columns - 1);
    };
    std::string keys(columns, ' ');
    for (std::size_t rank = std::min<std::size_t>(spread.top_keys.size(), 10); rank-- > 0;) {
        keys[column_of(spread.top_keys[rank].hash_key)] = key_letter(rank);
    }
    std::vector<double> shares(columns);
    std::string marks(columns, ' ');
    for (const ShardLoad& shard : spread.shards) {
        const std::size_t first = column_of(shard.range.starting_hash_key);
        const std::size_t last = std::max(last_place(shard.range.ending_hash_key, columns), first);
        for (std::size_t at = first; at <= last; ++at) {
            shares[at] = std::max(shares[at], finite(shard.peak_share));
        }
        if (spread.shards.size() * 3 <= columns) {
            marks[first] = '|';
        }
    }
    for (const ReshardStep& step : spread.advice.steps) {
        if (const auto* split = std::get_if<SplitStep>(&step)) {
            marks[column_of(split->at)] = ':';
        }
    }
    keys.erase(keys.find_last_not_of(' ') + 1);
    marks.erase(marks.find_last_not_of(' ') + 1);
    std::string out = "  " + style.bold(keys) + "\n  ";
    for (const double share : shares) {
        out += style.heat(heat_level(share), false);
    }
    out += "\n  " + style.faint(marks) + "\n  ";
    return out + style.faint("0" + right_text("2^128 - 1", columns - 1)) + '\n';
}

}  // namespace weir::inline v0
