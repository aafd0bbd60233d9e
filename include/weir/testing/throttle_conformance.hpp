// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "weir/testing/throttle_read_rules.hpp"
#include "weir/testing/throttle_write_rules.hpp"

namespace weir::inline v0 {

/// Every rule of the concepts `throttle_policy`, `bulk_throttle` and `composable_throttle`.
///
/// Source: these concepts, and docs/throttle.md.
template <throttle_policy Policy>
inline constexpr auto throttle_rules = detail::joined_rules(ThrottleWriteRules<Policy>::rules(),
                                                            ThrottleReadRules<Policy>::rules());

/// Holds a throttle to every rule. What it promises in figures is looked at if the subject has it.
template <throttle_policy Policy>
[[nodiscard]] ConformanceReport check_throttle(const ThrottleSubject<Policy>& subject) {
    return check_rules("throttle", throttle_rules<Policy>, subject);
}

}  // namespace weir::inline v0
