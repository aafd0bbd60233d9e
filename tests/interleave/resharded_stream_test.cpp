// SPDX-License-Identifier: Apache-2.0
// Puts and reads while a shard is split or two are merged, under the explorer.
#include <memory>

#include "catch.hpp"
#include "interleave/budget.hpp"
#include "interleave/stream_scenarios.hpp"

namespace {

void explore_all(const auto& make_strategy, const weir::ExploreOptions& options) {
    for (const weir_test::StreamScenario& scenario : weir_test::stream_scenarios()) {
        auto strategy = make_strategy();
        const auto result = explore(strategy, options, [&] {
            return std::make_unique<weir_test::StreamProgram>(scenario);
        });
        INFO(scenario.name << ": " << result.executions << " executions\n" << result.story());
        CHECK(result.passed());
    }
}

}  // namespace

TEST_CASE("Resharding loses and doubles nothing in any of the first schedules") {
    explore_all([] { return weir::ExploreDpor{{.executions_max = weir_test::budget(300)}}; },
                {.weak_memory = false});
}

TEST_CASE("Resharding loses and doubles nothing in weak memory") {
    explore_all(
        [] {
            return weir::ExploreRandom{
                {.seed = weir_test::seed(), .executions = weir_test::budget(200)}};
        },
        {});
    explore_all(
        [] {
            return weir::ExplorePct{
                {.seed = weir_test::seed(), .executions = weir_test::budget(200), .depth = 3}};
        },
        {});
}

TEST_CASE("Nobody waits for a thread that is stopped in the middle of a reshard") {
    for (const weir_test::StreamScenario& scenario : weir_test::stream_scenarios()) {
        const auto result = weir::explore_frozen(
            {.seed = weir_test::seed(), .executions = weir_test::budget(1)}, {},
            [&] { return std::make_unique<weir_test::StreamProgram>(scenario); });
        INFO(scenario.name << ": " << result.frozen << " times frozen\n" << result.story());
        CHECK(result.passed());
        CHECK(result.complete);
    }
}
