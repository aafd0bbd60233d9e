// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore_roster.hpp"

#include "catch.hpp"

using weir::ExploreThreads;

TEST_CASE("Who waits comes after who does not, until something has happened") {
    weir::ExploreRoster roster;
    roster.begin(3, {});
    CHECK(roster.ready(0) == ExploreThreads{0b111});
    roster.wait(1);
    CHECK(roster.ready(0) == ExploreThreads{0b101});
    roster.count_step(0, false);
    CHECK(roster.ready(1) == ExploreThreads{0b101});
    roster.count_step(0, true);
    CHECK(roster.ready(2) == ExploreThreads{0b111});
    roster.wait(0);
    roster.wait(1);
    roster.wait(2);
    CHECK(roster.ready(2) == ExploreThreads{0b111});
    roster.go_on(1);
    CHECK(roster.ready(2) == ExploreThreads::only(1));
}

TEST_CASE("Who is frozen goes on when all others have ended, or it is too late") {
    weir::ExploreRoster roster;
    roster.begin(2, {.freeze = 0, .freeze_after = 1, .freeze_steps_max = 10});
    CHECK(roster.ready(0) == ExploreThreads{0b11});
    CHECK_FALSE(roster.froze());
    roster.count_step(0, true);
    CHECK(roster.ready(1) == ExploreThreads::only(1));
    CHECK(roster.froze());
    CHECK_FALSE(roster.is_blocked(11));
    CHECK(roster.is_blocked(12));
    roster.end(1);
    CHECK(roster.ready(2) == ExploreThreads::only(0));
    CHECK_FALSE(roster.is_blocked(99));
    roster.end(0);
    CHECK(roster.ready(3).empty());
}
