// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "weir/core/check.hpp"
#include "weir/core/key_hash_cache.hpp"
#include "weir/storage/ring_storage.hpp"
#include "weir/stream/control.hpp"
#include "weir/stream/put_batch.hpp"
#include "weir/stream/waiters.hpp"
#include "weir/throttle/service_throttle.hpp"
#include "weir/time/clock.hpp"
#include "weir/time/system_clock.hpp"

namespace weir::inline v0 {

/// Keys, data and places of records, lent: what GetRecords gives.
struct GetRecordsRequest {
    ShardIterator shard_iterator;
    std::uint32_t limit = limits::get_records_records_max;
};
template <class Batch>
struct BasicGetRecordsResult {
    Batch records;
    /// Where to go on; nothing at the end of a closed shard.
    std::optional<ShardIterator> next_shard_iterator;
    std::chrono::milliseconds millis_behind_latest{0};
    /// Who took over the range of the closed shard; present exactly when there is no next iterator.
    std::vector<ChildShard> child_shards;
};

/// One Kinesis data stream inside this process.
///
/// The operations have the service's names, its checks in its order, its errors and their texts.
/// All time comes from `Clock`, read once a call. What the service does later, from expiry to the
/// end of a reshard, is done by the first call after it is due; the stream has no thread.
///
/// Thread: any, for every operation. Progress: puts and reads never wait for each other, nor for a
/// reshard; control operations take turns.
template <class Storage = RingStorage<>, class Clock = SystemClock,
          class Throttle = ServiceThrottle>
class Stream : public StreamControl<Storage, Clock, Throttle> {
    using Control = StreamControl<Storage, Clock, Throttle>;
    using ShardType = typename Control::ShardType;

public:
    using Batch = typename Storage::Batch;
    using GetRecordsRequestType = GetRecordsRequest;
    using GetRecordsResult = BasicGetRecordsResult<Batch>;

    /// Makes a stream that is ACTIVE at once. `clock` must outlive it; options that
    /// `validate(options)` refuses are a bug of the caller. Its shards take bursts of the largest
    /// record that the options allow, as the service's do.
    explicit Stream(const StreamOptions& options = {}, Clock& clock = default_clock<Clock>())
        : Stream{options, clock, throttle_for(options)} {}
    /// The same with a throttle of which each shard gets a fresh one, and with a storage.
    Stream(const StreamOptions& options, Clock& clock, const Throttle& throttle,
           const typename Storage::Options& storage = {})
        : Control{options, clock, throttle, storage} {}

    /// Appends one record to the open shard that owns its key.
    ///
    /// Gives:  the shard and the sequence number the record landed on.
    /// Errors: validation, invalid_argument  the request is not well formed; nothing was written.
    ///         provisioned_throughput_exceeded  the shard's allowance is spent; see retry_after.
    ///         memory_budget_exceeded  the storage may not grow; nothing was written.
    /// Time:   reads the clock once.
    /// Thread: any. Lock-free; a put that meets a split or merge routes once more.
    /// Source: PutRecord, service model 2013-12-02.
    Result<PutRecordResult> put_record(const PutRecordRequest& request) {
        Instant now;
        return put_record(request, now);
    }

protected:
    /// The throttle of a stream that is given none: it takes the largest record at once.
    static Throttle throttle_for(const StreamOptions& options) {
        if constexpr (std::is_constructible_v<Throttle, const ServiceThrottleOptions&>) {
            const std::uint64_t largest = std::uint64_t{options.max_record_size_in_kib} * 1024;
            return Throttle{ServiceThrottleOptions{.write_burst_bytes = largest}};
        } else {
            return Throttle{};
        }
    }

    /// The same, and tells when it was.
    Result<PutRecordResult> put_record(const PutRecordRequest& request, Instant& now) {
        const bool plain =
            validation::is_plain_record(request.partition_key, request.data,
                                        request.explicit_hash_key, this->record_bytes_max()) &&
            !request.sequence_number_for_ordering.has_value();
        HashKey hash_key;
        if (plain) [[likely]] {
            hash_key = request.explicit_hash_key.has_value()
                           ? *request.explicit_hash_key.value()
                           : cached_hash_key(request.partition_key);
        }
        // The hash before the clock: a processor that reads its counter may first finish all that
        // it has begun, and so it does again at the reservation.
        now = this->door();
        if (!plain) [[unlikely]] {
            HashKey judged;  // of its own, so that the other one stays in registers
            if (auto error = this->judge(request, now, judged)) {
                return tl::unexpected{std::move(*error)};
            }
            hash_key = judged;
        }
        return append(request.partition_key, request.data, hash_key, now);
    }

public:
    /// Appends up to 500 records; each one succeeds or fails by itself.
    ///
    /// `results` has as many elements as `records`. Records of one shard are taken in list order.
    /// Gives:  how many failed.
    /// Errors: validation, invalid_argument  the request as a whole; nothing was written.
    /// Time:   reads the clock once.
    /// Source: PutRecords, service model 2013-12-02.
    Result<std::uint32_t> put_records(std::span<const PutRecordsRequestEntry> records,
                                      std::span<PutRecordsResultEntry> results) {
        Instant now;
        BatchCall call;
        return put_records(records, results, now, call);
    }

protected:
    using BatchCall = typename BatchCounters<typename Storage::AtomicsType>::Call;

    /// The same, and tells when it was and what it came to.
    Result<std::uint32_t> put_records(std::span<const PutRecordsRequestEntry> records,
                                      std::span<PutRecordsResultEntry> results, Instant& now,
                                      BatchCall& call) {
        WEIR_CHECK(records.size() == results.size(), "put_records needs a result for each record");
        now = this->door();
        if (auto error = this->judge(records)) {
            return tl::unexpected{std::move(*error)};
        }
        PutBatch<ShardType> batch{records, results, now};
        const std::size_t hashed = batch.hash();
        if (hashed < records.size()) {
            return tl::unexpected{
                texts::hash_key_out_of_range(records[hashed].explicit_hash_key.as_given())};
        }
        batch.put(this->topology());
        call = batch.call();
        call.sent = records.size();
        this->batch_counters().count(call);
        if (call.accepted > 0) {
            this->waiters().wake();
        }
        return static_cast<std::uint32_t>(call.throttled + call.failed);
    }

public:
    /// The same, with the results in a new vector.
    Result<PutRecordsResult> put_records(std::span<const PutRecordsRequestEntry> records) {
        PutRecordsResult result;
        result.records.resize(records.size());
        const auto failed = put_records(records, result.records);
        if (!failed) {
            return tl::unexpected{failed.error()};
        }
        result.failed_record_count = *failed;
        return result;
    }
    /// The error that one entry of a PutRecords result stands for.
    [[nodiscard]] Error error_of(const PutRecordsResultEntry& entry) const {
        WEIR_CHECK(!entry.ok(), "a record that succeeded has no error");
        return this->put_error(*entry.error_code, entry.shard_id, entry.retry_after);
    }

    /// Reads on from an iterator: records lent without a copy, and the next iterator.
    ///
    /// Units:  limit in records, 1 to 10,000; a page has at most 10 MiB of keys and data.
    /// Errors: validation, invalid_argument, expired_iterator, resource_not_found (the shard
    ///         expired), provisioned_throughput_exceeded.
    /// Time:   reads the clock once.
    /// Thread: any. Lock-free.
    /// Source: GetRecords, service model 2013-12-02.
    Result<GetRecordsResult> get_records(const GetRecordsRequest& request) {
        Instant now;
        return get_records(request, now);
    }

protected:
    /// The same, and tells when it was.
    Result<GetRecordsResult> get_records(const GetRecordsRequest& request, Instant& now) {
        now = this->door();
        if (request.limit < 1 || request.limit > limits::get_records_records_max) [[unlikely]] {
            Violations found;
            Control::check_read_limit(found, request.limit);
            return tl::unexpected{*found.error()};
        }
        ShardType* shard = nullptr;
        if (auto error = this->judge(request.shard_iterator, now, shard)) {
            return tl::unexpected{std::move(*error)};
        }
        GetRecordsResult result;
        if (may_reach_end(*shard, request)) [[unlikely]] {
            // May lack memory, so before the call is charged.
            result.child_shards = shard->closure()->children;
        }
        const Verdict verdict = shard->throttle.admit_read(now);
        if (!verdict.admitted) {
            shard->counters.count_throttled_read();
            return tl::unexpected{this->put_error(Errc::provisioned_throughput_exceeded,
                                                  shard->id(), verdict.retry_after)};
        }
        read(*shard, request, limits::get_records_bytes_max, now, result);
        shard->throttle.charge_read(now, result.records.bytes());
        shard->counters.count_read(result.records.size(), result.records.bytes(),
                                   result.millis_behind_latest.count());
        return result;
    }
    /// Reads on as a subscription does: past the allowance of GetRecords, and from a place that
    /// does not expire while the shard is there. `now` was read at the door.
    Result<GetRecordsResult> read_pushed(const GetRecordsRequest& request, std::uint64_t bytes_max,
                                         Instant now) {
        ShardType* shard = this->topology().find(request.shard_iterator.shard_);
        if (shard == nullptr || shard->has_expired(this->horizon(now))) {
            return tl::unexpected{
                texts::shard_does_not_exist(this->who(), request.shard_iterator.shard_)};
        }
        GetRecordsResult result;
        if (may_reach_end(*shard, request)) {
            result.child_shards = shard->closure()->children;
        }
        read(*shard, request, bytes_max, now, result);
        shard->counters.count_pushed(result.records.size(), result.records.bytes());
        return result;
    }

public:
    /// The same from an iterator's text.
    Result<GetRecordsResult> get_records(std::string_view shard_iterator,
                                         std::uint32_t limit = limits::get_records_records_max) {
        Violations found;
        Control::check_iterator_text(found, shard_iterator);
        Control::check_read_limit(found, limit);
        const auto iterator = this->read_iterator(found, shard_iterator);
        if (!iterator) {
            return tl::unexpected{iterator.error()};
        }
        return get_records({.shard_iterator = *iterator, .limit = limit});
    }

    /// Waits until a read from one of the iterators would give something: records, the end of its
    /// shard, or an error.
    ///
    /// Gives:  false if `deadline`, on the stream's clock, came first.
    /// Thread: any; blocks. Costs a put one load while nobody waits.
    bool wait_for_records(std::span<const ShardIterator> iterators, Instant deadline) {
        for (;;) {
            static_cast<void>(this->door());
            const bool woken = this->waiters().wait_until(
                this->clock(), deadline, [&] { return look(iterators); },
                [&] { return this->next_due(); });
            if (!woken) {
                return false;
            }
            static_cast<void>(this->door());
            if (look(iterators) == Readiness::yes) {
                return true;
            }
        }
    }
    bool wait_for_records(const ShardIterator& iterator, Instant deadline) {
        return wait_for_records(std::span{&iterator, 1}, deadline);
    }

private:
    Result<PutRecordResult> append(std::string_view key, const Blob& data, HashKey hash_key,
                                   Instant now) {
        for (;;) {
            ShardType& shard = *this->topology().table().route(hash_key);
            // Before the append: what it loads can be fetched together, what follows has to wait.
            const ShardStamp stamp = shard.stamp();
            Verdict verdict;
            const Appended appended = shard.log.append(
                now, key, data, [&](const WriteTotals& so_far, std::uint64_t bytes) {
                    verdict = shard.throttle.admit_write(now, so_far, bytes);
                    return verdict.admitted;
                });
            if (appended.outcome == AppendOutcome::done) {
                this->waiters().wake();
                return Result<PutRecordResult>{
                    tl::in_place, ShardId{stamp.shard_index},
                    ShardType::sequence_number(stamp, appended.index, appended.arrival_millis)};
            }
            if (appended.outcome != AppendOutcome::sealed) {
                return tl::unexpected{this->refusal(shard, appended.outcome, verdict)};
            }
        }
    }

    /// True if the shard is closed and no more is left of it than a page can hold.
    [[nodiscard]] static bool may_reach_end(ShardType& shard, const GetRecordsRequest& request) {
        if (shard.closure() == nullptr) {
            return false;
        }
        const auto first = shard.first_shown();
        const auto from = request.shard_iterator.index_;
        return (from < first ? first : from) + request.limit > shard.log.totals().written.records;
    }
    /// `result` has the child shards if `may_reach_end` said so before.
    void read(ShardType& shard, const GetRecordsRequest& request, std::uint64_t bytes_max,
              Instant now, GetRecordsResult& result) {
        auto found = find(shard, request.shard_iterator, request.limit, bytes_max, now);
        const LogTotals totals = shard.log.totals();
        const bool reached_tip = found.at_tip || found.next > totals.written.records;
        if (!reached_tip && !found.records.empty()) {
            const auto behind = now.millis() - found.last_arrival_millis;
            result.millis_behind_latest = std::chrono::milliseconds{behind < 0 ? 0 : behind};
        }
        if (totals.sealed && found.next > totals.written.records) {
            if (result.child_shards.empty()) [[unlikely]] {
                result.child_shards = shard.closure()->children;  // it has just been closed
            }
        } else {
            result.child_shards.clear();
            // A place keeps its second for as long as no record has been passed.
            const bool stays = found.next == request.shard_iterator.index_;
            result.next_shard_iterator = this->iterator_at(
                shard, found.next, stays ? request.shard_iterator.not_before_seconds_ : 0, now);
            result.next_shard_iterator->hint_ = found.hint;
        }
        result.records = std::move(found.records);
    }
    /// What lies at an iterator's place and after it.
    LogRead<Batch> find(ShardType& shard, const ShardIterator& from, std::uint32_t limit,
                        std::uint64_t bytes_max, Instant now) {
        const auto first = shard.first_shown();
        LogReadRequest wanted{.from = from.index_ < first ? first : from.index_,
                              .records_max = limit,
                              .bytes_max = bytes_max,
                              .horizon_millis = this->horizon_millis(now),
                              .hint = from.hint_,
                              .stamp = shard.stamp()};
        auto found = shard.log.read(wanted);
        if (from.not_before_seconds_ > 0 && is_older(found.records, from)) {
            ++wanted.from;
            found = shard.log.read(wanted);
        }
        return found;
    }
    /// True if the first record lies at the iterator's place but carries an older number.
    static bool is_older(const Batch& records, const ShardIterator& from) {
        if (records.empty()) {
            return false;
        }
        const RecordView first = *records.begin();
        return first.sequence_index() == from.index_ &&
               first.sequence_number().seconds() < from.not_before_seconds_;
    }

    Readiness look(std::span<const ShardIterator> iterators) {
        Readiness found = Readiness::no;
        for (const ShardIterator& iterator : iterators) {
            const Readiness one = look(iterator);
            if (one == Readiness::yes) {
                return one;
            }
            found = one == Readiness::soon ? one : found;
        }
        return found;
    }
    Readiness look(const ShardIterator& iterator) {
        const Instant now = this->clock().now();
        ShardType* shard = nullptr;
        if (this->judge(iterator, now, shard)) {
            return Readiness::yes;  // the read will say what is wrong
        }
        const auto found = find(*shard, iterator, 1, limits::get_records_bytes_max, now);
        if (!found.records.empty()) {
            return Readiness::yes;
        }
        const LogTotals totals = shard->log.totals();
        if (found.next <= totals.written.records) {
            return Readiness::soon;
        }
        return totals.sealed ? Readiness::yes : Readiness::no;
    }
};

}  // namespace weir::inline v0
