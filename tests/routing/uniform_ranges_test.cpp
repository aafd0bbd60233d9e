// SPDX-License-Identifier: Apache-2.0
#include "weir/routing/uniform_ranges.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "catch.hpp"
#include "routing/vectors.hpp"

using namespace weir;

namespace {

std::uint32_t number(const std::string& text) {
    return static_cast<std::uint32_t>(std::stoul(text));
}

void require_partition(const std::vector<HashKeyRange>& ranges) {
    REQUIRE(ranges.front().starting_hash_key == HashKey{});
    REQUIRE(ranges.back().ending_hash_key == HashKey::max());
    bool adjoin = true;
    for (std::size_t at = 1; at < ranges.size(); ++at) {
        adjoin = adjoin && ranges[at - 1].adjoins(ranges[at]);
    }
    REQUIRE(adjoin);
}

}  // namespace

TEST_CASE("a new stream divides the hash space as in the vectors") {
    const Json vectors = read_vectors("uniform_ranges.json");
    const Json& counts = vectors["shardCounts"];
    REQUIRE(counts.items.size() > 10);
    for (std::size_t which = 0; which < counts.items.size(); ++which) {
        INFO(counts.names[which] << " shards");
        const auto ranges = uniform_ranges(number(counts.names[which]));
        const Json& wanted = counts.items[which]["ranges"];
        REQUIRE(ranges.size() == wanted.items.size());
        for (std::size_t at = 0; at < ranges.size(); ++at) {
            const Json& range = wanted.items[at];
            CHECK(ranges[at].starting_hash_key == range.items[0].hash_key());
            CHECK(ranges[at].ending_hash_key == range.items[1].hash_key());
        }
    }
}

TEST_CASE("partition keys fall into the shards that the vectors name") {
    const Json vectors = read_vectors("partition_hash.json");
    REQUIRE(vectors["partitionKeys"].items.size() > 100);
    for (const Json& key : vectors["partitionKeys"].items) {
        const Json& indices = key["shardIndex"];
        REQUIRE(indices.items.size() >= 8);
        for (std::size_t at = 0; at < indices.items.size(); ++at) {
            const auto ranges = uniform_ranges(number(indices.names[at]));
            INFO(key["partitionKey"].text << " among " << ranges.size());
            CHECK(ranges.at(indices.items[at].number()).contains(key["hashKey"].hash_key()));
        }
    }
}

TEST_CASE("every number of shards covers every hash key once") {
    for (std::uint32_t count = 1; count <= 300; ++count) {
        INFO(count << " shards");
        require_partition(uniform_ranges(count));
    }
    for (const std::uint32_t count : {1000U, 4095U, 4096U, 9999U, 10'000U, 100'000U}) {
        INFO(count << " shards");
        require_partition(uniform_ranges(count));
    }
}

TEST_CASE("the last shard takes the remainder of the division and no other does") {
    const auto ranges = uniform_ranges(10'000);
    const HashKey size = ranges[1].starting_hash_key;
    CHECK(std::all_of(ranges.begin(), ranges.end() - 1, [size](const HashKeyRange& range) {
        return range.ending_hash_key - range.starting_hash_key == size - 1;
    }));
    const HashKey last = ranges.back().ending_hash_key - ranges.back().starting_hash_key;
    CHECK(last - (size - 1) == HashKey{HashKey::max() % 10'000 + 1});
}

TEST_CASE("even division is known while compiling") {
    STATIC_REQUIRE(uniform_start(1, 2) == HashKey{std::uint64_t{1} << 63, 0});
    STATIC_REQUIRE(uniform_end(0, 1) == HashKey::max());
    STATIC_REQUIRE(uniform_end(3, 4) == HashKey::max());
}
