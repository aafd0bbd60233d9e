// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/operations.hpp"
#include "model/setup.hpp"
#include "weir/testing/shrink.hpp"

/// How a run of random operations ended.
struct RunResult {
    Difference difference;
    std::size_t steps = 0;       ///< until the difference, or all
    std::uint64_t compared = 0;  ///< operations of which the answers were compared
    std::string last;            ///< what the last step did
};

/// Runs the steps with these numbers; `each` is told what every one did.
template <class Each>
RunResult run_steps(std::uint64_t seed, const Setup& setup,
                    const std::vector<std::uint64_t>& numbers, Each&& each) {
    Operations operations{seed, setup.options, setup};
    RunResult result;
    for (const std::uint64_t number : numbers) {
        ++result.steps;
        result.difference = operations.step(number);
        each(operations);
        if (result.difference) {
            break;
        }
    }
    result.compared = operations.compared();
    return result;
}
inline RunResult run_steps(std::uint64_t seed, const Setup& setup,
                           const std::vector<std::uint64_t>& numbers) {
    return run_steps(seed, setup, numbers, [](const Operations&) {});
}

inline std::vector<std::uint64_t> all_steps(std::size_t count) {
    std::vector<std::uint64_t> numbers(count);
    std::iota(numbers.begin(), numbers.end(), std::uint64_t{0});
    return numbers;
}

/// Leaves out what the difference does not need.
inline std::vector<std::uint64_t> shortened(std::uint64_t seed, const Setup& setup,
                                            std::vector<std::uint64_t> numbers) {
    const auto fails = [&](const std::vector<std::uint64_t>& fewer) {
        return run_steps(seed, setup, fewer).difference.has_value();
    };
    return weir::smallest_failing(std::move(numbers), fails, 3'000);
}

/// What a failing run comes down to, for whoever has to mend it.
inline std::string report(std::uint64_t seed, const Setup& setup, std::size_t steps) {
    const auto numbers = shortened(seed, setup, all_steps(steps));
    std::string text = "seed " + std::to_string(seed) + " fails after " + std::to_string(steps) +
                       " steps; these are enough:\n";
    const RunResult result = run_steps(seed, setup, numbers, [&](const Operations& operations) {
        text += "  " + operations.description() + "\n";
    });
    const weir::StreamOptions& stream = setup.options.stream;
    return text + "  -> " + result.difference.value_or("nothing any more") + "\n" + "shards " +
           std::to_string(stream.shard_count) + ", resharding " +
           std::to_string(stream.resharding_time.count()) + " us, retention " +
           std::to_string(stream.retention_period.count()) +
           " h\nrun it again: WEIR_MODEL_SEED=" + std::to_string(seed) +
           "; keep it: a line in tests/model/seeds.txt";
}
