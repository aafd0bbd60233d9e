// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "weir/service/account_iterator_text.hpp"
#include "weir/service/service_consumers.hpp"
#include "weir/service/subscription.hpp"

namespace weir::inline v0 {

/// One account of Kinesis Data Streams in one region, inside this process: all 39 operations.
///
/// The operations have the service's names, its checks in its order, its errors and their texts.
/// All time comes from `Clock`. What the service does later, from CREATING to ACTIVE to the growth
/// of on-demand streams, is done by the first call after it is due; there is no thread.
///
/// Thread: any, for every operation. Progress: puts and reads wait for nothing but the making and
/// deleting of a stream; the others take turns.
template <class Storage = RingStorage<>, class Clock = SystemClock,
          class Throttle = ServiceThrottle>
class Service : public ServiceConsumers<Storage, Clock, Throttle> {
    using Base = ServiceConsumers<Storage, Clock, Throttle>;
    using Op = ServiceOperation;

public:
    using StreamType = typename Base::AccountStreamType;
    using GetRecordsOutput = BasicGetRecordsOutput<typename StreamType::Batch>;
    using Subscription = BasicSubscription<StreamType>;
    using SubscribeToShardEvent = typename Subscription::Event;
    using SubscriptionStep = typename Subscription::Step;

    /// An account without streams. `clock` must outlive it. The shards of its streams take bursts
    /// of the largest record that their stream allows, as the service's do.
    explicit Service(const ServiceOptions& options = {}, Clock& clock = default_clock<Clock>(),
                     const typename Storage::Options& storage = {})
        : Base{options, clock, nullptr, storage}, text_{options.seed} {}
    /// The same with a throttle of which each shard gets a fresh one.
    Service(const ServiceOptions& options, Clock& clock, const Throttle& throttle,
            const typename Storage::Options& storage = {})
        : Base{options, clock, &throttle, storage}, text_{options.seed} {}

    /// Appends one record to the open shard that owns its key.
    ///
    /// Errors: validation, resource_not_found (no such stream, or CREATING or DELETING),
    ///         invalid_argument, provisioned_throughput_exceeded, those of its key's management.
    /// Time:   reads the clock once.
    /// Source: PutRecord, service model 2013-12-02.
    Result<PutRecordOutput> put_record(const PutRecordInput& input) {
        if (is_plain(input) && input.data && input.partition_key) [[likely]] {
            const auto shared = this->directory().lock.shared();
            StreamType* stream = this->directory().find(*input.stream_name);
            if (stream != nullptr && stream->gate() == 0) [[likely]] {
                return put(*stream, input);
            }
        }
        auto stream = enter_data(input);
        return stream ? put(**stream, input) : Result<PutRecordOutput>{fail(stream.error())};
    }

    /// Appends up to 500 records; each one succeeds or fails by itself.
    ///
    /// Errors: as put_record, of the request as a whole; nothing was written.
    /// Source: PutRecords, service model 2013-12-02.
    Result<PutRecordsOutput> put_records(const PutRecordsInput& input) {
        if (is_plain(input) && have_members(input.records)) [[likely]] {
            const auto shared = this->directory().lock.shared();
            StreamType* stream = this->directory().find(*input.stream_name);
            if (stream != nullptr && stream->gate() == 0) [[likely]] {
                return put(*stream, input);
            }
        }
        auto stream = enter_data(input);
        return stream ? put(**stream, input) : Result<PutRecordsOutput>{fail(stream.error())};
    }
    /// The error that one entry of a PutRecords result stands for.
    [[nodiscard]] Error error_of(const PutRecordsOutput& output,
                                 const PutRecordsResultEntry& entry) const {
        WEIR_CHECK(!entry.ok(), "a record that succeeded has no error");
        if (*entry.error_code == Errc::memory_budget_exceeded) {
            return Error::memory_budget_exceeded(output.stream_name, this->options().account_id,
                                                 entry.shard_id);
        }
        return Error::throttled_shard(output.stream_name, this->options().account_id,
                                      entry.shard_id, entry.retry_after);
    }

    /// Gives a place in a shard.
    ///
    /// Errors: validation, resource_not_found, invalid_argument, provisioned_throughput_exceeded
    ///         (five calls a second for each shard).
    /// Source: GetShardIterator, service model 2013-12-02.
    Result<GetShardIteratorOutput> get_shard_iterator(const GetShardIteratorInput& input) {
        if (auto error = constraint_error(input)) {
            return fail(std::move(*error));
        }
        const auto name = this->named(input.stream_name, input.stream_arn);
        if (!name) {
            return fail(name.error());
        }
        const auto shard = input.shard_id.value();
        if (!shard) {
            return fail(
                texts::could_not_find_shard(this->identity(*name), input.shard_id.as_given()));
        }
        auto stream = open_stream(*name);
        if (stream == nullptr) {
            return fail(texts::shard_does_not_exist(this->identity(*name), *shard));
        }
        auto iterator =
            stream->get_shard_iterator({.shard_id = *shard,
                                        .shard_iterator_type = *input.shard_iterator_type.value(),
                                        .starting_sequence_number = input.starting_sequence_number,
                                        .timestamp = input.timestamp});
        if (!iterator) {
            return fail(iterator.error());
        }
        if (this->options().limits.call_rates &&
            !stream->admit_iterator_call(*shard, iterator->created(),
                                         facts_of(Op::get_shard_iterator).calls_per_second)) {
            return fail(Error::throttled_shard(stream->stream_name(), this->options().account_id,
                                               *shard, Duration{200'000}));
        }
        return GetShardIteratorOutput{*iterator};
    }
    /// The opaque text of an iterator, as a remote caller gets it.
    [[nodiscard]] std::string to_text(const ShardIterator& iterator) const {
        std::size_t name_size = 0;
        {
            const auto shared = this->directory().lock.shared();
            if (const auto* stream = this->directory().find(iterator.stream_id())) {
                name_size = stream->stream_name().size();
            }
        }
        return text_.write(iterator, name_size);
    }

    /// Reads on from an iterator, given as it is or as its text.
    ///
    /// Errors: validation, invalid_argument, expired_iterator, resource_not_found,
    ///         provisioned_throughput_exceeded, those of the key's management.
    /// Source: GetRecords, service model 2013-12-02.
    Result<GetRecordsOutput> get_records(const GetRecordsInput& input) {
        if (auto error = constraint_error(input)) {
            return fail(std::move(*error));
        }
        GetRecordsRequest request{.shard_iterator = input.shard_iterator.iterator()};
        if (input.shard_iterator.is_text() &&
            !text_.read(input.shard_iterator.text(), request.shard_iterator)) {
            return fail(texts::invalid_shard_iterator());
        }
        if (input.limit) {
            request.limit = static_cast<std::uint32_t>(*input.limit);
        }
        auto stream = stream_of(request.shard_iterator, input.stream_arn);
        if (!stream) {
            return fail(stream.error());
        }
        if (auto error = refusal_of_key(**stream)) {
            return fail(std::move(*error));
        }
        Instant now;
        auto page = (*stream)->get_records(request, now);
        if (!page) {
            return fail(page.error());
        }
        GetRecordsOutput output;
        output.records = std::move(page->records);
        output.next_shard_iterator = page->next_shard_iterator;
        output.millis_behind_latest = page->millis_behind_latest;
        output.child_shards = std::move(page->child_shards);
        if (((*stream)->gate() & StreamType::encrypted) != 0) {
            output.encryption = (*stream)->marks();
        }
        output.owner = BatchOwner{std::move(*stream)};
        return output;
    }

    /// Begins a subscription, which takes over from an older one of the same consumer and shard.
    ///
    /// Errors: validation, resource_not_found (stream, consumer, shard), resource_in_use (the
    ///         consumer is not ACTIVE, the last call is less than 5 s ago), invalid_argument,
    ///         limit_exceeded (a call a second for each consumer and shard).
    /// Source: SubscribeToShard, service model 2013-12-02.
    Result<Subscription> subscribe_to_shard(const SubscribeToShardInput& input) {
        if (auto error = constraint_error(input)) {
            return fail(std::move(*error));
        }
        auto resource = this->find_consumer(Op::subscribe_to_shard, *input.consumer_arn);
        if (!resource) {
            return fail(resource.error());
        }
        const StreamIdentity& who = resource->who();
        const auto shard = input.shard_id.value();
        if (!shard) {
            return fail(texts::could_not_find_shard(who, input.shard_id.as_given()));
        }
        RegisteredConsumer& consumer = *resource->consumer;
        StreamType& stream = resource->found.stream();
        const Instant now = resource->found.now;
        if (consumer.state != ConsumerStatus::active) {
            return fail(texts::consumer_not_active(who, consumer.name, consumer.created.seconds()));
        }
        if (this->is_in_transit(resource->found.status)) {
            return fail(texts::shard_does_not_exist(who, *shard));
        }
        auto place = stream.get_shard_iterator(
            {.shard_id = *shard,
             .shard_iterator_type = *input.starting_position->type.value(),
             .starting_sequence_number = input.starting_position->sequence_number,
             .timestamp = input.starting_position->timestamp});
        if (!place) {
            return fail(place.error());
        }
        const auto& slot = consumer.shared_slot(*shard);
        if (this->options().limits.call_rates &&
            !slot->admit_call(now, facts_of(Op::subscribe_to_shard).calls_per_second)) {
            return fail(texts::rate_exceeded(who));
        }
        const auto begun = slot->last_begun();
        if (begun && *begun <= now && now - *begun < this->options().subscription_takeover_after) {
            return fail(texts::subscription_exists(who, *shard, consumer.name));
        }
        return Subscription{resource->found.pointer, slot, slot->begin(now), *place, consumer.arn,
                            subscription_terms(),    now};
    }

    /// The stream of that name, to work with it without looking it up each time. It stays usable
    /// after it was deleted.  Gives: nullptr if there is none.
    [[nodiscard]] std::shared_ptr<StreamType> stream(std::string_view name) const {
        const auto shared = this->directory().lock.shared();
        return this->directory().pointer(name);
    }

private:
    using Lock = typename Base::Lock;

    template <class Input>
    [[nodiscard]] static bool is_plain(const Input& input) noexcept {
        return input.stream_name && !input.stream_arn && !input.stream_id;
    }
    /// A record may lack what a stream would take for empty: only the constraints tell.
    [[nodiscard]] static bool have_members(
        std::span<const PutRecordsRequestEntry> records) noexcept {
        for (const PutRecordsRequestEntry& one : records) {
            if (!is_given(one.data) || !is_given(one.partition_key)) {
                return false;
            }
        }
        return !records.empty();
    }
    [[nodiscard]] SubscriptionTerms subscription_terms() const noexcept {
        return {.life = this->options().subscription_life,
                .heartbeat = this->options().subscription_heartbeat,
                .bytes_per_second = this->options().limits.subscription_bytes_per_second};
    }

    /// The stream if it lets records in and out by now.  Gives: nullptr if it does not.
    [[nodiscard]] std::shared_ptr<StreamType> open_stream(std::string_view name) {
        auto found = stream(name);
        if (found == nullptr || (found->gate() & StreamType::closed) == 0) {
            return found;
        }
        Lock lock;
        const Instant now = this->door(lock);
        return this->is_in_transit(this->settle(*found, now)) ? nullptr : found;
    }
    /// What the management of the stream's key says by now, or nothing.
    [[nodiscard]] static std::optional<Error> refusal_of_key(StreamType& stream) {
        if ((stream.gate() & (StreamType::kms_fails | StreamType::changing)) == 0) {
            return std::nullopt;
        }
        stream.settle_now();  // another key may be in use, or none
        const auto code = stream.kms_error();
        return code ? std::optional{texts::kms(*code, "of the stream")} : std::nullopt;
    }
    /// What a put does first when it can't go the short way.
    template <class Input>
    [[nodiscard]] Result<std::shared_ptr<StreamType>> enter_data(const Input& input) {
        if (auto error = constraint_error(input)) {
            return fail(std::move(*error));
        }
        const auto name = this->named(input.stream_name, input.stream_arn);
        if (!name) {
            return fail(name.error());
        }
        auto found = open_stream(*name);
        if (found == nullptr) {
            return fail(texts::stream_not_found(*name, this->options().account_id));
        }
        if (auto error = refusal_of_key(*found)) {
            return fail(std::move(*error));
        }
        return found;
    }

    Result<PutRecordOutput> put(StreamType& stream, const PutRecordInput& input) {
        Instant now;
        auto put = stream.put_record(
            PutRecordRequest{.data = *input.data,
                             .partition_key = *input.partition_key,
                             .explicit_hash_key = input.explicit_hash_key,
                             .sequence_number_for_ordering = input.sequence_number_for_ordering},
            now);
        if (!put) [[unlikely]] {
            return fail(std::move(put.error()));
        }
        Result<PutRecordOutput> output{tl::in_place, put->shard_id, put->sequence_number,
                                       std::nullopt};
        if (stream.gate() != 0) [[unlikely]] {
            if (stream.marks().type_of(put->shard_id, put->sequence_number.sequence_index()) ==
                EncryptionType::kms) {
                output->encryption_type = EncryptionType::kms;
            }
        }
        return output;
    }
    Result<PutRecordsOutput> put(StreamType& stream, const PutRecordsInput& input) {
        PutRecordsOutput output;
        output.records.resize(input.records.size());
        Instant now;
        const auto failed = stream.put_records(input.records, output.records, now);
        if (!failed) {
            return fail(failed.error());
        }
        output.failed_record_count = *failed;
        output.stream_name = stream.stream_name();
        if (stream.gate() != 0) [[unlikely]] {
            const EncryptionMarks marks = stream.marks();
            for (const PutRecordsResultEntry& one : output.records) {
                if (one.ok() && marks.type_of(one.shard_id, one.sequence_number.sequence_index()) ==
                                    EncryptionType::kms) {
                    output.encryption_type = EncryptionType::kms;
                }
            }
        }
        return output;
    }

    /// The stream that an iterator is of.
    /// Errors: invalid_argument (no such iterator), expired_iterator, resource_not_found (the
    ///         stream is gone, or is CREATING or DELETING).
    [[nodiscard]] Result<std::shared_ptr<StreamType>> stream_of(
        const ShardIterator& iterator, std::optional<std::string_view> arn) {
        std::shared_ptr<StreamType> found;
        {
            const auto shared = this->directory().lock.shared();
            found = this->directory().pointer(iterator.stream_id());
        }
        if (found == nullptr) {
            const Instant now = this->clock().now();
            const auto name = this->gone_name(iterator.stream_id());
            if (!name || iterator.created() > now) {
                return fail(texts::invalid_shard_iterator());
            }
            const Duration life = this->options().iterator_life;
            if (now - iterator.created() > life) {
                return fail(texts::expired_iterator(iterator.created(), now, life));
            }
            return fail(texts::shard_does_not_exist(this->identity(*name), iterator.shard_id()));
        }
        if (arn) {
            const auto name = this->named(found->stream_name(), arn);
            if (!name) {
                return fail(name.error());
            }
        }
        if ((found->gate() & StreamType::closed) != 0 &&
            open_stream(found->stream_name()) == nullptr) {
            return fail(texts::shard_does_not_exist(found->who(), iterator.shard_id()));
        }
        return found;
    }

    const AccountIteratorText text_;
};

}  // namespace weir::inline v0
