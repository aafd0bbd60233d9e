// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>

#include "catch.hpp"
#include "model/run.hpp"

namespace {

constexpr std::size_t steps_per_run = 700;
constexpr std::uint64_t operations_wanted = 1'000'000;

std::optional<std::uint64_t> from_environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional{std::strtoull(value, nullptr, 10)};
}

/// Runs one seed.  Gives: operations compared.
std::uint64_t run(std::uint64_t seed) {
    INFO("seed " << seed);
    const Setup setup{seed};
    const RunResult result = run_steps(seed, setup, all_steps(steps_per_run));
    if (result.difference) {
        FAIL(report(seed, setup, result.steps));
    }
    return result.compared;
}

}  // namespace

TEST_CASE("Seeds that have failed once hold for ever") {
    std::ifstream seeds{std::string{WEIR_TEST_DATA_DIR} + "/../model/seeds.txt"};
    REQUIRE(seeds.good());
    for (std::string line; std::getline(seeds, line);) {
        if (!line.empty() && line.front() != '#') {
            run(std::stoull(line));
        }
    }
}

TEST_CASE("A stream answers every operation as its model does") {
    if (const auto seed = from_environment("WEIR_MODEL_SEED")) {
        std::cout << "seed " << *seed << ": " << run(*seed) << " operations agree\n";
        return;
    }
    // A build server gives another number each time, so that it sees other operations.
    const std::uint64_t first = from_environment("WEIR_MODEL_FIRST_SEED").value_or(1);
    const std::uint64_t wanted =
        from_environment("WEIR_MODEL_OPERATIONS").value_or(operations_wanted);
    std::uint64_t compared = 0;
    std::uint64_t seed = first;
    while (compared < wanted) {
        compared += run(seed++);
    }
    CHECK(compared >= wanted);
    std::cout << "seeds " << first << " to " << seed - 1 << ": " << compared
              << " operations agree\n";
}
