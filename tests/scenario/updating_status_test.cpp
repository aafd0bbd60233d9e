// SPDX-License-Identifier: Apache-2.0
// While a shard is split or two are merged the stream is UPDATING: puts and reads go on with the
// old shards, no other change is taken, and at the end parents close and children appear together.
// What a change of the shard count shows meanwhile is in update_shard_count_chain_test.
#include "scenario/scenario.hpp"

namespace {

struct Updating : Scenario {
    Updating() : Scenario{{.shard_count = 2, .resharding_time = 30s}} { split(0, 1000); }

    weir::StreamStatus status() { return stream.describe_stream_summary().stream_status; }
};

constexpr const char* in_use =
    "ResourceInUseException: Stream stream under account 000000000000 not ACTIVE, instead in state "
    "UPDATING";

}  // namespace

TEST_CASE("The shards stay as they were until the change takes effect") {
    Updating stream;
    CHECK(stream.status() == weir::StreamStatus::updating);
    CHECK(stream.indexes() == Indexes{0, 1});
    stream.clock.advance(30s - 1us);
    CHECK(stream.indexes() == Indexes{0, 1});
    CHECK(stream.put_at(0).shard_id == weir::ShardId{0});
    stream.clock.advance(1us);
    CHECK(stream.put_at(0).shard_id == weir::ShardId{2});
    CHECK(stream.indexes() == Indexes{0, 1, 2, 3});
    CHECK(stream.status() == weir::StreamStatus::active);
}

TEST_CASE("A stream that is UPDATING takes no other change") {
    Updating stream;
    CHECK(refusal(stream.stream.split_shard(
              {.shard_to_split = "1", .new_starting_hash_key = "1000"})) == in_use);
    CHECK(refusal(stream.stream.merge_shards(
              {.shard_to_merge = "0", .adjacent_shard_to_merge = "1"})) == in_use);
    CHECK(refusal(stream.stream.update_shard_count({3})) == in_use);
    CHECK(refusal(stream.stream.increase_stream_retention_period(48h)) == in_use);
    CHECK(refusal(stream.stream.decrease_stream_retention_period(24h)) == in_use);
}

TEST_CASE("Puts and reads go on while a stream is UPDATING") {
    Updating stream;
    stream.put_at(0, "during");
    CHECK(stream.read_data(stream.place(0)) == Texts{"during"});
}

TEST_CASE("A change that was due long ago closed its shards when it was due") {
    Updating stream;
    stream.clock.advance(1h);
    const auto shards = stream.shards();
    REQUIRE(shards.size() == 4);
    CHECK(shards[0].sequence_number_range.ending_sequence_number->seconds() == 1'700'000'030);
    CHECK(shards[2].sequence_number_range.starting_sequence_number.shard_create_seconds() ==
          1'700'000'031);
}
