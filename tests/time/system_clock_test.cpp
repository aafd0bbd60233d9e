// SPDX-License-Identifier: Apache-2.0
#include "weir/time/system_clock.hpp"

#include "catch.hpp"

#include <atomic>
#include <chrono>
#include <ctime>
#include <thread>

using weir::Duration;
using weir::Instant;
using weir::SystemClock;

TEST_CASE("the system clock tells the wall time") {
    const std::time_t before = std::time(nullptr);
    const SystemClock clock;
    const Instant now = clock.now();
    // The two may differ in how they round, and in what the machine's clock is told meanwhile.
    CHECK(now.seconds() >= before - 1);
    CHECK(now.seconds() <= std::time(nullptr) + 1);
}

TEST_CASE("the system clock never steps back in a thread, and hardly from one to another") {
    const SystemClock clock;
    // What a processor whose cores count differently may add; usually it is under 1 microsecond.
    constexpr std::int64_t apart_max = 5000;
    std::atomic<std::int64_t> latest{0};
    std::atomic<bool> stepped_back{false};
    std::atomic<bool> is_apart{false};
    const auto read = [&] {
        std::int64_t last = 0;
        // More than the 20 ms in which a thread still asks the steady clock.
        for (int reading = 0; reading < 2'000'000; ++reading) {
            const std::int64_t seen = latest.load(std::memory_order_acquire);
            const std::int64_t now = clock.now().micros();
            stepped_back = stepped_back || now < last;
            is_apart = is_apart || now + apart_max < seen;
            last = now;
            latest.store(now, std::memory_order_release);
        }
    };
    std::thread other{read};
    read();
    other.join();
    CHECK_FALSE(stepped_back);
    CHECK_FALSE(is_apart);
}

TEST_CASE("a wait on the system clock ends at its deadline") {
    const SystemClock clock;
    std::mutex mutex;
    std::condition_variable changed;
    std::unique_lock lock{mutex};
    const Instant deadline = clock.now() + Duration{2000};
    while (clock.wait_until(lock, changed, deadline)) {
        REQUIRE(lock.owns_lock());
    }
    CHECK(clock.now() >= deadline);
    CHECK(lock.owns_lock());
}

TEST_CASE("a wait for the end of time ends when another thread notifies") {
    const SystemClock clock;
    std::mutex mutex;
    std::condition_variable changed;
    bool done = false;
    std::thread other{[&] {
        const std::lock_guard guard{mutex};
        done = true;
        changed.notify_one();
    }};
    std::unique_lock lock{mutex};
    while (!done) {
        CHECK(clock.wait_until(lock, changed, Instant::max()));
    }
    lock.unlock();
    other.join();
}
