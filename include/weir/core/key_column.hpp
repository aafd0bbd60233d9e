// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace weir::inline v0 {

/// Keys at equal distances in memory: an array of them, or one member of each row of a table.
class KeyColumn {
public:
    KeyColumn(std::span<const std::string_view> keys) noexcept  // NOLINT: an array is a column
        : first_(reinterpret_cast<const std::byte*>(keys.data())), size_(keys.size()) {}

    template <class Row>
    KeyColumn(std::span<const Row> rows, std::string_view Row::*key) noexcept
        : stride_(sizeof(Row)), size_(rows.size()) {
        if (!rows.empty()) {
            first_ = reinterpret_cast<const std::byte*>(&(rows.front().*key));
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    [[nodiscard]] const std::string_view& operator[](std::size_t index) const noexcept {
        return *reinterpret_cast<const std::string_view*>(first_ + index * stride_);
    }

    /// The same column without its first `count` keys.
    [[nodiscard]] KeyColumn without_first(std::size_t count) const noexcept {
        KeyColumn rest = *this;
        if (count > 0) {
            rest.first_ += count * stride_;
            rest.size_ -= count;
        }
        return rest;
    }

private:
    const std::byte* first_ = nullptr;
    std::size_t stride_ = sizeof(std::string_view);
    std::size_t size_ = 0;
};

}  // namespace weir::inline v0
