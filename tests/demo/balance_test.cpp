// SPDX-License-Identifier: Apache-2.0
#include "../../examples/demo/balance.hpp"

#include <vector>

#include "catch.hpp"

using demo::balance_point;
using demo::KeyLoad;

namespace {

constexpr weir::HashKeyRange range{weir::HashKey{100}, weir::HashKey{199}};

}  // namespace

TEST_CASE("a range is split where its traffic halves") {
    const std::vector<KeyLoad> loads{{weir::HashKey{110}, 10},
                                     {weir::HashKey{120}, 10},
                                     {weir::HashKey{130}, 30},
                                     {weir::HashKey{190}, 10}};
    CHECK(balance_point(range, loads) == weir::HashKey{130});
}

TEST_CASE("one key that is nearly all of the traffic cannot be split") {
    CHECK_FALSE(balance_point(range, std::vector<KeyLoad>{}));
    CHECK_FALSE(balance_point(range, std::vector<KeyLoad>{{weir::HashKey{150}, 100}}));
    const auto with_hot_key = [](std::uint64_t hot) {
        return std::vector<KeyLoad>{
            {weir::HashKey{110}, 5}, {weir::HashKey{150}, hot}, {weir::HashKey{190}, 5}};
    };
    CHECK_FALSE(balance_point(range, with_hot_key(100)));
    CHECK(balance_point(range, with_hot_key(30)));
}

TEST_CASE("both halves of a split have at least two hash keys below and one above") {
    const std::vector<KeyLoad> low{{weir::HashKey{100}, 10}, {weir::HashKey{101}, 10}};
    CHECK_FALSE(balance_point(range, low));
    const std::vector<KeyLoad> high{{weir::HashKey{150}, 10}, {weir::HashKey{199}, 10}};
    CHECK_FALSE(balance_point(range, high));
    const std::vector<KeyLoad> edge{{weir::HashKey{100}, 10}, {weir::HashKey{102}, 10}};
    CHECK(balance_point(range, edge) == weir::HashKey{102});
}

TEST_CASE("only the keys of the last half minute and of the range count") {
    demo::KeyTable keys;
    demo::RecentKeys recent;
    const weir::Instant start = weir::Instant::from_seconds(1'700'000'000);
    const demo::KeyId old = keys.id_of("old");
    const demo::KeyId now = keys.id_of("now");
    recent.add(start, old);
    recent.add(start + std::chrono::seconds{29}, now);
    const weir::HashKeyRange all{weir::HashKey{0}, weir::HashKey::max()};
    CHECK(recent.within(all, keys).size() == 2);
    recent.add(start + std::chrono::seconds{31}, now);
    const auto loads = recent.within(all, keys);
    REQUIRE(loads.size() == 1);
    CHECK(loads[0].hash == keys[now].hash);
    CHECK(loads[0].records == 2);
    const weir::HashKeyRange other{weir::HashKey{0}, weir::HashKey{1}};
    CHECK(recent.within(other, keys).empty());
}
