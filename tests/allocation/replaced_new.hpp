// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

#include "allocation/failing.hpp"

// The program's allocation functions, all of them: one source file of a program includes this.

namespace failing {

// Out of line, or g++ takes a `new` and the `free` that it sees through `delete` for a mismatch.
[[gnu::noinline]] inline void* allocate(std::size_t size, std::size_t alignment) noexcept {
    if (refuses()) {
        return nullptr;
    }
    const std::size_t whole = (size + alignment - 1) / alignment * alignment;
    void* const memory = std::aligned_alloc(alignment, whole > 0 ? whole : alignment);
    live.fetch_add(memory == nullptr ? 0 : 1, std::memory_order_relaxed);
    return memory;
}

[[gnu::noinline]] inline void* allocate_or_throw(std::size_t size, std::size_t alignment) {
    void* const memory = allocate(size, alignment);
    if (memory == nullptr) {
        throw std::bad_alloc{};
    }
    return memory;
}

[[gnu::noinline]] inline void release(void* memory) noexcept {
    live.fetch_sub(memory == nullptr ? 0 : 1, std::memory_order_relaxed);
    std::free(memory);
}

inline constexpr std::size_t usual = __STDCPP_DEFAULT_NEW_ALIGNMENT__;

}  // namespace failing

// NOLINTBEGIN(misc-definitions-in-headers)
void* operator new(std::size_t size) {
    return failing::allocate_or_throw(size, failing::usual);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    return failing::allocate_or_throw(size, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return failing::allocate(size, failing::usual);
}
void* operator new(std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
    return failing::allocate(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size) {
    return failing::allocate_or_throw(size, failing::usual);
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
    return failing::allocate_or_throw(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
    return failing::allocate(size, failing::usual);
}
void* operator new[](std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
    return failing::allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept {
    failing::release(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    failing::release(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
    failing::release(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
    failing::release(memory);
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
    failing::release(memory);
}
void operator delete(void* memory, std::align_val_t, const std::nothrow_t&) noexcept {
    failing::release(memory);
}
void operator delete[](void* memory) noexcept {
    failing::release(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
    failing::release(memory);
}
void operator delete[](void* memory, std::align_val_t) noexcept {
    failing::release(memory);
}
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept {
    failing::release(memory);
}
void operator delete[](void* memory, const std::nothrow_t&) noexcept {
    failing::release(memory);
}
void operator delete[](void* memory, std::align_val_t, const std::nothrow_t&) noexcept {
    failing::release(memory);
}
// NOLINTEND(misc-definitions-in-headers)
