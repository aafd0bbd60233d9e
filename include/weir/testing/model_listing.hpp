// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "weir/core/limits.hpp"
#include "weir/stream/metrics.hpp"
#include "weir/stream/model.hpp"
#include "weir/testing/model_requests.hpp"
#include "weir/testing/model_state.hpp"

namespace weir::inline v0 {

/// The part of a model stream that tells how things stand.
class ModelListing : public ModelState {
public:
    using ModelState::ModelState;

    /// A page token is the place of its query in a list that the model keeps.
    Result<ListShardsResult> list_shards(Instant now, const ListShardsRequest& request = {}) {
        settle(now);
        if (auto error = ModelRequests::check(request)) {
            return fail(*error);
        }
        auto query = request.next_token ? query_of_token(now, request) : query_of(request);
        if (!query) {
            return fail(query.error());
        }
        query->max_results =
            std::min(request.max_results.value_or(query->max_results), limits::list_shards_max);
        ListShardsResult result;
        if (list(now, *query, result.shards)) {
            query->after = result.shards.back().shard_id;
            query->created = now;
            tokens_.push_back(*query);
            result.next_token = std::to_string(tokens_.size() - 1);
        }
        return result;
    }

    Result<StreamDescription> describe_stream(Instant now,
                                              const DescribeStreamRequest& request = {}) {
        if (auto error = ModelRequests::check(request)) {
            return fail(*error);
        }
        Query query;
        query.max_results = std::min(request.limit.value_or(limits::describe_stream_shards_max),
                                     limits::describe_stream_shards_max);
        if (request.exclusive_start_shard_id.has_value()) {
            query.after = request.exclusive_start_shard_id.value();
            if (!query.after) {
                return fail(texts().could_not_find(request.exclusive_start_shard_id.as_given()));
            }
        }
        settle(now);
        StreamDescription description{.stream_name = options().stream_name,
                                      .stream_arn = arn(),
                                      .stream_status = status(),
                                      .retention_period = retention(),
                                      .stream_creation_timestamp = created()};
        description.has_more_shards = list(now, query, description.shards);
        return description;
    }

    [[nodiscard]] StreamDescriptionSummary describe_stream_summary(Instant now) {
        settle(now);
        return {.stream_name = options().stream_name,
                .stream_arn = arn(),
                .stream_status = status(),
                .retention_period = retention(),
                .stream_creation_timestamp = created(),
                .open_shard_count = shards().open_count(),
                .max_record_size_in_kib = options().max_record_size_in_kib};
    }

    [[nodiscard]] StreamMetrics metrics(Instant now) {
        settle(now);
        StreamMetrics sum = batches_;
        for (const ModelShard& shard : shards().all()) {
            const ShardMetrics& one = shard.metrics;
            sum.incoming_bytes += one.incoming_bytes;
            sum.incoming_records += one.incoming_records;
            sum.get_records_bytes += one.outgoing_bytes;
            sum.get_records_records += one.outgoing_records;
            sum.get_records_success += shard.reads;
            sum.write_provisioned_throughput_exceeded += one.write_provisioned_throughput_exceeded;
            sum.read_provisioned_throughput_exceeded += one.read_provisioned_throughput_exceeded;
            sum.get_records_iterator_age_milliseconds =
                std::max(sum.get_records_iterator_age_milliseconds, one.iterator_age_milliseconds);
            if (!shard.expired(horizon(now))) {
                sum.shards.push_back(one);
            }
        }
        sum.put_record_bytes = sum.incoming_bytes - sum.put_records_bytes;
        sum.put_record_success = sum.incoming_records - sum.put_records_successful_records;
        return sum;
    }

protected:
    /// What put_records counts.
    [[nodiscard]] StreamMetrics& batches() { return batches_; }

private:
    /// Which shards to list, and what a page token stands for.
    struct Query {
        ShardFilterType type = ShardFilterType::from_trim_horizon;
        Instant timestamp{};
        std::optional<ShardId> after;
        std::uint32_t max_results = limits::list_shards_default;
        Instant created{};
    };

    [[nodiscard]] Result<Query> query_of_token(Instant now,
                                               const ListShardsRequest& request) const {
        if (request.exclusive_start_shard_id.has_value()) {
            return fail(texts().token_together_with("ExclusiveStartShardId"));
        }
        if (request.shard_filter) {
            return fail(texts().token_together_with("ShardFilter"));
        }
        if (request.stream_creation_timestamp) {
            return fail(texts().token_together_with("StreamCreationTimestamp"));
        }
        for (std::size_t at = 0; at < tokens_.size(); ++at) {
            if (*request.next_token == std::to_string(at)) {
                if (tokens_[at].created > now ||
                    now - tokens_[at].created > options().iterator_life) {
                    return fail(texts().expired_token(tokens_[at].created));
                }
                return tokens_[at];
            }
        }
        return fail(texts().invalid("Invalid NextToken."));
    }
    [[nodiscard]] Result<Query> query_of(const ListShardsRequest& request) const {
        Query query;
        if (request.exclusive_start_shard_id.has_value()) {
            query.after = request.exclusive_start_shard_id.value();
            if (!query.after) {
                return fail(texts().could_not_find(request.exclusive_start_shard_id.as_given()));
            }
        }
        if (request.stream_creation_timestamp &&
            request.stream_creation_timestamp->seconds() != created().seconds()) {
            return fail(texts().not_found());
        }
        if (!request.shard_filter) {
            return query;
        }
        const ShardFilter& filter = *request.shard_filter;
        if (auto error = check_filter(filter)) {
            return fail(*error);
        }
        query.type = filter.type;
        query.timestamp = filter.timestamp.value_or(Instant{});
        if (filter.shard_id.has_value()) {
            const auto after = filter.shard_id.value();
            if (!after) {
                return fail(texts().could_not_find(filter.shard_id.as_given()));
            }
            query.after = query.after ? std::max(*query.after, *after) : *after;
        }
        return query;
    }
    [[nodiscard]] std::optional<Error> check_filter(const ShardFilter& filter) const {
        const bool by_id = filter.type == ShardFilterType::after_shard_id;
        const bool by_time = filter.type == ShardFilterType::at_timestamp ||
                             filter.type == ShardFilterType::from_timestamp;
        if (by_id && !filter.shard_id.has_value()) {
            return texts().invalid("ShardId must be provided for ShardFilter type AFTER_SHARD_ID.");
        }
        if (!by_id && filter.shard_id.has_value()) {
            return texts().invalid(
                "ShardId can only be provided for ShardFilter type AFTER_SHARD_ID.");
        }
        if (by_time && !filter.timestamp) {
            return texts().invalid(
                "Timestamp must be provided for ShardFilter types AT_TIMESTAMP and "
                "FROM_TIMESTAMP.");
        }
        if (!by_time && filter.timestamp) {
            return texts().invalid(
                "Timestamp can only be provided for ShardFilter types AT_TIMESTAMP and "
                "FROM_TIMESTAMP.");
        }
        return std::nullopt;
    }

    /// Lists one page.  Gives: true if there are more.
    [[nodiscard]] bool list(Instant now, const Query& query, std::vector<Shard>& page) const {
        for (const ModelShard& shard : shards().all()) {
            if (shard.expired(horizon(now)) || (query.after && shard.id <= *query.after) ||
                !wanted(now, query, shard)) {
                continue;
            }
            if (page.size() == query.max_results) {
                return true;
            }
            page.push_back(shard.describe());
        }
        return false;
    }
    [[nodiscard]] bool wanted(Instant now, const Query& query, const ModelShard& shard) const {
        Instant oldest = std::max(horizon(now), created());
        for (const ModelShard& other : shards().all()) {
            if (other.gone) {
                oldest = std::max(oldest, *other.closed);
            }
        }
        const Instant time = std::max(query.timestamp, oldest);
        switch (query.type) {
            case ShardFilterType::at_latest:
                return shard.open();
            case ShardFilterType::at_trim_horizon:
                return shard.there_at(oldest);
            case ShardFilterType::at_timestamp:
                return shard.there_at(time);
            case ShardFilterType::from_timestamp:
                return shard.open() || *shard.closed >= time;
            case ShardFilterType::after_shard_id:
            case ShardFilterType::from_trim_horizon:
                break;
        }
        return true;
    }

    StreamMetrics batches_;
    std::vector<Query> tokens_;
};

}  // namespace weir::inline v0
