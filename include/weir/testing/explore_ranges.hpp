// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace weir::inline v0 {

/// Memory that comes into use and is retired: who touches it in between is wrong.
///
/// What is retired stays forbidden after it has gone back to the heap, until somebody says that
/// the same addresses are fresh memory.
class ExploreRanges {
public:
    void clear() noexcept {
        retired_.clear();
        in_use_ = 0;
    }
    /// New memory from the heap, which nobody can know yet.
    void fresh(const void* at, std::size_t size) { release(at, size); }
    void revive(const void* at, std::size_t size) {
        release(at, size);
        ++in_use_;
    }
    void retire(const void* at, std::size_t size) {
        const auto begin = reinterpret_cast<std::uintptr_t>(at);
        retired_.push_back({begin, begin + size});
        --in_use_;
    }

    [[nodiscard]] bool is_retired(const void* at, std::size_t size) const noexcept {
        const auto begin = reinterpret_cast<std::uintptr_t>(at);
        for (const Range& range : retired_) {
            if (begin < range.end && range.begin < begin + size) {
                return true;
            }
        }
        return false;
    }
    /// Ranges that were revived and not retired since.
    [[nodiscard]] std::int64_t in_use() const noexcept { return in_use_; }

private:
    struct Range {
        std::uintptr_t begin;
        std::uintptr_t end;
    };

    void release(const void* at, std::size_t size) {
        const auto begin = reinterpret_cast<std::uintptr_t>(at);
        std::erase_if(retired_, [begin, end = begin + size](const Range& range) {
            return begin < range.end && range.begin < end;
        });
    }

    std::vector<Range> retired_;
    std::int64_t in_use_ = 0;
};

}  // namespace weir::inline v0
