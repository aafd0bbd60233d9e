// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>

#include "weir/testing/explore_clock.hpp"

namespace weir::inline v0 {

/// What a thread does to shared memory in one step.
enum class ExploreKind : std::uint8_t {
    load,
    store,
    update,  ///< a read-modify-write that wrote, or may
    miss,    ///< a compare-exchange that did not write
    fence,
    spin,  ///< says that it waits for others
    // What is no step, but told with the steps.
    read,    ///< of plain memory
    write,   ///< of plain memory
    use,     ///< of an atomic that nobody may use
    revive,  ///< memory comes into use
    retire,  ///< memory that nobody may look at until it does again
};

/// What an atomic keeps to find its location again.
struct ExploreCell {
    std::uint32_t run = 0;
    std::uint32_t location = 0;
};

/// What a compare-exchange is to do.
struct ExploreExchange {
    std::uint64_t expected;
    std::uint64_t desired;
    bool weak;
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

/// One step, or access to plain memory, as a failure's story tells it.
struct ExploreEvent {
    std::uint64_t step = 0;
    unsigned thread = 0;
    ExploreOperation operation;
    std::memory_order order = std::memory_order_relaxed;
    std::uint64_t before = 0;  ///< what was read
    std::uint64_t after = 0;   ///< what was written
    bool stale = false;        ///< something newer was there to be read
    std::uint64_t from = 0;    ///< the step that wrote what was read; 0: it was there before
    std::uintptr_t address = 0;
    std::size_t size = 0;
    std::uint32_t count = 0;  ///< as which of its thread's operations, or before which
    ExploreClock known;       ///< what happened before the thread's next operation
    std::source_location where;

    [[nodiscard]] bool is_plain() const noexcept {
        return operation.kind == ExploreKind::read || operation.kind == ExploreKind::write;
    }
    [[nodiscard]] bool overlaps(const ExploreEvent& other) const noexcept {
        return address < other.address + other.size && other.address < address + size;
    }
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
        case ExploreKind::read:
            return "read";
        case ExploreKind::write:
            return "write";
        case ExploreKind::use:
            return "use";
        case ExploreKind::revive:
            return "revive";
        case ExploreKind::retire:
            return "retire";
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
