// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "weir/core/hash_range.hpp"
#include "weir/core/instant.hpp"
#include "weir/stream/metrics.hpp"
#include "weir/stream/model.hpp"

namespace weir::inline v0 {

/// How a shard ended: when, and who took over its range.
struct ShardClosure {
    Instant closed;
    std::uint64_t close_seconds = 0;  ///< as in the ending sequence number
    std::vector<ChildShard> children;
};

/// One shard of a stream: its range, its log, its allowances and its counters.
///
/// Edges:
///   closure  close() -> closure(): who finds a shard closed knows its children.
///
/// Thread: any. A shard lives as long as its stream.
template <class Storage, class Throttle>
class StreamShard {
    using Atomics = typename Storage::AtomicsType;

public:
    using AtomicsType = Atomics;
    using ThrottleType = Throttle;
    using Log = typename Storage::Log;

    /// Where a shard comes from.
    struct Origin {
        ShardId id;
        HashKeyRange range;
        Instant created;
        std::uint64_t create_seconds = 0;  ///< as in its sequence numbers
        std::optional<ShardId> parent;
        std::optional<ShardId> adjacent_parent;
    };

    StreamShard(Storage& storage, const Throttle& allowances, const Origin& origin)
        : log{storage.context(), origin.created},
          throttle{allowances.fresh()},
          stamp_{origin.create_seconds, origin.id.index},
          origin_{origin} {}
    StreamShard(const StreamShard&) = delete;
    StreamShard& operator=(const StreamShard&) = delete;

    [[nodiscard]] ShardId id() const noexcept { return origin_.id; }
    [[nodiscard]] const Origin& origin() const noexcept { return origin_; }
    [[nodiscard]] ShardStamp stamp() const noexcept { return stamp_; }
    [[nodiscard]] SequenceNumber starting_sequence_number() const noexcept {
        return SequenceNumber::starting(origin_.create_seconds, origin_.id.index);
    }
    /// When its newest record arrived, or it was created if that is later.
    [[nodiscard]] Instant newest() const noexcept {
        const Instant newest = Instant::from_millis(log.newest_millis());
        return newest < origin_.created ? origin_.created : newest;
    }
    /// The latest second in any number of the shard while it is open.
    [[nodiscard]] std::uint64_t newest_seconds() const noexcept {
        const auto newest = static_cast<std::uint64_t>(log.newest_millis()) / 1000;
        return newest < origin_.create_seconds ? origin_.create_seconds : newest;
    }
    /// The number of a record of the shard that `stamp` stands for.
    [[nodiscard]] static SequenceNumber sequence_number(const ShardStamp& stamp,
                                                        std::uint64_t index,
                                                        std::int64_t arrival_millis) noexcept {
        const auto seconds = static_cast<std::uint64_t>(arrival_millis) / 1000;
        return SequenceNumber::make(
            {.shard_create_seconds = stamp.create_seconds,
             .shard_index = stamp.shard_index,
             .sequence_index = index,
             .seconds = seconds < stamp.create_seconds ? stamp.create_seconds : seconds});
    }

    /// How the shard ended, or nullptr while it is open.
    [[nodiscard]] const ShardClosure* closure() const noexcept {
        return closure_.load(std::memory_order_acquire);  // closure: reader
    }
    /// Closes the shard; its log is sealed afterwards, by the caller.
    void close(std::unique_ptr<const ShardClosure> closure) noexcept {
        closure_owner_ = std::move(closure);
        closure_.store(closure_owner_.get(), std::memory_order_release);  // closure: writer
    }
    /// True if it is closed and everything in it is older than the horizon, so that it is listed
    /// no more. A put that raced the closing may have left a record that is a little younger.
    [[nodiscard]] bool has_expired(Instant horizon) const noexcept {
        const ShardClosure* end = closure();
        return end != nullptr && ((end->closed < horizon && newest() < horizon) ||
                                  // relaxed: a single value that changes once
                                  gone_.load(std::memory_order_relaxed));
    }

    /// The index of the first record that is not gone for good.
    [[nodiscard]] std::uint64_t first_shown() const noexcept {
        return first_shown_.load(std::memory_order_relaxed);  // relaxed: it only grows
    }
    /// Lets go of what arrived before the horizon. It stays gone, also where its memory stays.
    /// Thread: one at a time, as for discard.
    void trim(std::int64_t horizon_millis) noexcept {
        const auto first = log.index_at(horizon_millis);
        if (first_shown() < first) {
            first_shown_.store(first, std::memory_order_relaxed);  // relaxed: it only grows
        }
        log.trim(horizon_millis);
    }
    /// Lets go of the shard, which has expired.
    void discard() noexcept {
        gone_.store(true, std::memory_order_relaxed);  // relaxed: a single value
        log.discard();
    }

    /// As the service lists it.
    [[nodiscard]] Shard describe() const {
        Shard shard{.shard_id = origin_.id,
                    .hash_key_range = origin_.range,
                    .sequence_number_range = {starting_sequence_number(), std::nullopt},
                    .parent_shard_id = origin_.parent,
                    .adjacent_parent_shard_id = origin_.adjacent_parent};
        if (const ShardClosure* end = closure()) {
            shard.sequence_number_range.ending_sequence_number = SequenceNumber::ending(
                origin_.create_seconds, origin_.id.index, end->close_seconds);
        }
        return shard;
    }

    Log log;
    Throttle throttle;
    ShardCounters<Atomics> counters;

private:
    template <class T>
    using atomic = typename Atomics::template atomic<T>;

    const ShardStamp stamp_;  // apart from the origin, so that a put touches one line for it
    const Origin origin_;
    std::unique_ptr<const ShardClosure> closure_owner_;
    atomic<const ShardClosure*> closure_{nullptr};
    atomic<std::uint64_t> first_shown_{1};
    atomic<bool> gone_{false};
};

/// All shards that a stream ever had, by index; grows at the end, never moves.
///
/// Edges:
///   admit  push_back() -> size(), at(): who knows the size finds complete shards.
///
/// Thread: one at a time for push_back, any for the rest.
template <class T, class Atomics>
class ShardDirectory {
    template <class U>
    using atomic = typename Atomics::template atomic<U>;

public:
    ShardDirectory() = default;
    ShardDirectory(const ShardDirectory&) = delete;
    ShardDirectory& operator=(const ShardDirectory&) = delete;

    [[nodiscard]] std::uint32_t size() const noexcept {
        return size_.load(std::memory_order_acquire);  // admit: reader
    }
    /// The shard of an index below a size that was read before.
    [[nodiscard]] T& at(std::uint32_t index) const noexcept {
        const unsigned chunk = chunk_of(index);
        return *chunks_[chunk][index - chunk_begin(chunk)];
    }
    /// Makes sure that there is room for so many in all.
    void reserve(std::uint32_t size) {
        for (unsigned chunk = 0; size > 0 && chunk <= chunk_of(size - 1); ++chunk) {
            if (!chunks_[chunk]) {
                chunks_[chunk] = std::make_unique<std::unique_ptr<T>[]>(chunk_size(chunk));
            }
        }
    }
    /// Enters a shard, for which room was reserved.
    void push_back(std::unique_ptr<T> shard) noexcept {
        const auto index = size_.load(std::memory_order_relaxed);  // relaxed: the only writer
        const unsigned chunk = chunk_of(index);
        chunks_[chunk][index - chunk_begin(chunk)] = std::move(shard);
        size_.store(index + 1, std::memory_order_release);  // admit: writer
    }

private:
    static constexpr unsigned first_bits = 4;  // chunks of 16, 16, 32, 64 ...

    [[nodiscard]] static unsigned chunk_of(std::uint32_t index) noexcept {
        return static_cast<unsigned>(std::bit_width(index >> first_bits));
    }
    [[nodiscard]] static std::uint32_t chunk_begin(unsigned chunk) noexcept {
        return chunk == 0 ? 0 : std::uint32_t{1} << (first_bits + chunk - 1);
    }
    [[nodiscard]] static std::uint32_t chunk_size(unsigned chunk) noexcept {
        return chunk == 0 ? std::uint32_t{1} << first_bits
                          : std::uint32_t{1} << (first_bits + chunk - 1);
    }

    std::unique_ptr<std::unique_ptr<T>[]> chunks_[33 - first_bits];
    atomic<std::uint32_t> size_{0};
};

}  // namespace weir::inline v0
