// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "weir/core/check.hpp"
#include "weir/core/instant.hpp"
#include "weir/routing/uniform_scaling.hpp"

namespace weir::inline v0 {

/// A reshard that was accepted, and which of its steps are still to come.
///
/// Its steps share out the time that it takes: of n steps the first takes effect after an n-th of
/// it, the last one at its end. A single split or merge therefore takes effect at the end.
///
/// Thread: one at a time.
class ReshardChain {
public:
    ReshardChain(std::vector<ReshardStep> steps, Instant accepted, Duration takes)
        : steps_{std::move(steps)}, takes_{takes}, since_{accepted} {
        WEIR_CHECK(!steps_.empty(), "a reshard has at least one step");
    }

    /// The steps that have not been taken.
    [[nodiscard]] std::span<const ReshardStep> to_come() const noexcept {
        return std::span{steps_}.subspan(taken_);
    }
    /// When the last step was taken, or the reshard accepted if none was.
    [[nodiscard]] Instant since() const noexcept { return since_; }
    /// When the step that comes after `ahead` others takes effect.
    [[nodiscard]] Instant due(std::size_t ahead = 0) const noexcept {
        return since_ + (share(taken_ + ahead + 1) - share(taken_));
    }

    /// The steps to come that are due by now.
    [[nodiscard]] std::span<const ReshardStep> due_by(Instant now) const noexcept {
        const auto all = to_come();
        std::size_t count = 0;
        while (count < all.size() && due(count) <= now) {
            ++count;
        }
        return all.first(count);
    }
    /// So many steps, one at least, were taken when they were due.
    void take(std::size_t count) noexcept {
        since_ = due(count - 1);
        taken_ += count;
    }
    /// The clock has stepped back: what was taken stays so, and the next step is as far off as if
    /// the last one had been taken now.
    void step_back_to(Instant now) noexcept { since_ = now < since_ ? now : since_; }

private:
    /// The time until so many steps are taken: `takes_ * steps / all`, without running over.
    [[nodiscard]] Duration share(std::size_t steps) const noexcept {
        const auto all = static_cast<std::int64_t>(steps_.size());
        const auto part = static_cast<std::int64_t>(steps);
        const auto whole = takes_.count() / all;
        return Duration{whole * part + takes_.count() % all * part / all};
    }

    std::vector<ReshardStep> steps_;
    Duration takes_;
    Instant since_;
    std::size_t taken_ = 0;
};

}  // namespace weir::inline v0
