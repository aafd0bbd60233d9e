// SPDX-License-Identifier: Apache-2.0
#include "weir/throttle/counted_bucket.hpp"

#include "catch.hpp"

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

using weir::at_once;
using weir::Instant;
using weir::never;
using weir::Tick;
using weir::tick_of;

namespace {

const Tick start = tick_of(Instant::from_seconds(1'700'000'000));

}  // namespace

TEST_CASE("tokens are taken all or none, and a question takes none") {
    weir::CountedBucket<> bucket{5, 5};
    CHECK(bucket.take(start, 3) == at_once);
    CHECK(bucket.ask(start, 2) == at_once);
    CHECK(bucket.ask(start, 2) == at_once);
    CHECK(bucket.take(start, 3) == start + 200);
    CHECK(bucket.take(start, 2) == at_once);
    CHECK(bucket.take(start + 199, 1) == start + 200);
    CHECK(bucket.take(start + 200, 1) == at_once);
    CHECK(bucket.take(start, weir::Bucket<>{5, 5}.debt_max() + 1) == never);
}

TEST_CASE("a charge goes into debt as deep as needed, and a rest before it does not pay for it") {
    weir::CountedBucket<> bucket{1000, 0};
    CHECK(bucket.ask(start, 0) == at_once);
    bucket.charge(start + 60'000, 500);
    CHECK(bucket.ask(start + 60'000, 0) == start + 60'500);
    bucket.charge(start + 60'100, 500);
    CHECK(bucket.ask(start + 60'999, 0) == start + 61'000);
    CHECK(bucket.ask(start + 61'000, 0) == at_once);
}

TEST_CASE("a debt stops at what the bucket can count, whatever is charged") {
    weir::CountedBucket<> bucket{1000, 0};
    const std::uint64_t debt_max = (std::uint64_t{1} << 31) - 1;
    for (int charge = 0; charge < 5; ++charge) {
        bucket.charge(start, ~std::uint64_t{0});
        bucket.charge(start, debt_max);
        CHECK(bucket.ask(start, 0) == start + debt_max);
    }
    CHECK(bucket.ask(start + debt_max, 0) == at_once);
}

TEST_CASE("tokens given back can be taken again, up to the capacity") {
    weir::CountedBucket<> bucket{5, 5};
    CHECK(bucket.take(start, 5) == at_once);
    bucket.give_back(2);
    CHECK(bucket.take(start, 2) == at_once);
    CHECK(bucket.take(start, 1) == start + 200);
    bucket.give_back(100);
    CHECK(bucket.take(start, 6) == at_once);  // more than the capacity: only when full
    CHECK(bucket.take(start + 399, 5) != at_once);
}

TEST_CASE("threads that take and give back never hold more than there is") {
    constexpr std::uint64_t capacity = 7;
    constexpr int threads = 4;
    weir::CountedBucket<> bucket{1, capacity};
    std::atomic<std::int64_t> held{0};
    std::atomic<std::int64_t> kept{0};
    std::atomic<bool> too_many{false};
    const auto work = [&](int thread) {
        for (int round = 0; round < 20'000; ++round) {
            if (bucket.take(start, 1) == at_once) {
                if (held.fetch_add(1) >= static_cast<std::int64_t>(capacity)) {
                    too_many = true;
                }
                held.fetch_sub(1);
                bucket.give_back(1);
            }
        }
        if (thread == 0 && bucket.take(start, 1) == at_once) {
            kept.fetch_add(1);
        }
    };
    std::vector<std::thread> crew;
    for (int thread = 0; thread < threads; ++thread) {
        crew.emplace_back(work, thread);
    }
    for (std::thread& one : crew) {
        one.join();
    }
    CHECK_FALSE(too_many);
    std::int64_t left = 0;
    while (bucket.take(start, 1) == at_once) {
        ++left;
    }
    CHECK(left + kept == static_cast<std::int64_t>(capacity));
}
