// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "weir/stream/model.hpp"
#include "weir/stream/opaque_text.hpp"
#include "weir/stream/texts.hpp"
#include "weir/stream/validation.hpp"

namespace weir::inline v0 {

/// A ListShards request after all checks: which shards, and where to go on.
///
/// A page token freezes the query, so this is also what a token holds.
struct ShardQuery {
    ShardFilterType type = ShardFilterType::from_trim_horizon;
    Instant timestamp{};
    std::optional<ShardId> after;  ///< only shards with a greater id
    std::uint32_t max_results = limits::list_shards_default;

    /// True if a shard that lived from `created` to `closed` (Instant::max() if it is open) is in
    /// the answer.
    ///
    /// `begin`: the start of what a reader can still see, the trim horizon, the stream's creation,
    /// or when the last shard closed that is gone. A shard counts as open at an instant from its
    /// creation to its children's.
    [[nodiscard]] bool matches(Instant created, Instant closed, Instant begin) const noexcept {
        const Instant at = timestamp < begin ? begin : timestamp;
        switch (type) {
            case ShardFilterType::at_latest:
                return closed == Instant::max();
            case ShardFilterType::at_trim_horizon:
                return created <= begin && begin < closed;
            case ShardFilterType::at_timestamp:
                return created <= at && at < closed;
            case ShardFilterType::from_timestamp:
                return closed >= at;
            case ShardFilterType::after_shard_id:
            case ShardFilterType::from_trim_horizon:
                break;
        }
        return true;
    }
};

/// Checks ListShards requests and reads and writes their page tokens.
class ShardQueryReader {
public:
    ShardQueryReader(const StreamIdentity& who, std::uint64_t stream, Duration token_life)
        : who_{who},
          text_{OpaqueText::Kind::page_token, stream, who.stream.size()},
          token_life_{token_life} {}

    /// Gives: what to list, or the service's error.
    [[nodiscard]] Result<ShardQuery> read(const ListShardsRequest& request, Instant now,
                                          Instant stream_created) const {
        if (auto error = constraints(request)) {
            return tl::unexpected{std::move(*error)};
        }
        Result<ShardQuery> query =
            request.next_token ? from_token(request, now) : from_members(request, stream_created);
        if (query) {
            // Of a token, any number may come.
            query->max_results = std::clamp<std::uint32_t>(
                request.max_results.value_or(query->max_results), 1, limits::list_shards_max);
        }
        return query;
    }

    /// The token with which `query` goes on after the shard `last`.
    [[nodiscard]] std::string token(const ShardQuery& query, ShardId last, Instant now) const {
        const std::uint64_t numbers[] = {
            static_cast<std::uint64_t>(now.micros()), static_cast<std::uint64_t>(query.type),
            static_cast<std::uint64_t>(query.timestamp.micros()), last.index, query.max_results};
        return text_.write(numbers);
    }

private:
    static std::optional<Error> constraints(const ListShardsRequest& request) {
        Violations found;
        if (request.next_token && request.next_token->empty()) {
            found.add("''", "nextToken", validation::at_least("length", 1));
        }
        validation::check_shard_id(found, request.exclusive_start_shard_id, "exclusiveStartShardId",
                                   false);
        if (request.max_results) {
            validation::check_limit(found, *request.max_results, "maxResults",
                                    limits::list_shards_results_max);
        }
        if (request.shard_filter) {
            validation::check_shard_id(found, request.shard_filter->shard_id, "shardFilter.shardId",
                                       false);
        }
        return found.error();
    }

    [[nodiscard]] static tl::unexpected<Error> not_together(std::string_view member) {
        return fail(Errc::invalid_argument,
                    texts::join({"NextToken and ", member, " cannot be provided together."}));
    }

    [[nodiscard]] Result<ShardQuery> from_token(const ListShardsRequest& request,
                                                Instant now) const {
        if (request.exclusive_start_shard_id.has_value()) {
            return not_together("ExclusiveStartShardId");
        }
        if (request.shard_filter) {
            return not_together("ShardFilter");
        }
        if (request.stream_creation_timestamp) {
            return not_together("StreamCreationTimestamp");
        }
        std::uint64_t numbers[5];
        if (!text_.read(*request.next_token, numbers)) {
            return fail(Errc::invalid_argument, "Invalid NextToken.");
        }
        const auto created = Instant::from_micros(static_cast<std::int64_t>(numbers[0]));
        if (now - created > token_life_ || created > now) {
            return fail(Errc::expired_next_token,
                        texts::join({"NextToken has expired. It was created at time ",
                                     texts::java_date(created), "."}));
        }
        return ShardQuery{static_cast<ShardFilterType>(numbers[1]),
                          Instant::from_micros(static_cast<std::int64_t>(numbers[2])),
                          ShardId{static_cast<std::uint32_t>(numbers[3])},
                          static_cast<std::uint32_t>(numbers[4])};
    }

    [[nodiscard]] Result<ShardQuery> from_members(const ListShardsRequest& request,
                                                  Instant stream_created) const {
        ShardQuery query;
        if (request.exclusive_start_shard_id.has_value()) {
            query.after = request.exclusive_start_shard_id.value();
            if (!query.after) {
                return tl::unexpected{
                    texts::could_not_find_shard(who_, request.exclusive_start_shard_id.as_given())};
            }
        }
        if (request.stream_creation_timestamp &&
            request.stream_creation_timestamp->seconds() != stream_created.seconds()) {
            return fail(Errc::resource_not_found,
                        texts::join({"Stream ", who_.stream, " under account ", who_.account,
                                     " not found."}));
        }
        if (request.shard_filter) {
            if (auto error = apply(*request.shard_filter, query)) {
                return tl::unexpected{std::move(*error)};
            }
        }
        return query;
    }

    [[nodiscard]] std::optional<Error> apply(const ShardFilter& filter, ShardQuery& query) const {
        const bool by_id = filter.type == ShardFilterType::after_shard_id;
        const bool by_time = filter.type == ShardFilterType::at_timestamp ||
                             filter.type == ShardFilterType::from_timestamp;
        if (by_id != filter.shard_id.has_value()) {
            return Error{Errc::invalid_argument,
                         by_id ? "ShardId must be provided for ShardFilter type AFTER_SHARD_ID."
                               : "ShardId can only be provided for ShardFilter type "
                                 "AFTER_SHARD_ID."};
        }
        if (by_time != filter.timestamp.has_value()) {
            return Error{Errc::invalid_argument,
                         by_time ? "Timestamp must be provided for ShardFilter types AT_TIMESTAMP "
                                   "and FROM_TIMESTAMP."
                                 : "Timestamp can only be provided for ShardFilter types "
                                   "AT_TIMESTAMP and FROM_TIMESTAMP."};
        }
        query.type = filter.type;
        if (by_time) {
            query.timestamp = *filter.timestamp;
        }
        if (by_id) {
            const auto after = filter.shard_id.value();
            if (!after) {
                return texts::could_not_find_shard(who_, filter.shard_id.as_given());
            }
            query.after = !query.after || *query.after < *after ? *after : *query.after;
        }
        return std::nullopt;
    }

    const StreamIdentity& who_;
    OpaqueText text_;
    Duration token_life_;
};

}  // namespace weir::inline v0
