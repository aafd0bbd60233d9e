// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore_engine.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include "catch.hpp"
#include "testing/litmus.hpp"

namespace {

using weir_test::Litmus;
using weir_test::LitmusThread;
using Cells = weir_test::LitmusCells;
using Atomics = weir::ExploreAtomics;

constexpr auto relaxed = std::memory_order_relaxed;
constexpr auto acquire = std::memory_order_acquire;
constexpr auto release = std::memory_order_release;

/// What goes wrong in random schedules, or nothing.
std::string failure_of(Litmus litmus, const weir::ExploreOptions& options = {}) {
    weir::ExploreRandom strategy{{.executions = 300}};
    const auto result = explore(strategy, options, litmus);
    if (!result.passed()) {
        CHECK(result.failure->repeated);
    }
    return result.passed() ? "" : result.failure->what;
}
bool says(const std::string& failure, const std::string& words) {
    return failure.find(words) != std::string::npos;
}
/// Adds to the data under a lock that is spun on.
void locked(Cells& c) {
    int none = 0;
    while (!c.x.compare_exchange_strong(none, 1, acquire, relaxed)) {
        none = 0;
        Atomics::spin();
    }
    c.data.set(c.data.get() + 1);
    c.x.store(0, release);
}

}  // namespace

TEST_CASE("A spin-lock works as long as nobody is frozen") {
    CHECK(failure_of(Litmus{{locked, locked, locked}}).empty());
}

TEST_CASE("Freezing each thread after each step finds that a lock blocks") {
    Litmus litmus{{locked, locked}};
    const auto result = weir::explore_frozen({.executions = 20}, {}, litmus);
    REQUIRE_FALSE(result.passed());
    CHECK(says(result.failure->what, "blocked: thread 0 is frozen after step 1"));
    CHECK(result.failure->repeated);
    CHECK(says(result.story(), "frozen: thread 0 after step 1"));
}

TEST_CASE("Freezing finds nothing in what is lock-free, and gets to every step") {
    const LitmusThread add = [](Cells& c) {
        int seen = c.x.load(relaxed);
        while (!c.x.compare_exchange_weak(seen, seen + 1, relaxed, relaxed)) {
        }
    };
    Litmus litmus{{add, add, add}};
    const auto result = weir::explore_frozen({.executions = 20}, {}, litmus);
    CHECK(result.passed());
    CHECK(result.complete);
    // Before the first step and before the second; then only if the second step failed.
    CHECK(result.frozen > 2 * 3 * 20);
    CHECK(result.executions > result.frozen);
}

TEST_CASE("Threads that never end are reported, with the bound that they broke") {
    const LitmusThread wait = [](Cells& c) {
        while (c.y.load(acquire) == 0) {
            Atomics::spin();
        }
    };
    CHECK(says(
        failure_of(Litmus{{wait, [](Cells& c) { c.x.store(1, relaxed); }}}, {.steps_max = 200}),
        "livelock: 200 steps"));
    CHECK(failure_of(Litmus{{wait, [](Cells& c) { c.y.store(1, release); }}}).empty());
}

TEST_CASE("A waiting thread lets others go first, even where priorities say otherwise") {
    Litmus litmus{{[](Cells& c) {
                       while (c.y.load(acquire) == 0) {
                           Atomics::spin();
                       }
                   },
                   [](Cells& c) { c.y.store(1, release); }}};
    weir::ExplorePct strategy{{.executions = 300}};
    CHECK(explore(strategy, {.steps_max = 100}, litmus).passed());
}

TEST_CASE("An expectation that does not hold is a failure, in a thread and in the end") {
    CHECK(failure_of(Litmus{{[](Cells& c) {
              weir::explore_expect(c.x.load(relaxed) == 1, "x is one");
          }}}) == "x is one");

    struct Checked final : weir::ExploreProgram {
        [[nodiscard]] unsigned threads() const override { return 1; }
        void run(unsigned /*thread*/) override {}
        void finish() override { weir::explore_expect(false, "in the end"); }
    };
    weir::ExploreRandom strategy{{}};
    const auto result = explore(strategy, {}, [] { return std::make_unique<Checked>(); });
    REQUIRE_FALSE(result.passed());
    CHECK(result.failure->what == "in the end");
}

TEST_CASE("A program whose threads were abandoned is not destroyed; any other is") {
    struct Counted final : weir::ExploreProgram {
        Counted(int& alive, bool wrong) : alive_{alive}, wrong_{wrong} { ++alive_; }
        ~Counted() override { --alive_; }
        [[nodiscard]] unsigned threads() const override { return 2; }
        void run(unsigned /*thread*/) override {
            x_.fetch_add(1, relaxed);
            weir::explore_expect(!wrong_, "wrong");
        }
        int& alive_;
        bool wrong_;
        Atomics::atomic<int> x_{0};
    };
    int alive = 0;
    weir::ExploreRandom good{{.executions = 10}};
    CHECK(explore(good, {}, [&] { return std::make_unique<Counted>(alive, false); }).passed());
    CHECK(alive == 0);
    weir::ExploreRandom bad{{.executions = 10}};
    CHECK_FALSE(explore(bad, {}, [&] { return std::make_unique<Counted>(alive, true); }).passed());
    CHECK(alive == 2);  // the execution and its repetition
}

TEST_CASE("Executions that are given up run to their end all the same") {
    int ended = 0;
    // The last zero of three cells is looked for while the cells are filled.
    Litmus litmus{{[&ended](Cells& c) {
                       Atomics::spin();
                       if (c.z.load(relaxed) != 0 && c.y.load(relaxed) != 0) {
                           c.r[0] = c.x.load(relaxed);
                       }
                       ++ended;
                   },
                   [&ended](Cells& c) { c.x.store(1, relaxed), ++ended; },
                   [&ended](Cells& c) { c.y.store(c.x.load(relaxed) + 1, relaxed), ++ended; },
                   [&ended](Cells& c) { c.z.store(c.y.load(relaxed) + 1, relaxed), ++ended; }}};
    weir::ExploreDpor strategy;
    const auto result = explore(strategy, {.weak_memory = false}, litmus);
    CHECK(result.passed());
    CHECK(result.complete);
    CHECK(result.redundant > 0);
    CHECK(static_cast<std::uint64_t>(ended) == 4 * (result.executions + result.redundant));
}

TEST_CASE("Retired memory must not be touched, be it plain or atomic") {
    struct Retiring final : weir::ExploreProgram {
        explicit Retiring(bool atomic) : atomic_{atomic} {
            Atomics::revive(&shared_, sizeof(shared_));
        }
        [[nodiscard]] unsigned threads() const override { return 2; }
        void run(unsigned thread) override {
            if (thread == 0) {
                if (gone_.load(acquire) == 0) {
                    atomic_ ? static_cast<void>(shared_.count.load(relaxed))
                            : Atomics::lend(shared_.bytes.data(), 4);
                }
            } else {
                gone_.store(1, release);
                Atomics::retire(&shared_, sizeof(shared_));
            }
        }
        struct Shared {
            Atomics::atomic<int> count{0};
            std::array<std::byte, 8> bytes{};
        };
        bool atomic_;
        Shared shared_;
        Atomics::atomic<int> gone_{0};
    };
    for (const bool atomic : {false, true}) {
        weir::ExploreBounded strategy{{.preemptions = 1}};
        const auto result =
            explore(strategy, {}, [&] { return std::make_unique<Retiring>(atomic); });
        REQUIRE_FALSE(result.passed());
        CHECK(says(result.failure->what, "use after retire"));
        CHECK(result.failure->repeated);
    }
}

TEST_CASE("Memory that is not retired in the end is a leak") {
    struct Keeping final : weir::ExploreProgram {
        [[nodiscard]] unsigned threads() const override { return 2; }
        void run(unsigned thread) override {
            if (thread == 0) {
                Atomics::revive(bytes_.data(), bytes_.size());
                shown_.store(1, release);
            } else if (shown_.load(acquire) == 1) {
                Atomics::retire(bytes_.data(), bytes_.size());
            }
        }
        std::array<std::byte, 8> bytes_{};
        Atomics::atomic<int> shown_{0};
    };
    weir::ExploreBounded strategy{{}};
    const auto result = explore(strategy, {}, [] { return std::make_unique<Keeping>(); });
    REQUIRE_FALSE(result.passed());
    CHECK(says(result.failure->what, "leak"));
    // What outlives the program may keep its memory.
    weir::ExploreBounded again{{}};
    CHECK(explore(again, {.outlived = true}, [] { return std::make_unique<Keeping>(); }).passed());
}

TEST_CASE("A program can work on what outlives it, in one execution after the other") {
    struct Adding final : weir::ExploreProgram {
        explicit Adding(Atomics::atomic<int>& to) : sum{to} {}
        [[nodiscard]] unsigned threads() const override { return 3; }
        void run(unsigned /*thread*/) override { sum.fetch_add(1, relaxed); }
        Atomics::atomic<int>& sum;
    };
    Atomics::atomic<int> sum{0};
    weir::ExploreRandom strategy{{.executions = 50}};
    CHECK(explore(strategy, {.outlived = true}, [&] {
              return std::make_unique<Adding>(sum);
          }).passed());
    CHECK(sum.load(relaxed) == 150);
}

TEST_CASE("Threads without a step, and programs without a thread, end at once") {
    CHECK(failure_of(Litmus{{}}).empty());
    CHECK(failure_of(Litmus{{[](Cells&) {}, [](Cells&) {}}}).empty());
    CHECK(failure_of(Litmus{{[](Cells&) {}, [](Cells& c) { c.x.store(1, relaxed); }}}).empty());
}
