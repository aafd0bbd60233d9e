// SPDX-License-Identifier: Apache-2.0
#include "weir/stream/model.hpp"

#include "catch.hpp"

TEST_CASE("Names in texts are those of the service's model") {
    using weir::to_string;
    using enum weir::ShardIteratorType;
    CHECK(to_string(at_sequence_number) == "AT_SEQUENCE_NUMBER");
    CHECK(to_string(after_sequence_number) == "AFTER_SEQUENCE_NUMBER");
    CHECK(to_string(trim_horizon) == "TRIM_HORIZON");
    CHECK(to_string(latest) == "LATEST");
    CHECK(to_string(at_timestamp) == "AT_TIMESTAMP");
    CHECK(to_string(weir::StreamStatus::creating) == "CREATING");
    CHECK(to_string(weir::StreamStatus::active) == "ACTIVE");
    CHECK(to_string(weir::StreamStatus::updating) == "UPDATING");
    CHECK(to_string(weir::StreamStatus::deleting) == "DELETING");
}

TEST_CASE("Requests are aggregates whose defaults are the service's") {
    CHECK(weir::GetShardIteratorRequest{}.shard_iterator_type ==
          weir::ShardIteratorType::trim_horizon);
    CHECK(weir::StreamOptions{}.retention_period == std::chrono::hours{24});
    CHECK(weir::StreamOptions{}.max_record_size_in_kib == 1'024);
    CHECK(weir::StreamOptions{}.iterator_life == std::chrono::seconds{300});
}

TEST_CASE("Shards as they are listed differ in any of their parts") {
    const weir::Shard shard{.shard_id = weir::ShardId{1}};
    CHECK(shard == weir::Shard{.shard_id = weir::ShardId{1}});
    CHECK_FALSE(shard == weir::Shard{});
    CHECK_FALSE(weir::ChildShard{.shard_id = weir::ShardId{1}} == weir::ChildShard{});
    weir::SequenceNumberRange ended;
    ended.ending_sequence_number = weir::SequenceNumber{};
    CHECK_FALSE(ended == weir::SequenceNumberRange{});
}
