// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore.hpp"

#include <memory>

#include "catch.hpp"

namespace {

/// A turnstile that two threads go through, and that shall count both.
class Turnstile final : public weir::ExploreProgram {
public:
    explicit Turnstile(bool careful) : careful_{careful} {}

    [[nodiscard]] unsigned threads() const override { return 2; }
    void run(unsigned /*thread*/) override {
        if (careful_) {
            count_.fetch_add(1, std::memory_order_relaxed);
        } else {
            const int seen = count_.load(std::memory_order_relaxed);
            count_.store(seen + 1, std::memory_order_relaxed);
        }
    }
    void finish() override {
        weir::explore_expect(count_.load(std::memory_order_relaxed) == 2,
                             "someone was not counted");
    }

private:
    bool careful_;
    weir::ExploreAtomics::atomic<int> count_{0};
};

}  // namespace

TEST_CASE("A counter that is read and written back loses one; an update loses none") {
    const auto careless = [] { return std::make_unique<Turnstile>(false); };
    weir::ExploreRandom random{{.seed = 1, .executions = 1'000}};
    const weir::ExploreResult found = weir::explore(random, {.weak_memory = true}, careless);
    REQUIRE_FALSE(found.passed());
    CHECK(found.failure->what == "someone was not counted");

    const auto again = weir::explore_again(found.failure->schedule.text(), {}, careless);
    CHECK(again.failure->what == "someone was not counted");

    const auto careful = [] { return std::make_unique<Turnstile>(true); };
    weir::ExploreDpor all;
    const weir::ExploreResult proof = weir::explore(all, {.weak_memory = false}, careful);
    CHECK(proof.passed());
    CHECK(proof.complete);
}

TEST_CASE("A result counts what was executed") {
    const auto careful = [] { return std::make_unique<Turnstile>(true); };
    weir::ExploreRandom random{{.executions = 70}};
    const weir::ExploreResult result = weir::explore(random, {}, careful);
    CHECK(result.executions == 70);
    CHECK(result.steps == 140);
    CHECK(result.redundant == 0);
    CHECK(result.complete);
    CHECK(result.story().empty());
}

TEST_CASE("A failure that was found in a tangle is told by a simpler execution") {
    const auto careless = [] { return std::make_unique<Turnstile>(false); };
    weir::ExplorePct tangled{{.seed = 5, .executions = 1'000}};
    const weir::ExploreResult found = weir::explore(tangled, {}, careless);
    REQUIRE_FALSE(found.passed());
    const weir::ExploreFailure simpler = weir::explore_simpler(*found.failure, careless);
    CHECK(simpler.what == found.failure->what);
    CHECK(simpler.schedule.text() == "0 1*2 0");  // one is interrupted, once
    CHECK(weir::explore_again(simpler.schedule.text(), simpler.options, careless).failure);

    // Where there is none in so many executions, the failure stays as it was.
    const weir::ExploreFailure same = weir::explore_simpler(*found.failure, careless, 0);
    CHECK(same.schedule == found.failure->schedule);
}
