// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "../../examples/events/row.hpp"

namespace events_test {

inline std::string data_file(std::string_view name) {
    return std::string{WEIR_TEST_DATA_DIR} + "/../events/data/" + std::string{name};
}

inline std::string content_of(std::string_view name) {
    std::ifstream in{data_file(name), std::ios::binary};
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

/// A field's text, or `(none)`.
inline std::string field(const events::Row& row, std::string_view name_or_number) {
    const auto text = row.find(events::FieldChoice::parse(name_or_number));
    return text ? std::string{*text} : "(none)";
}

}  // namespace events_test
