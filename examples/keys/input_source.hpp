// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "../events/format_choice.hpp"
#include "../events/line_reader.hpp"
#include "captured_records.hpp"
#include "column_guess.hpp"
#include "input_choices.hpp"
#include "key_lines.hpp"
#include "record_source.hpp"
#include "row_records.hpp"

namespace keys {

/// An input, its format chosen, and the records in it.
class InputSource {
public:
    /// `in` has to outlive it; `name` is the input's, for what is said of it.
    /// Errors: std::runtime_error with the reason, std::regex_error for a pattern that is none
    InputSource(std::istream& in, std::string name, InputChoices choices)
        : name_(std::move(name)), choices_(std::move(choices)), lines_(in, line_bytes_max) {
        if (const auto why = events::not_a_log(lines_.head(), "weir-keys")) fail(*why);
        sample_ = lines_.sample(sample_lines);
        const bool known = choices_.format != InputFormat::automatic;
        const InputFormat format = known ? choices_.format : guess();
        source_ = make(format);
        std::size_t bytes = 0;
        for (const std::string_view line : sample_) {
            bytes += line.size();
        }
        if (format != InputFormat::keys && !sample_.empty()) {
            mean_data_bytes_ = static_cast<double>(bytes) / static_cast<double>(sample_.size());
        }
        sample_.clear();  // what is in it moves with the first line
    }
    InputSource(const InputSource&) = delete;
    InputSource& operator=(const InputSource&) = delete;

    /// The next record, good until the one after it; nothing at the end.
    [[nodiscard]] const InputRecord* next() { return record_ = source_->next(); }
    /// The one that `next` gave last.
    [[nodiscard]] const InputRecord* record() const noexcept { return record_; }

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] std::string_view format() const noexcept { return source_->format(); }
    [[nodiscard]] std::string key_in_words() const { return source_->key_in_words(); }
    [[nodiscard]] std::string time_in_words() const { return source_->time_in_words(); }
    /// About how much data a record has, by the first lines; 0 where only keys are known.
    [[nodiscard]] double mean_data_bytes() const noexcept {
        return choices_.record_bytes ? static_cast<double>(*choices_.record_bytes)
                                     : mean_data_bytes_;
    }
    [[nodiscard]] const InputTally& tally() const noexcept { return source_->tally(); }

    /// What who reads a report has to know of the input, a sentence each.
    [[nodiscard]] std::vector<std::string> notes() const {
        std::vector<std::string> notes = notes_;
        std::ranges::move(source_->notes(), std::back_inserter(notes));
        return notes;
    }

    /// Why there is no record, once there was none: `is empty`, `is blank`, or nothing if lines
    /// were skipped, as their reasons say it.
    [[nodiscard]] std::optional<std::string_view> nothing_in_words() const noexcept {
        if (tally().lines == 0) return "is empty";
        if (tally().blank == tally().lines) return "is blank";
        return std::nullopt;
    }

private:
    static constexpr std::size_t sample_lines = 100;
    /// What a document of captured records may be, and its line's end.
    static constexpr std::size_t line_bytes_max = JsonDocuments::document_bytes_max + 1024;

    [[noreturn]] void fail(std::string_view why) const {
        throw std::runtime_error{fmt::format("{} {}", name_, why)};
    }

    [[nodiscard]] bool wants_fields() const noexcept {
        return !choices_.key_fields.empty() || choices_.time_field || choices_.delimiter;
    }

    /// Whether the first documents are those of a stream.
    [[nodiscard]] bool looks_captured() const {
        std::istringstream in{std::string{lines_.head()}};
        events::LineReader lines{in, line_bytes_max};
        JsonDocuments documents{lines};
        CapturedDocument document;
        for (int tried = 0; tried < 3; ++tried) {
            const auto next = documents.next();
            if (!next) return false;
            if (next->problem.empty() && document.read(next->text)) {
                if (document.is_surely_captured()) return true;
            } else if (!next->problem.empty() && lines.bytes_taken() == lines_.head().size()) {
                // Cut by the end of what is looked at: a document of many records.
                return next->text.find("artitionKey\"") != std::string_view::npos;
            }
        }
        return false;
    }

    /// Whether the first line is longer than what is looked at, and JSON as far as that shows.
    [[nodiscard]] bool begins_with_long_object() const noexcept {
        const std::string_view head = lines_.head();
        return head.size() == events::LineReader::sample_bytes && head.starts_with('{') &&
               head.find('\n') == std::string_view::npos;
    }

    /// Whether the input begins with JSON that is neither captured nor one object a line.
    [[nodiscard]] bool is_other_json() const {
        std::istringstream in{std::string{lines_.head()}};
        events::LineReader lines{in, line_bytes_max};
        JsonDocuments documents{lines};
        const auto first = documents.next();
        return first && first->problem.empty() && lines.lines_taken() > 1 &&
               nlohmann::json::accept(first->text);
    }

    [[nodiscard]] InputFormat guess() {
        // Of nothing at all any format does.
        if (sample_.empty()) return wants_fields() ? InputFormat::jsonl : InputFormat::keys;
        if (!wants_fields() && !choices_.key_regex && looks_captured()) {
            return InputFormat::captured;
        }
        if (begins_with_long_object()) return InputFormat::jsonl;
        const std::size_t half = (sample_.size() + 1) / 2;
        const auto fits = [&](events::RowFormat&& format) {
            return rows_in(format, sample_) >= half;
        };
        if (!choices_.delimiter) {
            if (fits(events::DpkgLog{})) return InputFormat::dpkg;
            if (fits(events::AccessLog{})) return InputFormat::access;
            if (fits(events::JsonLines{})) return InputFormat::jsonl;
        }
        if (choices_.delimiter || events::guess_delimiter(sample_, choices_.time_field)) {
            return InputFormat::delimited;
        }
        const auto columns = guess_columns(sample_);
        if (wants_fields()) {
            if (columns) return InputFormat::delimited;
            fail("has no fields that are known here: say with --input-format what it is");
        }
        if (is_other_json()) {
            fail(
                "is JSON, but neither one object a line nor records of a stream; try: "
                "jq -c '.[]' FILE | weir-keys -");
        }
        if (columns && !choices_.key_regex) {
            notes_.push_back(fmt::format(
                "Lines are taken as keys, though they look like columns; to choose among them, "
                "name a key field with --key-field."));
        }
        return InputFormat::keys;
    }

    [[nodiscard]] std::unique_ptr<RecordSource> make(InputFormat format) {
        switch (format) {
            case InputFormat::automatic:
            case InputFormat::keys:
                if (wants_fields()) fail("has lines that are keys, which have no fields");
                if (choices_.key_regex) return rows(std::make_unique<PlainLine>());
                return std::make_unique<KeyLines>(lines_, choices_.record_bytes);
            case InputFormat::captured:
                if (wants_fields() || choices_.key_regex) {
                    fail("has captured records, which have their keys and times with them");
                }
                return std::make_unique<CapturedRecords>(lines_, choices_.record_bytes);
            case InputFormat::jsonl:
                return rows(std::make_unique<events::JsonLines>());
            case InputFormat::access:
                return rows(std::make_unique<events::AccessLog>());
            case InputFormat::dpkg:
                return rows(std::make_unique<events::DpkgLog>());
            case InputFormat::delimited:
                return rows(delimited());
        }
        return nullptr;
    }

    std::unique_ptr<RecordSource> rows(std::unique_ptr<events::RowFormat> format) {
        return std::make_unique<RowRecords>(lines_, std::move(format), choices_);
    }

    std::unique_ptr<events::RowFormat> delimited() {
        auto delimiter = choices_.delimiter;
        if (!delimiter) delimiter = events::guess_delimiter(sample_, choices_.time_field);
        if (!delimiter) delimiter = guess_columns(sample_);
        std::vector<events::FieldChoice> named = choices_.key_fields;
        if (choices_.time_field) named.push_back(*choices_.time_field);
        const auto heading = guess_heading(sample_, delimiter.value_or(','), named);
        return std::make_unique<events::Delimited>(delimiter.value_or(','), heading);
    }

    std::string name_;
    InputChoices choices_;
    events::LineReader lines_;
    std::vector<std::string_view> sample_;
    double mean_data_bytes_ = 0;
    std::vector<std::string> notes_;
    std::unique_ptr<RecordSource> source_;
    const InputRecord* record_ = nullptr;
};

}  // namespace keys
