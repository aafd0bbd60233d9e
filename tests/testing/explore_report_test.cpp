// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore_report.hpp"

#include <string>

#include "catch.hpp"
#include "testing/litmus.hpp"
#include "testing/without_places.hpp"

namespace {

using weir_test::Litmus;
using Cells = weir_test::LitmusCells;
constexpr auto relaxed = std::memory_order_relaxed;
constexpr auto release = std::memory_order_release;

bool says(const std::string& story, const std::string& words) {
    return story.find(words) != std::string::npos;
}
weir::ExploreFailure failure_of(const std::string& schedule, const weir::ExploreOptions& options) {
    weir::ExploreFailure failure;
    REQUIRE(failure.schedule.parse(schedule));
    failure.options = options;
    return failure;
}

}  // namespace

TEST_CASE("A failure's story has the strategy, the seed, how to see it again, and what happened") {
    Litmus litmus{{[](Cells& cells) {
                       weir::ExploreAtomics::name(cells.x, "mail");
                       cells.x.store(17, release);
                   },
                   [](Cells& cells) {
                       const int seen = cells.x.load(relaxed);
                       weir::explore_expect(seen == 0, "nothing is sent");
                   }}};
    weir::ExploreRandom strategy{{.seed = 42, .executions = 1'000}};
    const auto result = explore(strategy, {}, litmus);
    REQUIRE_FALSE(result.passed());
    const std::string story = weir_test::without_places(result.story(), "explore_report_test.cpp:");
    const std::string execution = std::to_string(result.executions + 1);
    CHECK("\n" + story == R"(
nothing is sent
  found by: random, seed 42, execution )" +
                              execution + R"(
  memory: weak
  again:
  weir::explore_again("0 1",
                      {}, make)
  line  thread 0               thread 1
     1  store mail 17 release
     2                         load mail 17 from 1 relaxed
  Thread 1 fails here.
)");
}

TEST_CASE("A frozen thread is told, and that the others wait") {
    Litmus litmus{{[](Cells& cells) {
                       weir::ExploreAtomics::name(cells.x, "lock");
                       cells.x.store(1, relaxed);
                       cells.x.store(0, relaxed);
                   },
                   [](Cells& cells) {
                       while (cells.x.load(relaxed) != 0) {
                           weir::ExploreAtomics::spin();
                       }
                   }}};
    const auto result = weir::explore_frozen({.executions = 100}, {.freeze_steps_max = 9}, litmus);
    REQUIRE_FALSE(result.passed());
    const std::string story = result.failure->story(3);
    CAPTURE(story);
    CHECK(says(story, "blocked: thread 0 is frozen after step 1 of its own"));
    CHECK(says(story, "  frozen: thread 0 after step 1\n"));
    CHECK(says(story, ".freeze = 0, .freeze_after = 1, .freeze_steps_max = 9}, make)\n"));
    CHECK(says(story, "store lock 1 relaxed"));
}

TEST_CASE("Only the last steps are told") {
    Litmus litmus{{[](Cells& cells) {
        weir::ExploreAtomics::name(cells.x, "x");
        for (int step = 0; step < 30; ++step) {
            cells.x.store(step, relaxed);
        }
        weir::explore_expect(false, "in the end");
    }}};
    weir::ExploreRandom strategy{{}};
    const auto result = explore(strategy, {}, litmus);
    REQUIRE_FALSE(result.passed());
    const std::string story = result.failure->story(3);
    CHECK(says(story, "\n   ...\n    28  store x 27 relaxed"));
    CHECK_FALSE(says(story, "store x 26"));
}

TEST_CASE("A program that does something else when it is run again is called that") {
    int run = 0;
    Litmus litmus{{[&run](Cells& cells) {
        cells.x.store(1, relaxed);
        weir::explore_expect(++run != 3, "the third time");
    }}};
    weir::ExploreRandom strategy{{}};
    const auto result = explore(strategy, {}, litmus);
    REQUIRE_FALSE(result.passed());
    CHECK_FALSE(result.failure->repeated);
    CHECK(says(result.story(), "not deterministic"));
}

TEST_CASE("The call that runs an execution again has what is not as usual, and compiles") {
    CHECK(failure_of("0*3 1 | 1@4", {}).replay() ==
          "weir::explore_again(\"0*3 1 | 1@4\",\n"
          "                    {}, make)");
    CHECK(failure_of("0", {.weak_memory = false, .spurious_failures_max = 2, .steps_max = 100})
              .replay() ==
          "weir::explore_again(\"0\",\n"
          "                    {.weak_memory = false, .spurious_failures_max = 2, "
          ".steps_max = 100}, make)");
    // As it is pasted:
    Litmus make{{[](Cells& cells) { cells.x.store(1, relaxed); }}};
    CHECK(weir::explore_again(
              "0", {.weak_memory = false, .spurious_failures_max = 2, .steps_max = 100}, make)
              .passed());
}

TEST_CASE("A long schedule is broken where it has a blank") {
    std::string schedule;
    for (int step = 0; step < 40; ++step) {
        schedule += step % 2 == 0 ? "0*10 " : "1 ";
    }
    schedule.pop_back();
    const std::string replay = failure_of(schedule, {}).replay();
    CHECK(replay ==
          "weir::explore_again(\"0*10 1 0*10 1 0*10 1 0*10 1 0*10 1 0*10 1 0*10 1 0*10 1 "
          "0*10 1 0*10 1 \"\n"
          "                    \"0*10 1 0*10 1 0*10 1 0*10 1 0*10 1 0*10 1 0*10 1 0*10 1 "
          "0*10 1 0*10 1\",\n"
          "                    {}, make)");
}
