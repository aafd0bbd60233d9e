// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "weir/core/md5.hpp"
#include "weir/core/md5_lanes.hpp"

#if defined(WEIR_MD5_ON_X86)

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "weir/core/key_column.hpp"
#include "weir/core/uint128.hpp"

// How keys of one block each get into the lanes of AVX-512, and their hashes out. Moved word by
// word, as for the narrower registers, they would take as long as the hashing itself.

namespace weir::inline v0::detail {

/// Sixteen state words of different keys; in memory it may lie over any of them.
typedef std::uint32_t Md5Lanes16 __attribute__((vector_size(64), may_alias));
typedef std::uint64_t Md5Pairs8 __attribute__((vector_size(64), may_alias));

/// Turns each of the four squares of four words in four registers around its diagonal.
[[WEIR_MD5_AVX512, gnu::always_inline]] inline void md5_turn_squares(Md5Lanes16 (&r)[4]) noexcept {
#define WEIR_MD5_WORDS(x, y, n) /* words n and n + 1 of each square, taken from x and y in turn */ \
    reinterpret_cast<Md5Pairs8>(                                                                   \
        __builtin_shufflevector(x, y, n, n + 16, n + 1, n + 17, n + 4, n + 20, n + 5, n + 21,      \
                                n + 8, n + 24, n + 9, n + 25, n + 12, n + 28, n + 13, n + 29))
#define WEIR_MD5_PAIRS(x, y, n) /* pair n of each square, taken from x and y in turn */ \
    reinterpret_cast<Md5Lanes16>(                                                       \
        __builtin_shufflevector(x, y, n, n + 8, n + 2, n + 10, n + 4, n + 12, n + 6, n + 14))
    const Md5Pairs8 low01 = WEIR_MD5_WORDS(r[0], r[1], 0);
    const Md5Pairs8 low23 = WEIR_MD5_WORDS(r[2], r[3], 0);
    const Md5Pairs8 high01 = WEIR_MD5_WORDS(r[0], r[1], 2);
    const Md5Pairs8 high23 = WEIR_MD5_WORDS(r[2], r[3], 2);
    r[0] = WEIR_MD5_PAIRS(low01, low23, 0);
    r[1] = WEIR_MD5_PAIRS(low01, low23, 1);
    r[2] = WEIR_MD5_PAIRS(high01, high23, 0);
    r[3] = WEIR_MD5_PAIRS(high01, high23, 1);
#undef WEIR_MD5_WORDS
#undef WEIR_MD5_PAIRS
}

/// Each word with its bytes in the other order.
[[WEIR_MD5_AVX512, gnu::always_inline]] inline Md5Lanes16 md5_swap_bytes(Md5Lanes16 x) noexcept {
    return ((x << 8 | x >> 24) & 0x00ff00ff) | ((x << 24 | x >> 8) & 0xff00ff00);
}

/// Lanes in four registers of sixteen, filled and emptied by turning blocks around in registers.
struct Md5Avx512 {
    static constexpr std::size_t lanes = 64;
    static constexpr std::size_t least = 2;

    struct Input {
        alignas(64) Md5Block rows[lanes];  ///< One block of each key.
        alignas(64) std::uint32_t bits[lanes];
        std::size_t sizes = 0;  ///< All sizes joined bit by bit: at least the longest.
    };

    /// Copies `count` keys. A masked load touches no byte behind a key.
    /// Gives: how many of them are too long; nothing is copied of these.
    [[WEIR_MD5_AVX512, gnu::noinline]] static std::size_t load(Input& input, KeyColumn keys,
                                                               std::size_t first,
                                                               std::size_t count) noexcept {
        std::size_t long_keys = 0;
        std::size_t sizes = 0;
        for (std::size_t row = 0; row < count; ++row) {
            const std::string_view key = keys[first + row];
            const bool is_long = key.size() > md5_one_block_max;
            const std::size_t size = is_long ? 0 : key.size();
            long_keys += is_long ? 1U : 0U;
            sizes |= size;
            load_row(input.rows[row], key.data(), size);
            input.bits[row] = static_cast<std::uint32_t>(size * 8);
        }
        for (std::size_t row = count; row < in_use(count); ++row) {
            input.rows[row] = {};
        }
        input.sizes = sizes;
        return long_keys;
    }

    /// Hashes the keys that were loaded.
    [[WEIR_MD5_AVX512, gnu::noinline]] static void hash(const Input& input, std::size_t count,
                                                        HashKey* out) noexcept {
        Md5Lanes16 state[4][registers];
        Md5Lanes16 block[16][registers];
        for (std::size_t part = 0; part < in_use(count) / 16; ++part) {
            turn_rows(input, block, part, input.sizes);
            turn_ends(input, block, part);
            for (std::size_t word = 0; word < 4; ++word) {
                state[word][part] = Md5Lanes16{} + md5_start[word];
            }
        }
        compress(state[0], block[0], in_use(count));
        for (std::size_t first = 0; first < count; first += 16) {
            give(state, first / 16, out + first, count - first < 16 ? count - first : 16);
        }
    }

    /// Makes block number `at` of a key the next one in its lane.
    static void put_block(Input& input, std::size_t lane, std::string_view key,
                          std::size_t at) noexcept {
        Md5Block& row = input.rows[lane / 16 * 16 + other_order(lane % 16)];
        if (key.size() / 64 > at) {
            std::memcpy(&row, key.data() + 64 * at, 64);
        } else {
            md5_read_block(row, key, at);
        }
    }

    /// Goes on from `state` by one block in each of the first `used` lanes.
    [[WEIR_MD5_AVX512]] static void step(std::uint32_t* state, const Input& input,
                                         std::size_t used) noexcept {
        Md5Lanes16 block[16][registers];
        for (std::size_t part = 0; part < in_use(used) / 16; ++part) {
            turn_rows(input, block, part, 64);
        }
        compress(reinterpret_cast<Md5Lanes16*>(state), block[0], in_use(used));
    }

private:
    static constexpr std::size_t registers = lanes / 16;

    /// The lanes that are worked on so that `count` of them are.
    static constexpr std::size_t in_use(std::size_t count) noexcept {
        return count > 32 ? 64 : count > 16 ? 32 : 16;
    }
    /// The lane of a row of keys and the row of a lane: turning squares swaps the two halves.
    static constexpr std::size_t other_order(std::size_t at) noexcept {
        return at % 4 * 4 + at / 4;
    }

    static void compress(Md5Lanes16* state, const Md5Lanes16* block, std::size_t used) noexcept {
        const auto compress_lanes = used > 32   ? md5_lanes_avx512<4>
                                    : used > 16 ? md5_lanes_avx512<2>
                                                : md5_lanes_avx512<1>;
        compress_lanes(reinterpret_cast<std::uint32_t*>(state),
                       reinterpret_cast<const std::uint32_t*>(block));
    }

    /// Copies a key of at most 55 bytes and sets the terminator behind it.
    [[WEIR_MD5_AVX512, gnu::always_inline]] static void load_row(Md5Block& row, const char* from,
                                                                 std::size_t size) noexcept {
        typedef char Row __attribute__((vector_size(64)));
        const std::uint64_t mask = (std::uint64_t{1} << size) - 1;
#if defined(__clang__)
        const auto* source = reinterpret_cast<const Row*>(from);
#else
        const char* source = from;
#endif
        const Row bytes = __builtin_ia32_loaddquqi512_mask(source, Row{}, mask);
        std::memcpy(&row, &bytes, sizeof bytes);
        reinterpret_cast<char*>(row.data())[size] = static_cast<char>(0x80);
    }

    /// Turns sixteen rows of keys to rows of lanes. Behind all `sizes` there are only zeros.
    [[WEIR_MD5_AVX512, gnu::always_inline]] static void turn_rows(
        const Input& input, Md5Lanes16 (&block)[16][registers], std::size_t part,
        std::size_t sizes) noexcept {
        const Md5Block* rows = input.rows + 16 * part;
        for (std::size_t word = 0; word < 16; word += 4) {
            Md5Lanes16 words[4] = {};
            if (sizes > 4 * word) {
                words[0] = gather(rows[0].data() + word);
                words[1] = gather(rows[4].data() + word);
                words[2] = gather(rows[8].data() + word);
                words[3] = gather(rows[12].data() + word);
                md5_turn_squares(words);
            }
            for (std::size_t at = 0; at < 4; ++at) {
                block[word + at][part] = words[at];
            }
        }
    }

    /// Sets the lengths in bits, and the terminators of keys that end where no row was read.
    [[WEIR_MD5_AVX512, gnu::always_inline]] static void turn_ends(
        const Input& input, Md5Lanes16 (&block)[16][registers], std::size_t part) noexcept {
        const auto& row_bits = *reinterpret_cast<const Md5Lanes16*>(input.bits + 16 * part);
        const Md5Lanes16 bits = __builtin_shufflevector(row_bits, row_bits, 0, 4, 8, 12, 1, 5, 9,
                                                        13, 2, 6, 10, 14, 3, 7, 11, 15);
        block[14][part] = bits;
        for (unsigned at = 0; at < 64; at += 16) {
            if (input.sizes <= at) {
                const auto ends = reinterpret_cast<Md5Lanes16>(bits == 8 * at);
                block[at / 4][part] = ends & 0x80;
            }
        }
    }

    /// Turns the state of sixteen lanes back to hash keys.
    [[WEIR_MD5_AVX512, gnu::always_inline]] static void give(
        const Md5Lanes16 (&state)[4][registers], std::size_t part, HashKey* out,
        std::size_t count) noexcept {
        // The low word of a number comes first in memory, so that each square row is a hi and a lo.
        Md5Lanes16 keys[4] = {md5_swap_bytes(state[1][part]), md5_swap_bytes(state[0][part]),
                              md5_swap_bytes(state[3][part]), md5_swap_bytes(state[2][part])};
        md5_turn_squares(keys);
        alignas(64) std::uint64_t halves[16][2];
        for (std::size_t square = 0; square < 4; ++square) {
            reinterpret_cast<Md5Lanes16*>(halves)[square] = keys[square];
        }
        for (std::size_t row = 0; row < count; ++row) {
            out[row] = HashKey(halves[row][0], halves[row][1]);
        }
    }

    /// Sixteen bytes of each of four rows.
    [[WEIR_MD5_AVX512, gnu::always_inline]] static Md5Lanes16 gather(
        const std::uint32_t* from) noexcept {
        typedef std::uint32_t Words4 __attribute__((vector_size(16), may_alias));
        const auto* part = reinterpret_cast<const Words4*>(from);
        const auto low = __builtin_shufflevector(part[0], part[4], 0, 1, 2, 3, 4, 5, 6, 7);
        const auto high = __builtin_shufflevector(part[8], part[12], 0, 1, 2, 3, 4, 5, 6, 7);
        return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
                                       15);
    }
};

}  // namespace weir::inline v0::detail

#endif
