// SPDX-License-Identifier: Apache-2.0
#include "simulate/campaign.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "simulate/setup.hpp"
#include "simulate/smaller.hpp"

namespace {

using weir_test::Mistake;
using weir_test::Outcome;
using weir_test::Setup;
using weir_test::setup_of;

}  // namespace

TEST_CASE("nothing is wrong with the engine, nor with a consumer that makes no mistake") {
    weir_test::Reach reach;
    std::uint64_t faults = 0;
    for (std::uint64_t seed = 100; seed < 180; ++seed) {
        const Outcome outcome = run(setup_of(seed));
        INFO(outcome.violations);
        CAPTURE(seed, outcome.story);
        REQUIRE(outcome.ok());
        reach.add(outcome.reach);
        faults += outcome.drawn.size();
        CHECK(outcome.simulated >= setup_of(seed).horizon);
    }
    CHECK(faults > 20'000);
    for (const auto state :
         {weir_test::Reached::put_throttled, weir_test::Reached::child_waited,
          weir_test::Reached::zombie_refused, weir_test::Reached::reply_lost_after_commit,
          weir_test::Reached::split_during_put, weir_test::Reached::steps_interleaved}) {
        CAPTURE(to_string(state));
        CHECK(reach.of(state) > 0);
    }
}

TEST_CASE("each mistake of a consumer is found, and made small") {
    struct Planted {
        Mistake mistake;
        std::string_view rule;
        std::uint64_t seeds;  ///< within which it has to be found
        std::size_t faults;   ///< that may be left after 60 runs to make it small
    };
    const auto planted = GENERATE(
        Planted{Mistake::table_takes_any_checkpoint, "only who holds the lease goes on", 40, 250},
        Planted{Mistake::take_does_not_count, "only who holds the lease goes on", 10, 10},
        Planted{Mistake::takes_whatever_it_sees, "only who holds the lease goes on", 20, 30},
        Planted{Mistake::children_before_parents, "parents come before children", 5, 5},
        Planted{Mistake::forgets_children, "what is there is read in time", 5, 1},
        Planted{Mistake::empty_page_is_the_end, "what is there is read in time", 5, 5},
        Planted{Mistake::checkpoints_before_processing, "only what was processed is checkpointed",
                5, 1},
        Planted{Mistake::skips_a_record_on_resuming, "only what was processed is checkpointed", 5,
                5},
        Planted{Mistake::begins_anew_at_latest, "only what was processed is checkpointed", 5, 5},
        Planted{Mistake::trusts_its_lease_for_ever, "only who holds the lease goes on", 40, 250},
        Planted{Mistake::drops_the_rest_of_a_page, "only what was processed is checkpointed", 5,
                5});
    CAPTURE(to_string(planted.mistake));
    Outcome found;
    std::uint64_t seed = 0;
    while (found.ok() && seed < planted.seeds) {
        found = run(setup_of(++seed), planted.mistake);
    }
    REQUIRE_FALSE(found.ok());
    CHECK(rule_of(found) == planted.rule);
    weir_test::Shrinker shrinker{setup_of(seed), found, planted.mistake, 60};
    const weir_test::Smaller small = shrinker.shrink();
    CHECK(rule_of(small.outcome) == planted.rule);
    CHECK(small.outcome.drawn.size() <= planted.faults);
    CHECK(small.setup.horizon <= setup_of(seed).horizon);
    // What is printed describes the same run.
    const Outcome again = run(small.setup, planted.mistake);
    CHECK(again.digest == small.outcome.digest);
    CHECK(small.outcome.story.find("seed " + std::to_string(seed)) == 0);
}

TEST_CASE("what has failed is told as a test case") {
    Setup setup = setup_of(5);
    setup.horizon = std::chrono::minutes{7};
    setup.burst = 0;
    setup.weights = {};
    setup.weights[3] = 0.5;
    setup.only.emplace();
    setup.only->insert({weir::FaultFamily::repeat, 17});
    const std::string text = test_case(setup, "no shard is forgotten");
    CHECK(text.find("TEST_CASE(\"seed 5: no shard is forgotten\") {\n"
                    "    weir_test::Setup setup = weir_test::setup_of(5);\n"
                    "    setup.horizon = weir::Duration{420000000};\n") == 0);
    CHECK(text.find("    setup.burst = 0;\n") != std::string::npos);
    CHECK(text.find("    setup.weights[2] = 0;  // lose reply\n") != std::string::npos);
    CHECK(text.find("setup.weights[3]") == std::string::npos);
    CHECK(text.find(
              "    setup.only->insert({static_cast<weir::FaultFamily>(3), 17});  // repeat\n") !=
          std::string::npos);
}

TEST_CASE("a third of the fault families is off, and everything else differs from seed to seed") {
    std::array<int, weir::fault_families> on{};
    int away = 0;
    int interleaved = 0;
    for (std::uint64_t seed = 1; seed <= 3'000; ++seed) {
        const Setup setup = setup_of(seed);
        for (std::size_t at = 0; at < on.size(); ++at) {
            on[at] += setup.weights[at] > 0 ? 1 : 0;
            REQUIRE(setup.weights[at] <= weir_test::weight_max(static_cast<weir::FaultFamily>(at)));
        }
        away += setup.nobody_home ? 1 : 0;
        interleaved += setup.interleaved ? 1 : 0;
    }
    for (const int seeds : on) {
        CHECK(seeds > 1'850);
        CHECK(seeds < 2'150);
    }
    CHECK(interleaved == 375);
    CHECK(away > 50);
}
