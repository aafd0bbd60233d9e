// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "../events/terminal.hpp"
#include "../events/text.hpp"
#include "heat_map.hpp"
#include "tally.hpp"

namespace demo {

using namespace events;

/// A line for each shard: what it took and turned away, and when, as a heat map over time.
class ShardTable {
public:
    static constexpr std::size_t rows_max = 40;
    static constexpr std::size_t figures_width = 40;

    ShardTable(const Tally& tally, weir::Instant end, const Style& style)
        : tally_(tally), end_(end), style_(style) {}

    [[nodiscard]] std::string draw() {
        const HeatMap& heat = tally_.records_by_time;
        columns_ = heat.columns_within(style_.width - figures_width - 2);
        rows_ = chosen_rows();
        std::uint64_t fullest = 0;
        for (const std::size_t row : rows_) {
            for (const std::uint64_t count : heat.cells(row, columns_)) {
                fullest = std::max(fullest, count);
            }
        }
        head(fullest);
        for (const std::size_t row : rows_)
            shard_row(row, fullest);
        if (rows_.size() < tally_.shards.size()) {
            out_ += fmt::format("  and {} that took less\n",
                                counted(tally_.shards.size() - rows_.size(), "shard", "shards"));
        }
        refusals_row();
        return out_;
    }

private:
    /// All shards, or the busiest where there are too many; always by index.
    [[nodiscard]] std::vector<std::size_t> chosen_rows() const {
        std::vector<std::size_t> rows(tally_.shards.size());
        for (std::size_t i = 0; i < rows.size(); ++i)
            rows[i] = i;
        if (rows.size() <= rows_max) return rows;
        std::ranges::sort(rows, [&](std::size_t a, std::size_t b) {
            const std::uint64_t left = tally_.shards[a].records;
            const std::uint64_t right = tally_.shards[b].records;
            return left != right ? left > right : a < b;
        });
        rows.resize(rows_max);
        std::ranges::sort(rows);
        return rows;
    }

    void head(std::uint64_t fullest) {
        const HeatMap& heat = tally_.records_by_time;
        const weir::Duration column = (heat.column_start(columns_, columns_) - heat.start()) /
                                      static_cast<std::int64_t>(columns_);
        const auto glyph = [&](std::size_t level) {
            return heat_glyph({true, false, level}, style_);
        };
        out_ += fmt::format("\n{}\n", style_.bold("records by shard and time"));
        out_ += fmt::format("a column is {}; {} is none, {} to {} are 1 to {}{}\n\n",
                            short_span(column), glyph(0), glyph(1), glyph(8),
                            counted(fullest, "record", "records"),
                            style_.colour ? ", " + style_.bad("red") + " was throttled" : "");
        const DateAndClock from = utc(heat.start());
        const std::string to = utc(end_).clock;
        std::string axis = columns_ > 30 ? fmt::format("{} {}", from.date, from.clock) : from.clock;
        if (columns_ > axis.size() + to.size()) {
            axis.append(columns_ - axis.size() - to.size(), ' ');
            axis += to;
        }
        out_ += style_.faint(fmt::format("{:>5} {:>10} {:>10} {:>10}  {}\n", "shard", "records",
                                         "bytes", "throttled", axis));
    }

    void shard_row(std::size_t row, std::uint64_t fullest) {
        const HeatMap& heat = tally_.records_by_time;
        const ShardStory& story = tally_.shards[row];
        const std::vector<std::uint64_t> counts = heat.cells(row, columns_);
        const std::vector<std::uint64_t> refused = tally_.refusals_by_time.cells(row, columns_);
        std::string cells;
        for (std::size_t column = 0; column < columns_; ++column) {
            HeatCell cell;
            cell.alive = story.opened < heat.column_start(column + 1, columns_) &&
                         (!story.closed || *story.closed > heat.column_start(column, columns_));
            cell.level = heat_level(counts[column], fullest);
            cell.refused = refused[column] > 0;
            cells += heat_glyph(cell, style_);
        }
        out_ += fmt::format("{:>5} {:>10} {:>10} {:>10}  {}\n", row, grouped(story.records),
                            human_bytes(story.bytes), grouped(story.refused), without_end(cells));
    }

    /// When puts were throttled, in all shards together.
    void refusals_row() {
        if (tally_.writes.throttled == 0) return;
        std::vector<std::uint64_t> sums(columns_);
        for (std::size_t row = 0; row < tally_.shards.size(); ++row) {
            const std::vector<std::uint64_t> cells = tally_.refusals_by_time.cells(row, columns_);
            for (std::size_t i = 0; i < columns_; ++i)
                sums[i] += cells[i];
        }
        const std::uint64_t fullest = *std::ranges::max_element(sums);
        std::string cells;
        for (const std::uint64_t count : sums) {
            const HeatCell cell{count > 0, true, heat_level(count, fullest)};
            cells += heat_glyph(cell, style_);
        }
        out_ += fmt::format("{:>38}  {}\n", "throttled in all shards", without_end(cells));
    }

    /// Without the blanks at the end of a line; where there are colours they may stay.
    [[nodiscard]] static std::string without_end(std::string cells) {
        cells.erase(cells.find_last_not_of(' ') + 1);
        return cells;
    }

    const Tally& tally_;
    weir::Instant end_;
    Style style_;
    std::size_t columns_ = 1;
    std::vector<std::size_t> rows_;
    std::string out_;
};

}  // namespace demo
