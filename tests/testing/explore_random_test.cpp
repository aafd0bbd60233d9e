// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore_random.hpp"

#include <set>
#include <string>

#include "catch.hpp"
#include "testing/canaries.hpp"
#include "testing/litmus.hpp"

namespace {

using weir_test::Litmus;
using Cells = weir_test::LitmusCells;

constexpr auto relaxed = std::memory_order_relaxed;

Litmus many_steps() {
    const auto count = [](Cells& c) {
        for (int step = 0; step < 4; ++step) {
            c.x.fetch_add(1, relaxed);
        }
    };
    return Litmus{{count, count, count}};
}
std::set<std::string> schedules(weir::ExploreStrategy& strategy) {
    Litmus litmus = many_steps();
    weir::ExploreEngine engine;
    std::set<std::string> texts;
    while (strategy.begin()) {
        engine.execute(strategy, {}, litmus);
        texts.insert(engine.schedule().text());
    }
    return texts;
}

}  // namespace

TEST_CASE("Random schedules differ from each other, and are the same for the same seed") {
    weir::ExploreRandom one{{.seed = 1, .executions = 200}};
    weir::ExploreRandom again{{.seed = 1, .executions = 200}};
    weir::ExploreRandom two{{.seed = 2, .executions = 200}};
    const auto seen = schedules(one);
    CHECK(seen.size() > 150);
    CHECK(seen == schedules(again));
    CHECK(seen != schedules(two));
    CHECK(one.complete());
}

TEST_CASE("A thread that stays longer makes fewer switches") {
    weir::ExploreRandom restless{{.executions = 50}};
    weir::ExploreRandom steady{{.executions = 50, .stay = 90}};
    std::size_t restless_length = 0;
    std::size_t steady_length = 0;
    for (const auto& text : schedules(restless)) {
        restless_length += text.size();
    }
    for (const auto& text : schedules(steady)) {
        steady_length += text.size();
    }
    CHECK(steady_length < restless_length);
}

TEST_CASE("PCT of depth 1 changes nothing on the way: each thread runs to its end") {
    weir::ExplorePct strategy{{.executions = 200, .depth = 1}};
    CHECK(schedules(strategy) == std::set<std::string>{"0*4 1*4 2*4", "0*4 2*4 1*4", "1*4 0*4 2*4",
                                                       "1*4 2*4 0*4", "2*4 0*4 1*4",
                                                       "2*4 1*4 0*4"});
}

TEST_CASE("Random schedules find their canary") {
    weir::ExploreRandom strategy{{.executions = 2'000}};
    const auto result = weir_test::find_lost_update(strategy);
    REQUIRE_FALSE(result.passed());
    CHECK(result.failure->repeated);
}

TEST_CASE("Random schedules find their canary in weak memory") {
    weir::ExploreRandom strategy{{.executions = 2'000}};
    const auto result = weir_test::find_missing_fence(strategy);
    REQUIRE_FALSE(result.passed());
    CHECK(result.failure->repeated);
}

TEST_CASE("PCT finds a canary that random schedules hardly ever find") {
    weir::ExplorePct strategy{{.executions = 5'000, .depth = 2}};
    const auto result = weir_test::find_late_first_step(strategy);
    REQUIRE_FALSE(result.passed());
    CHECK(result.failure->repeated);
    weir::ExploreRandom random{{.executions = 5'000}};
    CHECK(weir_test::find_late_first_step(random).passed());
}

TEST_CASE("PCT finds its canary in weak memory") {
    weir::ExplorePct strategy{{.executions = 2'000, .depth = 2}};
    CHECK_FALSE(weir_test::find_missing_fence(strategy).passed());
}
