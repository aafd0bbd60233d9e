// SPDX-License-Identifier: Apache-2.0
#include "weir/routing/crowd_index.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "catch.hpp"
#include "routing/layouts.hpp"

using namespace weir;

namespace {

struct Crowd {
    explicit Crowd(const std::vector<HashKey>& starts)
        : memory((CrowdIndex::room(starts.size()) + 7) / 8) {
        CrowdIndex::make(reinterpret_cast<std::byte*>(memory.data()), starts.size(),
                         [&starts](std::size_t at) { return starts[at]; });
    }
    const CrowdIndex& index() const { return *reinterpret_cast<const CrowdIndex*>(memory.data()); }
    std::vector<std::uint64_t> memory;
};

/// True if the number of starts up to the key is one that the row still allows.
bool allows(const CrowdIndex& index, const std::vector<HashKey>& starts, HashKey key) {
    const auto up_to = static_cast<std::size_t>(
        std::upper_bound(starts.begin(), starts.end(), key) - starts.begin());
    const auto row = index.narrow(key);
    return row.below <= up_to && up_to <= row.below + row.inside;
}

void require_allows(const std::vector<HashKey>& starts, Random& random) {
    const Crowd crowd{starts};
    for (const HashKey start : starts) {
        REQUIRE(allows(crowd.index(), starts, start));
        REQUIRE(allows(crowd.index(), starts, start - HashKey{1}));
        REQUIRE(allows(crowd.index(), starts, start + HashKey{1}));
    }
    for (int at = 0; at < 200; ++at) {
        REQUIRE(allows(crowd.index(), starts, layouts::random_key(random)));
    }
    REQUIRE(allows(crowd.index(), starts, HashKey{}));
    REQUIRE(allows(crowd.index(), starts, HashKey::max()));
}

/// All starts but the one at hash key zero, so that keys lie below the first as well.
std::vector<HashKey> starts_of(const layouts::Routes& routes) {
    std::vector<HashKey> starts;
    for (std::size_t at = 1; at < routes.size(); ++at) {
        starts.push_back(routes[at].start);
    }
    return starts;
}

}  // namespace

TEST_CASE("an index of a crowd never rules out the right place") {
    Random random{41};
    for (const std::uint32_t count : {2U, 3U, 9U, 100U, 2000U}) {
        for (const int bits : {6, 12, 63, 64, 65, 127, 128}) {
            for (const HashKey base : {HashKey{}, HashKey{3, ~std::uint64_t{0} - 7}}) {
                require_allows(starts_of(layouts::cluster(base, bits, count, random)), random);
            }
        }
    }
    require_allows(starts_of(layouts::halved_towards(HashKey::max())), random);
}

TEST_CASE("an index of an even crowd leaves one start to compare at most") {
    std::vector<HashKey> starts;
    const HashKey step{0, 0x1234'5678'9abc};
    for (std::uint64_t at = 0; at < 1000; ++at) {
        starts.push_back(HashKey{99, 0} + step * at);
    }
    const Crowd crowd{starts};
    for (const HashKey start : starts) {
        CHECK(crowd.index().narrow(start).inside <= 1);
    }
}
