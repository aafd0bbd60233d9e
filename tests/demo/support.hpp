// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "../../examples/demo/event_parser.hpp"
#include "../../examples/events/line_reader.hpp"
#include "../events/support.hpp"

namespace demo_test {

using events_test::content_of;
using events_test::data_file;

/// What became of one line, its texts kept.
struct Outcome {
    demo::ParsedKind kind;
    std::string key;
    std::int64_t millis = 0;
    std::string problem;
};

inline std::vector<Outcome> parse_all(demo::EventParser& parser, const std::string& text) {
    std::istringstream in{text};
    demo::LineReader lines{in};
    std::vector<Outcome> out;
    while (const auto line = lines.next()) {
        const demo::Parsed parsed = parser.parse(*line);
        out.push_back({parsed.kind, std::string{parsed.event.key}, parsed.event.time.millis(),
                       std::string{parsed.problem}});
    }
    return out;
}

}  // namespace demo_test
