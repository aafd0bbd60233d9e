// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../events/input_tally.hpp"
#include "heat_map.hpp"
#include "weir/core/hash_range.hpp"
#include "weir/core/instant.hpp"
#include "weir/core/shard_id.hpp"

namespace demo {

using namespace events;

/// The life of one shard as the demo saw it; a story's place is its shard's index.
struct ShardStory {
    weir::HashKeyRange range;
    std::optional<weir::ShardId> parent;
    std::optional<weir::ShardId> adjacent_parent;
    weir::Instant opened;
    std::optional<weir::Instant> closed;
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
    std::uint64_t refused = 0;
    std::string end;  ///< why it was split or merged
};

struct WriteTally {
    std::uint64_t requests = 0;
    std::uint64_t put = 0;
    std::uint64_t throttled = 0;  ///< requests that were refused for the shard's limits
    std::uint64_t delayed = 0;    ///< records that were put later than they were due
    std::uint64_t failed = 0;     ///< records the stream will never take
    std::string first_failure;
    weir::Duration longest_wait{0};
    std::uint64_t most_waiting = 0;
};

struct ReadTally {
    std::uint64_t requests = 0;
    std::uint64_t records = 0;
    std::uint64_t throttled = 0;
    std::uint64_t renewed = 0;  ///< iterators that had expired
    std::uint64_t shards_finished = 0;
    std::int64_t most_behind_millis = 0;
};

struct ReshardTally {
    std::uint64_t splits = 0;
    std::uint64_t merges = 0;
    std::uint64_t spared = 0;  ///< splits not made because one key was the load
    std::size_t most_open = 0;
};

/// Everything that is counted while the log runs.
class Tally {
public:
    explicit Tally(weir::Instant start) : records_by_time(start), refusals_by_time(start) {}

    InputTally input;
    WriteTally writes;
    ReadTally reads;
    ReshardTally reshards;
    HeatMap records_by_time;
    HeatMap refusals_by_time;
    std::vector<ShardStory> shards;

    void count_put(weir::ShardId shard, weir::Instant now, std::size_t bytes) {
        ShardStory& story = story_of(shard);
        ++story.records;
        story.bytes += bytes;
        ++writes.put;
        records_by_time.add(shard.index, now);
        refusals_by_time.reach(now);
    }

    void count_throttled(weir::ShardId shard, weir::Instant now) {
        ++story_of(shard).refused;
        ++writes.throttled;
        refusals_by_time.add(shard.index, now);
        records_by_time.reach(now);
    }

    /// Makes both maps reach to the end of the run.
    void reach(weir::Instant end) {
        records_by_time.reach(end);
        refusals_by_time.reach(end);
    }

    ShardStory& story_of(weir::ShardId shard) {
        if (shard.index >= shards.size()) shards.resize(std::size_t{shard.index} + 1);
        return shards[shard.index];
    }

    /// The shard that a split or merge made of a closed one, in the order of their indexes.
    [[nodiscard]] std::vector<std::uint32_t> children_of(std::uint32_t index) const {
        std::vector<std::uint32_t> children;
        for (std::size_t i = index + 1; i < shards.size(); ++i) {
            const auto is = [&](const std::optional<weir::ShardId>& parent) {
                return parent && parent->index == index;
            };
            if (is(shards[i].parent) || is(shards[i].adjacent_parent)) {
                children.push_back(static_cast<std::uint32_t>(i));
            }
        }
        return children;
    }
};

}  // namespace demo
