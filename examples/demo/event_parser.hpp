// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "../events/key_pattern.hpp"
#include "../events/line_reader.hpp"
#include "../events/row.hpp"
#include "weir/core/limits.hpp"
#include "weir/core/utf.hpp"

namespace demo {

using namespace events;

/// One line of a log as the stream will take it: when it happened, whose it is, and its bytes.
struct Event {
    weir::Instant time;
    std::string_view key;
    std::string_view line;
};

enum class ParsedKind { event, blank, heading, problem };

struct Parsed {
    ParsedKind kind = ParsedKind::problem;
    Event event{};
    std::string_view problem{};
};

/// What the user said about time and key; what he left open is settled on the first row.
struct EventChoices {
    std::optional<FieldChoice> time{};
    std::optional<FieldChoice> key{};
    std::optional<std::string> key_regex{};
};

/// Turns lines into events, and says of every other line why it is none.
class EventParser {
public:
    /// Errors: std::regex_error when the pattern is not one
    EventParser(std::unique_ptr<RowFormat> format, EventChoices choices)
        : format_(std::move(format)), choices_(std::move(choices)) {
        if (choices_.key_regex) pattern_.emplace(*choices_.key_regex);
    }

    [[nodiscard]] const RowFormat& format() const noexcept { return *format_; }

    /// How the key is made, in words.
    [[nodiscard]] std::string key_in_words() const {
        if (choices_.key_regex) return "pattern /" + *choices_.key_regex + "/";
        return choices_.key ? choices_.key->to_string() : "not settled: no line was understood";
    }

    [[nodiscard]] std::string time_in_words() const {
        return choices_.time ? choices_.time->to_string() : "not settled: no line was understood";
    }

    [[nodiscard]] Parsed parse(const Line& line) {
        if (line.length == 0) return {ParsedKind::blank};
        if (line.cut() || line.text.size() > weir::limits::record_bytes_default) {
            return refuse("is longer than a record may be, 1 MiB");
        }
        if (line.text.find('\0') != std::string_view::npos) return refuse("has a zero byte in it");
        if (line.text.find_first_not_of(" \t") == std::string_view::npos) {
            return {ParsedKind::blank};
        }
        switch (format_->split(line.text, row_)) {
            case SplitResult::heading:
                return {ParsedKind::heading};
            case SplitResult::problem:
                return refuse(format_->problem());
            case SplitResult::row:
                break;
        }
        return make_event(line.text);
    }

private:
    static Parsed refuse(std::string_view why) noexcept { return {ParsedKind::problem, {}, why}; }

    Parsed make_event(std::string_view line) {
        if (!choices_.time) choices_.time = format_->usual_time(row_);
        if (!choices_.time) return refuse("has no field that is a time");
        const auto time_text = row_.find(*choices_.time);
        if (!time_text) return refuse("does not have the field of the time");
        const auto time = parse_time(*time_text);
        if (!time) return refuse("has a time that cannot be read");

        if (!choices_.key && !pattern_) choices_.key = format_->usual_key(row_, *choices_.time);
        if (!choices_.key && !pattern_) return refuse("has no field that can be the key");
        const auto key = pattern_ ? pattern_->match(line) : row_.find(*choices_.key);
        if (!key) {
            return refuse(pattern_ ? "does not match the pattern of the key"
                                   : "does not have the field of the key");
        }
        if (key->empty()) return refuse("has an empty key");
        if (weir::utf16_units(*key) > weir::limits::partition_key_utf16_units_max) {
            return refuse("has a key of more than 256 characters");
        }
        if (key->size() + line.size() > weir::limits::record_bytes_default) {
            return refuse("is longer, with its key, than a record may be, 1 MiB");
        }
        return {ParsedKind::event, {*time, *key, line}};
    }

    std::unique_ptr<RowFormat> format_;
    EventChoices choices_;
    std::optional<KeyPattern> pattern_;
    Row row_;
};

}  // namespace demo
