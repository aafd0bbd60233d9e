// SPDX-License-Identifier: Apache-2.0
#include "weir/service/output_shapes.hpp"

#include <string>

#include "catch.hpp"

namespace {

template <class T>
std::string members() {
    std::string all;
    weir::for_each_member<T>(
        [&](const auto& one) { all += (all.empty() ? "" : " ") + std::string{one.name}; });
    return all;
}

}  // namespace

TEST_CASE("Results have the members of the service's model") {
    using namespace weir;
    CHECK(members<DescribeLimitsOutput>() ==
          "ShardLimit OpenShardCount OnDemandStreamCount OnDemandStreamCountLimit");
    CHECK(members<DescribeAccountSettingsOutput>() == "MinimumThroughputBillingCommitment");
    CHECK(members<MinimumThroughputBillingCommitmentOutput>() ==
          "Status StartedAt EndedAt EarliestAllowedEndAt");
    CHECK(members<DescribeStreamOutput>() == "StreamDescription");
    CHECK(members<DescribeStreamSummaryOutput>() == "StreamDescriptionSummary");
    CHECK(members<DescribeStreamConsumerOutput>() == "ConsumerDescription");
    CHECK(members<EnhancedMonitoringOutput>() ==
          "StreamName CurrentShardLevelMetrics DesiredShardLevelMetrics StreamARN");
    CHECK(members<GetResourcePolicyOutput>() == "Policy");
    CHECK(members<ListShardsOutput>() == "Shards NextToken");
    CHECK(members<ListStreamConsumersOutput>() == "Consumers NextToken");
    CHECK(members<ListStreamsOutput>() == "StreamNames HasMoreStreams NextToken StreamSummaries");
    CHECK(members<ListTagsForResourceOutput>() == "Tags");
    CHECK(members<ListTagsForStreamOutput>() == "Tags HasMoreTags");
    CHECK(members<PutRecordOutput>() == "ShardId SequenceNumber EncryptionType");
    CHECK(members<RegisterStreamConsumerOutput>() == "Consumer");
    CHECK(members<UpdateShardCountOutput>() ==
          "StreamName CurrentShardCount TargetShardCount StreamARN");
    CHECK(members<UpdateStreamWarmThroughputOutput>() == "StreamARN StreamName WarmThroughput");
    CHECK(members<WarmThroughputObject>() == "TargetMiBps CurrentMiBps");
    CHECK(members<Shard>() ==
          "ShardId ParentShardId AdjacentParentShardId HashKeyRange SequenceNumberRange");
    CHECK(members<HashKeyRange>() == "StartingHashKey EndingHashKey");
    CHECK(members<SequenceNumberRange>() == "StartingSequenceNumber EndingSequenceNumber");
    CHECK(members<ChildShard>() == "ShardId ParentShards HashKeyRange");
    CHECK(members<Tag>() == "Key Value");
    CHECK(members<Consumer>() ==
          "ConsumerName ConsumerARN ConsumerStatus ConsumerCreationTimestamp");
    CHECK(members<ConsumerDescription>() ==
          "ConsumerName ConsumerARN ConsumerStatus ConsumerCreationTimestamp StreamARN");
}

TEST_CASE("Descriptions of a stream have all that the service says of it") {
    const auto has = [](const std::string& all, const std::string& one) {
        return (" " + all + " ").find(" " + one + " ") != std::string::npos;
    };
    for (const char* name :
         {"StreamName", "StreamARN", "StreamStatus", "StreamModeDetails", "RetentionPeriodHours",
          "StreamCreationTimestamp", "EnhancedMonitoring", "EncryptionType", "KeyId"}) {
        CAPTURE(name);
        CHECK(has(members<weir::FullStreamDescription>(), name));
        CHECK(has(members<weir::FullStreamDescriptionSummary>(), name));
    }
    for (const char* name : {"Shards", "HasMoreShards"}) {
        CHECK(has(members<weir::FullStreamDescription>(), name));
        CHECK_FALSE(has(members<weir::FullStreamDescriptionSummary>(), name));
    }
    for (const char* name :
         {"OpenShardCount", "ConsumerCount", "WarmThroughput", "MaxRecordSizeInKiB"}) {
        CHECK(has(members<weir::FullStreamDescriptionSummary>(), name));
    }
}
