// SPDX-License-Identifier: Apache-2.0
#include "weir/throttle/bucket.hpp"

#include "catch.hpp"

#include <cstdint>
#include <vector>

#include "throttle/naive_bucket.hpp"
#include "weir/core/random.hpp"

using weir::at_once;
using weir::Instant;
using weir::never;
using weir::Tick;
using weir::tick_of;

namespace {

using Bucket = weir::Bucket<>;

const Tick start = tick_of(Instant::from_seconds(1'700'000'000));

/// Takes single tokens at `tick` until refused; moves `total` on and says how many there were.
std::uint64_t drain(Bucket& bucket, Tick tick, std::uint64_t& total) {
    std::uint64_t taken = 0;
    while (bucket.ask(tick, total, 1) == at_once) {
        ++total;
        ++taken;
    }
    return taken;
}

constexpr std::uint64_t half_period = std::uint64_t{1} << 31;
constexpr std::uint64_t period = std::uint64_t{1} << 32;

}  // namespace

TEST_CASE("a new bucket is full, whatever the first instant is") {
    for (const Tick first : {Tick{1}, start, ~Tick{0} >> 10}) {
        Bucket bucket{10, 7};
        std::uint64_t total = 0;
        CHECK(drain(bucket, first, total) == 7);
    }
}

TEST_CASE("a question in the same tick is answered without changing anything") {
    Bucket bucket{1000, 3};
    CHECK_FALSE(bucket.fits(start, 0, 1));  // a new tick: ask
    CHECK(bucket.ask(start, 0, 1) == at_once);
    for (int again = 0; again < 5; ++again) {
        CHECK(bucket.fits(start, 0, 3));
        CHECK(bucket.fits(start, 2, 1));
        CHECK_FALSE(bucket.fits(start, 3, 1));
        CHECK_FALSE(bucket.fits(start, 0, 4));
    }
    CHECK_FALSE(bucket.fits(start + 1, 0, 1));
}

TEST_CASE("asking about many records of a batch ahead of their admission charges nothing") {
    Bucket bucket{1000, 1000};
    for (std::uint64_t ahead = 0; ahead < 1000; ++ahead) {
        REQUIRE(bucket.ask(start, ahead, 1) == at_once);
    }
    CHECK(bucket.ask(start, 1000, 1) == start + 1);
    CHECK(bucket.ask(start + 400, 0, 1000) == at_once);
}

TEST_CASE("a bucket does not get fuller than full, however long it rests") {
    for (const Tick rest : {Tick{1000}, half_period - 1, half_period, half_period + 1, period - 1,
                            period, period + 1, 3 * half_period, 100 * period, Tick{1} << 53}) {
        Bucket bucket{1000, 50};
        std::uint64_t total = 0;
        REQUIRE(drain(bucket, start, total) == 50);
        CAPTURE(rest);
        CHECK(drain(bucket, start + rest, total) == 50);
        CHECK(drain(bucket, start + rest + 1, total) == 1);
        CHECK(drain(bucket, start + rest + rest, total) == 50);
    }
}

TEST_CASE("a short rest across a wrap of the tick field brings what any short rest brings") {
    for (const Tick edge : {half_period, period, 5 * half_period, 1000 * period}) {
        Bucket bucket{1000, 50};
        std::uint64_t total = 0;
        const Tick before = start - start % period + edge - 3;
        REQUIRE(drain(bucket, before, total) == 50);
        CHECK(drain(bucket, before + 2, total) == 2);
        CHECK(drain(bucket, before + 3, total) == 1);
        CHECK(drain(bucket, before + 7, total) == 4);
    }
}

TEST_CASE("a tick earlier than the last one admits what the last one would, and loses nothing") {
    Bucket bucket{1000, 10};
    std::uint64_t total = 0;
    REQUIRE(drain(bucket, start, total) == 10);
    for (const Tick back : {Tick{1}, Tick{500}, half_period, period, start - 1}) {
        CAPTURE(back);
        CHECK(bucket.ask(start - back, total, 1) == start + 1);
    }
    CHECK(drain(bucket, start + 4, total) == 4);
    CHECK(drain(bucket, start, total) == 0);
    CHECK(drain(bucket, start + 5, total) == 1);
}

TEST_CASE("a request above the capacity fits when nothing is owed and is paid off in full") {
    Bucket bucket{1000, 10};
    CHECK(bucket.ask(start, 0, 25) == at_once);
    CHECK(bucket.ask(start, 25, 1) == start + 16);
    CHECK(bucket.ask(start + 15, 25, 1) == start + 16);
    CHECK(bucket.ask(start + 16, 25, 1) == at_once);
    CHECK(bucket.ask(start + 16, 26, 25) == start + 26);
    CHECK(bucket.ask(start + 25, 26, 25) == start + 26);
    CHECK(bucket.ask(start + 26, 26, 25) == at_once);
}

TEST_CASE("a request above what a debt can be never fits, and that is said") {
    Bucket bucket{1000, 10};
    CHECK(bucket.debt_max() == (std::uint64_t{1} << 31) - 1);
    CHECK(bucket.ask(start, 0, bucket.debt_max()) == at_once);
    CHECK(bucket.ask(start, 0, bucket.debt_max() + 1) == never);
    CHECK_FALSE(bucket.fits(start, 0, bucket.debt_max() + 1));
    CHECK_FALSE(bucket.fits(start, 0, ~std::uint64_t{0}));
    CHECK(bucket.ask(start, 0, ~std::uint64_t{0}) == never);
}

TEST_CASE("the largest capacity is used to the last token") {
    Bucket bucket{weir::RefillRate::per_second_max, Bucket::capacity_max};
    CHECK(bucket.ask(start, 0, Bucket::capacity_max) == at_once);
    CHECK(bucket.fits(start, 0, Bucket::capacity_max));
    CHECK(bucket.fits(start, Bucket::capacity_max - 1, 1));
    CHECK_FALSE(bucket.fits(start, Bucket::capacity_max, 1));
    CHECK_FALSE(bucket.fits(start, Bucket::capacity_max, Bucket::capacity_max));
    CHECK(bucket.ask(start, Bucket::capacity_max, Bucket::capacity_max) == start + 1000);
    CHECK(bucket.ask(start + 1000, Bucket::capacity_max, Bucket::capacity_max) == at_once);
}

TEST_CASE("a capacity and a cost that together pass the debt's range are still told apart") {
    const std::uint64_t capacity = (std::uint64_t{1} << 31) - 1;
    Bucket bucket{1000, capacity};
    REQUIRE(bucket.ask(start, 0, capacity) == at_once);
    CHECK_FALSE(bucket.fits(start, capacity, capacity));
    CHECK(bucket.ask(start, capacity, capacity) == start + capacity);
}

TEST_CASE("whoever comes with a total that is out of date is sent on to find out") {
    Bucket bucket{1000, 10};
    std::uint64_t total = 0;
    REQUIRE(drain(bucket, start, total) == 10);
    REQUIRE(drain(bucket, start + 100, total) == 10);
    // Refusing would be wrong: at the last tick there may be tokens again.
    CHECK(bucket.ask(start + 200, total, 1) == at_once);
    CHECK(bucket.ask(start + 200, 3, 1) == at_once);
    CHECK(bucket.fits(start + 200, 3, 1));
    // Nor does the question move anything: the true total finds the bucket full and no fuller.
    CHECK(bucket.ask(start + 300, 3, 1) == at_once);
    CHECK(drain(bucket, start + 300, total) == 10);
}

TEST_CASE("what is given back can be taken again, and a full bucket stays full") {
    Bucket bucket{1000, 10};
    std::uint64_t total = 0;
    REQUIRE(drain(bucket, start, total) == 10);
    const auto current = [&] { return total; };
    bucket.give_back(current, 3);
    CHECK(drain(bucket, start, total) == 3);
    bucket.give_back(current, 1000);
    bucket.give_back(current, 1000);
    CHECK(drain(bucket, start, total) == 10);
}

TEST_CASE("a bucket agrees with the naive one on every step of a random walk") {
    const auto seed = std::uint64_t{20'231'114};
    CAPTURE(seed);
    weir::Random random{seed};
    const std::vector<std::uint64_t> rates{
        1, 3, 5, 999, 1000, 1001, 1'048'576, 2'097'152, 1'000'000'007, std::uint64_t{1} << 40};
    const std::vector<std::uint64_t> capacities{
        1, 2, 5, 1000, 1'048'576, 10'485'760, (std::uint64_t{1} << 31) + 5, Bucket::capacity_max};
    const std::vector<std::int64_t> jumps{1,
                                          999,
                                          1000,
                                          60'000,
                                          (std::int64_t{1} << 20),
                                          (std::int64_t{1} << 31) - 1,
                                          (std::int64_t{1} << 31),
                                          (std::int64_t{1} << 32) - 1,
                                          (std::int64_t{1} << 32),
                                          (std::int64_t{1} << 32) + 1,
                                          (std::int64_t{1} << 40)};
    int refused = 0;
    for (int walk = 0; walk < 500; ++walk) {
        const std::uint64_t per_second = rates[random.next() % rates.size()];
        const std::uint64_t capacity = capacities[random.next() % capacities.size()];
        Bucket bucket{per_second, capacity};
        weir_test::NaiveBucket naive{per_second, capacity};
        weir_test::FractionalBucket fractional{per_second, capacity};
        auto millis =
            static_cast<std::int64_t>(random.next() % 4'000'000'000'000) - 1'000'000'000'000;
        std::uint64_t total = 0;
        for (int step = 0; step < 400; ++step) {
            const auto kind = random.next() % 100;
            if (kind < 40) {
                millis += static_cast<std::int64_t>(random.next() % 4);
            } else if (kind < 45) {
                millis += jumps[random.next() % jumps.size()];
            } else if (kind < 50) {
                millis -= jumps[random.next() % jumps.size()];
            } else if (kind < 60) {
                millis = naive.last();  // so that going back does not last for ever
            }
            const Tick tick = tick_of(Instant::from_millis(millis));
            const std::uint64_t cost = random.next() % 8 == 0
                                           ? 1 + random.next() % (capacity + capacity / 2)
                                           : 1 + random.next() % (1 + capacity / 3);
            naive.reach(millis);
            fractional.reach(millis);
            const bool quickly = bucket.fits(tick, total, cost);
            const Tick first = bucket.ask(tick, total, cost);
            CAPTURE(walk, step, per_second, capacity, millis, cost, total);
            REQUIRE((first == at_once) == naive.admits(cost));
            REQUIRE((!quickly || first == at_once));
            if (first == at_once) {
                REQUIRE_FALSE(fractional.clearly_refuses(cost));
                naive.take(cost);
                fractional.take(cost);
                total += cost;
            } else {
                ++refused;
                REQUIRE_FALSE(fractional.clearly_admits(cost));
                REQUIRE(first == tick_of(Instant::from_millis(naive.first_admitting(cost))));
            }
        }
    }
    CHECK(refused > 20'000);
}
