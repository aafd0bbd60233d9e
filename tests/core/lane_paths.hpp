// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "weir/core/md5.hpp"
#include "weir/core/md5_batch.hpp"
#include "weir/core/random.hpp"

/// True if a path hashes batches of 0 to 70 keys of 0 to 130 bytes as one key alone is hashed.
inline bool hashes_like_one_key(weir::Md5Path path, std::uint64_t seed) {
    weir::Random random{seed};
    for (std::size_t count = 0; count <= 70; ++count) {
        std::vector<std::string> keys(count);
        std::vector<std::string_view> views;
        for (auto& key : keys) {
            key.assign(random.below(131), '\0');
            for (auto& letter : key) {
                letter = static_cast<char>(random.below(256));
            }
            views.push_back(key);
        }
        std::vector<weir::HashKey> hashes(count);
        weir::md5_hash_keys(std::span<const std::string_view>{views}, hashes.data(), path);
        for (std::size_t at = 0; at < count; ++at) {
            if (hashes[at] != weir::md5_hash_key(views[at])) {
                return false;
            }
        }
    }
    return true;
}
