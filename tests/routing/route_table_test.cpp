// SPDX-License-Identifier: Apache-2.0
#include "weir/routing/route_table.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "catch.hpp"
#include "dies.hpp"
#include "routing/layouts.hpp"

using namespace weir;

namespace {

using Table = RouteTable<std::uint32_t>;
using layouts::Routes;

std::uint32_t expected(const Routes& routes, HashKey key) {
    const auto above =
        std::upper_bound(routes.begin(), routes.end(), key,
                         [](HashKey wanted, const auto& route) { return wanted < route.start; });
    return (above - 1)->target;
}

/// Keys at which a table could go wrong by one, and some anywhere.
std::vector<HashKey> telling_keys(const Routes& routes, Random& random) {
    std::vector<HashKey> keys{HashKey{}, HashKey{1}, HashKey::max(), HashKey::max() - HashKey{1}};
    for (const auto& route : routes) {
        const HashKey start = route.start;
        keys.push_back(start);
        keys.push_back(start == HashKey::max() ? start : start + HashKey{1});
        keys.push_back(start == HashKey{} ? start : start - HashKey{1});
        keys.push_back(HashKey{start.hi(), random()});
    }
    for (int at = 0; at < 1000; ++at) {
        keys.push_back(layouts::random_key(random));
    }
    return keys;
}

void require_exact(const Table& table, const Routes& routes, Random& random) {
    REQUIRE(table.size() == routes.size());
    for (const HashKey key : telling_keys(routes, random)) {
        if (table.route(key) != expected(routes, key)) {
            INFO(routes.size() << " routes, key " << key.to_string());
            REQUIRE(table.route(key) == expected(routes, key));
        }
    }
}

void require_exact(const Routes& routes, Random& random) {
    require_exact(Table{routes}, routes, random);
}

template <class T>
concept can_change_target = requires(T& table) {
    table.route(HashKey{}) = 1U;
};
template <class T>
concept can_be_assigned = requires(T& table, const T& other) {
    table = other;
};

/// The routes with the one at `at` split in the middle, as far as its width allows.
Routes split_at(const Routes& routes, std::size_t at, std::uint32_t target) {
    Routes after = routes;
    const HashKey start = routes[at].start;
    const HashKey end =
        at + 1 == routes.size() ? HashKey::max() : routes[at + 1].start - HashKey{1};
    if (end - start > HashKey{3}) {
        const HashKey middle = start + ((end - start) >> 1);
        after[at].target = target;
        after.insert(after.begin() + static_cast<std::ptrdiff_t>(at) + 1, {middle, target + 1});
    }
    return after;
}

}  // namespace

TEST_CASE("every table of uniform ranges is exact at every boundary") {
    Random random{1};
    for (std::uint32_t count = 1; count <= 300; ++count) {
        require_exact(layouts::uniform(count), random);
    }
    for (const std::uint32_t count : {1000U, 1024U, 5000U, 8191U, 8192U, 10'000U}) {
        require_exact(layouts::uniform(count), random);
    }
}

TEST_CASE("every table of random ranges is exact at every boundary") {
    const auto seed = GENERATE(7U, 8U, 9U);
    INFO("seed " << seed);
    Random random{seed};
    for (const std::uint32_t count : {2U, 3U, 5U, 17U, 64U, 127U, 128U, 129U, 1000U, 10'000U}) {
        require_exact(layouts::random(count, random), random);
        require_exact(layouts::halved(count, random), random);
    }
    for (int round = 0; round < 100; ++round) {
        const auto count = static_cast<std::uint32_t>(1 + random() % 600);
        require_exact(layouts::random(count, random), random);
        require_exact(layouts::halved(count, random), random);
    }
}

TEST_CASE("halving towards one key as deep as it goes leaves the table exact") {
    Random random{11};
    const HashKey middle{std::uint64_t{1} << 63, 0};
    for (const HashKey key : {HashKey{}, HashKey::max(), middle, middle - HashKey{1},
                              layouts::random_key(random), layouts::random_key(random)}) {
        const Routes routes = layouts::halved_towards(key);
        REQUIRE(routes.size() > 125);
        require_exact(routes, random);
    }
}

TEST_CASE("shards crowded into a sliver of the hash space leave the table exact") {
    Random random{12};
    const int bits = GENERATE(20, 63, 64, 65, 80, 100, 121);
    const HashKey top = HashKey::max() - (HashKey::max() >> static_cast<unsigned>(128 - bits));
    INFO("2^" << bits << " keys");
    for (const HashKey base : {HashKey{}, HashKey{77, 0}, top}) {
        require_exact(layouts::cluster(base, bits, 3000, random), random);
    }
}

TEST_CASE("shards next to each other that hold one key each leave the table exact") {
    Random random{13};
    for (const HashKey base :
         {HashKey{}, HashKey{5, ~std::uint64_t{0} - 50}, HashKey::max() - HashKey{100}}) {
        std::vector<HashKey> starts;
        for (std::uint64_t at = 0; at <= 100; ++at) {
            starts.push_back(base + HashKey{at});
        }
        require_exact(layouts::of_starts(starts), random);
    }
}

TEST_CASE("more shards in one chunk than its buckets can count leave the table exact") {
    Random random{14};
    for (const int bits : {60, 110}) {
        for (const std::uint32_t count : {65'535U, 65'536U, 65'537U, 70'000U}) {
            require_exact(layouts::cluster(HashKey{3, 0}, bits, count, random), random);
        }
    }
}

TEST_CASE("a target may be anything that is copied as bytes") {
    const int shards[2] = {};
    const std::vector<Route<const int*>> pointers{{HashKey{}, &shards[0]},
                                                  {HashKey{1, 0}, &shards[1]}};
    const RouteTable<const int*> table{pointers};
    CHECK(table.route(HashKey{0, 9}) == &shards[0]);
    CHECK(table.route(HashKey::max()) == &shards[1]);
}

TEST_CASE("a table cannot change") {
    STATIC_REQUIRE_FALSE(can_change_target<Table>);
    STATIC_REQUIRE_FALSE(can_be_assigned<Table>);
    STATIC_REQUIRE(
        std::is_same_v<decltype(std::declval<Table&>().route(HashKey{})), std::uint32_t>);
}

TEST_CASE("a table made from the one before takes no more memory than what changed") {
    Random random{15};
    const Routes routes = layouts::uniform(10'000);
    const Table first{routes};
    const Routes after = split_at(routes, 4321, 20'000);
    const Table second{after, first};
    require_exact(second, after, random);
    CHECK(second.bytes() * 30 < first.bytes());
    const Table same{after, second};
    require_exact(same, after, random);
    CHECK(same.bytes() <= second.bytes());
}

TEST_CASE("tables made one from another stay exact when the earlier ones are gone") {
    const auto seed = GENERATE(21U, 22U, 23U);
    INFO("seed " << seed);
    Random random{seed};
    Routes routes = layouts::random(1, random);
    auto table = std::make_unique<const Table>(routes);
    std::uint32_t target = 1;
    for (int step = 0; step < 1500; ++step) {
        const std::size_t at = random() % routes.size();
        const bool grow = step < 900 ? random() % 5 != 0 : random() % 5 == 0;
        if (grow) {
            routes = split_at(routes, at, target);
        } else if (at > 0) {
            routes[at - 1].target = target;
            routes.erase(routes.begin() + static_cast<std::ptrdiff_t>(at));
        }
        target += 2;
        table = std::make_unique<const Table>(routes, *table);
        const HashKey key = layouts::random_key(random);
        REQUIRE(table->route(key) == expected(routes, key));
        if (step % 100 == 0) {
            require_exact(*table, routes, random);
        }
    }
    require_exact(*table, routes, random);
}

TEST_CASE("a table far larger or smaller than the one before gets buckets of its own") {
    const Routes few = layouts::uniform(10);
    const Routes many = layouts::uniform(1000);
    CHECK(Table{many, Table{few}}.bytes() == Table{many}.bytes());
    CHECK(Table{few, Table{many}}.bytes() == Table{few}.bytes());
}

TEST_CASE("routes that leave a hash key without a shard, or do not rise, stop the program") {
    using weir_test::dies;
    CHECK(dies([] { static_cast<void>(Table{Routes{}}); }));
    CHECK(dies([] { static_cast<void>(Table{Routes{{HashKey{1}, 0}}}); }));
    CHECK(dies([] { static_cast<void>(Table{Routes{{HashKey{}, 0}, {HashKey{}, 1}}}); }));
    CHECK_FALSE(dies([] { static_cast<void>(Table{Routes{{HashKey{}, 0}, {HashKey{1}, 1}}}); }));
}
