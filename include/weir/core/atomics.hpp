// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace weir::inline v0 {

namespace detail {

/// Copies 0 to 16 bytes with two moves that overlap, so that no call and no loop is needed.
inline void copy_short(std::byte* to, const std::byte* from, std::size_t size) noexcept {
    if (size >= 8) {
        std::uint64_t head = 0;
        std::uint64_t tail = 0;
        std::memcpy(&head, from, 8);
        std::memcpy(&tail, from + size - 8, 8);
        std::memcpy(to, &head, 8);
        std::memcpy(to + size - 8, &tail, 8);
    } else if (size >= 4) {
        std::uint32_t head = 0;
        std::uint32_t tail = 0;
        std::memcpy(&head, from, 4);
        std::memcpy(&tail, from + size - 4, 4);
        std::memcpy(to, &head, 4);
        std::memcpy(to + size - 4, &tail, 4);
    } else if (size > 0) {
        to[0] = from[0];
        to[size / 2] = from[size / 2];
        to[size - 1] = from[size - 1];
    }
}

#if defined(__SSE2__)
/// Sixteen bytes of whatever, at any address. <emmintrin.h> takes 20 ms to compile for this.
typedef long long Bytes16 __attribute__((vector_size(16), may_alias, aligned(1)));
#endif

/// Copies a record's bytes. Up to 256 bytes inline: a call of memcpy costs more than they do.
inline void copy_bytes(std::byte* to, const std::byte* from, std::size_t size) noexcept {
#if defined(__SSE2__)
    if (size <= 16) {
        copy_short(to, from, size);
    } else if (size <= 256) {
        const auto move = [to, from](std::size_t at) {
            *reinterpret_cast<Bytes16*>(to + at) = *reinterpret_cast<const Bytes16*>(from + at);
        };
        for (std::size_t at = 0; at + 16 < size; at += 16) {
            move(at);
        }
        move(size - 16);
    } else {
        std::memcpy(to, from, size);
    }
#else
    if (size <= 16) {
        copy_short(to, from, size);
    } else {
        std::memcpy(to, from, size);
    }
#endif
}

}  // namespace detail

/// How shared memory is touched: the default, which costs nothing over writing it out.
///
/// Everything that more than one thread may touch goes through such a policy, so that a test can
/// put the same code under a scheduler that tries every interleaving. A policy names the types of
/// atomic and plain shared cells and says how bytes go in and are lent out.
struct StdAtomics {
    template <class T>
    using atomic = std::atomic<T>;

    /// A shared cell that is written by one thread while no other may look.
    template <class T>
    struct plain {
        T value{};
        [[nodiscard]] T get() const noexcept { return value; }
        void set(T to) noexcept { value = to; }
    };

    /// True where memory full of zero bytes is as good as constructed cells.
    static constexpr bool cells_are_zero_bytes = true;

    /// True for a policy that wants to be told, with `fresh`, `revive` and `retire`, which memory
    /// is new, which comes into use, and which nobody may look at until it does again.
    static constexpr bool watches_memory = false;

    /// Says that this thread waits for another one.
    static void spin() noexcept {
#if defined(__SSE2__)
        __builtin_ia32_pause();
#endif
    }

    /// Stands back after another thread came first, so that it can go on undisturbed for a while.
    ///
    /// Two threads that take turns at one word fetch its cache line from each other every time, at
    /// ten times the price of a thread that has it to itself.
    /// Units: about 2.5 microseconds where a pause takes 10 ns; it ends whatever the other does.
    static void stand_back() noexcept {
        for (unsigned pause = 0; pause < 256; ++pause) {
            spin();
        }
    }

    /// Writes record bytes into shared memory that only this thread may touch yet.
    static void copy_in(std::byte* to, const std::byte* from, std::size_t size) noexcept {
        detail::copy_bytes(to, from, size);
    }

    /// Says what a policy that tells of an object's accesses is to call it.
    template <class T>
    static void name(const T& /*object*/, std::string_view /*text*/) noexcept {}

    /// Says that `size` bytes at `from` are lent to a reader from now on.
    static void lend(const std::byte* /*from*/, std::size_t /*size*/) noexcept {}

    /// Asks for the cache line at `at` to be written soon; any address is allowed.
    static void prefetch_write(const void* at) noexcept {
#if defined(__GNUC__) && defined(__x86_64__)
        // Without -mprfchw the builtin asks for reading only, and the line is fetched twice.
        asm volatile("prefetchw %0" : : "m"(*static_cast<const char*>(at)));
#elif defined(__GNUC__)
        __builtin_prefetch(at, 1, 3);
#else
        (void)at;
#endif
    }
};

}  // namespace weir::inline v0
