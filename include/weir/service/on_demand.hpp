// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <vector>

#include "weir/core/hash_range.hpp"
#include "weir/core/instant.hpp"
#include "weir/routing/lineage.hpp"
#include "weir/routing/uniform_scaling.hpp"
#include "weir/service/service_options.hpp"

namespace weir::inline v0 {

/// An open shard of an on-demand stream, and all that it has taken in so far.
struct OpenShardLoad {
    ShardId id;
    HashKeyRange range;
    std::uint64_t bytes = 0;
};

/// Decides when an on-demand stream splits which shards, from nothing but the bytes that they take.
///
/// Each minute it looks at what came in. The stream's capacity, a share for each open shard, has to
/// be as large as it was at the start, as the warm throughput, and as twice the peak of the last
/// thirty days; and no shard may have taken more than its share for a window. What lacks is made up
/// by splitting the busiest shards in the middle of their ranges, each at most once in a window, so
/// that the stream no more than doubles in it. It never merges.
///
/// Time: whatever it is called with; a clock that jumps counts as one long minute.
/// Thread: one at a time.
class OnDemandGrowth {
public:
    explicit OnDemandGrowth(const OnDemandOptions& options) : options_{options} {}

    /// `open`: what the shards have taken so far, which is not looked at again.
    void begin(Instant now, const std::vector<OpenShardLoad>& open) {
        last_look_ = now;
        last_split_ = Instant::min();
        history_.clear();
        seen_.clear();
        for (const OpenShardLoad& shard : open) {
            seen_.emplace(shard.id.index, shard.bytes);
        }
    }
    [[nodiscard]] Instant next_look(Instant now) const noexcept {
        return (now < last_look_ ? now : last_look_) + minute;
    }
    /// Units: MiB a second.
    [[nodiscard]] std::uint32_t capacity_mibps(std::size_t shards) const noexcept {
        return static_cast<std::uint32_t>(shards * options_.bytes_per_second_of_shard /
                                          (1024 * 1024));
    }
    /// Shards that a stream needs to take so much.
    [[nodiscard]] std::uint32_t shards_for(std::uint32_t warm_mibps) const noexcept {
        const auto wanted = shards_of(std::uint64_t{warm_mibps} * 1024 * 1024);
        return static_cast<std::uint32_t>(
            std::min<std::uint64_t>(std::max<std::uint64_t>(wanted, options_.shards_at_start),
                                    limits::shards_per_stream_max));
    }

    /// Gives: the splits that are due now.
    [[nodiscard]] std::vector<ReshardStep> look(Instant now, const std::vector<OpenShardLoad>& open,
                                                std::uint32_t warm_mibps) {
        if (now < last_look_) {
            step_back_to(now);
        }
        if (now < next_look(now)) {
            return {};
        }
        Minute minute_now{now, now - last_look_, {}};
        std::uint64_t all = 0;
        for (const OpenShardLoad& shard : open) {
            const auto before = seen_.find(shard.id.index);
            const auto more = shard.bytes - (before == seen_.end() ? 0 : before->second);
            minute_now.bytes.emplace(shard.id.index, more);
            seen_[shard.id.index] = shard.bytes;
            all += more;
        }
        remember(now, rate(all, minute_now.length));
        history_.push_back(std::move(minute_now));
        while (history_.size() > 1 && history_.front().end + options_.window <= now) {
            history_.pop_front();
        }
        last_look_ = now;
        return steps(now, open, warm_mibps);
    }

private:
    static constexpr Duration minute = std::chrono::minutes{1};

    struct Minute {
        Instant end;
        Duration length;
        std::map<std::uint32_t, std::uint64_t> bytes;  // by shard
    };

    [[nodiscard]] static std::uint64_t rate(std::uint64_t bytes, Duration length) noexcept {
        const auto seconds = std::max<std::int64_t>(length.count() / 1'000'000, 1);
        return bytes / static_cast<std::uint64_t>(seconds);
    }
    [[nodiscard]] std::uint64_t shards_of(std::uint64_t bytes_per_second) const noexcept {
        const auto each = options_.bytes_per_second_of_shard;
        return bytes_per_second / each + (bytes_per_second % each != 0 ? 1 : 0);
    }

    /// What lies ahead of a clock that stepped back was now.
    void step_back_to(Instant now) {
        last_look_ = now;
        last_split_ = now < last_split_ ? now : last_split_;
        for (Minute& one : history_) {
            one.end = now < one.end ? now : one.end;
        }
        const std::int64_t today = now.seconds() / 86'400;
        const std::uint64_t most = peak();
        if (peaks_.upper_bound(today) != peaks_.end()) {
            peaks_.erase(peaks_.upper_bound(today), peaks_.end());
            peaks_[today] = most;
        }
    }
    /// Keeps the peak of each day, and only as long as it counts.
    void remember(Instant now, std::uint64_t bytes_per_second) {
        const std::int64_t day = now.seconds() / 86'400;
        auto& peak = peaks_[day];
        peak = std::max(peak, bytes_per_second);
        const std::int64_t first = (now - options_.peak_memory).seconds() / 86'400;
        peaks_.erase(peaks_.begin(), peaks_.lower_bound(first));
    }
    [[nodiscard]] std::uint64_t peak() const noexcept {
        std::uint64_t most = 0;
        for (const auto& [day, bytes] : peaks_) {
            most = std::max(most, bytes);
        }
        return most;
    }

    [[nodiscard]] std::vector<ReshardStep> steps(Instant now,
                                                 const std::vector<OpenShardLoad>& open,
                                                 std::uint32_t warm_mibps) {
        if (last_split_ != Instant::min() && now < last_split_ + options_.window) {
            return {};
        }
        std::map<std::uint32_t, std::uint64_t> in_window;
        Duration length{0};
        for (const Minute& one : history_) {
            length += one.length;
            for (const auto& [shard, bytes] : one.bytes) {
                in_window[shard] += bytes;
            }
        }
        const auto capacity =
            std::max({std::uint64_t{options_.shards_at_start} * options_.bytes_per_second_of_shard,
                      peak() * options_.times_peak, std::uint64_t{warm_mibps} * 1024 * 1024});
        const std::uint64_t wanted = shards_of(std::min(capacity, options_.bytes_per_second_max));
        const std::uint64_t most = std::min<std::uint64_t>(shards_of(options_.bytes_per_second_max),
                                                           limits::shards_per_stream_max);
        std::vector<OpenShardLoad> by_load = open;
        std::sort(by_load.begin(), by_load.end(),
                  [&](const OpenShardLoad& a, const OpenShardLoad& b) {
                      const auto of_a = in_window[a.id.index];
                      const auto of_b = in_window[b.id.index];
                      return of_a != of_b ? of_a > of_b : a.id < b.id;
                  });
        std::vector<ReshardStep> splits;
        for (const OpenShardLoad& shard : by_load) {
            const HashKey middle = shard.range.middle();
            const std::uint64_t shards = open.size() + splits.size();
            const bool busy =
                rate(in_window[shard.id.index], length) > options_.split_above_bytes_per_second;
            if (shards >= most || (!busy && shards >= wanted) || !shard.range.splits_at(middle)) {
                continue;
            }
            splits.push_back(SplitStep{shard.id, middle});
        }
        if (!splits.empty()) {
            last_split_ = now;
            history_.clear();
        }
        return splits;
    }

    const OnDemandOptions options_;
    Instant last_look_;
    Instant last_split_ = Instant::min();
    std::deque<Minute> history_;
    std::map<std::uint32_t, std::uint64_t> seen_;
    std::map<std::int64_t, std::uint64_t> peaks_;  // by day
};

}  // namespace weir::inline v0
