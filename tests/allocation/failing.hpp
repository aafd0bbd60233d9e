// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/mman.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>

// Memory that fails when a test says so. Every file of this folder includes it before any header
// of the library, so that the storage's mmap is its own too; one file includes replaced_new.hpp.

namespace failing {

inline constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

inline thread_local std::uint64_t asked = 0;  // requests for memory since the plan was made
inline thread_local std::uint64_t first_refused = never;
inline thread_local std::uint64_t end_of_refused = never;
inline std::atomic<std::int64_t> live{0};  // pieces of memory that have not been given back

/// Counts a request.  Gives: true if it has to fail.
inline bool refuses() noexcept {
    const auto request = asked++;
    return request >= first_refused && request < end_of_refused;
}

/// Which requests of this thread fail.
struct Plan {
    std::uint64_t first = never;  ///< counted from 0
    bool and_all_later = false;
};

/// Has a plan carried out while it lives.
class Shortage {
public:
    explicit Shortage(Plan plan) noexcept {
        asked = 0;
        first_refused = plan.first;
        end_of_refused = plan.and_all_later || plan.first == never ? never : plan.first + 1;
    }
    Shortage(const Shortage&) = delete;
    Shortage& operator=(const Shortage&) = delete;
    ~Shortage() { first_refused = never; }
};

}  // namespace failing

inline void* weir_test_mmap(void* at, std::size_t size, int protection, int flags, int file,
                            off_t offset) noexcept {
    if (failing::refuses()) {
        return MAP_FAILED;
    }
    void* const memory = ::mmap(at, size, protection, flags, file, offset);
    failing::live.fetch_add(memory == MAP_FAILED ? 0 : 1, std::memory_order_relaxed);
    return memory;
}
inline int weir_test_munmap(void* at, std::size_t size) noexcept {
    failing::live.fetch_sub(1, std::memory_order_relaxed);
    return ::munmap(at, size);
}
#define mmap weir_test_mmap
#define munmap weir_test_munmap
