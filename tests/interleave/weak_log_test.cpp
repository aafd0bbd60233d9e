// SPDX-License-Identifier: Apache-2.0
// Random schedules of a log's operations in weak memory, with compare-exchanges that fail for no
// reason, and the check for data races.
#include "catch.hpp"
#include "interleave/log_scenarios.hpp"
#include "interleave/scenarios.hpp"

namespace {

const weir::ExploreOptions options{.spurious_failures_max = 2, .steps_max = 50'000};

void explore_all(std::uint64_t executions, std::uint32_t stay) {
    for (const weir_test::LogScenario& scenario : weir_test::log_scenarios()) {
        weir_test::explore_random("log: " + scenario.name,
                                  {.seed = weir_test::seed(),
                                   .executions = weir_test::budget(executions, scenario),
                                   .stay = stay},
                                  weir_test::maker_of(scenario), options);
    }
}

}  // namespace

TEST_CASE("A log holds in weak memory under random schedules", "[weak]") {
    explore_all(600, 0);
}

TEST_CASE("A log holds in weak memory under random schedules with few switches", "[weak]") {
    explore_all(250, 85);
}

TEST_CASE("A log holds in weak memory under random priorities", "[weak]") {
    for (const unsigned depth : {2U, 3U, 4U}) {
        for (const weir_test::LogScenario& scenario : weir_test::log_scenarios()) {
            weir_test::explore_pct("log: " + scenario.name,
                                   {.seed = weir_test::seed(),
                                    .executions = weir_test::budget(250, scenario),
                                    .depth = depth},
                                   weir_test::maker_of(scenario), options);
        }
    }
}
