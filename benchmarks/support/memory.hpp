// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <malloc.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>

namespace bench {

/// Keeps what is freed in this process. Otherwise the C library gives memory back to the system at
/// sizes and moments of its own choice, and whoever asks next pays a page fault for every 4 KiB.
inline void keep_freed_memory() noexcept {
    ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
    ::mallopt(M_MMAP_THRESHOLD, 32 << 20);
}

/// What the C library has handed out, small and large.  Units: bytes.
[[nodiscard]] inline std::uint64_t allocated_bytes() noexcept {
    const auto info = ::mallinfo2();
    return info.uordblks + info.hblkhd;
}

/// Memory of this process that the system has given it.  Units: bytes.
[[nodiscard]] inline std::uint64_t resident_bytes() noexcept {
    std::FILE* file = std::fopen("/proc/self/statm", "r");
    unsigned long size = 0;
    unsigned long resident = 0;
    if (file != nullptr) {
        if (std::fscanf(file, "%lu %lu", &size, &resident) != 2) {
            resident = 0;
        }
        std::fclose(file);
    }
    return std::uint64_t{resident} * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace bench
