// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "interleave/stream_program.hpp"

namespace weir_test {

using StreamScenario = StreamProgram::Scenario;

/// What makes a scenario's program; the scenario must outlive it.
inline auto maker_of(const StreamScenario& scenario) {
    return [&scenario] { return std::make_unique<StreamProgram>(scenario); };
}

/// Every operation of a stream but waiting, each with puts or reads that must not mind it.
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
    const auto put_batch = [](StreamProgram& stream) { stream.put_batch(); };
    const auto scale = [](StreamProgram& stream) { stream.scale(); };
    const auto describe = [](StreamProgram& stream) { stream.describe(); };
    const auto iterators = [](StreamProgram& stream) { stream.ask_for_iterators(); };
    const auto retain_longer = [](StreamProgram& stream) { stream.retain_longer(); };
    const auto retain_a_day = [](StreamProgram& stream) { stream.retain_a_day(); };
    const auto put_before_a_day = [](StreamProgram& stream) {
        stream.retain_longer();
        stream.put(false);
        stream.put(true);
        stream.let_time_pass(std::chrono::hours{30});
        stream.put(false);
    };
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
        {"batch and split", 1, put_low, {put_batch, split}},
        {"batch and read", 1, {}, {put_batch, follow}},
        {"put and change the number of shards", 1, put_high, {put_high, scale}},
        {"put and describe", 1, put_low, {put_high, describe}},
        {"put and ask for iterators", 1, put_low, {put_both, iterators}},
        {"put and retain longer", 1, put_low, {put_high, retain_longer}},
        {"put and retain for a day", 1, put_before_a_day, {put_high, retain_a_day}},
        {"read and retain for a day", 1, put_before_a_day, {follow, retain_a_day}},
        {"read, put and retain for a day", 1, put_before_a_day, {follow, put_low, retain_a_day}},
    };
}

/// Control operations of two threads, which take turns.
inline std::vector<StreamScenario> stream_scenarios_of_two_in_control() {
    const auto put_low = [](StreamProgram& stream) { stream.put(false); };
    const auto put_both = [](StreamProgram& stream) {
        stream.put(false);
        stream.put(true);
    };
    const auto split = [](StreamProgram& stream) { stream.split(); };
    const auto merge = [](StreamProgram& stream) { stream.merge(); };
    const auto describe = [](StreamProgram& stream) { stream.describe(); };
    const auto retain_longer = [](StreamProgram& stream) { stream.retain_longer(); };
    return {
        {"put, split and retain longer", 1, put_low, {put_both, split, retain_longer}},
        {"put, merge and describe", 2, put_both, {put_low, merge, describe}},
    };
}

}  // namespace weir_test
