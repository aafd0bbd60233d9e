// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "weir/core/check.hpp"
#include "weir/core/hash_range.hpp"
#include "weir/core/shard_id.hpp"
#include "weir/core/uint128.hpp"
#include "weir/routing/lineage_check.hpp"
#include "weir/routing/shard_node.hpp"
#include "weir/routing/uniform_ranges.hpp"

namespace weir::inline v0 {

/// All shards that a stream ever had and how they came from one another: a value that only grows.
///
/// A shard's index is its place. Open shards are also linked in the order of their ranges, so that
/// a split or merge takes the same time however many there are.
class Lineage {
public:
    /// The lineage of a new stream.
    explicit Lineage(std::uint32_t count) {
        for (const HashKeyRange& range : uniform_ranges(count)) {
            nodes_.push_back({.range = range});
        }
        link();
    }

    /// A lineage read back from elsewhere; `check` tells whether it is one.
    explicit Lineage(std::vector<ShardNode> nodes) : nodes_{std::move(nodes)} { link(); }

    /// Closes an open shard; two new ones take its place, the upper one from `at` on.
    /// Gives: the lower and the upper child, or nothing if that is not allowed
    /// Time: O(1) amortised
    std::optional<std::array<ShardId, 2>> split(ShardId id, HashKey at) {
        if (!is_open(id) || !nodes_[id.index].range.splits_at(at)) {
            return std::nullopt;
        }
        make_room(2);
        const HashKeyRange range = nodes_[id.index].range;
        const Links around = links_[id.index];
        const ShardId lower = append({.range = range.lower_part(at), .parent = id});
        const ShardId upper = append({.range = range.upper_part(at), .parent = id});
        close(id, lower, 2);
        join(around.left, lower.index);
        join(lower.index, upper.index);
        join(upper.index, around.right);
        ++open_count_;
        return std::array{lower, upper};
    }

    /// Closes two open shards, the lower one named first; a new one takes their place.
    /// Gives: the child, or nothing if that is not allowed
    /// Time: O(1) amortised
    std::optional<ShardId> merge(ShardId lower, ShardId upper) {
        if (!is_open(lower) || !is_open(upper) || links_[lower.index].right != upper.index) {
            return std::nullopt;
        }
        make_room(1);
        const HashKeyRange range = nodes_[lower.index].range.joined_with(nodes_[upper.index].range);
        const std::uint32_t left = links_[lower.index].left;
        const std::uint32_t right = links_[upper.index].right;
        const ShardId child = append({.range = range, .parent = lower, .adjacent_parent = upper});
        close(lower, child, 1);
        close(upper, child, 1);
        join(left, child.index);
        join(child.index, right);
        --open_count_;
        return child;
    }

    /// Every shard there ever was, by index.
    [[nodiscard]] std::span<const ShardNode> nodes() const noexcept { return nodes_; }
    /// How many shards there ever were, which is the next shard's index.
    [[nodiscard]] std::size_t size() const noexcept { return nodes_.size(); }
    [[nodiscard]] bool contains(ShardId id) const noexcept { return id.index < nodes_.size(); }
    [[nodiscard]] const ShardNode& node(ShardId id) const noexcept {
        WEIR_CHECK(contains(id), "the lineage has the shard");
        return nodes_[id.index];
    }

    /// The shards that took this one's place, the lower one first.
    [[nodiscard]] ShardChildren children(ShardId id) const noexcept {
        WEIR_CHECK(contains(id), "the lineage has the shard");
        const Links& links = links_[id.index];
        ShardChildren children;
        for (std::uint32_t at = 0; at < links.child_count; ++at) {
            children.add(ShardId{links.first_child + at});
        }
        return children;
    }

    [[nodiscard]] bool is_open(ShardId id) const noexcept {
        return contains(id) && nodes_[id.index].open;
    }
    [[nodiscard]] std::uint32_t open_count() const noexcept { return open_count_; }
    /// The open shard that starts at hash key zero.
    [[nodiscard]] ShardId first_open() const noexcept { return ShardId{first_open_}; }
    /// The open shard above an open one.
    /// Gives: nothing after the last
    [[nodiscard]] std::optional<ShardId> next_open(ShardId id) const noexcept {
        const std::uint32_t right = is_open(id) ? links_[id.index].right : none;
        return right == none ? std::nullopt : std::optional{ShardId{right}};
    }
    /// The open shards in the order of their ranges.
    [[nodiscard]] std::vector<ShardId> open_shards() const {
        std::vector<ShardId> open;
        open.reserve(open_count_);
        for (std::uint32_t at = first_open_; at != none; at = links_[at].right) {
            open.push_back(ShardId{at});
        }
        return open;
    }

    /// Gives: the first broken invariant of lineages in words, or nothing
    /// Time: O(n log n)
    [[nodiscard]] std::string check() const { return LineageCheck{nodes_}.first_broken(); }

private:
    static constexpr std::uint32_t none = 0xffffffff;

    struct Links {
        std::uint32_t left = none;
        std::uint32_t right = none;
        std::uint32_t first_child = none;
        std::uint32_t child_count = 0;
    };

    /// Fetches the memory for more shards first, so that no change stops half way for lack of it.
    void make_room(std::size_t more) {
        if (nodes_.capacity() - nodes_.size() < more) {
            nodes_.reserve(nodes_.size() * 2 + more);
        }
        if (links_.capacity() - links_.size() < more) {
            links_.reserve(links_.size() * 2 + more);
        }
    }
    ShardId append(const ShardNode& node) {
        nodes_.push_back(node);
        links_.emplace_back();
        return ShardId{static_cast<std::uint32_t>(nodes_.size() - 1)};
    }

    void close(ShardId id, ShardId first_child, std::uint32_t child_count) noexcept {
        nodes_[id.index].open = false;
        links_[id.index] = {.first_child = first_child.index, .child_count = child_count};
    }

    void join(std::uint32_t left, std::uint32_t right) noexcept {
        (left == none ? first_open_ : links_[left].right) = right;
        if (right != none) {
            links_[right].left = left;
        }
    }

    /// Makes all links from the nodes, which may be no lineage at all.
    void link() {
        links_.resize(nodes_.size());
        std::vector<std::uint32_t> open;
        for (std::uint32_t at = 0; at < nodes_.size(); ++at) {
            for (const auto& parent : {nodes_[at].parent, nodes_[at].adjacent_parent}) {
                if (parent && contains(*parent) && links_[parent->index].child_count < 2) {
                    Links& links = links_[parent->index];
                    links.first_child = links.child_count == 0 ? at : links.first_child;
                    ++links.child_count;
                }
            }
            if (nodes_[at].open) {
                open.push_back(at);
            }
        }
        std::sort(open.begin(), open.end(), [this](std::uint32_t one, std::uint32_t other) {
            return nodes_[one].range.starting_hash_key < nodes_[other].range.starting_hash_key;
        });
        std::uint32_t left = none;
        for (const std::uint32_t at : open) {
            join(left, at);
            left = at;
        }
        open_count_ = static_cast<std::uint32_t>(open.size());
    }

    std::vector<ShardNode> nodes_;
    std::vector<Links> links_;
    std::uint32_t first_open_ = none;
    std::uint32_t open_count_ = 0;
};

}  // namespace weir::inline v0
