// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore_story.hpp"

#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "testing/litmus.hpp"
#include "testing/without_places.hpp"

namespace {

using weir_test::Litmus;
using weir_test::LitmusThread;
using Cells = weir_test::LitmusCells;
using Atomics = weir::ExploreAtomics;
constexpr auto relaxed = std::memory_order_relaxed;
constexpr auto acquire = std::memory_order_acquire;
constexpr auto release = std::memory_order_release;
constexpr auto acq_rel = std::memory_order_acq_rel;
constexpr auto seq_cst = std::memory_order_seq_cst;

/// Names the cells that these tests use.
LitmusThread named(LitmusThread thread) {
    return [thread = std::move(thread)](Cells& cells) {
        Atomics::name(cells.x, "x");
        Atomics::name(cells.y, "y");
        Atomics::name(cells.data, "data");
        thread(cells);
    };
}
/// The table of the execution that a schedule describes, without the places in this file.
std::string table(std::vector<LitmusThread> threads, const std::string& schedule,
                  const weir::ExploreOptions& options = {}, std::size_t last = 100) {
    threads[0] = named(threads[0]);
    Litmus litmus{std::move(threads)};
    const auto result = weir::explore_again(schedule, options, litmus);
    REQUIRE(result.failure);
    REQUIRE(result.failure->repeated);
    const weir::ExploreStory story{result.failure->record};
    return "\n" + weir_test::without_places(story.table(last), "explore_story_test.cpp:");
}
void fails(bool holds = false) {
    weir::explore_expect(holds, "so far");
}

}  // namespace

TEST_CASE("A race is told with both its sides, and with what did not order them") {
    CHECK(table({[](Cells& cells) {
                     cells.data.set(7);
                     cells.x.store(1, relaxed);
                 },
                 [](Cells& cells) {
                     if (cells.x.load(acquire) == 1) {
                         static_cast<void>(cells.data.get());
                     }
                 }},
                "0 1") == R"(
  line  thread 0           thread 1
     1  write data
     2  store x 1 relaxed
     3                     load x 1 from 2 acquire
     4                     read data
                             races with 1
)");
}

TEST_CASE("An acquire is told with the release that it comes after, and all that does") {
    CHECK(table({[](Cells& cells) {
                     cells.data.set(7);
                     cells.x.store(1, release);
                 },
                 [](Cells& cells) {
                     static_cast<void>(cells.x.load(acquire));
                     cells.y.fetch_add(2, acq_rel);
                 },
                 [](Cells& cells) {
                     static_cast<void>(cells.y.load(acquire));
                     static_cast<void>(cells.data.get());
                     fails();
                 }},
                "0 1*2 2") == R"(
  line  thread 0           thread 1                  thread 2
     1  write data
     2  store x 1 release
     3                     load x 1 from 2 acquire
                             after 2
     4                     update y 0 from the start -> 2 acq_rel
     5                                               load y 2 from 4 acquire
                                                       after 2, 4
     6                                               read data
)");
}

TEST_CASE("A read of an old value, an update that failed, a fence and a wait are told") {
    const std::string text =
        table({[](Cells& cells) {
                   cells.x.store(1, relaxed);
                   cells.x.store(4'660, relaxed);
                   Atomics::fence(seq_cst);
               },
               [](Cells& cells) {
                   static_cast<void>(cells.x.load(relaxed));
                   int expected = 5;
                   cells.x.compare_exchange_strong(expected, 6, acq_rel, acquire);
                   Atomics::spin();
                   fails();
               }},
              "0*3 1*3 | 1@0");
    CHECK(text == R"(
  line  thread 0                thread 1
     1  store x 1 relaxed
     2  store x 0x1234 relaxed
     3  fence seq_cst
     4                          load x 1 from 1 relaxed
                                  not the newest
     5                          failed update x 0x1234 from 2 acquire
     6                          spin
)");
}

TEST_CASE("Memory that is looked at after it was retired is told with who retired it") {
    CHECK(table({[](Cells& cells) {
                     Atomics::revive(&cells.data, sizeof(cells.data));
                     cells.data.set(1);
                     Atomics::retire(&cells.data, sizeof(cells.data));
                     cells.x.store(1, release);
                 },
                 [](Cells& cells) {
                     if (cells.x.load(acquire) == 1) {
                         static_cast<void>(cells.data.get());
                     }
                 }},
                "0 1") == R"(
  line  thread 0           thread 1
     1  revive data
     2  write data
     3  retire data
     4  store x 1 release
     5                     load x 1 from 4 acquire
                             after 4
     6                     read data
                             retired in 3
)");
}

TEST_CASE("An atomic that is used after it was retired is told with who retired it") {
    CHECK(table({[](Cells& cells) {
                    Atomics::revive(&cells.y, sizeof(cells.y));
                    Atomics::retire(&cells.y, sizeof(cells.y));
                    cells.x.store(1, relaxed);
                    cells.y.store(2, relaxed);
                }},
                "0*2") == R"(
  line  thread 0
     1  revive y
     2  retire y
     3  store x 1 relaxed
     4  use y
          retired in 2
)");
}

TEST_CASE("Where there are many lines, the last of each thread are told, and what they speak of") {
    const auto stores = [](Cells& cells) {
        for (int value = 1; value <= 9; ++value) {
            cells.x.store(value, relaxed);
        }
    };
    const auto loads = [](Cells& cells) {
        for (int time = 1; time <= 9; ++time) {
            static_cast<void>(cells.x.load(relaxed));
        }
        fails();
    };
    CHECK(table({stores, loads}, "0*3 1*8 0*6 1", {.weak_memory = false}, 2) == R"(
  line  thread 0           thread 1
   ...
     3  store x 3 relaxed
   ...
    11                     load x 3 from 3 relaxed
   ...
    16  store x 8 relaxed
    17  store x 9 relaxed
    18                     load x 9 from 17 relaxed
)");
}

TEST_CASE("Objects of one name are told apart, and those of none have one") {
    Litmus litmus{{[](Cells& cells) {
        Atomics::name(cells.x, "cell");
        Atomics::name(cells.y, "cell");
        cells.x.store(1, relaxed);
        cells.y.store(2, relaxed);
        cells.x.store(3, relaxed);
        fails();
    }}};
    weir::ExploreRandom strategy{{}};
    const auto result = explore(strategy, {}, litmus);
    REQUIRE(result.failure);
    const std::string text = weir::ExploreStory{result.failure->record}.table(9);
    CHECK(text.find("store cell#1 1 relaxed") != text.npos);
    CHECK(text.find("store cell#2 2 relaxed") != text.npos);
    CHECK(text.find("store cell#1 3 relaxed") != text.npos);
}

TEST_CASE("A story of nothing has a heading") {
    CHECK(weir::ExploreStory{weir::ExploreRecord{}}.table(9) == "  line\n");
}
