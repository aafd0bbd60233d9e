// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore_schedule.hpp"

#include <string>

#include "catch.hpp"

using weir::ExploreSchedule;

namespace {

ExploreSchedule parsed(const std::string& text) {
    ExploreSchedule schedule;
    REQUIRE(schedule.parse(text));
    return schedule;
}

}  // namespace

TEST_CASE("A schedule's text gives the schedule again") {
    ExploreSchedule schedule;
    for (const unsigned thread : {0U, 0U, 0U, 1U, 0U, 0U}) {
        schedule.add_step(thread);
    }
    for (const unsigned choice : {0U, 0U, 0U, 0U, 1U, 0U, 12U}) {
        schedule.add_choice(choice);
    }
    CHECK(schedule.text() == "0*3 1 0*2 | 1@4 12@6");
    CHECK(parsed(schedule.text()) == schedule);
    CHECK(parsed(schedule.text()).choice(4) == 1);
    CHECK(parsed(schedule.text()).choice(7) == 0);
    CHECK(parsed("").threads().empty());
    CHECK(parsed(" 2 \n").threads().size() == 1);
}

TEST_CASE("What is no schedule is refused") {
    ExploreSchedule schedule;
    for (const char* text : {"x", "1*", "*3", "1 2 3 -", "256", "1*99999999999", "0 | 1",
                             "0 | 1@3 1@2", "0 | @2", "0 | 1@99999999999999999999"}) {
        CAPTURE(text);
        CHECK_FALSE(schedule.parse(text));
    }
}
