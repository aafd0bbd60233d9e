// SPDX-License-Identifier: Apache-2.0
// Partition keys: all ways of hashing agree, whatever the keys beside each other, and characters
// are counted as UTF-16 counts them.
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

void hash_alike(std::string_view text) {
    std::vector<std::string_view> keys;
    for (std::size_t at = 0, length = 1; at < text.size() && keys.size() < 40; ++length) {
        keys.push_back(text.substr(at, length * length % 83));
        at += keys.back().size() + 1;
    }
    std::vector<weir::HashKey> hashes(keys.size());
    weir::md5_hash_keys(std::span{std::as_const(keys)}, hashes.data());
    for (std::size_t at = 0; at < keys.size(); ++at) {
        must(hashes[at] == weir::md5_hash_key(keys[at]), "a key hashes alike in a batch");
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
