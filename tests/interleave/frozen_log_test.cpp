// SPDX-License-Identifier: Apache-2.0
// Each thread is frozen after each of its steps: the others must end all the same.
#include "catch.hpp"
#include "interleave/log_scenarios.hpp"
#include "interleave/scenarios.hpp"

TEST_CASE("Nobody waits for a writer, reader, trimmer or sealer that is stopped anywhere",
          "[frozen]") {
    for (const weir_test::LogScenario& scenario : weir_test::log_scenarios()) {
        if (scenario.is_long() && weir_test::budget(1) == 1) {
            continue;  // thousands of places to freeze at
        }
        weir_test::explore_frozen("log: " + scenario.name, weir_test::budget(2),
                                  weir_test::maker_of(scenario),
                                  {.steps_max = 50'000, .freeze_steps_max = 10'000});
    }
}
