// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>

namespace weir::inline v0::detail {

/// Says on standard error what was broken and where, and aborts.
[[noreturn]] inline void check_failed(const char* condition, const char* sentence, const char* file,
                                      int line) noexcept {
    std::fprintf(stderr, "%s:%d: %s [%s]\n", file, line, sentence, condition);
    std::fflush(stderr);
    std::abort();
}

}  // namespace weir::inline v0::detail

/// Stops a program whose own code broke a rule; on in every build.
///
/// What a user of a running program can cause is a Result, never a check.
#define WEIR_CHECK(condition, sentence) \
    (static_cast<bool>(condition)       \
         ? static_cast<void>(0)         \
         : ::weir::detail::check_failed(#condition, sentence, __FILE__, __LINE__))
