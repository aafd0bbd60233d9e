// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/service_printers.hpp"

#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "weir/time/manual_clock.hpp"

using namespace std::chrono_literals;
using weir::Instant;
using weir::ShardId;

namespace {

template <class T>
std::string written(const T& value) {
    std::ostringstream out;
    out << value;
    return out.str();
}
/// Which of the requests show more than nothing when nothing was given.
template <class... Input>
std::string not_empty() {
    std::string all;
    const auto look = [&](const std::string& text) { all += text == "{}" ? "" : text; };
    (look(written(Input{})), ...);
    return all;
}

}  // namespace

TEST_CASE("requests show what was given, by the names of the model") {
    using namespace weir;
    CHECK(written(CreateStreamInput{.stream_name = "orders",
                                    .shard_count = 2,
                                    .stream_mode_details = StreamModeDetailsInput{"PROVISIONED"},
                                    .tags = TagMap{{"a", "1"}, {"b", ""}}}) ==
          R"({StreamName: "orders", ShardCount: 2, StreamModeDetails: {StreamMode: PROVISIONED}, )"
          R"(Tags: {"a": "1", "b": ""}})");
    CHECK(written(StreamModeDetailsInput{"LAZY"}) == R"({StreamMode: "LAZY"})");
    CHECK(written(EnableEnhancedMonitoringInput{.shard_level_metrics =
                                                    std::vector<Choice<MetricsName>>{"ALL"}}) ==
          "{ShardLevelMetrics: [ALL]}");
    const PutRecordsRequestEntry entry{.data = "d", .partition_key = "k"};
    CHECK(written(PutRecordsInput{.records = {&entry, 1}}) ==
          R"({Records: [{data: "d", partition_key: "k", explicit_hash_key: nothing}]})");
    CHECK(written(PutRecordsInput{}) == "{Records: []}");
    CHECK(written(GetRecordsInput{.shard_iterator = "AAAA"}) == R"({ShardIterator: "AAAA"})");
    CHECK(written(GetRecordsInput{.shard_iterator = ShardIterator{}}) ==
          "{ShardIterator: " + written(ShardIterator{}) + "}");
    CHECK(written(ShardIteratorArgument{}) == "nothing");
    CHECK(written(Choice<StreamMode>{}) == "nothing");
    CHECK(written(SubscribeToShardInput{.shard_id = "x",
                                        .starting_position = StartingPosition{"LATEST"}}) ==
          R"({ShardId: "x", StartingPosition: {Type: LATEST}})");
}

TEST_CASE("requests in which nothing was given show nothing") {
    using namespace weir;
    CHECK(not_empty<AddTagsToStreamInput, CreateStreamInput, DecreaseStreamRetentionPeriodInput,
                    DeleteResourcePolicyInput, DeleteStreamInput, DeregisterStreamConsumerInput,
                    DescribeAccountSettingsInput, DescribeLimitsInput, DescribeStreamInput,
                    DescribeStreamConsumerInput, DescribeStreamSummaryInput,
                    DisableEnhancedMonitoringInput, EnableEnhancedMonitoringInput, GetRecordsInput,
                    GetResourcePolicyInput, GetShardIteratorInput,
                    IncreaseStreamRetentionPeriodInput, ListShardsInput, ListStreamConsumersInput,
                    ListStreamsInput, ListTagsForResourceInput, ListTagsForStreamInput,
                    MergeShardsInput, PutRecordInput, PutResourcePolicyInput,
                    RegisterStreamConsumerInput, RemoveTagsFromStreamInput, SplitShardInput,
                    StartStreamEncryptionInput, StopStreamEncryptionInput, SubscribeToShardInput,
                    TagResourceInput, UntagResourceInput, UpdateAccountSettingsInput,
                    UpdateMaxRecordSizeInput, UpdateShardCountInput, UpdateStreamModeInput,
                    UpdateStreamWarmThroughputInput, ShardFilterInput, StartingPosition,
                    StreamModeDetailsInput, MinimumThroughputBillingCommitmentInput>() == "");
}

TEST_CASE("results show whole, by the names of the model") {
    using namespace weir;
    CHECK(written(DescribeLimitsOutput{1, 2, 3, 4}) ==
          "{ShardLimit: 1, OpenShardCount: 2, OnDemandStreamCount: 3, OnDemandStreamCountLimit: "
          "4}");
    CHECK(written(DescribeAccountSettingsOutput{}) ==
          "{MinimumThroughputBillingCommitment: {Status: DISABLED}}");
    CHECK(written(MinimumThroughputBillingCommitmentOutput{
              .status = MinimumThroughputBillingCommitmentStatus::enabled,
              .started_at = Instant{}}) == "{Status: ENABLED, StartedAt: 1970-01-01T00:00:00Z}");
    CHECK(written(UpdateStreamWarmThroughputOutput{"arn", "n", WarmThroughputObject{2, 1}}) ==
          R"({StreamARN: "arn", StreamName: "n", )"
          "WarmThroughput: {TargetMiBps: 2, CurrentMiBps: 1}}");
    CHECK(written(ListTagsForStreamOutput{.tags = {Tag{"k", "v"}}}) ==
          R"({Tags: [{Key: "k", Value: "v"}], HasMoreTags: false})");
    CHECK(written(ListTagsForResourceOutput{}) == "{Tags: []}");
    CHECK(written(ListStreamsOutput{.stream_summaries = {StreamSummary{.stream_name = "n"}}})
              .find(R"(StreamSummaries: [{StreamName: "n", )") != std::string::npos);
    CHECK(written(StreamModeDetails{}) == "{StreamMode: PROVISIONED}");
    CHECK(written(EnhancedMonitoringOutput{
                      .current_shard_level_metrics = {MetricsName::incoming_bytes}})
              .find("CurrentShardLevelMetrics: [IncomingBytes]") != std::string::npos);
    CHECK(written(EnhancedMetrics{}) == "{ShardLevelMetrics: []}");
    CHECK(written(GetResourcePolicyOutput{"{}"}) == R"({Policy: "{}"})");
    CHECK(written(UpdateShardCountOutput{"n", 1, 2, "arn"}) ==
          R"({StreamName: "n", CurrentShardCount: 1, TargetShardCount: 2, StreamARN: "arn"})");
    const std::string consumer =
        R"(ConsumerName: "c", ConsumerARN: "a", ConsumerStatus: CREATING, )"
        "ConsumerCreationTimestamp: 1970-01-01T00:00:00Z";
    CHECK(written(RegisterStreamConsumerOutput{Consumer{
              .consumer_name = "c", .consumer_arn = "a"}}) == "{Consumer: {" + consumer + "}}");
    CHECK(written(ListStreamConsumersOutput{}) == "{Consumers: []}");
    CHECK(written(DescribeStreamConsumerOutput{
              ConsumerDescription{.consumer_name = "c", .consumer_arn = "a"}}) ==
          "{ConsumerDescription: {" + consumer + R"(, StreamARN: ""}})");
    CHECK(written(DescribeStreamOutput{FullStreamDescription{}}).find("EncryptionType: NONE") !=
          std::string::npos);
    CHECK(written(DescribeStreamSummaryOutput{FullStreamDescriptionSummary{}})
              .find("ConsumerCount: 0") != std::string::npos);
    CHECK(written(PutRecordOutput{}) ==
          "{ShardId: shardId-000000000000, SequenceNumber: " + written(SequenceNumber{}) + "}");
}

TEST_CASE("what an account gives shows whole") {
    weir::ManualClock clock{Instant::from_seconds(1'700'000'000)};
    weir::Service<weir::RingStorage<>, weir::ManualClock> service{{}, clock};
    REQUIRE(service.create_stream({.stream_name = "s", .shard_count = 1}));
    REQUIRE(service.start_stream_encryption(
        {.stream_name = "s", .encryption_type = "KMS", .key_id = "k"}));
    const auto place = service.get_shard_iterator(
        {.stream_name = "s", .shard_id = "0", .shard_iterator_type = "LATEST"});
    CHECK(written(weir::GetShardIteratorOutput{*place}) ==
          "{shard_iterator: " + written(place->shard_iterator) + "}");
    using Page = weir::BasicGetRecordsOutput<weir::RingStorage<>::Batch>;
    const weir::Result<Page> page = service.get_records({.shard_iterator = place->shard_iterator});
    CHECK(written(page) ==
          "{owner: a stream, records: [], next_shard_iterator: " +
              written(*page->next_shard_iterator) +
              ", millis_behind_latest: 00:00:00, child_shards: [], encryption: "
              "[{encrypted: true, when: 2023-11-14T22:13:20Z, first_index: [1]}]}");
    CHECK(written(weir::BatchOwner{}) == "nothing");
    CHECK(written(weir::EncryptionMarks{}) == "[]");
    CHECK(written(weir::PutRecordsOutput{.stream_name = "s"}) ==
          R"({failed_record_count: 0, records: [], encryption_type: nothing, stream_name: "s"})");
    using Event = weir::BasicSubscribeToShardEvent<weir::RingStorage<>::Batch>;
    const weir::BasicSubscriptionStep<Event> step{.event = Event{}, .next_due = Instant{}};
    CHECK(written(step) ==
          "{event: {owner: nothing, records: [], continuation_sequence_number: nothing, "
          "millis_behind_latest: 00:00:00, child_shards: [], encryption: []}, error: nothing, "
          "ended: false, next_due: 1970-01-01T00:00:00Z}");
}

TEST_CASE("what an account is made with shows whole") {
    using namespace weir;
    CHECK(written(ServiceOptions{})
              .starts_with(
                  R"({account_id: "000000000000", region: "us-east-1", limits: {shards: 20000, )"));
    CHECK(written(ServiceLimits{}) != written(ServiceLimits::unlimited()));
    CHECK(written(ServiceDurations::all(1s)) != written(ServiceDurations{}));
    CHECK(written(OnDemandOptions{}).starts_with("{shards_at_start: 4, "));
    CHECK(written(SubscriptionTerms{}) ==
          "{life: 00:05:00, heartbeat: 00:00:05, bytes_per_second: 2097152}");
}

TEST_CASE("the parts of an account show whole") {
    using namespace weir;
    CHECK(written(StreamEncryption{EncryptionType::kms, "k"}) == R"({type: KMS, key_id: "k"})");
    CHECK(written(StreamCapacity{StreamMode::on_demand, 8}) == "{mode: ON_DEMAND, warm_mibps: 8}");
    CHECK(written(EncryptionSwitch{true, Instant{}, {1}}) ==
          "{encrypted: true, when: 1970-01-01T00:00:00Z, first_index: [1]}");
    CHECK(
        written(ParsedArn{"r", "a", "s", "c", 1}) ==
        R"({region: "r", account: "a", stream: "s", consumer: "c", consumer_created_seconds: 1})");
    CHECK(written(OpenShardLoad{ShardId{1}, HashKeyRange{HashKey{2}, HashKey{3}}, 4}) ==
          "{id: shardId-000000000001, range: {starting_hash_key: 2, ending_hash_key: 3}, bytes: "
          "4}");
    CHECK(written(Transition{Instant{}, 1s}) == "{begun: 1970-01-01T00:00:00Z, takes: 00:00:01}");
    CHECK(written(facts_of(ServiceOperation::list_streams)) ==
          R"({name: "ListStreams", calls_per_second: 5, scope: account, data_plane: false})");
    CHECK(written(OperationFacts{"x", 1, CallScope::consumer_and_shard, true})
              .find("scope: consumer and shard") != std::string::npos);
}

TEST_CASE("enumerations of an account show their names") {
    CHECK(written(weir::ServiceOperation::put_records) == "PutRecords");
    CHECK(written(weir::ScalingType::uniform_scaling) == "UNIFORM_SCALING");
    CHECK(written(weir::ConsumerStatus::active) == "ACTIVE");
    CHECK(written(
              weir::MinimumThroughputBillingCommitmentStatus::enabled_until_earliest_allowed_end) ==
          "ENABLED_UNTIL_EARLIEST_ALLOWED_END");
    CHECK(written(static_cast<weir::MetricsName>(9)) == "(9)");
}

TEST_CASE("metrics show by the service's names, with their statistics") {
    using namespace weir;
    CHECK(written(Metric::put_record_bytes) == "PutRecord.Bytes");
    CHECK(written(MetricUnit::milliseconds) == "Milliseconds");
    const StatisticSet set{.sample_count = 2, .sum = 3, .minimum = 1, .maximum = 2};
    CHECK(written(set).starts_with("{sample_count: 2, sum: 3"));
    const MetricDataPoint point{.timestamp = Instant::from_seconds(60), .statistics = set};
    CHECK(written(point).find(written(set)) != std::string::npos);
    const MetricKey key{.metric = Metric::incoming_bytes};
    CHECK(written(key) == R"({metric: IncomingBytes, shard_id: nothing, consumer_name: ""})");
    CHECK(written(MetricSeries{key, {}}) == "{key: " + written(key) + ", points: []}");
}
