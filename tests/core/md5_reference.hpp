// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "weir/core/uint128.hpp"

/// MD5 as RFC 1321 words it, slow and plain; it shares nothing with the library.
inline weir::HashKey md5_reference(std::string_view message) {
    std::string padded(message);
    padded += static_cast<char>(0x80);
    while (padded.size() % 64 != 56) {
        padded += '\0';
    }
    for (unsigned i = 0; i < 8; ++i) {
        padded += static_cast<char>(std::uint64_t{message.size()} * 8 >> (8 * i) & 0xff);
    }

    const unsigned turns[4][4] = {
        {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    std::array<std::uint32_t, 4> state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    for (std::size_t at = 0; at < padded.size(); at += 64) {
        auto [a, b, c, d] = state;
        for (unsigned i = 0; i < 64; ++i) {
            const std::uint32_t mixed[4] = {(b & c) | (~b & d), (b & d) | (c & ~d), b ^ c ^ d,
                                            c ^ (b | ~d)};
            const unsigned words[4] = {i, 5 * i + 1, 3 * i + 5, 7 * i};
            const std::size_t word = at + words[i / 16] % 16 * 4;
            std::uint32_t sum = a + mixed[i / 16];
            for (unsigned byte = 0; byte < 4; ++byte) {
                sum += std::uint32_t{static_cast<unsigned char>(padded[word + byte])} << (8 * byte);
            }
            sum +=
                static_cast<std::uint32_t>(std::floor(std::fabs(std::sin(i + 1.0)) * 4294967296.0));
            a = d;
            d = c;
            c = b;
            b += std::rotl(sum, static_cast<int>(turns[i / 16][i % 4]));
        }
        state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d};
    }

    weir::HashKey result;
    for (unsigned i = 0; i < 16; ++i) {
        result = (result << 8) + (state[i / 4] >> (8 * (i % 4)) & 0xff);
    }
    return result;
}
