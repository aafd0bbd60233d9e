// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "targets/report.hpp"

namespace bench {

namespace {

namespace fs = std::filesystem;

double children_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_CHILDREN, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// A file that includes every header of the core.
void include_core(const fs::path& file) {
    const fs::path include{WEIR_BENCH_INCLUDE_DIR};
    std::vector<std::string> headers;
    for (const auto& entry : fs::directory_iterator{include / "weir/core"}) {
        headers.push_back(fs::relative(entry.path(), include).string());
    }
    std::sort(headers.begin(), headers.end());
    std::ofstream text{file};
    for (const std::string& header : headers) {
        text << "#include \"" << header << "\"\n";
    }
}

/// Processor time of one compilation.  Gives: seconds, below zero if it failed.
double compile(const fs::path& file) {
    const std::string command = std::string{WEIR_BENCH_COMPILER} + " -std=c++20 -O0 -c " +
                                WEIR_BENCH_INCLUDE_FLAGS + " -o /dev/null " + file.string();
    const double before = children_seconds();
    return std::system(command.c_str()) == 0 ? children_seconds() - before : -1;
}

void judge(const Bench& bench, const char* target, double limit, const fs::path& file) {
    std::vector<double> seconds;
    for (unsigned round = 0; round < (bench.settings.smoke ? 1U : 7U); ++round) {
        seconds.push_back(compile(file));
        WEIR_CHECK(seconds.back() >= 0, "the headers compile");
    }
    bench.report.judge(target, at_most(limit, "s"), Spread::of(seconds));
}

}  // namespace

void compile_targets(const Bench& bench) {
    const fs::path folder = fs::temp_directory_path() / "weir-compile-target";
    fs::create_directories(folder);
    std::ofstream{folder / "all.cpp"} << "#include \"weir/weir.hpp\"\n";
    include_core(folder / "core.cpp");
    judge(bench, "compiling weir.hpp, " WEIR_BENCH_COMPILER_NAME " -O0", 2, folder / "all.cpp");
    judge(bench, "compiling core/, " WEIR_BENCH_COMPILER_NAME " -O0", 0.7, folder / "core.cpp");
    fs::remove_all(folder);
}

}  // namespace bench
