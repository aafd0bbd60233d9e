// SPDX-License-Identifier: Apache-2.0
// The parts of routing that are used by themselves: changed in full or not at all.
#include <array>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "allocation/failing.hpp"
#include "catch.hpp"
#include "weir/routing/lineage.hpp"
#include "weir/routing/router.hpp"
#include "weir/routing/uniform_ranges.hpp"

namespace {

/// Does something with each request for memory failing in turn, until it succeeds.
/// Gives: how often it failed.
template <class Change, class Check>
std::uint64_t fail_each(Change&& change, Check&& unchanged) {
    for (std::uint64_t request = 0;; ++request) {
        try {
            const failing::Shortage shortage{{request, false}};
            change();
            return request;
        } catch (const std::bad_alloc&) {
        }
        INFO("request " << request);
        unchanged();
    }
}

std::vector<weir::Route<std::uint32_t>> routes(std::uint32_t count) {
    std::vector<weir::Route<std::uint32_t>> routes;
    for (const weir::HashKeyRange& range : weir::uniform_ranges(count)) {
        routes.push_back({range.starting_hash_key, static_cast<std::uint32_t>(routes.size())});
    }
    return routes;
}

}  // namespace

TEST_CASE("a lineage is split and merged in full or not at all") {
    weir::Lineage lineage{1};
    std::uint64_t failed = 0;
    for (int round = 0; round < 20; ++round) {
        const auto size = lineage.size();
        const auto as_it_was = [&] {
            REQUIRE(lineage.size() == size);
            REQUIRE(lineage.open_count() == 1);
            REQUIRE(lineage.check() == "");
        };
        std::optional<std::array<weir::ShardId, 2>> pair;
        failed += fail_each(
            [&] {
                pair =
                    lineage.split(lineage.first_open(), weir::HashKey{std::uint64_t{1} << 63, 0});
            },
            as_it_was);
        REQUIRE(pair.has_value());
        failed += fail_each([&] { static_cast<void>(lineage.merge(pair->front(), pair->back())); },
                            [&] {
                                REQUIRE(lineage.size() == size + 2);
                                REQUIRE(lineage.open_count() == 2);
                                REQUIRE(lineage.check() == "");
                            });
        REQUIRE(lineage.check() == "");
    }
    CHECK(failed >= 10);
}

TEST_CASE("a router shows a new table or the one before") {
    weir::Router<std::uint32_t> router{routes(1)};
    std::uint64_t failed = 0;
    for (std::uint32_t count = 2; count < 40; ++count) {
        const auto next = routes(count);
        failed += fail_each([&] { router.publish(next); },
                            [&] {
                                REQUIRE(router.table().size() == count - 1);
                                REQUIRE(router.table().route(weir::HashKey::max()) == count - 2);
                            });
        REQUIRE(router.table().size() == count);
        REQUIRE(router.table().route(weir::HashKey::max()) == count - 1);
    }
    CHECK(failed > 100);
}

TEST_CASE("a router that has made room publishes without memory") {
    weir::Router<std::uint32_t> router{routes(1)};
    for (std::uint32_t count = 2; count < 10; ++count) {
        auto table = std::make_unique<const weir::RouteTable<std::uint32_t>>(routes(count));
        router.make_room();
        const failing::Shortage shortage{{0, true}};
        router.publish(std::move(table));
    }
    CHECK(router.table().size() == 9);
}
