// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "weir/core/md5.hpp"
#include "weir/core/md5_lanes.hpp"
#include "weir/core/md5_path.hpp"
#include "weir/core/uint128.hpp"

namespace weir::inline v0::detail {

#if defined(WEIR_MD5_ON_X86)

/// The hash of a message of one block, in the first lane of the registers: AVX-512 mixes three
/// words in one operation, so a step is four operations long in every round.
// Filling the block has to stay outside: for this target the compiler would do it in vectors, and
// reading back other pieces than were written takes long.
[[gnu::noinline, WEIR_MD5_AVX512]] inline Md5Words md5_words_avx512(
    const Md5Block& block) noexcept {
    typedef std::uint32_t Vector __attribute__((vector_size(16)));
    const std::uint32_t* constants = md5_constants();
    Vector a = Vector{} + md5_start[0];
    Vector b = Vector{} + md5_start[1];
    Vector c = Vector{} + md5_start[2];
    Vector d = Vector{} + md5_start[3];
#define WEIR_MD5_STEP(number, round, a, b, c, d, word, turn, constant) \
    a += Vector{} + constants[number] WEIR_MD5_EARLY_##round(b, c, d); \
    a += Vector{} + block[word];                                       \
    WEIR_MD5_KEEP_VECTOR(a);                                           \
    a += WEIR_MD5_LATE_##round(b, c, d);                               \
    a = (a << (turn) | a >> (32 - (turn))) + b;
    WEIR_MD5_STEPS(WEIR_MD5_STEP)
#undef WEIR_MD5_STEP
    return {md5_start[0] + a[0], md5_start[1] + b[0], md5_start[2] + c[0], md5_start[3] + d[0]};
}

/// The hash of a key of one block by `md5_words_avx512`.
[[nodiscard]] inline HashKey md5_hash_one_key_avx512(std::string_view key) noexcept {
    Md5Block block;
    md5_read_only_block(block, key);
    const Md5Words words = md5_words_avx512(block);
    return HashKey(md5_half(words[0], words[1]), md5_half(words[2], words[3]));
}

/// True where a vector's words turn within one cycle. Other processors with AVX-512 take two, and
/// are faster with one key in general registers.
[[nodiscard]] inline bool vectors_turn_in_one_cycle() noexcept {
    return __builtin_cpu_is("intel") != 0;
}

#endif

/// The same as `md5_hash_key(key)`, by the fastest path of this processor.
/// Time: 256 cycles for a key of up to 55 bytes with Intel's AVX-512, as `md5_hash_key` otherwise.
[[nodiscard]] inline HashKey md5_hash_one_key(std::string_view key) noexcept {
#if defined(WEIR_MD5_ON_X86)
    if (key.size() <= md5_one_block_max && best_md5_path() == Md5Path::avx512 &&
        vectors_turn_in_one_cycle()) {
        return md5_hash_one_key_avx512(key);
    }
#endif
    return md5_hash_key(key);
}

}  // namespace weir::inline v0::detail
