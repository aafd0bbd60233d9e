// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "simulate/setup.hpp"
#include "weir/core/random.hpp"
#include "weir/stream/model.hpp"
#include "weir/testing/simulation.hpp"

namespace weir_test {

/// Splits a shard anywhere, merges two, or scales; or asks for what is refused. `api` may be the
/// stream or what somebody sees of it.
template <class Api>
void reshard(Api& api, weir::Random& random) {
    const auto listed = api.list_shards();
    if (!listed || listed->shards.size() > 24) {
        return;  // enough of them
    }
    std::vector<weir::Shard> open;
    for (const weir::Shard& shard : listed->shards) {
        if (!shard.sequence_number_range.ending_sequence_number) {
            open.push_back(shard);
        }
    }
    std::sort(open.begin(), open.end(), [](const weir::Shard& a, const weir::Shard& b) {
        return a.hash_key_range.starting_hash_key < b.hash_key_range.starting_hash_key;
    });
    const std::size_t which = random.below(open.size());
    const weir::Shard& shard = open[which];
    switch (random.below(open.size() < 7 ? 5 : 3)) {
        case 0:
            static_cast<void>(api.update_shard_count(
                {.target_shard_count = static_cast<std::uint32_t>(random.between(1, 6))}));
            break;
        case 1:
        case 2:
            if (which + 1 < open.size()) {
                static_cast<void>(
                    api.merge_shards({.shard_to_merge = shard.shard_id,
                                      .adjacent_shard_to_merge = open[which + 1].shard_id}));
            }
            break;
        default: {
            const weir::HashKey middle = shard.hash_key_range.middle();
            static_cast<void>(api.split_shard(
                {.shard_to_split = shard.shard_id,
                 .new_starting_hash_key = random.chance(0.5) ? middle : middle - 12345}));
        }
    }
}

/// Reshards now and then.
template <class Api>
class Operator {
public:
    Operator(const Setup& setup, weir::Simulation& simulation, Api& api)
        : setup_{setup},
          simulation_{simulation},
          api_{api},
          random_{simulation.random("operator")} {}

    std::optional<weir::Instant> step(weir::Instant now) {
        if (simulation_.elapsed() >= setup_.horizon) {
            return std::nullopt;
        }
        if (simulation_.elapsed() > weir::Duration{0}) {
            reshard(api_, random_);
        }
        const auto horizon = static_cast<std::uint64_t>(setup_.horizon.count());
        return now + weir::Duration{static_cast<std::int64_t>(random_.between(1, horizon / 3))};
    }

private:
    const Setup& setup_;
    weir::Simulation& simulation_;
    Api& api_;
    weir::Random random_;
};

}  // namespace weir_test
