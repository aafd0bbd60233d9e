// SPDX-License-Identifier: Apache-2.0
// ListShards can be asked for the shards of a moment, from a moment on, or behind a shard. The
// shards of one moment always own every hash key exactly once.
#include <algorithm>

#include "scenario/scenario.hpp"

using weir::ShardFilterType;

namespace {

/// One shard, split after an hour; the lower child split after another hour.
struct TwoSplits : Scenario {
    TwoSplits() {
        created = clock.now();
        clock.advance(1h);
        first = clock.now();
        split_in_half(0);
        clock.advance(1h);
        second = clock.now();
        split(1, 1000);
        clock.advance(1h);
    }
    Indexes filtered(ShardFilterType type, std::optional<weir::Instant> time = {}) {
        return indexes(
            {.shard_filter = weir::ShardFilter{.type = type, .shard_id = {}, .timestamp = time}});
    }
    weir::Instant created, first, second;
};

bool own_every_key_once(std::vector<weir::Shard> shards) {
    std::sort(shards.begin(), shards.end(), [](const weir::Shard& a, const weir::Shard& b) {
        return a.hash_key_range.starting_hash_key < b.hash_key_range.starting_hash_key;
    });
    bool whole = !shards.empty() && shards.front().hash_key_range.starting_hash_key == 0 &&
                 shards.back().hash_key_range.ending_hash_key == Scenario::top();
    for (std::size_t at = 1; at < shards.size(); ++at) {
        whole = whole && shards[at - 1].hash_key_range.adjoins(shards[at].hash_key_range);
    }
    return whole;
}

}  // namespace

TEST_CASE("Without a filter, and with FROM_TRIM_HORIZON, all shards are listed") {
    TwoSplits stream;
    CHECK(stream.indexes() == Indexes{0, 1, 2, 3, 4});
    CHECK(stream.filtered(ShardFilterType::from_trim_horizon) == Indexes{0, 1, 2, 3, 4});
}

TEST_CASE("AT_LATEST lists open shards") {
    TwoSplits stream;
    CHECK(stream.filtered(ShardFilterType::at_latest) == Indexes{2, 3, 4});
}

TEST_CASE("AT_TRIM_HORIZON lists the first shards of a stream younger than its retention") {
    TwoSplits stream;
    CHECK(stream.filtered(ShardFilterType::at_trim_horizon) == Indexes{0});
}

TEST_CASE("AT_TRIM_HORIZON lists what was open a retention period ago") {
    TwoSplits stream;
    stream.clock.set(stream.first + 24h + 30min);
    CHECK(stream.filtered(ShardFilterType::at_trim_horizon) == Indexes{1, 2});
    stream.clock.set(stream.second + 24h);
    CHECK(stream.filtered(ShardFilterType::at_trim_horizon) == Indexes{2, 3, 4});
}

TEST_CASE("AT_TIMESTAMP lists what was open then") {
    TwoSplits stream;
    const auto at = ShardFilterType::at_timestamp;
    CHECK(stream.filtered(at, stream.created) == Indexes{0});
    CHECK(stream.filtered(at, stream.first - 1us) == Indexes{0});
    CHECK(stream.filtered(at, stream.first) == Indexes{1, 2});
    CHECK(stream.filtered(at, stream.second - 1us) == Indexes{1, 2});
    CHECK(stream.filtered(at, stream.second) == Indexes{2, 3, 4});
}

TEST_CASE("AT_TIMESTAMP before the stream's creation means its creation, to come means now") {
    TwoSplits stream;
    CHECK(stream.filtered(ShardFilterType::at_timestamp, stream.created - 9h) == Indexes{0});
    CHECK(stream.filtered(ShardFilterType::at_timestamp, stream.clock.now() + 9h) ==
          Indexes{2, 3, 4});
}

TEST_CASE("FROM_TIMESTAMP lists what was open then or later") {
    TwoSplits stream;
    const auto from = ShardFilterType::from_timestamp;
    CHECK(stream.filtered(from, stream.created) == Indexes{0, 1, 2, 3, 4});
    CHECK(stream.filtered(from, stream.first) == Indexes{0, 1, 2, 3, 4});
    CHECK(stream.filtered(from, stream.first + 1us) == Indexes{1, 2, 3, 4});
    CHECK(stream.filtered(from, stream.second + 1us) == Indexes{2, 3, 4});
}

TEST_CASE("AFTER_SHARD_ID lists the shards with greater ids") {
    TwoSplits stream;
    CHECK(stream.indexes({.shard_filter = weir::ShardFilter{.type = ShardFilterType::after_shard_id,
                                                            .shard_id = "shardId-000000000002",
                                                            .timestamp = {}}}) == Indexes{3, 4});
}

TEST_CASE("The shards of any moment own every hash key exactly once") {
    TwoSplits stream;
    REQUIRE(stream.stream.update_shard_count({5}).has_value());
    stream.clock.advance(20h);
    for (weir::Instant time = stream.created; time < stream.clock.now(); time += 10min) {
        const auto listed = stream.stream.list_shards(
            {.shard_filter = weir::ShardFilter{
                 .type = ShardFilterType::at_timestamp, .shard_id = {}, .timestamp = time}});
        REQUIRE(listed.has_value());
        CHECK(own_every_key_once(listed->shards));
    }
}

TEST_CASE("A filter's members go with its type") {
    TwoSplits stream;
    const auto listed = [&](const weir::ShardFilter& filter) {
        return stream.stream.list_shards({.shard_filter = filter});
    };
    CHECK(listed({.type = ShardFilterType::at_timestamp, .shard_id = {}, .timestamp = {}})
              .error()
              .code() == weir::Errc::invalid_argument);
    CHECK(listed({.type = ShardFilterType::after_shard_id, .shard_id = {}, .timestamp = {}})
              .error()
              .code() == weir::Errc::invalid_argument);
    CHECK(listed({.type = ShardFilterType::at_latest, .shard_id = "0", .timestamp = {}})
              .error()
              .code() == weir::Errc::invalid_argument);
}
