// SPDX-License-Identifier: Apache-2.0
// Each thread is frozen after each of its steps: the others must end all the same.
#include <memory>

#include "catch.hpp"
#include "interleave/budget.hpp"
#include "interleave/log_scenarios.hpp"

TEST_CASE("Nobody waits for a writer, reader, trimmer or sealer that is stopped anywhere") {
    for (const weir_test::LogScenario& scenario : weir_test::log_scenarios()) {
        if (scenario.is_long() && weir_test::budget(1) == 1) {
            continue;  // thousands of places to freeze at
        }
        const auto result =
            weir::explore_frozen({.seed = weir_test::seed(), .executions = weir_test::budget(2)},
                                 {.steps_max = 50'000, .freeze_steps_max = 10'000},
                                 [&] { return std::make_unique<weir_test::LogProgram>(scenario); });
        INFO(scenario.name << ": " << result.frozen << " times frozen\n" << result.story());
        CHECK(result.passed());
        CHECK(result.complete);
    }
}
