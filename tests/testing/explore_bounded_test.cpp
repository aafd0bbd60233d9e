// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore_bounded.hpp"

#include "catch.hpp"
#include "testing/canaries.hpp"
#include "testing/litmus.hpp"

namespace {

using weir_test::Litmus;
using weir_test::Outcomes;
using Cells = weir_test::LitmusCells;

constexpr auto relaxed = std::memory_order_relaxed;

std::uint64_t executions_of(std::uint32_t preemptions) {
    const auto count = [](Cells& c) {
        for (int step = 0; step < 3; ++step) {
            c.x.fetch_add(1, relaxed);
        }
    };
    Litmus litmus{{count, count}};
    weir::ExploreBounded strategy{{.preemptions = preemptions}};
    static_cast<void>(litmus.outcomes_of(strategy, {.weak_memory = false}));
    CHECK(litmus.result().complete);
    return litmus.result().executions;
}

}  // namespace

TEST_CASE("Exactly the schedules with so many preemptions are executed, each once") {
    CHECK(executions_of(0) == 2);
    CHECK(executions_of(1) == 6);                                 // either may stop in two places
    CHECK(executions_of(weir::ExploreBounded::unbounded) == 20);  // 6 over 3
}

TEST_CASE("Unusual choices of the memory are counted by themselves") {
    const auto run = [](std::uint32_t unusual) {
        Litmus litmus{{[](Cells& c) { c.x.store(1, relaxed), c.r[0] = c.y.load(relaxed); },
                       [](Cells& c) { c.y.store(1, relaxed), c.r[1] = c.x.load(relaxed); }}};
        weir::ExploreBounded strategy{
            {.preemptions = weir::ExploreBounded::unbounded, .unusual = unusual}};
        return litmus.shows(2).outcomes_of(strategy, {});
    };
    CHECK(run(0) == Outcomes{"01", "10", "11"});
    CHECK(run(1) == Outcomes{"00", "01", "10", "11"});
}

TEST_CASE("The number of executions can be limited, and is then not complete") {
    Litmus litmus{
        {[](Cells& c) { c.x.fetch_add(1, relaxed); }, [](Cells& c) { c.x.fetch_add(1, relaxed); }}};
    weir::ExploreBounded strategy{{.executions_max = 1}};
    static_cast<void>(litmus.outcomes_of(strategy, {}));
    CHECK(litmus.result().executions == 1);
    CHECK_FALSE(litmus.result().complete);
}

TEST_CASE("Bounded search finds its canaries, with as many preemptions as they need") {
    weir::ExploreBounded one{{.preemptions = 1}};
    const auto lost = weir_test::find_lost_update(one);
    REQUIRE_FALSE(lost.passed());
    CHECK(lost.failure->repeated);
    weir::ExploreBounded none{{.preemptions = 0}};
    CHECK(weir_test::find_lost_update(none).complete);
    weir::ExploreBounded weak{{.preemptions = 1}};
    CHECK_FALSE(weir_test::find_missing_fence(weak).passed());
    weir::ExploreBounded aba{{.preemptions = 1}};
    CHECK_FALSE(weir_test::find_aba(aba).passed());
}
