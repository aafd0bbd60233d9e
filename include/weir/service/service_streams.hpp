// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/service/input_shapes.hpp"
#include "weir/service/outputs.hpp"
#include "weir/service/service_state.hpp"
#include "weir/service/tag_rules.hpp"
#include "weir/stream/opaque_text.hpp"

namespace weir::inline v0 {

/// The operations that make, describe and list streams, and those on the account itself.
///
/// Thread: any. They take turns; puts and reads go on meanwhile.
template <class Storage, class Clock, class Throttle>
class ServiceStreams : public ServiceState<Storage, Clock, Throttle> {
    using State = ServiceState<Storage, Clock, Throttle>;
    using Op = ServiceOperation;

public:
    /// Makes a stream, which is CREATING until the time that this takes has passed.
    ///
    /// Errors: validation, resource_in_use (the name), limit_exceeded (the account's shards,
    ///         on-demand streams, streams CREATING at once), invalid_argument (tags).
    /// Source: CreateStream, service model 2013-12-02.
    Result<void> create_stream(const CreateStreamInput& input) {
        if (auto error = constraint_error(input)) {
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
        if (in_state(StreamStatus::deleting, found->now) >= limit) {
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
        if (is_in_transit(found->status)) {
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
        if (is_in_transit(found->status)) {
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
        if (auto error = constraint_error(input)) {
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
            auto name = read_token(*input.next_token, 0, now);
            if (!name) {
                return fail(name.error());
            }
            after = std::move(*name);
        }
        return page_of_streams(after, page_size(input.limit, 100, 100), now);
    }

    /// Errors: limit_exceeded (call rate).
    /// Source: DescribeLimits, service model 2013-12-02.
    Result<DescribeLimitsOutput> describe_limits(const DescribeLimitsInput& = {}) {
        Lock lock;
        const Instant now = this->door(lock);
        if (auto error = this->admit(Op::describe_limits, now)) {
            return fail(std::move(*error));
        }
        const ServiceLimits& limits = this->options().limits;
        return DescribeLimitsOutput{
            .shard_limit = limits.shards,
            .open_shard_count = static_cast<std::uint32_t>(this->provisioned_shards()),
            .on_demand_stream_count = this->on_demand_streams(),
            .on_demand_stream_count_limit = limits.on_demand_streams};
    }

    /// Errors: limit_exceeded (call rate).
    /// Source: DescribeAccountSettings, service model 2013-12-02.
    Result<DescribeAccountSettingsOutput> describe_account_settings(
        const DescribeAccountSettingsInput& = {}) {
        Lock lock;
        const Instant now = this->door(lock);
        if (auto error = this->admit(Op::describe_account_settings, now)) {
            return fail(std::move(*error));
        }
        return DescribeAccountSettingsOutput{commitment_at(now)};
    }
    /// Begins or ends the account's minimum throughput billing commitment, which lasts a day at
    /// least.
    /// Errors: validation, invalid_argument (streams still have warm throughput), limit_exceeded.
    /// Source: UpdateAccountSettings, service model 2013-12-02.
    Result<UpdateAccountSettingsOutput> update_account_settings(
        const UpdateAccountSettingsInput& input) {
        using enum MinimumThroughputBillingCommitmentStatus;
        if (auto error = constraint_error(input)) {
            return fail(std::move(*error));
        }
        Lock lock;
        const Instant now = this->door(lock);
        if (auto error = this->admit(Op::update_account_settings, now)) {
            return fail(std::move(*error));
        }
        auto commitment = commitment_at(now);
        const bool enable = input.minimum_throughput_billing_commitment->status.value() == enabled;
        if (enable && commitment.status == disabled) {
            commitment = {.status = enabled,
                          .started_at = now,
                          .ended_at = std::nullopt,
                          .earliest_allowed_end_at = now + day};
        } else if (enable) {
            commitment.status = enabled;
        } else if (commitment.status != disabled) {
            if (warm_throughput() > 0) {
                return fail(texts::warm_throughput_in_use());
            }
            commitment.status = enabled_until_earliest_allowed_end;
        }
        commitment_ = commitment;
        return UpdateAccountSettingsOutput{commitment_at(now)};
    }

protected:
    using Lock = typename State::Lock;
    using Found = typename State::Found;
    using StreamPointer = typename State::StreamPointer;
    using typename State::AccountStreamType;

    using State::State;

    static constexpr Duration day{std::chrono::hours{24}};

    [[nodiscard]] static bool is_in_transit(StreamStatus status) noexcept {
        return status == StreamStatus::creating || status == StreamStatus::deleting;
    }
    [[nodiscard]] static std::uint32_t page_size(std::optional<std::int32_t> given,
                                                 std::uint32_t by_default,
                                                 std::uint32_t most) noexcept {
        return given ? std::min(static_cast<std::uint32_t>(*given), most) : by_default;
    }

    /// A page token that goes on after a name; `scope` is what the list is of.
    [[nodiscard]] std::string token(std::string_view last, std::uint64_t scope, Instant now) const {
        // The name itself would have to be found again: it may be gone by the time it is used.
        std::vector<std::uint64_t> numbers{static_cast<std::uint64_t>(now.micros()), scope,
                                           last.size()};
        for (std::size_t at = 0; at < last.size(); at += 8) {
            std::uint64_t word = 0;
            for (const char c : last.substr(at, 8)) {
                word = word << 8 | static_cast<unsigned char>(c);
            }
            numbers.push_back(word);
        }
        return token_text().write(numbers);
    }
    /// Gives: the name.  Errors: invalid_argument, expired_next_token.
    [[nodiscard]] Result<std::string> read_token(std::string_view text, std::uint64_t scope,
                                                 Instant now) const {
        std::uint64_t numbers[3 + limits::stream_name_size_max / 8];
        if (!token_text().read(text, numbers) || numbers[1] != scope ||
            numbers[2] > limits::stream_name_size_max) {
            return fail(texts::invalid_next_token());
        }
        const auto created = Instant::from_micros(static_cast<std::int64_t>(numbers[0]));
        if (created > now || now - created > this->options().iterator_life) {
            return fail(texts::expired_next_token(created));
        }
        std::string name;
        for (std::size_t at = 0; at < numbers[2]; at += 8) {
            const std::size_t size = std::min<std::size_t>(8, numbers[2] - at);
            for (std::size_t byte = 0; byte < size; ++byte) {
                name += static_cast<char>(numbers[3 + at / 8] >> (8 * (size - 1 - byte)));
            }
        }
        return name;
    }

    [[nodiscard]] MinimumThroughputBillingCommitmentOutput commitment_at(Instant now) {
        using enum MinimumThroughputBillingCommitmentStatus;
        if (commitment_.status == enabled_until_earliest_allowed_end &&
            *commitment_.earliest_allowed_end_at <= now) {
            commitment_.status = disabled;
            commitment_.ended_at =
                std::max(*commitment_.earliest_allowed_end_at, *commitment_.started_at);
            commitment_.earliest_allowed_end_at.reset();
        }
        return commitment_;
    }
    /// On-demand advantage: warm throughput, and more consumers.
    [[nodiscard]] bool has_advantage(Instant now) {
        return commitment_at(now).status != MinimumThroughputBillingCommitmentStatus::disabled;
    }
    /// Of all streams.  Units: MiB a second.
    [[nodiscard]] std::uint64_t warm_throughput(const AccountStreamType* but = nullptr) const {
        std::uint64_t sum = 0;
        for (const auto& [name, stream] : this->directory().all()) {
            sum += stream.get() == but ? 0 : stream->wanted_capacity().warm_mibps;
        }
        return sum;
    }
    /// What is wrong with so much warm throughput for a stream, or nothing.
    [[nodiscard]] std::optional<Error> check_warm(std::uint32_t mibps, Instant now,
                                                  const AccountStreamType* but = nullptr) {
        if (!has_advantage(now)) {
            return texts::warm_throughput_without_advantage(this->options().account_id);
        }
        const auto limit = this->options().limits.warm_throughput_mibps;
        if (warm_throughput(but) + mibps > limit) {
            return texts::warm_throughput_limit(limit);
        }
        return std::nullopt;
    }
    [[nodiscard]] std::uint32_t in_state(StreamStatus state, Instant now) {
        std::uint32_t count = 0;
        for (const auto& [name, stream] : this->directory().all()) {
            static_cast<void>(this->settle(*stream, now));
            count += stream->record.state == state ? 1U : 0U;
        }
        return count;
    }

private:
    /// A stream that is to be.
    struct Plan {
        StreamOptions options;
        StreamCapacity capacity;
    };

    [[nodiscard]] OpaqueText token_text() const noexcept {
        return {OpaqueText::Kind::page_token, this->options().seed, limits::stream_name_size_max};
    }

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
                if (auto error = check_warm(plan.capacity.warm_mibps, now)) {
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
        if (in_state(StreamStatus::creating, now) >= limits.creating_streams) {
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
            output.next_token = token(output.stream_names.back(), 0, now);
        }
        return output;
    }

    MinimumThroughputBillingCommitmentOutput commitment_;  // under the account's lock
};

}  // namespace weir::inline v0
