// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

/// The frames in which a subscription's events come: application/vnd.amazon.eventstream.
/// Source: Smithy's specification of the event stream encoding.
namespace weir::inline v0::wire {

/// The checksum of gzip, PNG and Ethernet.
[[nodiscard]] constexpr std::uint32_t crc32(std::string_view bytes) noexcept {
    constexpr auto table = [] {
        std::array<std::uint32_t, 256> remainders{};
        for (std::uint32_t byte = 0; byte < 256; ++byte) {
            std::uint32_t rest = byte;
            for (int bit = 0; bit < 8; ++bit) {
                rest = rest >> 1 ^ ((rest & 1) != 0 ? 0xedb8'8320 : 0);
            }
            remainders[byte] = rest;
        }
        return remainders;
    }();
    std::uint32_t sum = 0xffff'ffff;
    for (const char byte : bytes) {
        sum = sum >> 8 ^ table[(sum ^ static_cast<std::uint8_t>(byte)) & 0xff];
    }
    return ~sum;
}

struct EventHeader {
    std::string_view name;
    std::string_view value;
};

namespace detail {

/// Writes a number of four bytes at a place, the highest first.
inline void put_number(std::string& out, std::size_t at, std::size_t number) noexcept {
    for (std::size_t byte = 0; byte < 4; ++byte) {
        out[at + byte] = static_cast<char>(number >> (24 - 8 * byte) & 0xff);
    }
}

}  // namespace detail

/// Appends one message: its headers, all of them texts, and what `append_payload` appends to `out`.
template <class AppendPayload>
void append_event(std::string& out, std::initializer_list<EventHeader> headers,
                  AppendPayload&& append_payload) {
    constexpr std::size_t prelude_size = 12;
    constexpr std::size_t checksum_size = 4;
    constexpr char text_type = 7;
    const std::size_t start = out.size();
    out.append(prelude_size, '\0');
    for (const EventHeader& one : headers) {
        out += static_cast<char>(one.name.size());
        out += one.name;
        out += text_type;
        out += static_cast<char>(one.value.size() >> 8);
        out += static_cast<char>(one.value.size() & 0xff);
        out += one.value;
    }
    const std::size_t headers_size = out.size() - start - prelude_size;
    append_payload();
    const auto message = [&] { return std::string_view{out}.substr(start); };
    detail::put_number(out, start, message().size() + checksum_size);
    detail::put_number(out, start + 4, headers_size);
    detail::put_number(out, start + 8, crc32(message().substr(0, 8)));
    const std::uint32_t sum = crc32(message());
    out.append(checksum_size, '\0');
    detail::put_number(out, out.size() - checksum_size, sum);
}

}  // namespace weir::inline v0::wire
