// SPDX-License-Identifier: Apache-2.0
#include "weir/service/operation.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

#include "catch.hpp"

namespace {

using weir::facts_of;
using weir::operation_named;
using weir::ServiceOperation;

}  // namespace

TEST_CASE("Every operation is found by its name, and only by that") {
    for (std::size_t at = 0; at < weir::service_operations; ++at) {
        const auto operation = static_cast<ServiceOperation>(at);
        CHECK(operation_named(to_string(operation)) == operation);
    }
    CHECK_FALSE(operation_named("putRecords"));
    CHECK_FALSE(operation_named("PutRecord "));
    CHECK_FALSE(operation_named(""));
}

TEST_CASE("The names stand at the operations that they name") {
    // The first and last, and some between: a slip would move all that follow.
    CHECK(to_string(ServiceOperation::add_tags_to_stream) == "AddTagsToStream");
    CHECK(to_string(ServiceOperation::get_records) == "GetRecords");
    CHECK(to_string(ServiceOperation::list_shards) == "ListShards");
    CHECK(to_string(ServiceOperation::put_records) == "PutRecords");
    CHECK(to_string(ServiceOperation::subscribe_to_shard) == "SubscribeToShard");
    CHECK(to_string(ServiceOperation::update_stream_warm_throughput) ==
          "UpdateStreamWarmThroughput");
}

TEST_CASE("Five operations move records, or say from where") {
    std::string moving;
    for (std::size_t at = 0; at < weir::service_operations; ++at) {
        const auto& facts = facts_of(static_cast<ServiceOperation>(at));
        moving += facts.data_plane ? std::string{facts.name} + ' ' : "";
    }
    CHECK(moving == "GetRecords GetShardIterator PutRecord PutRecords SubscribeToShard ");
}

TEST_CASE("A rate is counted for an account, a stream, a shard, or a consumer of one") {
    using weir::CallScope;
    const auto is = [](ServiceOperation operation, std::uint32_t rate, CallScope scope) {
        const auto& facts = facts_of(operation);
        return facts.calls_per_second == rate && facts.scope == scope;
    };
    CHECK(is(ServiceOperation::describe_limits, 1, CallScope::account));
    CHECK(is(ServiceOperation::list_shards, 1000, CallScope::stream));
    CHECK(is(ServiceOperation::get_shard_iterator, 5, CallScope::shard));
    CHECK(is(ServiceOperation::subscribe_to_shard, 1, CallScope::consumer_and_shard));
    CHECK(is(ServiceOperation::put_records, 0, CallScope::shard));
    CHECK(to_string(CallScope::consumer_and_shard) == "consumer and shard");
}
