// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "weir/core/check.hpp"
#include "weir/service/account_iterator_text.hpp"
#include "weir/service/call_notes.hpp"
#include "weir/service/service_consumers.hpp"

namespace weir::inline v0 {

/// The operations that put and get records.
///
/// Thread: any. They wait for nothing but the making and deleting of a stream.
template <class Storage, class Clock, class Throttle>
class ServiceRecords : public ServiceConsumers<Storage, Clock, Throttle> {
    using Base = ServiceConsumers<Storage, Clock, Throttle>;
    using Op = ServiceOperation;

public:
    using StreamType = typename Base::AccountStreamType;
    using GetRecordsOutput = BasicGetRecordsOutput<typename StreamType::Batch>;

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
        if (is_plain(input)) [[likely]] {
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
        if (is_plain(input) && !input.shard_id.is_text() && input.shard_id.has_value() &&
            input.shard_iterator_type.value() && !input.starting_sequence_number.is_text()) {
            const auto shared = this->directory().lock.shared();
            StreamType* stream = this->directory().find(*input.stream_name);
            if (stream != nullptr && (stream->gate() & StreamType::closed) == 0) [[likely]] {
                return place(*stream, *input.shard_id.value(), input);
            }
        }
        if (auto error = this->check(input)) {
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
        return stream != nullptr ? place(*stream, *shard, input)
                                 : Result<GetShardIteratorOutput>{fail(
                                       texts::shard_does_not_exist(this->identity(*name), *shard))};
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
        const bool plain = !input.shard_iterator.is_text() && input.shard_iterator.has_value() &&
                           is_read_limit(input.limit) && !input.stream_arn && !input.stream_id;
        if (!plain) {
            if (auto error = this->check(input)) {
                return fail(std::move(*error));
            }
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
        return stream ? read(std::move(*stream), request)
                      : Result<GetRecordsOutput>{fail(stream.error())};
    }

    /// The stream of that name, to work with it without looking it up each time. Calls on it go
    /// past the account: past its states, its encryption, its limits and its metrics by the minute.
    /// It stays usable after it was deleted.  Gives: nullptr if there is none.
    [[nodiscard]] std::shared_ptr<StreamType> stream(std::string_view name) const {
        const auto shared = this->directory().lock.shared();
        return this->directory().pointer(name);
    }

protected:
    ServiceRecords(const ServiceOptions& options, Clock& clock, const Throttle* throttle,
                   const typename Storage::Options& storage)
        : Base{options, clock, throttle, storage}, text_{options.seed} {}

private:
    using Lock = typename Base::Lock;

    template <class Input>
    [[nodiscard]] static bool is_plain(const Input& input) noexcept {
        return input.stream_name && !input.stream_arn && !input.stream_id;
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
        const auto code = stream.kms_error();
        return code ? std::optional{texts::kms(*code, "of the stream")} : std::nullopt;
    }
    /// What a put does first when it can't go the short way.
    template <class Input>
    [[nodiscard]] Result<std::shared_ptr<StreamType>> enter_data(const Input& input) {
        if (auto error = this->check(input)) {
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
        note_latency(stream, Metric::put_record_latency, now);
        if (!put) [[unlikely]] {
            detail::note_refused(stream, put.error());
            return fail(std::move(put.error()));
        }
        const std::uint64_t bytes = input.partition_key->size() + input.data->size();
        stream.meter.note_put_record(bytes);
        Result<PutRecordOutput> output{tl::in_place, put->shard_id, put->sequence_number,
                                       std::nullopt};
        if (stream.gate() != 0) [[unlikely]] {
            detail::note_shard(stream, put->shard_id, 1, bytes, 0);
            if (stream.marks().type_of(put->shard_id, put->sequence_number.sequence_index()) ==
                EncryptionType::kms) {
                output->encryption_type = EncryptionType::kms;
            }
        }
        return output;
    }
    Result<PutRecordsOutput> put(StreamType& stream, const PutRecordsInput& input) {
        Result<PutRecordsOutput> result{tl::in_place};
        PutRecordsOutput& output = *result;
        output.records.resize(input.records.size());
        Instant now;
        typename StreamType::BatchCall call;
        const auto failed = stream.put_records(input.records, output.records, now, call);
        note_latency(stream, Metric::put_records_latency, now);
        if (!failed) {
            stream.meter.note_put_records_failed();
            // The model's rules know more than the stream's: whether a key is empty or not there.
            auto broken =
                failed.error().code() == Errc::validation ? this->check(input) : std::nullopt;
            return fail(broken ? std::move(*broken) : failed.error());
        }
        stream.meter.note_put_records(call);
        output.failed_record_count = *failed;
        if (*failed > 0) {
            output.stream_name = stream.stream_name();
        }
        if (stream.gate() != 0) [[unlikely]] {
            detail::look_closer(stream, input, output);
        }
        return result;
    }

    void note_latency(StreamType& stream, Metric metric, Instant began) const {
        if (this->options().measure_latencies) {
            stream.meter.note_latency(metric, (this->clock().now() - began).count());
        }
    }
    [[nodiscard]] static bool is_read_limit(const std::optional<std::int32_t>& limit) noexcept {
        return !limit || (*limit >= 1 &&
                          static_cast<std::uint32_t>(*limit) <= limits::get_records_records_max);
    }
    [[nodiscard]] Result<GetShardIteratorOutput> place(StreamType& stream, ShardId shard,
                                                       const GetShardIteratorInput& input) {
        auto iterator =
            stream.get_shard_iterator({.shard_id = shard,
                                       .shard_iterator_type = *input.shard_iterator_type.value(),
                                       .starting_sequence_number = input.starting_sequence_number,
                                       .timestamp = input.timestamp});
        if (!iterator) {
            return fail(std::move(iterator.error()));
        }
        if (this->options().limits.call_rates &&
            !stream.admit_iterator_call(shard, iterator->created(),
                                        facts_of(Op::get_shard_iterator).calls_per_second)) {
            return fail(Error::throttled_shard(stream.stream_name(), this->options().account_id,
                                               shard, Duration{200'000}));
        }
        return GetShardIteratorOutput{*iterator};
    }
    [[nodiscard]] Result<GetRecordsOutput> read(std::shared_ptr<StreamType> stream,
                                                const GetRecordsRequest& request) {
        if (auto error = refusal_of_key(*stream)) {
            return fail(std::move(*error));
        }
        Instant now;
        auto page = stream->get_records(request, now);
        note_latency(*stream, Metric::get_records_latency, now);
        if (!page) {
            stream->meter.note_get_records_failed();
            if (page.error().code() == Errc::provisioned_throughput_exceeded) {
                stream->note(MetricsName::read_provisioned_throughput_exceeded,
                             Metric::shard_read_provisioned_throughput_exceeded,
                             request.shard_iterator.shard_id(), 1);
            }
            return fail(std::move(page.error()));
        }
        Result<GetRecordsOutput> result{tl::in_place};
        GetRecordsOutput& output = *result;
        output.records = std::move(page->records);
        output.next_shard_iterator = page->next_shard_iterator;
        output.millis_behind_latest = page->millis_behind_latest;
        output.child_shards = std::move(page->child_shards);
        stream->meter.note_get_records(output.records.size(), output.records.bytes(),
                                       output.millis_behind_latest.count());
        if (stream->gate() != 0) {
            output.encryption = stream->marks();
            detail::note_read(*stream, request.shard_iterator.shard_id(), output);
        }
        output.owner = BatchOwner{std::move(stream)};
        return result;
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
