// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "interleave/stream_program.hpp"

namespace weir_test {

using StreamScenario = StreamProgram::Scenario;

/// What makes a scenario's program; the scenario must outlive it.
inline auto maker_of(const StreamScenario& scenario) {
    return [&scenario] { return std::make_unique<StreamProgram>(scenario); };
}

/// Puts and reads that meet a split or a merge.
inline std::vector<StreamScenario> stream_scenarios() {
    const auto put_low = [](StreamProgram& stream) { stream.put(false); };
    const auto put_high = [](StreamProgram& stream) { stream.put(true); };
    const auto put_both = [](StreamProgram& stream) {
        stream.put(false);
        stream.put(true);
    };
    const auto put_twice = [](StreamProgram& stream) {
        stream.put(true);
        stream.put(true);
    };
    const auto split = [](StreamProgram& stream) { stream.split(); };
    const auto merge = [](StreamProgram& stream) { stream.merge(); };
    const auto follow = [](StreamProgram& stream) { stream.follow(); };
    return {
        {"put and split", 1, put_high, {put_high, split}},
        {"put twice and split", 1, {}, {put_twice, split}},
        {"put, put and split", 1, put_low, {put_low, put_high, split}},
        {"put and merge", 2, put_both, {put_high, merge}},
        {"put, put and merge", 2, {}, {put_low, put_high, merge}},
        {"read and split", 1, put_both, {follow, split}},
        {"read, put and split", 1, put_low, {follow, put_high, split}},
        {"read and merge", 2, put_both, {follow, merge}},
    };
}

}  // namespace weir_test
