// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "key_table.hpp"
#include "weir/core/hash_range.hpp"
#include "weir/core/instant.hpp"

namespace demo {

struct KeyLoad {
    weir::HashKey hash;
    std::uint64_t records = 0;
};

/// Where to split a range so that its recent traffic falls into halves that are as equal as its
/// keys allow.
/// Gives: the first hash key of the upper half; nothing when more than nine tenths would stay on
/// one side, for then one key is the trouble and a split cures nothing
inline std::optional<weir::HashKey> balance_point(const weir::HashKeyRange& range,
                                                  std::span<const KeyLoad> by_hash) {
    std::uint64_t total = 0;
    for (const KeyLoad& load : by_hash)
        total += load.records;
    const auto splittable = [&](weir::HashKey at) {
        return at >= range.starting_hash_key + 2 && at < range.ending_hash_key;
    };
    std::optional<weir::HashKey> best;
    std::uint64_t best_heavier = total;
    std::uint64_t below = 0;
    for (std::size_t i = 1; i < by_hash.size(); ++i) {
        below += by_hash[i - 1].records;
        const std::uint64_t heavier = std::max(below, total - below);
        if (heavier < best_heavier && splittable(by_hash[i].hash)) {
            best_heavier = heavier;
            best = by_hash[i].hash;
        }
    }
    if (best_heavier * 10 > total * 9) return std::nullopt;
    return best;
}

/// Which keys were written in the last half minute, so that a split can halve their load.
class RecentKeys {
public:
    static constexpr weir::Duration memory = std::chrono::seconds{30};
    static constexpr std::size_t most = 100'000;

    void add(weir::Instant now, KeyId key) {
        while (!offers_.empty() &&
               (offers_.front().first < now - memory || offers_.size() >= most)) {
            offers_.pop_front();
        }
        offers_.emplace_back(now, key);
    }

    /// The loads of the keys in a range, by hash.
    [[nodiscard]] std::vector<KeyLoad> within(const weir::HashKeyRange& range,
                                              const KeyTable& keys) const {
        std::map<weir::HashKey, std::uint64_t> loads;
        for (const auto& [at, key] : offers_) {
            const weir::HashKey hash = keys[key].hash;
            if (range.contains(hash)) ++loads[hash];
        }
        std::vector<KeyLoad> out;
        out.reserve(loads.size());
        for (const auto& [hash, records] : loads)
            out.push_back({hash, records});
        return out;
    }

private:
    std::deque<std::pair<weir::Instant, KeyId>> offers_;
};

}  // namespace demo
