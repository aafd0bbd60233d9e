// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "row.hpp"

namespace events {

/// Whether the first line names the columns.
enum class Heading {
    by_time,  ///< when none of its columns is a time, as all other lines have one
    present,
    absent
};

/// Text in columns: commas, tabs, or any one character between them.
///
/// Where the first line is a heading, columns have names as well as numbers. A column in double
/// quotes may hold the delimiter, and a quote written twice; it ends on the line on which it began.
/// Tab-separated text has no quotes.
class Delimited final : public RowFormat {
public:
    explicit Delimited(char delimiter, Heading heading = Heading::by_time)
        : delimiter_(delimiter), heading_(heading) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "delimited"; }
    [[nodiscard]] char delimiter() const noexcept { return delimiter_; }

    SplitResult split(std::string_view line, Row& row) override {
        row.clear();
        made_.clear();
        std::string_view rest = line;
        bool more = true;
        while (more) {
            const auto text = take(rest, more);
            if (!text) return refuse("has a quote that is not closed on the line");
            const std::size_t at = row.numbered();
            row.add(at < names_.size() ? std::string_view{names_[at]} : std::string_view{}, *text);
        }
        if (!std::exchange(started_, true) && is_heading(row)) {
            for (const Field& field : row.fields())
                names_.emplace_back(field.text);
            columns_ = names_.size();
            return SplitResult::heading;
        }
        if (columns_ == 0) columns_ = row.numbered();
        if (row.numbered() < 2) return refuse("has one column only: is the delimiter right?");
        if (row.numbered() != columns_)
            return refuse("has another number of columns than the first");
        return SplitResult::row;
    }

private:
    [[nodiscard]] bool is_heading(const Row& row) const noexcept {
        if (heading_ != Heading::by_time) {
            return heading_ == Heading::present && row.numbered() > 1;
        }
        for (const Field& field : row.fields()) {
            const std::string_view text = field.text;
            if (text.empty() || parse_time(text)) return false;
        }
        return row.numbered() > 1;
    }

    std::optional<std::string_view> take(std::string_view& rest, bool& more) {
        if (delimiter_ != '\t' && rest.starts_with('"')) return take_quoted(rest, more);
        const std::size_t end = rest.find(delimiter_);
        const std::string_view text = rest.substr(0, end);
        more = end != std::string_view::npos;
        rest.remove_prefix(more ? end + 1 : rest.size());
        return text;
    }

    std::optional<std::string_view> take_quoted(std::string_view& rest, bool& more) {
        std::string& text = made_.emplace_back();
        std::size_t at = 1;
        while (true) {
            const std::size_t quote = rest.find('"', at);
            if (quote == std::string_view::npos) return std::nullopt;
            text.append(rest.substr(at, quote - at));
            at = quote + 1;
            if (at >= rest.size() || rest[at] != '"') break;
            text += '"';
            ++at;
        }
        const std::size_t end = rest.find(delimiter_, at);
        text.append(rest.substr(at, end == std::string_view::npos ? end : end - at));
        more = end != std::string_view::npos;
        rest.remove_prefix(more ? end + 1 : rest.size());
        return text;
    }

    char delimiter_;
    Heading heading_;
    bool started_ = false;
    std::size_t columns_ = 0;
    std::vector<std::string> names_;
    std::deque<std::string> made_;
};

}  // namespace events
