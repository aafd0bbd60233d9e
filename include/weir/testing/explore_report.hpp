// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "weir/testing/explore_engine.hpp"

namespace weir::inline v0 {

/// Everything that is known of an execution that failed.
struct ExploreFailure {
    std::string what;
    std::string strategy;  ///< with its seed and the number of the execution
    ExploreSchedule schedule;
    ExploreOptions options;
    bool repeated = false;  ///< the schedule gave the same failure again, as it should
    std::vector<ExploreEvent> events;
    std::vector<ExploreLocation> locations;

    /// The failure told: what, how to see it again, and what each thread did last.
    [[nodiscard]] std::string story(std::size_t last = 12) const;
};

namespace detail {

/// The name of the variable on which a line calls an operation of an atomic, or nothing.
[[nodiscard]] inline std::string name_in_line(std::string_view line) {
    for (const std::string_view call :
         {"load(", "store(", "exchange(", "fetch_", "compare_exchange_"}) {
        std::size_t end = line.find(call);
        if (end == std::string_view::npos || end < 2) {
            continue;
        }
        if (line[end - 1] == '.') {
            end -= 1;
        } else if (line[end - 1] == '>') {
            end -= 2;
        } else {
            continue;
        }
        std::size_t begin = end;
        int brackets = 0;
        const auto belongs = [&](char c) {
            brackets += c == ']' ? 1 : c == '[' ? -1 : 0;
            const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || c == '_' || c == '.';
            return word || brackets > 0 || c == '[';
        };
        while (begin > 0 && belongs(line[begin - 1])) {
            --begin;
        }
        return std::string{line.substr(begin, end - begin)};
    }
    return {};
}
/// What the source calls an atomic, if the file can still be read.
[[nodiscard]] inline std::string name_in_source(const std::source_location& where) {
    std::ifstream file{where.file_name()};
    std::string line;
    std::string name;
    for (std::uint32_t number = 1; number <= where.line() && std::getline(file, line); ++number) {
        // A call that is broken over lines may be said to be on a later one.
        if (number + 2 >= where.line()) {
            std::string found = name_in_line(line);
            name = found.empty() ? name : std::move(found);
        }
    }
    return name;
}

[[nodiscard]] inline std::string hexadecimal(std::uint64_t value) {
    static constexpr char digits[] = "0123456789abcdef";
    if (value < 10) {
        return std::to_string(value);
    }
    std::string text;
    for (; value > 0; value >>= 4) {
        text.insert(text.begin(), digits[value & 0xf]);
    }
    return "0x" + text;
}
/// What an operation read and wrote.
[[nodiscard]] inline std::string values_of(const ExploreEvent& event) {
    switch (event.operation.kind) {
        case ExploreKind::load:
        case ExploreKind::miss:
            return " " + hexadecimal(event.before) + (event.stale ? " (not the newest)" : "");
        case ExploreKind::store:
            return " " + hexadecimal(event.after);
        case ExploreKind::update:
            return " " + hexadecimal(event.before) + " -> " + hexadecimal(event.after) +
                   (event.stale ? " (not the newest)" : "");
        default:
            return {};
    }
}
[[nodiscard]] inline std::string told(const ExploreEvent& event,
                                      const std::vector<ExploreLocation>& locations) {
    std::string line = "    " + std::to_string(event.step) + ". " + name_of(event.operation.kind);
    const std::uint32_t location = event.operation.location;
    if (location > 0) {
        std::string name = name_in_source(event.where);
        if (name.empty() && location <= locations.size()) {
            name = name_in_source(locations[location - 1].first_use);
        }
        line += " " + name + "#" + std::to_string(location);
    }
    line += values_of(event);
    if (event.operation.kind != ExploreKind::spin) {
        line += std::string{" "} + name_of(event.order);
    }
    return line + "  at " + place_of(event.where) + "\n";
}

}  // namespace detail

inline std::string ExploreFailure::story(std::size_t last) const {
    std::string text = what + "\n  found by: " + strategy +
                       "\n  memory: " + (options.weak_memory ? "weak" : "sequentially consistent") +
                       "\n  schedule: " + schedule.text() + "\n";
    if (options.freeze != ExploreOptions::nobody) {
        text += "  frozen: thread " + std::to_string(options.freeze) + " after step " +
                std::to_string(options.freeze_after) + "\n";
    }
    if (!repeated) {
        return text +
               "  The schedule did not give the same failure again: the program is not "
               "deterministic.\n";
    }
    for (unsigned thread = 0; thread < explore_threads_max; ++thread) {
        std::vector<const ExploreEvent*> own;
        for (const ExploreEvent& event : events) {
            if (event.thread == thread) {
                own.push_back(&event);
            }
        }
        if (!own.empty()) {
            text += "  thread " + std::to_string(thread) + ", last of " +
                    std::to_string(own.size()) + " steps:\n";
        }
        for (std::size_t at = own.size() > last ? own.size() - last : 0; at < own.size(); ++at) {
            text += detail::told(*own[at], locations);
        }
    }
    return text;
}

}  // namespace weir::inline v0
