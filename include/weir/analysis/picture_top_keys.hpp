// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

#include <fmt/format.h>

#include "weir/analysis/key_report.hpp"
#include "weir/analysis/key_text.hpp"
#include "weir/analysis/picture_frame.hpp"
#include "weir/analysis/report_facts.hpp"
#include "weir/analysis/svg.hpp"

namespace weir::inline v0 {

namespace detail {

inline constexpr double top_keys_bar_left = 270;
inline constexpr double top_keys_bar_length = 300;
inline constexpr std::size_t top_keys_columns = 30;

inline void draw_top_key(Svg& svg, const KeyReport& report, const KeySpread& spread,
                         const KeyLoad& key, char letter, double y, double most) {
    const double records = figures::ratio(key.records, report.records);
    const double bytes = figures::ratio(key.bytes, report.bytes);
    const double limit = key_limit_share(report, key);
    const auto shard = shard_of(spread, key);
    svg.text(Picture::margin, y + 14, std::string(1, letter), "small strong");
    svg.key(Picture::margin + 20, y + 14, key.key, top_keys_columns, "key");
    svg.rect({top_keys_bar_left, y + 3, figures::ratio(records, most) * top_keys_bar_length, 9},
             "bar", 1.5);
    svg.rect({top_keys_bar_left, y + 13, figures::ratio(bytes, most) * top_keys_bar_length, 4},
             "pale", 1.5);
    svg.text(640, y + 14, (key.exact() ? "" : "≤ ") + percent_text(records), "end");
    svg.text(716, y + 14, percent_text(bytes), "soft end");
    svg.text(812, y + 14, percent_text(limit), limit > 1 ? "over end" : "end");
    svg.text(Picture::width - Picture::margin, y + 14, shard ? fmt::format("{}", shard->index) : "",
             "soft end");
}

}  // namespace detail

/// The busiest keys: their share of all records and bytes, and of what one shard takes.
/// Gives: an empty text if no key was counted
[[nodiscard]] inline std::string picture_top_keys(const KeyReport& report, const KeySpread& spread,
                                                  PictureUse use = PictureUse::file) {
    constexpr std::size_t keys_max = 12;
    constexpr double row = 26;
    const std::size_t shown = std::min(spread.top_keys.size(), keys_max);
    if (shown == 0) {
        return {};
    }
    double most = 0;
    for (std::size_t at = 0; at < shown; ++at) {
        const KeyLoad& key = spread.top_keys[at];
        most = std::max({most, figures::ratio(key.records, report.records),
                         figures::ratio(key.bytes, report.bytes)});
    }
    Picture picture{
        use, "The busiest keys",
        fmt::format("The busiest key, {}, brings {} of the records and {} of the "
                    "bytes, {} of what a shard takes.",
                    visible_key(spread.top_keys.front().key, 64),
                    percent_text(figures::ratio(spread.top_keys.front().records, report.records)),
                    percent_text(figures::ratio(spread.top_keys.front().bytes, report.bytes)),
                    percent_text(key_limit_share(report, spread.top_keys.front())))};
    Svg& svg = picture.svg;
    double y = picture.top();
    const double edge = Picture::width - Picture::margin;
    svg.text(Picture::margin + 20, y + 14, "key", "soft small");
    svg.rect({detail::top_keys_bar_left, y + 6, 18, 9}, "bar", 1.5);
    svg.text(detail::top_keys_bar_left + 24, y + 14, "share of records", "soft small");
    svg.rect({detail::top_keys_bar_left + 144, y + 8, 18, 4}, "pale", 1.5);
    svg.text(detail::top_keys_bar_left + 168, y + 14, "of bytes", "soft small");
    svg.text(640, y + 14, "records", "soft small end");
    svg.text(716, y + 14, "bytes", "soft small end");
    svg.text(812, y + 14, "of a limit", "soft small end");
    svg.text(edge, y + 14, "shard", "soft small end");
    y += 24;
    svg.line(Picture::margin, y, edge, y, "rule");
    y += 4;
    for (std::size_t at = 0; at < shown; ++at) {
        detail::draw_top_key(svg, report, spread, spread.top_keys[at], key_letter(at), y, most);
        y += row;
    }
    return picture.finish(y + 4);
}

}  // namespace weir::inline v0
