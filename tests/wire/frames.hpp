// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// A message of an event stream, decoded by other means than it was made.
struct Frame {
    std::string headers{};  ///< `[name=value]` each; "broken" if the frame is
    std::string payload{};
};

/// One bit after the other, as the polynomial has it.
inline std::uint32_t slow_crc32(std::string_view bytes) {
    std::uint32_t rest = 0xffff'ffff;
    for (const char byte : bytes) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            const bool one = ((static_cast<unsigned char>(byte) >> bit ^ rest) & 1) != 0;
            rest = rest >> 1 ^ (one ? 0xedb8'8320U : 0U);
        }
    }
    return rest ^ 0xffff'ffff;
}

inline std::vector<Frame> decode_frames(std::string_view bytes) {
    const auto number = [](std::string_view from, std::size_t at, std::size_t size) {
        std::size_t value = 0;
        for (std::size_t byte = 0; byte < size; ++byte) {
            value = value * 256 + static_cast<unsigned char>(from.at(at + byte));
        }
        return value;
    };
    std::vector<Frame> frames;
    while (!bytes.empty()) {
        const std::size_t size = bytes.size() < 16 ? 0 : number(bytes, 0, 4);
        const std::size_t headers = size == 0 ? 0 : number(bytes, 4, 4);
        if (size < headers + 16 || size > bytes.size() ||
            number(bytes, 8, 4) != slow_crc32(bytes.substr(0, 8)) ||
            number(bytes, size - 4, 4) != slow_crc32(bytes.substr(0, size - 4))) {
            frames.push_back({"broken", std::string{bytes}});
            return frames;
        }
        Frame& frame = frames.emplace_back();
        for (std::string_view rest = bytes.substr(12, headers); !rest.empty();) {
            const std::size_t name = number(rest, 0, 1);
            const bool is_text = rest.at(1 + name) == 7;
            const std::size_t value = number(rest, 2 + name, 2);
            frame.headers += is_text ? "[" : "[no text ";
            frame.headers += std::string{rest.substr(1, name)} + '=';
            frame.headers += std::string{rest.substr(4 + name, value)} + ']';
            rest.remove_prefix(4 + name + value);
        }
        frame.payload = bytes.substr(12 + headers, size - 16 - headers);
        bytes.remove_prefix(size);
    }
    return frames;
}
