// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "weir/core/instant.hpp"
#include "weir/core/shard_id.hpp"
#include "weir/storage/log_types.hpp"

namespace weir::inline v0 {

/// A place in a shard, and until when it may be used: what GetShardIterator gives.
///
/// In process it is passed as it is, without any text; `Stream::to_text` makes the opaque text that
/// the service would give, `Stream::parse_shard_iterator` reads it back. It may be used any number
/// of times while it lives, 300 s by default, and it outlives a split or merge of its shard.
/// Source: GetShardIterator, service model 2013-12-02.
class ShardIterator {
public:
    ShardIterator() = default;

    /// Which stream made it: the same as that stream's `stream_id()`.
    [[nodiscard]] std::uint64_t stream_id() const noexcept { return stream_; }
    [[nodiscard]] ShardId shard_id() const noexcept { return shard_; }
    /// The index of the next record, as in its sequence number.
    [[nodiscard]] std::uint64_t sequence_index() const noexcept { return index_; }
    /// A record at that index is passed over if the second in its number lies before this one.
    [[nodiscard]] std::uint64_t not_before_seconds() const noexcept { return not_before_seconds_; }
    [[nodiscard]] Instant created() const noexcept { return created_; }

    /// The same place in the same shard of the same stream.
    friend bool operator==(const ShardIterator& a, const ShardIterator& b) noexcept {
        return a.stream_ == b.stream_ && a.shard_ == b.shard_ && a.index_ == b.index_ &&
               a.not_before_seconds_ == b.not_before_seconds_;
    }

private:
    template <class Storage, class Clock, class Throttle>
    friend class Stream;
    template <class Storage, class Clock, class Throttle>
    friend class StreamJudge;
    friend class ShardIteratorText;

    std::uint64_t stream_ = 0;  // which stream made it
    ShardId shard_{};
    std::uint64_t index_ = 1;
    std::uint64_t not_before_seconds_ = 0;
    Instant created_{};
    PlaceHint hint_{};
};

}  // namespace weir::inline v0
