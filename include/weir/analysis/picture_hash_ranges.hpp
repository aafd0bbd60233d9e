// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "weir/analysis/key_report.hpp"
#include "weir/analysis/load_map_view.hpp"
#include "weir/analysis/picture_frame.hpp"
#include "weir/analysis/report_facts.hpp"
#include "weir/analysis/svg.hpp"

namespace weir::inline v0 {

namespace detail {

/// The line on which all hash keys lie.
struct HashLine {
    static constexpr double left = Picture::margin;
    static constexpr double length = Picture::width - 2 * Picture::margin;
    static constexpr std::size_t columns = static_cast<std::size_t>(length) / 2;

    [[nodiscard]] static double x(HashKey key) noexcept {
        return left + hash_position(key) * length;
    }
};

/// The letter of a busy key above the place where it falls.
struct KeyMark {
    double x = 0;
    std::size_t row = 0;  ///< the lowest is 0
};

inline constexpr std::size_t marked_keys_max = 10;

/// Where the letters of the busiest keys stand, so that none is on another. A letter that is lifted
/// stands above every line that leads to it.
inline std::vector<KeyMark> key_marks(const KeySpread& spread) {
    constexpr double letter_width = 13;
    std::vector<KeyMark> marks;
    for (std::size_t at = 0; at < std::min(spread.top_keys.size(), marked_keys_max); ++at) {
        KeyMark mark;
        mark.x = HashLine::x(spread.top_keys[at].hash_key);
        for (const KeyMark& other : marks) {
            if (std::abs(other.x - mark.x) < letter_width) {
                mark.row = std::max(mark.row, other.row + 1);
            }
        }
        marks.push_back(mark);
    }
    return marks;
}

/// Letters and lines of the busiest keys above the strip of shards, whose top is at `strip`.
inline void draw_key_marks(Svg& svg, const std::vector<KeyMark>& marks, double strip,
                           double row_height) {
    for (std::size_t at = 0; at < marks.size(); ++at) {
        const double baseline = strip - 12 - static_cast<double>(marks[at].row) * row_height;
        // A lifted letter's line ends above the letters below it, as it would cross them.
        svg.line(marks[at].x, strip - 8, marks[at].x, strip + 8, "tick");
        svg.text(marks[at].x, baseline, std::string(1, key_letter(at)), "small strong mid");
    }
}

/// Which letter is which key, in two columns.
inline double draw_key_names(Svg& svg, const KeyReport& report, const KeySpread& spread,
                             std::size_t count, double y) {
    constexpr std::size_t columns_max = 38;
    constexpr double row_height = 20;
    const std::size_t rows = (count + 1) / 2;
    for (std::size_t at = 0; at < count; ++at) {
        const KeyLoad& key = spread.top_keys[at];
        const double x = HashLine::left + (at < rows ? 0 : HashLine::length / 2 + 10);
        const double baseline = y + static_cast<double>(at % rows) * row_height;
        svg.text(x, baseline, std::string(1, key_letter(at)), "small strong");
        svg.key(x + 20, baseline, key.key, columns_max, "key");
        svg.text(x + HashLine::length / 2 - 20, baseline,
                 percent_text(figures::ratio(key.records, report.records)), "soft small end");
    }
    return y + static_cast<double>(rows) * row_height;
}

inline void draw_shard_boxes(Svg& svg, const KeySpread& spread, double y, double height) {
    if (spread.shards.size() <= HashLine::columns / 4) {
        for (const ShardLoad& shard : spread.shards) {
            const double from = HashLine::x(shard.range.starting_hash_key);
            const double to = HashLine::x(shard.range.ending_hash_key);
            svg.rect({from, y, std::max(to - from, 0.5), height},
                     fmt::format("h{} edge", heat_level(shard.peak_share)));
        }
        return;
    }
    std::vector<double> shares(HashLine::columns);
    const auto column = [](HashKey key) {
        return std::min(static_cast<std::size_t>(hash_position(key) * HashLine::columns),
                        HashLine::columns - 1);
    };
    for (const ShardLoad& shard : spread.shards) {
        const std::size_t first = column(shard.range.starting_hash_key);
        const std::size_t last =
            std::max(last_place(shard.range.ending_hash_key, HashLine::columns), first);
        for (std::size_t at = first; at <= last; ++at) {
            shares[at] = std::max(shares[at], finite(shard.peak_share));
        }
    }
    for (std::size_t from = 0; from < shares.size();) {
        std::size_t end = from + 1;
        while (end < shares.size() && heat_level(shares[end]) == heat_level(shares[from])) {
            ++end;
        }
        svg.rect({HashLine::left + 2 * static_cast<double>(from), y,
                  2 * static_cast<double>(end - from), height},
                 fmt::format("h{}", heat_level(shares[from])));
        from = end;
    }
}

/// The shard's number below its box, and its share of the records where there is room. Where there
/// is room for few numbers only, round places have them.
inline void draw_shard_labels(Svg& svg, const KeyReport& report, const KeySpread& spread,
                              double y) {
    const std::size_t step = spread.shards.size() <= 40 ? 1 : tick_step(spread.shards.size(), 24);
    double free_from = 0;
    for (std::size_t at = 0; at < spread.shards.size(); at += step) {
        const ShardLoad& shard = spread.shards[at];
        const double from = HashLine::x(shard.range.starting_hash_key);
        const double to = HashLine::x(shard.range.ending_hash_key);
        const std::string name = fmt::format("{}", shard.shard_id.index);
        const double wide = static_cast<double>(name.size()) * 8 + 6;
        const double middle = std::max((from + to) / 2, HashLine::left + wide / 2 - 3);
        if (middle - wide / 2 < free_from ||
            middle + wide / 2 > HashLine::left + HashLine::length + 3) {
            continue;
        }
        free_from = middle + wide / 2;
        svg.text(middle, y + 16, name, "small mid");
        if (to - from >= 50) {
            svg.text(middle, y + 32, percent_text(figures::ratio(shard.records, report.records)),
                     "soft small mid");
            free_from = std::max(free_from, middle + 24);
        }
    }
}

inline void draw_hash_axis(Svg& svg, double y) {
    constexpr std::string_view names[] = {"0", "2¹²⁶", "2¹²⁷", "3·2¹²⁶", "2¹²⁸−1"};
    constexpr std::string_view looks[] = {"soft small", "soft small mid", "soft small mid",
                                          "soft small mid", "soft small end"};
    for (std::size_t at = 0; at < 5; ++at) {
        const double x = HashLine::left + HashLine::length * static_cast<double>(at) / 4;
        svg.line(x, y, x, y + 5, "rule");
        svg.text(x, y + 19, names[at], looks[at]);
    }
}

/// Dotted lines where splits are advised, one for each place that can be told apart.
inline bool draw_splits(Svg& svg, const KeySpread& spread, double from, double to) {
    std::vector<bool> drawn(HashLine::columns + 1);
    bool any = false;
    for (const ReshardStep& step : spread.advice.steps) {
        const auto* split = std::get_if<SplitStep>(&step);
        if (split == nullptr) {
            continue;
        }
        const auto column = static_cast<std::size_t>(hash_position(split->at) * HashLine::columns);
        if (!drawn[std::min(column, HashLine::columns)]) {
            drawn[std::min(column, HashLine::columns)] = true;
            svg.line(HashLine::x(split->at), from, HashLine::x(split->at), to, "split");
            any = true;
        }
    }
    return any;
}

}  // namespace detail

/// All hash keys with the shards that own them, coloured by their busiest second; the busiest keys
/// where they fall; dotted where a split is advised.
/// Gives: an empty text if there are no shards
[[nodiscard]] inline std::string picture_hash_ranges(const KeyReport& report,
                                                     const KeySpread& spread,
                                                     PictureUse use = PictureUse::file) {
    if (spread.shards.empty()) {
        return {};
    }
    constexpr double row_height = 15;
    constexpr double height = 44;
    Picture picture{use, "Hash keys and the shards that own them",
                    fmt::format("{} from 0 to 2^128-1, with the {} busiest keys.",
                                counted_text(spread.shards.size(), "shard", "shards"),
                                std::min(spread.top_keys.size(), detail::marked_keys_max))};
    Svg& svg = picture.svg;
    const std::vector<detail::KeyMark> marks = detail::key_marks(spread);
    std::size_t rows = 0;
    for (const detail::KeyMark& mark : marks) {
        rows = std::max(rows, mark.row + 1);
    }
    const double strip = picture.top() + static_cast<double>(rows) * row_height + 10;
    detail::draw_shard_boxes(svg, spread, strip, height);
    detail::draw_key_marks(svg, marks, strip, row_height);
    detail::draw_shard_labels(svg, report, spread, strip + height);
    const bool splits = detail::draw_splits(svg, spread, strip - 2, strip + height + 4);
    const double axis = strip + height + 42;
    detail::draw_hash_axis(svg, axis);
    const double x = draw_heat_legend(svg, Picture::margin, axis + 38, false);
    if (splits) {
        svg.line(x + 32, axis + 36, x + 32, axis + 52, "split");
        svg.text(x + 42, axis + 48, "advised split", "soft small");
    }
    const double names = axis + 98;
    return picture.finish(detail::draw_key_names(svg, report, spread, marks.size(), names) - 8);
}

}  // namespace weir::inline v0
