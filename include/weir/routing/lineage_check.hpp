// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "weir/core/hash_range.hpp"
#include "weir/core/shard_id.hpp"
#include "weir/core/uint128.hpp"
#include "weir/routing/shard_node.hpp"

namespace weir::inline v0 {

/// Looks for what no lineage may have: a gap, an overlap, a wrong or missing child, a cycle.
///
/// The place of a node is its shard's index, so indices are dense. Works on any nodes at all.
class LineageCheck {
public:
    explicit LineageCheck(std::span<const ShardNode> nodes)
        : nodes_{nodes}, children_(nodes.size()) {}

    /// Gives: the first broken invariant in words, or nothing
    [[nodiscard]] std::string first_broken() {
        check_parents();
        check_children();
        check_partition("the shards that the stream began with",
                        [](const ShardNode& node) { return !node.parent.has_value(); });
        check_partition("the open shards", [](const ShardNode& node) { return node.open; });
        return broken_;
    }

private:
    void check_parents() {
        bool initial = true;
        for (std::uint32_t at = 0; at < nodes_.size() && fine(); ++at) {
            const ShardNode& node = nodes_[at];
            expect(node.range.starting_hash_key <= node.range.ending_hash_key, at,
                   "covers no hash key");
            initial = initial && !node.parent.has_value();
            expect(initial || node.parent.has_value(), at, "has no parent but is not of the first");
            expect(!node.adjacent_parent || node.parent, at, "has only an adjacent parent");
            expect(node.parent != node.adjacent_parent || !node.parent, at,
                   "has the same shard as both parents");
            for (const auto& parent : {node.parent, node.adjacent_parent}) {
                if (fine() && parent) {
                    expect(parent->index < at, at, "is not younger than its parent");
                    enter_child(*parent, at);
                }
            }
        }
    }

    void enter_child(ShardId parent, std::uint32_t child) {
        if (fine()) {
            expect(!children_[parent.index].full(), parent.index, "has more than two children");
        }
        if (fine()) {
            children_[parent.index].add(ShardId{child});
        }
    }

    void check_children() {
        for (std::uint32_t at = 0; at < nodes_.size() && fine(); ++at) {
            const ShardChildren& children = children_[at];
            expect(nodes_[at].open == children.empty(), at,
                   nodes_[at].open ? "is open but has children" : "is closed but has no child");
            if (children.size() == 2) {
                check_split(at, children);
            } else if (children.size() == 1) {
                check_merge(at, children[0]);
            }
        }
    }

    void check_split(std::uint32_t at, const ShardChildren& children) {
        const ShardNode& lower = nodes_[children[0].index];
        const ShardNode& upper = nodes_[children[1].index];
        expect(!lower.adjacent_parent && !upper.adjacent_parent, at, "was both split and merged");
        expect(children[0].index + 1 == children[1].index, at, "has children of different times");
        expect(lower.range.adjoins(upper.range) &&
                   lower.range.joined_with(upper.range) == nodes_[at].range,
               at, "is not covered by its children, the lower one first");
    }

    void check_merge(std::uint32_t at, ShardId child) {
        const ShardNode& node = nodes_[child.index];
        expect(node.adjacent_parent.has_value(), at, "has one child that is not of a merge");
        if (fine()) {
            const HashKeyRange& lower = nodes_[node.parent->index].range;
            const HashKeyRange& upper = nodes_[node.adjacent_parent->index].range;
            expect(lower.adjoins(upper) && lower.joined_with(upper) == node.range, child.index,
                   "does not cover its parents, the lower one first");
        }
    }

    template <class Predicate>
    void check_partition(std::string_view who, Predicate belongs) {
        std::vector<HashKeyRange> ranges;
        for (const ShardNode& node : nodes_) {
            if (belongs(node)) {
                ranges.push_back(node.range);
            }
        }
        std::sort(ranges.begin(), ranges.end(), [](const auto& one, const auto& other) {
            return one.starting_hash_key < other.starting_hash_key;
        });
        bool covers = !ranges.empty() && ranges.front().starting_hash_key == HashKey{} &&
                      ranges.back().ending_hash_key == HashKey::max();
        for (std::size_t at = 1; covers && at < ranges.size(); ++at) {
            covers = ranges[at - 1].adjoins(ranges[at]);
        }
        if (fine() && !covers) {
            broken_.append(who).append(" do not cover every hash key once");
        }
    }

    void expect(bool holds, std::uint32_t index, std::string_view otherwise) {
        if (fine() && !holds) {
            broken_ = ShardId{index}.to_string();
            broken_.append(" ").append(otherwise);
        }
    }
    [[nodiscard]] bool fine() const noexcept { return broken_.empty(); }

    std::span<const ShardNode> nodes_;
    std::vector<ShardChildren> children_;
    std::string broken_;
};

}  // namespace weir::inline v0
