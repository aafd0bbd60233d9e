// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "weir/core/md5.hpp"
#include "weir/stream/state.hpp"

namespace weir::inline v0 {

/// Judges requests in the service's order, and hands out shard iterators.
///
/// Thread: any.
template <class Storage, class Clock, class Throttle>
class StreamJudge : public StreamState<Storage, Clock, Throttle> {
    using State = StreamState<Storage, Clock, Throttle>;

public:
    using State::State;

    /// Gives a place in a shard.
    ///
    /// Errors: validation, resource_not_found (no such shard, or it expired), invalid_argument (a
    ///         number or time that does not go with the type, or is not of this shard).
    /// Time:   reads the clock once.
    /// Source: GetShardIterator, service model 2013-12-02.
    Result<ShardIterator> get_shard_iterator(const GetShardIteratorRequest& request) {
        Violations found;
        validation::check_shard_id(found, request.shard_id, "shardId", true);
        validation::check_sequence_number(found, request.starting_sequence_number,
                                          "startingSequenceNumber");
        if (auto error = found.error()) {
            return tl::unexpected{std::move(*error)};
        }
        const auto id = request.shard_id.value();
        if (!id) {
            return tl::unexpected{
                texts::could_not_find_shard(this->who(), request.shard_id.as_given())};
        }
        const Instant now = this->door();
        ShardType* shard = this->topology().find(*id);
        if (shard == nullptr || shard->has_expired(this->horizon(now))) {
            return tl::unexpected{texts::shard_does_not_exist(this->who(), *id)};
        }
        return place(request, *shard, now);
    }

    /// The opaque text of an iterator, as a remote caller would get it.
    [[nodiscard]] std::string to_text(const ShardIterator& iterator) const {
        return this->iterator_text().write(iterator);
    }
    /// An iterator back from its text.
    /// Errors: validation (no or more than 512 characters), invalid_argument (not this stream's).
    [[nodiscard]] Result<ShardIterator> parse_shard_iterator(std::string_view text) const {
        Violations found;
        check_iterator_text(found, text);
        return read_iterator(found, text);
    }

protected:
    using ShardType = typename State::ShardType;

    static std::optional<Error> constraints(const SplitShardRequest& request) {
        Violations found;
        validation::check_shard_id(found, request.shard_to_split, "shardToSplit", true);
        if (!request.new_starting_hash_key.has_value()) {
            found.add("null", "newStartingHashKey", "Member must not be null");
        }
        validation::check_hash_key(found, request.new_starting_hash_key, "newStartingHashKey");
        return found.error();
    }
    static std::optional<Error> constraints(const MergeShardsRequest& request) {
        Violations found;
        validation::check_shard_id(found, request.shard_to_merge, "shardToMerge", true);
        validation::check_shard_id(found, request.adjacent_shard_to_merge, "adjacentShardToMerge",
                                   true);
        return found.error();
    }
    static void check_iterator_text(Violations& found, std::string_view text) {
        if (text.empty()) {
            found.add("''", "shardIterator", validation::at_least("length", 1));
        } else if (text.size() > limits::shard_iterator_size_max) {
            found.add(validation::quoted(text), "shardIterator",
                      validation::at_most("length", limits::shard_iterator_size_max));
        }
    }
    static void check_read_limit(Violations& found, std::uint32_t limit) {
        validation::check_limit(found, limit, "limit", limits::get_records_records_max);
    }
    /// The iterator behind a text, if nothing was found that it violates.
    [[nodiscard]] Result<ShardIterator> read_iterator(const Violations& found,
                                                      std::string_view text) const {
        if (auto error = found.error()) {
            return tl::unexpected{std::move(*error)};
        }
        ShardIterator iterator;
        if (!this->iterator_text().read(text, iterator)) {
            return tl::unexpected{texts::invalid_shard_iterator()};
        }
        return iterator;
    }

    /// Judges a put and finds its hash key.
    std::optional<Error> judge(const PutRecordRequest& request, Instant now, HashKey& hash_key) {
        Violations found;
        validation::check_record(found, request.partition_key, request.data,
                                 request.explicit_hash_key, {});
        validation::check_sequence_number(found, request.sequence_number_for_ordering,
                                          "sequenceNumberForOrdering");
        if (auto error = found.error()) {
            return error;
        }
        if (const auto size_max = this->record_bytes_max(); request.data.size() > size_max) {
            return validation::record_too_large("data", size_max);
        }
        if (request.explicit_hash_key.has_value()) {
            const auto given = request.explicit_hash_key.value();
            if (!given) {
                return texts::hash_key_out_of_range(request.explicit_hash_key.as_given());
            }
            hash_key = *given;
        } else {
            hash_key = md5_hash_key(request.partition_key);
        }
        return judge_ordering(request.sequence_number_for_ordering, now);
    }

    /// Judges a batch, but for its explicit hash keys.
    std::optional<Error> judge(std::span<const PutRecordsRequestEntry> records) {
        const std::uint64_t size_max = this->record_bytes_max();  // one load for all records
        std::uint64_t bytes = 0;
        bool plain = !records.empty() && records.size() <= limits::put_records_entries_max;
        for (const PutRecordsRequestEntry& record : records) {
            plain = plain && validation::is_plain_record(record.partition_key, record.data,
                                                         record.explicit_hash_key, size_max);
            bytes += record.partition_key.size() + record.data.size();
        }
        if (!plain) {
            if (auto error = judge_slowly(records)) {
                return error;
            }
        }
        if (bytes > limits::put_records_bytes_max) {
            return texts::records_too_large();
        }
        if (plain) {
            return std::nullopt;
        }
        for (std::size_t at = 0; at < records.size(); ++at) {
            if (records[at].data.size() > size_max) {
                return validation::record_too_large(
                    texts::join({"records.", std::to_string(at + 1), ".member.data"}), size_max);
            }
        }
        return std::nullopt;
    }

    /// Judges an iterator that is about to be read from, and finds its shard.
    std::optional<Error> judge(const ShardIterator& iterator, Instant now, ShardType*& shard) {
        if (iterator.stream_ != this->stream_id() || iterator.created_ > now) {
            return texts::invalid_shard_iterator();
        }
        if (now - iterator.created_ > this->options().iterator_life) {
            return texts::expired_iterator(iterator.created_, now, this->options().iterator_life);
        }
        shard = this->topology().find(iterator.shard_);
        if (shard == nullptr || shard->has_expired(this->horizon(now))) {
            return texts::shard_does_not_exist(this->who(), iterator.shard_);
        }
        return std::nullopt;
    }

    [[nodiscard]] ShardIterator iterator_at(const ShardType& shard, std::uint64_t index,
                                            std::uint64_t not_before_seconds,
                                            Instant now) const noexcept {
        ShardIterator iterator;
        iterator.stream_ = this->stream_id();
        iterator.shard_ = shard.id();
        iterator.index_ = index;
        iterator.not_before_seconds_ = not_before_seconds;
        iterator.created_ = now;
        return iterator;
    }

    /// The error of a record that its log did not take; counts it.
    [[nodiscard]] Error refusal(ShardType& shard, AppendOutcome outcome,
                                const Verdict& verdict) const noexcept {
        if (outcome == AppendOutcome::no_memory) {
            return this->put_error(Errc::memory_budget_exceeded, shard.id(), Duration{0});
        }
        shard.counters.count_throttled_writes(1);
        return this->put_error(Errc::provisioned_throughput_exceeded, shard.id(),
                               verdict.retry_after);
    }

private:
    std::optional<Error> judge_slowly(std::span<const PutRecordsRequestEntry> records) {
        Violations found;
        if (records.empty()) {
            found.add("'[]'", "records", validation::at_least("length", 1));
        } else if (records.size() > limits::put_records_entries_max) {
            found.add(texts::join({"'[", std::to_string(records.size()), " records]'"}), "records",
                      validation::at_most("length", limits::put_records_entries_max));
        }
        for (std::size_t at = 0; at < records.size(); ++at) {
            const PutRecordsRequestEntry& record = records[at];
            validation::check_record(found, record.partition_key, record.data,
                                     record.explicit_hash_key,
                                     texts::join({"records.", std::to_string(at + 1), ".member."}));
        }
        return found.error();
    }

    /// The number must be one that the service could have made, and not be of a time to come: one
    /// that this stream has given never is, be it ahead of the clock.
    std::optional<Error> judge_ordering(const Argument<SequenceNumber>& given, Instant now) const {
        if (!given.has_value()) {
            return std::nullopt;
        }
        const auto number = given.value();
        const auto second = now.seconds() < 0 ? 0 : static_cast<std::uint64_t>(now.seconds());
        if (!number ||
            (number->seconds() > second && !this->topology().has_reached(number->seconds()))) {
            return texts::bad_sequence_number_for_ordering(this->who(), given.as_given());
        }
        return std::nullopt;
    }

    Result<ShardIterator> place(const GetShardIteratorRequest& request, ShardType& shard,
                                Instant now) {
        using enum ShardIteratorType;
        const auto type = request.shard_iterator_type;
        const bool by_number = type == at_sequence_number || type == after_sequence_number;
        const bool number_given = request.starting_sequence_number.has_value();
        if (by_number != number_given) {
            return tl::unexpected{texts::iterator_type_and_number(type, number_given)};
        }
        if (by_number) {
            return place_by_number(request.starting_sequence_number, shard,
                                   type == after_sequence_number, now);
        }
        if (type == at_timestamp) {
            return place_by_time(request.timestamp, shard, now);
        }
        const auto index = type == latest ? shard.log.totals().written.records + 1 : 1;
        return iterator_at(shard, index, 0, now);
    }

    Result<ShardIterator> place_by_number(const Argument<SequenceNumber>& given,
                                          const ShardType& shard, bool after, Instant now) const {
        const auto number = given.value();
        if (!number) {
            return tl::unexpected{
                texts::starting_number_invalid(this->who(), shard.id(), given.as_given(), false)};
        }
        if (number->shard_index() != shard.id().index) {
            return tl::unexpected{
                texts::starting_number_of_other_shard(number->shard_index_text(), shard.id())};
        }
        if (number->version() == 0) {
            return fail(Errc::internal_failure, {});
        }
        if (number->version() != 2 ||
            number->shard_create_seconds() != shard.origin().create_seconds) {
            return tl::unexpected{
                texts::starting_number_invalid(this->who(), shard.id(), given.as_given(), true)};
        }
        if (after) {
            return iterator_at(shard, number->sequence_index(), number->seconds() + 1, now);
        }
        if (number->byte1() != 0) {  // above every record of its index
            return iterator_at(shard, number->sequence_index() + 1, 0, now);
        }
        return iterator_at(shard, number->sequence_index(), number->seconds(), now);
    }

    Result<ShardIterator> place_by_time(std::optional<Instant> timestamp, ShardType& shard,
                                        Instant now) const {
        if (!timestamp) {
            return tl::unexpected{texts::timestamp_missing()};
        }
        if (timestamp->millis() > now.millis()) {
            return tl::unexpected{texts::timestamp_in_future(*timestamp, now)};
        }
        return iterator_at(shard, shard.log.index_at(timestamp->millis()), 0, now);
    }
};

}  // namespace weir::inline v0
