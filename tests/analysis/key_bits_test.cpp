// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/key_bits.hpp"

#include "catch.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "weir/core/random.hpp"
#include "weir/routing/uniform_ranges.hpp"

using weir::HashKey;
using weir::key_bits;

namespace {

constexpr std::size_t places = 256;
constexpr std::uint64_t keys = 256 * 100;

/// How far the fullest of 256 places is above the mean of 100.
std::uint64_t fullest(const std::function<HashKey(std::uint64_t)>& key, unsigned shift) {
    std::vector<std::uint64_t> count(places);
    for (std::uint64_t at = 0; at < keys; ++at) {
        ++count[key_bits(key(at)) >> shift & 255];
    }
    std::uint64_t most = 0;
    for (const std::uint64_t here : count) {
        most = here > most ? here : most;
    }
    return most;
}

}  // namespace

TEST_CASE("hash keys that differ in few bits fall into places as chance has it") {
    weir::Random random{1};
    const std::vector<std::function<HashKey(std::uint64_t)>> kinds{
        [&](std::uint64_t) {
            return HashKey{random.next(), random.next()};
        },
        [](std::uint64_t at) {
            return HashKey{0, at};
        },
        [](std::uint64_t at) {
            return HashKey{at, 0};
        },
        [](std::uint64_t at) {
            return HashKey{at << 40, 0};
        },
        [](std::uint64_t at) {
            return HashKey{0, at << 40};
        },
        [](std::uint64_t at) {
            return HashKey{at, at};
        },
        [](std::uint64_t at) {
            return HashKey{~at, ~std::uint64_t{0}};
        },
        [](std::uint64_t at) { return weir::uniform_start(static_cast<std::uint32_t>(at), keys); },
        [](std::uint64_t at) { return weir::uniform_end(static_cast<std::uint32_t>(at), keys); }};
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
        for (const unsigned shift : {0U, 4U, 28U, 52U, 56U}) {
            CAPTURE(kind, shift);
            const std::uint64_t most = fullest(kinds[kind], shift);
            CHECK(most > 115);  // too even would not be chance
            CHECK(most < 160);  // six standard deviations
        }
    }
}

TEST_CASE("bits once more have no likeness to the bits before") {
    for (std::uint64_t row = 0; row < 8; ++row) {
        std::size_t met = 0;
        for (std::uint64_t at = 0; at < keys; ++at) {
            const std::uint64_t bits = key_bits({at, 7 * at});
            const std::uint64_t one = weir::key_bits_again(bits, row);
            const std::uint64_t other = weir::key_bits_again(bits, row + 1);
            if (weir::place_of_bits(one, places) == weir::place_of_bits(other, places)) {
                ++met;
            }
        }
        CAPTURE(row);
        CHECK(met > 50);
        CHECK(met < 160);
    }
}

TEST_CASE("a place lies within its number of places and rises with the bits") {
    for (const std::size_t count :
         {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{1000}, ~std::size_t{0}}) {
        CHECK(weir::place_of_bits(0, count) == 0);
        CHECK(weir::place_of_bits(~std::uint64_t{0}, count) == count - 1);
        CHECK(weir::place_of_bits(std::uint64_t{1} << 63, count) == count / 2);
    }
}
