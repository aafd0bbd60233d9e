// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "weir/core/hash_range.hpp"
#include "weir/core/shard_id.hpp"

namespace weir::inline v0 {

/// A shard in its lineage: what it covers, where it came from, whether it still takes records.
struct ShardNode {
    HashKeyRange range{};
    std::optional<ShardId> parent{};
    std::optional<ShardId> adjacent_parent{};  ///< the upper parent, if two were merged
    bool open = true;
};

/// The shards that took the place of one: none, one after a merge, two after a split.
class ShardChildren {
public:
    void add(ShardId id) noexcept { ids_[size_++] = id; }

    [[nodiscard]] const ShardId* begin() const noexcept { return ids_.data(); }
    [[nodiscard]] const ShardId* end() const noexcept { return ids_.data() + size_; }
    [[nodiscard]] ShardId operator[](std::size_t at) const noexcept { return ids_[at]; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] bool full() const noexcept { return size_ == ids_.size(); }

private:
    std::array<ShardId, 2> ids_{};
    std::size_t size_ = 0;
};

}  // namespace weir::inline v0
