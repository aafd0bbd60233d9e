// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

#include "weir/core/words.hpp"

namespace weir::inline v0 {

/// The one source of chance: the same seed gives the same numbers on every machine, for ever.
///
/// The generator is xoshiro256**, seeded by SplitMix64 so that similar seeds have nothing in
/// common. It is no secret: whoever sees a few numbers knows the rest.
///
/// Thread: one thread at a time; `fork` gives each its own.
/// Source: D. Blackman and S. Vigna, Scrambled linear pseudorandom number generators (2021).
class Random {
public:
    using result_type = std::uint64_t;

    constexpr explicit Random(std::uint64_t seed) noexcept {
        for (auto& word : state_) {
            seed += 0x9e37'79b9'7f4a'7c15;
            auto mixed = seed;
            mixed = (mixed ^ (mixed >> 30)) * 0xbf58'476d'1ce4'e5b9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94d0'49bb'1331'11eb;
            word = mixed ^ (mixed >> 31);
        }
    }

    /// Any 64-bit number, each as likely.
    constexpr std::uint64_t next() noexcept {
        const auto result = std::rotl(state_[1] * 5, 7) * 9;
        const auto shifted = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = std::rotl(state_[3], 45);
        return result;
    }

    /// A number from 0 to `bound` - 1, each exactly as likely; 0 if `bound` is 0.
    constexpr std::uint64_t below(std::uint64_t bound) noexcept {
        auto product = words::multiply(next(), bound);
        if (product.low < bound) {
            // The lowest 2^64 mod bound products would make some results likelier than others.
            const auto uneven = (0 - bound) % bound;
            while (product.low < uneven) {
                product = words::multiply(next(), bound);
            }
        }
        return product.high;
    }

    /// A number from `least` to `most`, both included, each as likely.
    constexpr std::uint64_t between(std::uint64_t least, std::uint64_t most) noexcept {
        const auto count = most - least + 1;
        return count == 0 ? next() : least + below(count);
    }

    /// A number from 0 up to but not including 1, in steps of 2^-53.
    constexpr double fraction() noexcept { return static_cast<double>(next() >> 11) * 0x1p-53; }

    /// True as often as `probability` says: never at 0, always at 1.
    constexpr bool chance(double probability) noexcept { return fraction() < probability; }

    /// A generator whose numbers have nothing in common with this one's.
    constexpr Random fork() noexcept { return Random{next()}; }

    // What std::shuffle and the distributions ask for.
    static constexpr result_type min() noexcept { return 0; }
    static constexpr result_type max() noexcept { return std::numeric_limits<result_type>::max(); }
    constexpr result_type operator()() noexcept { return next(); }

private:
    std::uint64_t state_[4]{};
};

}  // namespace weir::inline v0
