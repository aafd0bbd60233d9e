// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "weir/core/md5.hpp"
#include "weir/core/random.hpp"

namespace weir_test {

/// One record of a made-up input.
struct KeyedRecord {
    std::string key;
    weir::HashKey hash;
    std::uint64_t bytes = 0;
};
using KeyedRecords = std::vector<KeyedRecord>;

inline KeyedRecord keyed_record(std::string key, std::uint64_t bytes) {
    const weir::HashKey hash = weir::md5_hash_key(key);
    return {std::move(key), hash, bytes};
}

/// Each of `keys` as often as the others.
inline KeyedRecords uniform_keys(std::uint64_t seed, std::size_t count, std::uint64_t keys) {
    weir::Random random{seed};
    KeyedRecords all;
    for (std::size_t at = 0; at < count; ++at) {
        all.push_back(keyed_record("key-" + std::to_string(random.below(keys)), 100));
    }
    return all;
}

/// The n-th key comes about 1/n as often as the first; records differ in size.
inline KeyedRecords zipf_keys(std::uint64_t seed, std::size_t count, std::uint64_t keys) {
    weir::Random random{seed};
    KeyedRecords all;
    const double log_keys = std::log(static_cast<double>(keys));
    for (std::size_t at = 0; at < count; ++at) {
        const auto rank = static_cast<std::uint64_t>(std::exp(random.fraction() * log_keys));
        all.push_back(keyed_record(std::to_string(rank), random.below(3'000)));
    }
    return all;
}

/// Many keys once each; a few come back in bursts, one often and small, one seldom and large.
inline KeyedRecords hidden_keys(std::uint64_t seed, std::size_t count) {
    weir::Random random{seed};
    KeyedRecords all;
    for (std::size_t at = 0; at < count; ++at) {
        const std::uint64_t kind = random.below(100);
        if (kind < 2) {
            all.push_back(keyed_record("often", 1));
        } else if (kind == 2 && random.chance(0.2)) {
            all.push_back(keyed_record("large", 40'000));
        } else if (at / 3'000 % 5 == 0 && kind < 10) {
            all.push_back(keyed_record("burst-" + std::to_string(at / 15'000), 200));
        } else {
            all.push_back(keyed_record("once-" + std::to_string(at), random.below(500)));
        }
    }
    return all;
}

/// Keys whose texts grow to the greatest length and shrink again, each twice in a row.
inline KeyedRecords growing_keys(std::size_t count) {
    KeyedRecords all;
    for (std::size_t at = 0; at < count; ++at) {
        const std::size_t length = at % 2'000 < 1'000 ? at % 1'000 : 1'000 - at % 1'000;
        std::string key = std::to_string(at / 2);
        key.resize(key.size() + length, '.');
        all.push_back(keyed_record(std::move(key), length));
    }
    return all;
}

/// Waves of new keys, each wave a little heavier than the last: whoever is new is dropped last.
inline KeyedRecords rising_keys(std::size_t count) {
    KeyedRecords all;
    for (std::size_t at = 0; at < count; ++at) {
        all.push_back(keyed_record("rising-" + std::to_string(at), at / 10));
    }
    return all;
}

}  // namespace weir_test
