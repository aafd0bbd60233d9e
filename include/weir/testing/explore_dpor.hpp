// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "weir/testing/explore_strategy.hpp"

namespace weir::inline v0 {

/// At least one of all schedules that differ only in the order of steps that don't concern each
/// other: dynamic partial order reduction with source sets and sleep sets.
///
/// For sequentially consistent memory; what the memory could choose is not explored. Threads that
/// wait for others are treated like all others, so a loop that waits must end by itself.
/// Source: P. Abdulla et al., Optimal dynamic partial order reduction (2014).
class ExploreDpor final : public ExploreStrategy {
public:
    struct Options {
        std::uint64_t executions_max = std::numeric_limits<std::uint64_t>::max();
    };
    explicit ExploreDpor(const Options& options) : options_{options} {}
    ExploreDpor() : ExploreDpor(Options{}) {}

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
        for (Location& location : locations_) {
            location.clear();
        }
        for (Past& past : pasts_) {
            past.fill(none);
        }
        return true;
    }

    unsigned pick(const ExploreState& state) override {
        if (at_ < path_.size()) {
            const Step& step = path_[at_];
            const ExploreOperation& now = state.next[step.thread];
            if (!state.ready.has(step.thread) || now.location != step.announced.location ||
                now.kind != step.announced.kind) {
                object("another step than when it was executed before");
                return state.ready.first();
            }
            return step.thread;
        }
        const ExploreThreads asleep = path_.empty() ? ExploreThreads{} : still_asleep(path_.back());
        const ExploreThreads awake = state.ready - asleep;
        if (awake.empty()) {
            return give_up;
        }
        const bool goes_on = state.running != ExploreState::nobody && awake.has(state.running);
        Step& step = path_.emplace_back();
        step.ready = state.ready;
        step.asleep = asleep;
        step.next = state.next;
        step.take(goes_on ? state.running : awake.first());
        return step.thread;
    }
    std::uint32_t choose(std::uint32_t /*count*/) override {
        object("DPOR is for sequentially consistent memory without spurious failures");
        return 0;
    }

    void executed(unsigned /*thread*/, const ExploreOperation& operation) override {
        if (at_ >= path_.size()) {
            return;  // the rest of an execution that is not followed any more
        }
        Step& step = path_[at_];
        step.taken = operation;
        const Past before = pasts_[step.thread];
        enter(step);
        if (at_ + 1 == path_.size()) {
            find_races(step, before);  // those of all earlier steps were found before
        }
        note(step);
        ++at_;
    }
    [[nodiscard]] bool respects_spins() const override { return false; }
    [[nodiscard]] bool complete() const override { return complete_; }
    [[nodiscard]] std::string description() const override {
        return "DPOR, execution " + std::to_string(executions_);
    }

private:
    using Index = std::int32_t;
    static constexpr Index none = -1;
    /// Of each thread, the last of its steps that happens before.
    using Past = std::array<Index, explore_threads_max>;

    struct Step {
        ExploreThreads ready;
        ExploreThreads wanted;  // who has to be first here in some execution
        ExploreThreads done;    // who was
        ExploreThreads asleep;  // whose next step was explored from here, in another order
        unsigned thread = 0;
        ExploreOperation announced;
        ExploreOperation taken;
        std::array<ExploreOperation, explore_threads_max> next{};
        Past past{};  // with itself

        void take(unsigned chosen) {
            thread = chosen;
            announced = next[chosen];
            taken = announced;
            wanted.add(chosen);
        }
    };
    struct Location {
        Past writes{};
        Past reads{};
        std::vector<Index> steps;

        void clear() {
            writes.fill(none);
            reads.fill(none);
            steps.clear();
        }
    };

    static void join(Past& past, const Past& other) {
        for (std::size_t thread = 0; thread < past.size(); ++thread) {
            past[thread] = past[thread] < other[thread] ? other[thread] : past[thread];
        }
    }
    [[nodiscard]] Step& step_at(Index index) { return path_[static_cast<std::size_t>(index)]; }
    [[nodiscard]] bool happens_before(Index index, const Past& past) {
        return past[step_at(index).thread] >= index;
    }
    [[nodiscard]] Location& location_of(const ExploreOperation& operation) {
        while (locations_.size() <= operation.location) {
            locations_.emplace_back().clear();
        }
        return locations_[operation.location];
    }

    /// Goes back to the last step that another thread has to take too.  Gives: false if none has.
    bool next_path() {
        while (!path_.empty()) {
            Step& step = path_.back();
            step.done.add(step.thread);
            const ExploreThreads left = (step.wanted & step.ready) - step.done - step.asleep;
            if (!left.empty()) {
                step.take(left.first());
                return true;
            }
            path_.pop_back();
        }
        return false;
    }
    [[nodiscard]] static ExploreThreads still_asleep(const Step& step) {
        ExploreThreads asleep;
        const ExploreThreads candidates =
            (step.asleep | step.done) - ExploreThreads::only(step.thread);
        for (unsigned thread = 0; thread < explore_threads_max; ++thread) {
            if (candidates.has(thread) && !step.next[thread].depends_on(step.taken)) {
                asleep.add(thread);
            }
        }
        return asleep;
    }

    /// Works out what happens before a step.
    void enter(Step& step) {
        Past& past = pasts_[step.thread];
        if (step.taken.location != 0) {
            const Location& location = location_of(step.taken);
            join(past, location.writes);
            if (step.taken.writes()) {
                join(past, location.reads);
            }
        }
        past[step.thread] = static_cast<Index>(at_);
        step.past = past;
    }
    void note(const Step& step) {
        if (step.taken.location != 0) {
            Location& location = location_of(step.taken);
            join(step.taken.writes() ? location.writes : location.reads, step.past);
            location.steps.push_back(static_cast<Index>(at_));
        }
    }

    /// Sees to it that every step that races with this one is explored after it, too.
    void find_races(const Step& step, const Past& before) {
        if (step.taken.location == 0) {
            return;
        }
        const std::vector<Index>& steps = location_of(step.taken).steps;
        for (std::size_t back = steps.size(); back-- > 0;) {
            const Index index = steps[back];
            Step& other = step_at(index);
            if (other.thread != step.thread && other.taken.depends_on(step.taken) &&
                !happens_before(index, before) && nothing_between(steps, back, step)) {
                reverse(index);
            }
            if (other.taken.writes()) {
                break;  // what was before that happens before it
            }
        }
    }
    /// True if no later step at the location comes between in the order of what happens before.
    [[nodiscard]] bool nothing_between(const std::vector<Index>& steps, std::size_t back,
                                       const Step& step) {
        for (std::size_t later = back + 1; later < steps.size(); ++later) {
            const Step& between = step_at(steps[later]);
            if (between.taken.depends_on(step.taken) && happens_before(steps[back], between.past)) {
                return false;
            }
        }
        return true;
    }
    /// Has the step at `index` explored once more with the newest step, and what it needs, first.
    void reverse(Index index) {
        Step& raced = step_at(index);
        const auto newest = static_cast<Index>(at_);
        ExploreThreads firsts;
        ExploreThreads seen;
        others_.clear();
        for (Index at = index + 1; at <= newest; ++at) {
            const Step& step = step_at(at);
            if (at != newest && happens_before(index, step.past)) {
                continue;
            }
            if (!seen.has(step.thread)) {
                seen.add(step.thread);
                bool first = true;
                for (const Index earlier : others_) {
                    first = first && !happens_before(earlier, step.past);
                }
                if (first) {
                    firsts.add(step.thread);
                }
            }
            others_.push_back(at);
        }
        if ((firsts & raced.wanted).empty()) {
            const ExploreThreads awake = firsts - raced.asleep;
            raced.wanted.add(awake.empty() ? firsts.first() : awake.first());
        }
    }

    Options options_;
    std::uint64_t executions_ = 0;
    bool complete_ = false;
    std::vector<Step> path_;
    std::size_t at_ = 0;
    std::array<Past, explore_threads_max> pasts_{};
    std::vector<Location> locations_;
    std::vector<Index> others_;
};

}  // namespace weir::inline v0
