// SPDX-License-Identifier: Apache-2.0
#include "weir/stream/put_batch.hpp"

#include <map>
#include <string>
#include <vector>

#include "catch.hpp"
#include "support.hpp"
#include "weir/core/md5.hpp"

using weir::ShardId;

TEST_CASE("Records of a batch go where their keys belong, in list order for each shard") {
    StreamUnderTest test{{.shard_count = 50}};
    std::vector<std::string> keys;
    for (int key = 0; key < 500; ++key) {
        keys.push_back("key-" + std::to_string(key * 7 % 250));
    }
    std::vector<weir::PutRecordsRequestEntry> records;
    for (std::size_t at = 0; at < keys.size(); ++at) {
        records.push_back({.data = keys[at], .partition_key = keys[at]});
        if (at % 5 == 0) {
            records.back().explicit_hash_key = weir::md5_hash_key(keys[at]);
        }
    }
    const auto result = test.stream.put_records(records).value();
    REQUIRE(result.failed_record_count == 0);
    std::map<std::uint32_t, std::uint64_t> last;
    for (std::size_t at = 0; at < records.size(); ++at) {
        const auto alone = test.stream.put_record({.data = "", .partition_key = keys[at]}).value();
        const auto& put = result.records[at];
        REQUIRE(put.ok());
        REQUIRE(put.shard_id == alone.shard_id);
        REQUIRE(put.sequence_number.shard_index() == put.shard_id.index);
        auto& index = last[put.shard_id.index];
        REQUIRE(put.sequence_number.sequence_index() > index);
        index = put.sequence_number.sequence_index();
    }
}

TEST_CASE("A batch that is larger than a segment runs over into the next ones") {
    StreamUnderTest test{
        {}, {.first_segment_bytes = 256, .segment_bytes = 1024, .segment_records_max = 3}};
    const std::vector<weir::PutRecordsRequestEntry> records(
        100, {.data = "0123456789", .partition_key = "k"});
    const auto result = test.stream.put_records(records).value();
    CHECK(result.failed_record_count == 0);
    CHECK(result.records.back().sequence_number.sequence_index() == 100);
    CHECK(test.read_all(test.iterator(0)).size() == 100);
}

TEST_CASE("Records that the memory budget leaves out are told, the others are in") {
    StreamUnderTest test{
        {}, {.first_segment_bytes = 1024, .segment_bytes = 1024, .memory_budget_bytes = 4096}};
    const std::vector<weir::PutRecordsRequestEntry> records(
        20, {.data = std::string_view{"0123456789012345678901234567890123456789"
                                      "0123456789012345678901234567890123456789"
                                      "0123456789012345678901234567890123456789"
                                      "0123456789012345678901234567890123456789"
                                      "0123456789012345678901234567890123456789"
                                      "0123456789012345678901234567890123456789"},
             .partition_key = "k"});
    const auto result = test.stream.put_records(records).value();
    CHECK(result.failed_record_count > 0);
    CHECK(result.failed_record_count < 20);
    CHECK(result.records.front().ok());
    CHECK(result.records.back().error_code == weir::Errc::memory_budget_exceeded);
    CHECK(test.stream.metrics().put_records_failed_records == result.failed_record_count);
    CHECK(test.read_all(test.iterator(0)).size() == 20 - result.failed_record_count);
}

TEST_CASE("Records of one batch go to shards whose numbers end alike") {
    StreamUnderTest test{{.shard_count = 1'100}};
    std::vector<weir::PutRecordsRequestEntry> records;
    const auto shards = test.stream.list_shards({})->shards;
    REQUIRE(shards.size() >= 1'000);
    std::vector<weir::HashKey> keys;
    weir::ListShardsRequest request;
    request.exclusive_start_shard_id = ShardId{1'023};
    keys.push_back(shards.front().hash_key_range.starting_hash_key);
    keys.push_back(
        test.stream.list_shards(request)->shards.front().hash_key_range.starting_hash_key);
    for (int record = 0; record < 6; ++record) {
        records.push_back({.data = "data", .partition_key = "key"});
        records.back().explicit_hash_key = keys[static_cast<std::size_t>(record % 2)];
    }
    const auto result = test.stream.put_records(records).value();
    for (std::size_t at = 0; at < 6; ++at) {
        CHECK(result.records[at].shard_id == ShardId{at % 2 == 0 ? 0U : 1'024U});
    }
}
