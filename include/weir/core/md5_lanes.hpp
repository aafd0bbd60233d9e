// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "weir/core/md5_steps.hpp"

// One block of each of several messages at a time: the same step on every lane of a register.
//
// All functions here take `state`, four rows of lanes, and `block`, sixteen rows of lanes, both
// aligned to 64 bytes. They use the vector types that g++ and clang++ share instead of intrinsics:
// <immintrin.h> takes longer to compile than the whole of core/.

// A build without optimisation leaves the vectors out: compiled so, they would be slow, and take
// longer to compile than a program that includes the whole library. Define WEIR_MD5_VECTORS as 0
// or 1 to decide otherwise.
#if !defined(WEIR_MD5_VECTORS)
#if defined(__OPTIMIZE__)
#define WEIR_MD5_VECTORS 1
#else
#define WEIR_MD5_VECTORS 0
#endif
#endif

#if WEIR_MD5_VECTORS && defined(__x86_64__) && defined(__GNUC__)
#define WEIR_MD5_ON_X86 1
// Each function that touches a wide vector carries its target: in one without, the compiler would
// refuse the vector or split it before the function can be inlined where the target is known.
#define WEIR_MD5_AVX2 gnu::target("avx2")
#define WEIR_MD5_AVX512 gnu::target("avx512f,avx512bw,avx512vl,bmi2")
#endif

// `Vector`, `streams`, `stride`, `words` and the state arrays are names in the function that uses
// this. Streams are independent of each other, so that one works while the other waits for its
// result; there may be room for more of them, `stride`, in a row of lanes.
#define WEIR_MD5_LANE_STEP(keep, constant, early, late, a, b, c, d, word, turn)    \
    for (std::size_t s = 0; s < streams; ++s) {                                    \
        Vector sum = words[(word)*stride + s] + (constant)early(b[s], c[s], d[s]); \
        keep(sum);                                                                 \
        a[s] += sum;                                                               \
        a[s] += late(b[s], c[s], d[s]);                                            \
        a[s] = (a[s] << (turn) | a[s] >> (32 - (turn))) + b[s];                    \
    }

#define WEIR_MD5_LOAD_STATE(rows)                          \
    Vector a[streams], b[streams], c[streams], d[streams]; \
    for (std::size_t s = 0; s < streams; ++s) {            \
        a[s] = rows[s];                                    \
        b[s] = rows[stride + s];                           \
        c[s] = rows[2 * stride + s];                       \
        d[s] = rows[3 * stride + s];                       \
    }

#define WEIR_MD5_ADD_STATE(rows)                \
    for (std::size_t s = 0; s < streams; ++s) { \
        rows[s] += a[s];                        \
        rows[stride + s] += b[s];               \
        rows[2 * stride + s] += c[s];           \
        rows[3 * stride + s] += d[s];           \
    }

namespace weir::inline v0::detail {

/// Two lanes in general registers, for every kind of processor.
[[gnu::noinline]] inline void md5_two_lanes(std::uint32_t* state,
                                            const std::uint32_t* words) noexcept {
    using Vector = std::uint32_t;
    constexpr std::size_t streams = 2;
    constexpr std::size_t stride = streams;
    WEIR_MD5_LOAD_STATE(state)
#define WEIR_MD5_STEP(number, round, a, b, c, d, word, turn, constant)                            \
    WEIR_MD5_LANE_STEP(WEIR_MD5_KEEP, constant, WEIR_MD5_EARLY_##round, WEIR_MD5_LATE_##round, a, \
                       b, c, d, word, turn)
    WEIR_MD5_STEPS(WEIR_MD5_STEP)
#undef WEIR_MD5_STEP
    WEIR_MD5_ADD_STATE(state)
}

#if defined(WEIR_MD5_ON_X86)

/// The constants of the steps in an array. A compiler that can look through the address would
/// build each one in a general register, which costs two operations on a busy port.
inline const std::uint32_t* md5_constants() noexcept {
#define WEIR_MD5_CONSTANT(number, round, a, b, c, d, word, turn, constant) constant,
    static constexpr std::uint32_t table[64] = {WEIR_MD5_STEPS(WEIR_MD5_CONSTANT)};
#undef WEIR_MD5_CONSTANT
    const std::uint32_t* address = table;
    asm("" : "+r"(address));
    return address;
}

/// Eight lanes in two streams of SSE2, which every x86-64 processor has.
[[gnu::noinline]] inline void md5_eight_lanes(std::uint32_t* state,
                                              const std::uint32_t* block) noexcept {
    typedef std::uint32_t Vector __attribute__((vector_size(16), may_alias));
    constexpr std::size_t streams = 2;
    constexpr std::size_t stride = streams;
    auto* rows = reinterpret_cast<Vector*>(state);
    const auto* words = reinterpret_cast<const Vector*>(block);
    WEIR_MD5_LOAD_STATE(rows)
#define WEIR_MD5_STEP(number, round, a, b, c, d, word, turn, constant)                    \
    WEIR_MD5_LANE_STEP(WEIR_MD5_KEEP_VECTOR, Vector{} + constant, WEIR_MD5_EARLY_##round, \
                       WEIR_MD5_LATE_##round, a, b, c, d, word, turn)
    WEIR_MD5_STEPS(WEIR_MD5_STEP)
#undef WEIR_MD5_STEP
    WEIR_MD5_ADD_STATE(rows)
}

/// Sixteen lanes in two streams of AVX2.
[[gnu::noinline, WEIR_MD5_AVX2]] inline void md5_sixteen_lanes_avx2(
    std::uint32_t* state, const std::uint32_t* block) noexcept {
    typedef std::uint32_t Vector __attribute__((vector_size(32), may_alias));
    constexpr std::size_t streams = 2;
    constexpr std::size_t stride = streams;
    const std::uint32_t* constants = md5_constants();
    auto* rows = reinterpret_cast<Vector*>(state);
    const auto* words = reinterpret_cast<const Vector*>(block);
    WEIR_MD5_LOAD_STATE(rows)
#define WEIR_MD5_STEP(number, round, a, b, c, d, word, turn, constant)                             \
    WEIR_MD5_LANE_STEP(WEIR_MD5_KEEP_VECTOR, Vector{} + constants[number], WEIR_MD5_EARLY_##round, \
                       WEIR_MD5_LATE_##round, a, b, c, d, word, turn)
    WEIR_MD5_STEPS(WEIR_MD5_STEP)
#undef WEIR_MD5_STEP
    WEIR_MD5_ADD_STATE(rows)
}

/// Sixty-four lanes in four streams of AVX-512, which turns words and mixes three in one operation
/// each; or the first lanes of them in fewer streams, which leaves the others alone.
template <std::size_t streams>
[[gnu::noinline, WEIR_MD5_AVX512]] inline void md5_lanes_avx512(
    std::uint32_t* state, const std::uint32_t* block) noexcept {
    typedef std::uint32_t Vector __attribute__((vector_size(64), may_alias));
    constexpr std::size_t stride = 4;
    const std::uint32_t* constants = md5_constants();
    auto* rows = reinterpret_cast<Vector*>(state);
    const auto* words = reinterpret_cast<const Vector*>(block);
    WEIR_MD5_LOAD_STATE(rows)
#define WEIR_MD5_STEP(number, round, a, b, c, d, word, turn, constant)                       \
    WEIR_MD5_LANE_STEP(WEIR_MD5_KEEP_VECTOR, Vector{} + constants[number], WEIR_MD5_NOTHING, \
                       WEIR_MD5_WHOLE_##round, a, b, c, d, word, turn)
    WEIR_MD5_STEPS(WEIR_MD5_STEP)
#undef WEIR_MD5_STEP
    WEIR_MD5_ADD_STATE(rows)
}

#endif

}  // namespace weir::inline v0::detail
