// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "weir/core/words.hpp"

namespace weir::inline v0 {

/// An unsigned integer of 128 bits; arithmetic wraps as built-in unsigned arithmetic does.
class Uint128 {
public:
    /// The longest decimal text: 2^128 - 1 has 39 digits.
    static constexpr std::size_t text_size_max = 39;

    constexpr Uint128() noexcept = default;
    constexpr Uint128(std::uint64_t low) noexcept : low_{low} {}
    constexpr Uint128(std::uint64_t high, std::uint64_t low) noexcept : high_{high}, low_{low} {}

    [[nodiscard]] static constexpr Uint128 max() noexcept {
        constexpr auto ones = std::numeric_limits<std::uint64_t>::max();
        return {ones, ones};
    }

    /// Reads `0` or up to 39 digits without a leading zero.  Gives: nothing from 2^128 on.
    [[nodiscard]] static constexpr std::optional<Uint128> parse(std::string_view text) noexcept {
        words::Words<2> value{};
        if (text.size() > text_size_max || !words::from_decimal(text, value)) {
            return std::nullopt;
        }
        return Uint128{value[1], value[0]};
    }

    /// Writes decimal digits, at most `text_size_max`.  Gives: how many.
    constexpr std::size_t to_chars(char* out) const noexcept {
        return words::to_decimal(words::Words<2>{low_, high_}, out);
    }
    [[nodiscard]] std::string to_string() const {
        char text[text_size_max];
        return {text, to_chars(text)};
    }

    [[nodiscard]] constexpr std::uint64_t hi() const noexcept { return high_; }
    [[nodiscard]] constexpr std::uint64_t lo() const noexcept { return low_; }

    constexpr Uint128& operator+=(Uint128 by) noexcept {
        low_ += by.low_;
        high_ += by.high_ + (low_ < by.low_ ? 1 : 0);
        return *this;
    }
    constexpr Uint128& operator-=(Uint128 by) noexcept {
        high_ -= by.high_ + (low_ < by.low_ ? 1 : 0);
        low_ -= by.low_;
        return *this;
    }
    constexpr Uint128& operator*=(std::uint64_t by) noexcept {
        const auto product = words::multiply(low_, by);
        high_ = high_ * by + product.high;
        low_ = product.low;
        return *this;
    }
    constexpr Uint128& operator/=(std::uint64_t by) noexcept {
        const auto low = words::divide(high_ % by, low_, by);
        high_ /= by;
        low_ = low.quotient;
        return *this;
    }
    /// Shifts by 128 and more give 0.
    constexpr Uint128& operator<<=(unsigned by) noexcept {
        if (by >= 64) {
            high_ = by >= 128 ? 0 : low_ << (by - 64);
            low_ = 0;
        } else if (by > 0) {
            high_ = (high_ << by) | (low_ >> (64 - by));
            low_ <<= by;
        }
        return *this;
    }
    constexpr Uint128& operator>>=(unsigned by) noexcept {
        if (by >= 64) {
            low_ = by >= 128 ? 0 : high_ >> (by - 64);
            high_ = 0;
        } else if (by > 0) {
            low_ = (low_ >> by) | (high_ << (64 - by));
            high_ >>= by;
        }
        return *this;
    }

    [[nodiscard]] friend constexpr Uint128 operator+(Uint128 a, Uint128 b) noexcept {
        return a += b;
    }
    [[nodiscard]] friend constexpr Uint128 operator-(Uint128 a, Uint128 b) noexcept {
        return a -= b;
    }
    [[nodiscard]] friend constexpr Uint128 operator*(Uint128 a, std::uint64_t b) noexcept {
        return a *= b;
    }
    [[nodiscard]] friend constexpr Uint128 operator/(Uint128 a, std::uint64_t b) noexcept {
        return a /= b;
    }
    [[nodiscard]] friend constexpr std::uint64_t operator%(Uint128 a, std::uint64_t b) noexcept {
        return words::divide(a.high_ % b, a.low_, b).remainder;
    }
    [[nodiscard]] friend constexpr Uint128 operator<<(Uint128 a, unsigned by) noexcept {
        return a <<= by;
    }
    [[nodiscard]] friend constexpr Uint128 operator>>(Uint128 a, unsigned by) noexcept {
        return a >>= by;
    }

    friend constexpr auto operator<=>(Uint128, Uint128) noexcept = default;

private:
    std::uint64_t high_ = 0;
    std::uint64_t low_ = 0;
};

/// A place in the space that shards divide among themselves, 0 to 2^128 - 1.
using HashKey = Uint128;

}  // namespace weir::inline v0
