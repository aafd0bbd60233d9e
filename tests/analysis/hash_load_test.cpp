// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/hash_load.hpp"

#include <bit>
#include <cstdint>
#include <limits>

#include "catch.hpp"
#include "weir/core/random.hpp"

using namespace weir;

TEST_CASE("there are slices enough for the shards, and a bounded number of them") {
    for (const std::uint32_t shards : {0U, 1U, 16U, 256U, 257U, 1'000U, 10'000U, ~0U}) {
        const HashLoad load{shards};
        INFO(shards << " shards, " << load.slices().size() << " slices");
        CHECK(std::has_single_bit(load.slices().size()));
        CHECK(load.slices().size() >= HashLoad::slices_min);
        CHECK(load.slices().size() <= HashLoad::slices_max);
        CHECK((shards > 10'000 || load.slices().size() >= 16 * std::size_t{shards}));
    }
    CHECK(HashLoad{256}.slices().size() == 4'096);
    CHECK(HashLoad{257}.slices().size() == 8'192);
}

TEST_CASE("a record is counted in the slice that its hash key lies in") {
    HashLoad load{1};
    load.add(HashKey{}, 10);
    load.add(HashKey::max(), 20);
    load.add(HashKey::max(), 5, 2);
    load.add(HashKey{std::uint64_t{1} << 52, 0}, 7);
    load.add(HashKey{(std::uint64_t{1} << 52) - 1, ~std::uint64_t{0}}, 1);
    CHECK(load.slices()[0].records == 2);
    CHECK(load.slices()[0].bytes == 11);
    CHECK(load.slices()[1].records == 1);
    CHECK(load.slices()[1].bytes == 7);
    CHECK(load.slices().back().records == 3);
    CHECK(load.slices().back().bytes == 25);
    CHECK(load.total().records == 6);
    CHECK(load.total().bytes == 43);
}

TEST_CASE("slices start where the one before ends") {
    const HashLoad load{1'000};
    CHECK(load.slice_start(0) == HashKey{});
    for (std::size_t at = 1; at < load.slices().size(); at += 97) {
        CHECK(load.slice_of(load.slice_start(at)) == at);
        CHECK(load.slice_of(load.slice_start(at) - 1) == at - 1);
    }
    CHECK(load.slice_of(HashKey::max()) == load.slices().size() - 1);
}

TEST_CASE("sums stay at the greatest number") {
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    HashLoad load;
    load.add(HashKey{1}, most - 5, most);
    load.add(HashKey{2}, 10, 3);
    CHECK(load.slices()[0].records == most);
    CHECK(load.slices()[0].bytes == most);
    load.add(HashKey::max(), most, 1);
    CHECK(load.total().records == most);
    CHECK(load.total().bytes == most);
}
