// SPDX-License-Identifier: Apache-2.0
#include "weir/time/cached_clock.hpp"

#include "catch.hpp"

#include <chrono>
#include <thread>

#include "weir/time/manual_clock.hpp"

using std::chrono::seconds;
using weir::CachedClock;
using weir::Instant;
using weir::ManualClock;

TEST_CASE("a cached clock tells the time of its last refresh") {
    ManualClock base;
    const Instant start = base.now();
    CachedClock clock{base};
    CHECK(clock.now() == start);
    base.advance(seconds{3});
    CHECK(clock.now() == start);
    clock.refresh();
    CHECK(clock.now() == start + seconds{3});
}

TEST_CASE("a cached clock does not follow a step back") {
    ManualClock base;
    const Instant start = base.now();
    CachedClock clock{base};
    base.set(start - seconds{1});
    clock.refresh();
    CHECK(clock.now() == start);
    base.set(start + seconds{1});
    clock.refresh();
    CHECK(clock.now() == start + seconds{1});
}

TEST_CASE("a cached clock without a base of its own uses the default one") {
    CachedClock<ManualClock> clock;
    ManualClock& base = weir::default_clock<ManualClock>();
    base.set(Instant::from_seconds(2'000'000'000));
    clock.refresh();
    CHECK(clock.now() == Instant::from_seconds(2'000'000'000));
}

TEST_CASE("a wait on a cached clock waits on its base and ends up to date") {
    ManualClock base;
    const Instant start = base.now();
    CachedClock clock{base};
    std::thread mover{[&] {
        while (base.waiters() == 0) {
            std::this_thread::yield();
        }
        base.set(start + seconds{10});
    }};
    std::mutex mutex;
    std::condition_variable changed;
    std::unique_lock lock{mutex};
    while (clock.wait_until(lock, changed, start + seconds{5})) {
    }
    CHECK(clock.now() == start + seconds{10});
    mover.join();
}
