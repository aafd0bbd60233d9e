// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>
#include <string_view>

#include "targets/report.hpp"

namespace {

struct Group {
    const char* name;
    void (*run)(const bench::Bench&);
};

constexpr Group groups[] = {
    {"append", bench::append_targets},   {"put", bench::put_targets},
    {"read", bench::read_targets},       {"shards", bench::shard_targets},
    {"memory", bench::memory_targets},   {"replay", bench::replay_targets},
    {"compile", bench::compile_targets},
};

constexpr const char* usage =
    "Usage: weir-targets [--smoke] [--rows] [--rounds N] [--only GROUP]\n"
    "  --smoke   run everything once and judge nothing\n"
    "  --rows    show every case of a group, too\n"
    "  --rounds  rounds a group\n"
    "  --only    one of append, put, read, shards, memory, replay, compile\n";

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
        } else if (argument == "--rounds" && at + 1 < count) {
            settings.rounds = static_cast<unsigned>(std::atoi(arguments[++at]));
        } else if (argument == "--only" && at + 1 < count) {
            settings.filter = arguments[++at];
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
    bench::Report report{settings};
    bench::Crew crew{2};
    for (const Group& group : groups) {
        if (settings.filter.empty() || settings.filter == group.name) {
            group.run({settings, crew, report});
        }
    }
    std::printf("%u of %u targets fall short\n", report.fell_short(), report.judged());
    return report.fell_short() == 0 ? 0 : 1;
}
