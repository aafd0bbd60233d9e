// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "weir/core/limits.hpp"

namespace weir::inline v0 {

/// Which shard of its stream; counted up from 0 and never used again.
struct ShardId {
    std::uint32_t index = 0;

    /// `shardId-` and twelve digits.
    static constexpr std::size_t text_size = 20;

    /// Reads the piece after the first `-`, or the whole text if there is none.
    ///
    /// The service is as lenient: `shardId-000000000003`, `x-3`, `3` and `shardId-3-x` are one.
    /// Gives: nothing unless that piece is all digits and at most `limits::shard_index_max`.
    /// Source: kinesalite's tests against the live service.
    [[nodiscard]] static constexpr std::optional<ShardId> parse(std::string_view text) noexcept {
        if (const auto dash = text.find('-'); dash != text.npos) {
            text.remove_prefix(dash + 1);
            text = text.substr(0, text.find('-'));
        }
        std::uint64_t number = 0;
        for (const char c : text) {
            if (c < '0' || c > '9') {
                return std::nullopt;
            }
            number = number * 10 + static_cast<std::uint64_t>(c - '0');
            if (number > limits::shard_index_max) {
                return std::nullopt;
            }
        }
        if (text.empty()) {
            return std::nullopt;
        }
        return ShardId{static_cast<std::uint32_t>(number)};
    }

    /// Writes `text_size` characters.  Gives: how many.
    constexpr std::size_t to_chars(char* out) const noexcept {
        constexpr std::string_view prefix = "shardId-";
        for (std::size_t at = 0; at < prefix.size(); ++at) {
            out[at] = prefix[at];
        }
        auto digits = index;
        for (std::size_t at = text_size; at-- > prefix.size();) {
            out[at] = static_cast<char>('0' + digits % 10);
            digits /= 10;
        }
        return text_size;
    }
    [[nodiscard]] std::string to_string() const {
        char text[text_size];
        return {text, to_chars(text)};
    }

    friend constexpr auto operator<=>(ShardId, ShardId) noexcept = default;
};

}  // namespace weir::inline v0
