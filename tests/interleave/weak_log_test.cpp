// SPDX-License-Identifier: Apache-2.0
// Random schedules of a log's operations in weak memory, with compare-exchanges that fail for no
// reason, and the check for data races.
#include <memory>

#include "catch.hpp"
#include "interleave/budget.hpp"
#include "interleave/log_scenarios.hpp"

namespace {

void explore_all(const auto& make_strategy) {
    for (const weir_test::LogScenario& scenario : weir_test::log_scenarios()) {
        auto strategy = make_strategy(scenario);
        const auto result =
            explore(strategy, {.spurious_failures_max = 2, .steps_max = 50'000},
                    [&] { return std::make_unique<weir_test::LogProgram>(scenario); });
        INFO(scenario.name << "\n" << result.story());
        CHECK(result.passed());
        CHECK(result.complete);
    }
}

}  // namespace

TEST_CASE("A log holds in weak memory under random schedules") {
    explore_all([](const auto& scenario) {
        return weir::ExploreRandom{
            {.seed = weir_test::seed(), .executions = weir_test::budget(600, scenario)}};
    });
}

TEST_CASE("A log holds in weak memory under random schedules with few switches") {
    explore_all([](const auto& scenario) {
        return weir::ExploreRandom{{.seed = weir_test::seed(),
                                    .executions = weir_test::budget(250, scenario),
                                    .stay = 85}};
    });
}

TEST_CASE("A log holds in weak memory under random priorities") {
    for (const unsigned depth : {2U, 3U, 4U}) {
        explore_all([depth](const auto& scenario) {
            return weir::ExplorePct{{.seed = weir_test::seed(),
                                     .executions = weir_test::budget(250, scenario),
                                     .depth = depth}};
        });
    }
}
