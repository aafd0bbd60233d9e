// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "model/operations.hpp"
#include "model/setup.hpp"

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

/// Leaves out what the difference does not need: ever smaller pieces, while it still shows.
inline std::vector<std::uint64_t> shortened(std::uint64_t seed, const Setup& setup,
                                            std::vector<std::uint64_t> numbers) {
    std::size_t tries = 3'000;
    for (std::size_t piece = numbers.size() / 2; piece > 0; piece /= 2) {
        for (std::size_t at = 0; at < numbers.size() && tries > 0;) {
            --tries;
            std::vector<std::uint64_t> fewer = numbers;
            const auto begin = fewer.begin() + static_cast<std::ptrdiff_t>(at);
            const auto left = static_cast<std::size_t>(fewer.end() - begin);
            fewer.erase(begin, begin + static_cast<std::ptrdiff_t>(std::min(piece, left)));
            const RunResult result = run_steps(seed, setup, fewer);
            if (result.difference) {
                fewer.resize(result.steps);
                numbers = fewer;
            } else {
                at += piece;
            }
        }
    }
    return numbers;
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
