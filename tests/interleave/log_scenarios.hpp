// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "interleave/log_program.hpp"

namespace weir_test {

using LogScenario = LogProgram::Scenario;

/// What makes a scenario's program; the scenario must outlive it.
inline auto maker_of(const LogScenario& scenario) {
    return [&scenario] { return std::make_unique<LogProgram>(scenario); };
}

namespace scenario {

inline void append(LogProgram& log) {
    log.append();
}
inline void append_twice(LogProgram& log) {
    log.append();
    log.append();
}
inline void seal(LogProgram& log) {
    log.seal();
}
inline void read(LogProgram& log) {
    log.read(1);
}
inline void read_twice(LogProgram& log) {
    log.read(1);
    log.read(2);
}
inline void trim_first(LogProgram& log) {
    log.trim(2);
}
inline void trim_all(LogProgram& log) {
    log.trim(100);
}
inline void trim_and_append(LogProgram& log) {
    log.trim(100);
    log.append();
}
inline void ask_totals(LogProgram& log) {
    log.ask_totals();
}
inline void find(LogProgram& log) {
    log.find(2);
}
/// Two segments are full, and the third has been begun and is full too.
inline void three_appends(LogProgram& log) {
    append_twice(log);
    log.append();
}

/// So much that the segment that was the newest is used again.
inline void lap(LogProgram& log) {
    append_twice(log);
    log.trim(100);
    append_twice(log);
}
inline void append_batch(LogProgram& log) {
    log.append_batch();
}
inline void read_on(LogProgram& log) {
    log.read_on();
}
/// The other log takes a segment as soon as this one lets it go.
inline void trim_for_another(LogProgram& log) {
    log.trim(100);
    log.append_elsewhere();
}
inline void begin_two_logs(LogProgram& log) {
    log.append_elsewhere();
    append_twice(log);
}

}  // namespace scenario

/// Two and three threads over everything that can meet: reserve, publish, roll, seal, trim, pin and
/// the use of a segment again.
inline std::vector<LogScenario> log_scenarios() {
    namespace s = scenario;
    constexpr auto oldest = weir::BudgetPolicy::trim_oldest;
    return {
        {"two first appends", 2, {}, {s::append, s::append}},
        {"two appends", 4, s::append, {s::append, s::append}},
        {"two appends that both roll", 1, s::append, {s::append, s::append}},
        {"append and roll", 2, s::append, {s::append, s::append_twice}},
        {"append and seal", 2, s::append, {s::append, s::seal}},
        {"roll and seal", 1, s::append, {s::append, s::seal}},
        {"first append and seal", 2, {}, {s::append, s::seal}},
        {"seal and seal", 2, s::append, {s::seal, s::seal}},
        {"append, seal and seal", 2, s::append, {s::append, s::seal, s::seal}},
        {"append and read", 2, s::append, {s::append, s::read}},
        {"roll and read", 1, s::append, {s::append, s::read}},
        {"append, read and read", 2, s::append, {s::append, s::read, s::read}},
        {"append and trim", 1, s::append_twice, {s::append, s::trim_all}},
        {"roll and trim", 1, s::append, {s::append, s::trim_all}},
        {"trim and trim", 1, s::three_appends, {s::trim_all, s::trim_first}},
        {"trim and seal", 1, s::append_twice, {s::trim_all, s::seal}},
        {"read and trim", 1, s::three_appends, {s::read, s::trim_all}},
        {"read, and trim and use again", 1, s::append_twice, {s::read, s::trim_and_append}},
        {"append, and trim and use again", 1, s::append_twice, {s::append, s::trim_and_append}},
        {"totals and roll", 1, s::append, {s::ask_totals, s::append}},
        {"find and trim", 1, s::three_appends, {s::find, s::trim_first}},
        {"append, append and seal", 2, s::append, {s::append, s::append, s::seal}},
        {"append, append and read", 2, s::append, {s::append, s::append, s::read}},
        {"append, read and trim", 1, s::append_twice, {s::append, s::read, s::trim_all}},
        {"append, seal and read", 1, s::append, {s::append, s::seal, s::read}},
        {"read, read, and trim and use again",
         1,
         s::append_twice,
         {s::read, s::read_twice, s::trim_and_append}},
        {"append and lap", 2, s::append, {s::append, s::lap}},
        {"seal and lap", 2, s::append, {s::seal, s::lap}},
        {"totals and lap", 2, s::append, {s::ask_totals, s::lap}},
        {"read on, and lap", 2, s::append_twice, {s::read_on, s::lap}},
        {"batch and append", 2, s::append, {s::append_batch, s::append}},
        {"batch and seal", 2, s::append, {s::append_batch, s::seal}},
        {"batch and read", 2, s::append, {s::append_batch, s::read_on}},
        {"read, and another log takes over", 1, s::begin_two_logs, {s::read, s::trim_for_another}},
        {"append, and another log takes over",
         1,
         s::begin_two_logs,
         {s::append, s::trim_for_another}},
        // Room for two segments.
        {"two appends that make room", 1, s::append_twice, {s::append, s::append}, 512, oldest},
        {"append that makes room, and read", 1, s::append_twice, {s::append, s::read}, 512, oldest},
        {"append that makes room, and trim",
         1,
         s::append_twice,
         {s::append, s::trim_all},
         512,
         oldest},
        {"append that finds no room, and trim",
         1,
         s::append_twice,
         {s::append, s::trim_all},
         512,
         weir::BudgetPolicy::refuse},
    };
}

}  // namespace weir_test
