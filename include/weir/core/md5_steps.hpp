// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// The 64 steps of MD5 on one block, written once for one key and for many keys side by side.
//
// Each entry is STEP(number, round, a, b, c, d, word, turn, constant), where a to d name the four
// state words in the order in which the step takes them. A step adds a message word, the constant
// and a function of b, c and d to a, turns a left by `turn` bits and adds b.
//
// The only value that is late in a step is b, the result of the step before. The functions of the
// four rounds are therefore split in an early part, which is independent of b, and a late part. In
// round g the two parts have no bit in common, so that adding them is the same as their union.
//
// WEIR_MD5_KEEP stops a compiler from moving the additions that can be done early behind the late
// ones. Without it g++ (tuned for Zen) and clang++ lengthen the chain of dependent operations from
// 288 to as much as 350 cycles.
//
// clang-format off
#define WEIR_MD5_STEPS(STEP)                                                                \
    STEP(0, f, a, b, c, d, 0, 7, 0xd76aa478) STEP(1, f, d, a, b, c, 1, 12, 0xe8c7b756)      \
    STEP(2, f, c, d, a, b, 2, 17, 0x242070db) STEP(3, f, b, c, d, a, 3, 22, 0xc1bdceee)     \
    STEP(4, f, a, b, c, d, 4, 7, 0xf57c0faf) STEP(5, f, d, a, b, c, 5, 12, 0x4787c62a)      \
    STEP(6, f, c, d, a, b, 6, 17, 0xa8304613) STEP(7, f, b, c, d, a, 7, 22, 0xfd469501)     \
    STEP(8, f, a, b, c, d, 8, 7, 0x698098d8) STEP(9, f, d, a, b, c, 9, 12, 0x8b44f7af)      \
    STEP(10, f, c, d, a, b, 10, 17, 0xffff5bb1) STEP(11, f, b, c, d, a, 11, 22, 0x895cd7be) \
    STEP(12, f, a, b, c, d, 12, 7, 0x6b901122) STEP(13, f, d, a, b, c, 13, 12, 0xfd987193)  \
    STEP(14, f, c, d, a, b, 14, 17, 0xa679438e) STEP(15, f, b, c, d, a, 15, 22, 0x49b40821) \
    STEP(16, g, a, b, c, d, 1, 5, 0xf61e2562) STEP(17, g, d, a, b, c, 6, 9, 0xc040b340)     \
    STEP(18, g, c, d, a, b, 11, 14, 0x265e5a51) STEP(19, g, b, c, d, a, 0, 20, 0xe9b6c7aa)  \
    STEP(20, g, a, b, c, d, 5, 5, 0xd62f105d) STEP(21, g, d, a, b, c, 10, 9, 0x02441453)    \
    STEP(22, g, c, d, a, b, 15, 14, 0xd8a1e681) STEP(23, g, b, c, d, a, 4, 20, 0xe7d3fbc8)  \
    STEP(24, g, a, b, c, d, 9, 5, 0x21e1cde6) STEP(25, g, d, a, b, c, 14, 9, 0xc33707d6)    \
    STEP(26, g, c, d, a, b, 3, 14, 0xf4d50d87) STEP(27, g, b, c, d, a, 8, 20, 0x455a14ed)   \
    STEP(28, g, a, b, c, d, 13, 5, 0xa9e3e905) STEP(29, g, d, a, b, c, 2, 9, 0xfcefa3f8)    \
    STEP(30, g, c, d, a, b, 7, 14, 0x676f02d9) STEP(31, g, b, c, d, a, 12, 20, 0x8d2a4c8a)  \
    STEP(32, h, a, b, c, d, 5, 4, 0xfffa3942) STEP(33, h, d, a, b, c, 8, 11, 0x8771f681)    \
    STEP(34, h, c, d, a, b, 11, 16, 0x6d9d6122) STEP(35, h, b, c, d, a, 14, 23, 0xfde5380c) \
    STEP(36, h, a, b, c, d, 1, 4, 0xa4beea44) STEP(37, h, d, a, b, c, 4, 11, 0x4bdecfa9)    \
    STEP(38, h, c, d, a, b, 7, 16, 0xf6bb4b60) STEP(39, h, b, c, d, a, 10, 23, 0xbebfbc70)  \
    STEP(40, h, a, b, c, d, 13, 4, 0x289b7ec6) STEP(41, h, d, a, b, c, 0, 11, 0xeaa127fa)   \
    STEP(42, h, c, d, a, b, 3, 16, 0xd4ef3085) STEP(43, h, b, c, d, a, 6, 23, 0x04881d05)   \
    STEP(44, h, a, b, c, d, 9, 4, 0xd9d4d039) STEP(45, h, d, a, b, c, 12, 11, 0xe6db99e5)   \
    STEP(46, h, c, d, a, b, 15, 16, 0x1fa27cf8) STEP(47, h, b, c, d, a, 2, 23, 0xc4ac5665)  \
    STEP(48, i, a, b, c, d, 0, 6, 0xf4292244) STEP(49, i, d, a, b, c, 7, 10, 0x432aff97)    \
    STEP(50, i, c, d, a, b, 14, 15, 0xab9423a7) STEP(51, i, b, c, d, a, 5, 21, 0xfc93a039)  \
    STEP(52, i, a, b, c, d, 12, 6, 0x655b59c3) STEP(53, i, d, a, b, c, 3, 10, 0x8f0ccc92)   \
    STEP(54, i, c, d, a, b, 10, 15, 0xffeff47d) STEP(55, i, b, c, d, a, 1, 21, 0x85845dd1)  \
    STEP(56, i, a, b, c, d, 8, 6, 0x6fa87e4f) STEP(57, i, d, a, b, c, 15, 10, 0xfe2ce6e0)   \
    STEP(58, i, c, d, a, b, 6, 15, 0xa3014314) STEP(59, i, b, c, d, a, 13, 21, 0x4e0811a1)  \
    STEP(60, i, a, b, c, d, 4, 6, 0xf7537e82) STEP(61, i, d, a, b, c, 11, 10, 0xbd3af235)   \
    STEP(62, i, c, d, a, b, 2, 15, 0x2ad7d2bb) STEP(63, i, b, c, d, a, 9, 21, 0xeb86d391)
// clang-format on

#define WEIR_MD5_EARLY_f(b, c, d)
#define WEIR_MD5_EARLY_g(b, c, d) +(c & ~d)
#define WEIR_MD5_EARLY_h(b, c, d)
#define WEIR_MD5_EARLY_i(b, c, d)
#define WEIR_MD5_LATE_f(b, c, d) (d ^ (b & (c ^ d)))
#define WEIR_MD5_LATE_g(b, c, d) (b & d)
#define WEIR_MD5_LATE_h(b, c, d) (b ^ (c ^ d))
#define WEIR_MD5_LATE_i(b, c, d) (c ^ (b | ~d))

// The functions for registers that mix any three words in one operation: nothing is early then.
#define WEIR_MD5_WHOLE_f(b, c, d) WEIR_MD5_LATE_f(b, c, d)
#define WEIR_MD5_WHOLE_g(b, c, d) WEIR_MD5_LATE_f(d, b, c)
#define WEIR_MD5_WHOLE_h(b, c, d) WEIR_MD5_LATE_h(b, c, d)
#define WEIR_MD5_WHOLE_i(b, c, d) WEIR_MD5_LATE_i(b, c, d)
#define WEIR_MD5_NOTHING(b, c, d)

#if defined(__x86_64__)
#define WEIR_MD5_KEEP(value) asm("" : "+r"(value))
#define WEIR_MD5_KEEP_VECTOR(value) asm("" : "+v"(value))
#elif defined(__GNUC__)
#define WEIR_MD5_KEEP(value) asm("" : "+r"(value))
#else
#define WEIR_MD5_KEEP(value)
#endif

namespace weir::inline v0::detail {

/// The four state words before the first block.
inline constexpr std::uint32_t md5_start[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};

/// The most bytes of text that share one block with the terminator and the length.
inline constexpr unsigned md5_one_block_max = 55;

}  // namespace weir::inline v0::detail
