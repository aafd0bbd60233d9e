// SPDX-License-Identifier: Apache-2.0
// Every schedule of two and three threads on a log of tiny segments, sequentially consistent, with
// the check for data races. A scenario too large for the budget is explored as far as that goes.
#include "catch.hpp"
#include "interleave/log_scenarios.hpp"
#include "interleave/scenarios.hpp"

TEST_CASE("No schedule of a log's operations loses, doubles, tears or leaks a record", "[orders]") {
    unsigned complete = 0;
    for (const weir_test::LogScenario& scenario : weir_test::log_scenarios()) {
        const auto executions = weir_test::budget(3'000, scenario);
        complete += weir_test::explore_orders("log: " + scenario.name, executions,
                                              weir_test::maker_of(scenario), {.steps_max = 50'000})
                        ? 1U
                        : 0U;
    }
    CHECK((complete >= 20 || !weir_test::all_are_wanted()));
}
