// SPDX-License-Identifier: Apache-2.0
// PutRecords takes what the shards' allowances let in, in the order of the list; each record has
// an outcome of its own, and one that fails does not stop those after it.
#include "scenario/scenario.hpp"

namespace {

/// Two shards that take three records at once.
struct TwoTightShards : Scenario {
    TwoTightShards() : Scenario{{.shard_count = 2}, {.write_burst_records = 3}} {}
};

weir::PutRecordsRequestEntry entry(weir::HashKey hash_key, const weir::Blob& data = "data") {
    return {.data = data, .partition_key = "key", .explicit_hash_key = hash_key};
}

}  // namespace

TEST_CASE("Records beyond a shard's allowance fail, the others succeed") {
    TwoTightShards stream;
    const std::vector<weir::PutRecordsRequestEntry> records{
        entry(0), entry(0), entry(Scenario::top()), entry(0), entry(0), entry(Scenario::top())};
    const auto result = stream.stream.put_records(records).value();
    CHECK(result.failed_record_count == 1);
    REQUIRE(result.records.size() == records.size());
    CHECK_FALSE(result.records[4].ok());
    for (const std::size_t good : {0U, 1U, 2U, 3U, 5U}) {
        CHECK(result.records[good].ok());
    }
    CHECK(result.records[5].shard_id == weir::ShardId{1});
}

TEST_CASE("A failed record has the code, the text and the wait of a throttled put") {
    TwoTightShards stream;
    const std::vector<weir::PutRecordsRequestEntry> records(4, entry(0));
    const auto result = stream.stream.put_records(records).value();
    REQUIRE(result.records[3].error_code.has_value());
    CHECK(to_string(*result.records[3].error_code) == "ProvisionedThroughputExceededException");
    const weir::Error error = stream.stream.error_of(result.records[3]);
    CHECK(error.message() ==
          "Rate exceeded for shard shardId-000000000000 in stream stream under account "
          "000000000000.");
    CHECK(error.retry_after() == 1ms);
}

TEST_CASE("A call in which every record is throttled is answered all the same") {
    TwoTightShards stream;
    const std::vector<weir::PutRecordsRequestEntry> records(3, entry(0));
    REQUIRE(stream.stream.put_records(records).value().failed_record_count == 0);
    CHECK(stream.stream.put_records(records).value().failed_record_count == 3);
}

TEST_CASE("Records of one shard get rising numbers in list order") {
    TwoTightShards stream;
    const std::vector<weir::PutRecordsRequestEntry> records{entry(0, "a"), entry(0, "b"),
                                                            entry(0, "c")};
    const auto result = stream.stream.put_records(records).value();
    CHECK(result.records[0].sequence_number < result.records[1].sequence_number);
    CHECK(result.records[1].sequence_number < result.records[2].sequence_number);
    CHECK(stream.read_data(stream.place(0)) == Texts{"a", "b", "c"});
}

TEST_CASE("The large record of a batch fails where the small ones after it succeed") {
    Scenario scenario{{}, {.write_burst_bytes = 100}};
    const std::string large(80, 'x');
    const std::vector<weir::PutRecordsRequestEntry> records{entry(0, large), entry(0, large),
                                                            entry(0, "x")};
    const auto result = scenario.stream.put_records(records).value();
    CHECK(result.records[0].ok());
    CHECK_FALSE(result.records[1].ok());
    CHECK(result.records[2].ok());
}

TEST_CASE("The counts of a partial failure") {
    TwoTightShards stream;
    const std::vector<weir::PutRecordsRequestEntry> records(5, entry(0));
    REQUIRE(stream.stream.put_records(records).has_value());
    const auto metrics = stream.stream.metrics();
    CHECK(metrics.put_records_total_records == 5);
    CHECK(metrics.put_records_successful_records == 3);
    CHECK(metrics.put_records_throttled_records == 2);
    CHECK(metrics.put_records_success == 1);
    CHECK(metrics.incoming_bytes == 3 * 7);
}
