// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "weir/testing/explore_program.hpp"
#include "weir/testing/explore_strategy.hpp"

namespace weir::inline v0 {

/// Which threads have not ended, and which of them can take a step: who waits for others can't
/// until one of them has taken a step, and who is frozen can't until all others have ended.
class ExploreRoster {
public:
    void begin(unsigned threads, const ExploreOptions& options) {
        options_ = options;
        steps_ = {};
        froze_ = false;
        thawed_ = false;
        waiting_ = {};
        alive_ = {};
        for (unsigned thread = 0; thread < threads; ++thread) {
            alive_.add(thread);
        }
    }

    [[nodiscard]] ExploreThreads alive() const noexcept { return alive_; }
    void end(unsigned thread) noexcept { alive_.remove(thread); }
    /// The thread is about to say that it waits for others.
    void wait(unsigned thread) noexcept { waiting_.add(thread); }
    /// The thread takes the step that it announced.
    void go_on(unsigned thread) noexcept { waiting_.remove(thread); }
    /// The thread has taken a step; `changes` if that may be what others wait for.
    void count_step(unsigned thread, bool changes) noexcept {
        ++steps_[thread];
        if (changes) {
            waiting_ = {};
        }
    }

    /// Who can take the next step; nobody if all have ended.  `now`: steps of all so far.
    [[nodiscard]] ExploreThreads ready(std::uint64_t now) noexcept {
        ExploreThreads candidates = alive_;
        const unsigned frozen = options_.freeze;
        if (candidates.has(frozen) && !thawed_ && steps_[frozen] >= options_.freeze_after) {
            frozen_since_ = froze_ ? frozen_since_ : now;
            froze_ = true;
            candidates.remove(frozen);
            thawed_ = candidates.empty();
            candidates = thawed_ ? alive_ : candidates;
        }
        const ExploreThreads awake = candidates - waiting_;
        return awake.empty() ? candidates : awake;
    }

    /// True if the thread that was to freeze got that far.
    [[nodiscard]] bool froze() const noexcept { return froze_; }
    /// True if the others have had enough time to end since a thread froze.
    [[nodiscard]] bool is_blocked(std::uint64_t now) const noexcept {
        return froze_ && !thawed_ && now - frozen_since_ > options_.freeze_steps_max;
    }

private:
    ExploreOptions options_;
    std::array<std::uint64_t, explore_threads_max> steps_{};
    ExploreThreads alive_;
    ExploreThreads waiting_;
    std::uint64_t frozen_since_ = 0;
    bool froze_ = false;
    bool thawed_ = false;
};

}  // namespace weir::inline v0
