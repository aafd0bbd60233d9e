// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "timestamps.hpp"

namespace events {

/// A field as the command line names it: by number, counted from 1, or by name.
struct FieldChoice {
    std::size_t number = 0;
    std::string name;

    static FieldChoice by_number(std::size_t number) { return {number, {}}; }
    static FieldChoice by_name(std::string_view name) { return {0, std::string{name}}; }

    /// Only digits mean a number; anything else is a name.
    static FieldChoice parse(std::string_view text) {
        std::size_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool all = error == std::errc{} && end == text.data() + text.size();
        return all && number > 0 ? by_number(number) : by_name(text);
    }

    [[nodiscard]] std::string to_string() const {
        return number > 0 ? "field " + std::to_string(number) : "field \"" + name + "\"";
    }
};

struct Field {
    std::string_view name;
    std::string_view text;
};

/// What one line is made of; the texts live as long as the line and the format that split it.
class Row {
public:
    void clear() noexcept {
        fields_.clear();
        numbered_ = 0;
    }

    /// Adds the next field in the line's own order; it has a number and perhaps a name.
    void add(std::string_view name, std::string_view text) {
        fields_.push_back({name, text});
        numbered_ = fields_.size();
    }

    /// Adds a field that is derived from others and has a name only; comes after all numbered ones.
    void add_derived(std::string_view name, std::string_view text) {
        fields_.push_back({name, text});
    }

    [[nodiscard]] const std::vector<Field>& fields() const noexcept { return fields_; }
    [[nodiscard]] std::size_t numbered() const noexcept { return numbered_; }

    [[nodiscard]] std::optional<std::string_view> find(const FieldChoice& choice) const noexcept {
        if (choice.number > 0) {
            if (choice.number > numbered_) return std::nullopt;
            return fields_[choice.number - 1].text;
        }
        for (const Field& field : fields_) {
            if (field.name == choice.name) return field.text;
        }
        return std::nullopt;
    }

private:
    std::vector<Field> fields_;
    std::size_t numbered_ = 0;
};

enum class SplitResult { row, heading, problem };

/// One way of cutting a line into fields.
class RowFormat {
public:
    RowFormat() = default;
    RowFormat(const RowFormat&) = delete;
    RowFormat& operator=(const RowFormat&) = delete;
    virtual ~RowFormat() = default;

    [[nodiscard]] virtual std::string_view name() const noexcept = 0;

    /// Gives: `problem` with problem() set when the line is not of this format
    virtual SplitResult split(std::string_view line, Row& row) = 0;

    /// The field that holds the time when nobody chose one.
    [[nodiscard]] virtual std::optional<FieldChoice> usual_time(const Row& row) const;

    /// The field that makes the partition key when nobody chose one; `time` is not a candidate.
    [[nodiscard]] virtual std::optional<FieldChoice> usual_key(const Row& row,
                                                               const FieldChoice& time) const;

    /// Why the last line was not understood.
    [[nodiscard]] std::string_view problem() const noexcept { return problem_; }

protected:
    SplitResult refuse(std::string_view why) noexcept {
        problem_ = why;
        return SplitResult::problem;
    }

private:
    std::string_view problem_;
};

/// A bare number is a time only if it is one of this century in seconds or finer.
inline bool looks_like_time(std::string_view text) noexcept {
    if (text.size() < 10) return false;
    return parse_time(text).has_value();
}

inline std::optional<FieldChoice> choice_of(const Row& row, std::size_t at) {
    const std::string_view name = row.fields()[at].name;
    return name.empty() ? FieldChoice::by_number(at + 1) : FieldChoice::by_name(name);
}

inline std::optional<FieldChoice> RowFormat::usual_time(const Row& row) const {
    constexpr std::array<std::string_view, 8> names{"time", "timestamp", "@timestamp", "ts",
                                                    "date", "datetime",  "event_time", "at"};
    for (const std::string_view name : names) {
        const auto text = row.find(FieldChoice::by_name(name));
        if (text && parse_time(*text)) return FieldChoice::by_name(name);
    }
    for (std::size_t i = 0; i < row.numbered(); ++i) {
        if (looks_like_time(row.fields()[i].text)) return choice_of(row, i);
    }
    return std::nullopt;
}

inline std::optional<FieldChoice> RowFormat::usual_key(const Row& row,
                                                       const FieldChoice& time) const {
    constexpr std::array<std::string_view, 6> names{"key",     "partition_key", "partitionKey",
                                                    "user_id", "user",          "id"};
    for (const std::string_view name : names) {
        if (row.find(FieldChoice::by_name(name))) return FieldChoice::by_name(name);
    }
    for (std::size_t i = 0; i < row.numbered(); ++i) {
        const bool is_time =
            time.number > 0 ? time.number == i + 1 : time.name == row.fields()[i].name;
        if (!is_time && !looks_like_time(row.fields()[i].text)) return choice_of(row, i);
    }
    return std::nullopt;
}

}  // namespace events
