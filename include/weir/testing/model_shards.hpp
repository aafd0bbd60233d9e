// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "weir/core/hash_range.hpp"
#include "weir/core/instant.hpp"
#include "weir/core/record.hpp"
#include "weir/core/sequence_number.hpp"
#include "weir/core/shard_id.hpp"
#include "weir/core/uint128.hpp"
#include "weir/stream/metrics.hpp"
#include "weir/stream/model.hpp"
#include "weir/testing/model_rates.hpp"

namespace weir::inline v0 {

/// A split or a merge of a model stream's shards.
struct ModelMove {
    ShardId one{};
    std::optional<ShardId> other{};  ///< its upper neighbour, if the two are merged
    HashKey at{};                    ///< where the upper part begins, if it is split
};

/// One shard of a model stream: what it is, what it holds, what it has counted.
struct ModelShard {
    ShardId id{};
    HashKeyRange range{};
    std::optional<ShardId> parent;
    std::optional<ShardId> adjacent_parent;
    Instant created{};  ///< also the least time of arrival
    std::optional<Instant> closed;
    std::uint64_t create_seconds = 0;  ///< as in its sequence numbers
    std::uint64_t close_seconds = 0;   ///< as in its last one, once it is closed
    std::vector<Record> records;       ///< all ever written; the number of one is its place, from 1
    std::size_t records_gone = 0;      ///< the first ones, which are shown no more
    bool gone = false;                 ///< the shard itself
    ModelShardRates rates{{}};
    ShardMetrics metrics{};
    std::uint64_t reads = 0;

    [[nodiscard]] bool open() const { return !closed.has_value(); }
    /// True if the shard owned its hash keys at `time`.
    [[nodiscard]] bool there_at(Instant time) const {
        return created <= time && (open() || time < *closed);
    }
    /// True if the shard is closed and all that it holds is older than `horizon`.
    [[nodiscard]] bool expired(Instant horizon) const {
        return gone || (!open() && *closed < horizon);
    }
    /// What is older than `horizon` does not come back, whatever the time will be.
    void let_go(Instant horizon) {
        gone = expired(horizon);
        while (records_gone < records.size() &&
               records[records_gone].approximate_arrival_timestamp < horizon) {
            ++records_gone;
        }
    }

    [[nodiscard]] SequenceNumber starting() const {
        return SequenceNumber::starting(create_seconds, id.index);
    }
    [[nodiscard]] Shard describe() const {
        Shard shard{.shard_id = id,
                    .hash_key_range = range,
                    .sequence_number_range = {starting(), std::nullopt},
                    .parent_shard_id = parent,
                    .adjacent_parent_shard_id = adjacent_parent};
        if (!open()) {
            shard.sequence_number_range.ending_sequence_number =
                SequenceNumber::ending(create_seconds, id.index, close_seconds);
        }
        return shard;
    }
    /// The number of the record that comes next, if it comes in `seconds`.
    [[nodiscard]] SequenceNumber next_number(std::uint64_t seconds) const {
        return SequenceNumber::make(
            {.shard_create_seconds = create_seconds,
             .shard_index = id.index,
             .sequence_index = records.size() + 1,
             .seconds = seconds < create_seconds ? create_seconds : seconds});
    }
    /// The earliest second in which the shard can close: the latest in any of its numbers so far.
    [[nodiscard]] std::uint64_t least_close_seconds() const {
        return records.empty() ? create_seconds : records.back().sequence_number.seconds();
    }
};

/// All shards that a model stream ever had, by id, and every way to make new ones.
///
/// Open shards are found by looking at each shard there is.
class ModelShards {
public:
    /// Shards of equal size; the last one takes the rest of the division.
    ModelShards(std::uint32_t count, Instant created, const ModelRateLimits& limits)
        : limits_{limits} {
        const auto seconds = static_cast<std::uint64_t>(created.seconds());
        for (std::uint32_t at = 0; at < count; ++at) {
            add({uniform_start(at, count), uniform_end(at, count)}, created, seconds);
        }
    }

    [[nodiscard]] const std::vector<ModelShard>& all() const { return shards_; }
    [[nodiscard]] std::vector<ModelShard>& all() { return shards_; }

    /// Gives: nullptr if no such shard was ever made.
    [[nodiscard]] ModelShard* find(ShardId id) {
        return id.index < shards_.size() ? &shards_[id.index] : nullptr;
    }

    /// The one open shard that owns a hash key.
    [[nodiscard]] ModelShard& owner_of(HashKey key) {
        ModelShard* owner = nullptr;
        for (ModelShard& shard : shards_) {
            if (shard.open() && shard.range.contains(key)) {
                owner = &shard;
            }
        }
        return *owner;
    }

    [[nodiscard]] std::uint32_t open_count() const {
        std::uint32_t count = 0;
        for (const ModelShard& shard : shards_) {
            count += shard.open() ? 1U : 0U;
        }
        return count;
    }

    /// The latest second in any number that a shard or a record has.
    [[nodiscard]] std::uint64_t newest_seconds() const {
        std::uint64_t newest = 0;
        for (const ModelShard& shard : shards_) {
            newest = std::max({newest, shard.least_close_seconds(), shard.close_seconds});
        }
        return newest;
    }

    /// The shards that name `id` as a parent.
    [[nodiscard]] std::vector<const ModelShard*> children_of(ShardId id) const {
        std::vector<const ModelShard*> children;
        for (const ModelShard& shard : shards_) {
            if (shard.parent == id || shard.adjacent_parent == id) {
                children.push_back(&shard);
            }
        }
        return children;
    }

    /// Closes a shard and puts two in its place; `at` is the first hash key of the upper one.
    void split(ShardId id, HashKey at, Instant when) {
        when = not_before(id, when);
        const auto closed = close(id, id, when);
        const HashKeyRange whole = shards_[id.index].range;
        const HashKeyRange lower{whole.starting_hash_key, at - 1};
        const HashKeyRange upper{at, whole.ending_hash_key};
        add(lower, when, closed + 1).parent = id;
        add(upper, when, closed + 1).parent = id;
        moves_.push_back({.one = id, .at = at});
    }

    /// Closes two neighbours and puts one in their place.
    void merge(ShardId low, ShardId high, Instant when) {
        when = not_before(low, not_before(high, when));
        const auto closed = close(low, high, when);
        const HashKeyRange both{shards_[low.index].range.starting_hash_key,
                                shards_[high.index].range.ending_hash_key};
        ModelShard& child = add(both, when, closed + 1);
        child.parent = low;
        child.adjacent_parent = high;
        moves_.push_back({.one = low, .other = high});
    }
    void apply(const ModelMove& move, Instant when) {
        if (move.other) {
            merge(move.one, *move.other, when);
        } else {
            split(move.one, move.at, when);
        }
    }

    /// Splits and merges from left to right until `target` shards of equal size are open.
    ///
    /// A boundary that is nearly where it should be stays: nearer than there are shards before and
    /// after, which is what rounding can make of two divisions. The last one has to be exact.
    void scale_to(std::uint32_t target, Instant when) {
        const std::uint64_t rounding = std::uint64_t{open_count()} + target;
        HashKey start{};
        for (std::uint32_t at = 0; at < target; ++at) {
            const HashKey end = uniform_end(at, target);
            const HashKey near = at + 1 < target ? rounding : 0;
            ShardId current = owner_of(start).id;
            while (ends_before(current, end, near)) {
                current = join_right(current, end, near, when);
            }
            if (ends_after(current, end, near)) {
                split(current, end + 1, when);
                current = owner_of(start).id;
            }
            start = shards_[current.index].range.ending_hash_key + 1;
        }
    }
    /// What `scale_to` would do, found out by doing it to shards that are the same but empty.
    [[nodiscard]] std::vector<ModelMove> moves_to(std::uint32_t target) const {
        ModelShards trial;
        for (const ModelShard& shard : shards_) {
            trial.add(shard.range, shard.created, shard.create_seconds).closed = shard.closed;
        }
        trial.scale_to(target, Instant{});
        return trial.moves_;
    }

private:
    ModelShards() = default;

    [[nodiscard]] static HashKey uniform_start(std::uint32_t at, std::uint32_t count) {
        return at == 0 ? HashKey{} : uniform_end(at - 1, count) + 1;
    }
    /// One less than `at + 1` times the whole part of 2^128 / count.
    [[nodiscard]] static HashKey uniform_end(std::uint32_t at, std::uint32_t count) {
        if (at + 1 == count) {
            return HashKey::max();
        }
        const bool divides = HashKey::max() % count == HashKey{count - 1};
        const HashKey size = HashKey::max() / count + (divides ? 1U : 0U);
        return size * (std::uint64_t{at} + 1) - 1;
    }

    [[nodiscard]] bool ends_before(ShardId id, HashKey end, HashKey near) const {
        const HashKey own = shards_[id.index].range.ending_hash_key;
        return own < end && end - own > near;
    }
    [[nodiscard]] bool ends_after(ShardId id, HashKey end, HashKey near) const {
        const HashKey own = shards_[id.index].range.ending_hash_key;
        return own > end && own - end > near;
    }

    /// Merges a shard with its right neighbour, or with as much of that as lies before `end`.
    [[nodiscard]] ShardId join_right(ShardId id, HashKey end, HashKey near, Instant when) {
        const HashKey next = shards_[id.index].range.ending_hash_key + 1;
        ShardId right = owner_of(next).id;
        if (ends_after(right, end, near)) {
            split(right, end + 1, when);
            right = owner_of(next).id;
        }
        merge(id, right, when);
        return shards_.back().id;
    }

    ModelShard& add(HashKeyRange range, Instant created, std::uint64_t create_seconds) {
        ModelShard shard{};
        shard.id = ShardId{static_cast<std::uint32_t>(shards_.size())};
        shard.range = range;
        shard.created = created;
        shard.create_seconds = create_seconds;
        shard.rates = ModelShardRates{limits_};
        shard.metrics.shard_id = shard.id;
        shards_.push_back(shard);
        return shards_.back();
    }

    /// `when`, or later: no shard closes before it began, or before a record of it arrived.
    [[nodiscard]] Instant not_before(ShardId id, Instant when) const {
        const ModelShard& shard = shards_[id.index];
        when = std::max(when, shard.created);
        for (const Record& record : shard.records) {
            when = std::max(when, record.approximate_arrival_timestamp);
        }
        return when;
    }
    /// Closes one shard, or two in the same second.  Gives: that second.
    std::uint64_t close(ShardId one, ShardId other, Instant when) {
        auto seconds = static_cast<std::uint64_t>(when.seconds());
        for (const ShardId id : {one, other}) {
            const auto least = shards_[id.index].least_close_seconds();
            seconds = seconds < least ? least : seconds;
        }
        for (const ShardId id : {one, other}) {
            shards_[id.index].closed = when;
            shards_[id.index].close_seconds = seconds;
        }
        return seconds;
    }

    ModelRateLimits limits_;
    std::vector<ModelShard> shards_;
    std::vector<ModelMove> moves_;  // all that were made
};

}  // namespace weir::inline v0
