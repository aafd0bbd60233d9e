// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "../events/text.hpp"
#include "balance.hpp"
#include "consumer.hpp"
#include "demo_stream.hpp"
#include "producer.hpp"
#include "reshard_policy.hpp"
#include "tally.hpp"

namespace demo {

using namespace events;

/// Watches the shards and carries out what the policy decides.
class Resharder {
public:
    Resharder(DemoStream& stream, KeyTable& keys, Tally& tally, Producer& producer,
              Consumer& consumer, const ReshardRules& rules, bool enabled)
        : stream_(stream),
          keys_(keys),
          tally_(tally),
          producer_(producer),
          consumer_(consumer),
          rules_(rules),
          policy_(rules),
          enabled_(enabled) {}

    /// Learns the shards that the stream begins with.
    void start(weir::Instant now) { learn_shards(now); }

    /// There is traffic: have a look within a second.
    void wake(weir::Instant now) {
        if (enabled_ && !next_look_) next_look_ = now + rules_.look_every;
    }

    [[nodiscard]] std::optional<weir::Instant> next_due() const { return next_look_; }
    [[nodiscard]] bool updating() const noexcept { return updating_; }
    [[nodiscard]] std::size_t open_shards() const noexcept { return open_; }

    /// Finishes what is under way, and begins something new if `may_begin`.
    void look(weir::Instant now, bool may_begin) {
        next_look_ = now + rules_.look_every;
        if (updating_) {
            if (stream_.describe_stream_summary().stream_status != weir::StreamStatus::active) {
                return;
            }
            updating_ = false;
            learn_shards(now);
        }
        if (!may_begin) return;
        const std::vector<ShardLoad> loads = producer_.take_loads();
        bool quiet = producer_.waiting() == 0;
        for (const ShardLoad& load : loads)
            quiet = quiet && load.records == 0;
        if (const auto step = policy_.look(now, loads)) {
            carry_out(*step, now);
        } else if (quiet && policy_.settled()) {
            next_look_.reset();
        }
    }

private:
    void carry_out(const Reshard& step, weir::Instant now) {
        const bool done =
            step.kind == Reshard::Kind::split ? split(step.first) : merge(step.first, step.second);
        if (!done) return;
        updating_ = stream_.describe_stream_summary().stream_status != weir::StreamStatus::active;
        if (!updating_) learn_shards(now);
    }

    bool split(weir::ShardId shard) {
        const weir::HashKeyRange range = producer_.range_of(shard);
        const auto at = balance_point(range, producer_.recent().within(range, keys_));
        if (!at) {
            policy_.leave_alone(shard);
            ++tally_.reshards.spared;
            return false;
        }
        const auto result =
            stream_.split_shard({.shard_to_split = shard, .new_starting_hash_key = *at});
        if (!result) return false;
        ++tally_.reshards.splits;
        ShardStory& story = tally_.story_of(shard);
        story.end = fmt::format("split for {} throttled", grouped(story.refused));
        return true;
    }

    bool merge(weir::ShardId lower, weir::ShardId upper) {
        const auto result =
            stream_.merge_shards({.shard_to_merge = lower, .adjacent_shard_to_merge = upper});
        if (!result) return false;
        ++tally_.reshards.merges;
        tally_.story_of(lower).end = fmt::format("merged with {}", upper.index);
        tally_.story_of(upper).end = fmt::format("merged with {}", lower.index);
        return true;
    }

    /// Brings everyone up to date with the shards as the stream lists them now.
    void learn_shards(weir::Instant now) {
        const std::vector<weir::Shard> open = list_open();
        std::vector<bool> is_open(known_);
        for (const weir::Shard& shard : open) {
            if (shard.shard_id.index < known_) {
                is_open[shard.shard_id.index] = true;
                continue;
            }
            ShardStory& story = tally_.story_of(shard.shard_id);
            story.range = shard.hash_key_range;
            story.parent = shard.parent_shard_id;
            story.adjacent_parent = shard.adjacent_parent_shard_id;
            story.opened = now;
            if (!story.parent) consumer_.begin(shard.shard_id, now);
        }
        for (std::size_t i = 0; i < is_open.size(); ++i) {
            if (is_open[i] || tally_.shards[i].closed) continue;
            tally_.shards[i].closed = now;
            consumer_.closed({static_cast<std::uint32_t>(i)}, now);
        }
        known_ = tally_.shards.size();
        open_ = open.size();
        tally_.reshards.most_open = std::max(tally_.reshards.most_open, open_);
        producer_.use_shards(open, now);
    }

    /// The open shards by hash range, page by page.
    [[nodiscard]] std::vector<weir::Shard> list_open() {
        std::vector<weir::Shard> open;
        weir::ListShardsRequest request{
            .shard_filter = weir::ShardFilter{.type = weir::ShardFilterType::at_latest}};
        while (true) {
            auto page = stream_.list_shards(request);
            if (!page) break;
            std::ranges::move(page->shards, std::back_inserter(open));
            if (!page->next_token) break;
            request = {.next_token = std::move(page->next_token)};
        }
        std::ranges::sort(open, [](const weir::Shard& a, const weir::Shard& b) {
            return a.hash_key_range.starting_hash_key < b.hash_key_range.starting_hash_key;
        });
        return open;
    }

    DemoStream& stream_;
    KeyTable& keys_;
    Tally& tally_;
    Producer& producer_;
    Consumer& consumer_;
    ReshardRules rules_;
    ReshardPolicy policy_;
    bool enabled_;
    bool updating_ = false;
    std::size_t known_ = 0;  // shards that were listed so far; a put may meet newer ones
    std::size_t open_ = 0;
    std::optional<weir::Instant> next_look_;
};

}  // namespace demo
