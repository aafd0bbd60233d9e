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
    using weir::ShardFilterType;
    CHECK(to_string(ShardFilterType::after_shard_id) == "AFTER_SHARD_ID");
    CHECK(to_string(ShardFilterType::at_trim_horizon) == "AT_TRIM_HORIZON");
    CHECK(to_string(ShardFilterType::from_trim_horizon) == "FROM_TRIM_HORIZON");
    CHECK(to_string(ShardFilterType::at_latest) == "AT_LATEST");
    CHECK(to_string(ShardFilterType::at_timestamp) == "AT_TIMESTAMP");
    CHECK(to_string(ShardFilterType::from_timestamp) == "FROM_TIMESTAMP");
}

TEST_CASE("Results compare member by member") {
    const weir::PutRecordResult put{.shard_id = weir::ShardId{1}};
    CHECK(put == weir::PutRecordResult{.shard_id = weir::ShardId{1}});
    CHECK_FALSE(put == weir::PutRecordResult{});
    weir::PutRecordsResult batch{.failed_record_count = 1, .records = {{}}};
    const weir::PutRecordsResult same = batch;
    CHECK(batch == same);
    batch.records[0].retry_after = std::chrono::seconds{1};
    CHECK_FALSE(batch == same);
    CHECK_FALSE(weir::ListShardsResult{.next_token = "more"} == weir::ListShardsResult{});
    CHECK_FALSE(weir::UpdateShardCountResult{1, 2} == weir::UpdateShardCountResult{1, 3});
    CHECK_FALSE(weir::StreamDescription{.stream_name = "a"} == weir::StreamDescription{});
    CHECK_FALSE(weir::StreamDescriptionSummary{.open_shard_count = 1} ==
                weir::StreamDescriptionSummary{});
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
