// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore_clock.hpp"

#include "catch.hpp"

TEST_CASE("A clock knows what it has counted or was told") {
    weir::ExploreClock mine;
    CHECK(mine.knows(3, 0));
    CHECK_FALSE(mine.knows(3, 1));
    weir::ExploreClock theirs;
    theirs.advance(3);
    theirs.advance(3);
    mine.set(1, 7);
    CHECK_FALSE(mine.knows(theirs));
    mine.join(theirs);
    CHECK(mine.knows(theirs));
    CHECK(mine.knows(3, 2));
    CHECK_FALSE(mine.knows(3, 3));
    CHECK(mine.of(1) == 7);
    CHECK_FALSE(theirs.knows(mine));
    CHECK(mine != theirs);
}
