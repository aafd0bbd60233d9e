// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/case.hpp"
#include "support/sample.hpp"
#include "weir/core/random.hpp"
#include "weir/routing/lineage.hpp"
#include "weir/routing/route_table.hpp"

namespace bench {

/// A route table over the open shards of a lineage, and random hash keys to look up in it.
class Lookups {
public:
    static constexpr std::size_t count = 65536;

    explicit Lookups(const weir::Lineage& lineage) {
        std::vector<weir::Route<const std::uint32_t*>> routes;
        targets_.resize(lineage.size());
        for (const weir::ShardId id : lineage.open_shards()) {
            targets_[id.index] = id.index;
            routes.push_back({lineage.node(id).range.starting_hash_key, &targets_[id.index]});
        }
        table_ = std::make_unique<Table>(routes);
    }

    [[nodiscard]] static std::vector<weir::HashKey> keys() {
        std::vector<weir::HashKey> all(count);
        weir::Random random{5};
        for (weir::HashKey& key : all) {
            const auto high = random.next();
            key = weir::HashKey{high, random.next()};
        }
        return all;
    }

    void look_up_all() const {
        for (const weir::HashKey& key : keys_) {
            keep(table_->route(key));
        }
    }

private:
    using Table = weir::RouteTable<const std::uint32_t*>;
    std::vector<std::uint32_t> targets_;
    std::vector<weir::HashKey> keys_ = keys();
    std::unique_ptr<Table> table_;
};

[[nodiscard]] inline Case lookups(std::string name, const weir::Lineage& lineage) {
    const auto all = std::make_shared<Lookups>(lineage);
    const auto run = [all](unsigned) { all->look_up_all(); };
    return {.name = std::move(name), .operations = Lookups::count, .run = run};
}
/// The same keys by the standard library's search in the sorted starts of the ranges.
[[nodiscard]] inline Case sorted_lookups(std::string name, const weir::Lineage& lineage) {
    std::vector<weir::HashKey> starts;
    for (const weir::ShardId id : lineage.open_shards()) {
        starts.push_back(lineage.node(id).range.starting_hash_key);
    }
    const auto run = [starts, keys = Lookups::keys()](unsigned) {
        for (const weir::HashKey& key : keys) {
            keep(std::upper_bound(starts.begin(), starts.end(), key));
        }
    };
    return {.name = std::move(name), .operations = Lookups::count, .run = run};
}

/// What `count` shards look like after as many random splits, each of a random shard at a random
/// place, with a merge of two neighbours for every second one.
[[nodiscard]] inline weir::Lineage scattered_lineage(std::uint32_t count) {
    weir::Lineage lineage{1};
    weir::Random random{17};
    while (lineage.open_count() < count) {
        const auto open = lineage.open_shards();
        // A thousand steps on one list of shards: those that are closed by then are passed over.
        for (int turn = 0; turn < 1000 && lineage.open_count() < count; ++turn) {
            const weir::ShardId id = open[random.below(open.size())];
            const auto& range = lineage.node(id).range;
            const weir::HashKey at{
                random.between(range.starting_hash_key.hi(), range.ending_hash_key.hi()),
                random.next()};
            if (lineage.split(id, at) && random.chance(0.5)) {
                const weir::ShardId other = open[random.below(open.size())];
                if (const auto next = lineage.next_open(other)) {
                    lineage.merge(other, *next);
                }
            }
        }
    }
    return lineage;
}

}  // namespace bench
