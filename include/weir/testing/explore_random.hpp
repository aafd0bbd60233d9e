// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "weir/core/random.hpp"
#include "weir/testing/explore_strategy.hpp"

namespace weir::inline v0 {

/// Random schedules: each step goes to any thread that is ready.
///
/// Execution n of a seed is the same whatever was executed before it.
class ExploreRandom final : public ExploreStrategy {
public:
    struct Options {
        std::uint64_t seed = 1;
        std::uint64_t executions = 10'000;
        std::uint32_t stay = 0;    ///< how often of 100 the running thread goes on
        std::uint32_t stale = 30;  ///< how often of 100 memory does something unusual
    };
    explicit ExploreRandom(const Options& options) : options_{options} {}

    bool begin() override {
        if (execution_ == options_.executions) {
            return false;
        }
        random_ = Random{options_.seed + (++execution_ << 20)};
        return true;
    }
    unsigned pick(const ExploreState& state) override {
        const unsigned size = state.ready.size();
        if (size == 1) {
            return state.ready.first();
        }
        if (state.running != ExploreState::nobody && random_.below(100) < options_.stay) {
            return state.running;
        }
        return state.ready.at(random_.below(size));
    }
    std::uint32_t choose(std::uint32_t count) override {
        return random_.below(100) < options_.stale
                   ? static_cast<std::uint32_t>(random_.below(count))
                   : 0;
    }
    [[nodiscard]] bool complete() const override { return execution_ == options_.executions; }
    [[nodiscard]] std::string description() const override {
        return "random, seed " + std::to_string(options_.seed) + ", execution " +
               std::to_string(execution_);
    }

private:
    Options options_;
    std::uint64_t execution_ = 0;
    Random random_{0};
};

/// Probabilistic concurrency testing: the thread of the highest priority runs, and at a few random
/// steps whoever runs falls to the lowest.
///
/// A bug that needs `depth` things to happen in a certain order is found in each execution with a
/// probability of at least 1 / (threads * steps ^ (depth - 1)).
/// Source: S. Burckhardt et al., A randomized scheduler with probabilistic guarantees (2010).
class ExplorePct final : public ExploreStrategy {
public:
    struct Options {
        std::uint64_t seed = 1;
        std::uint64_t executions = 10'000;
        unsigned depth = 3;
        std::uint32_t stale = 30;  ///< how often of 100 memory does something unusual
    };
    explicit ExplorePct(const Options& options) : options_{options} {}

    bool begin() override {
        if (execution_ == options_.executions) {
            return false;
        }
        random_ = Random{options_.seed + (++execution_ << 20)};
        longest_ = longest_ < step_ ? step_ : longest_;
        step_ = 0;
        lowest_ = options_.depth;
        for (unsigned thread = 0; thread < priorities_.size(); ++thread) {
            priorities_[thread] = options_.depth + 1 + thread;
        }
        for (std::size_t left = priorities_.size(); left > 1; --left) {
            std::swap(priorities_[left - 1], priorities_[random_.below(left)]);
        }
        changes_.clear();
        for (unsigned change = 1; change < options_.depth; ++change) {
            changes_.push_back(random_.between(1, longest_));
        }
        return true;
    }
    unsigned pick(const ExploreState& state) override {
        ++step_;
        unsigned best = highest(state.ready);
        for (const std::uint64_t change : changes_) {
            if (change == step_) {
                priorities_[best] = lowest_--;
                best = highest(state.ready);
            }
        }
        return best;
    }
    std::uint32_t choose(std::uint32_t count) override {
        return random_.below(100) < options_.stale
                   ? static_cast<std::uint32_t>(random_.below(count))
                   : 0;
    }
    [[nodiscard]] bool complete() const override { return execution_ == options_.executions; }
    [[nodiscard]] std::string description() const override {
        return "PCT of depth " + std::to_string(options_.depth) + ", seed " +
               std::to_string(options_.seed) + ", execution " + std::to_string(execution_);
    }

private:
    [[nodiscard]] unsigned highest(ExploreThreads ready) const {
        unsigned best = ready.first();
        for (unsigned thread = best + 1; thread < priorities_.size(); ++thread) {
            if (ready.has(thread) && priorities_[thread] > priorities_[best]) {
                best = thread;
            }
        }
        return best;
    }

    Options options_;
    std::uint64_t execution_ = 0;
    std::uint64_t step_ = 0;
    std::uint64_t longest_ = 32;  // steps of an execution, as far as is known
    unsigned lowest_ = 0;
    std::array<unsigned, explore_threads_max> priorities_{};
    std::vector<std::uint64_t> changes_;
    Random random_{0};
};

}  // namespace weir::inline v0
