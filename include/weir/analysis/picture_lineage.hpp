// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "weir/analysis/key_report.hpp"
#include "weir/analysis/picture_frame.hpp"
#include "weir/analysis/report_facts.hpp"
#include "weir/analysis/svg.hpp"

namespace weir::inline v0 {

/// The shards that a resharding touches: those that end, and those that come from them.
/// Gives: places in the lineage, the oldest first, and at most `most` of them.
[[nodiscard]] inline std::vector<std::uint32_t> touched_shards(
    const std::vector<ShardNode>& lineage, std::size_t most) {
    std::vector<bool> touched(lineage.size());
    const auto touch = [&touched](const std::optional<ShardId>& id) {
        if (id && id->index < touched.size()) {
            touched[id->index] = true;
        }
    };
    for (std::size_t at = 0; at < lineage.size(); ++at) {
        if (lineage[at].parent || lineage[at].adjacent_parent) {
            touched[at] = true;
            touch(lineage[at].parent);
            touch(lineage[at].adjacent_parent);
        }
    }
    std::vector<std::uint32_t> places;
    for (std::size_t at = 0; at < touched.size() && places.size() < most; ++at) {
        if (touched[at]) {
            places.push_back(static_cast<std::uint32_t>(at));
        }
    }
    return places;
}

namespace detail {

/// Places shards of a lineage: a column for each generation, and as many lines as the shard has
/// pieces that no resharding cuts. Shards of one generation share no hash key, so no two overlap.
class LineageLayout {
public:
    LineageLayout(const std::vector<ShardNode>& lineage, const std::vector<std::uint32_t>& shown)
        : lineage_{lineage}, shown_{shown}, generation_(lineage.size()) {
        for (const std::uint32_t at : shown_) {
            starts_.push_back(lineage_[at].range.starting_hash_key);
            ends_.push_back(lineage_[at].range.ending_hash_key);
            for (const auto& parent : {lineage_[at].parent, lineage_[at].adjacent_parent}) {
                if (parent && parent->index < at) {
                    generation_[at] = std::max(generation_[at], generation_[parent->index] + 1);
                }
            }
            generations_ = std::max(generations_, generation_[at] + 1);
        }
        cut_pieces();
    }

    [[nodiscard]] std::size_t generations() const noexcept { return generations_; }
    [[nodiscard]] std::size_t generation(std::uint32_t at) const { return generation_[at]; }
    [[nodiscard]] std::size_t lines() const noexcept { return pieces_.size(); }

    /// The first line of a shard and the one after its last.
    [[nodiscard]] std::pair<std::size_t, std::size_t> lines_of(std::uint32_t at) const {
        const HashKeyRange& range = lineage_[at].range;
        const auto first =
            std::lower_bound(pieces_.begin(), pieces_.end(), range.starting_hash_key);
        const auto last = std::upper_bound(first, pieces_.end(), range.ending_hash_key);
        const auto from = static_cast<std::size_t>(first - pieces_.begin());
        const auto to = static_cast<std::size_t>(last - pieces_.begin());
        return {from, std::max(to, from + 1)};
    }

private:
    /// Pieces begin where a shown shard does, or right after one ends inside another.
    void cut_pieces() {
        pieces_ = starts_;
        for (const HashKey end : ends_) {
            const bool inside = std::any_of(shown_.begin(), shown_.end(), [&](std::uint32_t at) {
                const HashKeyRange& range = lineage_[at].range;
                return range.starting_hash_key <= end && end < range.ending_hash_key;
            });
            if (inside) {
                pieces_.push_back(end + 1);
            }
        }
        std::sort(pieces_.begin(), pieces_.end());
        pieces_.erase(std::unique(pieces_.begin(), pieces_.end()), pieces_.end());
    }

    const std::vector<ShardNode>& lineage_;
    const std::vector<std::uint32_t>& shown_;
    std::vector<std::size_t> generation_;
    std::size_t generations_ = 0;
    std::vector<HashKey> starts_;
    std::vector<HashKey> ends_;
    std::vector<HashKey> pieces_;
};

/// Boxes of shards and links between them.
class LineageDrawing {
public:
    static constexpr double line_height = 46;
    static constexpr double box_height = 40;

    LineageDrawing(Svg& svg, const KeySpread& spread, const LineageLayout& layout, double top)
        : svg_{svg}, spread_{spread}, layout_{layout}, top_{top} {
        const double room = Picture::width - 2 * Picture::margin;
        column_ = std::min(room / static_cast<double>(layout.generations()), 290.0);
        box_ = std::clamp(column_ * 0.72, 16.0, 190.0);
    }

    void draw_shard(std::uint32_t at) {
        const ShardNode& node = spread_.advice.lineage[at];
        const SvgBox box = box_of(at);
        svg_.rect(box, node.open ? "box" : "gone", 4);
        const double middle = box.y + box.height / 2;
        const std::string_view look = node.open ? "small strong" : "small soft";
        if (box_ >= 150) {
            svg_.text(box.x + 10, middle - 2, fmt::format("shard {}", at), look);
            svg_.text(box.x + 10, middle + 13, facts_of(at), "soft small");
        } else {
            svg_.text(box.x + 4, middle + 4.5, fmt::format("{}", at), look);
        }
    }
    void draw_link(std::uint32_t from, std::uint32_t to) {
        const SvgBox parent = box_of(from);
        const SvgBox child = box_of(to);
        const double x1 = parent.x + parent.width;
        const double y1 =
            std::clamp(child.y + child.height / 2, parent.y + 6, parent.y + parent.height - 6);
        const double y2 = std::clamp(y1, child.y + 6, child.y + child.height - 6);
        const double middle = (x1 + child.x) / 2;
        svg_.path(fmt::format("M{} {}C{} {} {} {} {} {}", svg_number(x1), svg_number(y1),
                              svg_number(middle), svg_number(y1), svg_number(middle),
                              svg_number(y2), svg_number(child.x), svg_number(y2)),
                  "link");
    }

private:
    [[nodiscard]] SvgBox box_of(std::uint32_t at) const {
        const auto [from, to] = layout_.lines_of(at);
        return {Picture::margin + static_cast<double>(layout_.generation(at)) * column_,
                top_ + static_cast<double>(from) * line_height, box_,
                static_cast<double>(to - from) * line_height - (line_height - box_height)};
    }
    /// What the shard gets, if it is open in the end, or else what it got.
    [[nodiscard]] std::string facts_of(std::uint32_t at) const {
        for (const AdvisedShard& shard : spread_.advice.shards) {
            if (shard.shard_id.index == at) {
                const double records = std::clamp(finite(shard.records), 0.0, 1e18);
                return counted_text(static_cast<std::uint64_t>(records + 0.5), "record",
                                    "records") +
                       (shard.one_key ? ", one key" : "");
            }
        }
        for (const ShardLoad& shard : spread_.shards) {
            if (shard.shard_id.index == at) {
                return counted_text(shard.records, "record", "records");
            }
        }
        return range_text(spread_.advice.lineage[at].range);
    }

    Svg& svg_;
    const KeySpread& spread_;
    const LineageLayout& layout_;
    double top_;
    double column_ = 0;
    double box_ = 0;
};

}  // namespace detail

/// What the advised resharding makes of the shards: those that end dashed, those that stay open
/// in full, from left to right; the higher a shard the lower its hash keys.
/// Gives: an empty text if nothing is split or merged
[[nodiscard]] inline std::string picture_lineage(const KeySpread& spread,
                                                 PictureUse use = PictureUse::file) {
    constexpr std::size_t shards_max = 48;
    const std::vector<ShardNode>& lineage = spread.advice.lineage;
    const std::vector<std::uint32_t> shown = touched_shards(lineage, shards_max);
    if (shown.empty()) {
        return {};
    }
    const std::size_t all = touched_shards(lineage, lineage.size()).size();
    Picture picture{use, "The advised resharding",
                    fmt::format("{}; the fullest shard goes from {} to {} times the mean.",
                                counted_text(spread.advice.steps.size(), "step", "steps"),
                                number_text(spread.advice.max_over_mean_before),
                                number_text(spread.advice.max_over_mean_after))};
    const detail::LineageLayout layout{lineage, shown};
    detail::LineageDrawing drawing{picture.svg, spread, layout, picture.top() + 28};
    std::string note = fmt::format(
        "max/mean {} before, {} after. Dashed: closed. Shards that stay as they are don't show.",
        number_text(spread.advice.max_over_mean_before),
        number_text(spread.advice.max_over_mean_after));
    note += all > shown.size() ? fmt::format(" Not drawn: {} more.", all - shown.size()) : "";
    picture.svg.text(Picture::margin, picture.top() + 12, note, "soft small");
    for (const std::uint32_t at : shown) {
        for (const auto& parent : {lineage[at].parent, lineage[at].adjacent_parent}) {
            if (parent && parent->index < at &&
                std::binary_search(shown.begin(), shown.end(), parent->index)) {
                drawing.draw_link(parent->index, at);
            }
        }
    }
    for (const std::uint32_t at : shown) {
        drawing.draw_shard(at);
    }
    return picture.finish(picture.top() + 28 +
                          static_cast<double>(layout.lines()) * drawing.line_height);
}

}  // namespace weir::inline v0
