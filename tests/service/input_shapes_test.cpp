// SPDX-License-Identifier: Apache-2.0
#include "weir/service/input_shapes.hpp"

#include <string>

#include "catch.hpp"

namespace {

/// Names of all members, with a star at those that are required.
template <class T>
std::string members() {
    std::string all;
    weir::for_each_member<T>([&](const auto& one) {
        all += (all.empty() ? "" : " ") + std::string{one.name} + (one.is_required ? "*" : "");
    });
    return all;
}

}  // namespace

TEST_CASE("Every operation has the members of the service's model, in its order") {
    using namespace weir;
    CHECK(members<AddTagsToStreamInput>() == "StreamName Tags* StreamARN StreamId");
    CHECK(members<CreateStreamInput>() ==
          "StreamName* ShardCount StreamModeDetails Tags WarmThroughputMiBps MaxRecordSizeInKiB");
    CHECK(members<DecreaseStreamRetentionPeriodInput>() ==
          "StreamName RetentionPeriodHours* StreamARN StreamId");
    CHECK(members<DeleteResourcePolicyInput>() == "ResourceARN* StreamId");
    CHECK(members<DeleteStreamInput>() == "StreamName EnforceConsumerDeletion StreamARN StreamId");
    CHECK(members<DeregisterStreamConsumerInput>() ==
          "StreamARN ConsumerName ConsumerARN StreamId");
    CHECK(members<DescribeAccountSettingsInput>().empty());
    CHECK(members<DescribeLimitsInput>().empty());
    CHECK(members<DescribeStreamInput>() ==
          "StreamName Limit ExclusiveStartShardId StreamARN StreamId");
    CHECK(members<DescribeStreamConsumerInput>() == "StreamARN ConsumerName ConsumerARN StreamId");
    CHECK(members<DescribeStreamSummaryInput>() == "StreamName StreamARN StreamId");
    CHECK(members<DisableEnhancedMonitoringInput>() ==
          "StreamName ShardLevelMetrics* StreamARN StreamId");
    CHECK(members<EnableEnhancedMonitoringInput>() ==
          "StreamName ShardLevelMetrics* StreamARN StreamId");
    CHECK(members<GetRecordsInput>() == "ShardIterator* Limit StreamARN StreamId");
    CHECK(members<GetResourcePolicyInput>() == "ResourceARN* StreamId");
    CHECK(members<GetShardIteratorInput>() ==
          "StreamName ShardId* ShardIteratorType* StartingSequenceNumber Timestamp StreamARN "
          "StreamId");
    CHECK(members<IncreaseStreamRetentionPeriodInput>() ==
          "StreamName RetentionPeriodHours* StreamARN StreamId");
    CHECK(members<ListShardsInput>() ==
          "StreamName NextToken ExclusiveStartShardId MaxResults StreamCreationTimestamp "
          "ShardFilter StreamARN StreamId");
    CHECK(members<ListStreamConsumersInput>() ==
          "StreamARN* NextToken MaxResults StreamCreationTimestamp StreamId");
    CHECK(members<ListStreamsInput>() == "Limit ExclusiveStartStreamName NextToken");
    CHECK(members<ListTagsForResourceInput>() == "ResourceARN* StreamId");
    CHECK(members<ListTagsForStreamInput>() ==
          "StreamName ExclusiveStartTagKey Limit StreamARN StreamId");
    CHECK(members<MergeShardsInput>() ==
          "StreamName ShardToMerge* AdjacentShardToMerge* StreamARN StreamId");
    CHECK(members<PutRecordInput>() ==
          "StreamName Data* PartitionKey* ExplicitHashKey SequenceNumberForOrdering StreamARN "
          "StreamId");
    CHECK(members<PutRecordsInput>() == "Records* StreamName StreamARN StreamId");
    CHECK(members<PutRecordsRequestEntry>() == "Data* ExplicitHashKey PartitionKey*");
    CHECK(members<PutResourcePolicyInput>() == "ResourceARN* StreamId Policy*");
    CHECK(members<RegisterStreamConsumerInput>() == "StreamARN* ConsumerName* StreamId Tags");
    CHECK(members<RemoveTagsFromStreamInput>() == "StreamName TagKeys* StreamARN StreamId");
    CHECK(members<SplitShardInput>() ==
          "StreamName ShardToSplit* NewStartingHashKey* StreamARN StreamId");
    CHECK(members<StartStreamEncryptionInput>() ==
          "StreamName EncryptionType* KeyId* StreamARN StreamId");
    CHECK(members<StopStreamEncryptionInput>() ==
          "StreamName EncryptionType* KeyId* StreamARN StreamId");
    CHECK(members<SubscribeToShardInput>() == "ConsumerARN* StreamId ShardId* StartingPosition*");
    CHECK(members<StartingPosition>() == "Type* SequenceNumber Timestamp");
    CHECK(members<TagResourceInput>() == "Tags* ResourceARN* StreamId");
    CHECK(members<UntagResourceInput>() == "TagKeys* ResourceARN* StreamId");
    CHECK(members<UpdateAccountSettingsInput>() == "MinimumThroughputBillingCommitment*");
    CHECK(members<UpdateMaxRecordSizeInput>() == "StreamARN StreamId MaxRecordSizeInKiB*");
    CHECK(members<UpdateShardCountInput>() ==
          "StreamName TargetShardCount* ScalingType* StreamARN StreamId");
    CHECK(members<UpdateStreamModeInput>() ==
          "StreamARN* StreamId StreamModeDetails* WarmThroughputMiBps");
    CHECK(members<UpdateStreamWarmThroughputInput>() ==
          "StreamARN StreamName StreamId WarmThroughputMiBps*");
}

TEST_CASE("A filter and a mode say what kind they are") {
    CHECK(members<weir::ShardFilterInput>() == "Type* ShardId Timestamp");
    CHECK(members<weir::StreamModeDetailsInput>() == "StreamMode*");
    CHECK(members<weir::MinimumThroughputBillingCommitmentInput>() == "Status*");
}
