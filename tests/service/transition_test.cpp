// SPDX-License-Identifier: Apache-2.0
#include "weir/service/transition.hpp"

#include "catch.hpp"

using namespace std::chrono_literals;
using weir::Instant;
using weir::Transition;

namespace {

const Instant start = Instant::from_seconds(1'000);

}  // namespace

TEST_CASE("A transition is over when its time has passed, to the microsecond") {
    Transition one{start, 5s};
    CHECK(one.end() == start + 5s);
    CHECK_FALSE(one.is_over(start));
    CHECK_FALSE(one.is_over(start + 4'999'999us));
    CHECK(one.is_over(start + 5s));
    CHECK(one.is_over(Instant::max()));
}

TEST_CASE("A transition that takes no time is over at once") {
    Transition one{start, 0s};
    CHECK(one.is_over(start));
}

TEST_CASE("A clock that steps back begins a transition anew, and never lengthens it") {
    Transition one{start, 5s};
    CHECK_FALSE(one.is_over(start - 1h));
    CHECK_FALSE(one.is_over(start - 1h + 4s));
    CHECK(one.is_over(start - 1h + 5s));
}

TEST_CASE("A transition that was seen to be over stays so, wherever the clock goes") {
    Transition one{start, 5s};
    CHECK(one.is_over(start + 5s));
    CHECK(one.is_over(start - 1h));
    CHECK(one.is_over(start));
}
