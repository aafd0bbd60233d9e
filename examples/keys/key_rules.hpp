// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "weir/core/limits.hpp"
#include "weir/core/utf.hpp"
#include "weir/wire/utf8.hpp"

namespace keys {

/// What a line's bytes are, found in one pass.
struct ByteKinds {
    bool ascii = true;
    bool has_zero = false;

    static ByteKinds of(std::string_view text) noexcept {
        constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
        constexpr std::uint64_t tops = ones << 7;
        std::uint64_t high = 0;
        std::uint64_t zero = 0;
        std::size_t at = 0;
        for (std::uint64_t bytes = 0; at + 8 <= text.size(); at += 8) {
            std::memcpy(&bytes, text.data() + at, 8);
            high |= bytes;
            zero |= (bytes - ones) & ~bytes;
        }
        for (; at < text.size(); ++at) {
            const auto byte = static_cast<unsigned char>(text[at]);
            high |= byte;
            zero |= byte == 0 ? tops : 0;
        }
        return {(high & tops) == 0, (zero & tops) != 0};
    }
};

enum class KeyKind { good, not_utf8, empty, too_long };

/// Whether the service would take a key. One that is not UTF-8 has no way into a request, but
/// producers that send raw bytes exist, and its hash can be told.
inline KeyKind key_kind(std::string_view key, bool ascii) noexcept {
    if (key.empty()) return KeyKind::empty;
    if (ascii) {
        const bool fits = key.size() <= weir::limits::partition_key_utf16_units_max;
        return fits ? KeyKind::good : KeyKind::too_long;
    }
    if (weir::utf16_units(key) > weir::limits::partition_key_utf16_units_max) {
        return KeyKind::too_long;
    }
    return weir::wire::is_utf8(key) ? KeyKind::good : KeyKind::not_utf8;
}

constexpr std::string_view empty_key = "has an empty key";
constexpr std::string_view long_key = "has a key of more than 256 characters";
constexpr std::string_view zero_byte = "has a zero byte in it";
constexpr std::string_view long_record = "is longer than a record can be, 10 MiB";

}  // namespace keys
