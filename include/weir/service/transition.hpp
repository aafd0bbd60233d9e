// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "weir/core/instant.hpp"

namespace weir::inline v0 {

/// A state that a stream or a consumer is in until some time has passed.
struct Transition {
    Instant begun;
    Duration takes{0};

    [[nodiscard]] Instant end() const noexcept { return begun + takes; }
    /// Gives: true if it is over, from then on for good. A clock that stepped back begins it anew.
    [[nodiscard]] bool is_over(Instant now) noexcept {
        begun = now < begun ? now : begun;
        if (now < end()) {
            return false;
        }
        takes = Duration{0};
        return true;
    }
};

}  // namespace weir::inline v0
