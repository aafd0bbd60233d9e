// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

#include "weir/core/md5_lanes.hpp"

namespace weir::inline v0 {

/// How keys are hashed; each path needs the processor of those before it, too.
enum class Md5Path : std::uint8_t { portable, sse2, avx2, avx512 };

namespace detail {

/// The path in use, or `md5_path_unknown` until somebody asks.
inline constexpr std::uint8_t md5_path_unknown = 0xff;
inline constinit std::atomic<std::uint8_t> md5_path_in_use{md5_path_unknown};

[[nodiscard]] inline Md5Path md5_path_of_processor() noexcept {
#if defined(WEIR_MD5_ON_X86)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("bmi2")) {
        return Md5Path::avx512;
    }
    return __builtin_cpu_supports("avx2") ? Md5Path::avx2 : Md5Path::sse2;
#else
    return Md5Path::portable;
#endif
}

}  // namespace detail

/// Keeps this whole process from faster paths, to test or measure what other processors would do.
/// Thread: any; what is under way may still go the way that it began.
inline void limit_md5_path(Md5Path fastest) noexcept {
    const Md5Path best = detail::md5_path_of_processor();
    // relaxed: every path gives the same result
    detail::md5_path_in_use.store(static_cast<std::uint8_t>(fastest < best ? fastest : best),
                                  std::memory_order_relaxed);
}

/// The fastest path that this processor has and the process may use.
[[nodiscard]] inline Md5Path best_md5_path() noexcept {
    // relaxed: as above
    auto path = detail::md5_path_in_use.load(std::memory_order_relaxed);
    if (path == detail::md5_path_unknown) [[unlikely]] {
        const auto best = static_cast<std::uint8_t>(detail::md5_path_of_processor());
        // Not over a limit that another thread has set meanwhile.
        if (detail::md5_path_in_use.compare_exchange_strong(
                path, best,
                std::memory_order_relaxed,     // relaxed: as above
                std::memory_order_relaxed)) {  // relaxed: as above
            path = best;
        }
    }
    return static_cast<Md5Path>(path);
}

}  // namespace weir::inline v0
