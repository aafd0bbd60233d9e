// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace weir::inline v0 {

/// The most threads a program under exploration has.
inline constexpr unsigned explore_threads_max = 8;

/// How much of each thread's past somebody knows: a vector clock.
///
/// A thread's operations are counted from 1; what happened before the threads began counts as 0.
class ExploreClock {
public:
    [[nodiscard]] std::uint32_t of(unsigned thread) const noexcept { return at_[thread]; }
    void advance(unsigned thread) noexcept { ++at_[thread]; }
    void set(unsigned thread, std::uint32_t count) noexcept { at_[thread] = count; }

    /// True if the `count`-th operation of a thread is known.
    [[nodiscard]] bool knows(unsigned thread, std::uint32_t count) const noexcept {
        return count <= at_[thread];
    }
    /// True if everything that `other` knows is known.
    [[nodiscard]] bool knows(const ExploreClock& other) const noexcept {
        bool all = true;
        for (std::size_t thread = 0; thread < at_.size(); ++thread) {
            all = all && other.at_[thread] <= at_[thread];
        }
        return all;
    }
    void join(const ExploreClock& other) noexcept {
        for (std::size_t thread = 0; thread < at_.size(); ++thread) {
            at_[thread] = at_[thread] < other.at_[thread] ? other.at_[thread] : at_[thread];
        }
    }

    friend bool operator==(const ExploreClock&, const ExploreClock&) noexcept = default;

private:
    std::array<std::uint32_t, explore_threads_max> at_{};
};

}  // namespace weir::inline v0
