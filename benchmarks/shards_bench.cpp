// SPDX-License-Identifier: Apache-2.0
// What does a shard cost that has no records yet, and what does a split of one of many?
#include <cstdint>
#include <memory>
#include <string>

#include "register.hpp"
#include "support/streams.hpp"

namespace bench {

namespace {

Case creation(const std::string& name, std::uint32_t shards) {
    const auto stream = std::make_shared<std::unique_ptr<Stream>>();
    return {.name = name,
            .operations = shards,
            .run = [stream, shards](unsigned) { *stream = make_stream(shards, {}); },
            .after = [stream] { stream->reset(); }};
}

/// Splits a shard in two and merges the two again.
Case split_and_merge(const std::string& name, std::uint32_t shards) {
    const auto stream = std::make_shared<std::unique_ptr<Stream>>(make_stream(shards, {}));
    const auto start = [stream, shards] { *stream = make_stream(shards, {}); };
    const auto both = [stream, shards](unsigned) {
        const auto range = weir::uniform_ranges(shards)[0];
        const bool done =
            (*stream)->split_shard({weir::ShardId{0}, range.middle()}).has_value() &&
            (*stream)->merge_shards({weir::ShardId{shards}, weir::ShardId{shards + 1}}).has_value();
        WEIR_CHECK(done, "a shard can be split and merged");
    };
    return {.name = name, .operations = 2, .run = both, .after = start};
}

const bool entered = [] {
    for (const std::uint32_t shards : {10U, 1000U, 10'000U}) {
        compare("create a stream, per shard", std::to_string(shards) + " shards",
                [shards](const auto& name) { return creation(name, shards); });
    }
    for (const std::uint32_t shards : {10U, 1000U, 10'000U}) {
        compare("split or merge a shard", std::to_string(shards) + " shards",
                [shards](const auto& name) { return split_and_merge(name, shards); });
    }
    return true;
}();

}  // namespace

}  // namespace bench
