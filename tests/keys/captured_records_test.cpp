// SPDX-License-Identifier: Apache-2.0
#if __has_include(<nlohmann/json.hpp>)
#include "../../examples/keys/captured_records.hpp"

#include <string>

#include "support.hpp"
#include "weir/core/aggregated_record_writer.hpp"
#include "weir/testing/journal_lines.hpp"
#endif

#include "catch.hpp"

#if __has_include(<nlohmann/json.hpp>)
using keys::InputFormat;
using keys_test::format;
using keys_test::read;
using keys_test::Strings;

namespace {

// As `aws kinesis get-records` prints them.
const std::string get_records = R"({
    "Records": [
        {
            "SequenceNumber": "49544985256907370027570885864065577703022652638596431874",
            "ApproximateArrivalTimestamp": "2026-11-24T20:54:20.125000+01:00",
            "Data": "aGVsbG8=",
            "PartitionKey": "user-1"
        },
        {
            "SequenceNumber": "49544985256907370027570885864065577703022652638596431875",
            "ApproximateArrivalTimestamp": 1795550061.5,
            "Data": "",
            "PartitionKey": "user-2",
            "EncryptionType": "NONE"
        }
    ],
    "NextShardIterator": "AAAAAAAAAAH9",
    "MillisBehindLatest": 0
}
)";
const std::string no_records = R"({"Records": [], "NextShardIterator": "AAA", "ChildShards": []})"
                               "\n";
// As a function gets them.
const std::string function_event = R"({"Records": [{"kinesis": {"kinesisSchemaVersion": "1.0",
  "partitionKey": "1", "sequenceNumber": "4959", "data": "SGVsbG8=",
  "approximateArrivalTimestamp": 1545084650.987}, "eventSource": "aws:kinesis",
  "eventID": "shardId-000000000006:4959", "awsRegion": "us-east-2"}]})";

}  // namespace

TEST_CASE("responses of GetRecords are read, several after one another") {
    const auto got = read(no_records + get_records + get_records);
    CHECK(got.format == "captured");
    REQUIRE(got.keys() == Strings{"user-1", "user-2", "user-1", "user-2"});
    CHECK(got.records[0].data == "hello");
    CHECK(got.records[0].data_bytes == 5);
    CHECK(got.records[1].data_bytes == 0);
    CHECK(got.micros() == std::vector<std::int64_t>{1'795'550'060'125'000, 1'795'550'061'500'000,
                                                    1'795'550'061'500'000, 1'795'550'061'500'000});
    CHECK(got.tally.backwards == 1);
    CHECK(got.tally.no_data == 0);
    CHECK(got.tally.bad == 0);
    CHECK(got.records[0].line == 2);
    CHECK(got.key_in_words == "the partition key");
    CHECK(got.time_in_words == "the arrival");
    CHECK(got.tally.lines == 39);
}

TEST_CASE("events of functions and pipes are read, and records by themselves") {
    const auto function = read(function_event);
    CHECK(function.format == "captured");
    REQUIRE(function.keys() == Strings{"1"});
    CHECK(function.records[0].data == "Hello");
    CHECK(function.micros() == std::vector<std::int64_t>{1'545'084'650'987'000});
    const auto pipe = read(R"([{"partitionKey":"p","data":"eA==","sequenceNumber":"1"},)"
                           R"({"partitionKey":"q","data":"eA==","sequenceNumber":"2"}])");
    REQUIRE(pipe.keys() == Strings{"p", "q"});
    const auto lines = read(
        "{\"PartitionKey\":\"a\",\"Data\":\"eA==\"}\n"
        "{\"PartitionKey\":\"b\",\"Data\":\"eHg=\",\"ExplicitHashKey\":\"7\"}");
    REQUIRE(lines.keys() == Strings{"a", "b"});
    CHECK_FALSE(lines.records[0].explicit_hash_key);
    CHECK(lines.records[1].explicit_hash_key == weir::HashKey{7});
    CHECK(lines.records[1].data_bytes == 2);
    CHECK(lines.time_in_words == "none in the input");
}

TEST_CASE("what is asked of PutRecords is read, and its answer holds no record") {
    const auto got = read(R"({"StreamName":"s","Records":[{"Data":"eA==","PartitionKey":"a",)"
                          R"("ExplicitHashKey":"340282366920938463463374607431768211455"}]})"
                          "\n"
                          R"({"StreamName":"s","Data":"eA==","PartitionKey":"b"})"
                          "\n"
                          R"({"SequenceNumber":"21","ShardId":"shardId-000000000000"})");
    REQUIRE(got.keys() == Strings{"a", "b"});
    CHECK(got.records[0].explicit_hash_key == weir::HashKey::max());
    CHECK(got.skipped() == "holds no record of a stream: 1");
}

TEST_CASE("of a journal those puts are records that the stream took") {
    using namespace std::chrono_literals;
    weir::Journal journal;
    weir::JournalEntry entry;
    entry.at = weir::Instant::from_millis(5000);
    entry.caller = "producer";
    entry.operation = weir::KinesisOperation::put_records;
    weir::JournalRecord record;
    record.partition_key = "taken";
    record.data = "some data";
    record.explicit_hash_key = "12";
    record.sequence_number = weir::SequenceNumber::make({.sequence_index = 1});
    entry.records.push_back(record);
    record.partition_key = "refused";
    record.sequence_number.reset();
    record.error = weir::Errc::provisioned_throughput_exceeded;
    entry.records.push_back(record);
    journal.add(entry);
    entry.operation = weir::KinesisOperation::get_records;
    journal.add(entry);
    entry.operation = weir::KinesisOperation::put_record;
    entry.at = weir::Instant::from_millis(6000);
    record = {};
    record.partition_key = "caf\xE9";
    record.sequence_number = weir::SequenceNumber::make({.sequence_index = 2});
    entry.records = {record};
    journal.add(entry);

    const auto got = read(weir::write_lines(journal));
    CHECK(got.format == "captured");
    REQUIRE(got.keys() == Strings{"taken", "caf\xE9"});
    CHECK(got.records[0].data == "some data");
    CHECK(got.records[0].explicit_hash_key == weir::HashKey{12});
    CHECK(got.micros() == std::vector<std::int64_t>{5'000'000, 6'000'000});
    CHECK(got.skipped() == "was refused by the stream: 1");
    CHECK(got.tally.not_utf8 == 1);
    CHECK(got.tally.no_data == 1);
    CHECK(got.notes.find("Without data in the input: 1 record, taken to have 0 B.") !=
          std::string::npos);
}

TEST_CASE("a record that looks like a journal's entry is none without the journal's header") {
    const auto got = read(R"({"PartitionKey":"a","Data":"eA==","operation":"GetRecords","at":5})");
    REQUIRE(got.keys() == Strings{"a"});
}

TEST_CASE("what is wrong with a record or a document is told") {
    const std::string good = "{\"PartitionKey\":\"a\",\"Data\":\"eA==\"}\n";
    const auto got =
        read(good + "{\"PartitionKey\":\"a\",\"Data\":\"e\"}\n" +
             "{\"PartitionKey\":\"\",\"Data\":\"\"}\n" + "{\"PartitionKey\":\"" +
             std::string(257, 'k') + "\",\"Data\":\"\"}\n" +
             "{\"PartitionKey\":\"a\",\"Data\":\"eA==\",\"ExplicitHashKey\":\"-1\"}\n" +
             "{\"PartitionKey\":}\n{\"other\":1}\n{\"PartitionKey\":\"caf\xE9\",\"Data\":\"\"}"
             "\nhello\n" +
             std::string(65, '[') + good + good);
    REQUIRE(got.keys() == Strings{"a", "a", "a"});
    CHECK(
        got.skipped() ==
        "has data that is not base64: 1, has an empty key: 1, has a key of more than 256 "
        "characters: 1, has an explicit hash key that is none: 1, is not JSON: 3, holds no record "
        "of a stream: 1");
}

TEST_CASE("a document nested beyond reason is refused") {
    const std::string start = "{\"PartitionKey\":\"a\",\"Data\":\"eA==\",\"x\":";
    const auto nested = [&](std::size_t depth) {
        return start + std::string(depth, '[') + std::string(depth, ']') + "}\n";
    };
    const auto got = read(nested(63) + nested(64) + nested(1'000'000) + nested(1));
    CHECK(got.records.size() == 2);
    CHECK(got.skipped() == "is nested too deeply: 2");
}

TEST_CASE("data that is no text is as good as none") {
    keys::InputChoices choices = format(InputFormat::captured);
    choices.record_bytes = 70;
    const auto got = read("{\"partitionKey\":\"a\",\"data\":{\"b\":\"x\"}}\n", choices);
    REQUIRE(got.keys() == Strings{"a"});
    CHECK(got.records[0].data_bytes == 70);
    CHECK(got.notes.find("taken to have 70 B") != std::string::npos);
}

TEST_CASE("an aggregated record's data comes as it is, to be opened") {
    weir::AggregatedRecordWriter writer;
    writer.add("alpha", "one");
    writer.add("beta", "two");
    const std::string data = writer.data();
    const auto got =
        read("{\"PartitionKey\":\"a\",\"Data\":\"" +
             weir::to_base64({reinterpret_cast<const std::uint8_t*>(data.data()), data.size()}) +
             "\"}\n");
    weir::AggregatedRecord aggregated;
    REQUIRE(got.records.size() == 1);
    REQUIRE(aggregated.read(got.records[0].data));
    CHECK(aggregated.size() == 2);
}

TEST_CASE("a document's records stay whole while they are many") {
    std::string text = "{\"Records\":[";
    for (int at = 0; at < 10'000; ++at) {
        text += at > 0 ? "," : "";
        text += "{\"PartitionKey\":\"user-" + std::to_string(at) + "\",\"Data\":\"eA==\"}";
    }
    const auto got = read(text + "]}");
    REQUIRE(got.records.size() == 10'000);
    for (std::size_t at = 0; at < got.records.size(); ++at) {
        REQUIRE(got.records[at].key == "user-" + std::to_string(at));
        REQUIRE(got.records[at].data == "x");
    }
}
#else
TEST_CASE("the tests of captured records need nlohmann/json, which is not installed") {
    SUCCEED();
}
#endif
