// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "../events/row.hpp"
#include "weir/core/instant.hpp"
#include "weir/core/uint128.hpp"

namespace keys {

/// A record of the input; its texts are good until the next one is read.
struct InputRecord {
    std::string_view key;  ///< of UTF-8, or the bytes that stood there
    std::optional<weir::HashKey> explicit_hash_key;
    std::string_view data;             ///< as far as it is known
    std::uint64_t data_bytes = 0;      ///< may be more than `data` has
    const events::Row* row = nullptr;  ///< its fields, where the input has any
    std::optional<weir::Instant> at;   ///< never before the record before
    std::uint64_t ordinal = 0;         ///< among the records, from 0
    std::uint64_t line = 0;            ///< where it stands in the input, from 1

    /// What the service counts.
    [[nodiscard]] std::uint64_t bytes() const noexcept { return key.size() + data_bytes; }
};

}  // namespace keys
