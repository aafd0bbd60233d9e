// SPDX-License-Identifier: Apache-2.0
#include "weir/routing/router.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "routing/layouts.hpp"

using namespace weir;

namespace {

/// A target that is made just before the table that shows it, as a shard is.
struct Place {
    HashKey start{};
    HashKey end{};
};

using Places = std::vector<std::unique_ptr<Place>>;
using PlaceRoutes = std::vector<Route<const Place*>>;

PlaceRoutes make_routes(const std::vector<HashKey>& starts, Places& places) {
    PlaceRoutes routes;
    for (std::size_t at = 0; at < starts.size(); ++at) {
        const bool last = at + 1 == starts.size();
        places.push_back(std::make_unique<Place>(
            Place{starts[at], last ? HashKey::max() : starts[at + 1] - HashKey{1}}));
        routes.push_back({starts[at], places.back().get()});
    }
    return routes;
}

std::vector<HashKey> random_starts(Random& random, std::size_t count) {
    std::vector<HashKey> starts;
    for (const auto& route : layouts::random(static_cast<std::uint32_t>(count), random)) {
        starts.push_back(route.start);
    }
    return starts;
}

}  // namespace

TEST_CASE("a router shows the table that was published last") {
    Router<std::uint32_t> router{layouts::uniform(1)};
    CHECK(router.table().size() == 1);
    router.publish(layouts::uniform(3));
    CHECK(router.table().size() == 3);
    router.publish(std::make_unique<const RouteTable<std::uint32_t>>(layouts::uniform(2)));
    CHECK(router.table().size() == 2);
    CHECK(router.table().route(HashKey::max()) == 1);
}

TEST_CASE("a table that was replaced can still be read") {
    Router<std::uint32_t> router{layouts::uniform(5)};
    const auto& before = router.table();
    for (std::uint32_t count = 6; count < 50; ++count) {
        router.publish(layouts::uniform(count));
    }
    CHECK(before.size() == 5);
    CHECK(before.route(HashKey::max()) == 4);
}

TEST_CASE("splitting one shard of 10,000 adds little memory to a router") {
    auto routes = layouts::uniform(10'000);
    Router<std::uint32_t> router{routes};
    const auto first = router.bytes();
    for (std::uint32_t round = 0; round < 100; ++round) {
        routes[round * 100].target = 20'000 + round;
        router.publish(routes);
    }
    INFO((router.bytes() - first) / 100 << " bytes each");
    CHECK(router.bytes() - first < first * 3);
}

TEST_CASE("threads that route while tables are replaced see every table whole") {
    Random random{31};
    Places places;
    Router<const Place*> router{make_routes({HashKey{}}, places)};
    std::atomic<bool> done{false};
    std::atomic<std::uint64_t> wrong{0};
    std::atomic<std::uint64_t> routed{0};
    const auto read = [&](unsigned seed) {
        Random own{seed};
        std::uint64_t mine = 0;
        while (!done.load(std::memory_order_acquire) || mine < 1000) {
            const auto& table = router.table();
            for (int at = 0; at < 20; ++at, ++mine) {
                const HashKey key = layouts::random_key(own);
                const Place& place = *table.route(key);
                if (key < place.start || place.end < key) {
                    wrong.fetch_add(1, std::memory_order_relaxed);
                }
            }
        }
        routed.fetch_add(mine, std::memory_order_relaxed);
    };
    std::thread one{read, 1U};
    std::thread other{read, 2U};
    for (int round = 0; round < 300; ++round) {
        router.publish(make_routes(random_starts(random, 1 + random() % 400), places));
    }
    done.store(true, std::memory_order_release);
    one.join();
    other.join();
    CHECK(wrong.load(std::memory_order_relaxed) == 0);
    CHECK(routed.load(std::memory_order_relaxed) >= 2000);
}
