// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore_program.hpp"

#include "catch.hpp"

TEST_CASE("Unless it is asked for, nothing fails for no reason and nobody is frozen") {
    const weir::ExploreOptions options;
    CHECK(options.weak_memory);
    CHECK(options.spurious_failures_max == 0);
    CHECK(options.freeze == weir::ExploreOptions::nobody);
}

TEST_CASE("A program needs threads and what they do; it may leave the end out") {
    struct Idle final : weir::ExploreProgram {
        [[nodiscard]] unsigned threads() const override { return 1; }
        void run(unsigned /*thread*/) override {}
    };
    Idle idle;
    idle.run(0);
    idle.finish();
    CHECK(idle.threads() == 1);
}
