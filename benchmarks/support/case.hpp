// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "support/sample.hpp"

namespace bench {

/// One way to do a thing, to be timed.
struct Case {
    std::string name;
    std::size_t operations = 1;  ///< in one sample, by all threads together
    std::function<void(unsigned thread)> run;
    std::function<void()> after = [] {};  ///< outside the clock: makes the next sample possible
    unsigned threads = 0;                 ///< 0: on this thread, in processor time; else wall time
    /// How often to go without the clock first. Other cases have had the caches, and it takes a few
    /// times until they keep what is used again and again.
    unsigned warm_ups = 0;
};

[[nodiscard]] inline Sample sample_once(const Case& what, Crew& crew) {
    const Sample sample = what.threads == 0 ? sample_alone([&what] { what.run(0); })
                                            : crew.sample(what.threads, what.run);
    what.after();
    return sample;
}

inline void warm_up(const Case& what, Crew& crew) {
    for (unsigned turn = 0; turn < what.warm_ups; ++turn) {
        static_cast<void>(sample_once(what, crew));
    }
}

/// Takes a sample, again as long as threads were preempted in it, but at most `tries` times.
/// Gives: the one with the fewest preemptions.
[[nodiscard]] inline Sample sample_undisturbed(const Case& what, unsigned tries, Crew& crew) {
    Sample best = sample_once(what, crew);
    for (unsigned attempt = 1; attempt < tries && best.preemptions > 0; ++attempt) {
        const Sample now = sample_once(what, crew);
        if (now.preemptions < best.preemptions) {
            best = now;
        }
    }
    return best;
}

}  // namespace bench
