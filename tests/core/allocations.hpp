// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

// Counts what each thread allocates. It replaces the program's allocation functions, all that are
// not for aligned memory, so one source file of a program includes it and no other.

inline thread_local std::size_t allocations = 0;

namespace counting {

// Out of line, or g++ takes a `new` and the `free` that it sees through `delete` for a mismatch.
[[gnu::noinline]] inline void* allocate(std::size_t size) noexcept {
    ++allocations;
    return std::malloc(size > 0 ? size : 1);
}

[[gnu::noinline]] inline void release(void* memory) noexcept {
    std::free(memory);
}

inline void* allocate_or_stop(std::size_t size) noexcept {
    void* const memory = allocate(size);
    if (memory == nullptr) {
        std::abort();
    }
    return memory;
}

}  // namespace counting

// NOLINTBEGIN(misc-definitions-in-headers)
void* operator new(std::size_t size) {
    return counting::allocate_or_stop(size);
}
void* operator new[](std::size_t size) {
    return counting::allocate_or_stop(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return counting::allocate(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
    return counting::allocate(size);
}
void operator delete(void* memory) noexcept {
    counting::release(memory);
}
void operator delete[](void* memory) noexcept {
    counting::release(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    counting::release(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
    counting::release(memory);
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
    counting::release(memory);
}
void operator delete[](void* memory, const std::nothrow_t&) noexcept {
    counting::release(memory);
}
// NOLINTEND(misc-definitions-in-headers)
