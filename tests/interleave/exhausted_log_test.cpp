// SPDX-License-Identifier: Apache-2.0
// Every schedule of two and three threads on a log of tiny segments, sequentially consistent, with
// the check for data races. A scenario too large for the budget is explored as far as that goes.
#include <cstdint>
#include <memory>

#include "catch.hpp"
#include "interleave/budget.hpp"
#include "interleave/log_scenarios.hpp"

TEST_CASE("No schedule of a log's operations loses, doubles, tears or leaks a record") {
    unsigned complete = 0;
    for (const weir_test::LogScenario& scenario : weir_test::log_scenarios()) {
        weir::ExploreDpor strategy{{.executions_max = weir_test::budget(3'000, scenario)}};
        const auto result = explore(strategy, {.weak_memory = false, .steps_max = 50'000}, [&] {
            return std::make_unique<weir_test::LogProgram>(scenario);
        });
        INFO(scenario.name << ": " << result.executions << " executions\n" << result.story());
        CHECK(result.passed());
        complete += result.complete ? 1U : 0U;
    }
    CHECK(complete >= 20);
}
