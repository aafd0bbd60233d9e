// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "weir/core/random.hpp"

/// Keys as the classic cases have them, each the same for ever for the same seed.
namespace generated {

inline double fraction(weir::Random& random) {
    return static_cast<double>(random.next() >> 11) * 0x1p-53;
}

/// Each of `kinds` keys as likely.
inline std::vector<std::string> uniform(std::size_t count, std::size_t kinds, std::uint64_t seed) {
    weir::Random random{seed};
    std::vector<std::string> keys(count);
    for (std::string& key : keys) {
        key = fmt::format("customer-{:07}", random.below(kinds));
    }
    return keys;
}

/// The n-th of `kinds` keys as likely as n to the power of -exponent.
inline std::vector<std::string> zipf(std::size_t count, std::size_t kinds, double exponent,
                                     std::uint64_t seed) {
    std::vector<double> sums(kinds);
    double sum = 0;
    for (std::size_t at = 0; at < kinds; ++at) {
        sum += std::pow(static_cast<double>(at + 1), -exponent);
        sums[at] = sum;
    }
    weir::Random random{seed};
    std::vector<std::string> keys(count);
    for (std::string& key : keys) {
        const auto found = std::lower_bound(sums.begin(), sums.end() - 1, fraction(random) * sum);
        key = fmt::format("user-{}", found - sums.begin());
    }
    return keys;
}

/// Uniform keys, but for the one that has `share` of all records.
inline std::vector<std::string> one_hot(std::size_t count, std::size_t kinds, double share,
                                        std::uint64_t seed) {
    auto keys = uniform(count, kinds, seed);
    weir::Random random{seed + 1};
    for (std::string& key : keys) {
        key = fraction(random) < share ? "tenant-0" : key;
    }
    return keys;
}

/// Each number once, in order.
inline std::vector<std::string> sequential(std::size_t count) {
    std::vector<std::string> keys(count);
    for (std::size_t at = 0; at < count; ++at) {
        keys[at] = std::to_string(1'000'000 + at);
    }
    return keys;
}

}  // namespace generated
