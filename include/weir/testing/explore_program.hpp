// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "weir/testing/explore_clock.hpp"

namespace weir::inline v0 {

/// What is explored: made anew for each execution, with a few threads that run at the same time.
class ExploreProgram {
public:
    virtual ~ExploreProgram() = default;
    [[nodiscard]] virtual unsigned threads() const = 0;
    /// One thread from its beginning to its end. It must be deterministic, and throw nothing.
    virtual void run(unsigned thread) = 0;
    /// After all threads have ended: the place for checks of the whole.
    virtual void finish() {}
};

/// What may happen in an execution.
struct ExploreOptions {
    bool weak_memory = true;  ///< false: sequentially consistent
    /// How many weak compare-exchanges of an execution may fail for no reason.
    std::uint32_t spurious_failures_max = 0;
    /// The program works on something that outlives it: memory that comes into use may stay.
    bool outlived = false;
    std::uint64_t steps_max = 5'000;  ///< an execution that takes more does not end: livelock

    static constexpr unsigned nobody = explore_threads_max;
    /// A thread that stops when it has taken `freeze_after` steps, until the others have ended,
    /// which they must do within `freeze_steps_max` steps.
    unsigned freeze = nobody;
    std::uint64_t freeze_after = 0;
    std::uint64_t freeze_steps_max = 500;
};

}  // namespace weir::inline v0
