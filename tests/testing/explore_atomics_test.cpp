// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore_atomics.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <new>

#include "catch.hpp"
#include "testing/litmus.hpp"

namespace {

using weir_test::Litmus;
using weir_test::LitmusThread;
using Cells = weir_test::LitmusCells;
using Atomics = weir::ExploreAtomics;

constexpr auto relaxed = std::memory_order_relaxed;
constexpr auto acq_rel = std::memory_order_acq_rel;

/// Every operation once.  Gives: false if one of them did not do what it says.
bool every_operation() {
    Atomics::atomic<std::uint32_t> number{6};
    bool right = number.load(relaxed) == 6;
    number.store(12, relaxed);
    right = right && number.exchange(7, acq_rel) == 12;
    right = right && number.fetch_add(3, acq_rel) == 7;
    right = right && number.fetch_sub(2, acq_rel) == 10;
    right = right && number.fetch_or(3, acq_rel) == 8;
    right = right && number.fetch_and(6, acq_rel) == 11;
    std::uint32_t expected = 5;
    right = right && !number.compare_exchange_strong(expected, 9, acq_rel, relaxed);
    right = right && expected == 2;
    right = right && number.compare_exchange_strong(expected, 9, acq_rel);
    expected = 9;
    right = right && number.compare_exchange_weak(expected, 1, acq_rel, relaxed);
    right = right && !number.compare_exchange_weak(expected, 2, acq_rel);
    return right && number.load(relaxed) == 1;
}

}  // namespace

TEST_CASE("Explored atomics do what atomics do, in explored threads and outside") {
    CHECK(every_operation());
    for (const bool weak : {false, true}) {
        const LitmusThread thread = [](Cells&) {
            weir::explore_expect(every_operation(), "an operation was wrong");
        };
        Litmus litmus{{thread, thread}};
        weir::ExploreRandom strategy{{.executions = 50}};
        CHECK(explore(strategy, {.weak_memory = weak}, litmus).passed());
    }
}

TEST_CASE("Atomics hold numbers with a sign, pointers and truth values") {
    int target = 3;
    Litmus litmus{{[&target](Cells&) {
        Atomics::atomic<std::int64_t> number{-1};
        Atomics::atomic<int*> pointer{nullptr};
        Atomics::atomic<bool> flag{false};
        pointer.store(&target, relaxed);
        flag.store(true, relaxed);
        weir::explore_expect(number.fetch_add(-4, relaxed) == -1, "before");
        weir::explore_expect(number.load(relaxed) == -5, "after");
        weir::explore_expect(pointer.load(relaxed) == &target, "pointer");
        weir::explore_expect(flag.load(relaxed), "flag");
    }}};
    weir::ExploreRandom strategy{{.executions = 1}};
    CHECK(explore(strategy, {.weak_memory = false}, litmus).story().empty());
}

TEST_CASE("What the threads wrote is there when they have ended") {
    Litmus litmus{{[](Cells& c) { c.x.store(1, relaxed), c.y.fetch_add(2, relaxed); },
                   [](Cells& c) { c.z.exchange(3, relaxed), c.y.fetch_add(2, relaxed); }}};
    CHECK(litmus.shows(0, 3).outcomes() == weir_test::Outcomes{"/143"});
}

TEST_CASE("Bytes that are copied in while others hold them are a race") {
    std::array<std::byte, 16> memory{};
    const std::array<std::byte, 4> text{};
    Litmus apart{{[&](Cells&) { Atomics::copy_in(memory.data(), text.data(), 4); },
                  [&](Cells&) { Atomics::lend(memory.data() + 4, 4); }}};
    weir::ExploreRandom strategy{{.executions = 20}};
    CHECK(explore(strategy, {}, apart).passed());
    Litmus together{{[&](Cells&) { Atomics::copy_in(memory.data(), text.data(), 4); },
                     [&](Cells&) { Atomics::lend(memory.data() + 3, 4); }}};
    weir::ExploreRandom other{{.executions = 20}};
    CHECK_FALSE(explore(other, {}, together).passed());
}

TEST_CASE("A plain cell that takes the place of another one knows nothing of it") {
    alignas(8) std::array<std::byte, sizeof(Atomics::plain<int>)> place{};
    Litmus litmus{{[&](Cells&) { (new (place.data()) Atomics::plain<int>)->set(1); },
                   [&](Cells&) { (new (place.data()) Atomics::plain<int>)->set(2); }}};
    weir::ExploreRandom strategy{{.executions = 20}};
    CHECK(explore(strategy, {}, litmus).passed());
}

TEST_CASE("An atomic that a thread makes is not used before others can know that it is made") {
    struct Program final : weir::ExploreProgram {
        explicit Program(std::memory_order shows) : order{shows} {}
        [[nodiscard]] unsigned threads() const override { return 2; }
        void run(unsigned thread) override {
            if (thread == 0) {
                shown.store(new (place.data()) Number{3}, order);
            } else if (Number* const number = shown.load(std::memory_order_acquire)) {
                weir::explore_expect(number->load(relaxed) == 3, "another value");
            }
        }
        using Number = Atomics::atomic<int>;
        std::memory_order order;
        alignas(Number) std::array<std::byte, sizeof(Number)> place{};
        Atomics::atomic<Number*> shown{nullptr};
    };
    const auto explored = [](std::memory_order order) {
        weir::ExploreDpor strategy;
        return explore(strategy, {.weak_memory = false},
                       [order] { return std::make_unique<Program>(order); });
    };
    CHECK(explored(std::memory_order_release).passed());
    CHECK(explored(relaxed).story().starts_with("data race: a read"));
}

TEST_CASE("A mutex gives turns, and hands on what was done in them") {
    struct Program final : weir::ExploreProgram {
        explicit Program(bool takes_turns) : turns{takes_turns} {}
        [[nodiscard]] unsigned threads() const override { return 3; }
        void run(unsigned thread) override {
            if (thread == 2) {  // who only tries never waits
                if (mutex.try_lock()) {
                    ++tried;
                    sum.set(sum.get() + 1);
                    mutex.unlock();
                }
                return;
            }
            if (turns) {
                mutex.lock();
            }
            sum.set(sum.get() + 1);
            if (turns) {
                mutex.unlock();
            }
        }
        void finish() override {
            weir::explore_expect(sum.get() == 2 + tried, "a turn was lost");
            // Outside of the threads it is a mutex that nobody else wants.
            const std::unique_lock lock{mutex, std::try_to_lock};
            weir::explore_expect(lock.owns_lock() && !mutex.try_lock(), "it was not given back");
        }
        bool turns;
        int tried = 0;
        Atomics::mutex mutex;
        Atomics::plain<int> sum{0};
    };
    const auto explored = [](bool turns) {
        weir::ExploreRandom strategy{{.executions = 2'000}};
        return explore(strategy, {}, [turns] { return std::make_unique<Program>(turns); });
    };
    const weir::ExploreResult with_turns = explored(true);
    INFO(with_turns.story());
    CHECK(with_turns.passed());
    CHECK(with_turns.complete);
    CHECK(explored(false).story().starts_with("data race"));
}

TEST_CASE("Outside of explored threads nothing is counted and nothing waits") {
    Atomics::spin();
    Atomics::fence(acq_rel);
    Atomics::plain<int> cell{2};
    cell.set(cell.get() + 1);
    CHECK(cell.get() == 3);
    weir::explore_expect(false, "nobody is there to hear it");
    CHECK(weir::ExploreEngine::current() == nullptr);
}
