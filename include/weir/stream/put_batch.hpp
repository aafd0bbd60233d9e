// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "weir/core/md5_batch.hpp"
#include "weir/storage/log_types.hpp"
#include "weir/stream/metrics.hpp"
#include "weir/stream/model.hpp"
#include "weir/throttle/throttle.hpp"

namespace weir::inline v0 {

/// One PutRecords call under way: hashes all keys side by side, sorts the records to their shards,
/// and hands each shard its records in list order. Lives on the stack; allocates nothing.
template <class ShardType>
class PutBatch {
    static constexpr std::size_t records_max = limits::put_records_entries_max;
    using Position = std::uint16_t;
    static constexpr Position none = 0xffff;

public:
    PutBatch(std::span<const PutRecordsRequestEntry> records,
             std::span<PutRecordsResultEntry> results, Instant now) noexcept
        : records_{records}, results_{results}, now_{now}, left_{records.size()} {
        for (std::size_t at = 0; at < records.size(); ++at) {
            pending_[at] = static_cast<Position>(at);
        }
    }

    /// Finds the hash key of every record.
    /// Gives: the first record whose explicit hash key is out of range, or the number of records.
    [[nodiscard]] std::size_t hash() noexcept {
        bool plain = true;
        for (const PutRecordsRequestEntry& record : records_) {
            plain = plain && !record.explicit_hash_key.has_value();
        }
        if (plain) {
            md5_hash_keys({records_, &PutRecordsRequestEntry::partition_key}, hashes_.data());
            return records_.size();
        }
        return hash_some();
    }

    /// Puts all records; those that met a shard just sealed go through a newer table.
    template <class TopologyType>
    void put(const TopologyType& topology) {
        while (left_ > 0) {
            const std::size_t groups = group(topology.table());
            left_ = 0;
            for (std::size_t group = 0; group < groups; ++group) {
                put_group(group);
            }
        }
    }

    [[nodiscard]] const BatchCounters<typename ShardType::AtomicsType>::Call& call()
        const noexcept {
        return call_;
    }

private:
    /// Hashes the keys of those records that bring no hash key of their own.
    [[nodiscard]] std::size_t hash_some() noexcept {
        std::array<std::string_view, records_max> keys;
        std::array<HashKey, records_max> hashes;
        std::array<Position, records_max> whose;
        std::size_t count = 0;
        for (std::size_t at = 0; at < records_.size(); ++at) {
            const PutRecordsRequestEntry& record = records_[at];
            if (!record.explicit_hash_key.has_value()) {
                keys[count] = record.partition_key;
                whose[count++] = static_cast<Position>(at);
                continue;
            }
            const auto hash_key = record.explicit_hash_key.value();
            if (!hash_key) {
                return at;
            }
            hashes_[at] = *hash_key;
        }
        md5_hash_keys(std::span<const std::string_view>{keys.data(), count}, hashes.data());
        for (std::size_t at = 0; at < count; ++at) {
            hashes_[whose[at]] = hashes[at];
        }
        return records_.size();
    }

    /// The records of one shard, as its log asks for them.
    class Group {
    public:
        Group(PutBatch& batch, ShardType& shard, std::size_t first, std::size_t size) noexcept
            : batch_{batch},
              shard_{shard},
              stamp_{shard.stamp()},
              order_{batch.order_.data() + first},
              size_{size} {}

        [[nodiscard]] std::size_t size() const noexcept { return size_; }
        [[nodiscard]] std::string_view key(std::size_t at) const noexcept {
            return record(at).partition_key;
        }
        [[nodiscard]] const Blob& data(std::size_t at) const noexcept { return record(at).data; }
        [[nodiscard]] std::uint64_t bytes(std::size_t at) const noexcept {
            return record(at).partition_key.size() + record(at).data.size();
        }
        [[nodiscard]] bool admit_all(std::size_t /*from*/, const WriteTotals& so_far,
                                     const WriteTotals& more) noexcept {
            if constexpr (bulk_throttle<typename ShardType::ThrottleType>) {
                return shard_.throttle.admits_all(batch_.now_, so_far, more);
            }
            return false;
        }
        [[nodiscard]] bool admit(std::size_t at, const WriteTotals& so_far) noexcept {
            const Verdict verdict = shard_.throttle.admit_write(batch_.now_, so_far, bytes(at));
            PutRecordsResultEntry& result = batch_.results_[order_[at]];
            result.error_code.reset();
            if (!verdict.admitted) {
                result.shard_id = shard_.id();
                result.error_code = Errc::provisioned_throughput_exceeded;
                result.retry_after = verdict.retry_after;
            }
            return verdict.admitted;
        }
        [[nodiscard]] bool admitted(std::size_t at) const noexcept {
            return batch_.results_[order_[at]].ok();
        }
        void accept(std::size_t at, std::uint64_t index, std::int64_t arrival_millis) noexcept {
            tell_accepted(batch_.results_[order_[at]], stamp_, index, arrival_millis);
            count(WriteTotals{1, bytes(at)});
        }
        template <class Write>
        void accept_all(std::size_t from, const WriteTotals& run, std::uint64_t index,
                        std::int64_t arrival_millis, const Write& write) noexcept {
            const auto order = std::span{order_, size_}.subspan(from, run.records);
            // Copies: for all a compiler knows, writing a record or a result changes the members.
            const auto records = batch_.records_;
            for (const Position at : order) {
                write(records[at].partition_key, records[at].data);
            }
            const auto results = batch_.results_;
            const ShardStamp stamp = stamp_;
            for (const Position at : order) {
                tell_accepted(results[at], stamp, index++, arrival_millis);
            }
            count(run);
        }
        [[nodiscard]] std::size_t accepted() const noexcept { return accepted_; }

    private:
        [[nodiscard]] const PutRecordsRequestEntry& record(std::size_t at) const noexcept {
            return batch_.records_[order_[at]];
        }
        static void tell_accepted(PutRecordsResultEntry& result, const ShardStamp& stamp,
                                  std::uint64_t index, std::int64_t arrival_millis) noexcept {
            result.shard_id = ShardId{stamp.shard_index};
            result.sequence_number = ShardType::sequence_number(stamp, index, arrival_millis);
            result.error_code.reset();
            result.retry_after = Duration{0};
        }
        void count(const WriteTotals& more) noexcept {
            accepted_ += more.records;
            batch_.call_.accepted_bytes += more.bytes;
        }
        PutBatch& batch_;
        ShardType& shard_;
        const ShardStamp stamp_;
        const Position* order_;
        std::size_t size_;
        std::size_t accepted_ = 0;
    };

    /// Routes what is pending and sorts it by shard.  Gives: how many shards there are.
    template <class Table>
    std::size_t group(const Table& table) noexcept {
        slots_.fill(none);
        groups_ = 0;
        for (std::size_t at = 0; at < left_; ++at) {
            const Position record = pending_[at];
            const Position group = group_of(table.route(hashes_[record]));
            group_[at] = group;
            ++end_[group];
        }
        for (std::size_t group = 1; group < groups_; ++group) {
            end_[group] = static_cast<Position>(end_[group] + end_[group - 1]);
        }
        for (std::size_t at = left_; at-- > 0;) {
            order_[--end_[group_[at]]] = pending_[at];
        }
        end_[groups_] = static_cast<Position>(left_);  // each one now holds where its group begins
        return groups_;
    }
    /// The group of a shard, which begins to be one if it was none.
    [[nodiscard]] Position group_of(ShardType* shard) noexcept {
        std::size_t slot = shard->stamp().shard_index % slots_.size();
        while (slots_[slot] != none && shards_[slots_[slot]] != shard) {
            slot = (slot + 1) % slots_.size();
        }
        if (slots_[slot] == none) [[unlikely]] {
            slots_[slot] = static_cast<Position>(groups_);
            shards_[groups_] = shard;
            end_[groups_++] = 0;
        }
        return slots_[slot];
    }

    void put_group(std::size_t group) {
        const std::size_t first = end_[group];
        const std::size_t size = end_[group + 1] - first;
        Group records{*this, *shards_[group], first, size};
        std::size_t dealt_with = 0;
        const AppendOutcome outcome = shards_[group]->log.append_batch(now_, records, dealt_with);
        call_.accepted += records.accepted();
        const std::uint64_t throttled = dealt_with - records.accepted();
        if (throttled > 0) {
            call_.throttled += throttled;
            shards_[group]->counters.count_throttled_writes(throttled);
        }
        for (std::size_t at = dealt_with; at < size; ++at) {
            if (outcome == AppendOutcome::sealed) {
                pending_[left_++] = order_[first + at];
                continue;
            }
            PutRecordsResultEntry& result = results_[order_[first + at]];
            result.shard_id = shards_[group]->id();
            result.error_code = Errc::memory_budget_exceeded;
            result.retry_after = Duration{0};
            ++call_.failed;
        }
    }

    std::span<const PutRecordsRequestEntry> records_;
    std::span<PutRecordsResultEntry> results_;
    Instant now_;
    std::size_t left_;
    typename BatchCounters<typename ShardType::AtomicsType>::Call call_{};
    // Filled as far as there are records; what lies beyond is never read.
    std::array<HashKey, records_max> hashes_;
    std::array<ShardType*, records_max> shards_;
    std::size_t groups_ = 0;
    std::array<Position, records_max> pending_;
    std::array<Position, records_max> group_;
    std::array<Position, records_max + 1> end_;
    std::array<Position, records_max> order_;
    std::array<Position, 1024> slots_;
};

}  // namespace weir::inline v0
