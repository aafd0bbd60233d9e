// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace weir_test {

/// A story without the places in a test's own file, whose lines move.
inline std::string without_places(std::string_view story, std::string_view file) {
    std::string text;
    while (!story.empty()) {
        const std::size_t end = story.find('\n');
        std::string_view line = story.substr(0, end);
        story.remove_prefix(end == story.npos ? story.size() : end + 1);
        line = line.substr(0, line.find(file));
        while (!line.empty() && line.back() == ' ') {
            line.remove_suffix(1);
        }
        text += std::string{line} + '\n';
    }
    return text;
}

}  // namespace weir_test
