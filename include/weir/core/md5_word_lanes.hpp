// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "weir/core/key_column.hpp"
#include "weir/core/md5.hpp"
#include "weir/core/md5_lanes.hpp"
#include "weir/core/uint128.hpp"

namespace weir::inline v0::detail {

/// The hash in one lane of `state`.
template <std::size_t Lanes>
inline HashKey md5_lane_result(const std::uint32_t* state) noexcept {
    return HashKey(md5_half(state[0], state[Lanes]), md5_half(state[2 * Lanes], state[3 * Lanes]));
}

/// Lanes that are filled and emptied word by word.
template <std::size_t Lanes, std::size_t Least,
          void (*Compress)(std::uint32_t*, const std::uint32_t*) noexcept>
struct Md5WordLanes {
    static constexpr std::size_t lanes = Lanes;
    static constexpr std::size_t least = Least;

    /// One block of each key; the pairs of words from `pairs` to the length are still zero.
    struct Input {
        alignas(64) std::uint32_t block[16 * Lanes] = {};
        std::size_t pairs = 0;
    };

    /// Copies `count` keys.  Gives: how many of them are too long; nothing is copied of these.
    [[gnu::noinline]] static std::size_t load(Input& input, KeyColumn keys, std::size_t first,
                                              std::size_t count) noexcept {
        std::size_t pairs = input.pairs;
        std::size_t long_keys = 0;
        for (std::size_t lane = 0; lane < count; ++lane) {
            const std::string_view key = keys[first + lane];
            if (key.size() > md5_one_block_max) {
                ++long_keys;
                continue;
            }
            std::size_t pair = 0;
            for (; pair < key.size() / 8; ++pair) {
                put(input, lane, pair, md5_load<8>(key.data() + 8 * pair));
            }
            put(input, lane, pair++, md5_last_word(key.data() + key.size(), key.size()));
            for (; pair < pairs; ++pair) {
                put(input, lane, pair, 0);
            }
            pairs = pair;
            input.block[14 * Lanes + lane] = static_cast<std::uint32_t>(key.size() * 8);
        }
        input.pairs = pairs;
        return long_keys;
    }

    /// Hashes the keys that were loaded.
    static void hash(Input& input, std::size_t count, HashKey* out) noexcept {
        alignas(64) std::uint32_t state[4 * Lanes];
        std::memcpy(state, start.data(), sizeof state);
        step(state, input, Lanes);
        for (std::size_t lane = 0; lane < count; ++lane) {
            out[lane] = md5_lane_result<Lanes>(state + lane);
        }
    }

    /// Makes block number `at` of a key the next one in its lane.
    static void put_block(Input& input, std::size_t lane, std::string_view key,
                          std::size_t at) noexcept {
        if (key.size() / 64 > at) {
            for (std::size_t pair = 0; pair < 8; ++pair) {
                put(input, lane, pair, md5_load<8>(key.data() + 64 * at + 8 * pair));
            }
        } else {
            Md5Block block;
            md5_read_block(block, key, at);
            for (std::size_t word = 0; word < 16; ++word) {
                input.block[word * Lanes + lane] = block[word];
            }
        }
    }

    /// Goes on from `state` by one block in each lane, whether it is used or not.
    static void step(std::uint32_t* state, Input& input, std::size_t /*used*/) noexcept {
        Compress(state, input.block);
    }

private:
    static constexpr std::array<std::uint32_t, 4 * Lanes> start = [] {
        std::array<std::uint32_t, 4 * Lanes> words{};
        for (std::size_t at = 0; at < words.size(); ++at) {
            words[at] = md5_start[at / Lanes];
        }
        return words;
    }();

    static void put(Input& input, std::size_t lane, std::size_t pair,
                    std::uint64_t value) noexcept {
        input.block[2 * pair * Lanes + lane] = static_cast<std::uint32_t>(value);
        input.block[(2 * pair + 1) * Lanes + lane] = static_cast<std::uint32_t>(value >> 32);
    }
};

using Md5TwoLanes = Md5WordLanes<2, 2, md5_two_lanes>;
#if defined(WEIR_MD5_ON_X86)
using Md5Sse2 = Md5WordLanes<8, 3, md5_eight_lanes>;
using Md5Avx2 = Md5WordLanes<16, 3, md5_sixteen_lanes_avx2>;
#endif

}  // namespace weir::inline v0::detail
