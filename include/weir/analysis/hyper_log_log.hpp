// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "weir/analysis/key_bits.hpp"
#include "weir/core/check.hpp"
#include "weir/core/uint128.hpp"

namespace weir::inline v0 {

/// How many different hash keys there were, in a few kilobytes however many they are.
///
/// Each key falls into one of 2^precision registers, which keeps the longest row of zeros that a
/// key's other bits began with. The estimate is Ertl's: right for few keys and for many, so that
/// neither a table of corrections nor a second way to count few keys is needed.
///
/// Source: O. Ertl, New cardinality estimation algorithms for HyperLogLog sketches (2017),
/// algorithm 6. Its other correction, tau, is for registers that are full: with hashes of 64 bits
/// none ever is.
class HyperLogLog {
public:
    static constexpr unsigned precision_min = 4;
    static constexpr unsigned precision_max = 18;
    static constexpr unsigned precision_default = 14;

    explicit HyperLogLog(unsigned precision = precision_default) : precision_{checked(precision)} {
        registers_.resize(std::size_t{1} << precision_);
    }

    /// Sees a key; one that was seen before changes nothing.
    void add(HashKey hash) noexcept {
        const std::uint64_t bits = key_bits(hash);
        // A bit at the end: what nobody will see, a row of zeros without one, needs no care.
        const std::uint64_t rest = bits << precision_ | std::uint64_t{1} << precision_;
        const auto rank = static_cast<std::uint8_t>(std::countl_zero(rest) + 1);
        std::uint8_t& longest = registers_[static_cast<std::size_t>(bits >> (64 - precision_))];
        longest = std::max(longest, rank);
    }

    /// Makes this what it would be if it had seen the other's keys, too.
    void merge(const HyperLogLog& other) noexcept {
        WEIR_CHECK(precision_ == other.precision_, "sketches that merge have one precision");
        for (std::size_t at = 0; at < registers_.size(); ++at) {
            registers_[at] = std::max(registers_[at], other.registers_[at]);
        }
    }

    /// How many different keys there were, give or take `standard_error()` of it.
    [[nodiscard]] double estimate() const noexcept {
        std::uint32_t count[64] = {};
        for (const std::uint8_t longest : registers_) {
            ++count[longest];
        }
        const auto size = static_cast<double>(registers_.size());
        double sum = 0;
        for (unsigned rank = 64 - precision_; rank >= 1; --rank) {
            sum = (sum + count[rank]) / 2;
        }
        sum += size * sum_of_empty(count[0] / size);
        constexpr double factor = 0.721'347'520'444'481'7;  // 1 / (2 ln 2)
        return factor * size * size / sum;
    }

    /// Of an estimate, relative to it; two of three estimates are closer than that.
    [[nodiscard]] double standard_error() const noexcept {
        return 1.038'961'755 / std::sqrt(static_cast<double>(registers_.size()));
    }

    [[nodiscard]] unsigned precision() const noexcept { return precision_; }

    /// Units: bytes
    [[nodiscard]] std::size_t memory_bytes() const noexcept {
        return sizeof(*this) + registers_.capacity();
    }

private:
    [[nodiscard]] static unsigned checked(unsigned precision) noexcept {
        WEIR_CHECK(precision >= precision_min && precision <= precision_max,
                   "a HyperLogLog has a precision from 4 to 18");
        return precision;
    }

    /// What empty registers add to the sum, by their share: Ertl's sigma.
    [[nodiscard]] static double sum_of_empty(double share) noexcept {
        if (share >= 1) {
            return std::numeric_limits<double>::infinity();
        }
        double sum = share;
        double before = -1;
        for (double weight = 1; sum != before; weight *= 2) {
            share *= share;
            before = sum;
            sum += share * weight;
        }
        return sum;
    }
    unsigned precision_;
    std::vector<std::uint8_t> registers_;
};

}  // namespace weir::inline v0
