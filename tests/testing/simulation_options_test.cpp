// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/simulation_options.hpp"

#include <optional>

#include "catch.hpp"

namespace {

struct Actor {
    std::optional<weir::Instant> step(weir::Instant now) { return now; }
};
struct NoActor {
    void step(weir::Instant /*now*/) {}
};

}  // namespace

TEST_CASE("an actor says when it wants to run next") {
    STATIC_REQUIRE(weir::simulation_actor<Actor>);
    STATIC_REQUIRE_FALSE(weir::simulation_actor<NoActor>);
    STATIC_REQUIRE_FALSE(weir::simulation_actor<int>);
}

TEST_CASE("what is not said otherwise is usual: one step after the other, a story that is told") {
    const weir::SimulationOptions options;
    CHECK(options.seed == 1);
    CHECK(options.remembered == 40);
    CHECK(options.report != nullptr);
    const weir::StepsTogether together;
    CHECK(together.run == nullptr);
    CHECK(together.at_most == 3);
    CHECK(weir::ActorId{3} == weir::ActorId{3});
}
