// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include "support/simulation.hpp"
#include "targets/report.hpp"

namespace bench {

void replay_targets(const Bench& bench) {
    std::vector<double> seconds;
    for (unsigned round = 0; round < (bench.settings.smoke ? 1U : 5U); ++round) {
        Simulation simulation;
        const Sample sample = sample_alone([&] {
            WEIR_CHECK(simulation.run(bench.settings.smoke ? 2 : 30),
                       "what was put has been read, once");
        });
        seconds.push_back(sample.nanos / 1e9);
    }
    bench.report.judge("30 simulated days with hourly resharding", at_most(2, "s"),
                       Spread::of(seconds));
}

}  // namespace bench
