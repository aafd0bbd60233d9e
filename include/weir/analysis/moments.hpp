// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "weir/analysis/figures.hpp"
#include "weir/analysis/key_report.hpp"

namespace weir::inline v0 {

/// How uneven the shards are from moment to moment: in each bin of a map by itself, averaged over
/// all records. `shares` are those of the hash space that the shards own.
///
/// Keys that follow the time, such as the minute of an event, load one shard after another: evenly
/// in sum and not at any moment. `expected` is what the map's shards would show at a moment if each
/// got its part of the sum all the time, with what chance adds where records are few.
///
/// Gives: zeros of a map without records
[[nodiscard]] inline Moments moments_of(const LoadMap& map, std::span<const double> shares) {
    Moments moments;
    double all = 0;
    double overall = 0;  // the fullest shard over its share, in sum
    const std::size_t shards = std::min(map.shards, shares.size());
    for (std::size_t bin = 0; bin < map.bins; ++bin) {
        for (std::size_t shard = 0; shard < shards; ++shard) {
            all += static_cast<double>(map.at(shard, bin).records);
        }
    }
    for (std::size_t shard = 0; shard < shards; ++shard) {
        double sum = 0;
        for (std::size_t bin = 0; bin < map.bins; ++bin) {
            sum += static_cast<double>(map.at(shard, bin).records);
        }
        overall = std::max(overall, figures::ratio(sum, all * shares[shard]));
    }
    const auto count = static_cast<double>(shards);
    for (std::size_t bin = 0; bin < map.bins; ++bin) {
        double records = 0;
        double most = 0;
        for (std::size_t shard = 0; shard < shards; ++shard) {
            const auto load = static_cast<double>(map.at(shard, bin).records);
            records += load;
            most = std::max(most, figures::ratio(load, shares[shard]));
        }
        if (records > 0) {
            // The largest of so many Poisson numbers lies so far above their mean.
            const double spread = std::log(count) * count / records;
            const double by_chance = overall + std::sqrt(2 * spread) + spread / 3;
            moments.max_over_mean += figures::ratio(most, all);
            moments.expected +=
                std::min(by_chance, std::max(count, overall)) * figures::ratio(records, all);
        }
    }
    return moments;
}

}  // namespace weir::inline v0
