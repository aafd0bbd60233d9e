// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "demo_stream.hpp"
#include "key_table.hpp"
#include "ledger.hpp"
#include "tally.hpp"

namespace demo {

/// Reads every shard from its first record to its last, parents before children.
///
/// Each shard is asked once a second while there may be something in it. A shard that was read to
/// its end names its children; a child is begun when all of its parents are done.
class Consumer {
public:
    static constexpr weir::Duration poll_every = std::chrono::seconds{1};
    static constexpr std::uint32_t idle_rounds_max = 10'000;

    Consumer(DemoStream& stream, KeyTable& keys, Ledger& ledger, Tally& tally)
        : stream_(stream), keys_(keys), ledger_(ledger), tally_(tally) {}

    /// Begins with a shard that has no parents.
    void begin(weir::ShardId shard, weir::Instant now) {
        readers_.emplace(shard.index, Reader{});
        wake(shard, now);
    }

    /// There is something new in a shard: a record, or its end.
    void wake(weir::ShardId shard, weir::Instant now) {
        if (!readers_.contains(shard.index)) return;  // its turn comes when its parents are done
        if (awake_.empty()) next_poll_ = now + poll_every;
        awake_.insert(shard.index);
    }

    /// A shard takes no more records: it is asked until it says so itself.
    void closed(weir::ShardId shard, weir::Instant now) {
        closed_.insert(shard.index);
        wake(shard, now);
    }

    [[nodiscard]] std::optional<weir::Instant> next_due() const {
        if (awake_.empty()) return std::nullopt;
        return next_poll_;
    }

    /// One round over all shards that may have something.
    void poll(weir::Instant now) {
        // Newest shards first: order must come from who is begun when, not from luck.
        const std::vector<std::uint32_t> round{awake_.rbegin(), awake_.rend()};
        for (const std::uint32_t index : round) {
            if (!ask({index}, now)) awake_.erase(index);
        }
        next_poll_ = now + poll_every;
        const std::uint64_t done = tally_.reads.records + tally_.reads.shards_finished;
        idle_rounds_ = done == done_ ? idle_rounds_ + 1 : 0;
        done_ = done;
        if (idle_rounds_ > idle_rounds_max) failure_ = "shards give nothing and do not end";
    }

    /// Why reading cannot go on, empty while it can.
    [[nodiscard]] const std::string& failure() const noexcept { return failure_; }

private:
    struct Reader {
        std::optional<weir::ShardIterator> iterator;
        std::optional<weir::SequenceNumber> last_read;
    };

    /// Gives: whether the shard is to be asked again
    bool ask(weir::ShardId shard, weir::Instant now) {
        Reader& reader = readers_.at(shard.index);
        if (!reader.iterator && !place(shard, reader)) return false;
        ++tally_.reads.requests;
        auto page = stream_.get_records({.shard_iterator = *reader.iterator});
        if (!page) return refused(reader, page.error());
        for (const auto& record : page->records) {
            ledger_.read(shard, record.sequence_number(), record.partition_key(),
                         record.data().as_text(), keys_);
            reader.last_read = record.sequence_number();
            ++tally_.reads.records;
        }
        tally_.reads.most_behind_millis = std::max<std::int64_t>(
            tally_.reads.most_behind_millis, page->millis_behind_latest.count());
        reader.iterator = page->next_shard_iterator;
        if (!reader.iterator) {
            finish(shard, page->child_shards, now);
            return false;
        }
        return page->millis_behind_latest.count() > 0 || closed_.contains(shard.index);
    }

    /// Where reading goes on: behind the last record read, or at the shard's beginning.
    bool place(weir::ShardId shard, Reader& reader) {
        weir::GetShardIteratorRequest request{.shard_id = shard};
        if (reader.last_read) {
            request.shard_iterator_type = weir::ShardIteratorType::after_sequence_number;
            request.starting_sequence_number = *reader.last_read;
        }
        const auto iterator = stream_.get_shard_iterator(request);
        if (!iterator) {
            failure_ = iterator.error().message();
            return false;
        }
        reader.iterator = *iterator;
        return true;
    }

    bool refused(Reader& reader, const weir::Error& error) {
        if (error.code() == weir::Errc::expired_iterator) {
            reader.iterator.reset();
            ++tally_.reads.renewed;
            return true;
        }
        if (error.retry_after() > weir::Duration{0}) {
            ++tally_.reads.throttled;
            return true;
        }
        failure_ = error.message();
        return false;
    }

    void finish(weir::ShardId shard, std::span<const weir::ChildShard> children,
                weir::Instant now) {
        finished_.insert(shard.index);
        closed_.erase(shard.index);
        readers_.erase(shard.index);
        ++tally_.reads.shards_finished;
        for (const weir::ChildShard& child : children) {
            const bool ready = std::ranges::all_of(child.parent_shards, [&](weir::ShardId parent) {
                return finished_.contains(parent.index);
            });
            if (ready) begin(child.shard_id, now);
        }
    }

    DemoStream& stream_;
    KeyTable& keys_;
    Ledger& ledger_;
    Tally& tally_;
    std::map<std::uint32_t, Reader> readers_;
    std::set<std::uint32_t> awake_;
    std::set<std::uint32_t> closed_;
    std::set<std::uint32_t> finished_;
    std::uint64_t done_ = 0;
    std::uint32_t idle_rounds_ = 0;
    weir::Instant next_poll_;
    std::string failure_;
};

}  // namespace demo
