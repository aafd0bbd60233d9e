// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/routing/uniform_scaling.hpp"
#include "weir/stream/judge.hpp"
#include "weir/stream/shard_list.hpp"

namespace weir::inline v0 {

/// The operations on a stream that neither put nor get records.
///
/// Thread: any. They take turns; puts and reads go on meanwhile.
template <class Storage, class Clock, class Throttle>
class StreamControl : public StreamJudge<Storage, Clock, Throttle> {
    using State = StreamState<Storage, Clock, Throttle>;
    using Judge = StreamJudge<Storage, Clock, Throttle>;
    using Turn = typename State::Turn;

public:
    using Judge::Judge;

    /// Closes a shard and opens two that share its range; the second begins at the given key.
    ///
    /// Errors: validation, resource_not_found, resource_in_use (not ACTIVE), limit_exceeded (the
    ///         account's shards), invalid_argument (the key, or a shard already closed).
    /// Source: SplitShard, service model 2013-12-02.
    Result<void> split_shard(const SplitShardRequest& request) {
        return split_shard(request, this->own_terms());
    }
    /// The same on the terms of an account.
    Result<void> split_shard(const SplitShardRequest& request, const ReshardTerms& terms) {
        if (auto error = Judge::constraints(request)) {
            return tl::unexpected{std::move(*error)};
        }
        const auto id = request.shard_to_split.value();
        if (!id) {
            return tl::unexpected{
                texts::could_not_find_shard(this->who(), request.shard_to_split.as_given())};
        }
        Turn turn;
        const Instant now = this->door(turn);
        if (auto error = check_reshard(*id, *id, now)) {
            return tl::unexpected{std::move(*error)};
        }
        const std::uint64_t open = this->topology().table().size() + terms.other_shards;
        if (open + 1 > terms.shard_limit) {
            return tl::unexpected{texts::shard_limit(this->who(), open, terms.shard_limit, 1)};
        }
        const ShardNode& node = this->topology().lineage().node(*id);
        const auto at = request.new_starting_hash_key.value();
        if (!at || !node.range.splits_at(*at)) {
            return tl::unexpected{texts::split_out_of_range(
                this->who(), *id, request.new_starting_hash_key.as_given(), node.range)};
        }
        if (!node.open) {
            return tl::unexpected{texts::already_resharded(this->who(), *id)};
        }
        this->begin_reshard({SplitStep{*id, *at}}, terms.resharding_time, now);
        return {};
    }

    /// Closes two shards whose ranges adjoin and opens one that has both ranges.
    ///
    /// The order matters: the range of the first must end right before that of the second.
    /// Errors: as split_shard; invalid_argument if the shards are not such a pair.
    /// Source: MergeShards, service model 2013-12-02.
    Result<void> merge_shards(const MergeShardsRequest& request) {
        return merge_shards(request, this->own_terms());
    }
    /// The same on the terms of an account.
    Result<void> merge_shards(const MergeShardsRequest& request, const ReshardTerms& terms) {
        if (auto error = Judge::constraints(request)) {
            return tl::unexpected{std::move(*error)};
        }
        const auto lower = request.shard_to_merge.value();
        if (!lower) {
            return tl::unexpected{
                texts::could_not_find_shard(this->who(), request.shard_to_merge.as_given())};
        }
        const auto upper = request.adjacent_shard_to_merge.value();
        if (!upper) {
            return tl::unexpected{texts::could_not_find_shard(
                this->who(), request.adjacent_shard_to_merge.as_given())};
        }
        Turn turn;
        const Instant now = this->door(turn);
        if (auto error = check_reshard(*lower, *upper, now)) {
            return tl::unexpected{std::move(*error)};
        }
        const Lineage& lineage = this->topology().lineage();
        const ShardNode& first = lineage.node(*lower);
        const ShardNode& second = lineage.node(*upper);
        if (!first.range.adjoins(second.range)) {
            return tl::unexpected{texts::not_adjacent(this->who(), *lower, *upper)};
        }
        if (!first.open || !second.open) {
            return tl::unexpected{
                texts::already_resharded(this->who(), first.open ? *upper : *lower)};
        }
        this->begin_reshard({MergeStep{*lower, *upper}}, terms.resharding_time, now);
        return {};
    }

    /// Brings the stream to a number of shards of equal size by splits and merges, which take
    /// effect one after another while the stream is UPDATING.
    ///
    /// Gives:  the open shards before the call, and the target. The present number as the target
    ///         is accepted and changes nothing.
    /// Errors: validation, resource_in_use, limit_exceeded (more than double, less than half, the
    ///         account's shards, those in between included, ten calls in 24 hours).
    /// Source: UpdateShardCount, service model 2013-12-02.
    Result<UpdateShardCountResult> update_shard_count(const UpdateShardCountRequest& request) {
        return update_shard_count(request, this->own_terms());
    }
    /// The same on the terms of an account.
    Result<UpdateShardCountResult> update_shard_count(const UpdateShardCountRequest& request,
                                                      const ReshardTerms& terms) {
        const auto target = request.target_shard_count;
        if (target < 1) {
            Violations found;
            found.add("'0'", "targetShardCount", validation::at_least("value", 1));
            return tl::unexpected{*found.error()};
        }
        Turn turn;
        const Instant now = this->door(turn);
        if (auto error = this->check_active()) {
            return tl::unexpected{std::move(*error)};
        }
        const auto open = static_cast<std::uint32_t>(this->topology().table().size());
        if (auto error = check_target(open, target, terms)) {
            return tl::unexpected{std::move(*error)};
        }
        std::vector<ReshardStep> steps;
        if (target != open) {
            steps = plan_uniform_scaling(this->topology().lineage(), target);
        }
        if (auto error = check_steps(open, steps, terms, now)) {
            return tl::unexpected{std::move(*error)};
        }
        if (!steps.empty()) {
            updates_.reserve(updates_.size() + 1);
            this->begin_reshard(std::move(steps), terms.resharding_time, now);
            updates_.push_back(now);
        }
        return UpdateShardCountResult{open, target};
    }

    /// Lists shards, by page and filter.
    ///
    /// Errors: validation, invalid_argument (members that exclude each other, a token that is not
    ///         this stream's), expired_next_token, resource_not_found.
    /// Source: ListShards, service model 2013-12-02.
    Result<ListShardsResult> list_shards(const ListShardsRequest& request = {}) {
        Turn turn;
        const Instant now = this->door(turn);
        const ShardQueryReader reader{this->who(), this->stream_id(),
                                      this->options().iterator_life};
        const auto query = reader.read(request, now, this->stream_creation_timestamp());
        if (!query) {
            return tl::unexpected{query.error()};
        }
        ListShardsResult result;
        const bool more = collect(*query, now, result.shards);
        if (more) {
            result.next_token = reader.token(*query, result.shards.back().shard_id, now);
        }
        return result;
    }

    /// Describes the stream and a page of its shards.
    /// Errors: validation, resource_not_found (the shard to start after is no shard id).
    /// Source: DescribeStream, service model 2013-12-02.
    Result<StreamDescription> describe_stream(const DescribeStreamRequest& request = {}) {
        Violations found;
        if (request.limit) {
            validation::check_limit(found, *request.limit, "limit",
                                    limits::list_shards_results_max);
        }
        validation::check_shard_id(found, request.exclusive_start_shard_id, "exclusiveStartShardId",
                                   false);
        if (auto error = found.error()) {
            return tl::unexpected{std::move(*error)};
        }
        ShardQuery query;
        query.max_results = request.limit.value_or(limits::describe_stream_shards_max);
        if (query.max_results > limits::describe_stream_shards_max) {
            query.max_results = limits::describe_stream_shards_max;
        }
        if (request.exclusive_start_shard_id.has_value()) {
            query.after = request.exclusive_start_shard_id.value();
            if (!query.after) {
                return tl::unexpected{texts::could_not_find_shard(
                    this->who(), request.exclusive_start_shard_id.as_given())};
            }
        }
        Turn turn;
        const Instant now = this->door(turn);
        StreamDescription description{
            .stream_name = this->stream_name(),
            .stream_arn = this->stream_arn(),
            .stream_status = this->status(),
            .shards = {},
            .has_more_shards = false,
            .retention_period = retention_period(),
            .stream_creation_timestamp = this->stream_creation_timestamp()};
        description.has_more_shards = collect(query, now, description.shards);
        return description;
    }

    /// Describes the stream without its shards.
    /// Source: DescribeStreamSummary, service model 2013-12-02.
    [[nodiscard]] StreamDescriptionSummary describe_stream_summary() {
        Turn turn;
        this->door(turn);
        return {.stream_name = this->stream_name(),
                .stream_arn = this->stream_arn(),
                .stream_status = this->status(),
                .retention_period = retention_period(),
                .stream_creation_timestamp = this->stream_creation_timestamp(),
                .open_shard_count = static_cast<std::uint32_t>(this->topology().table().size()),
                .max_record_size_in_kib = this->max_record_size_in_kib()};
    }

    /// Keeps records longer. What has already expired stays gone.
    /// Errors: resource_in_use, invalid_argument (out of 24 to 8,760 hours, or shorter than now).
    /// Source: IncreaseStreamRetentionPeriod, service model 2013-12-02.
    Result<void> increase_stream_retention_period(std::chrono::hours period) {
        return change_retention(period, true);
    }
    /// Keeps records for a shorter time; older ones are gone at once.
    /// Errors: as increase_stream_retention_period, but longer than now.
    /// Source: DecreaseStreamRetentionPeriod, service model 2013-12-02.
    Result<void> decrease_stream_retention_period(std::chrono::hours period) {
        return change_retention(period, false);
    }

    /// A snapshot of all counters.
    /// Source: Amazon CloudWatch metrics of Kinesis Data Streams.
    [[nodiscard]] StreamMetrics metrics() {
        Turn turn;
        return metrics_at(this->door(turn));
    }

protected:
    /// The same for whoever holds the lock.
    [[nodiscard]] StreamMetrics metrics_at(Instant now) const {
        const Instant oldest = this->horizon(now);
        StreamMetrics sum;
        this->batch_counters().write_to(sum);
        for (std::uint32_t index = 0; index < this->topology().size(); ++index) {
            const auto& shard = this->topology().at(index);
            ShardMetrics one{.shard_id = shard.id()};
            const WriteTotals written = shard.log.totals().written;
            one.incoming_bytes = written.bytes;
            one.incoming_records = written.records;
            shard.counters.write_to(one);
            add(sum, one);
            sum.get_records_success += shard.counters.reads();
            sum.get_records_bytes += shard.counters.read_bytes();
            sum.get_records_records += shard.counters.read_records();
            if (!shard.has_expired(oldest)) {
                sum.shards.push_back(one);
            }
        }
        sum.put_record_bytes = sum.incoming_bytes - sum.put_records_bytes;
        sum.put_record_success = sum.incoming_records - sum.put_records_successful_records;
        return sum;
    }

private:
    static constexpr Duration day{std::chrono::hours{24}};

    static void add(StreamMetrics& sum, const ShardMetrics& one) noexcept {
        sum.incoming_bytes += one.incoming_bytes;
        sum.incoming_records += one.incoming_records;
        sum.write_provisioned_throughput_exceeded += one.write_provisioned_throughput_exceeded;
        sum.read_provisioned_throughput_exceeded += one.read_provisioned_throughput_exceeded;
        if (one.iterator_age_milliseconds > sum.get_records_iterator_age_milliseconds) {
            sum.get_records_iterator_age_milliseconds = one.iterator_age_milliseconds;
        }
    }

    [[nodiscard]] std::chrono::hours retention_period() const noexcept {
        return std::chrono::duration_cast<std::chrono::hours>(this->retention());
    }

    /// What a split and a merge look at first: the stream is ACTIVE and the shards exist.
    [[nodiscard]] std::optional<Error> check_reshard(ShardId a, ShardId b, Instant now) const {
        if (auto error = this->check_active()) {
            return error;
        }
        for (const ShardId id : {a, b}) {
            const auto* shard = this->topology().find(id);
            if (shard == nullptr || shard->has_expired(this->horizon(now))) {
                return texts::could_not_find_shard(this->who(), id.to_string());
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<Error> check_target(std::uint32_t open, std::uint32_t target,
                                                    const ReshardTerms& terms) const {
        if (target > std::uint64_t{open} * 2) {
            return texts::shard_count_beyond(true, open, target);
        }
        if (std::uint64_t{target} * 2 < open) {
            return texts::shard_count_beyond(false, open, target);
        }
        const auto limit = terms.shard_limit < limits::shards_per_stream_max
                               ? terms.shard_limit
                               : limits::shards_per_stream_max;
        if (target > limit) {
            return texts::shard_count_above_limit(limit, open, target);
        }
        return std::nullopt;
    }
    /// Shards in between count against the account's limit, however short their time is.
    [[nodiscard]] std::optional<Error> check_steps(std::uint32_t open,
                                                   std::span<const ReshardStep> steps,
                                                   const ReshardTerms& terms, Instant now) {
        const std::uint64_t most = most_open(open, steps);
        if (most > open && terms.other_shards + most > terms.shard_limit) {
            return texts::shard_limit(this->who(), terms.other_shards + open, terms.shard_limit,
                                      most - open);
        }
        for (Instant& update : updates_) {
            update = now < update ? now : update;  // the clock has stepped back
        }
        std::erase_if(updates_, [now](Instant update) { return now - update >= day; });
        if (!steps.empty() && updates_.size() >= this->options().update_shard_count_limit) {
            return texts::shard_count_updates_spent(this->who(),
                                                    this->options().update_shard_count_limit);
        }
        return std::nullopt;
    }

    /// Gives: true if there are more shards than fit the page.
    [[nodiscard]] bool collect(const ShardQuery& query, Instant now, std::vector<Shard>& page) {
        const Instant oldest = this->horizon(now);
        const Instant created = this->stream_creation_timestamp();
        const Instant known = created < this->gone_until() ? this->gone_until() : created;
        const Instant begin = oldest < known ? known : oldest;
        const auto first = query.after ? std::uint64_t{query.after->index} + 1 : 0;
        for (std::uint64_t index = first; index < this->topology().size(); ++index) {
            const auto& shard = this->topology().at(static_cast<std::uint32_t>(index));
            const ShardClosure* closure = shard.closure();
            const Instant closed = closure == nullptr ? Instant::max() : closure->closed;
            if (shard.has_expired(oldest) ||
                !query.matches(shard.origin().created, closed, begin)) {
                continue;
            }
            if (page.size() == query.max_results) {
                return true;
            }
            page.push_back(shard.describe());
        }
        return false;
    }

    Result<void> change_retention(std::chrono::hours period, bool increase) {
        Turn turn;
        const Instant now = this->door(turn);
        if (auto error = this->check_active()) {
            return tl::unexpected{std::move(*error)};
        }
        const auto hours = period.count();
        const auto current = retention_period().count();
        if (hours < limits::retention_hours_min) {
            return tl::unexpected{texts::retention_too_short(hours)};
        }
        if (hours > limits::retention_hours_max) {
            return tl::unexpected{texts::retention_too_long(hours)};
        }
        if (increase ? hours < current : hours > current) {
            return tl::unexpected{
                texts::retention_wrong_way(this->who(), hours, current, increase)};
        }
        this->set_retention(now, period);
        return {};
    }

    std::vector<Instant> updates_;  // of the shard count, under the lock
};

}  // namespace weir::inline v0
