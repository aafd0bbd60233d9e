// SPDX-License-Identifier: Apache-2.0
#include "weir/time/waiting_clock.hpp"

#include "catch.hpp"

#include "weir/time/cached_clock.hpp"
#include "weir/time/manual_clock.hpp"
#include "weir/time/system_clock.hpp"

namespace {

using weir::Instant;
using Lock = std::unique_lock<std::mutex>;

struct OnlyTells {
    Instant now() noexcept { return {}; }
};
struct WaitsWithoutAnswer : OnlyTells {
    void wait_until(Lock&, std::condition_variable&, Instant) {}
};
struct WaitsForSteadyTime : OnlyTells {
    bool wait_until(Lock&, std::condition_variable&, std::chrono::steady_clock::time_point);
};
struct OnlyWaits {
    bool wait_until(Lock&, std::condition_variable&, Instant);
};

static_assert(weir::waiting_clock<weir::SystemClock>);
static_assert(weir::waiting_clock<weir::ManualClock>);
static_assert(weir::waiting_clock<weir::CachedClock<weir::ManualClock>>);
static_assert(!weir::waiting_clock<weir::CachedClock<OnlyTells>>);
static_assert(!weir::waiting_clock<OnlyTells>);
static_assert(!weir::waiting_clock<WaitsWithoutAnswer>);
static_assert(!weir::waiting_clock<WaitsForSteadyTime>);
static_assert(!weir::waiting_clock<OnlyWaits>);

/// Waits until the deadline has come on the clock, as a caller without any other purpose does.
template <weir::waiting_clock Clock>
Instant wait_for_instant(Clock& clock, Instant deadline) {
    std::mutex mutex;
    std::condition_variable never_notified;
    Lock lock{mutex};
    while (clock.wait_until(lock, never_notified, deadline)) {
    }
    return clock.now();
}

}  // namespace

TEST_CASE("a wait for an instant that has come is over at once, on every clock") {
    weir::ManualClock manual;
    weir::SystemClock system;
    weir::CachedClock cached{manual};
    CHECK(wait_for_instant(manual, manual.now()) == manual.now());
    CHECK(wait_for_instant(cached, Instant{}) == manual.now());
    CHECK(wait_for_instant(system, Instant{}) > Instant{});
    CHECK(wait_for_instant(system, Instant::min()) > Instant{});
}
