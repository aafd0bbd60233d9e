// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "weir/testing/explore_fiber.hpp"
#include "weir/testing/explore_memory.hpp"
#include "weir/testing/explore_operation.hpp"
#include "weir/testing/explore_program.hpp"
#include "weir/testing/explore_races.hpp"
#include "weir/testing/explore_ranges.hpp"
#include "weir/testing/explore_record.hpp"
#include "weir/testing/explore_roster.hpp"
#include "weir/testing/explore_schedule.hpp"
#include "weir/testing/explore_strategy.hpp"

namespace weir::inline v0 {

/// Runs one execution at a time: threads as fibers, one step after the other.
///
/// Thread: one engine belongs to one thread of the operating system at a time.
class ExploreEngine {
public:
    enum class Outcome : std::uint8_t { passed, redundant, failed };

    using Cell = ExploreCell;

    ExploreEngine() = default;
    ExploreEngine(const ExploreEngine&) = delete;
    ExploreEngine& operator=(const ExploreEngine&) = delete;
    ~ExploreEngine() { end_fibers(); }

    /// The engine under which the caller runs as one of the explored threads, or nullptr.
    [[nodiscard]] static ExploreEngine* active() noexcept {
        ExploreEngine* const engine = current_;
        return engine != nullptr && engine->in_threads_ ? engine : nullptr;
    }
    /// The engine that makes, runs or finishes a program just now, or nullptr.
    [[nodiscard]] static ExploreEngine* current() noexcept { return current_; }
    /// Which of the explored threads runs now.
    [[nodiscard]] unsigned running() const noexcept { return thread_; }

    /// Makes a program and runs it once, as the strategy decides.
    template <class Make>
    Outcome execute(ExploreStrategy& strategy, const ExploreOptions& options, Make& make) {
        begin(strategy, options);
        std::unique_ptr<ExploreProgram> program = make();
        run_threads(*program);
        if (failure_.empty() && !draining_) {
            program->finish();
        }
        if (abandoned_) {
            keep(program.release());
        }
        program.reset();
        if (failure_.empty() && !draining_ && !options_.outlived && ranges_.in_use() > 0) {
            failure_ = "leak: memory came into use and was not retired";
        }
        current_ = nullptr;
        return !failure_.empty() ? Outcome::failed
               : draining_       ? Outcome::redundant
                                 : Outcome::passed;
    }

    [[nodiscard]] const std::string& failure() const noexcept { return failure_; }
    [[nodiscard]] const ExploreSchedule& schedule() const noexcept { return schedule_; }
    [[nodiscard]] ExploreRecord& record() noexcept { return record_; }
    [[nodiscard]] std::uint64_t steps() const noexcept { return steps_; }
    /// True if the thread that was to freeze got that far.
    [[nodiscard]] bool froze() const noexcept { return roster_.froze(); }

    // What the explored threads do.
    ExploreAccess read(Cell& cell, std::uint64_t held, std::memory_order order,
                       std::source_location where) {
        const std::uint32_t location = step(ExploreKind::load, cell, held, where);
        const auto access = memory_.read(thread_, location - 1, order, chooser());
        end_step({ExploreKind::load, location}, order, access, access.before, &cell, where);
        return access;
    }
    /// Gives: what the location holds now.
    std::uint64_t write(Cell& cell, std::uint64_t held, std::uint64_t value,
                        std::memory_order order, std::source_location where) {
        const std::uint32_t location = step(ExploreKind::store, cell, held, where);
        memory_.write(thread_, location - 1, value, order, chooser());
        end_step({ExploreKind::store, location}, order, {value, true}, value, &cell, where);
        return memory_.latest(location - 1);
    }
    template <class Change>
    ExploreAccess update(Cell& cell, std::uint64_t held, Change&& change, std::memory_order order,
                         std::source_location where) {
        const std::uint32_t location = step(ExploreKind::update, cell, held, where);
        const auto access = memory_.update(thread_, location - 1, order, change, chooser());
        end_step({ExploreKind::update, location}, order, access, change(access.before), &cell,
                 where);
        return access;
    }
    using Exchange = ExploreExchange;
    ExploreAccess compare_exchange(Cell& cell, std::uint64_t held, const Exchange& exchange,
                                   std::memory_order success, std::memory_order failure,
                                   std::source_location where) {
        const std::uint32_t location = step(ExploreKind::update, cell, held, where);
        const bool may_fail =
            exchange.weak && !draining_ && spurious_ < options_.spurious_failures_max;
        const auto access =
            memory_.compare_exchange(thread_, location - 1, exchange.expected, exchange.desired,
                                     success, failure, may_fail, chooser());
        spurious_ += !access.wrote && access.before == exchange.expected ? 1 : 0;
        const auto kind = access.wrote ? ExploreKind::update : ExploreKind::miss;
        end_step({kind, location}, access.wrote ? success : failure, access,
                 access.wrote ? exchange.desired : access.before, &cell, where);
        return access;
    }
    void fence(std::memory_order order, std::source_location where) {
        take_turn({ExploreKind::fence, 0});
        memory_.fence(thread_, order);
        end_step({ExploreKind::fence, 0}, order, {}, 0, nullptr, where);
    }
    void spin(std::source_location where) {
        if (draining_) {
            drain_others();
            return;
        }
        if (strategy_->respects_spins()) {
            roster_.wait(thread_);
        }
        take_turn({ExploreKind::spin, 0});
        end_step({ExploreKind::spin, 0}, std::memory_order_relaxed, {}, 0, nullptr, where);
    }
    [[nodiscard]] std::uint64_t latest(const Cell& cell) const {
        return memory_.latest(cell.location - 1);
    }

    void read_plain(const void* at, std::size_t size, std::source_location where) {
        tell(ExploreKind::read, at, size, where);
        check_plain(races_.read(at, size, thread_, memory_.clock(thread_)), at, size, where);
    }
    void write_plain(const void* at, std::size_t size, std::source_location where) {
        tell(ExploreKind::write, at, size, where);
        check_plain(races_.write(at, size, thread_, memory_.clock(thread_)), at, size, where);
    }
    /// Who uses an object must know that it was made; not told unless that is wrong.
    void check_made(const void* at, std::source_location where) {
        const ExploreRace race = races_.read(at, 1, thread_, memory_.clock(thread_));
        if (race != ExploreRace::none) {
            tell(ExploreKind::read, at, 1, where);
        }
        check_plain(race, at, 1, where);
    }
    void forget_plain(const void* at, std::size_t size) { races_.forget(at, size); }
    [[nodiscard]] ExploreRanges& ranges() noexcept { return ranges_; }
    /// Tells of plain memory that is touched, comes into use or is retired.
    void tell(ExploreKind kind, const void* at, std::size_t size, std::source_location where) {
        if (in_threads_ && !draining_) {
            record_.add({steps_, thread_, memory_.clock(thread_), where}, kind, at, size);
        }
    }

    /// Ends the execution as a failure; comes back only where no thread runs.
    void fail(std::string what) {
        if (failure_.empty()) {
            failure_ = std::move(what);
        }
        if (in_threads_) {
            record_.fail_in(thread_);
            abandoned_ = true;
            leave_threads();
        }
    }

private:
    void begin(ExploreStrategy& strategy, const ExploreOptions& options) {
        WEIR_CHECK(current_ == nullptr, "an explored program must not explore");
        current_ = this;
        strategy_ = &strategy;
        options_ = options;
        run_ = ++runs_;
        failure_.clear();
        schedule_.clear();
        record_.begin();
        races_.begin();
        ranges_.clear();
        steps_ = spurious_ = 0;
        draining_ = abandoned_ = false;
    }

    /// Threads that will never end may still use a program; and it shall not count as a leak.
    static void keep(ExploreProgram* program) {
        static thread_local auto& kept = *new std::vector<ExploreProgram*>;
        kept.push_back(program);
    }

    void run_threads(ExploreProgram& program) {
        count_ = program.threads();
        WEIR_CHECK(count_ <= explore_threads_max, "there must be at most 8 threads");
        memory_.begin(options_.weak_memory, count_);
        program_ = &program;
        roster_.begin(count_, options_);
        in_threads_ = true;
        starting_ = true;
        for (unsigned thread = 0; thread < count_ && !abandoned_; ++thread) {
            thread_ = thread;
            crew_.start(thread, &enter);
        }
        starting_ = false;
        thread_ = ExploreState::nobody;
        thread_ = abandoned_ ? ExploreState::nobody : pick();
        if (thread_ != ExploreState::nobody) {
            crew_.pass(ExploreCrew::outside, thread_);
        }
        in_threads_ = false;
        if (abandoned_) {
            crew_.abandon(count_);
        }
        if (failure_.empty()) {
            failure_ = strategy_->objection();
        }
    }
    /// What each fiber does: the same thread of one program after the other.
    static void enter() {
        current_->crew_.begin();
        for (;;) {
            ExploreEngine& engine = *current_;
            const unsigned self = engine.thread_;
            if (engine.program_ == nullptr) {
                engine.crew_.leave(self);
            }
            engine.program_->run(self);
            engine.roster_.end(self);
            engine.thread_ = engine.starting_ ? ExploreState::nobody : engine.pick();
            engine.crew_.pass(self, engine.thread_);  // nobody is outside
        }
    }
    /// Ends the fibers, which wait for another program.
    void end_fibers() {
        current_ = this;
        program_ = nullptr;
        for (thread_ = 0; thread_ < explore_threads_max; ++thread_) {
            if (crew_.is_prepared(thread_)) {
                crew_.start(thread_, &enter);
            }
        }
        current_ = nullptr;
    }
    void leave_threads() {
        if (thread_ < count_) {
            crew_.pass(thread_, ExploreCrew::outside);
        }
    }

    [[nodiscard]] std::uint32_t step(ExploreKind kind, Cell& cell, std::uint64_t held,
                                     std::source_location where) {
        if (cell.run != run_) {
            cell.run = run_;
            cell.location = memory_.add(held) + 1;
        }
        take_turn({kind, cell.location});
        if (!draining_ && ranges_.is_retired(&cell, sizeof(cell))) {
            tell(ExploreKind::use, &cell, sizeof(cell), where);
            fail("use after retire: an atomic that is not in use, at " + place_of(where));
        }
        return cell.location;
    }
    /// Announces the step and comes back when it is to be taken.
    void take_turn(ExploreOperation operation) {
        next_[thread_] = operation;
        if (starting_) {
            crew_.pass(thread_, ExploreCrew::outside);
        } else if (!draining_) {
            const unsigned self = thread_;
            thread_ = pick();
            if (thread_ != self) {
                crew_.pass(self, thread_);
            }
        }
        roster_.go_on(thread_);
        count_step();
    }
    void count_step() {
        memory_.set_step(++steps_);
        if (draining_ && steps_ > options_.steps_max * 2) {
            abandoned_ = true;
            leave_threads();
        }
    }
    void end_step(ExploreOperation operation, std::memory_order order, const ExploreAccess& access,
                  std::uint64_t after, const Cell* cell, std::source_location where) {
        if (draining_) {
            return;
        }
        roster_.count_step(thread_, operation.kind != ExploreKind::spin);
        record_.add({steps_, thread_, memory_.clock(thread_), where}, operation, order, access,
                    after, cell);
        strategy_->executed(thread_, operation);
    }

    [[nodiscard]] std::uint32_t choose(std::uint32_t count) {
        const std::uint32_t chosen = draining_ ? 0 : strategy_->choose(count);
        schedule_.add_choice(chosen);
        return chosen;
    }
    /// Asks the strategy for the memory.
    struct Chooser {
        ExploreEngine& engine;
        std::uint32_t operator()(std::uint32_t count) const { return engine.choose(count); }
    };
    [[nodiscard]] Chooser chooser() { return {*this}; }

    /// Who takes the next step; nobody if all threads have ended.
    [[nodiscard]] unsigned pick() {
        ExploreState state;
        const ExploreThreads alive = roster_.alive();
        if (draining_ || alive.empty()) {
            return alive.empty() ? ExploreState::nobody : alive.first();
        }
        state.next = next_;
        state.ready = roster_.ready(steps_);
        check_bounds();
        if (thread_ < count_ && state.ready.has(thread_)) {
            state.running = thread_;
        }
        const unsigned picked = strategy_->pick(state);
        if (picked == ExploreStrategy::give_up) {
            draining_ = true;
            return state.running != ExploreState::nobody ? state.running : alive.first();
        }
        schedule_.add_step(picked);
        return picked;
    }
    void check_bounds() {
        if (roster_.is_blocked(steps_)) {
            fail("blocked: thread " + std::to_string(options_.freeze) + " is frozen after step " +
                 std::to_string(options_.freeze_after) + " of its own, and the others don't end");
        }
        if (steps_ >= options_.steps_max) {
            fail("livelock: " + std::to_string(steps_) + " steps, and the threads don't end");
        }
        if (!strategy_->objection().empty()) {
            fail(strategy_->objection());
        }
    }
    /// In an execution that is not followed any more: lets the others end first.
    void drain_others() {
        const unsigned self = thread_;
        count_step();
        for (unsigned other = (self + 1) % count_; other != self; other = (other + 1) % count_) {
            if (roster_.alive().has(other)) {
                thread_ = other;
                crew_.pass(self, other);
                return;
            }
        }
    }

    void check_plain(ExploreRace race, const void* at, std::size_t size,
                     std::source_location where) {
        if (draining_) {
            return;
        }
        if (race != ExploreRace::none) {
            fail(std::string{name_of(race)} + ", at " + place_of(where));
        } else if (ranges_.is_retired(at, size)) {
            fail("use after retire: plain memory that is not in use, at " + place_of(where));
        }
    }

    static_assert(ExploreState::nobody == ExploreCrew::outside);
    static inline constinit thread_local ExploreEngine* current_ = nullptr;
    static inline constinit thread_local std::uint32_t runs_ = 0;

    ExploreCrew crew_;
    std::array<ExploreOperation, explore_threads_max> next_;  // what each has announced
    ExploreMemory memory_;
    ExploreRaces races_;
    ExploreRanges ranges_;
    ExploreRoster roster_;
    ExploreSchedule schedule_;
    ExploreRecord record_;
    ExploreStrategy* strategy_ = nullptr;
    ExploreProgram* program_ = nullptr;
    ExploreOptions options_;
    std::string failure_;
    unsigned count_ = 0;
    unsigned thread_ = ExploreState::nobody;  // who runs now
    std::uint32_t run_ = 0;
    std::uint32_t spurious_ = 0;
    std::uint64_t steps_ = 0;
    bool in_threads_ = false;
    bool starting_ = false;
    bool draining_ = false;   // gave up: the threads only have to end
    bool abandoned_ = false;  // some never will
};

}  // namespace weir::inline v0
