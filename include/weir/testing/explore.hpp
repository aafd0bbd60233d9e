// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "weir/testing/explore_atomics.hpp"
#include "weir/testing/explore_bounded.hpp"
#include "weir/testing/explore_dpor.hpp"
#include "weir/testing/explore_random.hpp"
#include "weir/testing/explore_replay.hpp"
#include "weir/testing/explore_report.hpp"

namespace weir::inline v0 {

/// What an exploration found.
struct ExploreResult {
    std::uint64_t executions = 0;  ///< that went to their end
    std::uint64_t redundant = 0;   ///< that were given up, as nothing new could follow
    std::uint64_t frozen = 0;      ///< in which the thread that was to freeze did
    std::uint64_t freezes = 0;     ///< steps after which a thread was frozen at least once
    std::uint64_t steps = 0;
    bool complete = false;  ///< everything was explored that the strategy set out to explore
    std::optional<ExploreFailure> failure;  ///< the first one, which ended the exploration

    [[nodiscard]] bool passed() const noexcept { return !failure.has_value(); }
    /// The failure's story, or nothing.
    [[nodiscard]] std::string story() const { return failure ? failure->story() : std::string{}; }
};

/// Runs what `make()` gives, a `std::unique_ptr` to a new ExploreProgram, once and again, until the
/// strategy has seen enough or an execution fails.
template <class Make>
ExploreResult explore(ExploreStrategy& strategy, const ExploreOptions& options, Make&& make) {
    ExploreEngine engine;
    ExploreResult result;
    while (strategy.begin()) {
        const auto outcome = engine.execute(strategy, options, make);
        result.steps += engine.steps();
        result.frozen += engine.froze() ? 1U : 0U;
        if (outcome == ExploreEngine::Outcome::failed) {
            ExploreFailure failure;
            failure.what = engine.failure();
            failure.strategy = strategy.description();
            failure.schedule = engine.schedule();
            failure.options = options;
            ExploreReplay again{failure.schedule};
            engine.record().keep(true);
            failure.repeated = again.begin() && engine.execute(again, options, make) == outcome &&
                               engine.failure() == failure.what;
            failure.record = engine.record();
            result.failure = std::move(failure);
            return result;
        }
        ++(outcome == ExploreEngine::Outcome::passed ? result.executions : result.redundant);
    }
    result.complete = strategy.complete();
    return result;
}

/// Runs the execution that a failure's schedule describes.
///
/// The failure's own options have to be given again. A text that is no schedule is a failure.
template <class Make>
ExploreResult explore_again(std::string_view schedule, const ExploreOptions& options, Make&& make) {
    ExploreSchedule parsed;
    if (!parsed.parse(schedule)) {
        ExploreResult result;
        result.failure.emplace();
        result.failure->what = "this is not the text of a schedule";
        return result;
    }
    ExploreReplay replay{parsed};
    return explore(replay, options, make);
}

/// Looks for an execution that fails in the same way and is easier to read: one in which threads
/// are interrupted as rarely as possible, and read old values as rarely.
///
/// Each step up tries so many executions at most.
/// Gives: the simplest that it found, or the failure that it was given.
template <class Make>
ExploreFailure explore_simpler(const ExploreFailure& failure, Make&& make,
                               std::uint64_t executions_max = 10'000) {
    for (std::uint32_t sum = 0; sum <= 4; ++sum) {
        for (std::uint32_t unusual = 0; unusual <= sum; ++unusual) {
            ExploreBounded few{{.preemptions = sum - unusual,
                                .unusual = unusual,
                                .executions_max = executions_max}};
            const ExploreResult result = explore(few, failure.options, make);
            if (result.failure && result.failure->what == failure.what) {
                return *result.failure;
            }
        }
    }
    return failure;
}

/// Freezes each thread after each of its steps, with random schedules each time, and sees whether
/// the others end.
template <class Make>
ExploreResult explore_frozen(const ExploreRandom::Options& random, ExploreOptions options,
                             Make&& make) {
    ExploreResult total;
    total.complete = true;
    const unsigned threads = make()->threads();
    for (options.freeze = 0; options.freeze < threads; ++options.freeze) {
        bool reached = true;
        for (options.freeze_after = 0; reached; ++options.freeze_after) {
            ExploreRandom strategy{random};
            ExploreResult result = explore(strategy, options, make);
            reached = result.frozen > 0;
            total.executions += result.executions;
            total.frozen += result.frozen;
            total.freezes += reached ? 1U : 0U;
            total.steps += result.steps;
            if (!result.passed()) {
                total.complete = false;
                total.failure = std::move(result.failure);
                return total;
            }
        }
    }
    return total;
}

}  // namespace weir::inline v0
