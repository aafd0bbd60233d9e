// SPDX-License-Identifier: Apache-2.0
// A shard takes 1,000 records and 1 MiB a second, keys included. What is refused costs nothing,
// and the error says when to try again.
#include "scenario/scenario.hpp"

namespace {

struct Throttled : Scenario {
    explicit Throttled(std::uint32_t shards = 1) : Scenario{{.shard_count = shards}, {}} {}

    weir::Result<weir::PutRecordResult> try_put(const weir::Blob& data,
                                                weir::HashKey hash_key = 0) {
        return stream.put_record(
            {.data = data, .partition_key = "key", .explicit_hash_key = hash_key});
    }
};

}  // namespace

TEST_CASE("The thousand-and-first record of a moment is refused") {
    Throttled stream;
    for (int record = 0; record < 1000; ++record) {
        REQUIRE(stream.try_put("x").has_value());
    }
    CHECK(refusal(stream.try_put("x")) ==
          "ProvisionedThroughputExceededException: Rate exceeded for shard shardId-000000000000 "
          "in stream stream under account 000000000000.");
}

TEST_CASE("A refused record is admitted after retry_after and not before") {
    Throttled stream;
    while (stream.try_put("x").has_value()) {
    }
    const auto wait = stream.try_put("x").error().retry_after();
    CHECK(wait == 1ms);
    stream.clock.advance(wait - 1us);
    CHECK_FALSE(stream.try_put("x").has_value());
    stream.clock.advance(1us);
    CHECK(stream.try_put("x").has_value());
    CHECK_FALSE(stream.try_put("x").has_value());
}

TEST_CASE("A mebibyte at once is admitted, with its key, and the next byte waits") {
    Throttled stream;
    const std::string data(1'048'576 - 3, 'x');
    CHECK(stream.try_put(data).has_value());
    const auto refused = stream.try_put("");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().retry_after() == 1ms);  // the three bytes of its key fit by then
}

TEST_CASE("Refused records cost nothing") {
    Throttled stream;
    const std::string large(1'048'000, 'x');
    CHECK(stream.try_put(large).has_value());
    for (int tries = 0; tries < 100; ++tries) {
        CHECK_FALSE(stream.try_put(large).has_value());
    }
    stream.clock.advance(1s);
    CHECK(stream.try_put(large).has_value());
}

TEST_CASE("Each shard has an allowance of its own") {
    Throttled stream{2};
    const std::string large(1'048'000, 'x');
    CHECK(stream.try_put(large, 0).has_value());
    CHECK_FALSE(stream.try_put(large, 0).has_value());
    CHECK(stream.try_put(large, Scenario::top()).has_value());
}

TEST_CASE("The children of a split begin with full allowances") {
    Throttled stream;
    const std::string large(1'048'000, 'x');
    CHECK(stream.try_put(large).has_value());
    CHECK_FALSE(stream.try_put(large).has_value());
    stream.split_in_half(0);
    CHECK(stream.try_put(large).has_value());
}

TEST_CASE("Over a long time a shard takes exactly its rate") {
    Throttled stream;
    std::uint64_t admitted = 0;
    for (int millis = 0; millis < 10'000; millis += 7) {
        while (stream.try_put("x").has_value()) {
            ++admitted;
        }
        stream.clock.advance(7ms);
    }
    CHECK(admitted == 1000 + 9'996);  // a burst, and one for each millisecond until the last look
}

TEST_CASE("Throttled records are counted") {
    Throttled stream;
    while (stream.try_put("x").has_value()) {
    }
    CHECK_FALSE(stream.try_put("x").has_value());
    const auto metrics = stream.stream.metrics();
    CHECK(metrics.incoming_records == 1000);
    CHECK(metrics.write_provisioned_throughput_exceeded == 2);
    CHECK(metrics.shards.front().write_provisioned_throughput_exceeded == 2);
}
