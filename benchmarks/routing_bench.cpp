// SPDX-License-Identifier: Apache-2.0
// What does it cost to find a key's shard, by the number of shards and how they lie?
#include <cstdint>
#include <string>

#include "register.hpp"
#include "support/routes.hpp"

namespace bench {

namespace {

const std::string question = "route a hash key";

const bool entered = [] {
    for (const std::uint32_t count : {4U, 64U, 1000U, 10'000U}) {
        compare(question, std::to_string(count) + " shards",
                [count](const auto& name) { return lookups(name, weir::Lineage{count}); });
    }
    for (const std::uint32_t count : {64U, 1000U, 10'000U}) {
        compare(question, std::to_string(count) + " shards after random splits and merges",
                [count](const auto& name) { return lookups(name, scattered_lineage(count)); });
    }
    compare(question, "10000 shards after random splits and merges, std::upper_bound",
            [](const auto& name) { return sorted_lookups(name, scattered_lineage(10'000)); });
    return true;
}();

}  // namespace

}  // namespace bench
