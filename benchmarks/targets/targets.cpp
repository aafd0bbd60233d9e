// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string_view>

#include "support/memory.hpp"
#include "targets/report.hpp"

namespace {

struct Group {
    std::string_view name;
    void (*run)(const bench::Bench&);
};

constexpr Group groups[] = {
    {"append", bench::append_targets},   {"put", bench::put_targets},
    {"read", bench::read_targets},       {"shards", bench::shard_targets},
    {"memory", bench::memory_targets},   {"replay", bench::replay_targets},
    {"service", bench::service_targets}, {"keys", bench::key_targets},
    {"compile", bench::compile_targets},
};

constexpr const char* usage =
    "Usage: weir-targets [--smoke] [--rows] [--markdown] [--rounds N] [--only GROUP]\n"
    "  --smoke     run everything once and judge nothing\n"
    "  --rows      show every case of a group, too\n"
    "  --markdown  print a table for docs/performance.md\n"
    "  --rounds    rounds of a group\n"
    "  --only      one of append, put, read, shards, memory, replay, service, keys, compile\n";

[[nodiscard]] bool has_group(std::string_view name) {
    return std::any_of(std::begin(groups), std::end(groups),
                       [name](const Group& group) { return group.name == name; });
}

/// Gives: false if the arguments make no sense.
bool read_arguments(int count, char** arguments, bench::Settings& settings) {
    for (int at = 1; at < count; ++at) {
        const std::string_view argument = arguments[at];
        if (argument == "--smoke") {
            settings.smoke = true;
            settings.rounds = 1;
            settings.tries = 1;
        } else if (argument == "--rows") {
            settings.rows = true;
        } else if (argument == "--markdown") {
            settings.markdown = true;
        } else if (argument == "--rounds" && at + 1 < count) {
            settings.rounds = static_cast<unsigned>(std::atoi(arguments[++at]));
        } else if (argument == "--only" && at + 1 < count && has_group(arguments[at + 1])) {
            settings.only = arguments[++at];
        } else {
            return false;
        }
    }
    return settings.rounds > 0;
}

}  // namespace

int main(int count, char** arguments) {
    bench::Settings settings;
    if (!read_arguments(count, arguments, settings)) {
        std::fputs(usage, stderr);
        return 2;
    }
    bench::keep_freed_memory();
    bench::Report report{settings};
    bench::Crew crew{2};
    for (const Group& group : groups) {
        if (settings.only.empty() || settings.only == group.name) {
            group.run({settings, crew, report});
        }
    }
    if (!settings.markdown) {
        std::printf("%u of %u targets fall short\n", report.fell_short(), report.judged());
    }
    return report.fell_short() == 0 ? 0 : 1;
}
