// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>

#include "weir/core/md5_steps.hpp"
#include "weir/core/uint128.hpp"

namespace weir::inline v0 {

/// The sixteen bytes of an MD5 hash in the order in which they are printed.
using Md5Digest = std::array<std::uint8_t, 16>;

namespace detail {

/// Up to eight bytes as a number whose lowest byte is the first one.
template <std::size_t Count>
constexpr std::uint64_t md5_load(const char* from) noexcept {
    if (std::is_constant_evaluated() || std::endian::native != std::endian::little) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < Count; ++i) {
            value |= std::uint64_t{static_cast<unsigned char>(from[i])} << (8 * i);
        }
        return value;
    }
    std::uint64_t value = 0;
    std::memcpy(&value, from, Count);
    return value;
}

/// The last `total % 8` bytes before `end`, followed by the terminator, without reading elsewhere.
constexpr std::uint64_t md5_last_word(const char* end, std::size_t total) noexcept {
    const std::size_t count = total % 8;
    std::uint64_t value = 0;
    if (total >= 8) {
        // Shifted in two moves, as a shift by all 64 bits has no meaning.
        value = md5_load<8>(end - 8) >> (8 * (7 - count)) >> 8;
    } else if (count >= 4) {
        value = md5_load<4>(end - count) | md5_load<4>(end - 4) << (8 * (count - 4));
    } else if (count > 0) {
        const char* first = end - count;
        value = md5_load<1>(first) | md5_load<1>(first + count / 2) << (8 * (count / 2)) |
                md5_load<1>(end - 1) << (8 * (count - 1));
    }
    return value | std::uint64_t{0x80} << (8 * count);
}

/// One block of a message: sixteen numbers, each with its lowest byte first.
using Md5Block = std::array<std::uint32_t, 16>;

/// The number of blocks that a message of `size` bytes fills with its terminator and its length.
constexpr std::size_t md5_block_count(std::size_t size) noexcept {
    return size / 64 + (size % 64 <= md5_one_block_max ? 1 : 2);
}

/// Sets two words. The value is kept in a general register: copying in vectors would be slower, as
/// the steps then read other pieces than were written.
constexpr void md5_put(Md5Block& block, std::size_t pair, std::uint64_t value) noexcept {
    if (!std::is_constant_evaluated()) {
        WEIR_MD5_KEEP(value);
    }
    block[2 * pair] = static_cast<std::uint32_t>(value);
    block[2 * pair + 1] = static_cast<std::uint32_t>(value >> 32);
}

/// The only block of a message of at most 55 bytes.
constexpr void md5_read_only_block(Md5Block& block, std::string_view message) noexcept {
    const std::size_t full = message.size() / 8;
    block = {};
    for (std::size_t pair = 0; pair < full; ++pair) {
        md5_put(block, pair, md5_load<8>(message.data() + 8 * pair));
    }
    md5_put(block, full, md5_last_word(message.data() + message.size(), message.size()));
    block[14] = static_cast<std::uint32_t>(message.size() * 8);
}

/// Block number `at` of a message of any length.
[[gnu::noinline]] constexpr void md5_read_block(Md5Block& block, std::string_view message,
                                                std::size_t at) noexcept {
    const std::size_t before = at * 64;
    const std::string_view rest = message.substr(before < message.size() ? before : message.size());
    const std::size_t full = rest.size() < 64 ? rest.size() / 8 : 8;
    block = {};
    for (std::size_t pair = 0; pair < full; ++pair) {
        md5_put(block, pair, md5_load<8>(rest.data() + 8 * pair));
    }
    if (full < 8 && before <= message.size()) {
        md5_put(block, full, md5_last_word(rest.data() + rest.size(), message.size()));
    }
    if (at + 1 == md5_block_count(message.size())) {
        md5_put(block, 7, std::uint64_t{message.size()} * 8);
    }
}

/// The state words after a whole message.
using Md5Words = std::array<std::uint32_t, 4>;

#define WEIR_MD5_STEP(number, round, a, b, c, d, word, turn, constant) \
    a += block[word] + constant WEIR_MD5_EARLY_##round(b, c, d);       \
    if (!std::is_constant_evaluated()) {                               \
        WEIR_MD5_KEEP(a);                                              \
    }                                                                  \
    a = std::rotl(a + WEIR_MD5_LATE_##round(b, c, d), turn) + b;

/// Hashes a whole message block by block.
[[gnu::noinline]] constexpr Md5Words md5_words(std::string_view message) noexcept {
    Md5Words state{md5_start[0], md5_start[1], md5_start[2], md5_start[3]};
    Md5Block block;
    if (message.size() <= md5_one_block_max) {
        md5_read_only_block(block, message);
    } else {
        md5_read_block(block, message, 0);
    }
    for (std::size_t at = 1;; ++at) {
        auto [a, b, c, d] = state;
        WEIR_MD5_STEPS(WEIR_MD5_STEP)
        state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d};
        if (message.size() <= md5_one_block_max || at == md5_block_count(message.size())) {
            return state;
        }
        md5_read_block(block, message, at);
    }
}

#undef WEIR_MD5_STEP

/// The number that two state words stand for when their bytes are read from left to right.
constexpr std::uint64_t md5_half(std::uint32_t first, std::uint32_t second) noexcept {
    const std::uint64_t both = std::uint64_t{second} << 32 | first;
#if defined(__GNUC__)
    return __builtin_bswap64(both);
#else
    std::uint64_t turned = 0;
    for (int i = 0; i < 8; ++i) {
        turned = turned << 8 | (both >> (8 * i) & 0xff);
    }
    return turned;
#endif
}

}  // namespace detail

/// The place of a partition key on the ring of hash keys: its MD5 as a number, first byte highest.
/// Time: 288 cycles for a key of up to 55 bytes, as much again for each further 64 bytes.
/// Source: Kinesis Data Streams API reference, PutRecord, PartitionKey.
[[nodiscard]] constexpr HashKey md5_hash_key(std::string_view key) noexcept {
    const detail::Md5Words words = detail::md5_words(key);
    return HashKey(detail::md5_half(words[0], words[1]), detail::md5_half(words[2], words[3]));
}

/// The MD5 hash of any bytes.
/// Source: RFC 1321.
[[nodiscard]] constexpr Md5Digest md5(std::string_view message) noexcept {
    const detail::Md5Words words = detail::md5_words(message);
    Md5Digest digest{};
    for (std::size_t i = 0; i < digest.size(); ++i) {
        digest[i] = static_cast<std::uint8_t>(words[i / 4] >> (8 * (i % 4)) & 0xff);
    }
    return digest;
}

/// The MD5 hash of any bytes.
[[nodiscard]] inline Md5Digest md5(std::span<const std::byte> message) noexcept {
    return md5(std::string_view(reinterpret_cast<const char*>(message.data()), message.size()));
}

}  // namespace weir::inline v0
