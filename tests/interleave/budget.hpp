// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdlib>

namespace weir_test {

/// So many executions, times what WEIR_EXPLORE_BUDGET says.
inline std::uint64_t budget(std::uint64_t executions) {
    const char* const text = std::getenv("WEIR_EXPLORE_BUDGET");
    const std::uint64_t times = text == nullptr ? 1 : std::strtoull(text, nullptr, 10);
    return executions * (times == 0 ? 1 : times);
}
/// The same for one scenario: fewer of those that take long.
inline std::uint64_t budget(std::uint64_t executions, const auto& scenario) {
    return budget(scenario.is_long() ? executions / 16 + 1 : executions);
}
/// The seed that WEIR_EXPLORE_SEED gives, or 1.
inline std::uint64_t seed() {
    const char* const text = std::getenv("WEIR_EXPLORE_SEED");
    return text == nullptr ? 1 : std::strtoull(text, nullptr, 10);
}

}  // namespace weir_test
