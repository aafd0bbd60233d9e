// SPDX-License-Identifier: Apache-2.0
#include "weir/routing/route_chunk.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "catch.hpp"
#include "routing/layouts.hpp"

using namespace weir;

namespace {

using Chunk = RouteChunk<std::uint32_t>;
using layouts::Routes;

constexpr BucketGrid grid{Chunk::bucket_count};

/// A chunk of all the hash space, and the memory that it says it needs.
struct Made {
    explicit Made(const Routes& routes)
        : size{Chunk::room(routes, grid) * alignof(Chunk)},
          memory{static_cast<std::byte*>(::operator new (size, std::align_val_t{alignof(Chunk)})),
                 &release},
          chunk{Chunk::make(memory.get(), routes, grid)} {}

    static void release(std::byte* memory) {
        ::operator delete (memory, std::align_val_t{alignof(Chunk)});
    }
    std::uint32_t route(HashKey key) const {
        const auto bucket = static_cast<std::size_t>(grid.bucket_of(key));
        const std::uint32_t target = chunk->route(bucket, key);
        CHECK(chunk->route_sparse(bucket, key) == target);
        return target;
    }

    std::size_t size;
    std::unique_ptr<std::byte, void (*)(std::byte*)> memory;
    const Chunk* chunk;
};

Routes one_bucket_of(std::uint32_t boundaries) {
    std::vector<HashKey> starts;
    for (std::uint64_t at = 0; at < boundaries; ++at) {
        starts.push_back(HashKey{(std::uint64_t{9} << 56) + at * 1000, 5});
    }
    return layouts::of_starts(starts);
}

}  // namespace

TEST_CASE("a chunk is exact however many boundaries a bucket has") {
    for (const std::uint32_t boundaries : {0U, 1U, 2U, 3U, 7U, 8U, 9U, 10U, 100U}) {
        const Routes routes = one_bucket_of(boundaries);
        const Made made{routes};
        INFO(boundaries << " boundaries");
        for (const auto& route : routes) {
            CHECK(made.route(route.start) == route.target);
            CHECK(made.route(route.start + HashKey{1}) == route.target);
            if (route.target > 0) {
                CHECK(made.route(route.start - HashKey{1}) == route.target - 1);
                CHECK(made.route(HashKey{route.start.hi() - 1, 0}) == route.target - 1);
            }
        }
        CHECK(made.route(HashKey::max()) == boundaries);
    }
}

TEST_CASE("a bucket after a crowded one begins in the crowd's last route") {
    Routes routes = one_bucket_of(50);
    const Made made{routes};
    CHECK(made.route(HashKey{std::uint64_t{10} << 56, 0}) == 50);
    CHECK(made.route(HashKey{std::uint64_t{11} << 56, 0}) == 50);
    CHECK(made.route(HashKey{(std::uint64_t{9} << 56) - 1, 0}) == 0);
}

TEST_CASE("a chunk knows the routes that would make it again") {
    const Routes routes = one_bucket_of(20);
    const Made made{routes};
    CHECK(made.chunk->is_of(routes));
    for (std::size_t at = 0; at < routes.size(); ++at) {
        Routes other = routes;
        other[at].target = 1000;
        CHECK_FALSE(made.chunk->is_of(other));
        other = routes;
        other[at].start += HashKey{1};
        CHECK(made.chunk->is_of(other) == (at == 0));  // where its lead starts is all one
        other.erase(other.begin() + static_cast<std::ptrdiff_t>(at));
        CHECK_FALSE(made.chunk->is_of(other));
    }
}

TEST_CASE("a chunk's cuts and entries are aligned with cache lines") {
    STATIC_REQUIRE(alignof(Chunk) == 64);
    STATIC_REQUIRE(sizeof(Chunk) == 9 * 64);
}

TEST_CASE("routes differ in where they start and in where they lead") {
    const Route<std::uint32_t> route{HashKey{1}, 2};
    CHECK(route == Route<std::uint32_t>{HashKey{1}, 2});
    CHECK_FALSE(route == Route<std::uint32_t>{HashKey{1}, 3});
    CHECK_FALSE(route == Route<std::uint32_t>{HashKey{2}, 2});
}
