// SPDX-License-Identifier: Apache-2.0
#include "weir/stream/waiters.hpp"

#include <atomic>
#include <thread>

#include "catch.hpp"
#include "support.hpp"
#include "weir/throttle/unlimited.hpp"

using namespace std::chrono_literals;

TEST_CASE("Waiting ends at once when there is something to read") {
    StreamUnderTest test;
    const auto iterator = test.iterator(0);
    test.put("key");
    CHECK(test.stream.wait_for_records(iterator, test.clock.now() + 1h));
}

TEST_CASE("Waiting for a deadline that has come ends at once") {
    StreamUnderTest test;
    CHECK_FALSE(test.stream.wait_for_records(test.iterator(0), test.clock.now()));
    CHECK_FALSE(test.stream.wait_for_records(test.iterator(0), test.clock.now() - 1h));
}

TEST_CASE("A put wakes who waits for its shard") {
    StreamUnderTest test;
    const auto iterator = test.iterator(0);
    std::atomic<bool> woken{false};
    std::thread waiter{
        [&] { woken = test.stream.wait_for_records(iterator, test.clock.now() + 1h); }};
    test.put("key");
    waiter.join();
    CHECK(woken);
}

TEST_CASE("A clock that is moved past the deadline ends the waiting") {
    StreamUnderTest test;
    const auto iterator = test.iterator(0);
    std::atomic<bool> found{true};
    std::atomic<bool> begun{false};
    const auto deadline = test.clock.now() + 10s;
    std::thread waiter{[&] {
        begun = true;
        found = test.stream.wait_for_records(iterator, deadline);
    }};
    while (!begun) {
        std::this_thread::yield();
    }
    test.clock.advance(10s);
    waiter.join();
    CHECK_FALSE(found);
}

TEST_CASE("The end of a shard and an iterator that has expired end the waiting too") {
    StreamUnderTest test;
    const auto iterator = test.iterator(0);
    REQUIRE(test.stream.split_shard(
        {.shard_to_split = "0", .new_starting_hash_key = weir::HashKeyRange::whole().middle()}));
    CHECK(test.stream.wait_for_records(iterator, test.clock.now() + 1h));
    const auto other = test.iterator(1);
    test.clock.advance(301s);
    CHECK(test.stream.wait_for_records(other, test.clock.now() + 1h));
}

TEST_CASE("A reshard that is due ends the waiting without any other call") {
    StreamUnderTest test{{.resharding_time = 30s}};
    const auto iterator = test.iterator(0);
    REQUIRE(test.stream.split_shard(
        {.shard_to_split = "0", .new_starting_hash_key = weir::HashKeyRange::whole().middle()}));
    std::atomic<bool> ended{false};
    const auto deadline = test.clock.now() + 1h;
    std::thread waiter{[&] { ended = test.stream.wait_for_records(iterator, deadline); }};
    test.clock.advance(30s);
    waiter.join();
    CHECK(ended);
}

TEST_CASE("Each step of a reshard ends the waiting of who reads the shards that it closes") {
    StreamUnderTest test{{.shard_count = 4, .resharding_time = 50s}};
    const auto first = test.iterator(0);  // closed by the second step of five
    const auto last = test.iterator(3);   // by the last one
    REQUIRE(test.stream.update_shard_count({3}));
    const auto start = test.clock.now();
    std::atomic<bool> first_ended{false};
    std::atomic<bool> last_ended{false};
    std::thread waits_for_first{
        [&] { first_ended = test.stream.wait_for_records(first, start + 1h); }};
    std::thread waits_for_last{
        [&] { last_ended = test.stream.wait_for_records(last, start + 1h); }};
    test.clock.advance(20s);
    waits_for_first.join();
    CHECK(first_ended);
    CHECK_FALSE(last_ended);
    test.clock.advance(29'999ms);
    CHECK_FALSE(last_ended);
    test.clock.advance(1ms);
    waits_for_last.join();
    CHECK(last_ended);
}

TEST_CASE("Readers that wait and writers that put miss nothing") {
    constexpr int records = 3'000;
    weir::ManualClock clock;
    weir::Stream<weir::RingStorage<>, weir::ManualClock, weir::Unlimited> stream{{}, clock};
    std::atomic<int> read{0};
    std::thread reader{[&] {
        auto iterator = stream.get_shard_iterator({.shard_id = weir::ShardId{0}}).value();
        while (read < records) {
            stream.wait_for_records(iterator, clock.now() + 1h);
            auto page = stream.get_records({.shard_iterator = iterator}).value();
            read += static_cast<int>(page.records.size());
            iterator = *page.next_shard_iterator;
        }
    }};
    for (int record = 0; record < records; ++record) {
        stream.put_record({.data = "x", .partition_key = "k"}).value();
        if (record % 7 == 0) {
            std::this_thread::yield();
        }
    }
    reader.join();
    CHECK(read == records);
}
