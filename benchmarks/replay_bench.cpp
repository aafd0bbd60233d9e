// SPDX-License-Identifier: Apache-2.0
// What does a minute of simulated time cost: a put, a read of each of 4 shards, a reshard an hour?
#include <memory>
#include <string>

#include "register.hpp"
#include "support/simulation.hpp"
#include "weir/core/check.hpp"

namespace bench {

namespace {

Case minutes(const std::string& name, unsigned days) {
    return {.name = name, .operations = days * 24U * 60U, .run = [days](unsigned) {
                Simulation simulation;
                WEIR_CHECK(simulation.run(days), "what was put has been read, once");
            }};
}

const bool entered = [] {
    for (const unsigned days : {1U, 30U}) {
        compare("a simulated minute", std::to_string(days) + " days",
                [days](const auto& name) { return minutes(name, days); });
    }
    return true;
}();

}  // namespace

}  // namespace bench
