// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "weir/analysis/key_report.hpp"
#include "weir/analysis/picture_frame.hpp"
#include "weir/analysis/report_facts.hpp"
#include "weir/analysis/svg.hpp"

namespace weir::inline v0 {

namespace detail {

/// A diagram of the shards of a key function by load, the fullest first.
class LoadDiagram {
public:
    /// More shards than this are drawn as one line, since bars could not be told apart.
    static constexpr std::size_t bars_max = 200;

    LoadDiagram(Svg& svg, const KeySpread& spread, const SvgBox& box, const AxisScale& scale)
        : svg_{svg},
          spread_{spread},
          box_{box},
          scale_{scale},
          loads_{loads_over_mean(spread)},
          slots_{std::min(loads_.size(), bars_max)} {}

    /// How high the diagram of a key function reaches.
    [[nodiscard]] static double top_of(const KeySpread& spread) {
        const std::vector<double> loads = loads_over_mean(spread);
        return load_diagram_top(spread, loads);
    }

    void draw() {
        draw_grid();
        draw_bars();
        draw_band();
        svg_.line(box_.x, y(1), box_.x + box_.width, y(1), "mean");
        if (!loads_.empty()) {
            const double x = box_.x + std::min(slot_width() / 2, 14.0);
            svg_.text(std::max(x, box_.x + 2), y(loads_.front()) - 6, number_text(loads_.front()),
                      "small strong");
        }
        svg_.line(box_.x, box_.y + box_.height, box_.x + box_.width, box_.y + box_.height, "rule");
    }

    /// The numbers of the shards below their bars, if there is room.
    void draw_names() {
        const std::vector<std::size_t> order = shards_by_load(spread_);
        if (loads_.size() > bars_max || slot_width() < 20) {
            svg_.text(box_.x, box_.y + box_.height + 17, "fullest", "soft small");
            svg_.text(box_.x + box_.width, box_.y + box_.height + 17, "emptiest", "soft small end");
            return;
        }
        for (std::size_t rank = 0; rank < loads_.size(); ++rank) {
            svg_.text(x(rank) + slot_width() / 2, box_.y + box_.height + 17,
                      fmt::format("{}", spread_.shards[order[rank]].shard_id.index),
                      "soft small mid");
        }
    }

private:
    [[nodiscard]] double slot_width() const noexcept {
        return std::min(figures::ratio(box_.width, static_cast<double>(slots_)), 80.0);
    }
    [[nodiscard]] double x(std::size_t slot) const noexcept {
        return box_.x + static_cast<double>(slot) * slot_width();
    }
    [[nodiscard]] double y(double load) const noexcept {
        const double share = std::clamp(figures::ratio(finite(load), scale_.most), 0.0, 1.0);
        return box_.y + box_.height * (1 - share);
    }
    /// The rank that a slot shows of the ranks of any list.
    [[nodiscard]] std::size_t rank_of(std::size_t slot, std::size_t count) const noexcept {
        return slots_ < 2 ? 0 : slot * (count - 1) / (slots_ - 1);
    }
    [[nodiscard]] ChanceBand::Band band_of(std::size_t slot) const {
        const std::vector<ChanceBand::Band>& bands = spread_.chance.by_rank;
        return bands.empty() ? ChanceBand::Band{} : bands[rank_of(slot, bands.size())];
    }

    void draw_grid() {
        constexpr std::size_t marks_max = 20;
        const double marks = std::round(figures::ratio(scale_.most, scale_.step));
        for (std::size_t at = 0; at <= marks_max && static_cast<double>(at) <= marks; ++at) {
            const double mark = static_cast<double>(at) * scale_.step;
            svg_.line(box_.x, y(mark), box_.x + box_.width, y(mark), "rule");
            svg_.text(box_.x - 8, y(mark) + 4.5, fmt::format("{:.6g}", mark), "soft small end");
        }
    }
    void draw_bars() {
        std::string usual;
        std::string over;
        const double gap = slot_width() >= 12 ? 3 : slot_width() >= 5 ? 1 : 0;
        for (std::size_t slot = 0; slot < slots_; ++slot) {
            const double load = loads_[rank_of(slot, loads_.size())];

            const double wide = slot_width() - gap;
            const double tall = box_.y + box_.height - y(load);
            (beyond_chance(spread_, load) ? over : usual) +=
                fmt::format("M{} {}h{}v{}h-{}z", svg_number(x(slot) + gap / 2), svg_number(y(load)),
                            svg_number(wide), svg_number(tall), svg_number(wide));
        }
        svg_.path(usual, "bar");
        svg_.path(over, "hot");
        for (std::size_t slot = 0; slot < slots_; ++slot) {
            if (loads_[rank_of(slot, loads_.size())] <= scale_.most) {
                break;
            }
            // A bar that is cut has a gap, so that nobody takes its length for its load.
            svg_.rect({x(slot), box_.y + 14, slot_width(), 5}, "paper");
        }
    }
    void draw_band() {
        if (spread_.chance.by_rank.empty() || slots_ == 0) {
            return;
        }
        std::string path;
        for (std::size_t slot = 0; slot < slots_; ++slot) {
            path += fmt::format("{}{} {}h{}", slot == 0 ? "M" : "L", svg_number(x(slot)),
                                svg_number(y(band_of(slot).high)), svg_number(slot_width()));
        }
        for (std::size_t slot = slots_; slot-- > 0;) {
            path += fmt::format("L{} {}h-{}", svg_number(x(slot) + slot_width()),
                                svg_number(y(band_of(slot).low)), svg_number(slot_width()));
        }
        svg_.path(path + "z", "band");
    }

    Svg& svg_;
    const KeySpread& spread_;
    SvgBox box_;
    AxisScale scale_;
    std::vector<double> loads_;
    std::size_t slots_;
};

inline void draw_load_legend(Svg& svg, const KeySpread& spread, double x, double y) {
    if (spread.chance.by_rank.empty()) {
        svg.line(x, y + 6, x + 24, y + 6, "mean");
        svg.text(x + 32, y + 10, "mean", "soft small");
        return;
    }
    svg.rect({x, y, 24, 12}, "band");
    svg.text(x + 32, y + 10,
             fmt::format("by chance alone, {} of the time", percent_text(spread.chance.confidence)),
             "soft small");
    svg.rect({x + 290, y, 24, 12}, "bar");
    svg.text(x + 322, y + 10, "no fuller than that", "soft small");
    svg.rect({x + 480, y, 24, 12}, "hot");
    svg.text(x + 512, y + 10, "fuller", "soft small");
    svg.line(x + 590, y + 6, x + 614, y + 6, "mean");
    svg.text(x + 622, y + 10, "mean", "soft small");
}

}  // namespace detail

/// Shards by records over the mean, the fullest first, with what chance alone would give shaded.
/// Gives: an empty text if there are no shards
[[nodiscard]] inline std::string picture_loads(const KeySpread& spread,
                                               PictureUse use = PictureUse::file) {
    if (spread.shards.empty()) {
        return {};
    }
    Picture picture{
        use, "Shards by load over the mean, the fullest first",
        fmt::format("The fullest of {} has {} times the mean; chance alone gives {} to {}.",
                    counted_text(spread.shards.size(), "shard", "shards"),
                    number_text(spread.records.max_over_mean),
                    number_text(spread.chance.max_over_mean.low),
                    number_text(spread.chance.max_over_mean.high))};
    const SvgBox box{56, picture.top() + 22, Picture::width - 56 - Picture::margin, 240};
    detail::LoadDiagram diagram{picture.svg, spread, box,
                                axis_scale(detail::LoadDiagram::top_of(spread), 5)};
    diagram.draw();
    diagram.draw_names();
    detail::draw_load_legend(picture.svg, spread, box.x, box.y + box.height + 34);
    return picture.finish(box.y + box.height + 50);
}

/// Two key functions side by side, to the same scale.
/// Gives: an empty text if neither has shards
[[nodiscard]] inline std::string picture_comparison(const KeyReport& report,
                                                    const KeySpread& before, const KeySpread& after,
                                                    PictureUse use = PictureUse::file) {
    if (before.shards.empty() && after.shards.empty()) {
        return {};
    }
    Picture picture{
        use, "Two key functions: shards by load over the mean",
        fmt::format("{} has {} in the fullest shard, {} has {}.", visible_key(before.name, 64),
                    number_text(before.records.max_over_mean), visible_key(after.name, 64),
                    number_text(after.records.max_over_mean))};
    Svg& svg = picture.svg;
    const AxisScale scale = axis_scale(
        std::max(detail::LoadDiagram::top_of(before), detail::LoadDiagram::top_of(after)), 5);
    double left = 56;
    for (const KeySpread* spread : {&before, &after}) {
        const SvgBox box{left, picture.top() + 84, 384, 200};
        svg.key(box.x, picture.top() + 14, spread->name, 44, "key strong");
        svg.text(
            box.x, picture.top() + 34,
            fmt::format("max/mean {}, throttled {}", number_text(spread->records.max_over_mean),
                        percent_text(throttled_share(report, *spread))),
            "small");
        svg.text(box.x, picture.top() + 52,
                 fmt::format("{}{}", verdict_title(spread->verdict),
                             spread->order.pairs == 0
                                 ? ""
                                 : ", order lost " + percent_text(spread->order.share())),
                 "soft small");
        detail::LoadDiagram diagram{svg, *spread, box, scale};
        diagram.draw();
        diagram.draw_names();
        left += 440;
    }
    detail::draw_load_legend(svg, before, 56, picture.top() + 84 + 200 + 34);
    return picture.finish(picture.top() + 84 + 200 + 50);
}

}  // namespace weir::inline v0
