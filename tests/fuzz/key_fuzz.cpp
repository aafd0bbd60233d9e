// SPDX-License-Identifier: Apache-2.0
// Partition keys: all ways of hashing agree, whatever the keys beside each other, and characters
// are counted as UTF-16 counts them.
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/input.hpp"
#include "weir/core/md5.hpp"
#include "weir/core/md5_batch.hpp"
#include "weir/core/utf.hpp"

namespace {

/// MD5 as its description says it, a step at a time.  Source: RFC 1321.
weir::HashKey md5_on_paper(std::string_view key) {
    std::vector<std::uint8_t> bytes(key.begin(), key.end());
    bytes.push_back(0x80);
    bytes.resize((bytes.size() + 8 + 63) / 64 * 64);
    for (std::size_t byte = 0; byte < 8; ++byte) {
        bytes[bytes.size() - 8 + byte] = static_cast<std::uint8_t>(key.size() * 8 >> 8 * byte);
    }
    std::array<std::uint32_t, 4> sum{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    for (std::size_t block = 0; block < bytes.size(); block += 64) {
        auto [a, b, c, d] = sum;
        for (unsigned step = 0; step < 64; ++step) {
            constexpr unsigned shifts[] = {7, 12, 17, 22, 5, 9,  14, 20,
                                           4, 11, 16, 23, 6, 10, 15, 21};
            constexpr unsigned strides[][2] = {{1, 0}, {5, 1}, {3, 5}, {7, 0}};
            const unsigned round = step / 16;
            const std::uint32_t mixed[] = {(b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d,
                                           c ^ (b | ~d)};
            const auto word = block + (strides[round][0] * step + strides[round][1]) % 16 * 4;
            std::uint32_t value = 0;
            for (std::size_t byte = 4; byte-- > 0;) {
                value = value << 8 | bytes[word + byte];
            }
            const auto sine = static_cast<std::uint32_t>(std::abs(std::sin(step + 1)) * 0x1p32);
            const auto turned = std::rotl(a + mixed[round] + value + sine,
                                          static_cast<int>(shifts[round * 4 + step % 4]));
            a = std::exchange(d, std::exchange(c, std::exchange(b, b + turned)));
        }
        sum = {sum[0] + a, sum[1] + b, sum[2] + c, sum[3] + d};
    }
    weir::HashKey hash;
    for (std::size_t byte = 0; byte < 16; ++byte) {
        hash = hash * 256 + weir::HashKey{sum[byte / 4] >> byte % 4 * 8 & 0xff};
    }
    return hash;
}

void hash_alike(std::string_view text) {
    std::vector<std::string_view> keys;
    // Each key's first byte is its length too; past 55 bytes it takes another block of MD5.
    for (std::size_t at = 0; at < text.size() && keys.size() < 40;) {
        keys.push_back(text.substr(at, static_cast<unsigned char>(text[at]) % 130U));
        at += keys.back().size() + 1;
    }
    std::vector<weir::HashKey> hashes(keys.size());
    weir::md5_hash_keys(std::span{std::as_const(keys)}, hashes.data());
    for (std::size_t at = 0; at < keys.size(); ++at) {
        must(hashes[at] == weir::md5_hash_key(keys[at]), "a key hashes alike in a batch");
        must(hashes[at] == md5_on_paper(keys[at]), "a key hashes as on paper");
    }
}

std::string utf8(std::uint32_t point) {
    const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
    if (point < 0x80) {
        return {byte(point)};
    }
    const char last = byte(0x80 | (point & 63));
    if (point < 0x800) {
        return {byte(0xc0 | point >> 6), last};
    }
    const char middle = byte(0x80 | (point >> 6 & 63));
    if (point < 0x1'0000) {
        return {byte(0xe0 | point >> 12), middle, last};
    }
    return {byte(0xf0 | point >> 18), byte(0x80 | (point >> 12 & 63)), middle, last};
}

/// Takes the bytes for code points, three a point.
void count_alike(Input input) {
    std::string text;
    std::size_t units = 0;
    while (!input.empty()) {
        std::uint32_t point = input.choice() << 16;
        point |= input.choice() << 8;
        point |= input.choice();
        point %= 0x11'0000;
        point = point >= 0xd800 && point < 0xe000 ? 0xfffd : point;
        text += utf8(point);
        units += point < 0x1'0000 ? 1U : 2U;
    }
    must(weir::utf16_units(text) == units, "a key is as long as its UTF-16");
}

}  // namespace

void run_input(std::span<const std::uint8_t> bytes) {
    const std::string_view text = Input{bytes}.rest();
    must(weir::utf16_units(text) <= text.size(), "no key is longer than its bytes");
    hash_alike(text);
    count_alike(Input{bytes});
}
