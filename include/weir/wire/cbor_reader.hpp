// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "weir/wire/document.hpp"
#include "weir/wire/utf8.hpp"

namespace weir::inline v0::wire {

namespace detail {

/// Reads CBOR in place.
///
/// It is our own because the JSON library's goes as deep as the body says: a run of tags, or of
/// texts of unknown length, would take the whole stack.  Source: RFC 8949.
class CborReader {
public:
    CborReader(std::string_view body, Document& document) noexcept
        : rest_{body}, document_{document} {}

    [[nodiscard]] bool read() { return read_value() && rest_.empty(); }

private:
    enum Major : std::uint8_t { positive, negative, bytes, text, list, map, tag, other };
    static constexpr std::uint8_t indefinite = 31;
    static constexpr char stop = '\xff';

    /// The first byte of a value, and the number that goes with it.
    struct Head {
        std::uint8_t major = 0;
        std::uint8_t info = 0;
        std::uint64_t number = 0;

        [[nodiscard]] bool is_indefinite() const noexcept { return info == indefinite; }
    };

    [[nodiscard]] bool read_head(Head& head) noexcept {
        if (rest_.empty()) {
            return false;
        }
        const auto first = static_cast<std::uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        head.major = first >> 5;
        head.info = first & 31;
        head.number = head.info;
        if (head.info < 24) {
            return true;
        }
        if (head.is_indefinite()) {
            // Only what holds other values may leave open how many.
            return (head.major >= bytes && head.major <= map) || head.major == other;
        }
        const std::size_t size = std::size_t{1} << (head.info - 24);
        if (head.info > 27 || rest_.size() < size) {
            return false;
        }
        head.number = 0;
        for (std::size_t at = 0; at < size; ++at) {
            head.number = head.number << 8 | static_cast<std::uint8_t>(rest_[at]);
        }
        rest_.remove_prefix(size);
        return true;
    }
    [[nodiscard]] bool take_stop() noexcept {
        if (rest_.empty() || rest_.front() != stop) {
            return false;
        }
        rest_.remove_prefix(1);
        return true;
    }

    [[nodiscard]] bool read_value() {
        Head head;
        do {
            // What a member is we know from the model, not from tags.
            if (!read_head(head)) {
                return false;
            }
        } while (head.major == tag);
        switch (head.major) {
            case positive:
                return document_.add(static_cast<double>(head.number));
            case negative:
                return document_.add(-1.0 - static_cast<double>(head.number));
            case bytes:
            case text: {
                std::string_view piece;
                return read_string(head, piece) &&
                       document_.add(head.major == text ? NodeKind::text : NodeKind::bytes, piece);
            }
            case list:
                return read_list(head);
            case map:
                return read_map(head);
            default:
                return read_other(head);
        }
    }
    [[nodiscard]] bool read_string(const Head& head, std::string_view& value) {
        if (head.is_indefinite()) {
            std::string whole;
            while (!take_stop()) {
                Head piece;
                std::string_view part;
                if (!read_head(piece) || piece.major != head.major || piece.is_indefinite() ||
                    !take(piece.number, part)) {
                    return false;
                }
                whole += part;
            }
            value = document_.keep(std::move(whole));
        } else if (!take(head.number, value)) {
            return false;
        }
        return head.major == bytes || is_utf8(value);
    }
    [[nodiscard]] bool take(std::uint64_t size, std::string_view& piece) noexcept {
        if (rest_.size() < size) {
            return false;
        }
        piece = rest_.substr(0, static_cast<std::size_t>(size));
        rest_.remove_prefix(piece.size());
        return true;
    }
    /// Calls `read_one` as often as the head says.
    template <class ReadOne>
    [[nodiscard]] bool read_all(const Head& head, ReadOne&& read_one) {
        if (head.is_indefinite()) {
            while (!take_stop()) {
                if (!read_one()) {
                    return false;
                }
            }
        } else {
            for (std::uint64_t left = head.number; left > 0; --left) {
                if (!read_one()) {
                    return false;
                }
            }
        }
        document_.close();
        return true;
    }
    [[nodiscard]] bool read_list(const Head& head) {
        return document_.open(NodeKind::list) && read_all(head, [this] { return read_value(); });
    }
    [[nodiscard]] bool read_map(const Head& head) {
        return document_.open(NodeKind::map) && read_all(head, [this] {
                   Head key;
                   std::string_view name;
                   if (!read_head(key) || key.major != text || !read_string(key, name)) {
                       return false;
                   }
                   document_.name(name);
                   return read_value();
               });
    }
    [[nodiscard]] bool read_other(const Head& head) {
        switch (head.info) {
            case 20:
            case 21:
                return document_.add(head.info == 21);
            case 22:
            case 23:
                return document_.add(NodeKind::null);
            case 25:
                return document_.add(half(head.number));
            case 26:
                return document_.add(static_cast<double>(
                    std::bit_cast<float>(static_cast<std::uint32_t>(head.number))));
            case 27:
                return document_.add(std::bit_cast<double>(head.number));
            default:
                return false;
        }
    }
    /// A number of 16 bits.
    [[nodiscard]] static double half(std::uint64_t bits) noexcept {
        const auto exponent = static_cast<int>(bits >> 10 & 31);
        const auto mantissa = static_cast<double>(bits & 1023);
        double value = 0;
        if (exponent == 0) {
            value = std::ldexp(mantissa, -24);
        } else if (exponent != 31) {
            value = std::ldexp(mantissa + 1024, exponent - 25);
        } else {
            value = mantissa == 0 ? std::numeric_limits<double>::infinity()
                                  : std::numeric_limits<double>::quiet_NaN();
        }
        return (bits & 0x8000) != 0 ? -value : value;
    }
    std::string_view rest_;
    Document& document_;
};

}  // namespace detail

/// Reads CBOR.  Gives: false if it is not well-formed, too deep, or names members by no texts.
[[nodiscard]] inline bool read_cbor(std::string_view body, Document& document) {
    return detail::CborReader{body, document}.read();
}

}  // namespace weir::inline v0::wire
