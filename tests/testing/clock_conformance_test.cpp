// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/clock_conformance.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "weir/time/cached_clock.hpp"
#include "weir/time/manual_clock.hpp"
#include "weir/time/system_clock.hpp"

namespace {

using namespace std::chrono_literals;
using weir::ClockSubject;
using weir::Duration;
using weir::Instant;
using Names = std::vector<std::string>;

/// A manual clock that is right, or wrong in the way that `planted` names: that of a rule.
class PlantedClock {
public:
    std::string_view planted;

    [[nodiscard]] Instant now() const noexcept {
        const int reading = readings_++;
        Instant now = clock_.now();
        if (is("never_steps_back") && reading % 997 == 996) {
            now -= Duration{1};
        } else if (is("stands_still")) {
            now += Duration{reading / 100};
        } else if (is("same_for_every_thread") && std::this_thread::get_id() != maker_) {
            now -= 1s;
        }
        return now;
    }
    void set(Instant to) {
        const bool step = to >= clock_.now() && to - clock_.now() < 1h;
        if (is("goes_where_it_is_set") && step) {
            to = Instant::from_millis(to.millis());
        } else if (is("goes_back_when_set") && to < Instant{}) {
            to = Instant{};
        }
        clock_.set(to);
        readings_ = 0;
    }
    void advance(Duration by) {
        if (is("advances_exactly")) {
            by = std::chrono::duration_cast<std::chrono::milliseconds>(by);
        } else if (is("advances_add_up") && std::this_thread::get_id() != maker_) {
            return;
        }
        clock_.advance(by);
        readings_ = 0;
    }
    bool wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable& changed,
                    Instant deadline) {
        const Instant begun = clock_.now();
        if (is("does_not_wait_when_due") && deadline == begun) {
            return true;
        }
        if (is("wakes_at_the_deadline") && deadline == begun + 10min) {
            changed.wait(lock);
            return clock_.now() < deadline;
        }
        const bool early = clock_.wait_until(lock, changed, deadline);
        if (is("returns_with_the_lock")) {
            lock.unlock();
        }
        if (is("remembers_the_deadline") && deadline == begun + 1s) {
            return true;  // as a clock does that looks once more, and finds itself set back
        }
        return early && !is("wakes_when_notified");
    }

private:
    [[nodiscard]] bool is(std::string_view plant) const { return planted == plant; }

    weir::ManualClock clock_;
    mutable std::atomic<int> readings_{0};
    std::thread::id maker_ = std::this_thread::get_id();
};

/// A clock that is not made for waiting.
struct Constant {
    [[nodiscard]] Instant now() const noexcept { return Instant::from_seconds(5); }
};

template <class Clock>
ClockSubject<Clock> by_hand(Clock& clock) {
    return {.clock = clock,
            .set = [&clock](Instant to) { clock.set(to); },
            .advance = [&clock](Duration by) { clock.advance(by); }};
}

template <class Clock>
void keeps_all(const ClockSubject<Clock>& subject, const Names& skipped) {
    const weir::ConformanceReport report = weir::check_clock(subject);
    INFO(report.text());
    CHECK(report.passed());
    CHECK(report.skipped() == skipped);
}

}  // namespace

TEST_CASE("The manual clock keeps every rule of a clock") {
    weir::ManualClock clock;
    keeps_all(by_hand(clock), {});
}

TEST_CASE("The system clock keeps the rules of a clock that nobody moves") {
    weir::SystemClock clock;
    keeps_all(ClockSubject<weir::SystemClock>{.clock = clock, .between_threads = 1us},
              {"stands_still", "goes_where_it_is_set", "goes_back_when_set", "advances_exactly",
               "advances_add_up", "wakes_at_the_deadline", "remembers_the_deadline"});
}

TEST_CASE("A cached clock keeps the rules of a clock that never goes back") {
    weir::ManualClock base;
    weir::CachedClock<weir::ManualClock> cached{base};
    keeps_all(ClockSubject<weir::CachedClock<weir::ManualClock>>{.clock = cached,
                                                                 .set =
                                                                     [&](Instant to) {
                                                                         base.set(to);
                                                                         cached.refresh();
                                                                     },
                                                                 .advance =
                                                                     [&](Duration by) {
                                                                         base.advance(by);
                                                                         cached.refresh();
                                                                     },
                                                                 .goes_back = false},
              {"goes_back_when_set", "remembers_the_deadline"});
    weir::SystemClock system;
    weir::CachedClock<weir::SystemClock> of_system{system};
    const auto report =
        weir::check_clock(ClockSubject<weir::CachedClock<weir::SystemClock>>{.clock = of_system});
    INFO(report.text());
    CHECK(report.passed());
}

TEST_CASE("A clock that only tells the time is held to that") {
    Constant clock;
    const auto report = weir::check_clock(ClockSubject<Constant>{.clock = clock});
    CHECK(report.passed());
    CHECK(report.skipped().size() == 10);
}

TEST_CASE("Each rule of a clock finds the mistake that was planted for it, and no other does") {
    for (const auto& rule : weir::clock_rules<PlantedClock>) {
        PlantedClock clock;
        clock.planted = rule.name;
        ClockSubject<PlantedClock> subject = by_hand(clock);
        subject.patience = 50ms;
        if (rule.name == "never_steps_back") {
            subject.set = nullptr;  // a clock that stands still would break two rules
            subject.advance = nullptr;
            subject.between_threads = 1us;
        }
        const weir::ConformanceReport report = weir::check_clock(subject);
        INFO(report.text());
        CHECK(report.broken() == Names{std::string{rule.name}});
    }
    PlantedClock clock;
    keeps_all(by_hand(clock), {});
}
