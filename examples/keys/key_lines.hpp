// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "../events/line_reader.hpp"
#include "record_source.hpp"

namespace keys {

/// A key a line: all of it, blanks too; empty lines are none.
class KeyLines final : public RecordSource {
public:
    KeyLines(events::LineReader& lines, std::optional<std::uint64_t> record_bytes)
        : lines_(lines), record_bytes_(record_bytes) {}

    [[nodiscard]] const InputRecord* next() override {
        while (const auto line = lines_.next()) {
            ++tally_.lines;
            tally_.bytes = lines_.bytes_taken();
            if (line->length == 0) {
                ++tally_.blank;
                continue;
            }
            const ByteKinds kinds = ByteKinds::of(line->text);
            if (kinds.has_zero) {
                tally_.skip(line->number, zero_byte, line->text);
            } else if (takes_key(line->text, kinds.ascii, line->number, line->text)) {
                record_.key = line->text;
                record_.data_bytes = record_bytes_.value_or(0);
                record_.line = line->number;
                record_.ordinal = tally_.events++;
                return &record_;
            }
        }
        return nullptr;
    }

    [[nodiscard]] std::string_view format() const noexcept override { return "keys"; }
    [[nodiscard]] std::string key_in_words() const override { return "the whole line"; }
    [[nodiscard]] std::string time_in_words() const override { return "none in the input"; }

    [[nodiscard]] std::vector<std::string> notes() const override {
        auto notes = RecordSource::notes();
        if (!record_bytes_) {
            notes.push_back(
                "Of each record only the key is known: sizes are those of the keys, unless "
                "--record-bytes says how much data a record has.");
        }
        return notes;
    }

private:
    events::LineReader& lines_;
    std::optional<std::uint64_t> record_bytes_;
    InputRecord record_;
};

}  // namespace keys
