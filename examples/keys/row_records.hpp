// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "../events/key_pattern.hpp"
#include "../events/line_reader.hpp"
#include "../events/row.hpp"
#include "input_choices.hpp"
#include "record_source.hpp"

namespace keys {

/// A line that is nothing but a text, for keys that a pattern finds in it.
class PlainLine final : public events::RowFormat {
public:
    [[nodiscard]] std::string_view name() const noexcept override { return "lines"; }
    events::SplitResult split(std::string_view line, events::Row& row) override {
        row.clear();
        row.add("line", line);
        return events::SplitResult::row;
    }
};

/// Records of lines that have fields; a line is its record's data.
class RowRecords final : public RecordSource {
public:
    /// Errors: std::regex_error when the pattern is not one
    RowRecords(events::LineReader& lines, std::unique_ptr<events::RowFormat> format,
               InputChoices choices)
        : lines_(lines), format_(std::move(format)), choices_(std::move(choices)) {
        if (choices_.key_regex) pattern_.emplace(*choices_.key_regex);
    }

    [[nodiscard]] const InputRecord* next() override {
        while (const auto line = lines_.next()) {
            ++tally_.lines;
            tally_.bytes = lines_.bytes_taken();
            if (split(*line) && make_record(*line)) return count(record_);
        }
        return nullptr;
    }

    [[nodiscard]] std::string_view format() const noexcept override { return format_->name(); }
    [[nodiscard]] std::string key_in_words() const override {
        if (pattern_) return "pattern /" + *choices_.key_regex + "/";
        std::string words;
        for (const events::FieldChoice& field : choices_.key_fields) {
            words += (words.empty() ? "" : " # ") + field.to_string();
        }
        return words.empty() ? "not settled: no line was understood" : words;
    }
    [[nodiscard]] std::string time_in_words() const override {
        return choices_.time_field ? choices_.time_field->to_string() : "none in the input";
    }

private:
    static constexpr unsigned rows_without_time_max = 100;

    /// Cuts a line into fields; one that has none is counted.
    bool split(const events::Line& line) {
        if (line.length == 0 || line.text.find_first_not_of(" \t") == std::string_view::npos) {
            ++tally_.blank;
            return false;
        }
        if (line.cut()) return skip(line, long_record);
        kinds_ = ByteKinds::of(line.text);
        if (kinds_.has_zero) return skip(line, zero_byte);
        switch (format_->split(line.text, row_)) {
            case events::SplitResult::heading:
                ++tally_.headings;
                return false;
            case events::SplitResult::problem:
                return skip(line, format_->problem());
            case events::SplitResult::row:
                break;
        }
        return true;
    }

    bool make_record(const events::Line& line) {
        settle();
        const auto key = pattern_ ? pattern_->match(line.text) : joined_fields();
        if (!key) {
            return skip(line, pattern_ ? "does not match the pattern of the key"
                                       : "does not have the field of the key");
        }
        // What a format made of its line need not be ASCII where the line is.
        const bool ascii = kinds_.ascii && ByteKinds::of(*key).ascii;
        if (!takes_key(*key, ascii, line.number, line.text)) return false;
        record_.key = *key;
        record_.data = line.text;
        record_.data_bytes = choices_.record_bytes.value_or(line.text.size());
        if (record_.bytes() > weir::limits::record_bytes_max && !choices_.record_bytes) {
            return skip(line, long_record);
        }
        record_.row = &row_;
        record_.line = line.number;
        record_.at.reset();
        const auto time = choices_.time_field ? row_.find(*choices_.time_field) : std::nullopt;
        if (time) record_.at = events::parse_time(*time);
        return true;
    }

    /// Chooses what nobody chose: the key by the first row, the time by one of the first.
    void settle() {
        if (!choices_.time_field && rows_without_time_ < rows_without_time_max) {
            choices_.time_field = format_->usual_time(row_);
            ++rows_without_time_;
        }
        if (choices_.key_fields.empty() && !pattern_) {
            const auto no_field =
                events::FieldChoice::by_number(std::numeric_limits<std::size_t>::max());
            const auto key = format_->usual_key(row_, choices_.time_field.value_or(no_field));
            if (key) choices_.key_fields.push_back(*key);
        }
    }

    std::optional<std::string_view> joined_fields() {
        if (choices_.key_fields.empty()) return std::nullopt;
        const auto first = row_.find(choices_.key_fields.front());
        if (!first || choices_.key_fields.size() == 1) return first;
        joined_.assign(*first);
        std::size_t text_bytes = first->size();
        for (std::size_t at = 1; at < choices_.key_fields.size(); ++at) {
            const auto part = row_.find(choices_.key_fields[at]);
            if (!part) return std::nullopt;
            joined_ += key_part_mark;
            joined_ += *part;
            text_bytes += part->size();
        }
        if (text_bytes == 0) return std::string_view{};  // marks alone are no key
        return joined_;
    }

    bool skip(const events::Line& line, std::string_view why) {
        tally_.skip(line.number, why, line.text);
        return false;
    }

    events::LineReader& lines_;
    std::unique_ptr<events::RowFormat> format_;
    InputChoices choices_;
    std::optional<events::KeyPattern> pattern_;
    events::Row row_;
    ByteKinds kinds_;
    std::string joined_;
    unsigned rows_without_time_ = 0;
    InputRecord record_;
};

}  // namespace keys
