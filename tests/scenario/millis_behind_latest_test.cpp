// SPDX-License-Identifier: Apache-2.0
// MillisBehindLatest tells how far an answer is behind the newest record: nothing when it reaches
// that, otherwise the age of the last record in the answer.
#include "scenario/scenario.hpp"

namespace {

/// Three records, at 0, 10 and 20 seconds; now it is 30 seconds.
struct ThreeRecords : Scenario {
    ThreeRecords() {
        for (const char* data : {"one", "two", "three"}) {
            put("key", data);
            clock.advance(10s);
        }
    }
};

}  // namespace

TEST_CASE("An answer that does not reach the newest record is as far behind as its last is old") {
    ThreeRecords stream;
    const auto first = stream.read(stream.place(0), 1);
    CHECK(first.millis_behind_latest == 30s);
    const auto second = stream.read(*first.next_shard_iterator, 1);
    CHECK(second.millis_behind_latest == 20s);
}

TEST_CASE("An answer with the newest record is not behind") {
    ThreeRecords stream;
    CHECK(stream.read(stream.place(0)).millis_behind_latest == 0ms);
    CHECK(stream.read(stream.place(0), 3).millis_behind_latest == 0ms);
}

TEST_CASE("An empty answer at the tip is not behind, however long nothing came") {
    ThreeRecords stream;
    const auto latest = stream.place(0, weir::ShardIteratorType::latest);
    CHECK(stream.read(latest).millis_behind_latest == 0ms);
    Scenario idle;
    idle.clock.advance(20h);
    CHECK(idle.read(idle.place(0)).millis_behind_latest == 0ms);
}

TEST_CASE("The end of a closed shard is not behind") {
    ThreeRecords stream;
    stream.split_in_half(0);
    stream.clock.advance(1h);
    CHECK(stream.read(stream.place(0), 1).millis_behind_latest == 3'630s);
    CHECK(stream.read(stream.place(0)).millis_behind_latest == 0ms);
}

TEST_CASE("The iterator age in the metrics is that of the last answer") {
    ThreeRecords stream;
    stream.read(stream.place(0), 1);
    CHECK(stream.stream.metrics().get_records_iterator_age_milliseconds == 30'000);
    stream.read(stream.place(0));
    CHECK(stream.stream.metrics().get_records_iterator_age_milliseconds == 0);
}
