// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "weir/core/md5.hpp"
#include "weir/core/uint128.hpp"

namespace demo {

using KeyId = std::uint32_t;

/// All that is known of one partition key.
struct KeyEntry {
    std::string text;
    weir::HashKey hash;
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
    std::uint64_t refusals = 0;
    std::uint64_t last_read = 0;  ///< ordinal of the record that was read last; they start at 1
};

/// Every partition key that was seen, each hashed once.
class KeyTable {
public:
    KeyId id_of(std::string_view key) {
        if (const auto found = ids_.find(key); found != ids_.end()) return found->second;
        const auto id = static_cast<KeyId>(entries_.size());
        entries_.push_back({std::string{key}, weir::md5_hash_key(key)});
        ids_.emplace(entries_.back().text, id);
        return id;
    }

    [[nodiscard]] KeyEntry& operator[](KeyId id) { return entries_[id]; }
    [[nodiscard]] const KeyEntry& operator[](KeyId id) const { return entries_[id]; }
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

    /// The keys with the most records; among equals the one that was seen first.
    [[nodiscard]] std::vector<KeyId> top(std::size_t count) const {
        std::vector<KeyId> ids(entries_.size());
        for (std::size_t i = 0; i < ids.size(); ++i)
            ids[i] = static_cast<KeyId>(i);
        const auto end = ids.begin() + static_cast<std::ptrdiff_t>(std::min(count, ids.size()));
        std::partial_sort(ids.begin(), end, ids.end(), [&](KeyId a, KeyId b) {
            const std::uint64_t left = entries_[a].records;
            const std::uint64_t right = entries_[b].records;
            return left != right ? left > right : a < b;
        });
        ids.erase(end, ids.end());
        return ids;
    }

private:
    std::deque<KeyEntry> entries_;  // never moves an entry, so ids_ can point into it
    std::unordered_map<std::string_view, KeyId> ids_;
};

}  // namespace demo
