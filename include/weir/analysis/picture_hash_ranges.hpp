// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
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

/// A label beside the line that leads from its key down to the shards.
struct KeyLabel {
    std::string text;
    double tick = 0;
    double from = 0;
    double to = 0;
    std::size_t row = 0;  ///< the lowest is 0
    bool placed = false;

    [[nodiscard]] bool covers(double x) const noexcept { return from - 4 <= x && x <= to + 4; }
    [[nodiscard]] bool touches(const KeyLabel& other) const noexcept {
        return from <= other.to + 8 && other.from <= to + 8;
    }
};

/// Whether a label may stand there: no text on another, no leader through a text.
inline bool label_fits(const KeyLabel& label, const std::vector<KeyLabel>& others) {
    return std::none_of(others.begin(), others.end(), [&label](const KeyLabel& other) {
        return other.placed && ((other.row == label.row && label.touches(other)) ||
                                (label.covers(other.tick) && label.row <= other.row) ||
                                (other.covers(label.tick) && other.row <= label.row));
    });
}

/// Labels of the busiest keys, as many as find a place. The busiest are placed first.
inline std::vector<KeyLabel> key_labels(const KeyReport& report, const KeySpread& spread) {
    constexpr std::size_t keys_max = 8;
    constexpr std::size_t rows_max = 8;
    constexpr std::size_t columns_max = 28;
    constexpr double end = HashLine::left + HashLine::length;
    std::vector<KeyLabel> labels;
    for (std::size_t at = 0; at < std::min(spread.top_keys.size(), keys_max); ++at) {
        const KeyLoad& key = spread.top_keys[at];
        KeyLabel label;
        label.text = fmt::format("{} {}", visible_key(key.key, columns_max),
                                 percent_text(ratio(key.records, report.records)));
        label.tick = HashLine::x(key.hash_key);
        const double wide = key_width(label.text);
        label.from = std::min(label.tick - 3, end - wide);
        label.to = label.from + wide;
        for (label.row = 0; label.row < rows_max && !label.placed; ++label.row) {
            label.placed = label_fits(label, labels);
        }
        label.row -= label.placed ? 1 : 0;
        labels.push_back(std::move(label));
    }
    return labels;
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
        const std::size_t last = column(shard.range.ending_hash_key);
        for (std::size_t at = column(shard.range.starting_hash_key); at <= last; ++at) {
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

/// The shard's number below its box, and its share of the records where there is room.
inline void draw_shard_labels(Svg& svg, const KeyReport& report, const KeySpread& spread,
                              double y) {
    double free_from = 0;
    for (const ShardLoad& shard : spread.shards) {
        const double from = HashLine::x(shard.range.starting_hash_key);
        const double to = HashLine::x(shard.range.ending_hash_key);
        const std::string name = fmt::format("{}", shard.shard_id.index);
        const double wide = static_cast<double>(name.size()) * 8 + 6;
        const double middle = (from + to) / 2;
        if (middle - wide / 2 < free_from || middle + wide / 2 > Picture::width - 8) {
            continue;
        }
        free_from = middle + wide / 2;
        svg.text(middle, y + 16, name, "small mid");
        if (to - from >= 50) {
            svg.text(middle, y + 32, percent_text(ratio(shard.records, report.records)),
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
    constexpr double row_height = 19;
    constexpr double height = 44;
    Picture picture{use, "Hash keys and the shards that own them",
                    fmt::format("{} from 0 to 2^128-1, with the {} busiest keys.",
                                counted_text(spread.shards.size(), "shard", "shards"),
                                std::min<std::size_t>(spread.top_keys.size(), 8))};
    Svg& svg = picture.svg;
    const std::vector<detail::KeyLabel> labels = detail::key_labels(report, spread);
    std::size_t rows = 0;
    for (const detail::KeyLabel& label : labels) {
        rows = label.placed ? std::max(rows, label.row + 1) : rows;
    }
    const double strip = picture.top() + static_cast<double>(rows) * row_height + 10;
    detail::draw_shard_boxes(svg, spread, strip, height);
    for (const detail::KeyLabel& label : labels) {
        const double baseline = strip - 12 - static_cast<double>(label.row) * row_height;
        svg.line(label.tick, label.placed ? baseline + 4 : strip - 6, label.tick, strip + 8,
                 "tick");
        if (label.placed) {
            svg.text(label.from, baseline, label.text, "key");
        }
    }
    detail::draw_shard_labels(svg, report, spread, strip + height);
    const bool splits = detail::draw_splits(svg, spread, strip - 2, strip + height + 4);
    const double axis = strip + height + 42;
    detail::draw_hash_axis(svg, axis);
    const double x = draw_heat_legend(svg, Picture::margin, axis + 36, false);
    if (splits) {
        svg.line(x + 32, axis + 34, x + 32, axis + 50, "split");
        svg.text(x + 42, axis + 46, "advised split", "soft small");
    }
    return picture.finish(axis + 36 + 32);
}

}  // namespace weir::inline v0
