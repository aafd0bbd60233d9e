// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "../events/delimited.hpp"
#include "../events/row.hpp"

namespace keys {

/// How many of the lines are rows of a format.
inline std::size_t rows_in(events::RowFormat& format, const std::vector<std::string_view>& lines) {
    events::Row row;
    std::size_t count = 0;
    for (const std::string_view line : lines) {
        if (format.split(line, row) == events::SplitResult::row) ++count;
    }
    return count;
}

/// The delimiter that gives all lines the same number of columns, and most of them.
inline std::optional<char> guess_columns(const std::vector<std::string_view>& lines) {
    std::optional<char> best;
    std::size_t most = 1;
    for (const char candidate : {'\t', ',', ';', '|'}) {
        events::Delimited format{candidate, events::Heading::absent};
        if (lines.empty() || rows_in(format, lines) < lines.size()) continue;
        events::Row row;
        static_cast<void>(format.split(lines.front(), row));
        if (row.numbered() > most) {
            most = row.numbered();
            best = candidate;
        }
    }
    return best;
}

inline bool looks_like_number(std::string_view text) noexcept {
    return !text.empty() && text.find_first_not_of("0123456789+-.eE") == std::string_view::npos &&
           text.find_first_of("0123456789") != std::string_view::npos;
}

/// Whether the first of the lines names the columns: it does if the user names any, or if a column
/// of times or numbers starts with neither.
inline events::Heading guess_heading(const std::vector<std::string_view>& lines, char delimiter,
                                     const std::vector<events::FieldChoice>& chosen) {
    for (const events::FieldChoice& field : chosen) {
        if (field.number == 0) return events::Heading::present;
    }
    events::Delimited of_first{delimiter, events::Heading::absent};  // keeps what is in quotes
    events::Row first;
    if (lines.size() < 2 || of_first.split(lines[0], first) != events::SplitResult::row) {
        return events::Heading::absent;
    }
    const auto is_value = [](std::string_view text) {
        return looks_like_number(text) || events::parse_time(text);
    };
    events::Delimited format{delimiter, events::Heading::absent};
    std::vector<bool> values(first.numbered(), true);
    events::Row row;
    static_cast<void>(format.split(lines[0], row));  // which settles how many columns there are
    bool any = false;
    for (std::size_t at = 1; at < lines.size(); ++at) {
        if (format.split(lines[at], row) != events::SplitResult::row) continue;
        any = true;
        for (std::size_t column = 0; column < values.size(); ++column) {
            values[column] = values[column] && is_value(row.fields()[column].text);
        }
    }
    for (std::size_t column = 0; any && column < values.size(); ++column) {
        if (is_value(first.fields()[column].text)) return events::Heading::absent;
    }
    for (std::size_t column = 0; any && column < values.size(); ++column) {
        if (values[column]) return events::Heading::present;
    }
    return events::Heading::absent;
}

}  // namespace keys
