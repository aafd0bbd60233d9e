// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "weir/service/service_streams.hpp"

namespace weir::inline v0 {

/// The operations that change one stream: its shards, retention, mode and size limit.
///
/// Thread: any. They take turns; puts and reads go on meanwhile.
template <class Storage, class Clock, class Throttle>
class ServiceShards : public ServiceStreams<Storage, Clock, Throttle> {
    using Streams = ServiceStreams<Storage, Clock, Throttle>;
    using Op = ServiceOperation;

public:
    /// Lists shards, by page and filter.
    ///
    /// Errors: validation, invalid_argument, expired_next_token, resource_not_found,
    ///         limit_exceeded (call rate).
    /// Source: ListShards, service model 2013-12-02.
    Result<ListShardsOutput> list_shards(const ListShardsInput& input) {
        if (auto error = this->check(input)) {
            return fail(std::move(*error));
        }
        ListShardsRequest request = request_of(input);
        std::optional<std::string> name;
        if (input.next_token) {
            if (input.stream_name || input.stream_arn) {
                return fail(texts::token_and("StreamName"));
            }
            if (input.next_token->size() <= id_digits) {
                return fail(texts::invalid_next_token());
            }
            name = name_in_token(*input.next_token);
            if (!name) {
                return fail(texts::invalid_next_token());
            }
            request.next_token = std::string{input.next_token->substr(id_digits)};
        } else if (!input.stream_name && !input.stream_arn) {
            return fail(texts::token_or_name());
        }
        auto found = name ? this->enter(Op::list_shards, *name, std::nullopt)
                          : this->enter(Op::list_shards, input.stream_name, input.stream_arn);
        if (!found) {
            return fail(found.error());
        }
        auto listed = found->stream().list_shards(request);
        if (listed && this->is_in_transit(found->status)) {
            return ListShardsOutput{};
        }
        if (listed && listed->next_token) {
            listed->next_token = hex(found->stream().stream_id()) + *listed->next_token;
        }
        return listed;
    }

    /// Errors: validation, resource_not_found, resource_in_use, limit_exceeded (the account's
    ///         shards, call rate), invalid_argument.
    /// Source: SplitShard, service model 2013-12-02.
    Result<void> split_shard(const SplitShardInput& input) {
        if (auto error = this->check(input)) {
            return fail(std::move(*error));
        }
        if (auto error = check_readable(input, {input.shard_to_split})) {
            return fail(std::move(*error));
        }
        auto found = enter_reshard(Op::split_shard, input);
        if (!found) {
            return fail(found.error());
        }
        return found->stream().split_shard({.shard_to_split = input.shard_to_split,
                                            .new_starting_hash_key = input.new_starting_hash_key},
                                           terms(*found, this->options().durations.split_shard));
    }

    /// Errors: as split_shard.
    /// Source: MergeShards, service model 2013-12-02.
    Result<void> merge_shards(const MergeShardsInput& input) {
        if (auto error = this->check(input)) {
            return fail(std::move(*error));
        }
        if (auto error =
                check_readable(input, {input.shard_to_merge, input.adjacent_shard_to_merge})) {
            return fail(std::move(*error));
        }
        auto found = enter_reshard(Op::merge_shards, input);
        if (!found) {
            return fail(found.error());
        }
        return found->stream().merge_shards(
            {.shard_to_merge = input.shard_to_merge,
             .adjacent_shard_to_merge = input.adjacent_shard_to_merge},
            terms(*found, this->options().durations.merge_shards));
    }

    /// Errors: validation, resource_not_found, resource_in_use, limit_exceeded.
    /// Source: UpdateShardCount, service model 2013-12-02.
    Result<UpdateShardCountOutput> update_shard_count(const UpdateShardCountInput& input) {
        if (auto error = this->check(input)) {
            return fail(std::move(*error));
        }
        auto found = enter_reshard(Op::update_shard_count, input);
        if (!found) {
            return fail(found.error());
        }
        const auto updated = found->stream().update_shard_count(
            {.target_shard_count = static_cast<std::uint32_t>(*input.target_shard_count)},
            terms(*found, this->options().durations.update_shard_count));
        if (!updated) {
            return fail(updated.error());
        }
        return UpdateShardCountOutput{.stream_name = found->stream().stream_name(),
                                      .current_shard_count = updated->current_shard_count,
                                      .target_shard_count = updated->target_shard_count,
                                      .stream_arn = found->stream().stream_arn()};
    }

    /// Errors: validation, resource_not_found, resource_in_use, invalid_argument, limit_exceeded.
    /// Source: IncreaseStreamRetentionPeriod, service model 2013-12-02.
    Result<void> increase_stream_retention_period(const IncreaseStreamRetentionPeriodInput& input) {
        auto found = this->enter_active(Op::increase_stream_retention_period, input);
        return found ? found->stream().increase_stream_retention_period(
                           std::chrono::hours{*input.retention_period_hours})
                     : Result<void>{fail(found.error())};
    }
    /// Errors: as increase_stream_retention_period.
    /// Source: DecreaseStreamRetentionPeriod, service model 2013-12-02.
    Result<void> decrease_stream_retention_period(const DecreaseStreamRetentionPeriodInput& input) {
        auto found = this->enter_active(Op::decrease_stream_retention_period, input);
        return found ? found->stream().decrease_stream_retention_period(
                           std::chrono::hours{*input.retention_period_hours})
                     : Result<void>{fail(found.error())};
    }

    /// Switches between provisioned and on-demand; the shards stay.
    ///
    /// The present mode as the wanted one is accepted, changes nothing and is not counted.
    /// Errors: validation, resource_not_found, resource_in_use, limit_exceeded (twice in 24 hours,
    ///         the account's on-demand streams or shards).
    /// Source: UpdateStreamMode, service model 2013-12-02.
    Result<void> update_stream_mode(const UpdateStreamModeInput& input) {
        auto found = this->enter_active(Op::update_stream_mode, input);
        if (!found) {
            return fail(found.error());
        }
        const StreamMode mode = *input.stream_mode_details->stream_mode.value();
        const auto warm = static_cast<std::uint32_t>(input.warm_throughput_mibps.value_or(0));
        StreamCapacity next{mode, warm};
        if (auto error = check_mode(*found, next)) {
            return fail(std::move(*error));
        }
        if (found->stream().capacity().mode == mode) {
            return {};
        }
        found->record().mode_updates.make_room();
        found->stream().begin_capacity(next, this->options().durations.update_stream_mode);
        found->record().mode_updates.add(found->now);
        return {};
    }

    /// Scales an on-demand stream ahead of its traffic; 0 takes that back.
    /// Units: MiB a second.
    /// Errors: validation (not on-demand, no commitment), resource_not_found, resource_in_use,
    ///         limit_exceeded.
    /// Source: UpdateStreamWarmThroughput, service model 2013-12-02.
    Result<UpdateStreamWarmThroughputOutput> update_stream_warm_throughput(
        const UpdateStreamWarmThroughputInput& input) {
        auto found = this->enter_active(Op::update_stream_warm_throughput, input);
        if (!found) {
            return fail(found.error());
        }
        const auto mibps = static_cast<std::uint32_t>(*input.warm_throughput_mibps);
        StreamCapacity capacity = found->stream().capacity();
        if (capacity.mode != StreamMode::on_demand) {
            return fail(texts::warm_throughput_not_on_demand());
        }
        if (mibps > 0) {
            if (auto error = this->check_warm(mibps, found->now, &found->stream())) {
                return fail(std::move(*error));
            }
        }
        const auto current = found->stream().current_warm_mibps();
        capacity.warm_mibps = mibps;
        found->stream().begin_capacity(capacity,
                                       this->options().durations.update_stream_warm_throughput);
        return UpdateStreamWarmThroughputOutput{
            .stream_arn = found->stream().stream_arn(),
            .stream_name = found->stream().stream_name(),
            .warm_throughput = {static_cast<std::int32_t>(mibps),
                                static_cast<std::int32_t>(current)}};
    }

    /// Changes how large a record of the stream may be. Larger ones that are there stay readable.
    /// Errors: validation, resource_not_found, resource_in_use.
    /// Source: UpdateMaxRecordSize, service model 2013-12-02.
    Result<void> update_max_record_size(const UpdateMaxRecordSizeInput& input) {
        auto found = this->enter_active(Op::update_max_record_size, input);
        if (!found) {
            return fail(found.error());
        }
        found->stream().set_max_record_size_in_kib(
            static_cast<std::uint32_t>(*input.max_record_size_in_kib));
        return {};
    }

protected:
    using typename Streams::AccountStreamType;
    using typename Streams::Found;
    using typename Streams::Lock;

    using Streams::Streams;

private:
    static constexpr std::size_t id_digits = 16;

    [[nodiscard]] static ListShardsRequest request_of(const ListShardsInput& input) {
        ListShardsRequest request{.exclusive_start_shard_id = input.exclusive_start_shard_id,
                                  .stream_creation_timestamp = input.stream_creation_timestamp};
        if (input.max_results) {
            request.max_results = static_cast<std::uint32_t>(*input.max_results);
        }
        if (input.shard_filter) {
            request.shard_filter = ShardFilter{.type = *input.shard_filter->type.value(),
                                               .shard_id = input.shard_filter->shard_id,
                                               .timestamp = input.shard_filter->timestamp};
        }
        return request;
    }

    [[nodiscard]] static std::string hex(std::uint64_t number) {
        std::string text(id_digits, '0');
        for (std::size_t at = id_digits; at-- > 0; number >>= 4) {
            text[at] = "0123456789abcdef"[number & 15];
        }
        return text;
    }
    /// The stream whose id a token of ListShards begins with.
    [[nodiscard]] std::optional<std::string> name_in_token(std::string_view token) const {
        std::uint64_t id = 0;
        for (const char digit : token.substr(0, id_digits)) {
            const std::size_t value = std::string_view{"0123456789abcdef"}.find(digit);
            if (value == std::string_view::npos) {
                return std::nullopt;
            }
            id = id << 4 | value;
        }
        const auto shared = this->directory().lock.shared();
        const auto* stream = this->directory().find(id);
        return stream == nullptr ? std::nullopt : std::optional{stream->stream_name()};
    }

    /// Shard ids that can't be read are told before the stream is looked for.
    template <class Input>
    [[nodiscard]] std::optional<Error> check_readable(
        const Input& input, std::initializer_list<Argument<ShardId>> shards) const {
        for (const Argument<ShardId>& shard : shards) {
            if (!shard.value()) {
                const auto name = this->named(input.stream_name, input.stream_arn);
                return name ? texts::could_not_find_shard(this->identity(*name), shard.as_given())
                            : name.error();
            }
        }
        return std::nullopt;
    }
    /// The stream has to be ACTIVE, and its shards its owner's business.
    template <class Input>
    [[nodiscard]] Result<Found> enter_reshard(Op operation, const Input& input) {
        auto found = this->enter(operation, input.stream_name, input.stream_arn);
        if (!found) {
            return found;
        }
        if (auto error = this->check_active(*found)) {
            return fail(std::move(*error));
        }
        if (found->stream().capacity().mode == StreamMode::on_demand) {
            return fail(texts::is_on_demand(found->stream().who()));
        }
        return found;
    }
    [[nodiscard]] ReshardTerms terms(const Found& found, Duration takes) const {
        return {.resharding_time = takes,
                .shard_limit = this->options().limits.shards,
                .other_shards = this->provisioned_shards(&found.stream())};
    }

    [[nodiscard]] std::optional<Error> check_mode(Found& found, const StreamCapacity& next) {
        const ServiceLimits& limits = this->options().limits;
        const StreamIdentity& who = found.stream().who();
        if (next.warm_mibps > 0) {
            if (next.mode != StreamMode::on_demand) {
                return texts::warm_throughput_not_on_demand();
            }
            if (auto error = this->check_warm(next.warm_mibps, found.now, &found.stream())) {
                return error;
            }
        }
        if (found.stream().capacity().mode == next.mode) {
            return std::nullopt;
        }
        if (found.record().mode_updates.count(found.now, this->day) >=
            limits.mode_updates_per_day) {
            return texts::rate_exceeded(who);
        }
        if (next.mode == StreamMode::on_demand) {
            if (this->on_demand_streams() >= limits.on_demand_streams) {
                return texts::on_demand_stream_limit(who.account, limits.on_demand_streams);
            }
            return std::nullopt;
        }
        const auto others = this->provisioned_shards(&found.stream());
        const auto shards = found.stream().shards_that_count();
        if (others + shards > limits.shards) {
            return texts::shard_limit(who, others, limits.shards, shards);
        }
        return std::nullopt;
    }
};

}  // namespace weir::inline v0
