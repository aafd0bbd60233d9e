// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "../../examples/demo/event_parser.hpp"
#include "../../examples/demo/line_reader.hpp"
#include "../../examples/demo/row.hpp"

namespace demo_test {

inline std::string data_file(std::string_view name) {
    return std::string{WEIR_TEST_DATA_DIR} + "/../demo/data/" + std::string{name};
}

inline std::string content_of(std::string_view name) {
    std::ifstream in{data_file(name), std::ios::binary};
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

/// A field's text, or `(none)`.
inline std::string field(const demo::Row& row, std::string_view name_or_number) {
    const auto text = row.find(demo::FieldChoice::parse(name_or_number));
    return text ? std::string{*text} : "(none)";
}

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
