// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "weir/testing/explore_strategy.hpp"

namespace weir::inline v0 {

/// Every schedule with no more than so many preemptions, and no more than so many unusual choices
/// of the memory, one after the other.
///
/// A switch away from a thread that could have gone on is a preemption; most bugs need few.
/// Source: M. Musuvathi and S. Qadeer, Iterative context bounding (2007).
class ExploreBounded final : public ExploreStrategy {
public:
    static constexpr std::uint32_t unbounded = std::numeric_limits<std::uint32_t>::max();
    struct Options {
        std::uint32_t preemptions = 2;
        std::uint32_t unusual = unbounded;
        std::uint64_t executions_max = std::numeric_limits<std::uint64_t>::max();
    };
    explicit ExploreBounded(const Options& options) : options_{options} {}

    bool begin() override {
        if (executions_ > 0 && !next_path()) {
            complete_ = true;
            return false;
        }
        if (executions_ == options_.executions_max) {
            return false;
        }
        ++executions_;
        at_ = 0;
        preemptions_ = 0;
        unusual_ = 0;
        return true;
    }
    unsigned pick(const ExploreState& state) override {
        if (state.running == ExploreState::nobody) {
            return state.ready.at(decide(state.ready.size()));
        }
        if (preemptions_ >= options_.preemptions) {
            return state.running;
        }
        const std::uint32_t decision = decide(state.ready.size());
        if (decision == 0) {
            return state.running;
        }
        ++preemptions_;
        return (state.ready - ExploreThreads::only(state.running)).at(decision - 1);
    }
    std::uint32_t choose(std::uint32_t count) override {
        if (unusual_ >= options_.unusual) {
            return 0;
        }
        const std::uint32_t decision = decide(count);
        unusual_ += decision == 0 ? 0 : 1;
        return decision;
    }
    [[nodiscard]] bool complete() const override { return complete_; }
    [[nodiscard]] std::string description() const override {
        const bool free = options_.preemptions == unbounded;
        return "exhaustive, preemptions " +
               (free ? "without bound" : "up to " + std::to_string(options_.preemptions)) +
               ", execution " + std::to_string(executions_);
    }

private:
    struct Decision {
        std::uint32_t taken;
        std::uint32_t count;
    };

    /// Goes to the next possibility at the last place that has one.  Gives: false if none has.
    bool next_path() {
        while (!path_.empty() && path_.back().taken + 1 == path_.back().count) {
            path_.pop_back();
        }
        if (path_.empty()) {
            return false;
        }
        ++path_.back().taken;
        return true;
    }
    std::uint32_t decide(std::uint32_t count) {
        if (count == 1) {
            return 0;
        }
        if (at_ == path_.size()) {
            path_.push_back({0, count});
        }
        const Decision& decision = path_[at_++];
        if (decision.count != count) {
            object("another number of possibilities than when it was executed before");
            return 0;
        }
        return decision.taken;
    }

    Options options_;
    std::uint64_t executions_ = 0;
    bool complete_ = false;
    std::vector<Decision> path_;
    std::size_t at_ = 0;
    std::uint32_t preemptions_ = 0;
    std::uint32_t unusual_ = 0;
};

}  // namespace weir::inline v0
