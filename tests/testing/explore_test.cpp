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
