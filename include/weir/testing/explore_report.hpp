// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "weir/testing/explore_program.hpp"
#include "weir/testing/explore_record.hpp"
#include "weir/testing/explore_schedule.hpp"
#include "weir/testing/explore_story.hpp"

namespace weir::inline v0 {

/// Everything that is known of an execution that failed.
struct ExploreFailure {
    std::string what;
    std::string strategy;  ///< with its seed and the number of the execution
    ExploreSchedule schedule;
    ExploreOptions options;
    bool repeated = false;  ///< the schedule gave the same failure again, as it should
    ExploreRecord record;   ///< of that second time

    /// The failure told: what, how to see it again, and what each thread did last.
    [[nodiscard]] std::string story(std::size_t last = 12) const;

    /// The call that runs the execution again, to be pasted into a test; `make` is the test's.
    [[nodiscard]] std::string replay() const;
};

namespace detail {

/// Members that are not as they are by default, as an initialiser.
[[nodiscard]] inline std::string initialiser(const ExploreOptions& options) {
    constexpr ExploreOptions usual;
    std::string text;
    const auto add = [&](std::string_view member, auto value, auto usually) {
        if (value != usually) {
            text +=
                (text.empty() ? "." : ", .") + std::string{member} + " = " + std::to_string(value);
        }
    };
    if (!options.weak_memory) {
        text = ".weak_memory = false";
    }
    add("spurious_failures_max", options.spurious_failures_max, usual.spurious_failures_max);
    add("steps_max", options.steps_max, usual.steps_max);
    if (options.freeze != ExploreOptions::nobody) {
        add("freeze", options.freeze, usual.freeze);
        add("freeze_after", options.freeze_after, usual.freeze_after);
        add("freeze_steps_max", options.freeze_steps_max, usual.freeze_steps_max);
    }
    return "{" + text + "}";
}

/// A text as literals of C++, one below the other where it is long.
[[nodiscard]] inline std::string literals(std::string text, std::string_view indent) {
    constexpr std::size_t most = 72;
    std::string literals;
    while (text.size() > most) {
        std::size_t cut = text.rfind(' ', most);
        cut = cut == std::string::npos ? most : cut + 1;
        literals += '"' + text.substr(0, cut) + "\"\n" + std::string{indent};
        text.erase(0, cut);
    }
    return literals + '"' + text + '"';
}

}  // namespace detail

inline std::string ExploreFailure::replay() const {
    return "weir::explore_again(" + detail::literals(schedule.text(), std::string(20, ' ')) +
           ",\n" + std::string(20, ' ') + detail::initialiser(options) + ", make)";
}

inline std::string ExploreFailure::story(std::size_t last) const {
    std::string text = what + "\n  found by: " + strategy +
                       "\n  memory: " + (options.weak_memory ? "weak" : "sequentially consistent");
    if (options.freeze != ExploreOptions::nobody) {
        text += "\n  frozen: thread " + std::to_string(options.freeze) + " after step " +
                std::to_string(options.freeze_after);
    }
    std::string again = replay();
    for (std::size_t at = again.find('\n'); at != std::string::npos;
         at = again.find('\n', at + 3)) {
        again.insert(at + 1, "  ");
    }
    text += "\n  again:\n  " + again + '\n';
    if (!repeated) {
        return text +
               "  The schedule did not give the same failure again: the program is not "
               "deterministic.\n";
    }
    text += ExploreStory{record}.table(last);
    if (record.failed_in() != ExploreRecord::nobody) {
        text += "  Thread " + std::to_string(record.failed_in()) + " fails here.\n";
    }
    return text;
}

}  // namespace weir::inline v0
