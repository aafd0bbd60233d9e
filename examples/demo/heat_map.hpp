// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "../events/terminal.hpp"
#include "weir/core/instant.hpp"

namespace demo {

using namespace events;

/// Counts per row and time, in bounded memory for a log of any length.
///
/// Time is cut into at most `bins_max` bins of one width; when a moment lies beyond the last of
/// them, every two neighbours become one and the width doubles.
class HeatMap {
public:
    static constexpr std::size_t bins_max = 960;

    explicit HeatMap(weir::Instant origin, weir::Duration width = std::chrono::milliseconds{1})
        : origin_(origin), width_(width) {}

    void add(std::size_t row, weir::Instant at, std::uint32_t count = 1) {
        const std::size_t bin = bin_of(at);
        if (row >= rows_.size()) rows_.resize(row + 1);
        std::vector<std::uint32_t>& bins = rows_[row];
        if (bin >= bins.size()) bins.resize(bin + 1);
        bins[bin] += count;
    }

    /// Makes the map reach to a moment at which nothing is counted.
    void reach(weir::Instant at) { (void)bin_of(at); }

    [[nodiscard]] std::size_t used() const noexcept { return used_; }
    [[nodiscard]] weir::Instant start() const noexcept { return origin_; }

    /// The moment at which a column begins when the map is shown in `columns`.
    [[nodiscard]] weir::Instant column_start(std::size_t column, std::size_t columns) const {
        return origin_ + width_ * static_cast<std::int64_t>(column * used_ / columns);
    }

    /// One row summed up into `columns`; there are never more columns than bins.
    [[nodiscard]] std::vector<std::uint64_t> cells(std::size_t row, std::size_t columns) const {
        std::vector<std::uint64_t> out(columns);
        if (row >= rows_.size()) return out;
        const std::vector<std::uint32_t>& bins = rows_[row];
        for (std::size_t column = 0; column < columns; ++column) {
            const std::size_t end = std::min((column + 1) * used_ / columns, bins.size());
            for (std::size_t i = column * used_ / columns; i < end; ++i)
                out[column] += bins[i];
        }
        return out;
    }

    [[nodiscard]] std::size_t columns_within(std::size_t most) const noexcept {
        return std::max<std::size_t>(1, std::min(most, used_));
    }

private:
    std::size_t bin_of(weir::Instant at) {
        const weir::Duration since = at < origin_ ? weir::Duration{0} : at - origin_;
        while (since / width_ >= static_cast<std::int64_t>(bins_max))
            coarsen();
        const auto bin = static_cast<std::size_t>(since / width_);
        used_ = std::max(used_, bin + 1);
        return bin;
    }

    void coarsen() {
        width_ *= 2;
        used_ = (used_ + 1) / 2;
        for (std::vector<std::uint32_t>& bins : rows_) {
            for (std::size_t i = 0; i < bins.size(); ++i) {
                if (i % 2 == 0) {
                    bins[i / 2] = bins[i];
                } else {
                    bins[i / 2] += bins[i];
                }
            }
            bins.resize((bins.size() + 1) / 2);
        }
    }

    weir::Instant origin_;
    weir::Duration width_;
    std::size_t used_ = 1;
    std::vector<std::vector<std::uint32_t>> rows_;
};

/// The largest count of a level.
inline std::uint64_t heat_limit(std::size_t level, std::uint64_t fullest) noexcept {
    return level * level * fullest / 64;
}

/// How warm a cell is beside the fullest one, 1 to 8; 0 only where it holds nothing.
///
/// Levels go by the square root: a burst does not make all the rest look cold.
inline std::size_t heat_level(std::uint64_t count, std::uint64_t fullest) noexcept {
    for (std::size_t level = 0; level < 8; ++level) {
        if (count <= heat_limit(level, fullest)) return level;
    }
    return 8;
}

/// One cell of a heat map: absent, idle, or warm in one of eight levels.
struct HeatCell {
    bool alive = false;    ///< there was such a row at that time
    bool refused = false;  ///< something was turned away there
    std::size_t level = 0;
};

inline std::string heat_glyph(const HeatCell& cell, const Style& style) {
    constexpr std::array<std::string_view, 9> blocks{"·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    constexpr std::string_view ascii = ".:-=+*#%@";
    constexpr std::array<int, 9> ramp{240, 24, 31, 37, 36, 71, 107, 143, 179};
    if (!cell.alive && cell.level == 0) return " ";
    const std::size_t level = std::min<std::size_t>(cell.level, 8);
    const std::string_view glyph = style.blocks ? blocks[level] : ascii.substr(level, 1);
    return style.paint(cell.refused ? 196 : ramp[level], glyph);
}

}  // namespace demo
