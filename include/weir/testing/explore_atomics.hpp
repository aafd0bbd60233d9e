// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <source_location>
#include <string_view>
#include <type_traits>

#include "weir/core/atomics.hpp"
#include "weir/testing/explore_engine.hpp"

namespace weir::inline v0 {

/// Shared memory under the explorer: `RingStorage<ExploreAtomics>` is the real storage, and every
/// access to an atomic is a place where another thread may come first.
///
/// Outside of explored threads (while a program is made, and when it is finished) it is ordinary
/// memory. Every function takes the place it was called from, for the story of a failure.
struct ExploreAtomics : StdAtomics {
    using Where = std::source_location;

    template <class T>
    requires(std::is_trivially_copyable_v<T> && sizeof(T) <= sizeof(std::uint64_t)) class atomic {
    public:
        atomic() noexcept : atomic(T{}) {}
        explicit(false) atomic(T value, Where where = Where::current()) noexcept : value_{value} {
            if (ExploreEngine* const engine = ExploreEngine::active()) {
                made_by_a_thread_ = true;
                fresh(this, sizeof(*this));
                engine->write_plain(this, 1, where);
            }
        }
        atomic(const atomic&) = delete;
        atomic& operator=(const atomic&) = delete;

        T load(std::memory_order order, Where where = Where::current()) const noexcept {
            ExploreEngine* const engine = engine_for(where);
            return engine == nullptr ? value_
                                     : value_of(engine->read(cell_, word(), order, where).before);
        }
        void store(T value, std::memory_order order, Where where = Where::current()) noexcept {
            ExploreEngine* const engine = engine_for(where);
            value_ = engine == nullptr
                         ? value
                         : value_of(engine->write(cell_, word(), word_of(value), order, where));
        }
        T exchange(T value, std::memory_order order, Where where = Where::current()) noexcept {
            return change([value](T) { return value; }, order, where);
        }
        T fetch_add(T by, std::memory_order order,
                    Where where = Where::current()) noexcept requires std::integral<T> {
            return change([by](T value) { return static_cast<T>(value + by); }, order, where);
        }
        T fetch_sub(T by, std::memory_order order,
                    Where where = Where::current()) noexcept requires std::integral<T> {
            return change([by](T value) { return static_cast<T>(value - by); }, order, where);
        }
        T fetch_or(T bits, std::memory_order order,
                   Where where = Where::current()) noexcept requires std::integral<T> {
            return change([bits](T value) { return static_cast<T>(value | bits); }, order, where);
        }
        T fetch_and(T bits, std::memory_order order,
                    Where where = Where::current()) noexcept requires std::integral<T> {
            return change([bits](T value) { return static_cast<T>(value & bits); }, order, where);
        }

        bool compare_exchange_strong(T& expected, T desired, std::memory_order success_order,
                                     std::memory_order failure_order,
                                     Where where = Where::current()) noexcept {
            return swap_if(expected, desired, false, success_order, failure_order, where);
        }
        bool compare_exchange_strong(T& expected, T desired, std::memory_order order,
                                     Where where = Where::current()) noexcept {
            return swap_if(expected, desired, false, order, for_failure(order), where);
        }
        bool compare_exchange_weak(T& expected, T desired, std::memory_order success_order,
                                   std::memory_order failure_order,
                                   Where where = Where::current()) noexcept {
            return swap_if(expected, desired, true, success_order, failure_order, where);
        }
        bool compare_exchange_weak(T& expected, T desired, std::memory_order order,
                                   Where where = Where::current()) noexcept {
            return swap_if(expected, desired, true, order, for_failure(order), where);
        }

    private:
        [[nodiscard]] static std::uint64_t word_of(T value) noexcept {
            std::uint64_t word = 0;
            std::memcpy(&word, &value, sizeof(T));
            return word;
        }
        [[nodiscard]] static T value_of(std::uint64_t word) noexcept {
            T value{};
            std::memcpy(&value, &word, sizeof(T));
            return value;
        }
        [[nodiscard]] static std::memory_order for_failure(std::memory_order order) noexcept {
            return order == std::memory_order_acq_rel   ? std::memory_order_acquire
                   : order == std::memory_order_release ? std::memory_order_relaxed
                                                        : order;
        }
        [[nodiscard]] std::uint64_t word() const noexcept { return word_of(value_); }

        template <class Change>
        T change(Change&& to, std::memory_order order, Where where) noexcept {
            ExploreEngine* const engine = engine_for(where);
            if (engine == nullptr) {
                const T before = value_;
                value_ = to(before);
                return before;
            }
            const auto words = [&to](std::uint64_t seen) { return word_of(to(value_of(seen))); };
            const auto access = engine->update(cell_, word(), words, order, where);
            value_ = value_of(engine->latest(cell_));
            return value_of(access.before);
        }
        bool swap_if(T& expected, T desired, bool weak, std::memory_order success,
                     std::memory_order failure, Where where) noexcept {
            ExploreEngine* const engine = engine_for(where);
            if (engine == nullptr) {
                const bool equal = word() == word_of(expected);
                (equal ? value_ : expected) = equal ? desired : value_;
                return equal;
            }
            const auto access =
                engine->compare_exchange(cell_, word(), {word_of(expected), word_of(desired), weak},
                                         success, failure, where);
            if (access.wrote) {
                value_ = value_of(engine->latest(cell_));
            } else {
                expected = value_of(access.before);
            }
            return access.wrote;
        }

        /// The engine under which it is used, if any; it must have been made before.
        [[nodiscard]] ExploreEngine* engine_for(Where where) const noexcept {
            ExploreEngine* const engine = ExploreEngine::active();
            if (engine != nullptr && made_by_a_thread_) {
                engine->check_made(this, where);
            }
            return engine;
        }

        T value_{};  // the newest
        mutable ExploreEngine::Cell cell_;
        bool made_by_a_thread_ = false;
    };

    /// A shared cell whose accesses must be ordered by something else, which is checked.
    template <class T>
    class plain {
    public:
        plain() noexcept : plain(T{}) {}
        explicit(false) plain(T value) noexcept : value_{value} {
            if (ExploreEngine* const engine = ExploreEngine::active()) {
                engine->forget_plain(&value_, 1);
            }
        }
        [[nodiscard]] T get(Where where = Where::current()) const noexcept {
            if (ExploreEngine* const engine = ExploreEngine::active()) {
                engine->read_plain(&value_, 1, where);
            }
            return value_;
        }
        void set(T to, Where where = Where::current()) noexcept {
            if (ExploreEngine* const engine = ExploreEngine::active()) {
                engine->write_plain(&value_, 1, where);
            }
            value_ = to;
        }

    private:
        T value_;
    };

    /// What threads take turns by: who finds it taken waits for the others, which a strategy has to
    /// respect; ExploreDpor does not.
    ///
    /// Edges:
    ///   turn   unlock() -> try_lock(): all that was done in a turn is known in the next.
    class mutex {
    public:
        bool try_lock(Where where = Where::current()) noexcept {
            bool taken = false;
            return taken_.compare_exchange_strong(
                taken, true, std::memory_order_acquire,  // turn: who comes next
                std::memory_order_relaxed, where);       // relaxed: it has no turn
        }
        void lock(Where where = Where::current()) noexcept {
            while (!try_lock(where)) {
                spin(where);
            }
        }
        void unlock(Where where = Where::current()) noexcept {
            taken_.store(false, std::memory_order_release, where);  // turn: who has had it
        }

    private:
        atomic<bool> taken_{false};
    };

    static constexpr bool cells_are_zero_bytes = false;
    static constexpr bool watches_memory = true;

    static void spin(Where where = Where::current()) noexcept {
        if (ExploreEngine* const engine = ExploreEngine::active()) {
            engine->spin(where);
        }
    }
    static void stand_back() noexcept {}  // others come first anyway, or do not
    /// For programs of the tests; the library has no fences.
    static void fence(std::memory_order order, Where where = Where::current()) noexcept {
        if (ExploreEngine* const engine = ExploreEngine::active()) {
            engine->fence(order, where);
        }
    }
    static void copy_in(std::byte* to, const std::byte* from, std::size_t size,
                        Where where = Where::current()) noexcept {
        if (ExploreEngine* const engine = ExploreEngine::active()) {
            engine->write_plain(to, size, where);
        }
        StdAtomics::copy_in(to, from, size);
    }
    static void lend(const std::byte* from, std::size_t size,
                     Where where = Where::current()) noexcept {
        if (ExploreEngine* const engine = ExploreEngine::active()) {
            engine->read_plain(from, size, where);
        }
    }
    static void prefetch_write(const void* /*at*/) noexcept {}

    /// Says what a story is to call an atomic, a plain cell, or any object that holds some.
    template <class T>
    static void name(const T& object, std::string_view text) noexcept {
        if (ExploreEngine* const engine = ExploreEngine::current()) {
            engine->record().name(&object, sizeof(object), text);
        }
    }

    static void fresh(const void* at, std::size_t size) noexcept {
        if (ExploreEngine* const engine = ExploreEngine::current()) {
            engine->ranges().fresh(at, size);
            engine->forget_plain(at, size);
        }
    }
    static void revive(const void* at, std::size_t size) noexcept {
        if (ExploreEngine* const engine = ExploreEngine::current()) {
            engine->tell(ExploreKind::revive, at, size, {});
            engine->ranges().revive(at, size);
        }
    }
    static void retire(const void* at, std::size_t size) noexcept {
        if (ExploreEngine* const engine = ExploreEngine::current()) {
            engine->tell(ExploreKind::retire, at, size, {});
            engine->ranges().retire(at, size);
        }
    }
};

/// What an explored thread, or a program's finish(), holds to be true; if not, that is a failure.
inline void explore_expect(bool holds, const char* what) {
    if (!holds && ExploreEngine::current() != nullptr) {
        ExploreEngine::current()->fail(what);
    }
}

}  // namespace weir::inline v0
