// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore_fiber.hpp"

#include <cstddef>
#include <string>

#include "catch.hpp"

namespace {

weir::ExploreFiber* first = nullptr;
weir::ExploreFiber* second = nullptr;
weir::ExploreFiber* home = nullptr;
std::string trail;

/// Uses some of its stack, and numbers with a fraction, over a switch.
void wander(const char* name, weir::ExploreFiber& self, weir::ExploreFiber& other, int depth) {
    volatile char space[256];
    volatile double number = depth * 0.5;
    space[0] = name[0];
    trail += name;
    self.hand_over_to(other);
    if (depth > 0) {
        wander(name, self, other, depth - 1);
    }
    if (space[0] != name[0] || number < depth * 0.5) {
        trail += '!';
    }
}
void run_first() {
    weir::ExploreFiber::begin(*home);
    wander("a", *first, *second, 3);
    first->leave_to(*second);
}
void run_second() {
    weir::ExploreFiber::begin(*home);
    wander("b", *second, *first, 3);
    second->leave_to(*home);
}
void run_and_stay() {
    weir::ExploreFiber::begin(*home);
    trail += 's';
    first->hand_over_to(*home);
    trail += "never";
}

}  // namespace

TEST_CASE("Fibers take turns, each on its own stack") {
    for (int round = 0; round < 3; ++round) {
        weir::ExploreFiber main;
        weir::ExploreFiber a;
        weir::ExploreFiber b;
        home = &main;
        first = &a;
        second = &b;
        a.prepare(&run_first);
        b.prepare(&run_second);
        trail.clear();
        main.hand_over_to(a);
        CHECK(trail == "abababab");
    }
}

TEST_CASE("A fiber that has ended, or is abandoned, can be prepared again") {
    weir::ExploreFiber main;
    weir::ExploreFiber fiber;
    home = &main;
    first = &fiber;
    trail.clear();
    for (int round = 0; round < 3; ++round) {
        CHECK_FALSE(fiber.is_prepared());
        fiber.prepare(&run_and_stay);
        main.hand_over_to(fiber);
        CHECK(fiber.is_prepared());
        fiber.abandon();
    }
    CHECK(trail == "sss");
}
