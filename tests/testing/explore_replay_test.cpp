// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore_replay.hpp"

#include <string>

#include "catch.hpp"
#include "testing/canaries.hpp"
#include "testing/litmus.hpp"

namespace {

using weir_test::Litmus;
using Cells = weir_test::LitmusCells;

constexpr auto relaxed = std::memory_order_relaxed;

}  // namespace

TEST_CASE("The text of a failure's schedule gives the same failure again") {
    const auto missing_fence = [] {
        return Litmus{{[](Cells& c) {
                           c.x.store(1, relaxed);
                           weir::explore_expect(c.y.load(relaxed) == 1 || c.z.load(relaxed) == 0,
                                                "both missed");
                       },
                       [](Cells& c) {
                           c.y.store(1, relaxed);
                           if (c.x.load(relaxed) == 0) {
                               c.z.store(1, relaxed);
                           }
                       }}};
    };
    weir::ExploreRandom strategy{{.executions = 5'000}};
    Litmus litmus = missing_fence();
    const auto found = explore(strategy, {}, litmus);
    REQUIRE_FALSE(found.passed());
    CHECK(found.failure->repeated);

    Litmus other = missing_fence();
    const auto again = weir::explore_again(found.failure->schedule.text(), {}, other);
    REQUIRE_FALSE(again.passed());
    CHECK(again.failure->what == "both missed");
    CHECK(again.failure->schedule == found.failure->schedule);
    CHECK(again.executions == 0);
}

TEST_CASE("A schedule that ends early goes on somehow") {
    Litmus litmus{{[](Cells& c) { c.x.store(1, relaxed), c.y.store(1, relaxed); },
                   [](Cells& c) { c.x.store(2, relaxed), c.y.store(2, relaxed); }}};
    CHECK(weir::explore_again("1", {}, litmus).passed());
    CHECK(weir::explore_again("", {}, litmus).passed());
}

TEST_CASE("A schedule of another program, or a text that is none, is a failure that says so") {
    Litmus litmus{{[](Cells& c) { c.x.store(1, relaxed); },
                   [](Cells& c) { c.x.store(2, relaxed), c.r[0] = c.x.load(relaxed); }}};
    const auto what = [&](const std::string& schedule) {
        const auto result = weir::explore_again(schedule, {}, litmus);
        return result.passed() ? "" : result.failure->what;
    };
    CHECK(what("0*2 1").find("a thread that has ended") != std::string::npos);
    CHECK(what("7").find("a thread that has ended") != std::string::npos);
    CHECK(what("0 1*2 | 5@0").find("a choice that there is not") != std::string::npos);
    CHECK(what("no schedule").find("not the text of a schedule") != std::string::npos);
}
