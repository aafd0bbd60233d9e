// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "weir/core/instant.hpp"
#include "weir/core/shard_id.hpp"

namespace demo {

/// What one open shard had to do since the last look at it.
struct ShardLoad {
    weir::ShardId shard;
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
    std::uint64_t refused = 0;
    std::uint64_t waiting = 0;  ///< records that wait for their turn now
};

/// A split of `first`, or a merge of `first` with `second`, its upper neighbour.
struct Reshard {
    enum class Kind { split, merge } kind;
    weir::ShardId first;
    weir::ShardId second{};
};

struct ReshardRules {
    weir::Duration look_every = std::chrono::seconds{1};
    weir::Duration hot_for = std::chrono::seconds{2};    ///< refusing that long makes a split
    weir::Duration cold_for = std::chrono::seconds{90};  ///< idling that long allows a merge
    double cold_share = 0.2;  ///< of the write limit; two that merge stay below twice that
    std::uint32_t fewest = 1;
    std::uint32_t most = 32;
    double records_per_second = 1000;
    double bytes_per_second = 1048576;
};

/// Decides when a shard is split and when two are merged; it only thinks, and asks no clock.
class ReshardPolicy {
public:
    explicit ReshardPolicy(const ReshardRules& rules) : rules_(rules) {}

    /// One look at the open shards in the order of their hash ranges.
    /// Gives: what to do next, a split before a merge, the worst shard first
    [[nodiscard]] std::optional<Reshard> look(weir::Instant now, std::span<const ShardLoad> loads) {
        remember(now, loads);
        if (const auto split = hottest(now, loads)) return split;
        return coldest_pair(now, loads);
    }

    /// Starts the count of a shard's hot time again: a split of it would cure nothing.
    void leave_alone(weir::ShardId shard) { states_[shard.index].hot_since.reset(); }

    /// True when only new traffic can bring about another decision.
    [[nodiscard]] bool settled() const noexcept {
        if (states_.size() > rules_.fewest && states_.size() > 1) return false;
        return std::ranges::none_of(states_,
                                    [](const auto& s) { return s.second.hot_since.has_value(); });
    }

    /// Whether the last look found the shard refusing or keeping records waiting.
    [[nodiscard]] bool hot(weir::ShardId shard) const {
        const auto found = states_.find(shard.index);
        return found != states_.end() && found->second.hot_since.has_value();
    }

private:
    struct State {
        std::optional<weir::Instant> hot_since;
        std::optional<weir::Instant> cold_since;
        double used = 0;  ///< share of the write limit
    };

    void remember(weir::Instant now, std::span<const ShardLoad> loads) {
        using seconds = std::chrono::duration<double>;
        const double span = last_look_ ? std::max(seconds{now - *last_look_}.count(), 0.001) : 1.0;
        // Who slept while nothing could happen knows only of the last moments before this look.
        const weir::Instant since = std::max(last_look_.value_or(now), now - rules_.look_every);
        last_look_ = now;
        std::map<std::uint32_t, State> next;
        for (const ShardLoad& load : loads) {
            State state = states_.contains(load.shard.index) ? states_[load.shard.index] : State{};
            const double records = static_cast<double>(load.records) / span;
            const double bytes = static_cast<double>(load.bytes) / span;
            state.used =
                std::max(records / rules_.records_per_second, bytes / rules_.bytes_per_second);
            const bool hot = load.refused > 0 || load.waiting > 0;
            const bool cold = !hot && state.used < rules_.cold_share;
            if (!hot) state.hot_since.reset();
            if (!cold) state.cold_since.reset();
            if (hot && !state.hot_since) state.hot_since = since;
            if (cold && !state.cold_since) state.cold_since = since;
            next.emplace(load.shard.index, state);
        }
        states_ = std::move(next);
    }

    [[nodiscard]] std::optional<Reshard> hottest(weir::Instant now,
                                                 std::span<const ShardLoad> loads) const {
        if (loads.size() >= rules_.most) return std::nullopt;
        const ShardLoad* worst = nullptr;
        for (const ShardLoad& load : loads) {
            const State& state = states_.at(load.shard.index);
            if (!state.hot_since || now - *state.hot_since < rules_.hot_for) continue;
            const auto pressure = load.waiting + load.refused;
            if (worst == nullptr || pressure > worst->waiting + worst->refused) worst = &load;
        }
        if (worst == nullptr) return std::nullopt;
        return Reshard{Reshard::Kind::split, worst->shard};
    }

    [[nodiscard]] std::optional<Reshard> coldest_pair(weir::Instant now,
                                                      std::span<const ShardLoad> loads) const {
        if (loads.size() <= rules_.fewest) return std::nullopt;
        std::optional<Reshard> best;
        double least = 2 * rules_.cold_share;
        for (std::size_t i = 1; i < loads.size(); ++i) {
            const State& lower = states_.at(loads[i - 1].shard.index);
            const State& upper = states_.at(loads[i].shard.index);
            if (!lower.cold_since || now - *lower.cold_since < rules_.cold_for) continue;
            if (!upper.cold_since || now - *upper.cold_since < rules_.cold_for) continue;
            if (lower.used + upper.used >= least) continue;
            least = lower.used + upper.used;
            best = Reshard{Reshard::Kind::merge, loads[i - 1].shard, loads[i].shard};
        }
        return best;
    }

    ReshardRules rules_;
    std::optional<weir::Instant> last_look_;
    std::map<std::uint32_t, State> states_;
};

}  // namespace demo
