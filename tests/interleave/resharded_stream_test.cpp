// SPDX-License-Identifier: Apache-2.0
// Puts and reads while a shard is split or two are merged, under the explorer.
#include "catch.hpp"
#include "interleave/scenarios.hpp"
#include "interleave/stream_scenarios.hpp"

TEST_CASE("Resharding loses and doubles nothing in any of the first schedules", "[orders]") {
    for (const weir_test::StreamScenario& scenario : weir_test::stream_scenarios()) {
        weir_test::explore_orders("stream: " + scenario.name, weir_test::budget(300),
                                  weir_test::maker_of(scenario));
    }
}

namespace {

void explore_weak(const std::vector<weir_test::StreamScenario>& scenarios) {
    for (const weir_test::StreamScenario& scenario : scenarios) {
        const std::string name = "stream: " + scenario.name;
        const auto executions = weir_test::budget(200);
        weir_test::explore_random(name, {.seed = weir_test::seed(), .executions = executions},
                                  weir_test::maker_of(scenario));
        weir_test::explore_pct(name,
                               {.seed = weir_test::seed(), .executions = executions, .depth = 3},
                               weir_test::maker_of(scenario));
    }
}

}  // namespace

TEST_CASE("Resharding loses and doubles nothing in weak memory", "[weak]") {
    explore_weak(weir_test::stream_scenarios());
}

TEST_CASE("Control operations of two threads take turns, and lose nothing", "[weak]") {
    explore_weak(weir_test::stream_scenarios_of_two_in_control());
}

TEST_CASE("Nobody waits for a thread that is stopped in the middle of a reshard", "[frozen]") {
    for (const weir_test::StreamScenario& scenario : weir_test::stream_scenarios()) {
        weir_test::explore_frozen("stream: " + scenario.name, weir_test::budget(2),
                                  weir_test::maker_of(scenario));
    }
}
