// SPDX-License-Identifier: Apache-2.0
#include "weir/stream/shard_iterator.hpp"

#include <type_traits>

#include "catch.hpp"
#include "support.hpp"

TEST_CASE("An iterator is a small value that tells its shard, place and age") {
    static_assert(std::is_trivially_copyable_v<weir::ShardIterator>);
    static_assert(sizeof(weir::ShardIterator) <= 64);
    StreamUnderTest test{{.shard_count = 2}};
    test.put("key");
    const auto iterator = test.iterator(1, weir::ShardIteratorType::latest);
    CHECK(iterator.shard_id() == weir::ShardId{1});
    CHECK(iterator.created() == test.clock.now());
    CHECK(iterator.sequence_index() >= 1);
    CHECK(iterator.not_before_seconds() == 0);
}

TEST_CASE("Iterators are equal when they stand for the same place, whenever they were made") {
    StreamUnderTest test;
    const auto first = test.iterator(0);
    test.clock.advance(std::chrono::seconds{1});
    CHECK(test.iterator(0) == first);
    test.put("key");
    CHECK_FALSE(test.iterator(0, weir::ShardIteratorType::latest) == first);
    StreamUnderTest other{{.stream_name = "other", .shard_count = 2}};
    CHECK_FALSE(other.iterator(0) == first);
    CHECK_FALSE(other.iterator(0) == other.iterator(1));
}

TEST_CASE("An iterator that fell behind the trim horizon reads on from the horizon") {
    StreamUnderTest test;
    const auto from = test.iterator(0);
    for (int hour = 0; hour < 60; ++hour) {
        test.put("key", std::to_string(hour));
        test.clock.advance(std::chrono::hours{1});
    }
    weir::ShardIterator old = test.iterator(0);
    static_cast<void>(from);
    const auto page = test.stream.get_records({.shard_iterator = old}).value();
    REQUIRE_FALSE(page.records.empty());
    CHECK((*page.records.begin()).data().as_text() == "36");
    CHECK(page.records.size() == 24);
}
