// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "weir/core/check.hpp"
#include "weir/core/instant.hpp"
#include "weir/core/record.hpp"
#include "weir/wire/blob_text.hpp"
#include "weir/wire/utf8.hpp"

namespace weir::inline v0::wire {

/// Appends JSON to a text, value by value.
class JsonWriter {
public:
    explicit JsonWriter(std::string& out) noexcept : out_{out} {}

    void open_map() { open('{'); }
    void close_map() { close('}'); }
    void open_list() { open('['); }
    void close_list() { close(']'); }
    /// The name of the next value; one of the model's, which need no escapes.
    void name(std::string_view name) {
        separate();
        out_ += '"';
        out_ += name;
        out_ += "\":";
        follows_ = false;
    }
    void text(std::string_view text) {
        begin();
        out_ += '"';
        append_escaped(text);
        out_ += '"';
    }
    void number(std::int64_t number) {
        begin();
        append(number);
    }
    void boolean(bool value) {
        begin();
        out_ += value ? "true" : "false";
    }
    /// Seconds, with milliseconds if there are any.
    void timestamp(Instant time) {
        begin();
        const std::int64_t millis = time.millis();
        const std::int64_t seconds = millis / 1000;
        const auto rest =
            static_cast<int>(millis < 0 ? seconds * 1000 - millis : millis - seconds * 1000);
        out_ += millis < 0 && seconds == 0 ? "-" : "";
        append(seconds);
        if (rest != 0) {
            out_ += '.';
            out_ += static_cast<char>('0' + rest / 100);
            out_ += static_cast<char>('0' + rest / 10 % 10);
            out_ += static_cast<char>('0' + rest % 10);
        }
    }
    /// A map of two texts that need no escapes, in one piece: what each record of a put gives.
    void plain_map(std::string_view name, std::string_view text, std::string_view other_name,
                   std::string_view other_text) {
        begin();
        constexpr std::size_t room = 160;
        char piece[room];
        char* to = piece;
        const auto put = [&to](std::string_view part) { to += part.copy(to, part.size()); };
        WEIR_CHECK(name.size() + text.size() + other_name.size() + other_text.size() + 20 < room,
                   "plain_map is for short texts");
        put("{\"");
        put(name);
        put("\":\"");
        put(text);
        put("\",\"");
        put(other_name);
        put("\":\"");
        put(other_text);
        put("\"}");
        out_.append(piece, static_cast<std::size_t>(to - piece));
    }
    void data(const Blob& data) {
        begin();
        out_ += '"';
        append_base64(out_, data);
        out_ += '"';
    }

private:
    void separate() {
        if (follows_) {
            out_ += ',';
        }
    }
    void begin() {
        separate();
        follows_ = true;
    }
    void open(char bracket) {
        separate();
        out_ += bracket;
        follows_ = false;
    }
    void close(char bracket) {
        out_ += bracket;
        follows_ = true;
    }
    void append(std::int64_t number) {
        char digits[20];
        const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
        out_.append(digits, static_cast<std::size_t>(end - digits));
    }
    [[nodiscard]] static constexpr bool is_plain(char c) noexcept {
        return c != '"' && c != '\\' && static_cast<std::uint8_t>(c) >= 0x20 &&
               static_cast<std::uint8_t>(c) < 0x80;
    }
    void append_escaped(std::string_view text) {
        std::size_t plain = 0;
        while (plain < text.size() && is_plain(text[plain])) {
            ++plain;
        }
        out_ += text.substr(0, plain);
        for (std::size_t at = plain; at < text.size();) {
            const std::size_t size = detail::character_size(text, at);
            if (size == 0) {
                out_ += replacement_character;
            } else if (size > 1 || is_plain(text[at])) {
                out_ += text.substr(at, size);
            } else {
                append_escape(text[at]);
            }
            at += size == 0 ? 1 : size;
        }
    }
    void append_escape(char c) {
        constexpr std::string_view digits = "0123456789abcdef";
        if (c == '"' || c == '\\') {
            out_ += '\\';
            out_ += c;
        } else {
            const auto code = static_cast<std::uint8_t>(c);
            out_ += "\\u00";
            out_ += digits[code >> 4];
            out_ += digits[code & 15];
        }
    }

    std::string& out_;
    bool follows_ = false;
};

}  // namespace weir::inline v0::wire
