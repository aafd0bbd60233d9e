// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "weir/core/instant.hpp"

namespace weir::inline v0 {

/// What takes part in a simulation: does a bounded piece of work when its time has come, and says
/// when it wants to run next, or nothing if that depends on others, who wake it.
template <class T>
concept simulation_actor = requires(T& actor, Instant now) {
    { actor.step(now) } -> std::convertible_to<std::optional<Instant>>;
};

/// Why a simulation came back.
enum class SimulationEnd : std::uint8_t {
    time_up,  ///< all that was due until then has run
    reached,  ///< what was waited for is true
    idle,     ///< nobody wants to run any more
    stuck,    ///< actors run for ever at one moment, and time does not pass
};

/// How a simulation is set up.
struct SimulationOptions {
    std::uint64_t seed = 1;
    Instant start = Instant::from_seconds(1'700'000'000);
    /// Steps at one moment after which it counts as stuck.
    std::uint64_t steps_at_once_max = 100'000;
    /// How much of what happened last a story tells.
    std::size_t remembered = 40;
    /// Where the story of a failure goes.
    std::function<void(std::string_view)> report = [](std::string_view story) {
        std::fwrite(story.data(), 1, story.size(), stderr);
    };
};

/// Names an actor of one simulation.
struct ActorId {
    std::uint32_t index = 0;
    friend bool operator==(ActorId, ActorId) = default;
};

/// How actors who are due at about the same moment take their steps at the same time, interleaved.
struct StepsTogether {
    /// Who is due so soon after the first takes part; all of them run when the last is due.
    Duration within{0};
    std::size_t at_most = 3;
    /// Runs all the steps to their ends; they throw nothing.
    std::function<void(std::span<const std::function<void()>> steps)> run{};
    /// Which of them runs at the moment that it is asked.
    std::function<std::size_t()> who{};
};

}  // namespace weir::inline v0
