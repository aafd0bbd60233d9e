// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "weir/core/limits.hpp"
#include "weir/stream/model.hpp"
#include "weir/testing/model_listing.hpp"
#include "weir/testing/model_requests.hpp"

namespace weir::inline v0 {

/// The part of a model stream that changes its shards and its retention.
class ModelControl : public ModelListing {
public:
    using ModelListing::ModelListing;

    Result<void> split_shard(Instant now, const SplitShardRequest& request) {
        if (auto error = ModelRequests::check(request)) {
            return fail(*error);
        }
        const auto id = request.shard_to_split.value();
        if (!id) {
            return fail(texts().could_not_find(request.shard_to_split.as_given()));
        }
        settle(now);
        if (auto error = check_reshard(now, {*id})) {
            return fail(*error);
        }
        const std::uint32_t open = shards().open_count();
        if (open + 1 > options().shard_limit) {
            return fail(texts().too_many_shards(open, options().shard_limit, 1));
        }
        const ModelShard& shard = *shards().find(*id);
        const auto at = request.new_starting_hash_key.value();
        const HashKeyRange range = shard.range;
        if (!at || *at <= range.starting_hash_key || *at - range.starting_hash_key < 2 ||
            *at >= range.ending_hash_key) {
            return fail(texts().bad_split(request.new_starting_hash_key.as_given(), *id, range));
        }
        if (!shard.open()) {
            return fail(texts().closed_shard(*id));
        }
        begin(now, {{.one = *id, .at = *at}});
        return {};
    }

    Result<void> merge_shards(Instant now, const MergeShardsRequest& request) {
        if (auto error = ModelRequests::check(request)) {
            return fail(*error);
        }
        const auto one = request.shard_to_merge.value();
        if (!one) {
            return fail(texts().could_not_find(request.shard_to_merge.as_given()));
        }
        const auto other = request.adjacent_shard_to_merge.value();
        if (!other) {
            return fail(texts().could_not_find(request.adjacent_shard_to_merge.as_given()));
        }
        settle(now);
        if (auto error = check_reshard(now, {*one, *other})) {
            return fail(*error);
        }
        const ModelShard& low = *shards().find(*one);
        const ModelShard& high = *shards().find(*other);
        if (low.range.ending_hash_key == HashKey::max() ||
            low.range.ending_hash_key + 1 != high.range.starting_hash_key) {
            return fail(texts().not_adjacent(*one, *other));
        }
        if (!low.open() || !high.open()) {
            return fail(texts().closed_shard(low.open() ? *other : *one));
        }
        begin(now, {{.one = *one, .other = *other}});
        return {};
    }

    Result<UpdateShardCountResult> update_shard_count(Instant now,
                                                      const UpdateShardCountRequest& request) {
        if (auto error = ModelRequests::check(request)) {
            return fail(*error);
        }
        settle(now);
        if (auto error = check_active()) {
            return fail(*error);
        }
        const std::uint32_t open = shards().open_count();
        const std::uint32_t target = request.target_shard_count;
        if (target > 2 * open) {
            return fail(texts().more_than_double(open, target));
        }
        if (2 * target < open) {
            return fail(texts().less_than_half(open, target));
        }
        const std::uint32_t limit = std::min(options().shard_limit, limits::shards_per_stream_max);
        if (target > limit) {
            return fail(texts().over_the_limit(limit, open, target));
        }
        std::vector<ModelMove> moves;
        if (target != open) {
            moves = shards().moves_to(target);
        }
        const std::uint32_t most = most_open(moves);
        if (most > open && most > options().shard_limit) {
            return fail(texts().too_many_shards(open, options().shard_limit, most - open));
        }
        const std::size_t updates = updates_of_a_day(now);
        if (target != open) {
            if (updates >= options().update_shard_count_limit) {
                return fail(texts().too_many_updates(options().update_shard_count_limit));
            }
            updates_.push_back(now);
            begin(now, moves);
        }
        return UpdateShardCountResult{open, target};
    }

    Result<void> increase_stream_retention_period(Instant now, std::chrono::hours period) {
        if (auto error = check_retention(now, period)) {
            return fail(*error);
        }
        if (period < retention()) {
            return fail(texts().retention_not_shorter(period.count(), retention().count()));
        }
        set_retention(now, period);
        return {};
    }
    Result<void> decrease_stream_retention_period(Instant now, std::chrono::hours period) {
        if (auto error = check_retention(now, period)) {
            return fail(*error);
        }
        if (period > retention()) {
            return fail(texts().retention_not_longer(period.count(), retention().count()));
        }
        set_retention(now, period);
        return {};
    }

private:
    /// The greatest number of open shards on the way through these moves, both ends included.
    [[nodiscard]] std::uint32_t most_open(const std::vector<ModelMove>& moves) const {
        std::vector<std::uint32_t> counts{shards().open_count()};
        for (const ModelMove& move : moves) {
            counts.push_back(move.other ? counts.back() - 1 : counts.back() + 1);
        }
        return *std::max_element(counts.begin(), counts.end());
    }
    [[nodiscard]] std::optional<Error> check_reshard(Instant now, std::vector<ShardId> ids) {
        if (auto error = check_active()) {
            return error;
        }
        for (const ShardId id : ids) {
            const ModelShard* shard = shards().find(id);
            if (shard == nullptr || shard->expired(horizon(now))) {
                return texts().could_not_find(id.to_string());
            }
        }
        return std::nullopt;
    }
    /// Updates of the last 24 hours; older ones are forgotten. One of a time to come, from before
    /// the clock stepped back, counts as one of now.
    [[nodiscard]] std::size_t updates_of_a_day(Instant now) {
        std::vector<Instant> recent;
        for (const Instant update : updates_) {
            if (now - update < std::chrono::hours{24}) {
                recent.push_back(std::min(update, now));
            }
        }
        updates_ = recent;
        return recent.size();
    }

    [[nodiscard]] std::optional<Error> check_retention(Instant now, std::chrono::hours period) {
        settle(now);
        if (auto error = check_active()) {
            return error;
        }
        if (period.count() < limits::retention_hours_min) {
            return texts().retention_too_short(period.count(), limits::retention_hours_min);
        }
        if (period.count() > limits::retention_hours_max) {
            return texts().retention_too_long(period.count(), limits::retention_hours_max);
        }
        return std::nullopt;
    }

    std::vector<Instant> updates_;
};

}  // namespace weir::inline v0
