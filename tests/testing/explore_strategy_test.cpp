// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore_strategy.hpp"

#include "catch.hpp"

using weir::ExploreThreads;

TEST_CASE("A set of threads adds, removes, counts and numbers its members") {
    ExploreThreads threads;
    CHECK(threads.empty());
    threads.add(5);
    threads.add(2);
    CHECK(threads.size() == 2);
    CHECK(threads.first() == 2);
    CHECK(threads.at(0) == 2);
    CHECK(threads.at(1) == 5);
    CHECK(threads.has(5));
    CHECK_FALSE(threads.has(3));
    threads.remove(2);
    CHECK(threads == ExploreThreads::only(5));
}

TEST_CASE("Sets of threads unite, meet and differ") {
    const ExploreThreads some{0b0110};
    const ExploreThreads others{0b1100};
    CHECK((some | others) == ExploreThreads{0b1110});
    CHECK((some & others) == ExploreThreads{0b0100});
    CHECK((some - others) == ExploreThreads{0b0010});
}
