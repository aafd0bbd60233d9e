// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#if defined(__SIZEOF_INT128__) && !defined(WEIR_NO_INT128)
#define WEIR_HAS_INT128 1
#else
#define WEIR_HAS_INT128 0
#endif

/// Arithmetic on unsigned integers of several 64-bit words, the lowest word first.
namespace weir::inline v0::words {

/// Two words of one product.
struct Product {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    friend constexpr bool operator==(const Product&, const Product&) noexcept = default;
};

/// What a division gives.
struct Quotient {
    std::uint64_t quotient = 0;
    std::uint64_t remainder = 0;

    friend constexpr bool operator==(const Quotient&, const Quotient&) noexcept = default;
};

/// a * b in full, without a type wider than 64 bits.
[[nodiscard]] constexpr Product multiply_portable(std::uint64_t a, std::uint64_t b) noexcept {
    constexpr std::uint64_t half = 0xffff'ffff;
    const std::uint64_t low_low = (a & half) * (b & half);
    const std::uint64_t high_low = (a >> 32) * (b & half);
    const std::uint64_t low_high = (a & half) * (b >> 32);
    const std::uint64_t middle = (low_low >> 32) + (high_low & half) + low_high;
    return {.high = (a >> 32) * (b >> 32) + (high_low >> 32) + (middle >> 32),
            .low = (middle << 32) | (low_low & half)};
}

/// (high * 2^64 + low) / divisor, bit by bit; `high` is below `divisor`.
[[nodiscard]] constexpr Quotient divide_portable(std::uint64_t high, std::uint64_t low,
                                                 std::uint64_t divisor) noexcept {
    for (int bit = 0; bit < 64; ++bit) {
        const bool carry = (high >> 63) != 0;
        high = (high << 1) | (low >> 63);
        low <<= 1;
        if (carry || high >= divisor) {
            high -= divisor;
            low |= 1;
        }
    }
    return {.quotient = low, .remainder = high};
}

#if WEIR_HAS_INT128
__extension__ typedef unsigned __int128 Native;
#endif

/// a * b in full.
[[nodiscard]] constexpr Product multiply(std::uint64_t a, std::uint64_t b) noexcept {
#if WEIR_HAS_INT128
    const auto product = static_cast<Native>(a) * b;
    return {.high = static_cast<std::uint64_t>(product >> 64),
            .low = static_cast<std::uint64_t>(product)};
#else
    return multiply_portable(a, b);
#endif
}

/// (high * 2^64 + low) / divisor; `high` is below `divisor`, so that one word holds the answer.
[[nodiscard]] constexpr Quotient divide(std::uint64_t high, std::uint64_t low,
                                        std::uint64_t divisor) noexcept {
    if (high == 0) {
        return {.quotient = low / divisor, .remainder = low % divisor};
    }
#if WEIR_HAS_INT128
    const auto number = (static_cast<Native>(high) << 64) | low;
    const auto quotient = static_cast<std::uint64_t>(number / divisor);
    return {.quotient = quotient, .remainder = low - quotient * divisor};
#else
    return divide_portable(high, low, divisor);
#endif
}

template <std::size_t Count>
using Words = std::array<std::uint64_t, Count>;

/// words = words * factor + addend.  Gives: what did not fit.
template <std::size_t Count>
constexpr std::uint64_t multiply_add(Words<Count>& words, std::uint64_t factor,
                                     std::uint64_t addend) noexcept {
    std::uint64_t carry = addend;
    for (auto& word : words) {
        const auto product = multiply(word, factor);
        word = product.low + carry;
        carry = product.high + (word < carry ? 1 : 0);
    }
    return carry;
}

/// words = words / divisor.  Gives: the remainder.
template <std::size_t Count>
constexpr std::uint64_t divide_by(Words<Count>& words, std::uint64_t divisor) noexcept {
    std::uint64_t remainder = 0;
    for (std::size_t at = Count; at-- > 0;) {
        const auto part = divide(remainder, words[at], divisor);
        words[at] = part.quotient;
        remainder = part.remainder;
    }
    return remainder;
}

/// The most decimal digits that always fit into a word, and the power of ten they stay below.
inline constexpr std::size_t chunk_digits = 19;
inline constexpr std::uint64_t chunk = 10'000'000'000'000'000'000U;

/// Digits that a number of `count` words can have, and a few to spare.
[[nodiscard]] constexpr std::size_t digits_max(std::size_t count) noexcept {
    return count * 20;
}

/// Writes decimal digits that end before `end`, two at a time: `least` of them or as many as there
/// are.  Gives: where they begin.
constexpr char* put_digits(std::uint64_t digits, std::size_t least, char* end) noexcept {
    constexpr auto pairs = [] {
        std::array<char, 200> texts{};
        for (std::size_t at = 0; at < texts.size(); ++at) {
            texts[at] = static_cast<char>('0' + (at % 2 == 0 ? at / 20 : at / 2 % 10));
        }
        return texts;
    }();
    char* const latest = end - least;
    while (digits >= 10 || end - latest >= 2) {
        const std::size_t pair = digits % 100 * 2;
        digits /= 100;
        *--end = pairs[pair + 1];
        *--end = pairs[pair];
    }
    if (digits > 0 || latest < end) {
        *--end = static_cast<char>('0' + digits);
    }
    return end;
}

/// Writes the digits without leading zeros to `out`.  Gives: how many.
template <std::size_t Count>
constexpr std::size_t to_decimal(Words<Count> words, char* out) noexcept {
    char text[digits_max(Count)]{};
    char* const end = text + digits_max(Count);
    char* begin = end;
    for (bool more = true; more;) {
        const std::uint64_t digits = divide_by(words, chunk);
        more = words != Words<Count>{};
        begin = put_digits(digits, more ? chunk_digits : begin == end ? 1 : 0, begin);
    }
    for (const char* digit = begin; digit != end; ++digit) {
        *out++ = *digit;
    }
    return static_cast<std::size_t>(end - begin);
}

/// Reads `0` or digits without leading zeros.  Gives: false for anything else, or if too large.
template <std::size_t Count>
[[nodiscard]] constexpr bool from_decimal(std::string_view text, Words<Count>& words) noexcept {
    words = {};
    if (text.empty() || (text[0] == '0' && text.size() > 1)) {
        return false;
    }
    while (!text.empty()) {
        std::uint64_t digits = 0;
        std::uint64_t scale = 1;
        const auto part = text.substr(0, chunk_digits);
        for (const char c : part) {
            if (c < '0' || c > '9') {
                return false;
            }
            digits = digits * 10 + static_cast<std::uint64_t>(c - '0');
            scale *= 10;
        }
        if (multiply_add(words, scale, digits) != 0) {
            return false;
        }
        text.remove_prefix(part.size());
    }
    return true;
}

}  // namespace weir::inline v0::words
