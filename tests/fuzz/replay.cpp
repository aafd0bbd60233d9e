// SPDX-License-Identifier: Apache-2.0
// Runs a fuzzer's function over files, so that a corpus is a test without the fuzzer.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "fuzz/input.hpp"

/// Takes folders of inputs; the last name that is printed is that of the input which failed.
int main(int argc, char** argv) {
    std::vector<std::filesystem::path> files;
    for (int at = 1; at < argc; ++at) {
        for (const auto& entry : std::filesystem::directory_iterator{argv[at]}) {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        std::puts(file.filename().c_str());
        std::fflush(stdout);
        std::ifstream in{file, std::ios::binary};
        const std::vector<char> content{std::istreambuf_iterator<char>{in}, {}};
        const std::vector<std::uint8_t> bytes{content.begin(), content.end()};
        run_input(bytes);
    }
    return files.empty() ? 1 : 0;
}
