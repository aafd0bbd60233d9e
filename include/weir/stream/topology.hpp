// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "weir/routing/lineage.hpp"
#include "weir/routing/route_table.hpp"
#include "weir/routing/router.hpp"
#include "weir/routing/uniform_scaling.hpp"
#include "weir/stream/shard.hpp"

namespace weir::inline v0 {

/// The shards of a stream and what leads to them: directory, router and lineage as one.
///
/// A change is prepared in full on the side, where it may fail and leave nothing behind; then the
/// new shards enter the directory, the new table is shown, and only then the parents are sealed. A
/// writer who is told "sealed" is therefore certain to find a newer table.
///
/// Thread: one at a time for `reshard` and `sweep`; any for everything else.
template <class Storage, class Throttle>
class Topology {
    using Atomics = typename Storage::AtomicsType;

public:
    using Shard = StreamShard<Storage, Throttle>;
    using Table = RouteTable<Shard*>;

    Topology(Storage& storage, const Throttle& throttle, std::uint32_t shard_count, Instant now,
             std::uint64_t create_seconds)
        : storage_{storage},
          throttle_{throttle},
          lineage_{shard_count},
          router_{first_routes(shard_count, now, create_seconds)} {}

    [[nodiscard]] const Table& table() const noexcept { return router_.table(); }
    [[nodiscard]] const Lineage& lineage() const noexcept { return lineage_; }
    /// Shards that ever were.
    [[nodiscard]] std::uint32_t size() const noexcept { return directory_.size(); }
    /// Gives: nullptr for an index that no shard ever had.
    [[nodiscard]] Shard* find(ShardId id) const noexcept {
        return id.index < directory_.size() ? &directory_.at(id.index) : nullptr;
    }
    [[nodiscard]] Shard& at(std::uint32_t index) const noexcept { return directory_.at(index); }

    /// True if a sequence number of this stream has that second, or a later one.
    [[nodiscard]] bool has_reached(std::uint64_t seconds) const noexcept {
        std::uint32_t index = directory_.size();
        while (index > 0 && directory_.at(index - 1).newest_seconds() < seconds) {
            --index;
        }
        return index > 0;
    }

    /// Shows every shard that has not been let go, in the order of their ids. One of which `let_go`
    /// says true is not shown again.
    template <class LetGo>
    void sweep(LetGo&& let_go) noexcept {
        std::erase_if(kept_, [&](Shard* shard) { return let_go(*shard); });
    }

    /// Does splits and merges one after another, all at the instant `when`, or as soon after it as
    /// every shard began, and had its last record, by the time it closes.
    void reshard(const std::vector<ReshardStep>& steps, Instant when) {
        reshard(steps, [when](std::size_t) { return when; });
    }
    /// The same, each at its own instant: `when(i)` is that of `steps[i]`, and no earlier than
    /// those before. It all shows at once, and is as if each step had been done alone.
    template <class When>
    requires std::is_invocable_r_v<Instant, When, std::size_t>
    void reshard(std::span<const ReshardStep> steps, When&& when) {
        Change change{lineage_, {}, {}};
        for (std::size_t at = 0; at < steps.size(); ++at) {
            add_step(change, steps[at], when(at));
        }
        const auto routes = routes_of(change.lineage, change.fresh);
        auto table = std::make_unique<const Table>(routes, router_.table());
        directory_.reserve(directory_.size() + static_cast<std::uint32_t>(change.fresh.size()));
        kept_.reserve(kept_.size() + change.fresh.size());
        router_.make_room();
        // From here on nothing can fail.
        for (auto& [shard, closure] : change.closing) {
            shard->close(std::move(closure));
        }
        for (auto& shard : change.fresh) {
            kept_.push_back(shard.get());
            directory_.push_back(std::move(shard));
        }
        router_.publish(std::move(table));
        for (auto& [shard, closure] : change.closing) {
            shard->log.seal();
        }
        lineage_ = std::move(change.lineage);
    }

private:
    /// Makes the first shards and says where they lie.
    std::vector<Route<Shard*>> first_routes(std::uint32_t shard_count, Instant now,
                                            std::uint64_t create_seconds) {
        directory_.reserve(shard_count);
        for (std::uint32_t index = 0; index < shard_count; ++index) {
            const ShardId id{index};
            typename Shard::Origin origin{.id = id,
                                          .range = lineage_.node(id).range,
                                          .created = now,
                                          .create_seconds = create_seconds,
                                          .parent = std::nullopt,
                                          .adjacent_parent = std::nullopt};
            directory_.push_back(std::make_unique<Shard>(storage_, throttle_, origin));
            kept_.push_back(&directory_.at(index));
        }
        return routes_of(lineage_, {});
    }

    /// What a reshard is going to do.
    struct Change {
        Lineage lineage;
        std::vector<std::unique_ptr<Shard>> fresh;
        std::vector<std::pair<Shard*, std::unique_ptr<const ShardClosure>>> closing;
    };

    [[nodiscard]] Shard& in(const Change& change, ShardId id) const noexcept {
        const auto old = directory_.size();
        return id.index < old ? directory_.at(id.index) : *change.fresh[id.index - old];
    }

    void add_step(Change& change, const ReshardStep& step, Instant when) {
        std::vector<ShardId> parents;
        std::vector<ShardId> children;
        if (const auto* split = std::get_if<SplitStep>(&step)) {
            const auto pair = change.lineage.split(split->shard, split->at);
            WEIR_CHECK(pair.has_value(), "a split that was checked before must be possible");
            parents = {split->shard};
            children = {pair->front(), pair->back()};
        } else {
            const auto& merge = std::get<MergeStep>(step);
            const auto child = change.lineage.merge(merge.lower, merge.upper);
            WEIR_CHECK(child.has_value(), "a merge that was checked before must be possible");
            parents = {merge.lower, merge.upper};
            children = {*child};
        }
        const Closing closing = closing_of(change, parents, when);
        for (const ShardId child : children) {
            make_child(change, child, parents, closing);
        }
        for (const ShardId parent : parents) {
            auto closure =
                std::make_unique<ShardClosure>(ShardClosure{closing.at, closing.seconds, {}});
            for (const ShardId child : children) {
                closure->children.push_back({child, parents, change.lineage.node(child).range});
            }
            change.closing.emplace_back(&in(change, parent), std::move(closure));
        }
    }

    /// When shards close, and the second of it in their ending numbers.
    struct Closing {
        Instant at;
        std::uint64_t seconds = 0;
    };
    /// Never before these shards began, nor before anything that carries a number of theirs: the
    /// clock may have stepped back since.
    [[nodiscard]] Closing closing_of(const Change& change, const std::vector<ShardId>& parents,
                                     Instant when) const noexcept {
        Closing closing{when, 0};
        for (const ShardId id : parents) {
            const Shard& parent = in(change, id);
            const auto seconds = parent.newest_seconds();
            closing.at = parent.newest() < closing.at ? closing.at : parent.newest();
            closing.seconds = seconds < closing.seconds ? closing.seconds : seconds;
        }
        const auto seconds = closing.at.seconds();
        if (seconds > 0 && closing.seconds < static_cast<std::uint64_t>(seconds)) {
            closing.seconds = static_cast<std::uint64_t>(seconds);
        }
        return closing;
    }

    void make_child(Change& change, ShardId id, const std::vector<ShardId>& parents,
                    const Closing& parents_end) {
        typename Shard::Origin origin{.id = id,
                                      .range = change.lineage.node(id).range,
                                      .created = parents_end.at,
                                      .create_seconds = parents_end.seconds + 1,
                                      .parent = parents.front(),
                                      .adjacent_parent = std::nullopt};
        if (parents.size() > 1) {
            origin.adjacent_parent = parents.back();
        }
        change.fresh.push_back(std::make_unique<Shard>(storage_, throttle_, origin));
    }

    [[nodiscard]] std::vector<Route<Shard*>> routes_of(
        const Lineage& lineage, const std::vector<std::unique_ptr<Shard>>& fresh) const {
        const auto old = directory_.size();
        std::vector<Route<Shard*>> routes;
        for (const ShardId id : lineage.open_shards()) {
            Shard* shard = id.index < old ? &directory_.at(id.index) : fresh[id.index - old].get();
            routes.push_back({lineage.node(id).range.starting_hash_key, shard});
        }
        return routes;
    }

    Storage& storage_;
    const Throttle& throttle_;
    Lineage lineage_;
    ShardDirectory<Shard, Atomics> directory_;
    std::vector<Shard*> kept_;  // all but those that were let go
    Router<Shard*, Atomics> router_;
};

}  // namespace weir::inline v0
