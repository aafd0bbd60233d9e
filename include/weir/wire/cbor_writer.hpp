// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "weir/core/check.hpp"
#include "weir/core/instant.hpp"
#include "weir/core/record.hpp"
#include "weir/wire/utf8.hpp"

namespace weir::inline v0::wire {

/// Appends CBOR to a text, value by value.
///
/// Maps and lists leave open how long they are, as the service's do: which members have a value is
/// found out on the way.  Source: RFC 8949; an answer of the live service.
class CborWriter {
public:
    explicit CborWriter(std::string& out) noexcept : out_{out} {}

    void open_map() { out_ += '\xbf'; }
    void close_map() { out_ += '\xff'; }
    void open_list() { out_ += '\x9f'; }
    void close_list() { out_ += '\xff'; }
    /// The name of the next value.
    void name(std::string_view name) { text(name); }
    void text(std::string_view text) {
        if (!is_utf8(text)) {
            string(3, replaced_utf8(text));
            return;
        }
        string(3, text);
    }
    void number(std::int64_t number) {
        const bool minus = number < 0;
        head(minus ? 1 : 0, static_cast<std::uint64_t>(minus ? -1 - number : number));
    }
    void boolean(bool value) { out_ += value ? '\xf5' : '\xf4'; }
    /// Whole milliseconds, which the tag does not stand for; but so the service's clients have it.
    void timestamp(Instant time) {
        out_ += '\xc1';
        number(time.millis());
    }
    /// A map of two texts, in one piece: what each record of a put gives.
    void plain_map(std::string_view name, std::string_view text, std::string_view other_name,
                   std::string_view other_text) {
        constexpr std::size_t room = 160;
        char piece[room];
        char* to = piece;
        WEIR_CHECK(name.size() + text.size() + other_name.size() + other_text.size() + 10 < room,
                   "plain_map is for short texts");
        *to++ = '\xbf';
        for (const auto part : {name, text, other_name, other_text}) {
            if (part.size() < 24) {
                *to++ = static_cast<char>(0x60 | part.size());
            } else {
                *to++ = '\x78';
                *to++ = static_cast<char>(part.size());
            }
            to += part.copy(to, part.size());
        }
        *to++ = '\xff';
        out_.append(piece, static_cast<std::size_t>(to - piece));
    }
    void data(const Blob& data) { string(2, data.as_text()); }

private:
    void string(std::uint8_t major, std::string_view bytes) {
        head(major, bytes.size());
        out_ += bytes;
    }
    void head(std::uint8_t major, std::uint64_t number) {
        const auto first = static_cast<std::uint8_t>(major << 5);
        if (number < 24) {
            out_ += static_cast<char>(first | number);
            return;
        }
        const unsigned power = number <= 0xff      ? 0
                               : number <= 0xffff  ? 1
                               : number >> 32 == 0 ? 2
                                                   : 3;
        out_ += static_cast<char>(first | (24 + power));
        for (unsigned byte = 1U << power; byte-- > 0;) {
            out_ += static_cast<char>(number >> (8 * byte) & 0xff);
        }
    }

    std::string& out_;
};

}  // namespace weir::inline v0::wire
