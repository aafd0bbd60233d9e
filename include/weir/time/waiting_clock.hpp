// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <condition_variable>
#include <mutex>

#include "weir/core/instant.hpp"
#include "weir/time/clock.hpp"

namespace weir::inline v0 {

/// A clock on which a thread can wait for an instant, or for another thread.
///
/// `wait_until` is called with the lock held and returns with it held. It gives false once the
/// deadline has come on this clock, however briefly; true if it woke before, which it does when
/// `changed` is notified and may do without a reason, as condition variables do.
template <class Clock>
concept waiting_clock = time_source<Clock> &&
    requires(Clock& clock, std::unique_lock<std::mutex>& lock, std::condition_variable& changed,
             Instant deadline) {
    { clock.wait_until(lock, changed, deadline) } -> std::same_as<bool>;
};

}  // namespace weir::inline v0
