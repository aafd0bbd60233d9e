// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/service/service_account.hpp"
#include "weir/service/tag_rules.hpp"

namespace weir::inline v0 {

/// The operations that make, delete, describe and list streams.
///
/// Thread: any. They take turns; puts and reads go on meanwhile.
template <class Storage, class Clock, class Throttle>
class ServiceStreams : public ServiceAccount<Storage, Clock, Throttle> {
    using Account = ServiceAccount<Storage, Clock, Throttle>;
    using Op = ServiceOperation;

public:
    /// Makes a stream, which is CREATING until the time that this takes has passed.
    ///
    /// Errors: validation, resource_in_use (the name), limit_exceeded (the account's shards,
    ///         on-demand streams, streams CREATING at once), invalid_argument (tags).
    /// Source: CreateStream, service model 2013-12-02.
    Result<void> create_stream(const CreateStreamInput& input) {
        if (auto error = this->check(input)) {
            return fail(std::move(*error));
        }
        Lock lock;
        const Instant now = this->door(lock);
        if (auto error = this->admit(Op::create_stream, now)) {
            return fail(std::move(*error));
        }
        const auto plan = plan_of(input);
        if (!plan) {
            return fail(plan.error());
        }
        if (auto error = check_room(*plan, now)) {
            return fail(std::move(*error));
        }
        make(*plan, input.tags.value_or(TagMap{}), now);
        return {};
    }

    /// Lets go of a stream and all that is in it; it is DELETING until it is gone.
    ///
    /// Errors: validation, resource_not_found, resource_in_use (DELETING already, or it has
    ///         consumers and their deletion is not enforced), limit_exceeded (streams DELETING at
    ///         once).
    /// Source: DeleteStream, service model 2013-12-02.
    Result<void> delete_stream(const DeleteStreamInput& input) {
        auto found = this->enter(Op::delete_stream, input);
        if (!found) {
            return fail(found.error());
        }
        if (found->status == StreamStatus::deleting) {
            return fail(texts::not_active(found->stream().who(), found->status));
        }
        if (found->record().consumers.size() > 0 &&
            !input.enforce_consumer_deletion.value_or(false)) {
            return fail(texts::has_consumers(found->stream().who()));
        }
        const auto limit = this->options().limits.deleting_streams;
        if (this->in_state(StreamStatus::deleting, found->now) >= limit) {
            return fail(texts::too_many_in_transit(limit));
        }
        this->begin_delete(found->stream(), found->now);
        found->lock.unlock();
        Lock lock;
        static_cast<void>(this->door(lock));  // gone at once if that takes no time
        return {};
    }

    /// Describes a stream and a page of its shards.
    /// Errors: validation, resource_not_found, limit_exceeded (call rate).
    /// Source: DescribeStream, service model 2013-12-02.
    Result<DescribeStreamOutput> describe_stream(const DescribeStreamInput& input) {
        auto found = this->enter(Op::describe_stream, input);
        if (!found) {
            return fail(found.error());
        }
        DescribeStreamRequest request{.exclusive_start_shard_id = input.exclusive_start_shard_id};
        if (input.limit) {
            request.limit = static_cast<std::uint32_t>(*input.limit);
        }
        auto described = found->stream().describe_stream(request);
        if (!described) {
            return fail(described.error());
        }
        DescribeStreamOutput output;
        FullStreamDescription& full = output.stream_description;
        static_cast<StreamDescription&>(full) = std::move(*described);
        if (this->is_in_transit(found->status)) {
            full.shards.clear();
            full.has_more_shards = false;
        }
        fill(full, *found);
        return output;
    }

    /// Describes a stream without its shards.
    /// Errors: as describe_stream.
    /// Source: DescribeStreamSummary, service model 2013-12-02.
    Result<DescribeStreamSummaryOutput> describe_stream_summary(
        const DescribeStreamSummaryInput& input) {
        auto found = this->enter(Op::describe_stream_summary, input);
        if (!found) {
            return fail(found.error());
        }
        DescribeStreamSummaryOutput output;
        FullStreamDescriptionSummary& full = output.stream_description_summary;
        static_cast<StreamDescriptionSummary&>(full) = found->stream().describe_stream_summary();
        if (this->is_in_transit(found->status)) {
            full.open_shard_count = 0;
        }
        full.consumer_count = static_cast<std::uint32_t>(found->record().consumers.size());
        fill(full, *found);
        const StreamCapacity wanted = found->stream().wanted_capacity();
        if (wanted.warm_mibps > 0) {
            full.warm_throughput = WarmThroughputObject{
                static_cast<std::int32_t>(wanted.warm_mibps),
                static_cast<std::int32_t>(found->stream().current_warm_mibps())};
        }
        return output;
    }

    /// Lists the account's streams by name, whatever their status.
    /// Errors: validation, expired_next_token, invalid_argument (a foreign token, or one together
    ///         with a name), limit_exceeded (call rate).
    /// Source: ListStreams, service model 2013-12-02.
    Result<ListStreamsOutput> list_streams(const ListStreamsInput& input = {}) {
        if (auto error = this->check(input)) {
            return fail(std::move(*error));
        }
        Lock lock;
        const Instant now = this->door(lock);
        if (auto error = this->admit(Op::list_streams, now)) {
            return fail(std::move(*error));
        }
        std::string after{input.exclusive_start_stream_name.value_or("")};
        if (input.next_token) {
            if (input.exclusive_start_stream_name) {
                return fail(texts::token_and("ExclusiveStartStreamName"));
            }
            auto name = this->read_token(*input.next_token, 0, now);
            if (!name) {
                return fail(name.error());
            }
            after = std::move(*name);
        }
        return page_of_streams(after, this->page_size(input.limit, 100, 100), now);
    }

protected:
    using typename Account::AccountStreamType;
    using typename Account::Found;
    using typename Account::Lock;
    using typename Account::StreamPointer;

    using Account::Account;

private:
    /// A stream that is to be.
    struct Plan {
        StreamOptions options;
        StreamCapacity capacity;
    };

    [[nodiscard]] Result<Plan> plan_of(const CreateStreamInput& input) {
        Plan plan;
        const auto mode = input.stream_mode_details ? input.stream_mode_details->stream_mode.value()
                                                    : std::optional{StreamMode::provisioned};
        plan.capacity.mode = *mode;
        plan.capacity.warm_mibps =
            static_cast<std::uint32_t>(input.warm_throughput_mibps.value_or(0));
        const OnDemandGrowth growth{this->options().on_demand};
        if (*mode == StreamMode::on_demand) {
            if (input.shard_count) {
                return fail(texts::shard_count_with_on_demand());
            }
            plan.options.shard_count = growth.shards_for(plan.capacity.warm_mibps);
        } else if (plan.capacity.warm_mibps > 0) {
            return fail(texts::warm_throughput_not_on_demand());
        } else if (input.shard_count) {
            plan.options.shard_count = static_cast<std::uint32_t>(*input.shard_count);
        } else if (input.stream_mode_details) {
            return fail(texts::shard_count_missing());
        } else {
            plan.options.shard_count = this->options().on_demand.shards_at_start;
        }
        plan.options.stream_name = std::string{*input.stream_name};
        plan.options.account_id = this->options().account_id;
        plan.options.region = this->options().region;
        plan.options.iterator_life = this->options().iterator_life;
        plan.options.update_shard_count_limit = this->options().limits.shard_count_updates_per_day;
        if (input.max_record_size_in_kib) {
            plan.options.max_record_size_in_kib =
                static_cast<std::uint32_t>(*input.max_record_size_in_kib);
        }
        if (input.tags) {
            if (auto error = tag_rules::check_new(*input.tags, this->identity(*input.stream_name),
                                                  {}, this->options().limits.tags)) {
                return fail(std::move(*error));
            }
        }
        return plan;
    }

    [[nodiscard]] std::optional<Error> check_room(const Plan& plan, Instant now) {
        const ServiceLimits& limits = this->options().limits;
        const StreamIdentity who = this->identity(plan.options.stream_name);
        if (this->directory().find(std::string_view{plan.options.stream_name}) != nullptr) {
            return texts::stream_exists(who);
        }
        if (plan.capacity.mode == StreamMode::on_demand) {
            if (this->on_demand_streams() >= limits.on_demand_streams) {
                return texts::on_demand_stream_limit(who.account, limits.on_demand_streams);
            }
            if (plan.capacity.warm_mibps > 0) {
                if (auto error = this->check_warm(plan.capacity.warm_mibps, now)) {
                    return error;
                }
            }
        } else {
            const auto open = this->provisioned_shards();
            if (open + plan.options.shard_count > limits.shards) {
                return texts::shard_limit(who, open, limits.shards, plan.options.shard_count);
            }
        }
        if (plan.options.shard_count > limits::shards_per_stream_max) {
            return texts::shard_count_above_limit(limits::shards_per_stream_max, 0,
                                                  plan.options.shard_count);
        }
        if (this->in_state(StreamStatus::creating, now) >= limits.creating_streams) {
            return texts::too_many_in_transit(limits.creating_streams);
        }
        return std::nullopt;
    }

    void make(Plan plan, TagMap tags, Instant now) {
        plan.options.iterator_seed = this->next_seed();
        StreamPointer stream = this->make_stream(plan.options, plan.capacity);
        stream->record.tags = std::move(tags);
        stream->record.changing = {now, this->options().durations.create_stream};
        static_cast<void>(this->settle(*stream, now));
        const auto alone = this->directory().lock.exclusive();
        this->directory().insert(std::move(stream));
    }

    template <class Description>
    void fill(Description& full, const Found& found) {
        full.stream_status = found.status;
        full.stream_mode_details = {found.stream().capacity().mode};
        if (!found.record().monitoring.empty()) {
            const auto& names = found.record().monitoring;
            full.enhanced_monitoring.push_back({{names.begin(), names.end()}});
        } else {
            full.enhanced_monitoring.push_back({});
        }
        StreamEncryption encryption = found.stream().encryption();
        full.encryption_type = encryption.type;
        full.key_id = std::move(encryption.key_id);
    }

    [[nodiscard]] ListStreamsOutput page_of_streams(std::string_view after, std::uint32_t size,
                                                    Instant now) {
        std::vector<AccountStreamType*> streams;
        for (const auto& [name, stream] : this->directory().all()) {
            if (name > after) {
                streams.push_back(stream.get());
            }
        }
        std::sort(streams.begin(), streams.end(),
                  [](const auto* a, const auto* b) { return a->stream_name() < b->stream_name(); });
        ListStreamsOutput output;
        output.has_more_streams = streams.size() > size;
        streams.resize(std::min<std::size_t>(streams.size(), size));
        for (AccountStreamType* stream : streams) {
            output.stream_names.push_back(stream->stream_name());
            output.stream_summaries.push_back(
                {.stream_name = stream->stream_name(),
                 .stream_arn = stream->stream_arn(),
                 .stream_status = this->settle(*stream, now),
                 .stream_mode_details = {stream->capacity().mode},
                 .stream_creation_timestamp = stream->stream_creation_timestamp()});
        }
        if (output.has_more_streams) {
            output.next_token = this->token(output.stream_names.back(), 0, now);
        }
        return output;
    }
};

}  // namespace weir::inline v0
