// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "weir/core/random.hpp"

/// Where the choices of a run come from: a seed, or bytes, as a fuzzer makes them.
///
/// Of bytes, each choice takes as few as tell its outcomes apart, so that a changed byte changes
/// one choice; when they have run out, a generator goes on.
class Choices {
public:
    explicit Choices(std::uint64_t seed) : random_{seed} {}
    explicit Choices(std::span<const std::uint8_t> bytes) : random_{0}, bytes_{bytes} {}

    /// True if no bytes are left.
    [[nodiscard]] bool exhausted() const { return bytes_.empty(); }

    std::uint64_t next() { return exhausted() ? random_.next() : take(8); }
    /// A number from 0 to `end` - 1.
    std::uint64_t below(std::uint64_t end) {
        if (exhausted()) {
            return random_.below(end);
        }
        std::size_t count = 0;
        for (std::uint64_t most = end - 1; count < 8 && most >> (8 * count) > 0;) {
            ++count;
        }
        return end < 2 ? 0 : take(count) % end;
    }
    std::uint64_t between(std::uint64_t least, std::uint64_t most) {
        return least + below(most - least + 1);
    }
    bool chance(double probability) {
        return exhausted() ? random_.chance(probability)
                           : static_cast<double>(take(1)) < probability * 256;
    }

private:
    std::uint64_t take(std::size_t count) {
        std::uint64_t number = 0;
        for (std::size_t at = 0; at < count && !bytes_.empty(); ++at) {
            number = number << 8 | bytes_.front();
            bytes_ = bytes_.subspan(1);
        }
        return number;
    }

    weir::Random random_;
    std::span<const std::uint8_t> bytes_;
};
