// SPDX-License-Identifier: Apache-2.0
// DPOR leaves executions out, never outcomes: compared with a search that leaves nothing out.
#include "weir/testing/explore_dpor.hpp"

#include <cstdint>
#include <vector>

#include "catch.hpp"
#include "testing/canaries.hpp"
#include "testing/litmus.hpp"
#include "weir/core/random.hpp"

namespace {

using weir_test::Litmus;
using weir_test::LitmusThread;
using weir_test::Outcomes;
using Cells = weir_test::LitmusCells;

constexpr auto relaxed = std::memory_order_relaxed;
constexpr auto seq_cst = std::memory_order_seq_cst;

/// One of the things that a thread can do to two cells.
struct Instruction {
    std::uint64_t kind;
    bool on_x;
    int value;
};

int run(const Instruction& instruction, Cells& cells) {
    auto& cell = instruction.on_x ? cells.x : cells.y;
    int expected = instruction.value - 1;
    switch (instruction.kind) {
        case 0:
            cell.store(instruction.value, seq_cst);
            return 0;
        case 1:
            return cell.fetch_add(instruction.value, seq_cst);
        case 2:
            return cell.compare_exchange_strong(expected, instruction.value, seq_cst, seq_cst)
                       ? 9
                       : expected;
        default:
            return cell.load(seq_cst);
    }
}

/// Two to four threads of a few instructions, which write down all that they see.
Litmus random_program(weir::Random& random) {
    std::vector<LitmusThread> threads;
    const std::uint64_t count = random.between(2, 4);
    const std::uint64_t longest = count == 2 ? 5 : count == 3 ? 3 : 2;
    for (std::uint64_t thread = 0; thread < count; ++thread) {
        std::vector<Instruction> instructions;
        const std::uint64_t length = random.between(1, longest);
        for (std::uint64_t at = 0; at < length; ++at) {
            instructions.push_back(
                {random.below(5), random.below(2) == 0, static_cast<int>(random.between(1, 3))});
        }
        threads.emplace_back([instructions, thread](Cells& cells) {
            for (const Instruction& instruction : instructions) {
                cells.r[thread] = cells.r[thread] * 16 + run(instruction, cells) + 1;
            }
        });
    }
    Litmus program{std::move(threads)};
    program.shows(4, 2);
    return program;
}

constexpr weir::ExploreOptions strong{.weak_memory = false};

}  // namespace

TEST_CASE("DPOR sees the same outcomes as plain search, in fewer executions, in 500 programs") {
    std::uint64_t plain_executions = 0;
    std::uint64_t executions = 0;
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        weir::Random random{seed};
        Litmus program = random_program(random);
        weir::ExploreBounded plain{{.preemptions = weir::ExploreBounded::unbounded}};
        const Outcomes all = program.outcomes_of(plain, strong);
        REQUIRE(program.result().complete);
        plain_executions += program.result().executions;

        weir::ExploreDpor dpor;
        const Outcomes reduced = program.outcomes_of(dpor, strong);
        CAPTURE(seed);
        REQUIRE(program.result().complete);
        REQUIRE(reduced == all);
        executions += program.result().executions;
    }
    CAPTURE(plain_executions, executions);
    CHECK(executions * 8 < plain_executions);
}

TEST_CASE("Steps that don't concern each other need one execution") {
    Litmus program{{[](Cells& c) { c.x.store(1, relaxed), c.x.store(2, relaxed); },
                    [](Cells& c) { c.y.store(1, relaxed), c.y.store(2, relaxed); },
                    [](Cells& c) { c.z.fetch_add(1, relaxed); }}};
    weir::ExploreDpor dpor;
    CHECK(program.shows(0, 3).outcomes_of(dpor, strong) == Outcomes{"/221"});
    CHECK(program.result().executions == 1);
    CHECK(program.result().redundant == 0);
}

TEST_CASE("Steps that all concern each other need every order") {
    const LitmusThread add = [](Cells& c) { c.x.fetch_add(1, relaxed); };
    Litmus program{{add, add, add, add}};
    weir::ExploreDpor dpor;
    static_cast<void>(program.outcomes_of(dpor, strong));
    CHECK(program.result().executions == 24);
}

TEST_CASE("A bug that takes five preemptions is found") {
    // Each thread must see the other's last step, again and again.
    const auto climb = [](Cells& c, int from) {
        for (int step = from; step < 6; step += 2) {
            int expected = step;
            c.x.compare_exchange_strong(expected, step + 1, relaxed, relaxed);
        }
    };
    Litmus program{
        {[&](Cells& c) { climb(c, 0); }, [&](Cells& c) { climb(c, 1); },
         [](Cells& c) { weir::explore_expect(c.x.load(relaxed) < 6, "climbed to the top"); }}};
    weir::ExploreDpor dpor;
    static_cast<void>(program.outcomes_of(dpor, strong));
    REQUIRE_FALSE(program.result().passed());
    CHECK(program.result().failure->what == "climbed to the top");
    CHECK(program.result().failure->repeated);
}

TEST_CASE("DPOR finds its canaries") {
    weir::ExploreDpor lost;
    CHECK_FALSE(weir_test::find_lost_update(lost).passed());
    weir::ExploreDpor late;
    CHECK_FALSE(weir_test::find_late_first_step(late).passed());
    weir::ExploreDpor aba;
    const auto result = weir_test::find_aba(aba);
    REQUIRE_FALSE(result.passed());
    CHECK(result.failure->what == "taken twice");
    CHECK(result.failure->repeated);
}

TEST_CASE("Weak memory is nothing for DPOR, which says so") {
    Litmus program{
        {[](Cells& c) { c.x.store(1, relaxed); }, [](Cells& c) { c.r[0] = c.x.load(relaxed); }}};
    weir::ExploreDpor dpor;
    static_cast<void>(program.outcomes_of(dpor, {}));
    REQUIRE_FALSE(program.result().passed());
    CHECK(program.result().failure->what.find("sequentially consistent") != std::string::npos);
}

TEST_CASE("A program that is not deterministic is found out") {
    int run = 0;
    Litmus program{
        {[&run](Cells& c) { (run % 2 == 0 ? c.x : c.y).store(1, relaxed); },
         [&run](Cells& c) { c.r[0] = ++run, c.x.store(2, relaxed), c.y.store(2, relaxed); }}};
    weir::ExploreDpor dpor;
    static_cast<void>(program.outcomes_of(dpor, strong));
    REQUIRE_FALSE(program.result().passed());
    CHECK_FALSE(program.result().failure->repeated);
}
