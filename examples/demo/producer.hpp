// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <queue>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "balance.hpp"
#include "demo_stream.hpp"
#include "event_parser.hpp"
#include "key_table.hpp"
#include "ledger.hpp"
#include "reshard_policy.hpp"
#include "tally.hpp"
#include "weir/core/random.hpp"

namespace demo {

/// Puts events into the stream and keeps the order of each key while the stream refuses some.
///
/// There is a lane for each open shard. While a lane's first record waits for its retry, later
/// ones queue up behind it: a record that overtook another of its key would break the order that
/// the key was chosen for. A retry waits as long as the refusal said, and up to 5 ms more by
/// chance, as producers do that do not want to come back all at once.
class Producer {
public:
    Producer(DemoStream& stream, KeyTable& keys, Ledger& ledger, Tally& tally, std::uint64_t seed)
        : stream_(stream), keys_(keys), ledger_(ledger), tally_(tally), random_(seed) {}

    /// Makes lanes for the open shards, in the order of their ranges; who waits moves along.
    void use_shards(std::span<const weir::Shard> open, weir::Instant now) {
        std::vector<Waiting> waiting;
        for (Lane& lane : lanes_) {
            std::ranges::move(lane.waiting, std::back_inserter(waiting));
        }
        std::ranges::sort(waiting, {}, &Waiting::ordinal);
        lanes_.clear();
        retries_ = {};
        for (const weir::Shard& shard : open) {
            lanes_.push_back({shard.shard_id, shard.hash_key_range, {}, {shard.shard_id}});
        }
        for (Waiting& record : waiting) {
            lanes_[lane_of(record.key)].waiting.push_back(std::move(record));
        }
        for (std::size_t i = 0; i < lanes_.size(); ++i) {
            if (!lanes_[i].waiting.empty()) retries_.emplace(now, i);
        }
    }

    /// Puts an event, or lines it up when its lane is waiting already.
    void offer(const Event& event, std::uint64_t ordinal, weir::Instant now) {
        const KeyId key = keys_.id_of(event.key);
        ++keys_[key].records;
        keys_[key].bytes += event.line.size();
        recent_.add(now, key);
        const std::size_t index = lane_of(key);
        Lane& lane = lanes_[index];
        if (lane.waiting.empty()) {
            const auto retry_at = put(lane, key, ordinal, event.line, now);
            if (!retry_at) return;
            retries_.emplace(*retry_at, index);
        }
        lane.waiting.push_back({ordinal, key, now, std::string{event.line}});
        tally_.writes.most_waiting = std::max(tally_.writes.most_waiting, ++waiting_);
        ++tally_.writes.delayed;
    }

    /// Tries every lane whose time has come, each until it is empty or refused again.
    void retry(weir::Instant now) {
        while (!retries_.empty() && retries_.top().first <= now) {
            const std::size_t index = retries_.top().second;
            retries_.pop();
            if (const auto retry_at = drain(lanes_[index], now)) retries_.emplace(*retry_at, index);
        }
    }

    /// When retry() has something to do next.
    [[nodiscard]] std::optional<weir::Instant> next_due() const {
        if (retries_.empty()) return std::nullopt;
        return retries_.top().first;
    }

    [[nodiscard]] std::uint64_t waiting() const noexcept { return waiting_; }

    /// What each lane's shard had to do since the last call, in the order of the ranges.
    [[nodiscard]] std::vector<ShardLoad> take_loads() {
        std::vector<ShardLoad> loads;
        loads.reserve(lanes_.size());
        for (Lane& lane : lanes_) {
            lane.load.waiting = lane.waiting.size();
            loads.push_back(std::exchange(lane.load, {lane.shard}));
        }
        return loads;
    }

    [[nodiscard]] const weir::HashKeyRange& range_of(weir::ShardId shard) const {
        return std::ranges::find(lanes_, shard, &Lane::shard)->range;
    }

    [[nodiscard]] const RecentKeys& recent() const noexcept { return recent_; }

private:
    struct Waiting {
        std::uint64_t ordinal = 0;
        KeyId key = 0;
        weir::Instant due;
        std::string line;
    };
    struct Lane {
        weir::ShardId shard;
        weir::HashKeyRange range;
        std::deque<Waiting> waiting;
        ShardLoad load;
    };
    using Retry = std::pair<weir::Instant, std::size_t>;

    [[nodiscard]] std::size_t lane_of(KeyId key) const {
        const auto starts_after = [](weir::HashKey hash, const Lane& lane) {
            return hash < lane.range.starting_hash_key;
        };
        const auto next =
            std::upper_bound(lanes_.begin(), lanes_.end(), keys_[key].hash, starts_after);
        return static_cast<std::size_t>(next - lanes_.begin()) - 1;
    }

    std::optional<weir::Instant> drain(Lane& lane, weir::Instant now) {
        while (!lane.waiting.empty()) {
            const Waiting& first = lane.waiting.front();
            if (const auto at = put(lane, first.key, first.ordinal, first.line, now)) return at;
            tally_.writes.longest_wait = std::max(tally_.writes.longest_wait, now - first.due);
            lane.waiting.pop_front();
            --waiting_;
        }
        return std::nullopt;
    }

    /// One request.
    /// Gives: when to try again, nothing when the record is done with
    std::optional<weir::Instant> put(Lane& lane, KeyId key, std::uint64_t ordinal,
                                     std::string_view line, weir::Instant now) {
        ++tally_.writes.requests;
        const std::string& text = keys_[key].text;
        const auto receipt = stream_.put_record({.data = line, .partition_key = text});
        if (receipt) {
            const std::size_t bytes = line.size() + text.size();
            ledger_.put(receipt->shard_id, receipt->sequence_number, key, ordinal, line);
            tally_.count_put(receipt->shard_id, now, bytes);
            ++lane.load.records;
            lane.load.bytes += bytes;
            if (on_put) on_put(receipt->shard_id);
            return std::nullopt;
        }
        const weir::Error& error = receipt.error();
        if (error.retry_after() <= weir::Duration{0}) {
            if (++tally_.writes.failed == 1) tally_.writes.first_failure = error.message();
            return std::nullopt;
        }
        tally_.count_throttled(lane.shard, now);
        ++keys_[key].refusals;
        ++lane.load.refused;
        return now + error.retry_after() + weir::Duration{random_.below(5000)};
    }

    DemoStream& stream_;
    KeyTable& keys_;
    Ledger& ledger_;
    Tally& tally_;
    weir::Random random_;
    std::vector<Lane> lanes_;
    std::priority_queue<Retry, std::vector<Retry>, std::greater<>> retries_;
    RecentKeys recent_;
    std::uint64_t waiting_ = 0;

public:
    /// Told of each shard that took a record.
    std::function<void(weir::ShardId)> on_put;
};

}  // namespace demo
