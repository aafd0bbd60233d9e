// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "../events/line_reader.hpp"
#include "captured_document.hpp"
#include "json_documents.hpp"
#include "record_source.hpp"

namespace keys {

/// The records of captured documents.
class CapturedRecords final : public RecordSource {
public:
    CapturedRecords(events::LineReader& lines, std::optional<std::uint64_t> record_bytes)
        : documents_(lines), record_bytes_(record_bytes) {}

    [[nodiscard]] const InputRecord* next() override {
        while (true) {
            if (next_ < document_.size()) {
                if (make_record(document_.record(next_++))) return count(record_);
            } else if (!next_document()) {
                return nullptr;
            }
        }
    }

    [[nodiscard]] std::string_view format() const noexcept override { return "captured"; }
    [[nodiscard]] std::string key_in_words() const override { return "the partition key"; }
    [[nodiscard]] std::string time_in_words() const override {
        return timed_ ? "the arrival" : "none in the input";
    }

    [[nodiscard]] std::vector<std::string> notes() const override {
        auto notes = RecordSource::notes();
        if (tally_.no_data > 0) {
            notes.push_back("Without data in the input: " + records(tally_.no_data) +
                            ", taken to have " + events::human_bytes(record_bytes_.value_or(0)) +
                            ".");
        }
        return notes;
    }

private:
    bool next_document() {
        next_ = 0;
        while (const auto document = documents_.next()) {
            tally_.lines = documents_.lines_taken();
            tally_.bytes = documents_.bytes_taken();
            line_ = document->line;
            text_ = document->text;
            if (!document->problem.empty()) {
                tally_.skip(line_, document->problem, text_);
            } else if (!document_.read(text_)) {
                tally_.skip(line_, document_.problem(), text_);
            } else {
                return true;
            }
        }
        tally_.lines = documents_.lines_taken();
        tally_.bytes = documents_.bytes_taken();
        document_.clear();
        return false;
    }

    bool make_record(const CapturedRecord& captured) {
        if (!captured.problem.empty()) {
            tally_.skip(line_, captured.problem, text_);
            return false;
        }
        const bool ascii = ByteKinds::of(captured.key).ascii;
        if (!takes_key(captured.key, ascii, line_, text_)) return false;
        if (!captured.data) ++tally_.no_data;
        timed_ = timed_ || captured.at;
        record_.key = captured.key;
        record_.explicit_hash_key = captured.explicit_hash_key;
        record_.data = captured.data.value_or(std::string_view{});
        record_.data_bytes = captured.data ? captured.data->size() : record_bytes_.value_or(0);
        record_.at = captured.at;
        record_.line = line_;
        return true;
    }

    JsonDocuments documents_;
    std::optional<std::uint64_t> record_bytes_;
    CapturedDocument document_;
    std::size_t next_ = 0;
    std::uint64_t line_ = 0;
    std::string_view text_;
    bool timed_ = false;
    InputRecord record_;
};

}  // namespace keys
