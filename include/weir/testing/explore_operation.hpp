// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>

namespace weir::inline v0 {

/// What a thread does to shared memory in one step.
enum class ExploreKind : std::uint8_t {
    load,
    store,
    update,  ///< a read-modify-write that wrote, or may
    miss,    ///< a compare-exchange that did not write
    fence,
    spin,  ///< says that it waits for others
};

/// One step of a thread, announced before it is taken.
struct ExploreOperation {
    ExploreKind kind = ExploreKind::spin;
    std::uint32_t location = 0;  ///< counted from 1 as they are first named; 0: none

    [[nodiscard]] bool writes() const noexcept {
        return kind == ExploreKind::store || kind == ExploreKind::update ||
               kind == ExploreKind::fence;
    }
    /// True if it matters which of the two steps comes first.
    [[nodiscard]] bool depends_on(const ExploreOperation& other) const noexcept {
        return location == other.location && location != 0 && (writes() || other.writes());
    }
    friend bool operator==(const ExploreOperation&, const ExploreOperation&) noexcept = default;
};

/// One step as a failure's story tells it.
struct ExploreEvent {
    std::uint64_t step = 0;
    unsigned thread = 0;
    ExploreOperation operation;
    std::memory_order order = std::memory_order_relaxed;
    std::uint64_t before = 0;  ///< what was read
    std::uint64_t after = 0;   ///< what was written
    bool stale = false;        ///< something newer was there to be read
    std::source_location where;
};

[[nodiscard]] inline const char* name_of(std::memory_order order) noexcept {
    switch (order) {
        case std::memory_order_relaxed:
            return "relaxed";
        case std::memory_order_consume:
            return "consume";
        case std::memory_order_acquire:
            return "acquire";
        case std::memory_order_release:
            return "release";
        case std::memory_order_acq_rel:
            return "acq_rel";
        default:
            return "seq_cst";
    }
}
[[nodiscard]] inline const char* name_of(ExploreKind kind) noexcept {
    switch (kind) {
        case ExploreKind::load:
            return "load";
        case ExploreKind::store:
            return "store";
        case ExploreKind::update:
            return "update";
        case ExploreKind::miss:
            return "failed update";
        case ExploreKind::fence:
            return "fence";
        default:
            return "spin";
    }
}

/// A place in the source as a story tells it: file, line, and the function's name alone.
[[nodiscard]] inline std::string place_of(const std::source_location& where) {
    const std::string_view path = where.file_name();
    const std::size_t slash = path.rfind('/');
    std::string_view name = where.function_name();
    name = name.substr(0, name.find('('));
    const std::size_t colon = name.rfind(':');
    const std::size_t blank = name.rfind(' ');
    const std::size_t begin = colon != std::string_view::npos   ? colon + 1
                              : blank != std::string_view::npos ? blank + 1
                                                                : 0;
    return std::string{slash == std::string_view::npos ? path : path.substr(slash + 1)} + ':' +
           std::to_string(where.line()) + ' ' + std::string{name.substr(begin)};
}

}  // namespace weir::inline v0
