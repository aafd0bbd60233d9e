// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>

#include "weir/core/instant.hpp"

namespace weir::inline v0 {

/// Tells the time; every operation of a stream asks once, at its beginning.
///
/// A clock may step back. Nothing breaks then: what has happened stays, and what is due waits.
///
/// Thread: any.
template <class Clock>
concept time_source = requires(Clock& clock) {
    { clock.now() } -> std::same_as<Instant>;
    requires noexcept(clock.now());
};

/// The clock of a stream that was given none: one for the whole program.
template <time_source Clock>
requires std::default_initializable<Clock> Clock& default_clock() {
    static Clock clock;
    return clock;
}

}  // namespace weir::inline v0
