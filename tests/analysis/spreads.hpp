// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "weir/analysis/key_report.hpp"
#include "weir/routing/uniform_ranges.hpp"

/// Spreads that are written down rather than counted.
namespace spreads {

/// Shards of equal ranges with so many records each, of a thousand keys.
inline weir::KeySpread of(const std::vector<std::uint64_t>& records, std::uint64_t bytes_each = 1) {
    weir::KeySpread spread;
    const auto ranges = weir::uniform_ranges(static_cast<std::uint32_t>(records.size()));
    for (const std::uint64_t count : records) {
        weir::ShardLoad shard;
        shard.shard_id = weir::ShardId{static_cast<std::uint32_t>(spread.shards.size())};
        shard.range = ranges[spread.shards.size()];
        shard.records = count;
        shard.bytes = count * bytes_each;
        spread.shards.push_back(shard);
    }
    spread.distinct_keys = 1'000;
    return spread;
}

inline weir::KeyLoad key(std::string name, std::uint64_t records) {
    weir::KeyLoad key;
    key.key = std::move(name);
    key.records = records;
    key.bytes = records;
    return key;
}

}  // namespace spreads
