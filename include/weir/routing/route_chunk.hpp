// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>

#include "weir/core/uint128.hpp"
#include "weir/core/words.hpp"
#include "weir/routing/crowd_index.hpp"

namespace weir::inline v0 {

/// From `start` up to the start of the next route, hash keys belong to `target`.
template <class Target>
struct Route {
    HashKey start{};
    Target target{};

    friend bool operator==(const Route&, const Route&) = default;
};

/// The hash space divided evenly into buckets; `count` is not above 2^32.
struct BucketGrid {
    std::uint64_t count = 1;

    [[nodiscard]] std::uint64_t bucket_of(HashKey key) const noexcept {
        return words::multiply(key.hi(), count).high;
    }
};

/// The routes of 256 neighbouring buckets; its parts follow it in memory.
///
///     cuts     how many boundaries lie below each bucket
///     entries  | lead | boundary 1 | ... | boundary n | spare |  top 64 bits and target
///     routes   | lead |  route 1   | ... |  route n   |          all 128 bits and target
///     crowds   an index for each bucket of more than eight boundaries
///
/// The lead is the route that the buckets begin in. Nearly every lookup touches one line of the
/// cuts and one of the entries, since a bucket rarely has two boundaries; one that has, or a key
/// whose top 64 bits are those of a boundary, is looked up in the routes.
template <class Target>
class alignas(64) RouteChunk {
    static_assert(std::is_scalar_v<Target>, "a target is a pointer or an index");

    struct Entry {
        std::uint64_t top;  // or where the crowd index lies, in the first entry of a crowded bucket
        Target target;
    };
    using Routes = std::span<const Route<Target>>;

public:
    static constexpr std::size_t bucket_count = 256;

    /// How much memory a chunk of these routes needs: the lead, then all that start in it.
    /// Units: chunks, to keep alignment
    [[nodiscard]] static std::size_t room(Routes routes, BucketGrid grid) noexcept {
        std::size_t bytes = crowds_at(routes.size() - 1);
        for_each_crowd(routes, grid, [&bytes](std::size_t, std::size_t count) {
            bytes += CrowdIndex::room(count);
        });
        return (bytes + alignof(RouteChunk) - 1) / alignof(RouteChunk);
    }

    /// Makes a chunk in memory of `room` lines of 64 bytes.
    static const RouteChunk* make(std::byte* memory, Routes routes, BucketGrid grid) noexcept {
        auto* chunk = std::construct_at(reinterpret_cast<RouteChunk*>(memory));
        chunk->count_ = static_cast<std::uint32_t>(routes.size() - 1);
        chunk->copy_routes(routes);
        chunk->make_cuts(routes, grid);
        chunk->make_crowds(routes, grid);
        return chunk;
    }

    /// The target of a key in the bucket, counted within the chunk.
    [[nodiscard]] Target route(std::size_t bucket, HashKey key) const noexcept {
        const std::size_t below = cuts_[bucket];
        const std::size_t inside = cuts_[bucket + 1] - below;
        if (inside > 1) [[unlikely]] {
            return search(key, below, inside);
        }
        const Entry* entry = entries() + below;
        const std::uint64_t boundary = entry[1].top;
        if (boundary == key.hi()) [[unlikely]] {
            return search(key, below, inside);
        }
        // Whether a bucket has a boundary cannot be foretold, so this takes no branch. Both targets
        // are loaded before it is known which one it is: what follows starts sooner than if the
        // entry were chosen first.
        Target lower = entry[0].target;
        Target upper = entry[1].target;
        std::size_t is_above = inside & static_cast<std::size_t>(boundary < key.hi());
#if defined(__GNUC__)
        asm("" : "+r"(lower), "+r"(upper), "+r"(is_above));  // keeps g++ from making a branch of it
#endif
        return is_above != 0 ? upper : lower;
    }

    /// The same, sooner for a bucket without a boundary and later for one that has any.
    [[nodiscard]] Target route_sparse(std::size_t bucket, HashKey key) const noexcept {
        const std::size_t below = cuts_[bucket];
        const std::size_t inside = cuts_[bucket + 1] - below;
        return inside == 0 ? entries()[below].target : search(key, below, inside);
    }

    /// True if these routes would make the same chunk.
    [[nodiscard]] bool is_of(Routes routes) const noexcept {
        if (routes.size() != count_ + std::size_t{1} || !(lead()->target == routes[0].target)) {
            return false;
        }
        std::size_t at = 1;
        while (at <= count_ && lead()[at] == routes[at]) {
            ++at;
        }
        return at > count_;
    }

private:
    static constexpr std::size_t few = 8;
    /// As many boundaries as cuts can't count; such a chunk is one crowd.
    static constexpr std::size_t uncountable = 0xffff;

    void copy_routes(Routes routes) noexcept {
        auto* entries = reinterpret_cast<Entry*>(part(sizeof(RouteChunk)));
        auto* copies = reinterpret_cast<Route<Target>*>(part(routes_at(count_)));
        std::construct_at(copies, Route<Target>{HashKey{}, routes[0].target});
        std::construct_at(entries, Entry{0, routes[0].target});
        for (std::size_t at = 1; at <= count_; ++at) {
            std::construct_at(copies + at, routes[at]);
            std::construct_at(entries + at, Entry{routes[at].start.hi(), routes[at].target});
        }
        std::construct_at(entries + count_ + 1, Entry{0, routes[0].target});
    }

    void make_cuts(Routes routes, BucketGrid grid) noexcept {
        if (count_ >= uncountable) {
            for (std::size_t at = 0; at <= bucket_count; ++at) {
                cuts_[at] = static_cast<std::uint16_t>(at % 2 == 0 ? 0 : uncountable);
            }
            return;
        }
        std::size_t filled = 0;
        for (std::size_t at = 1; at <= count_; ++at) {
            const auto bucket = grid.bucket_of(routes[at].start) % bucket_count;
            for (; filled <= bucket; ++filled) {
                cuts_[filled] = static_cast<std::uint16_t>(at - 1);
            }
        }
        for (; filled <= bucket_count; ++filled) {
            cuts_[filled] = static_cast<std::uint16_t>(count_);
        }
    }

    void make_crowds(Routes routes, BucketGrid grid) noexcept {
        std::size_t place = crowds_at(count_);
        for_each_crowd(routes, grid, [&](std::size_t first, std::size_t count) {
            CrowdIndex::make(part(place), count,
                             [&](std::size_t nth) { return routes[first + nth].start; });
            reinterpret_cast<Entry*>(part(sizeof(RouteChunk)))[first].top = place;
            place += CrowdIndex::room(count);
        });
    }

    /// Calls for every bucket with more than a few boundaries: the first one's place, how many.
    template <class Call>
    static void for_each_crowd(Routes routes, BucketGrid grid, Call call) {
        if (routes.size() > uncountable) {
            call(std::size_t{1}, routes.size() - 1);
            return;
        }
        for (std::size_t first = 1; first < routes.size();) {
            const auto bucket = grid.bucket_of(routes[first].start);
            std::size_t end = first + 1;
            while (end < routes.size() && grid.bucket_of(routes[end].start) == bucket) {
                ++end;
            }
            if (end - first > few) {
                call(first, end - first);
            }
            first = end;
        }
    }

    /// The target among the routes from `below` to `below + inside`.
    ///
    /// Halves without a branch on the key, for crowds may be as dense as an adversary likes.
    [[nodiscard]] Target search(HashKey key, std::size_t below, std::size_t inside) const noexcept {
        if (count_ >= uncountable) {
            below = 0;
            inside = count_;
        }
        if (inside > few) {
            const std::byte* crowd = part(entries()[below + 1].top);
            const auto row = reinterpret_cast<const CrowdIndex*>(crowd)->narrow(key);
            below += row.below;
            inside = row.inside;
        }
        const Route<Target>* route = lead() + below;
        while (inside > 0) {
            const std::size_t half = (inside + 1) / 2;
            route += route[half].start <= key ? half : 0;
            inside -= half;
        }
        return route->target;
    }

    [[nodiscard]] static std::size_t routes_at(std::size_t count) noexcept {
        return sizeof(RouteChunk) + (count + 2) * sizeof(Entry);
    }
    [[nodiscard]] static std::size_t crowds_at(std::size_t count) noexcept {
        const std::size_t end = routes_at(count) + (count + 1) * sizeof(Route<Target>);
        return (end + alignof(CrowdIndex) - 1) / alignof(CrowdIndex) * alignof(CrowdIndex);
    }
    [[nodiscard]] std::byte* part(std::size_t place) noexcept {
        return reinterpret_cast<std::byte*>(this) + place;
    }
    [[nodiscard]] const std::byte* part(std::size_t place) const noexcept {
        return reinterpret_cast<const std::byte*>(this) + place;
    }
    [[nodiscard]] const Entry* entries() const noexcept {
        return reinterpret_cast<const Entry*>(part(sizeof(RouteChunk)));
    }
    [[nodiscard]] const Route<Target>* lead() const noexcept {
        return reinterpret_cast<const Route<Target>*>(part(routes_at(count_)));
    }

    std::uint16_t cuts_[bucket_count + 1];
    std::uint32_t count_ = 0;
};

}  // namespace weir::inline v0
