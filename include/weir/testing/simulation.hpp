// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/core/check.hpp"
#include "weir/core/instant.hpp"
#include "weir/core/random.hpp"
#include "weir/testing/simulated_time.hpp"
#include "weir/testing/simulation_options.hpp"
#include "weir/time/manual_clock.hpp"

namespace weir::inline v0 {

/// Any number of actors on one clock and one seed.
///
/// Actors run one by one, in the order of the times that they asked for; among those who are due at
/// the same moment the seed decides. Time in which nobody is due is jumped over. So the same seed
/// gives the same history, on every machine, and a day of it takes as long as its steps.
///
/// The clock may be told a wrong time (`skew_clock`): actors see it and the simulation does not
/// mind, as it counts its own time.
///
/// Thread: one.
class Simulation {
public:
    using Step = std::function<std::optional<Instant>(Instant now)>;

    explicit Simulation(SimulationOptions options)
        : options_{std::move(options)}, clock_{options_.start}, now_{options_.start} {}
    explicit Simulation(std::uint64_t seed) : Simulation{seeded(seed)} {}
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;

    /// The clock of all who take part.
    [[nodiscard]] ManualClock& clock() noexcept { return clock_; }
    /// What the clock shows.
    [[nodiscard]] Instant now() const noexcept { return clock_.now(); }
    /// How much time has passed, whatever the clock showed.
    [[nodiscard]] Duration elapsed() const noexcept { return now_ - options_.start; }
    [[nodiscard]] std::uint64_t seed() const noexcept { return options_.seed; }
    /// How many steps have been taken.
    [[nodiscard]] std::uint64_t steps() const noexcept { return steps_; }
    /// A number that differs, in all likelihood, between two histories that do: of who ran when,
    /// and of what was remembered.
    [[nodiscard]] std::uint64_t digest() const noexcept { return digest_; }

    /// A source of chance of its own for every purpose: asking one more often, or adding another,
    /// changes nothing for the rest.
    [[nodiscard]] Random random(std::string_view purpose) const noexcept {
        return Random{detail::mixed(options_.seed, purpose)};
    }

    /// Adds an actor, which must live as long as the simulation runs, and runs it at once.
    template <simulation_actor Actor>
    ActorId add(std::string name, Actor& actor) {
        return add(std::move(name),
                   [&actor](Instant now) -> std::optional<Instant> { return actor.step(now); });
    }
    /// Adds a function as an actor, and runs it at once.
    ActorId add(std::string name, Step step) {
        const ActorId id{static_cast<std::uint32_t>(actors_.size())};
        actors_.push_back({std::move(name), std::move(step)});
        plan(id, now_);
        return id;
    }
    /// Does something once, so much later.
    ActorId after(Duration delay, std::string name, std::function<void()> what) {
        const ActorId id{static_cast<std::uint32_t>(actors_.size())};
        actors_.push_back({std::move(name), [what = std::move(what)](Instant) {
                               what();
                               return std::optional<Instant>{};
                           }});
        plan(id, now_ + delay);
        return id;
    }

    /// Runs an actor now if it would not run so soon.
    void wake(ActorId id) {
        Actor& actor = at(id);
        if (!actor.stopped && (!actor.planned || *actor.planned > now_)) {
            plan(id, now_);
        }
    }
    /// Lets an actor do nothing before so much time has passed: it hangs, or waits for a reply.
    /// Called from within its own step it counts from there.
    void hold(ActorId id, Duration for_so_long) {
        Actor& actor = at(id);
        actor.held_until = std::max(actor.held_until, now_ + for_so_long);
        if (actor.planned && *actor.planned < actor.held_until) {
            plan(id, actor.held_until);
        }
    }
    /// Never runs an actor again.
    void stop(ActorId id) {
        at(id).stopped = true;
        at(id).planned.reset();
        drop_overruled();
    }
    [[nodiscard]] const std::string& name(ActorId id) const { return at(id).name; }
    /// Whose step it is, if somebody's.
    [[nodiscard]] std::optional<ActorId> running() const {
        return group_.empty() ? running_ : std::optional{group_[together_.who()].actor};
    }

    /// Lets steps of about the same moment run together from now on, rather than one by one.
    void run_together(StepsTogether together) { together_ = std::move(together); }

    /// Moves the clock, forward or back, and lets no time pass: what was planned stays as far away.
    void skew_clock(Duration by) {
        skew_ += by;
        clock_.set(now_ + skew_);
    }

    /// Runs all that is due until so much time has passed.
    SimulationEnd run_for(Duration length) {
        const Instant end = now_ + length;
        while (!timers_.empty() && timers_.front().at <= end) {
            if (!run_next(end)) {
                return SimulationEnd::stuck;
            }
        }
        pass_to(end);
        return SimulationEnd::time_up;
    }
    /// Runs until `reached()` is true, for at most so much time; it is asked after every step.
    /// Gives: true if it was reached. Otherwise the story has been reported.
    [[nodiscard]] bool run_until(const std::function<bool()>& reached, Duration within) {
        const Instant end = now_ + within;
        SimulationEnd why = reached() ? SimulationEnd::reached : SimulationEnd::time_up;
        while (why == SimulationEnd::time_up && !timers_.empty() && timers_.front().at <= end) {
            why = !run_next(end) ? SimulationEnd::stuck
                  : reached()    ? SimulationEnd::reached
                                 : SimulationEnd::time_up;
        }
        if (why == SimulationEnd::reached) {
            return true;
        }
        if (why == SimulationEnd::time_up) {
            pass_to(end);
            report("What was waited for was not reached in time.");
        }
        return false;
    }
    /// Runs until nobody wants to run any more, for at most so much time.
    /// Gives: true if so. Otherwise the story has been reported.
    [[nodiscard]] bool run_until_idle(Duration within) {
        const Instant end = now_ + within;
        while (!timers_.empty() && timers_.front().at <= end) {
            if (!run_next(end)) {
                return false;
            }
        }
        if (timers_.empty()) {
            return true;
        }
        pass_to(end);
        report("Somebody still wants to run.");
        return false;
    }

    /// Keeps a line for the story, with the time; also part of the digest.
    void remember(std::string_view what) {
        digest_ = detail::mixed(digest_ ^ static_cast<std::uint64_t>(now_.micros()), what);
        if (options_.remembered == 0) {
            return;
        }
        if (remembered_.size() == options_.remembered) {
            remembered_.pop_front();
        }
        remembered_.push_back(detail::time_text(elapsed()) + "  " + std::string{what});
    }
    /// The simulation told: the seed, the time, who wants to run when, and what happened last.
    [[nodiscard]] std::string story() const {
        std::string text = "seed " + std::to_string(options_.seed) + ", after " +
                           detail::time_text(elapsed()) + " and " + std::to_string(steps_) +
                           " steps";
        if (skew_ != Duration{0}) {
            text += ", the clock wrong by " + detail::time_text(skew_);
        }
        text += "\npending:\n";
        for (const Timer& timer : pending()) {
            text += "  " + detail::time_text(timer.at - options_.start) + "  " +
                    at(timer.actor).name + '\n';
        }
        text += "last:\n";
        for (const std::string& line : remembered_) {
            text += "  " + line + '\n';
        }
        return text;
    }
    /// Reports a failure with the story; a test calls it when it finds one.
    void report(std::string_view why) const { options_.report(std::string{why} + '\n' + story()); }

private:
    struct Actor {
        std::string name;
        Step step;
        std::optional<Instant> planned{};  ///< on the simulation's own time
        std::uint64_t plan = 0;            ///< which of its timers counts
        Instant held_until = Instant::min();
        bool stopped = false;
    };
    struct Timer {
        Instant at;
        std::uint64_t tie = 0;  ///< drawn from the seed
        ActorId actor;
        std::uint64_t plan = 0;

        /// For a heap whose front is the next one.
        friend bool operator<(const Timer& a, const Timer& b) noexcept {
            return a.at != b.at ? a.at > b.at : a.tie > b.tie;
        }
    };

    struct GroupMember {
        ActorId actor;
        std::optional<Instant> next;
    };

    [[nodiscard]] static SimulationOptions seeded(std::uint64_t seed) {
        SimulationOptions options;
        options.seed = seed;
        return options;
    }
    [[nodiscard]] Actor& at(ActorId id) {
        WEIR_CHECK(id.index < actors_.size(), "an actor belongs to its simulation");
        return actors_[id.index];
    }
    [[nodiscard]] const Actor& at(ActorId id) const {
        WEIR_CHECK(id.index < actors_.size(), "an actor belongs to its simulation");
        return actors_[id.index];
    }

    void plan(ActorId id, Instant when) {
        Actor& actor = actors_[id.index];
        when = std::max({when, now_, actor.held_until});
        actor.planned = when;
        const std::uint64_t tie = detail::mixed(options_.seed ^ detail::mixed(++timers_made_));
        timers_.push_back({when, tie, id, ++actor.plan});
        std::push_heap(timers_.begin(), timers_.end());
        drop_overruled();
    }
    /// Whoever was planned anew, or stopped, has an older timer that means nothing.
    void drop_overruled() {
        while (!timers_.empty() && !counts(timers_.front())) {
            std::pop_heap(timers_.begin(), timers_.end());
            timers_.pop_back();
        }
    }
    [[nodiscard]] bool counts(const Timer& timer) const {
        const Actor& actor = actors_[timer.actor.index];
        return actor.planned && actor.plan == timer.plan;
    }
    [[nodiscard]] std::vector<Timer> pending() const {
        std::vector<Timer> timers;
        for (const Timer& timer : timers_) {
            if (counts(timer)) {
                timers.push_back(timer);
            }
        }
        std::sort(timers.begin(), timers.end(),
                  [](const Timer& a, const Timer& b) { return b < a; });
        return timers;
    }

    void pass_to(Instant then) {
        if (then > now_) {
            now_ = then;
            steps_at_once_ = 0;
            clock_.set(now_ + skew_);
        }
    }
    /// Gives: false if the simulation is stuck.
    bool run_next(Instant end) {
        WEIR_CHECK(!running_ && group_.empty(), "a step must not run its simulation");
        if (together_.run) {
            return run_group(end);
        }
        const Timer timer = timers_.front();
        if (!begin_step(timer)) {
            return false;
        }
        running_ = timer.actor;
        const std::optional<Instant> next = take_step(timer.actor);
        running_.reset();
        end_step(timer.actor, next);
        return true;
    }
    bool run_group(Instant end) {
        const Instant last = std::min(timers_.front().at + together_.within, end);
        std::vector<GroupMember> group;
        while (!timers_.empty() && timers_.front().at <= last && group.size() < together_.at_most) {
            const Timer timer = timers_.front();
            if (!begin_step(timer)) {
                return false;
            }
            group.push_back({timer.actor, std::nullopt});
        }
        group_ = std::move(group);
        std::vector<std::function<void()>> steps;
        for (GroupMember& member : group_) {
            steps.emplace_back([this, &member] { member.next = take_step(member.actor); });
        }
        together_.run(steps);
        for (const GroupMember& member : std::exchange(group_, {})) {
            end_step(member.actor, member.next);
        }
        return true;
    }
    bool begin_step(const Timer& timer) {
        pass_to(timer.at);
        if (++steps_at_once_ > options_.steps_at_once_max) {
            report("Time does not pass: " + at(timer.actor).name + " runs again and again.");
            return false;
        }
        ++steps_;
        digest_ = detail::mixed(digest_ ^ detail::mixed(timer.actor.index)) ^
                  static_cast<std::uint64_t>(now_.micros());
        actors_[timer.actor.index].planned.reset();
        drop_overruled();
        return true;
    }
    void end_step(ActorId id, std::optional<Instant> next) {
        const Actor& actor = actors_[id.index];
        if (next && !actor.stopped) {
            const Instant wanted = *next - skew_;
            if (!actor.planned || wanted < *actor.planned) {
                plan(id, wanted);
            }
        }
    }
    [[nodiscard]] std::optional<Instant> take_step(ActorId id) {
        Step& step = actors_[id.index].step;  // stays where it is when the step adds actors
#if defined(__cpp_exceptions)
        try {
            return step(clock_.now());
        } catch (...) {
            running_.reset();
            report("A step of " + at(id).name + " threw.");
            throw;
        }
#else
        return step(clock_.now());
#endif
    }

    SimulationOptions options_;
    ManualClock clock_;
    Instant now_;
    Duration skew_{0};
    std::vector<Timer> timers_;  // a heap
    std::deque<Actor> actors_;
    std::deque<std::string> remembered_;
    std::optional<ActorId> running_;
    StepsTogether together_;
    std::vector<GroupMember> group_;  // who runs together just now
    std::uint64_t timers_made_ = 0;
    std::uint64_t steps_ = 0;
    std::uint64_t steps_at_once_ = 0;
    std::uint64_t digest_ = 0;
};

}  // namespace weir::inline v0
