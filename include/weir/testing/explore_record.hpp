// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "weir/testing/explore_memory.hpp"
#include "weir/testing/explore_operation.hpp"

namespace weir::inline v0 {

/// What somebody calls a piece of memory.
struct ExploreName {
    std::uintptr_t begin = 0;
    std::size_t size = 0;
    std::string text;
};

/// All that happened in one execution, for its story. It costs nothing unless it is kept.
class ExploreRecord {
public:
    static constexpr unsigned nobody = explore_threads_max;

    void keep(bool keep) noexcept { keeps_ = keep; }
    [[nodiscard]] bool keeps() const noexcept { return keeps_; }
    void begin() noexcept {
        events_.clear();
        names_.clear();
        failed_in_ = nobody;
    }

    /// When, by whom and where something is done, and what happened before.
    struct Moment {
        std::uint64_t step;
        unsigned thread;
        const ExploreClock& known;
        std::source_location where;
    };
    /// A step that was taken, on an atomic or, without `cell`, on none.
    void add(const Moment& at, ExploreOperation operation, std::memory_order order,
             const ExploreAccess& access, std::uint64_t after, const ExploreCell* cell) {
        if (keeps_) {
            events_.push_back({at.step, at.thread, operation, order, access.before, after,
                               access.stale, access.from, reinterpret_cast<std::uintptr_t>(cell),
                               sizeof(*cell), at.known.of(at.thread) - 1, at.known, at.where});
        }
    }
    /// What is done to plain memory before the next step.
    void add(const Moment& at, ExploreKind kind, const void* memory, std::size_t size) {
        if (keeps_) {
            events_.push_back({at.step,
                               at.thread,
                               {kind, 0},
                               std::memory_order_relaxed,
                               0,
                               0,
                               false,
                               0,
                               reinterpret_cast<std::uintptr_t>(memory),
                               size,
                               at.known.of(at.thread),
                               at.known,
                               at.where});
        }
    }
    /// The latest name of some memory holds.
    void name(const void* at, std::size_t size, std::string_view text) {
        if (keeps_) {
            names_.push_back({reinterpret_cast<std::uintptr_t>(at), size, std::string{text}});
        }
    }
    void fail_in(unsigned thread) noexcept { failed_in_ = thread; }

    [[nodiscard]] const std::vector<ExploreEvent>& events() const noexcept { return events_; }
    [[nodiscard]] const std::vector<ExploreName>& names() const noexcept { return names_; }
    /// The thread that ran when the execution failed, or nobody.
    [[nodiscard]] unsigned failed_in() const noexcept { return failed_in_; }

private:
    std::vector<ExploreEvent> events_;
    std::vector<ExploreName> names_;
    unsigned failed_in_ = nobody;
    bool keeps_ = false;
};

}  // namespace weir::inline v0
