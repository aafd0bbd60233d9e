// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "weir/core/record.hpp"
#include "weir/service/types.hpp"

namespace weir::inline v0 {

/// One time that a stream's encryption was turned on or off: from which record on, shard by shard.
struct EncryptionSwitch {
    bool encrypted = false;
    Instant when{};
    /// By shard index. A shard that has none here was made later, and is on this side whole.
    std::vector<std::uint64_t> first_index{};
};

/// Tells which records of a stream were encrypted, without a mark on each of them: encryption
/// changes seldom, so the few switches say it for all.
///
/// A copy is a snapshot: it goes on telling of the records that were there when it was made.
class EncryptionMarks {
public:
    using Switches = std::vector<EncryptionSwitch>;

    EncryptionMarks() = default;
    explicit EncryptionMarks(std::shared_ptr<const Switches> switches) noexcept
        : switches_{std::move(switches)} {}

    [[nodiscard]] std::span<const EncryptionSwitch> switches() const noexcept {
        return switches_ == nullptr ? std::span<const EncryptionSwitch>{}
                                    : std::span<const EncryptionSwitch>{*switches_};
    }
    /// True if the stream was never encrypted, as far as its records reach.
    [[nodiscard]] bool empty() const noexcept { return switches_ == nullptr; }

    [[nodiscard]] EncryptionType type_of(ShardId shard, std::uint64_t index) const noexcept {
        if (switches_ == nullptr) {
            return EncryptionType::none;
        }
        for (auto one = switches_->rbegin(); one != switches_->rend(); ++one) {
            if (shard.index >= one->first_index.size() || index >= one->first_index[shard.index]) {
                return one->encrypted ? EncryptionType::kms : EncryptionType::none;
            }
        }
        return EncryptionType::none;
    }
    [[nodiscard]] EncryptionType type_of(const RecordView& record) const noexcept {
        return empty() ? EncryptionType::none
                       : type_of(ShardId{record.sequence_number().shard_index()},
                                 record.sequence_index());
    }

private:
    std::shared_ptr<const Switches> switches_;
};

}  // namespace weir::inline v0
