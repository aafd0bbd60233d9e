// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace weir::inline v0 {

/// How many loads there are of which size, in steps of 1/32: halves are told apart in one pass over
/// the loads, without a copy of them.
class LoadSteps {
public:
    /// The step that a load is in: a number of its own up to 64, then 32 steps until it doubles.
    [[nodiscard]] static constexpr std::size_t of(std::uint64_t load) noexcept {
        const auto width = static_cast<std::size_t>(std::bit_width(load));
        const std::size_t shift = width > 6 ? width - 6 : 0;
        return shift * 32 + static_cast<std::size_t>(load >> shift);
    }

    constexpr void add(std::uint64_t load) noexcept { ++counts_[of(load)]; }

    /// The first step that has, with all lower ones, at least `count` of the loads; the last step
    /// if there are not so many.
    [[nodiscard]] constexpr std::size_t up_to(std::uint64_t count) const noexcept {
        std::size_t step = 0;
        std::uint64_t seen = counts_[0];
        while (seen < count && step + 1 < counts_.size()) {
            seen += counts_[++step];
        }
        return step;
    }

    static constexpr std::size_t step_count = 58 * 32 + 64;

private:
    std::array<std::uint32_t, step_count> counts_{};
};

static_assert(LoadSteps::of(~std::uint64_t{0}) == LoadSteps::step_count - 1);

}  // namespace weir::inline v0
