// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "heat_map.hpp"
#include "tally.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace demo {

/// A line for each shard: what it took and turned away, and when, as a heat map over time.
class ShardTable {
public:
    static constexpr std::size_t rows_max = 40;
    static constexpr std::size_t figures_width = 36;

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
        std::ranges::stable_sort(rows, [&](std::size_t a, std::size_t b) {
            return tally_.shards[a].records > tally_.shards[b].records;
        });
        rows.resize(rows_max);
        std::ranges::sort(rows);
        return rows;
    }

    void head(std::uint64_t fullest) {
        const HeatMap& heat = tally_.records_by_time;
        const std::string from = utc(heat.start()).clock;
        const std::string to = utc(end_).clock;
        const weir::Duration column = (heat.column_start(columns_, columns_) - heat.start()) /
                                      static_cast<std::int64_t>(columns_);
        out_ += fmt::format(
            "\n{}\n", style_.bold(fmt::format("records by shard and time from {} {}: a "
                                              "column is {}, the fullest cell {}",
                                              utc(heat.start()).date, from, short_span(column),
                                              counted(fullest, "record", "records"))));
        std::string axis = from;
        if (columns_ > from.size() + to.size()) {
            axis.append(columns_ - from.size() - to.size(), ' ');
            axis += to;
        }
        out_ += style_.faint(fmt::format("{:>6}{:>9}{:>11}{:>9}  {}\n", "shard", "records", "bytes",
                                         "throttled", axis));
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
        if (!style_.colour) cells.erase(cells.find_last_not_of(' ') + 1);
        out_ += fmt::format("{:>6}{:>9}{:>11}{:>9}  {}\n", row, grouped(story.records),
                            human_bytes(story.bytes), grouped(story.refused), cells);
    }

    /// Where puts were throttled, all shards together.
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
            cells +=
                count == 0 ? " " : heat_glyph({true, true, heat_level(count, fullest)}, style_);
        }
        if (!style_.colour) cells.erase(cells.find_last_not_of(' ') + 1);
        out_ += fmt::format("{:>6}{:>9}{:>11}{:>9}  {}\n", "all", grouped(tally_.writes.put),
                            human_bytes(total_bytes()), grouped(tally_.writes.throttled), cells);
        out_ += style_.faint(fmt::format("{:>35}  (when puts were throttled)\n", ""));
    }

    [[nodiscard]] std::uint64_t total_bytes() const {
        std::uint64_t sum = 0;
        for (const ShardStory& story : tally_.shards)
            sum += story.bytes;
        return sum;
    }

    const Tally& tally_;
    weir::Instant end_;
    Style style_;
    std::size_t columns_ = 1;
    std::vector<std::size_t> rows_;
    std::string out_;
};

}  // namespace demo
