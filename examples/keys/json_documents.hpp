// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "../events/line_reader.hpp"

namespace keys {

/// Cuts an input into JSON objects: one a line, or printed over many, or one behind the other, or
/// in one list as long as they please. Whether an object is JSON inside, its reader finds out.
///
/// What is broken ends where it shows: a line that ends within a text, or an object that begins
/// where none can. The next object is whole again.
class JsonDocuments {
public:
    static constexpr std::size_t document_bytes_max = std::size_t{32} << 20U;

    struct Document {
        std::string_view text;     ///< or the start of what is none
        std::uint64_t line = 0;    ///< where it starts
        std::string_view problem;  ///< why it is none
    };

    /// `lines` has to cut no line that is shorter than a document may be.
    explicit JsonDocuments(events::LineReader& lines) : lines_(lines) {}

    /// The next one; its text is good until the one after it.
    [[nodiscard]] std::optional<Document> next() {
        kept_.clear();
        while (true) {
            if (rest_.empty() && !take_line()) return end_of_input();
            const auto found = depth_ == 0 ? begin_document() : go_on();
            if (found) return found;
        }
    }

    [[nodiscard]] std::uint64_t bytes_taken() const noexcept { return lines_.bytes_taken(); }
    [[nodiscard]] std::uint64_t lines_taken() const noexcept { return lines_.lines_taken(); }

private:
    bool take_line() {
        const auto line = lines_.next();
        if (!line) return false;
        rest_ = line->text;
        line_ = line->number;
        cut_ = line->cut();
        at_line_start_ = true;
        return true;
    }

    std::optional<Document> end_of_input() {
        if (depth_ == 0) return std::nullopt;
        return broken("ends before it is closed");
    }

    /// Finds where an object begins; lists around objects and commas between them are no matter.
    std::optional<Document> begin_document() {
        const auto at = rest_.find_first_not_of(" \t\r[],");
        if (at == std::string_view::npos) {
            rest_ = {};
            return std::nullopt;
        }
        rest_.remove_prefix(at);
        start_line_ = line_;
        if (rest_.front() != '{') {
            const Document none{rest_, line_, "is not JSON"};
            rest_ = {};
            return none;
        }
        at_line_start_ = false;
        too_long_ = false;
        last_ = ',';
        return go_on();
    }

    /// Goes through what is left of the line, to the end of the object or to the next line.
    std::optional<Document> go_on() {
        for (std::size_t at = 0; at < rest_.size(); ++at) {
            const char c = rest_[at];
            if (c == ' ' || c == '\t' || c == '\r') continue;
            if (c == '"') {
                at = closing_quote(at);
                if (at == std::string_view::npos) return end_line_as_broken();
            } else if (c == '{' || c == '[') {
                const bool can_begin = last_ == ',' || last_ == ':' || last_ == '[';
                if (c == '{' && at_line_start_ && at == 0 && !can_begin) {
                    return broken("ends before it is closed");
                }
                ++depth_;
            } else if ((c == '}' || c == ']') && --depth_ == 0) {
                return finish(at + 1);
            }
            last_ = c;
        }
        keep(rest_);
        keep("\n");
        rest_ = {};
        return cut_ ? std::optional{broken({})} : std::nullopt;
    }

    [[nodiscard]] std::size_t closing_quote(std::size_t opening) const noexcept {
        std::size_t at = rest_.find('"', opening + 1);
        while (at != std::string_view::npos) {
            std::size_t before = at;
            while (rest_[before - 1] == '\\')
                --before;
            if ((at - before) % 2 == 0) return at;
            at = rest_.find('"', at + 1);
        }
        return at;
    }

    Document finish(std::size_t size) {
        const std::string_view here = rest_.substr(0, size);
        rest_.remove_prefix(size);
        at_line_start_ = false;
        if (!kept_.empty() || too_long_) keep(here);
        if (too_long_ || here.size() > document_bytes_max) return refuse_long(here);
        return {kept_.empty() ? here : std::string_view{kept_}, start_line_, {}};
    }

    Document refuse_long(std::string_view here) const {
        return {kept_.empty() ? here.substr(0, 200) : std::string_view{kept_}, start_line_,
                "is more than 32 MiB in one piece"};
    }

    /// The object that was begun is none; what is left of the line begins another.
    Document broken(std::string_view why) {
        depth_ = 0;
        if (too_long_ || cut_) return refuse_long({});
        return {kept_, start_line_, why};
    }
    Document end_line_as_broken() {
        keep(rest_);
        rest_ = {};
        return broken("has a text that is not closed on its line");
    }

    void keep(std::string_view part) {
        if (kept_.size() + part.size() > document_bytes_max) too_long_ = true;
        if (too_long_) {
            if (kept_.size() > 200) kept_.resize(200);
            return;
        }
        kept_ += part;
    }

    events::LineReader& lines_;
    std::string_view rest_;  ///< of the current line
    std::string kept_;       ///< earlier lines of a document
    std::uint64_t line_ = 0;
    std::uint64_t start_line_ = 0;
    std::size_t depth_ = 0;
    char last_ = ',';  ///< the last character that is no blank
    bool at_line_start_ = false;
    bool cut_ = false;
    bool too_long_ = false;
};

}  // namespace keys
