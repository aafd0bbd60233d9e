// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "weir/core/error.hpp"
#include "weir/core/utf.hpp"
#include "weir/stream/model.hpp"
#include "weir/testing/model_constraints.hpp"

namespace weir::inline v0 {

/// What the service's model demands of each request, whatever the stream is.
struct ModelRequests {
    [[nodiscard]] static std::optional<Error> check(const PutRecordRequest& request) {
        ModelConstraints found;
        record(found, request.partition_key, request.data, request.explicit_hash_key, "");
        if (request.sequence_number_for_ordering.has_value()) {
            found.number(request.sequence_number_for_ordering.as_given(), 128,
                         "sequenceNumberForOrdering");
        }
        return found.error();
    }
    [[nodiscard]] static std::optional<Error> check(
        std::span<const PutRecordsRequestEntry> records) {
        ModelConstraints found;
        if (records.empty()) {
            found.least_length(0, 1, "[]", "records");
        }
        found.most_length(records.size(), 500, "[" + std::to_string(records.size()) + " records]",
                          "records");
        for (std::size_t at = 0; at < records.size(); ++at) {
            record(found, records[at].partition_key, records[at].data,
                   records[at].explicit_hash_key, member(at));
        }
        return found.error();
    }
    [[nodiscard]] static std::optional<Error> check(const GetShardIteratorRequest& request) {
        ModelConstraints found;
        shard_id(found, request.shard_id, true, "shardId");
        if (request.starting_sequence_number.has_value()) {
            found.number(request.starting_sequence_number.as_given(), 128,
                         "startingSequenceNumber");
        }
        return found.error();
    }
    [[nodiscard]] static std::optional<Error> check_read_limit(std::uint32_t limit) {
        ModelConstraints found;
        found.least(limit, 1, "limit");
        found.most(limit, 10'000, "limit");
        return found.error();
    }
    [[nodiscard]] static std::optional<Error> check(const ListShardsRequest& request) {
        ModelConstraints found;
        if (request.next_token) {
            found.least_length(request.next_token->size(), 1, *request.next_token, "nextToken");
        }
        shard_id(found, request.exclusive_start_shard_id, false, "exclusiveStartShardId");
        if (request.max_results) {
            found.least(*request.max_results, 1, "maxResults");
            found.most(*request.max_results, 10'000, "maxResults");
        }
        if (request.shard_filter) {
            shard_id(found, request.shard_filter->shard_id, false, "shardFilter.shardId");
        }
        return found.error();
    }
    [[nodiscard]] static std::optional<Error> check(const DescribeStreamRequest& request) {
        ModelConstraints found;
        if (request.limit) {
            found.least(*request.limit, 1, "limit");
            found.most(*request.limit, 10'000, "limit");
        }
        shard_id(found, request.exclusive_start_shard_id, false, "exclusiveStartShardId");
        return found.error();
    }
    [[nodiscard]] static std::optional<Error> check(const SplitShardRequest& request) {
        ModelConstraints found;
        shard_id(found, request.shard_to_split, true, "shardToSplit");
        found.required(request.new_starting_hash_key.has_value(), "newStartingHashKey");
        if (request.new_starting_hash_key.has_value()) {
            found.number(request.new_starting_hash_key.as_given(), 38, "newStartingHashKey");
        }
        return found.error();
    }
    [[nodiscard]] static std::optional<Error> check(const MergeShardsRequest& request) {
        ModelConstraints found;
        shard_id(found, request.shard_to_merge, true, "shardToMerge");
        shard_id(found, request.adjacent_shard_to_merge, true, "adjacentShardToMerge");
        return found.error();
    }
    [[nodiscard]] static std::optional<Error> check(const UpdateShardCountRequest& request) {
        ModelConstraints found;
        found.least(request.target_shard_count, 1, "targetShardCount");
        return found.error();
    }

    /// A record beyond what its own stream takes, found once the stream is known.
    [[nodiscard]] static Error too_large(const std::string& path, std::uint64_t most) {
        return {Errc::validation,
                "1 validation error detected: Value at '" + path +
                    "' failed to satisfy constraint: Member must have length less than or equal "
                    "to " +
                    std::to_string(most) + "."};
    }
    [[nodiscard]] static std::string member(std::size_t at) {
        return "records." + std::to_string(at + 1) + ".member.";
    }

private:
    static void record(ModelConstraints& found, std::string_view key, const Blob& data,
                       const Argument<HashKey>& hash_key, const std::string& prefix) {
        if (hash_key.has_value()) {
            found.number(hash_key.as_given(), 38, prefix + "explicitHashKey");
        }
        const std::string partition_key{key};
        found.least_length(utf16_units(key), 1, partition_key, prefix + "partitionKey");
        found.most_length(utf16_units(key), 256, partition_key, prefix + "partitionKey");
        const std::string size = std::to_string(data.size());
        found.most_length(data.size(), 10'485'760,
                          "java.nio.HeapByteBuffer[pos=0 lim=" + size + " cap=" + size + "]",
                          prefix + "data");
    }
    static void shard_id(ModelConstraints& found, const Argument<ShardId>& id, bool required,
                         const std::string& path) {
        if (!id.has_value()) {
            found.required(!required, path);
            return;
        }
        found.name(id.as_given(), path);
        found.least_length(id.as_given().size(), 1, id.as_given(), path);
        found.most_length(id.as_given().size(), 128, id.as_given(), path);
    }
};

}  // namespace weir::inline v0
