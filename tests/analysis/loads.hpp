// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "weir/analysis/hash_load.hpp"
#include "weir/analysis/key_report.hpp"
#include "weir/core/hash_range.hpp"
#include "weir/core/md5.hpp"
#include "weir/core/random.hpp"
#include "weir/routing/lineage.hpp"
#include "weir/routing/uniform_ranges.hpp"

/// Keys and what they brought, and layouts to put them on.
namespace loads {

/// Keys that weigh as i^-exponent; at 0 all the same.
inline std::vector<weir::KeyLoad> zipf(std::size_t keys, double exponent, std::uint64_t greatest,
                                       std::uint64_t bytes_each = 100,
                                       const std::string& prefix = "key-") {
    std::vector<weir::KeyLoad> loads;
    for (std::size_t at = 0; at < keys; ++at) {
        weir::KeyLoad load;
        load.key = prefix + std::to_string(at);
        load.hash_key = weir::md5_hash_key(load.key);
        load.records =
            1 + static_cast<std::uint64_t>(static_cast<double>(greatest) *
                                           std::pow(static_cast<double>(at + 1), -exponent));
        load.bytes = load.records * bytes_each;
        loads.push_back(load);
    }
    return loads;
}

inline weir::HashLoad counted(std::span<const weir::KeyLoad> keys, std::uint32_t shards) {
    weir::HashLoad load{shards};
    for (const auto& key : keys) {
        load.add(key.hash_key, key.bytes, key.records);
    }
    return load;
}

/// The busiest keys, as a sketch would have them.
inline std::vector<weir::KeyLoad> heaviest(std::vector<weir::KeyLoad> keys, std::size_t count) {
    std::sort(keys.begin(), keys.end(), [](const auto& one, const auto& other) {
        return one.records != other.records ? one.records > other.records : one.key < other.key;
    });
    keys.resize(std::min(keys.size(), count));
    return keys;
}

/// What really goes to each of the ranges.
inline std::vector<weir::ShardLoad> routed(std::span<const weir::KeyLoad> keys,
                                           std::span<const weir::HashKeyRange> ranges) {
    std::vector<weir::ShardLoad> shards(ranges.size());
    for (std::size_t at = 0; at < ranges.size(); ++at) {
        shards[at].shard_id = weir::ShardId{static_cast<std::uint32_t>(at)};
        shards[at].range = ranges[at];
    }
    for (const auto& key : keys) {
        const auto above = std::upper_bound(
            ranges.begin(), ranges.end(), key.hash_key,
            [](weir::HashKey hash, const auto& range) { return hash < range.starting_hash_key; });
        auto& shard = shards[static_cast<std::size_t>(above - ranges.begin()) - 1];
        shard.records += key.records;
        shard.bytes += key.bytes;
    }
    return shards;
}

inline std::vector<weir::HashKeyRange> open_ranges(const weir::Lineage& lineage) {
    std::vector<weir::HashKeyRange> ranges;
    for (const auto id : lineage.open_shards()) {
        ranges.push_back(lineage.node(id).range);
    }
    return ranges;
}

/// As splits of shards that chance picked leave them, in the middle or anywhere.
inline std::vector<weir::HashKeyRange> lopsided(std::uint32_t count, weir::Random& random,
                                                bool middles = false) {
    weir::Lineage lineage{1};
    while (lineage.open_count() < count) {
        const weir::ShardId id{static_cast<std::uint32_t>(random.below(lineage.size()))};
        const auto& range = lineage.node(id).range;
        const auto width = range.ending_hash_key - range.starting_hash_key;
        const auto part = (width >> 32) * random.below(std::uint64_t{1} << 32);
        lineage.split(id, middles ? range.middle() : range.starting_hash_key + part);
    }
    return open_ranges(lineage);
}

/// The fullest of some ranges over their mean, by records.
inline double max_over_mean(std::span<const weir::ShardLoad> shards) {
    double most = 0;
    double sum = 0;
    for (const auto& shard : shards) {
        most = std::max(most, static_cast<double>(shard.records));
        sum += static_cast<double>(shard.records);
    }
    return sum > 0 ? most * static_cast<double>(shards.size()) / sum : 1;
}

}  // namespace loads
