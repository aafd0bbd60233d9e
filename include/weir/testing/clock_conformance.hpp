// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "weir/testing/clock_wait.hpp"
#include "weir/testing/conformance.hpp"
#include "weir/time/clock.hpp"
#include "weir/time/waiting_clock.hpp"

namespace weir::inline v0 {

/// A clock that is held to the rules of its concept, and what it promises beyond that.
template <time_source Clock>
struct ClockSubject {
    Clock& clock;
    /// Moves a clock that stands still otherwise; nothing if it moves by itself.
    std::function<void(Instant)> set{};
    std::function<void(Duration)> advance{};
    bool goes_back = true;  ///< `set` moves it back, too
    /// How much less a thread may read than another did which it has heard from.
    Duration between_threads{0};
    /// How long a wait is given to end, in real time; only a wrong clock takes that long.
    std::chrono::milliseconds patience = std::chrono::seconds{10};
};

/// The rules of the concepts `time_source` and `waiting_clock`.
///
/// Source: the two concepts, and docs/time.md.
template <time_source Clock>
class ClockRules {
public:
    using Subject = ClockSubject<Clock>;
    using Rule = ConformanceRule<Subject>;

    [[nodiscard]] static constexpr auto rules() {
        return std::array{
            Rule{"never_steps_back", "What one thread reads does not fall unless the clock is set.",
                 never_steps_back},
            Rule{"stands_still", "A clock that is moved by hand stands still in between.",
                 stands_still},
            Rule{"goes_where_it_is_set", "A clock shows the very microsecond that it is set to.",
                 goes_where_it_is_set},
            Rule{"goes_back_when_set", "A clock can be set to any instant, to the ends of time.",
                 goes_back_when_set},
            Rule{"advances_exactly", "A clock advances by what it is told, and stops at the end.",
                 advances_exactly},
            Rule{"same_for_every_thread", "A thread that hears of a reading reads no less.",
                 same_for_every_thread},
            Rule{"advances_add_up", "Of several threads that advance a clock at once all count.",
                 advances_add_up},
            Rule{"does_not_wait_when_due", "A wait for what has come already is over at once.",
                 does_not_wait_when_due},
            Rule{"wakes_at_the_deadline", "A waiter is woken when the clock reaches its deadline.",
                 wakes_at_the_deadline},
            Rule{"remembers_the_deadline",
                 "A deadline that came and went has come, and the waiter is told so.",
                 remembers_the_deadline},
            Rule{"wakes_when_notified",
                 "A waiter is woken by its condition, and told that its deadline has not come.",
                 wakes_when_notified},
            Rule{"returns_with_the_lock", "A wait ends with the lock held.", returns_with_the_lock},
        };
    }

private:
    using Notes = ConformanceNotes;
    static constexpr const char* moves_by_itself = "the clock is not moved by hand";
    static constexpr const char* never_back = "the clock does not go back";
    static constexpr const char* no_waiting = "nobody can wait on the clock";

    static Instant now(const Subject& subject) { return subject.clock.now(); }

    static void never_steps_back(const Subject& subject, Notes& notes) {
        Instant last = now(subject);
        for (int reading = 0; reading < 10'000; ++reading) {
            const Instant next = now(subject);
            notes.holds("the next reading", next >= last, "at least " + conformance_text::of(last),
                        conformance_text::of(next));
            last = next;
        }
    }

    static void stands_still(const Subject& subject, Notes& notes) {
        if (!subject.set) {
            return notes.skip(moves_by_itself);
        }
        subject.set(now(subject) + std::chrono::seconds{1});
        const Instant first = now(subject);
        for (int reading = 0; reading < 1'000; ++reading) {
            notes.same("the next reading", now(subject), first);
        }
    }

    static void goes_where_it_is_set(const Subject& subject, Notes& notes) {
        if (!subject.set) {
            return notes.skip(moves_by_itself);
        }
        for (const std::int64_t micros : {0, 1, 999, 1'000'000, 1'800'000'001}) {
            const Instant to = now(subject) + Duration{micros};
            subject.set(to);
            notes.same("the time that was set", now(subject), to);
        }
    }

    static void goes_back_when_set(const Subject& subject, Notes& notes) {
        if (!subject.set || !subject.goes_back) {
            return notes.skip(subject.set ? never_back : moves_by_itself);
        }
        const Instant start = now(subject);
        for (const Instant to : {start - Duration{1}, start - std::chrono::hours{24},
                                 Instant::from_micros(-1), Instant::min(), Instant::max(), start}) {
            subject.set(to);
            notes.same("the time that was set", now(subject), to);
        }
    }

    static void advances_exactly(const Subject& subject, Notes& notes) {
        if (!subject.advance) {
            return notes.skip(moves_by_itself);
        }
        const Instant start = now(subject);
        Instant wanted = start;
        for (const std::int64_t micros : {0, 1, 999, 1'000'000, 1'800'000'001}) {
            subject.advance(Duration{micros});
            wanted += Duration{micros};
            notes.same("the time after an advance", now(subject), wanted);
        }
        if (subject.set && subject.goes_back) {
            subject.set(Instant::max() - std::chrono::seconds{1});
            subject.advance(std::chrono::hours{1});
            notes.same("the time after an advance past the end", now(subject), Instant::max());
            subject.set(start);
        }
    }

    static void same_for_every_thread(const Subject& subject, Notes& notes) {
        for (int round = 0; round < 20; ++round) {
            if (subject.set) {
                subject.set(now(subject) + std::chrono::milliseconds{1});
            }
            const Instant here = now(subject);
            Instant there;
            std::thread{[&] { there = now(subject); }}.join();
            const Instant again = now(subject);
            const auto least = here - subject.between_threads;
            notes.holds("what another thread reads", there >= least,
                        "at least " + conformance_text::of(least), conformance_text::of(there));
            notes.holds("what is read after it", again >= there - subject.between_threads,
                        "at least " + conformance_text::of(there - subject.between_threads),
                        conformance_text::of(again));
        }
    }

    static void advances_add_up(const Subject& subject, Notes& notes) {
        if (!subject.advance) {
            return notes.skip(moves_by_itself);
        }
        const Instant start = now(subject);
        const auto some = [&] {
            for (int step = 0; step < 500; ++step) {
                subject.advance(std::chrono::milliseconds{1});
            }
        };
        std::thread other{some};
        some();
        other.join();
        notes.same("the time after all advances", now(subject), start + std::chrono::seconds{1});
    }

    static void does_not_wait_when_due(const Subject& subject, Notes& notes) {
        if constexpr (waiting_clock<Clock>) {
            const Instant due = now(subject);
            for (const Instant deadline : {due, due - std::chrono::hours{1}, Instant::min()}) {
                ClockWait<Clock> wait{subject.clock, deadline, subject.patience};
                notes.holds("the wait is over by itself", wait.ended());
                notes.same("what the clock gives", wait.was_early(), false);
            }
        } else {
            notes.skip(no_waiting);
        }
    }

    static void wakes_at_the_deadline(const Subject& subject, Notes& notes) {
        if (!subject.set) {
            return notes.skip(moves_by_itself);
        }
        if constexpr (waiting_clock<Clock>) {
            for (const Duration past :
                 {Duration{0}, Duration{1}, Duration{std::chrono::hours{1}}}) {
                const Instant deadline = now(subject) + std::chrono::minutes{10};
                ClockWait<Clock> wait{subject.clock, deadline, subject.patience};
                subject.set(deadline + past);
                notes.holds("the clock wakes its waiter", wait.ended());
                notes.same("what the clock gives", wait.was_early(), false);
            }
        } else {
            notes.skip(no_waiting);
        }
    }

    static void remembers_the_deadline(const Subject& subject, Notes& notes) {
        if (!subject.set || !subject.goes_back) {
            return notes.skip(subject.set ? never_back : moves_by_itself);
        }
        if constexpr (waiting_clock<Clock>) {
            const Instant start = now(subject);
            ClockWait<Clock> wait{subject.clock, start + std::chrono::seconds{1}, subject.patience};
            subject.set(start + std::chrono::seconds{1});
            subject.set(start);
            notes.holds("the waiter is let go", wait.ended());
            notes.same("what the clock gives", wait.was_early(), false);
        } else {
            notes.skip(no_waiting);
        }
    }

    static void wakes_when_notified(const Subject& subject, Notes& notes) {
        if constexpr (waiting_clock<Clock>) {
            ClockWait<Clock> wait{subject.clock, now(subject) + std::chrono::hours{24},
                                  subject.patience};
            wait.notify();
            notes.holds("the waiter is let go", wait.ended());
            notes.same("what the clock gives", wait.was_early(), true);
        } else {
            notes.skip(no_waiting);
        }
    }

    static void returns_with_the_lock(const Subject& subject, Notes& notes) {
        if constexpr (waiting_clock<Clock>) {
            const Instant start = now(subject);
            for (const Duration away : {-Duration{1}, Duration{std::chrono::hours{24}}}) {
                ClockWait<Clock> wait{subject.clock, start + away, subject.patience};
                wait.notify();
                static_cast<void>(wait.ended());
                notes.holds("the lock is held", wait.held_lock());
            }
        } else {
            notes.skip(no_waiting);
        }
    }
};

/// Every rule of a clock.
template <time_source Clock>
inline constexpr auto clock_rules = ClockRules<Clock>::rules();

/// Holds a clock to every rule. It stays moved, if it can be.
template <time_source Clock>
[[nodiscard]] ConformanceReport check_clock(const ClockSubject<Clock>& subject) {
    return check_rules("clock", clock_rules<Clock>, subject);
}

}  // namespace weir::inline v0
