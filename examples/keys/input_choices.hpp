// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "../events/row.hpp"

namespace keys {

enum class InputFormat { automatic, keys, jsonl, delimited, access, dpkg, captured };

/// What the command line says of the input.
struct InputChoices {
    InputFormat format = InputFormat::automatic;
    std::optional<char> delimiter;
    std::vector<events::FieldChoice> key_fields;  ///< joined, where there are several
    std::optional<std::string> key_regex;
    std::optional<events::FieldChoice> time_field;
    std::optional<std::uint64_t> record_bytes;  ///< of data; none: as many as the input shows

    /// `user,session` as the two fields that it names.
    static std::vector<events::FieldChoice> parse_fields(std::string_view text) {
        std::vector<events::FieldChoice> fields;
        while (true) {
            const auto comma = text.find(',');
            fields.push_back(events::FieldChoice::parse(text.substr(0, comma)));
            if (comma == std::string_view::npos) return fields;
            text.remove_prefix(comma + 1);
        }
    }
};

/// What stands between the parts of a key that is made of several fields.
constexpr char key_part_mark = '#';

}  // namespace keys
