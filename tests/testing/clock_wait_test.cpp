// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/clock_wait.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "catch.hpp"
#include "weir/time/manual_clock.hpp"

namespace {

using namespace std::chrono_literals;
using weir::Instant;
using Wait = weir::ClockWait<weir::ManualClock>;

/// Lets nobody go, neither for the time nor for a condition, until it is told to.
struct Deaf {
    [[nodiscard]] Instant now() const noexcept { return Instant{}; }
    bool wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable&, Instant) {
        let_go.wait(lock, [this] { return gone.load(); });
        return true;
    }
    std::condition_variable let_go;
    std::atomic<bool> gone = false;
};

/// Comes back at once, again and again, and never says that the deadline came.
struct Restless {
    [[nodiscard]] Instant now() const noexcept { return Instant{}; }
    bool wait_until(std::unique_lock<std::mutex>&, std::condition_variable&, Instant) {
        ++wakings;
        return true;
    }
    int wakings = 0;
};

}  // namespace

TEST_CASE("A wait is there when its maker comes back, and ends with its deadline") {
    weir::ManualClock clock{Instant{}};
    Wait wait{clock, Instant::from_seconds(10), 10s};
    CHECK(clock.waiters() == 1);
    clock.set(Instant::from_seconds(10));
    REQUIRE(wait.ended());
    CHECK_FALSE(wait.was_early());
    CHECK(wait.held_lock());
}

TEST_CASE("A wait ends early when it is notified") {
    weir::ManualClock clock{Instant{}};
    Wait wait{clock, Instant::from_seconds(10), 10s};
    wait.notify();
    REQUIRE(wait.ended());
    CHECK(wait.was_early());
}

TEST_CASE("A clock that lets nobody go takes the patience, and no more") {
    // It has to outlive its waiter, which may outlive the test.
    static Deaf& clock = *new Deaf;
    {
        weir::ClockWait<Deaf> wait{clock, Instant{}, 1ms};
        wait.notify();
        CHECK_FALSE(wait.ended());
    }
    clock.gone = true;
    clock.let_go.notify_all();
}

TEST_CASE("A clock that wakes its waiter again and again does not keep it for ever") {
    Restless clock;
    weir::ClockWait<Restless> wait{clock, Instant{}, 10s};
    REQUIRE(wait.ended());
    CHECK(clock.wakings == 1'000);
    CHECK(wait.was_early());
}
