// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "weir/stream/stream.hpp"
#include "weir/throttle/service_throttle.hpp"
#include "weir/time/manual_clock.hpp"

namespace bench {

/// A small stream in simulated time: a put and a read of every shard each minute, a split or a
/// merge each hour, and a reader that follows every shard to its end and into its children.
class Simulation {
public:
    /// Lets so many days pass.  Gives: whether everything that was put has been read, once.
    [[nodiscard]] bool run(unsigned days) {
        for (unsigned minute = 0; minute < days * 24 * 60; ++minute) {
            clock_.advance(std::chrono::minutes{1});
            put();
            if (minute % 60 == 59) {
                reshard();
            }
            read();
        }
        return put_ == read_ && put_ == days * 24U * 60U;
    }

private:
    using Clock = weir::ManualClock;
    using Stream = weir::Stream<weir::RingStorage<>, Clock, weir::ServiceThrottle>;

    void put() {
        const std::string key = std::to_string(put_ * 7919 % 100);
        const auto result = stream_.put_record({.data = "a small record", .partition_key = key});
        put_ += result.has_value() ? 1U : 0U;
    }

    /// Splits the shard that is read last, or merges the two that came of it.
    void reshard() {
        const weir::ShardId last = readers_.back().shard_id();
        const bool done =
            readers_.size() == 4
                ? stream_.split_shard({last, range_of(last).middle()}).has_value()
                : stream_.merge_shards({(readers_.end() - 2)->shard_id(), last}).has_value();
        WEIR_CHECK(done, "the shards are split and merged by turns");
    }
    [[nodiscard]] weir::HashKeyRange range_of(weir::ShardId id) {
        const auto open = stream_.list_shards(
            {.shard_filter = weir::ShardFilter{.type = weir::ShardFilterType::at_latest}});
        for (const weir::Shard& shard : open->shards) {
            if (shard.shard_id == id) {
                return shard.hash_key_range;
            }
        }
        return {};
    }

    /// Reads from every shard all that is new, and goes on to the children of one that has ended.
    void read() {
        std::vector<weir::ShardIterator> next;
        for (const weir::ShardIterator& reader : readers_) {
            read_shard(reader, next);
        }
        readers_ = std::move(next);
    }
    void read_shard(const weir::ShardIterator& reader, std::vector<weir::ShardIterator>& next) {
        auto page = stream_.get_records({.shard_iterator = reader});
        WEIR_CHECK(page.has_value(), "every page is given");
        read_ += page->records.size();
        if (page->next_shard_iterator) {
            next.push_back(*page->next_shard_iterator);
            return;
        }
        for (const weir::ChildShard& child : page->child_shards) {
            // The child of a merge is met at both parents.
            if (child.parent_shards.front() == reader.shard_id()) {
                next.push_back(begin_of(child.shard_id));
            }
        }
    }
    [[nodiscard]] weir::ShardIterator begin_of(weir::ShardId shard) {
        return *stream_.get_shard_iterator(
            {.shard_id = shard, .shard_iterator_type = weir::ShardIteratorType::trim_horizon});
    }

    Clock clock_;
    Stream stream_{{.shard_count = 4}, clock_};
    std::vector<weir::ShardIterator> readers_{
        begin_of(weir::ShardId{0}), begin_of(weir::ShardId{1}), begin_of(weir::ShardId{2}),
        begin_of(weir::ShardId{3})};
    std::uint64_t put_ = 0;
    std::uint64_t read_ = 0;
};

}  // namespace bench
