// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "weir/core/check.hpp"
#include "weir/core/uint128.hpp"
#include "weir/routing/route_chunk.hpp"

namespace weir::inline v0 {

/// Which target each hash key belongs to; it never changes.
///
/// A radix table: the top bits of a key name one of at least four buckets for each route, of which
/// 256 neighbours make a chunk. All chunks of a table lie in one block. A table made from the one
/// before shares the chunks that stay as they are, so a split or merge costs the memory of a chunk
/// and of the list of chunks.
///
/// Time: a lookup takes about as long with 10,000 routes as with four, however they lie.
/// Thread: any number may look up.
/// Progress: wait-free.
template <class Target>
class RouteTable {
    using Routes = std::span<const Route<Target>>;

public:
    /// A table of routes that rise from hash key zero.
    /// Time: O(n)
    explicit RouteTable(Routes routes) : RouteTable{routes, nullptr} {}

    /// The same, sharing what it can with the table before; either may outlive the other.
    RouteTable(Routes routes, const RouteTable& before) : RouteTable{routes, &before} {}

    RouteTable(const RouteTable&) = delete;
    RouteTable& operator=(const RouteTable&) = delete;

    /// The target that the key belongs to.
    [[nodiscard]] Target route(HashKey key) const noexcept {
        const std::uint64_t bucket = grid_.bucket_of(key);
        const Chunk* chunk = chunks_.data()[bucket / Chunk::bucket_count];
        const std::uint64_t place = bucket % Chunk::bucket_count;
        return is_sparse_ ? chunk->route_sparse(place, key) : chunk->route(place, key);
    }

    /// How many routes there are.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// How much memory this table takes beyond what it shares with the table before.
    /// Units: bytes
    [[nodiscard]] std::size_t bytes() const noexcept {
        return sizeof(*this) + chunks_.size() * (sizeof(const Chunk*) + sizeof(Block)) +
               new_lines_ * sizeof(Line);
    }

private:
    using Chunk = RouteChunk<Target>;
    struct alignas(alignof(Chunk)) Line {
        std::byte bytes[alignof(Chunk)];
    };
    using Block = std::shared_ptr<const Line>;

    static constexpr std::size_t buckets_per_route = 6;
    static constexpr std::size_t buckets_per_route_sparse = 8;

    RouteTable(Routes routes, const RouteTable* before) : size_{routes.size()} {
        WEIR_CHECK(rises_from_zero(routes), "routes start at hash key zero and rise");
        const bool same_grid = before != nullptr && before->suits(size_);
        const std::size_t count =
            same_grid ? before->chunks_.size()
                      : (size_ * buckets_per_route + Chunk::bucket_count - 1) / Chunk::bucket_count;
        grid_.count = count * Chunk::bucket_count;
        is_sparse_ = size_ * buckets_per_route_sparse <= grid_.count;
        const auto parts = divide(routes, count);
        chunks_.resize(count);
        blocks_.resize(count);
        for (std::size_t at = 0; at < count; ++at) {
            if (same_grid && before->chunks_[at]->is_of(parts[at])) {
                chunks_[at] = before->chunks_[at];
                blocks_[at] = before->blocks_[at];
            } else {
                new_lines_ += Chunk::room(parts[at], grid_);
            }
        }
        if (new_lines_ > 0) {
            make_new_chunks(parts);
        }
    }

    void make_new_chunks(const std::vector<Routes>& parts) {
        const std::shared_ptr<Line[]> block{new Line[new_lines_]};
        Line* free = block.get();
        for (std::size_t at = 0; at < parts.size(); ++at) {
            if (chunks_[at] == nullptr) {
                chunks_[at] = Chunk::make(free->bytes, parts[at], grid_);
                blocks_[at] = Block{block, free};
                free += Chunk::room(parts[at], grid_);
            }
        }
    }

    /// For each chunk the route that leads into it and those that start there.
    [[nodiscard]] std::vector<Routes> divide(Routes routes, std::size_t count) const {
        std::vector<Routes> parts;
        parts.reserve(count);
        std::size_t next = 1;  // the first route leads into the first chunk
        for (std::size_t at = 0; at < count; ++at) {
            const std::size_t lead = next - 1;
            const std::uint64_t end = (at + 1) * Chunk::bucket_count;
            while (next < routes.size() && grid_.bucket_of(routes[next].start) < end) {
                ++next;
            }
            parts.push_back(routes.subspan(lead, next - lead));
        }
        return parts;
    }

    /// True if a table of this size may keep the buckets: a table that grows and shrinks by turns
    /// is not to be made anew each time.
    [[nodiscard]] bool suits(std::size_t size) const noexcept {
        return size * 4 <= grid_.count && (chunks_.size() == 1 || grid_.count <= size * 16);
    }

    [[nodiscard]] static bool rises_from_zero(Routes routes) noexcept {
        if (routes.empty() || routes[0].start != HashKey{}) {
            return false;
        }
        std::size_t at = 1;
        while (at < routes.size() && routes[at - 1].start < routes[at].start) {
            ++at;
        }
        return at == routes.size();
    }

    std::vector<const Chunk*> chunks_;
    BucketGrid grid_;
    bool is_sparse_ = false;  ///< a bucket with a boundary is a surprise
    std::size_t size_;
    std::size_t new_lines_ = 0;
    std::vector<Block> blocks_;  // chunks may lie in blocks of earlier tables
};

}  // namespace weir::inline v0
