// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/load_steps.hpp"

#include "catch.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "weir/core/random.hpp"

using weir::LoadSteps;

TEST_CASE("loads rise with their steps, and those of one step differ by a thirty-second at most") {
    std::vector<std::uint64_t> loads;
    for (std::uint64_t load = 0; load < 5'000; ++load) {
        loads.push_back(load);
    }
    for (int shift = 12; shift < 64; ++shift) {
        for (std::uint64_t part = 0; part < 67; ++part) {
            const std::uint64_t load = (std::uint64_t{1} << shift) / 64 * (part % 64 + 64);
            loads.push_back(load - 1);
            loads.push_back(load);
        }
    }
    loads.push_back(std::numeric_limits<std::uint64_t>::max());
    std::sort(loads.begin(), loads.end());
    std::uint64_t first = 0;  // of its step
    for (std::size_t at = 1; at < loads.size(); ++at) {
        const std::size_t step = LoadSteps::of(loads[at]);
        REQUIRE(step < LoadSteps::step_count);
        REQUIRE(LoadSteps::of(loads[at - 1]) <= step);
        if (step != LoadSteps::of(first)) {
            first = loads[at];
        }
        REQUIRE(loads[at] - first <= first / 32);
    }
}

TEST_CASE("the step up to which there are so many loads is that of the load with this rank") {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        weir::Random random{seed};
        std::vector<std::uint64_t> loads(1 + random.below(300));
        LoadSteps steps;
        for (std::uint64_t& load : loads) {
            load = random.next() >> random.below(64);
            steps.add(load);
        }
        std::sort(loads.begin(), loads.end());
        for (std::size_t rank = 0; rank < loads.size(); ++rank) {
            REQUIRE(steps.up_to(rank + 1) == LoadSteps::of(loads[rank]));
        }
        CHECK(steps.up_to(0) == 0);
        CHECK(steps.up_to(loads.size() + 1) == LoadSteps::step_count - 1);
    }
}
