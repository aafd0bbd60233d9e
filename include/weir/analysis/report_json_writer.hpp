// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "weir/analysis/key_text.hpp"
#include "weir/analysis/report_text.hpp"
#include "weir/core/base64.hpp"

namespace weir::inline v0 {

/// Writes JSON, value by value, so that any parser takes it: texts are UTF-8, numbers finite.
class ReportJsonWriter {
public:
    /// `depth_of_lines`: how deep each value still gets a line of its own.
    explicit ReportJsonWriter(std::size_t depth_of_lines = 2) : lines_{depth_of_lines} {}

    void open_object() { open('{'); }
    void close_object() { close('}'); }
    void open_array() { open('['); }
    void close_array() { close(']'); }

    /// The name of the next value.
    void name(std::string_view name) {
        separate();
        quote(name);
        out_ += lines_ >= depth_ ? ": " : ":";
        named_ = true;
    }
    void text(std::string_view text) {
        begin();
        quote(text);
    }
    void number(double value) {
        begin();
        out_ += fmt::format("{}", finite(value));
    }
    /// The same with six digits, where there are very many.
    void rounded(double value) {
        begin();
        out_ += fmt::format("{:.6g}", finite(value));
    }
    void count(std::uint64_t value) {
        begin();
        out_ += fmt::format("{}", value);
    }
    void boolean(bool value) {
        begin();
        out_ += value ? "true" : "false";
    }
    void null() {
        begin();
        out_ += "null";
    }

    void text(std::string_view name_of, std::string_view value) {
        name(name_of);
        text(value);
    }
    void number(std::string_view name_of, double value) {
        name(name_of);
        number(value);
    }
    void count(std::string_view name_of, std::uint64_t value) {
        name(name_of);
        count(value);
    }
    void boolean(std::string_view name_of, bool value) {
        name(name_of);
        boolean(value);
    }
    /// A text that may be any bytes; if it is no UTF-8, a second member has them exactly.
    void bytes(std::string_view name_of, std::string_view value) {
        text(name_of, value);
        if (!is_utf8(value)) {
            const auto* first = reinterpret_cast<const std::uint8_t*>(value.data());
            text(std::string{name_of} + "_base64", to_base64({first, value.size()}));
        }
    }

    [[nodiscard]] std::string take() && {
        out_ += '\n';
        return std::move(out_);
    }

private:
    void open(char bracket) {
        begin();
        out_ += bracket;
        ++depth_;
        first_ = true;
    }
    void close(char bracket) {
        const bool line = depth_ <= lines_ && !first_;
        --depth_;
        if (line) {
            new_line();
        }
        out_ += bracket;
        first_ = false;
    }
    void begin() {
        if (!named_) {
            separate();
        }
        named_ = false;
        first_ = false;
    }
    void separate() {
        if (!first_) {
            out_ += ',';
        }
        first_ = false;
        if (depth_ > 0 && depth_ <= lines_) {
            new_line();
        }
    }
    void new_line() {
        out_ += '\n';
        out_.append(2 * depth_, ' ');
    }
    void quote(std::string_view text) {
        out_ += '"';
        const auto kept = replaced_text(text, [](std::uint32_t) { return false; });
        for (const char c : kept) {
            if (c == '"' || c == '\\') {
                out_ += '\\';
                out_ += c;
            } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
                out_ += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
            } else {
                out_ += c;
            }
        }
        out_ += '"';
    }

    std::size_t lines_;
    std::size_t depth_ = 0;
    bool first_ = true;
    bool named_ = false;
    std::string out_;
};

}  // namespace weir::inline v0
