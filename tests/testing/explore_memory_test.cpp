// SPDX-License-Identifier: Apache-2.0
// Litmus tests: programs of a few lines, and exactly the outcomes that the standard allows, less
// those that the memory says it does not model.
#include "weir/testing/explore_memory.hpp"

#include <string>

#include "catch.hpp"
#include "testing/litmus.hpp"

namespace {

using weir_test::Litmus;
using weir_test::LitmusThread;
using weir_test::Outcomes;
using Cells = weir_test::LitmusCells;
using Atomics = weir::ExploreAtomics;

constexpr auto relaxed = std::memory_order_relaxed;
constexpr auto acquire = std::memory_order_acquire;
constexpr auto release = std::memory_order_release;
constexpr auto acq_rel = std::memory_order_acq_rel;
constexpr auto seq_cst = std::memory_order_seq_cst;

Outcomes store_buffering(std::memory_order write, std::memory_order read, bool weak = true) {
    Litmus litmus{{[=](Cells& c) { c.x.store(1, write), c.r[0] = c.y.load(read); },
                   [=](Cells& c) { c.y.store(1, write), c.r[1] = c.x.load(read); }}};
    return litmus.shows(2).outcomes(weak);
}
Outcomes message_passing(std::memory_order write, std::memory_order read, bool weak = true) {
    Litmus litmus{{[=](Cells& c) { c.x.store(1, relaxed), c.y.store(1, write); },
                   [=](Cells& c) { c.r[0] = c.y.load(read), c.r[1] = c.x.load(relaxed); }}};
    return litmus.shows(2).outcomes(weak);
}
Outcomes load_buffering(std::memory_order write, std::memory_order read) {
    Litmus litmus{{[=](Cells& c) { c.r[0] = c.x.load(read), c.y.store(1, write); },
                   [=](Cells& c) { c.r[1] = c.y.load(read), c.x.store(1, write); }}};
    return litmus.shows(2).outcomes();
}
Outcomes two_plus_two_writes(std::memory_order first, std::memory_order second) {
    Litmus litmus{{[=](Cells& c) { c.x.store(1, first), c.y.store(2, second); },
                   [=](Cells& c) { c.y.store(1, first), c.x.store(2, second); }}};
    return litmus.shows(0, 2).outcomes();
}
/// x and y are written apart; two readers look at them in opposite orders.
Outcomes independent_writes(std::memory_order write, std::memory_order read) {
    Litmus litmus{{[=](Cells& c) { c.x.store(1, write); }, [=](Cells& c) { c.y.store(1, write); },
                   [=](Cells& c) { c.r[0] = c.x.load(read), c.r[1] = c.y.load(read); },
                   [=](Cells& c) { c.r[2] = c.y.load(read), c.r[3] = c.x.load(read); }}};
    return litmus.shows(4).outcomes();
}
Outcomes all_of(std::size_t registers) {
    Outcomes all;
    for (unsigned bits = 0; bits < 1U << registers; ++bits) {
        std::string outcome;
        for (std::size_t at = 0; at < registers; ++at) {
            outcome += (bits >> at & 1U) != 0 ? '1' : '0';
        }
        all.insert(outcome);
    }
    return all;
}
Outcomes without(Outcomes outcomes, const std::string& forbidden) {
    REQUIRE(outcomes.erase(forbidden) == 1);
    return outcomes;
}

}  // namespace

TEST_CASE("Store buffering: both threads may miss the other's store, unless all is seq_cst") {
    CHECK(store_buffering(relaxed, relaxed) == all_of(2));
    CHECK(store_buffering(release, acquire) == all_of(2));
    CHECK(store_buffering(seq_cst, acquire) == all_of(2));
    CHECK(store_buffering(release, seq_cst) == all_of(2));
    CHECK(store_buffering(seq_cst, seq_cst) == without(all_of(2), "00"));
    CHECK(store_buffering(relaxed, relaxed, false) == without(all_of(2), "00"));
}

TEST_CASE("Store buffering with fences: two of them forbid that both miss, one does not") {
    const auto fenced = [](std::memory_order one, std::memory_order other) {
        Litmus litmus{{[=](Cells& c) {
                           c.x.store(1, relaxed);
                           Atomics::fence(one);
                           c.r[0] = c.y.load(relaxed);
                       },
                       [=](Cells& c) {
                           c.y.store(1, relaxed);
                           Atomics::fence(other);
                           c.r[1] = c.x.load(relaxed);
                       }}};
        return litmus.shows(2).outcomes();
    };
    CHECK(fenced(seq_cst, seq_cst) == without(all_of(2), "00"));
    CHECK(fenced(seq_cst, acq_rel) == all_of(2));
    CHECK(fenced(acq_rel, acq_rel) == all_of(2));
}

TEST_CASE("Store buffering, half with a fence and half with seq_cst operations") {
    Litmus litmus{{[](Cells& c) {
                       c.x.store(1, relaxed);
                       Atomics::fence(seq_cst);
                       c.r[0] = c.y.load(relaxed);
                   },
                   [](Cells& c) { c.y.store(1, seq_cst), c.r[1] = c.x.load(seq_cst); }}};
    CHECK(litmus.shows(2).outcomes() == without(all_of(2), "00"));
    Litmus half{{[](Cells& c) {
                     c.x.store(1, relaxed);
                     Atomics::fence(seq_cst);
                     c.r[0] = c.y.load(relaxed);
                 },
                 [](Cells& c) { c.y.store(1, seq_cst), c.r[1] = c.x.load(relaxed); }}};
    CHECK(half.shows(2).outcomes() == all_of(2));
}

TEST_CASE("Store buffering with updates in the place of the stores") {
    Litmus strong{{[](Cells& c) { c.x.fetch_add(1, seq_cst), c.r[0] = c.y.load(seq_cst); },
                   [](Cells& c) { c.y.fetch_add(1, seq_cst), c.r[1] = c.x.load(seq_cst); }}};
    CHECK(strong.shows(2).outcomes() == without(all_of(2), "00"));
    Litmus weak{{[](Cells& c) { c.x.fetch_add(1, acq_rel), c.r[0] = c.y.load(acquire); },
                 [](Cells& c) { c.y.fetch_add(1, acq_rel), c.r[1] = c.x.load(acquire); }}};
    CHECK(weak.shows(2).outcomes() == all_of(2));
}

TEST_CASE("Message passing: only release with acquire carries what was written before") {
    CHECK(message_passing(relaxed, relaxed) == all_of(2));
    CHECK(message_passing(release, relaxed) == all_of(2));
    CHECK(message_passing(relaxed, acquire) == all_of(2));
    CHECK(message_passing(release, acquire) == without(all_of(2), "10"));
    CHECK(message_passing(seq_cst, seq_cst) == without(all_of(2), "10"));
    CHECK(message_passing(relaxed, relaxed, false) == without(all_of(2), "10"));
}

TEST_CASE("Message passing with fences in the place of release and acquire") {
    const auto fenced = [](std::memory_order write, std::memory_order read) {
        Litmus litmus{{[=](Cells& c) {
                           c.x.store(1, relaxed);
                           Atomics::fence(write);
                           c.y.store(1, relaxed);
                       },
                       [=](Cells& c) {
                           c.r[0] = c.y.load(relaxed);
                           Atomics::fence(read);
                           c.r[1] = c.x.load(relaxed);
                       }}};
        return litmus.shows(2).outcomes();
    };
    CHECK(fenced(release, acquire) == without(all_of(2), "10"));
    CHECK(fenced(seq_cst, seq_cst) == without(all_of(2), "10"));
    CHECK(fenced(acquire, acquire) == all_of(2));
    CHECK(fenced(release, release) == all_of(2));
}

TEST_CASE("Message passing, with a fence on one side only") {
    Litmus writer{{[](Cells& c) {
                       c.x.store(1, relaxed);
                       Atomics::fence(release);
                       c.y.store(1, relaxed);
                   },
                   [](Cells& c) { c.r[0] = c.y.load(acquire), c.r[1] = c.x.load(relaxed); }}};
    CHECK(writer.shows(2).outcomes() == without(all_of(2), "10"));
    Litmus reader{{[](Cells& c) { c.x.store(1, relaxed), c.y.store(1, release); },
                   [](Cells& c) {
                       c.r[0] = c.y.load(relaxed);
                       Atomics::fence(acquire);
                       c.r[1] = c.x.load(relaxed);
                   }}};
    CHECK(reader.shows(2).outcomes() == without(all_of(2), "10"));
}

TEST_CASE("Load buffering is forbidden with acquire or release, and otherwise not modelled") {
    CHECK(load_buffering(release, acquire) == without(all_of(2), "11"));
    CHECK(load_buffering(seq_cst, seq_cst) == without(all_of(2), "11"));
    CHECK(load_buffering(relaxed, relaxed) == without(all_of(2), "11"));  // the standard allows it
}

TEST_CASE(
    "Two writers in opposite orders: the first store of each may be the last, unless seq_cst") {
    const Outcomes all{"/11", "/12", "/21", "/22"};
    // 1 is the first store of each thread, 2 the second; x's first is thread 0's.
    CHECK(two_plus_two_writes(relaxed, relaxed) == all);
    CHECK(two_plus_two_writes(release, release) == all);
    CHECK(two_plus_two_writes(seq_cst, release) == all);
    CHECK(two_plus_two_writes(seq_cst, seq_cst) == without(all, "/11"));
}

TEST_CASE("Two writers in opposite orders, with fences between their stores") {
    const auto fenced = [](std::memory_order order) {
        Litmus litmus{{[=](Cells& c) {
                           c.x.store(1, relaxed);
                           Atomics::fence(order);
                           c.y.store(2, relaxed);
                       },
                       [=](Cells& c) {
                           c.y.store(1, relaxed);
                           Atomics::fence(order);
                           c.x.store(2, relaxed);
                       }}};
        return litmus.shows(0, 2).outcomes();
    };
    CHECK(fenced(seq_cst) == Outcomes{"/12", "/21", "/22"});
    CHECK(fenced(acq_rel) == Outcomes{"/11", "/12", "/21", "/22"});
}

TEST_CASE("Independent writes may be seen in different orders, unless all is seq_cst") {
    CHECK(independent_writes(relaxed, relaxed) == all_of(4));
    CHECK(independent_writes(release, acquire) == all_of(4));
    CHECK(independent_writes(seq_cst, acquire) == all_of(4));
    // As of C++20 reads alone are enough: what one saw of a location orders it before the other.
    CHECK(independent_writes(relaxed, seq_cst) == without(all_of(4), "1010"));
    CHECK(independent_writes(seq_cst, seq_cst) == without(all_of(4), "1010"));
}

TEST_CASE("Independent writes are seen in one order through seq_cst fences") {
    const auto reading = [](std::memory_order order) {
        Litmus litmus{{[](Cells& c) { c.x.store(1, relaxed); },
                       [](Cells& c) { c.y.store(1, relaxed); },
                       [=](Cells& c) {
                           c.r[0] = c.x.load(relaxed);
                           Atomics::fence(order);
                           c.r[1] = c.y.load(relaxed);
                       },
                       [=](Cells& c) {
                           c.r[2] = c.y.load(relaxed);
                           Atomics::fence(order);
                           c.r[3] = c.x.load(relaxed);
                       }}};
        return litmus.shows(4).outcomes();
    };
    CHECK(reading(seq_cst) == without(all_of(4), "1010"));
    CHECK(reading(acq_rel) == all_of(4));
}

TEST_CASE("R: a store that comes second may still miss what the first thread stored before") {
    const auto run = [](std::memory_order write, std::memory_order read) {
        Litmus litmus{{[=](Cells& c) { c.x.store(1, write), c.y.store(1, write); },
                       [=](Cells& c) { c.y.store(2, write), c.r[0] = c.x.load(read); }}};
        return litmus.shows(1, 2).outcomes();
    };
    const Outcomes all{"0/11", "0/12", "1/11", "1/12"};
    CHECK(run(relaxed, relaxed) == all);
    CHECK(run(release, acquire) == all);
    CHECK(run(seq_cst, seq_cst) == without(all, "0/12"));
}

TEST_CASE("S: what is stored after a message was taken comes after what was stored before it") {
    const auto run = [](std::memory_order write, std::memory_order read) {
        Litmus litmus{{[=](Cells& c) { c.x.store(2, relaxed), c.y.store(1, write); },
                       [=](Cells& c) { c.r[0] = c.y.load(read), c.x.store(1, relaxed); }}};
        return litmus.shows(1, 1).outcomes();
    };
    const Outcomes all{"0/1", "0/2", "1/1", "1/2"};
    CHECK(run(relaxed, relaxed) == all);
    CHECK(run(release, relaxed) == all);
    CHECK(run(release, acquire) == without(all, "1/2"));
}

TEST_CASE("CoRR: two reads of one location never go back") {
    Litmus litmus{{[](Cells& c) { c.x.store(1, relaxed); },
                   [](Cells& c) { c.r[0] = c.x.load(relaxed), c.r[1] = c.x.load(relaxed); }}};
    CHECK(litmus.shows(2).outcomes() == Outcomes{"00", "01", "11"});
}

TEST_CASE("CoRR2: two readers agree on the order of two writes") {
    Litmus litmus{{[](Cells& c) { c.x.store(1, relaxed); }, [](Cells& c) { c.x.store(2, relaxed); },
                   [](Cells& c) { c.r[0] = c.x.load(relaxed), c.r[1] = c.x.load(relaxed); },
                   [](Cells& c) { c.r[2] = c.x.load(relaxed), c.r[3] = c.x.load(relaxed); }}};
    const Outcomes outcomes = litmus.shows(4).outcomes();
    CHECK(outcomes.count("1221") == 0);
    CHECK(outcomes.count("2112") == 0);
    CHECK(outcomes.count("1212") == 1);
    CHECK(outcomes.count("2121") == 1);
    CHECK(outcomes.count("0012") == 1);
    CHECK(outcomes.count("1020") == 0);
}

TEST_CASE("CoWW, CoWR, CoRW: a thread's own accesses keep their order") {
    Litmus writes{{[](Cells& c) { c.x.store(1, relaxed), c.x.store(2, relaxed); },
                   [](Cells& c) { c.r[0] = c.x.load(relaxed), c.r[1] = c.x.load(relaxed); }}};
    CHECK(writes.shows(2, 1).outcomes() ==
          Outcomes{"00/2", "01/2", "02/2", "11/2", "12/2", "22/2"});
    Litmus own{{[](Cells& c) { c.x.store(1, relaxed), c.r[0] = c.x.load(relaxed); },
                [](Cells& c) { c.x.store(2, relaxed); }}};
    CHECK(own.shows(1, 1).outcomes() == Outcomes{"1/1", "1/2", "2/2"});
    Litmus before{{[](Cells& c) { c.r[0] = c.x.load(relaxed), c.x.store(1, relaxed); },
                   [](Cells& c) { c.x.store(2, relaxed); }}};
    CHECK(before.shows(1, 1).outcomes() == Outcomes{"0/1", "0/2", "2/1"});
}

TEST_CASE("WRC: what a thread has read reaches whoever takes its message") {
    const auto run = [](std::memory_order first, std::memory_order write, std::memory_order read) {
        Litmus litmus{{[=](Cells& c) { c.x.store(1, first); },
                       [=](Cells& c) { c.r[0] = c.x.load(read), c.y.store(1, write); },
                       [=](Cells& c) { c.r[1] = c.y.load(read), c.r[2] = c.x.load(relaxed); }}};
        return litmus.shows(3).outcomes();
    };
    CHECK(run(relaxed, relaxed, relaxed) == all_of(3));
    CHECK(run(release, release, acquire) == without(all_of(3), "110"));
    // Read-read coherence is enough where the second thread's read happens before the third's.
    CHECK(run(relaxed, release, acquire) == without(all_of(3), "110"));
}

TEST_CASE("WRC with a message about another location needs every link") {
    const auto run = [](std::memory_order first, std::memory_order read) {
        Litmus litmus{{[=](Cells& c) { c.x.store(1, relaxed), c.y.store(1, first); },
                       [=](Cells& c) { c.r[0] = c.y.load(read), c.z.store(1, release); },
                       [=](Cells& c) { c.r[1] = c.z.load(acquire), c.r[2] = c.x.load(relaxed); }}};
        return litmus.shows(3).outcomes();
    };
    CHECK(run(release, acquire) == without(all_of(3), "110"));  // ISA2
    CHECK(run(relaxed, acquire) == all_of(3));
    CHECK(run(release, relaxed) == all_of(3));
}

TEST_CASE("W+RWC and RWC: a seq_cst fence in the middle of a chain is not enough") {
    const auto run = [](std::memory_order order) {
        Litmus litmus{{[](Cells& c) { c.x.store(1, relaxed); },
                       [=](Cells& c) {
                           c.r[0] = c.x.load(relaxed);
                           Atomics::fence(order);
                           c.r[1] = c.y.load(relaxed);
                       },
                       [=](Cells& c) {
                           c.y.store(1, relaxed);
                           Atomics::fence(order);
                           c.r[2] = c.x.load(relaxed);
                       }}};
        return litmus.shows(3).outcomes();
    };
    CHECK(run(seq_cst) == without(all_of(3), "100"));
    CHECK(run(acq_rel) == all_of(3));
}

TEST_CASE("A release sequence goes on through updates of other threads") {
    const auto run = [](std::memory_order in_between) {
        Litmus litmus{{[](Cells& c) { c.data.set(1), c.y.store(1, release); },
                       [=](Cells& c) { c.y.fetch_add(1, in_between); },
                       [](Cells& c) { c.r[0] = c.y.load(acquire) == 2 ? c.data.get() : 1; }}};
        return litmus.shows(1).outcomes().size() == 1 && litmus.result().passed();
    };
    CHECK(run(relaxed));
    CHECK(run(acq_rel));
}

TEST_CASE("A release sequence ends with any other store, even of the same thread") {
    Litmus own{
        {[](Cells& c) { c.x.store(1, relaxed), c.y.store(1, release), c.y.store(2, relaxed); },
         [](Cells& c) { c.r[0] = c.y.load(acquire), c.r[1] = c.x.load(relaxed); }}};
    CHECK(own.shows(2).outcomes() == Outcomes{"00", "01", "11", "20", "21"});
    Litmus other{{[](Cells& c) { c.x.store(1, relaxed), c.y.store(1, release); },
                  [](Cells& c) { c.y.store(2, relaxed); },
                  [](Cells& c) { c.r[0] = c.y.load(acquire), c.r[1] = c.x.load(relaxed); }}};
    CHECK(other.shows(2).outcomes() == Outcomes{"00", "01", "11", "20", "21"});
}

TEST_CASE("An update that releases heads a sequence of its own and carries the older one on") {
    Litmus litmus{{[](Cells& c) { c.x.store(1, relaxed), c.z.store(1, release); },
                   [](Cells& c) { c.y.store(1, relaxed), c.z.fetch_add(2, release); },
                   [](Cells& c) {
                       c.r[0] = c.z.load(acquire);
                       c.r[1] = c.x.load(relaxed), c.r[2] = c.y.load(relaxed);
                   }}};
    // The update reads 0 or 1; 3 says that it came behind thread 0's store.
    CHECK(litmus.shows(3).outcomes() ==
          Outcomes{"000", "001", "010", "011", "110", "111", "201", "211", "311"});
}

TEST_CASE("A release fence heads a sequence at the store behind it") {
    Litmus litmus{{[](Cells& c) {
                       c.x.store(1, relaxed);
                       Atomics::fence(release);
                       c.y.store(1, relaxed);
                   },
                   [](Cells& c) { c.y.fetch_add(1, relaxed); },
                   [](Cells& c) { c.r[0] = c.y.load(acquire), c.r[1] = c.x.load(relaxed); }}};
    // 1 may be the update's, which carries nothing unless it came behind the store.
    CHECK(litmus.shows(2).outcomes() == Outcomes{"00", "01", "10", "11", "21"});
}

TEST_CASE("Updates are atomic: none is lost, each reads what stands before it") {
    for (const auto order : {relaxed, acq_rel, seq_cst}) {
        Litmus litmus{{[=](Cells& c) { c.r[0] = c.x.fetch_add(1, order); },
                       [=](Cells& c) { c.r[1] = c.x.fetch_add(1, order); },
                       [=](Cells& c) { c.r[2] = c.x.fetch_add(1, order); }}};
        CHECK(litmus.shows(3, 1).outcomes() ==
              Outcomes{"012/3", "021/3", "102/3", "120/3", "201/3", "210/3"});
    }
}

TEST_CASE("A store may come behind an update that it was executed after, or before it") {
    Litmus litmus{{[](Cells& c) { c.r[0] = c.x.fetch_add(1, relaxed); },
                   [](Cells& c) { c.x.store(5, relaxed); }}};
    CHECK(litmus.shows(1, 1).outcomes() == Outcomes{"0/5", "5/6"});
}

TEST_CASE(
    "A compare-exchange that fails may have read an old value; a strong one never fails else") {
    Litmus litmus{{[](Cells& c) { c.x.store(1, relaxed); },
                   [](Cells& c) {
                       int expected = 1;
                       c.r[0] = c.x.compare_exchange_strong(expected, 2, relaxed, relaxed) ? 1 : 0;
                       c.r[1] = expected;
                   }}};
    CHECK(litmus.shows(2, 1).outcomes() == Outcomes{"00/1", "11/2"});
}

TEST_CASE("A weak compare-exchange fails for no reason, as often as it is allowed to") {
    Litmus litmus{{[](Cells& c) {
        int tries = 0;
        int expected = 0;
        while (!c.x.compare_exchange_weak(expected, 1, relaxed, relaxed)) {
            ++tries;
        }
        c.r[0] = tries;
    }}};
    weir::ExploreBounded strategy{{}};
    litmus.shows(1);
    CHECK(litmus.outcomes_of(strategy, {.spurious_failures_max = 2}) == Outcomes{"0", "1", "2"});
    weir::ExploreBounded strong{{}};
    CHECK(litmus.outcomes_of(strong, {.weak_memory = false}) == Outcomes{"0"});
    weir::ExploreBounded both{{}};
    CHECK(litmus.outcomes_of(both, {.weak_memory = false, .spurious_failures_max = 1}) ==
          Outcomes{"0", "1"});
}

TEST_CASE("A failed compare-exchange acquires as its failure order says") {
    const auto run = [](std::memory_order failure) {
        Litmus litmus{{[](Cells& c) { c.x.store(1, relaxed), c.y.store(1, release); },
                       [=](Cells& c) {
                           int expected = 7;
                           c.y.compare_exchange_strong(expected, 8, relaxed, failure);
                           c.r[0] = expected;
                           c.r[1] = c.x.load(relaxed);
                       }}};
        return litmus.shows(2).outcomes();
    };
    CHECK(run(relaxed) == all_of(2));
    CHECK(run(acquire) == without(all_of(2), "10"));
}

TEST_CASE("seq_cst operations make no order between threads that did not read each other's") {
    // Through the single order alone nothing happens before anything: the data races.
    Litmus litmus{{[](Cells& c) { c.data.set(1), c.x.store(1, seq_cst); },
                   [](Cells& c) {
                       c.y.store(1, seq_cst);
                       c.data.set(2);
                   }}};
    litmus.outcomes();
    CHECK_FALSE(litmus.result().passed());
}

TEST_CASE("What was there before the threads is known to all of them") {
    Litmus litmus{{[](Cells& c) { c.r[0] = c.x.load(relaxed), c.r[1] = c.data.get(); },
                   [](Cells& c) { c.r[2] = c.y.load(relaxed), c.r[3] = c.data.get(); }}};
    CHECK(litmus.shows(4).outcomes() == Outcomes{"0000"});
    CHECK(litmus.result().passed());
}
