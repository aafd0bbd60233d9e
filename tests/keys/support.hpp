// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../../examples/keys/input_source.hpp"

namespace keys_test {

/// A record, its texts kept.
struct Kept {
    std::string key;
    std::string data;
    std::uint64_t data_bytes = 0;
    std::optional<weir::HashKey> explicit_hash_key;
    std::optional<std::int64_t> micros;
    std::uint64_t line = 0;
};

/// All that an input gives.
struct Outcome {
    std::vector<Kept> records;
    std::string format;
    std::string key_in_words;
    std::string time_in_words;
    std::string notes;  ///< one a line
    std::string nothing;
    keys::InputTally tally;

    [[nodiscard]] std::vector<std::string> keys() const {
        std::vector<std::string> keys;
        for (const Kept& record : records)
            keys.push_back(record.key);
        return keys;
    }
    [[nodiscard]] std::vector<std::int64_t> micros() const {
        std::vector<std::int64_t> micros;
        for (const Kept& record : records)
            micros.push_back(record.micros.value_or(-1));
        return micros;
    }
    /// Reasons of skipped lines, such as `has an empty key: 2`.
    [[nodiscard]] std::string skipped() const {
        std::string text;
        for (const auto& reason : tally.reasons) {
            text += text.empty() ? "" : ", ";
            text += std::string{reason.why} + ": " + std::to_string(reason.count);
        }
        return text;
    }
};

inline Outcome all_of(keys::InputSource& input) {
    Outcome outcome;
    while (const keys::InputRecord* record = input.next()) {
        Kept kept{std::string{record->key},
                  std::string{record->data},
                  record->data_bytes,
                  record->explicit_hash_key,
                  std::nullopt,
                  record->line};
        if (record->at) kept.micros = record->at->micros();
        outcome.records.push_back(std::move(kept));
    }
    outcome.format = input.format();
    outcome.key_in_words = input.key_in_words();
    outcome.time_in_words = input.time_in_words();
    outcome.tally = input.tally();
    for (const std::string& note : input.notes())
        outcome.notes += note + '\n';
    outcome.nothing = input.nothing_in_words().value_or("");
    return outcome;
}

inline Outcome read(const std::string& text, keys::InputChoices choices = {}) {
    std::istringstream in{text};
    keys::InputSource input{in, "the input", std::move(choices)};
    return all_of(input);
}

inline keys::InputChoices format(keys::InputFormat format) {
    keys::InputChoices choices;
    choices.format = format;
    return choices;
}

inline keys::InputChoices key_fields(std::string_view fields) {
    keys::InputChoices choices;
    choices.key_fields = keys::InputChoices::parse_fields(fields);
    return choices;
}

/// What is said of an input that can't be read.
inline std::string refusal_of(const std::string& text, keys::InputChoices choices = {}) {
    try {
        static_cast<void>(read(text, std::move(choices)));
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

using Strings = std::vector<std::string>;

}  // namespace keys_test
