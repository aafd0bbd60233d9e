// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/model_control.hpp"

#include "catch.hpp"

using namespace std::chrono_literals;

namespace {

const weir::Instant start = weir::Instant::from_seconds(1'700'000'000);

}  // namespace

TEST_CASE("Splitting and merging go by the service's rules") {
    weir::ModelControl model{{}, start};
    CHECK_FALSE(model.split_shard(start, {.shard_to_split = "0", .new_starting_hash_key = "1"}));
    CHECK(model.split_shard(start, {.shard_to_split = "0", .new_starting_hash_key = "2"}));
    CHECK_FALSE(model.split_shard(start, {.shard_to_split = "0", .new_starting_hash_key = "2"}));
    CHECK_FALSE(model.merge_shards(start, {.shard_to_merge = "2", .adjacent_shard_to_merge = "1"}));
    CHECK(model.merge_shards(start, {.shard_to_merge = "1", .adjacent_shard_to_merge = "2"}));
    CHECK(model.describe_stream_summary(start).open_shard_count == 1);
}

TEST_CASE("The shard count changes by no more than double and half, and ten times a day") {
    weir::ModelControl model{{.shard_count = 2}, start};
    CHECK_FALSE(model.update_shard_count(start, {5}));
    for (int update = 0; update < 5; ++update) {
        CHECK(model.update_shard_count(start, {4}));
        CHECK(model.update_shard_count(start, {2}));
    }
    CHECK_FALSE(model.update_shard_count(start + 24h - 1us, {4}));
    CHECK(model.update_shard_count(start + 24h, {4}));
}

TEST_CASE("Shards in between count towards the limit, however short their time is") {
    weir::ModelControl model{{.shard_count = 4, .shard_limit = 4}, start};
    CHECK(model.update_shard_count(start, {3}).error().code() == weir::Errc::limit_exceeded);
    CHECK(model.update_shard_count(start, {4}));
    CHECK(model.update_shard_count(start, {2}));
    weir::ModelControl roomier{{.shard_count = 4, .shard_limit = 5}, start};
    CHECK(roomier.update_shard_count(start, {3}));
}

TEST_CASE("The retention is 24 to 8,760 hours and moves the way that was asked for") {
    weir::ModelControl model{{.retention_period = 48h}, start};
    CHECK_FALSE(model.increase_stream_retention_period(start, 47h));
    CHECK_FALSE(model.decrease_stream_retention_period(start, 49h));
    CHECK_FALSE(model.decrease_stream_retention_period(start, 23h));
    CHECK_FALSE(model.increase_stream_retention_period(start, 8761h));
    CHECK(model.decrease_stream_retention_period(start, 24h));
    CHECK(model.increase_stream_retention_period(start, 8760h));
    CHECK(model.describe_stream_summary(start).retention_period == 8760h);
}

TEST_CASE("A stream that is UPDATING takes no change") {
    weir::ModelControl model{{.resharding_time = 1s}, start};
    REQUIRE(model.update_shard_count(start, {2}));
    CHECK(model.update_shard_count(start, {2}).error().code() == weir::Errc::resource_in_use);
    CHECK(model.increase_stream_retention_period(start, 48h).error().code() ==
          weir::Errc::resource_in_use);
    CHECK(model.increase_stream_retention_period(start + 1s, 48h));
}
