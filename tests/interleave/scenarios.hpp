// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "interleave/budget.hpp"
#include "weir/testing/explore.hpp"

namespace weir_test {

/// True if scenario after scenario is explored, and not only one.
inline bool all_are_wanted() {
    return std::getenv("WEIR_EXPLORE_SCENARIO") == nullptr;
}

/// Explores a scenario and checks that it passes, unless WEIR_EXPLORE_SCENARIO names another one.
///
/// `name` is unique among all scenarios. If WEIR_PROOF_REPORT names a file, what was explored is a
/// line there, also if that is nothing: how, name, threads, executions, steps, steps to freeze
/// after, and whether all was explored that was to be.
template <class Make, class Explore>
bool explore_scenario(std::string_view how, const std::string& name, Make&& make,
                      Explore&& explored) {
    const bool wanted = all_are_wanted() || name == std::getenv("WEIR_EXPLORE_SCENARIO");
    weir::ExploreResult result;
    if (wanted) {
        result = explored();
        INFO(name << ": " << result.executions << " executions\n" << result.story());
        CHECK(result.passed());
    }
    if (const char* const file = std::getenv("WEIR_PROOF_REPORT")) {
        std::ofstream{file, std::ios::app} << how << '\t' << name << '\t' << make()->threads()
                                           << '\t' << result.executions << '\t' << result.steps
                                           << '\t' << result.freezes << '\t'
                                           << (result.passed() && result.complete) << '\n';
    }
    return !wanted || (result.passed() && result.complete);
}

/// Every order of steps, sequentially consistent.  Gives: true if none is left, or none is wanted.
template <class Make>
bool explore_orders(const std::string& name, std::uint64_t executions_max, Make make,
                    weir::ExploreOptions options = {}) {
    options.weak_memory = false;
    return explore_scenario("orders", name, make, [&] {
        weir::ExploreDpor strategy{{.executions_max = executions_max}};
        return weir::explore(strategy, options, make);
    });
}

/// Random schedules, on weak memory.
template <class Make>
void explore_random(const std::string& name, const weir::ExploreRandom::Options& random, Make make,
                    const weir::ExploreOptions& options = {}) {
    explore_scenario("weak", name, make, [&] {
        weir::ExploreRandom strategy{random};
        return weir::explore(strategy, options, make);
    });
}

/// Random priorities, on weak memory.
template <class Make>
void explore_pct(const std::string& name, const weir::ExplorePct::Options& pct, Make make,
                 const weir::ExploreOptions& options = {}) {
    explore_scenario("weak", name, make, [&] {
        weir::ExplorePct strategy{pct};
        return weir::explore(strategy, options, make);
    });
}

/// Each thread stopped after each of its steps, with so many schedules each time.
template <class Make>
void explore_frozen(const std::string& name, std::uint64_t schedules, Make make,
                    const weir::ExploreOptions& options = {}) {
    explore_scenario("frozen", name, make, [&] {
        return weir::explore_frozen({.seed = seed(), .executions = schedules}, options, make);
    });
}

}  // namespace weir_test
