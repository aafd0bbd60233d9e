// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "weir/core/random.hpp"
#include "weir/core/uint128.hpp"
#include "weir/routing/route_chunk.hpp"
#include "weir/routing/uniform_ranges.hpp"

/// Ways in which shards may lie in the hash space; the target of a route is its place.
namespace layouts {

using Routes = std::vector<weir::Route<std::uint32_t>>;

inline weir::HashKey random_key(weir::Random& random) {
    return weir::HashKey{random(), random()};
}

inline Routes of_starts(std::vector<weir::HashKey> starts) {
    starts.push_back(weir::HashKey{});
    std::sort(starts.begin(), starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
    Routes routes;
    for (const auto start : starts) {
        routes.push_back({start, static_cast<std::uint32_t>(routes.size())});
    }
    return routes;
}

inline Routes uniform(std::uint32_t count) {
    std::vector<weir::HashKey> starts;
    for (std::uint32_t at = 0; at < count; ++at) {
        starts.push_back(weir::uniform_start(at, count));
    }
    return of_starts(std::move(starts));
}

inline Routes random(std::uint32_t count, weir::Random& random) {
    std::vector<weir::HashKey> starts;
    for (std::uint32_t at = 1; at < count; ++at) {
        starts.push_back(random_key(random));
    }
    return of_starts(std::move(starts));
}

/// As random splits in the middle leave it: widths of very different size.
inline Routes halved(std::uint32_t count, weir::Random& random) {
    std::vector<weir::HashKey> starts{weir::HashKey{}};
    std::vector<weir::HashKey> sizes{weir::HashKey::max()};
    for (int tries = 0; starts.size() < count && tries < 1'000'000; ++tries) {
        const std::size_t at = random() % starts.size();
        const weir::HashKey half = sizes[at] >> 1;
        if (half > 2) {
            sizes[at] = half;
            starts.push_back(starts[at] + half + 1);
            sizes.push_back(half);
        }
    }
    return of_starts(std::move(starts));
}

/// As one who splits the shard of one key again and again leaves it.
inline Routes halved_towards(weir::HashKey key) {
    std::vector<weir::HashKey> starts;
    weir::HashKey low{};
    weir::HashKey high = weir::HashKey::max();
    while (high - low > 3) {
        const weir::HashKey middle = low + ((high - low) >> 1) + 1;
        starts.push_back(middle);
        (key < middle ? high : low) = key < middle ? middle - 1 : middle;
    }
    return of_starts(std::move(starts));
}

/// All starts within the 2^bits keys from `base` on.
inline Routes cluster(weir::HashKey base, int bits, std::uint32_t count, weir::Random& random) {
    std::vector<weir::HashKey> starts;
    for (std::uint32_t at = 1; at < count; ++at) {
        starts.push_back(base + (random_key(random) >> static_cast<unsigned>(128 - bits)));
    }
    return of_starts(std::move(starts));
}

}  // namespace layouts
