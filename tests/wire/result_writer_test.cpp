// SPDX-License-Identifier: Apache-2.0
#include "weir/wire/result_writer.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "weir/wire/json_writer.hpp"
#include "wire/fake_service.hpp"

namespace {

using weir::Errc;
using weir::Instant;

template <class Output>
std::string written(const Output& output) {
    FakeService service;
    std::string text;
    weir::wire::JsonWriter to{text};
    weir::wire::write_result(to, service, output);
    return text;
}
const std::string one = FakeService::number(1).to_string();

}  // namespace

TEST_CASE("A description is written with all that has a value, and nothing that has none") {
    weir::DescribeStreamOutput output;
    auto& stream = output.stream_description;
    stream.stream_name = "s";
    stream.stream_arn = "arn";
    stream.retention_period = std::chrono::hours{24};
    stream.stream_creation_timestamp = Instant::from_millis(1'700'000'000'999);
    stream.shards.push_back(
        {.shard_id = {0},
         .sequence_number_range = {.starting_sequence_number = FakeService::number(1)}});
    stream.enhanced_monitoring.push_back({{weir::MetricsName::incoming_bytes}});
    CHECK(written(output) ==
          R"({"StreamDescription":{"StreamName":"s","StreamARN":"arn","StreamStatus":"ACTIVE",)"
          R"("StreamModeDetails":{"StreamMode":"PROVISIONED"},"Shards":[{"ShardId":)"
          R"("shardId-000000000000","HashKeyRange":{"StartingHashKey":"0","EndingHashKey":)"
          R"("0"},"SequenceNumberRange":)"
          R"({"StartingSequenceNumber":")" +
              one +
              R"("}}],"HasMoreShards":false,"RetentionPeriodHours":24,)"
              R"("StreamCreationTimestamp":1700000000,"EnhancedMonitoring":)"
              R"([{"ShardLevelMetrics":["IncomingBytes"]}],"EncryptionType":"NONE"}})");
    stream.enhanced_monitoring.clear();
    CHECK(written(output).find(R"("EnhancedMonitoring":[{"ShardLevelMetrics":[]}])") !=
          std::string::npos);
    stream.key_id = "k";
    CHECK(written(output).ends_with(R"("EncryptionType":"NONE","KeyId":"k"}})"));
}

TEST_CASE("Other times keep their milliseconds") {
    weir::DescribeAccountSettingsOutput output;
    output.minimum_throughput_billing_commitment.started_at =
        Instant::from_millis(1'700'000'000'999);
    CHECK(written(output) == R"({"MinimumThroughputBillingCommitment":{"Status":"DISABLED",)"
                             R"("StartedAt":1700000000.999}})");
}

TEST_CASE("A put's records say where they went, or why not") {
    weir::PutRecordsOutput output;
    output.stream_name = "s";
    output.failed_record_count = 2;
    output.records.push_back({.shard_id = {3}, .sequence_number = FakeService::number(1)});
    output.records.push_back({.error_code = Errc::provisioned_throughput_exceeded});
    output.records.push_back({.error_code = Errc::memory_budget_exceeded});
    CHECK(written(output) ==
          R"({"FailedRecordCount":2,"Records":[{"SequenceNumber":")" + one +
              R"(","ShardId":"shardId-000000000003"},{"ErrorCode":)"
              R"("ProvisionedThroughputExceededException","ErrorMessage":"about s"},)"
              R"({"ErrorCode":"InternalFailure","ErrorMessage":"about s"}]})");
    output.records.clear();
    output.encryption_type = weir::EncryptionType::kms;
    CHECK(written(output) == R"({"FailedRecordCount":2,"Records":[],"EncryptionType":"KMS"})");
}

TEST_CASE("One put record says whether it was encrypted only if it was") {
    weir::PutRecordOutput output{.shard_id = {1}, .sequence_number = FakeService::number(1)};
    CHECK(written(output) ==
          R"({"ShardId":"shardId-000000000001","SequenceNumber":")" + one + "\"}");
    output.encryption_type = weir::EncryptionType::kms;
    CHECK(written(output).ends_with(R"(,"EncryptionType":"KMS"})"));
}

TEST_CASE("Records are read with their data, time and, if encrypted, encryption") {
    FakeService::GetRecordsOutput output;
    output.records.push_back({"k\xff",
                              std::string_view{"foob"},
                              1,
                              Instant::from_millis(1'700'000'100'007),
                              {1'700'000'000, 0}});
    output.next_shard_iterator.emplace();
    output.millis_behind_latest = std::chrono::milliseconds{5};
    const std::string record = R"({"Records":[{"SequenceNumber":")" + one +
                               R"(","ApproximateArrivalTimestamp":1700000100.007,)"
                               R"("Data":"Zm9vYg==","PartitionKey":"k)" +
                               "\xef\xbf\xbd\"";
    CHECK(written(output) ==
          record + R"(}],"NextShardIterator":"iterator-1","MillisBehindLatest":5})");
    weir::EncryptionMarks::Switches switches{{.encrypted = true}};
    output.encryption =
        weir::EncryptionMarks{std::make_shared<const weir::EncryptionMarks::Switches>(switches)};
    output.next_shard_iterator.reset();
    output.child_shards.push_back({.shard_id = {1}, .parent_shards = {{0}}});
    CHECK(written(output).starts_with(
        record + R"(,"EncryptionType":"KMS"}],"MillisBehindLatest":5,"ChildShards":[{"ShardId":)"));
}

TEST_CASE("An iterator is the text that the service makes of it") {
    CHECK(written(weir::GetShardIteratorOutput{}) == R"({"ShardIterator":"iterator-1"})");
}
