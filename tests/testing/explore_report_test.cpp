// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore_report.hpp"

#include <fstream>
#include <source_location>
#include <string>

#include "catch.hpp"
#include "testing/litmus.hpp"

namespace {

using weir_test::Litmus;
using Cells = weir_test::LitmusCells;

bool says(const std::string& story, const std::string& words) {
    return story.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE(
    "A failure's story has the strategy, the seed, the schedule and every thread's last steps") {
    Litmus litmus{{[](Cells& cells) {
                       cells.x.store(17, std::memory_order_release);
                       cells.y.fetch_add(1, std::memory_order_acq_rel);
                   },
                   [](Cells& cells) {
                       int expected = 5;
                       cells.y.compare_exchange_strong(expected, 6, std::memory_order_seq_cst,
                                                       std::memory_order_acquire);
                       const int seen = cells.x.load(std::memory_order_relaxed);
                       weir::explore_expect(seen == 0, "nothing is sent");
                   }}};
    weir::ExploreRandom strategy{{.seed = 42, .executions = 1'000}};
    const auto result = explore(strategy, {}, litmus);
    REQUIRE_FALSE(result.passed());
    const std::string story = result.story();
    CAPTURE(story);
    CHECK(says(story, "nothing is sent"));
    CHECK(says(story, "random, seed 42, execution "));
    CHECK(says(story, "memory: weak"));
    CHECK(says(story, "schedule: " + result.failure->schedule.text()));
    CHECK(says(story, "thread 0, last of "));
    CHECK(says(story, "thread 1, last of 2 steps"));
    CHECK(says(story, " 0x11 release  at explore_report_test.cpp:"));
    CHECK(says(story, " acquire  at "));
    if (!std::ifstream{std::source_location::current().file_name()}) {
        WARN("the source is not where the compiler found it: locations have numbers only");
        CHECK(says(story, "store #"));
        return;
    }
    CHECK(says(story, "store cells.x#"));
    CHECK(says(story, "failed update cells.y#"));
    CHECK(says(story, "load cells.x#"));
}

TEST_CASE("Only the last steps are told") {
    Litmus litmus{{[](Cells& cells) {
        for (int step = 0; step < 30; ++step) {
            cells.x.store(step, std::memory_order_relaxed);
        }
        weir::explore_expect(false, "in the end");
    }}};
    weir::ExploreRandom strategy{{}};
    const auto result = explore(strategy, {}, litmus);
    REQUIRE_FALSE(result.passed());
    const std::string story = result.failure->story(3);
    CHECK(says(story, "thread 0, last of 30 steps"));
    CHECK(says(story, "    28. store"));
    CHECK_FALSE(says(story, "    27. store"));
}

TEST_CASE("A program that does something else when it is run again is called that") {
    int run = 0;
    Litmus litmus{{[&run](Cells& cells) {
        cells.x.store(1, std::memory_order_relaxed);
        weir::explore_expect(++run != 3, "the third time");
    }}};
    weir::ExploreRandom strategy{{}};
    const auto result = explore(strategy, {}, litmus);
    REQUIRE_FALSE(result.passed());
    CHECK_FALSE(result.failure->repeated);
    CHECK(says(result.story(), "not deterministic"));
}
