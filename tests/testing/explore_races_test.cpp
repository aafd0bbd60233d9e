// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore_races.hpp"

#include <array>
#include <cstddef>
#include <string>

#include "catch.hpp"
#include "testing/litmus.hpp"

namespace {

using weir_test::Litmus;
using Cells = weir_test::LitmusCells;
using Atomics = weir::ExploreAtomics;

constexpr auto relaxed = std::memory_order_relaxed;
constexpr auto acquire = std::memory_order_acquire;
constexpr auto release = std::memory_order_release;
constexpr auto acq_rel = std::memory_order_acq_rel;

/// The race that the first failing execution finds, without its place.
std::string race_in(Litmus& litmus, bool weak) {
    static_cast<void>(litmus.outcomes(weak));
    const std::string what = litmus.result().passed() ? "" : litmus.result().failure->what;
    CHECK((what.empty() || what.find(", at explore_races_test.cpp:") != std::string::npos));
    return what.substr(0, what.find(", at "));
}
/// The same with strong memory and with weak.
std::string race_in(Litmus litmus) {
    const std::string strong = race_in(litmus, false);
    const std::string weak = race_in(litmus, true);
    CHECK(strong == weak);
    return weak;
}
Litmus hand_over(std::memory_order write, std::memory_order read) {
    return Litmus{{[=](Cells& c) { c.data.set(1), c.y.store(1, write); },
                   [=](Cells& c) { c.r[0] = c.y.load(read) == 1 ? c.data.get() : 0; }}};
}

}  // namespace

TEST_CASE("A message without release or without acquire is a race, even where memory is strong") {
    CHECK(race_in(hand_over(release, acquire)).empty());
    const std::string race = name_of(weir::ExploreRace::read_after_write);
    CHECK(race_in(hand_over(relaxed, acquire)) == race);
    CHECK(race_in(hand_over(release, relaxed)) == race);
}

TEST_CASE("Two writes race unless one happens before the other") {
    const auto both = [](std::memory_order order) {
        return Litmus{{[=](Cells& c) {
                           if (c.x.exchange(1, order) == 0) {
                               c.data.set(1);
                               c.x.store(2, order == relaxed ? relaxed : release);
                           }
                       },
                       [=](Cells& c) {
                           int two = 2;
                           if (c.x.compare_exchange_strong(two, 3, order, relaxed)) {
                               c.data.set(2);
                           }
                       }}};
    };
    CHECK(race_in(both(acq_rel)).empty());
    CHECK(race_in(both(relaxed)) == name_of(weir::ExploreRace::write_after_write));
}

TEST_CASE("A write after a read has to be ordered too: what is reused must be read no more") {
    const auto reuse = [](std::memory_order order) {
        return Litmus{{[=](Cells& c) { c.r[0] = c.data.get(), c.x.store(1, order); },
                       [](Cells& c) {
                           if (c.x.load(acquire) == 1) {
                               c.data.set(2);
                           }
                       }}};
    };
    CHECK(race_in(reuse(release)).empty());
    CHECK(race_in(reuse(relaxed)) == name_of(weir::ExploreRace::write_after_read));
}

TEST_CASE("What comes after a release is not part of it") {
    CHECK(race_in(Litmus{{[](Cells& c) { c.y.store(1, release), c.data.set(1); },
                          [](Cells& c) { c.r[0] = c.y.load(acquire) == 1 ? c.data.get() : 0; }}}) ==
          name_of(weir::ExploreRace::read_after_write));
}

TEST_CASE("A re-publication that is relaxed breaks the release sequence") {
    CHECK(race_in(
              Litmus{{[](Cells& c) { c.data.set(1), c.y.store(1, release), c.y.store(2, relaxed); },
                      [](Cells& c) { c.r[0] = c.y.load(acquire) == 2 ? c.data.get() : 0; }}}) ==
          name_of(weir::ExploreRace::read_after_write));
}

TEST_CASE("Two readers at once are no race") {
    CHECK(race_in(Litmus{{[](Cells& c) { c.r[0] = c.data.get(); },
                          [](Cells& c) { c.r[1] = c.data.get(); }}})
              .empty());
}

TEST_CASE("Bytes race one by one") {
    std::array<std::byte, 64> memory{};
    weir::ExploreRaces races;
    races.begin();
    weir::ExploreClock mine;
    weir::ExploreClock theirs;
    mine.set(0, 1);
    theirs.set(1, 1);
    CHECK(races.write(memory.data(), 16, 0, mine) == weir::ExploreRace::none);
    CHECK(races.write(memory.data() + 16, 8, 1, theirs) == weir::ExploreRace::none);
    CHECK(races.read(memory.data() + 15, 2, 1, theirs) == weir::ExploreRace::read_after_write);
    races.forget(memory.data(), 16);
    CHECK(races.read(memory.data() + 15, 2, 1, theirs) == weir::ExploreRace::none);
    races.begin();
    CHECK(races.write(memory.data(), 64, 0, mine) == weir::ExploreRace::none);
}

TEST_CASE("Any number of bytes can be watched") {
    std::array<std::byte, 5000> memory{};
    weir::ExploreRaces races;
    races.begin();
    weir::ExploreClock mine;
    weir::ExploreClock theirs;
    mine.set(0, 1);
    theirs.set(1, 1);
    CHECK(races.write(memory.data(), memory.size(), 0, mine) == weir::ExploreRace::none);
    for (const std::byte& byte : memory) {
        REQUIRE(races.read(&byte, 1, 1, theirs) == weir::ExploreRace::read_after_write);
    }
}
