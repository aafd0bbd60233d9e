// SPDX-License-Identifier: Apache-2.0
#include "weir/time/manual_clock.hpp"

#include "catch.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

using std::chrono::seconds;
using weir::Duration;
using weir::Instant;
using weir::ManualClock;

namespace {

void wait_for_waiters(const ManualClock& clock, std::size_t count) {
    while (clock.waiters() != count) {
        std::this_thread::yield();
    }
}

/// A thread that waits on a clock, with a mutex and a condition of its own that die with it.
void wait_for_instant(ManualClock& clock, Instant deadline) {
    const auto mutex = std::make_unique<std::mutex>();
    const auto changed = std::make_unique<std::condition_variable>();
    std::unique_lock lock{*mutex};
    while (clock.wait_until(lock, *changed, deadline)) {
    }
}

}  // namespace

TEST_CASE("a manual clock stands still until it is moved") {
    ManualClock clock;
    CHECK(clock.now() == Instant::from_seconds(1'700'000'000));
    CHECK(clock.now() == Instant::from_seconds(1'700'000'000));
    clock.advance(Duration{1});
    CHECK(clock.now().micros() == 1'700'000'000'000'001);
    clock.set(Instant::from_seconds(5));
    CHECK(clock.now() == Instant::from_seconds(5));
    clock.advance(seconds{-10});
    CHECK(clock.now() == Instant::from_seconds(-5));
    CHECK(ManualClock{Instant{}}.now() == Instant{});
}

TEST_CASE("a manual clock that is moved past the end of time stops there") {
    ManualClock clock{Instant::max()};
    clock.advance(seconds{1});
    CHECK(clock.now() == Instant::max());
}

TEST_CASE("threads that advance a manual clock at once all count") {
    ManualClock clock{Instant{}};
    const auto work = [&] {
        for (int step = 0; step < 200'000; ++step) {
            clock.advance(Duration{1});
        }
    };
    std::thread other{work};
    work();
    other.join();
    CHECK(clock.now().micros() == 400'000);
}

TEST_CASE("a waiter wakes when its deadline comes and not before") {
    ManualClock clock{Instant{}};
    std::atomic<bool> woken{false};
    std::thread waiter{[&] {
        wait_for_instant(clock, Instant::from_seconds(10));
        woken = true;
    }};
    wait_for_waiters(clock, 1);
    CHECK(clock.next_deadline() == Instant::from_seconds(10));
    clock.set(Instant::from_micros(9'999'999));
    CHECK(clock.next_deadline() == Instant::from_seconds(10));
    CHECK_FALSE(woken);
    clock.advance(Duration{1});
    waiter.join();
    CHECK(woken);
    CHECK(clock.waiters() == 0);
    CHECK_FALSE(clock.next_deadline().has_value());
}

TEST_CASE("a deadline that came and went while the clock was moved on and back has come") {
    ManualClock clock{Instant{}};
    std::atomic<int> waits{0};
    std::thread waiter{[&] {
        std::mutex mutex;
        std::condition_variable changed;
        std::unique_lock lock{mutex};
        do {
            ++waits;
        } while (clock.wait_until(lock, changed, Instant::from_seconds(10)));
    }};
    wait_for_waiters(clock, 1);
    clock.set(Instant::from_seconds(10));
    clock.set(Instant{});
    waiter.join();
    CHECK(waits >= 1);
}

TEST_CASE("a waiter wakes when it is notified, and is told that the deadline has not come") {
    ManualClock clock;
    std::mutex mutex;
    std::condition_variable changed;
    bool done = false;
    bool deadline_came = false;
    std::thread waiter{[&] {
        std::unique_lock lock{mutex};
        while (!done) {
            deadline_came = !clock.wait_until(lock, changed, Instant::max()) || deadline_came;
        }
    }};
    wait_for_waiters(clock, 1);
    {
        const std::lock_guard guard{mutex};
        done = true;
    }
    changed.notify_one();
    waiter.join();
    CHECK_FALSE(deadline_came);
    CHECK(clock.waiters() == 0);
}

TEST_CASE("of many waiters those that are due wake, the earliest of the others is known") {
    ManualClock clock{Instant{}};
    std::atomic<int> woken{0};
    std::vector<std::thread> sleepers;
    for (int second = 1; second <= 6; ++second) {
        sleepers.emplace_back([&, second] {
            wait_for_instant(clock, Instant::from_seconds(second));
            ++woken;
        });
    }
    wait_for_waiters(clock, 6);
    for (int second = 1; second <= 6; ++second) {
        CHECK(clock.next_deadline() == Instant::from_seconds(second));
        clock.set(Instant::from_seconds(second));
        wait_for_waiters(clock, static_cast<std::size_t>(6 - second));
    }
    for (std::thread& sleeper : sleepers) {
        sleeper.join();
    }
    CHECK(woken == 6);
}

TEST_CASE("the clock can be moved while another thread holds the mutex of a waiter") {
    ManualClock clock{Instant{}};
    std::mutex mutex;
    std::condition_variable changed;
    std::thread waiter{[&] {
        std::unique_lock lock{mutex};
        while (clock.wait_until(lock, changed, Instant::from_seconds(1))) {
        }
    }};
    wait_for_waiters(clock, 1);
    std::unique_lock held{mutex};  // the waiter sleeps, else it would hold this
    std::thread mover{[&] { clock.set(Instant::from_seconds(1)); }};
    while (clock.now() != Instant::from_seconds(1)) {
        std::this_thread::yield();
    }
    // The clock has moved and can be read, asked about its waiters and waited on meanwhile.
    CHECK(clock.waiters() == 1);
    CHECK_FALSE(clock.next_deadline().has_value());
    wait_for_instant(clock, Instant::from_seconds(1));
    held.unlock();
    mover.join();
    waiter.join();
}

TEST_CASE("no wake-up is lost between looking at the time and going to sleep") {
    ManualClock clock{Instant{}};
    constexpr int rounds = 3000;
    std::atomic<int> reached{0};
    std::thread waiter{[&] {
        for (int round = 1; round <= rounds; ++round) {
            wait_for_instant(clock, Instant::from_seconds(round));
            reached.store(round, std::memory_order_release);
        }
    }};
    // Moves on as soon as the waiter has begun the round, whether it sleeps already or not.
    for (int round = 1; round <= rounds; ++round) {
        clock.advance(seconds{1});
        while (reached.load(std::memory_order_acquire) < round) {
            std::this_thread::yield();
        }
    }
    waiter.join();
    CHECK(clock.waiters() == 0);
}

TEST_CASE("a waiter that is due wakes although another one shares its condition and is first") {
    ManualClock clock{Instant{}};
    std::mutex mutex;
    std::condition_variable changed;
    const auto sleep = [&](int second) {
        std::unique_lock lock{mutex};
        while (clock.wait_until(lock, changed, Instant::from_seconds(second))) {
        }
    };
    std::thread late{sleep, 2};
    wait_for_waiters(clock, 1);
    std::thread early{sleep, 1};
    wait_for_waiters(clock, 2);
    clock.set(Instant::from_seconds(1));
    early.join();
    clock.set(Instant::from_seconds(2));
    late.join();
}

namespace {

/// A mutex and a condition that let a test look into the moments in which a wake-up could be lost.
struct Stage {
    ManualClock clock{Instant{}};
    std::mutex mutex;
    std::condition_variable changed;
    std::atomic<bool> asleep{false};
    std::atomic<bool> about_to_sleep{false};
    std::atomic<bool> wake_early{false};
    std::atomic<bool> lost{false};
    std::atomic<bool> has_left{false};
    std::atomic<bool> notified_after_leaving{false};

    static void linger() {
        for (int turn = 0; turn < 2000; ++turn) {
            std::this_thread::yield();
        }
    }
};

struct StageMutex {
    Stage& stage;
    std::thread::id waiter = std::this_thread::get_id();

    void lock() { stage.mutex.lock(); }
    void unlock() {
        stage.mutex.unlock();
        if (std::this_thread::get_id() != waiter && stage.wake_early) {
            // The visitor stops here; the waiter wakes for another reason and wants to leave.
            stage.changed.notify_all();
            Stage::linger();
        }
    }
};

struct StageCondition {
    Stage& stage;

    void wait(std::unique_lock<StageMutex>& lock) {
        stage.about_to_sleep = true;
        if (!stage.wake_early) {
            while (stage.clock.now() == Instant{}) {
                std::this_thread::yield();
            }
            Stage::linger();
        }
        std::unique_lock inner{stage.mutex, std::adopt_lock};
        stage.asleep = true;
        stage.changed.wait_for(inner, std::chrono::seconds{stage.lost ? 0 : 60});
        stage.asleep = false;
        inner.release();
        static_cast<void>(lock);
    }
    void notify_all() {
        stage.lost = stage.lost || (!stage.asleep && !stage.wake_early);
        stage.notified_after_leaving = stage.notified_after_leaving || stage.has_left;
        stage.changed.notify_all();
    }
};

void play(Stage& stage) {
    std::thread mover{[&] {
        while (!stage.about_to_sleep) {
            std::this_thread::yield();
        }
        stage.clock.advance(seconds{1});
    }};
    StageMutex mutex{stage};
    StageCondition changed{stage};
    std::unique_lock lock{mutex};
    CHECK_FALSE(stage.clock.wait_until(lock, changed, Instant::from_seconds(1)));
    CHECK(lock.owns_lock());
    stage.has_left = true;
    lock.unlock();
    mover.join();
}

}  // namespace

TEST_CASE("a waiter that has looked and does not sleep yet is notified only once it sleeps") {
    Stage stage;
    play(stage);
    CHECK_FALSE(stage.lost);
}

TEST_CASE("a waiter that wakes by itself does not leave while another thread is to notify it") {
    Stage stage;
    stage.wake_early = true;
    play(stage);
    CHECK_FALSE(stage.notified_after_leaving);
}

TEST_CASE("threads that wait and threads that move the clock never wait for each other") {
    ManualClock clock{Instant{}};
    constexpr int rounds = 1000;
    std::mutex mutex;
    std::condition_variable changed;
    std::atomic<int> left{3};
    const auto wait = [&] {
        for (int round = 0; round < rounds; ++round) {
            std::unique_lock lock{mutex};
            const Instant deadline = clock.now() + Duration{round % 7};
            while (clock.wait_until(lock, changed, deadline)) {
            }
        }
        --left;
    };
    const auto move = [&] {
        while (left.load() > 0) {
            clock.advance(Duration{1});
            changed.notify_all();
        }
    };
    std::vector<std::thread> crew;
    for (int thread = 0; thread < 3; ++thread) {
        crew.emplace_back(wait);
    }
    crew.emplace_back(move);
    move();
    for (std::thread& one : crew) {
        one.join();
    }
    CHECK(clock.waiters() == 0);
}
