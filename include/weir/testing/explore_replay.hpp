// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "weir/testing/explore_schedule.hpp"
#include "weir/testing/explore_strategy.hpp"

namespace weir::inline v0 {

/// One execution as a schedule says; past its end, the lowest thread that is ready.
class ExploreReplay final : public ExploreStrategy {
public:
    explicit ExploreReplay(ExploreSchedule schedule) : schedule_{std::move(schedule)} {}

    bool begin() override {
        step_ = 0;
        choice_ = 0;
        return !std::exchange(done_, true);
    }
    unsigned pick(const ExploreState& state) override {
        if (step_ == schedule_.threads().size()) {
            return state.running != ExploreState::nobody ? state.running : state.ready.first();
        }
        const unsigned thread = schedule_.threads()[step_++];
        if (thread >= explore_threads_max || !state.ready.has(thread)) {
            object("the schedule gives a step to a thread that has ended");
            return state.ready.first();
        }
        return thread;
    }
    std::uint32_t choose(std::uint32_t count) override {
        const std::uint32_t chosen = schedule_.choice(choice_++);
        if (chosen >= count) {
            object("the schedule makes a choice that there is not");
            return 0;
        }
        return chosen;
    }
    // The schedule was made by whoever respected them or did not.
    [[nodiscard]] bool respects_spins() const override { return false; }
    [[nodiscard]] bool complete() const override { return done_; }
    [[nodiscard]] std::string description() const override { return "replay"; }

private:
    ExploreSchedule schedule_;
    std::size_t step_ = 0;
    std::size_t choice_ = 0;
    bool done_ = false;
};

}  // namespace weir::inline v0
