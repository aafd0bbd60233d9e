// SPDX-License-Identifier: Apache-2.0
// Every request for memory of every operation fails once, alone and with all later ones: the
// operation has then happened in full or not at all, and the stream goes on.
#include <chrono>

#include "allocation/failing.hpp"
#include "allocation/operations.hpp"
#include "allocation/replaced_new.hpp"
#include "allocation/trial.hpp"
#include "catch.hpp"

namespace {

using namespace weir_test;
using Ring = weir::RingStorage<>;
using Simple = weir::SimpleStorage;

}  // namespace

TEST_CASE("puts survive a lack of memory") {
    CHECK(try_all(puts<Ring>()) > 50);
}
TEST_CASE("batches survive a lack of memory") {
    CHECK(try_all(batches<Ring>()) > 100);
}
TEST_CASE("iterators survive a lack of memory") {
    CHECK(try_all(iterators<Ring>()) > 100);
}
TEST_CASE("reads survive a lack of memory") {
    CHECK(try_all(reads<Ring>()) > 100);
}
TEST_CASE("listings survive a lack of memory") {
    CHECK(try_all(listings<Ring>()) > 100);
}
TEST_CASE("changes of shards survive a lack of memory") {
    CHECK(try_all(changes<Ring>()) > 100);
    CHECK(try_all(changes<Ring>(), std::chrono::minutes{1}) > 100);
}
TEST_CASE("what is done at the door survives a lack of memory") {
    CHECK(try_all(dues<Ring>()) > 100);
    CHECK(try_all(dues<Ring>(), std::chrono::minutes{1}) > 100);
}

TEST_CASE("a stream on simple storage survives a lack of memory") {
    CHECK(try_all(puts<Simple>()) > 50);
    CHECK(try_all(batches<Simple>()) > 50);
}

TEST_CASE("a stream is made in full or not at all") {
    weir::ManualClock clock;
    weir::StreamOptions options;
    options.shard_count = 17;
    std::uint64_t failed = 0;
    for (const auto policy : {weir::BudgetPolicy::refuse, weir::BudgetPolicy::trim_oldest}) {
        const weir::RingOptions storage{.when_budget_is_spent = policy};
        for (std::uint64_t request = 0;; ++request) {
            INFO("request " << request);
            const auto before = failing::live.load();
            bool made = false;
            try {
                const failing::Shortage shortage{{request, false}};
                const World<Ring>::Stream stream{options, clock, weir::ServiceThrottle{}, storage};
                made = true;
            } catch (const std::bad_alloc&) {
                ++failed;
            }
            REQUIRE(failing::live.load() == before);
            if (made) {
                break;
            }
        }
    }
    CHECK(failed > 50);
}
