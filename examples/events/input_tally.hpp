// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace events {

/// A line that was no event, for the report.
struct BadLine {
    std::uint64_t number = 0;
    std::string why;
    std::string start;
};

/// What became of the lines of the input.
struct InputTally {
    static constexpr std::size_t shown_max = 5;

    std::uint64_t lines = 0;
    std::uint64_t bytes = 0;
    std::uint64_t events = 0;
    std::uint64_t blank = 0;
    std::uint64_t headings = 0;
    std::uint64_t bad = 0;
    std::uint64_t backwards = 0;  ///< events whose time lay before an earlier line's
    std::vector<BadLine> first_bad;

    void add_bad(std::uint64_t number, std::string_view why, std::string_view line) {
        ++bad;
        if (first_bad.size() < shown_max) {
            first_bad.push_back({number, std::string{why}, std::string{line.substr(0, 200)}});
        }
    }
};

}  // namespace events
