// SPDX-License-Identifier: Apache-2.0
// A read gives 10 MiB at most. Afterwards the shard refuses reads until what was read is paid for
// at 2 MiB a second: five seconds for a full page.
#include "scenario/scenario.hpp"

namespace {

/// Twelve records of one mebibyte, keys included, in a shard with the service's read allowance.
struct TwelveMebibytes : Scenario {
    TwelveMebibytes()
        : Scenario{{}, {.write_bytes_per_second = 1 << 30, .write_burst_bytes = 1 << 30}} {
        const std::string data((1 << 20) - 3, 'x');
        for (int record = 0; record < 12; ++record) {
            put("key", data);
        }
    }
    weir::Result<Page> try_read(const weir::ShardIterator& from) {
        return stream.get_records({.shard_iterator = from});
    }
};

}  // namespace

TEST_CASE("A page holds ten mebibytes of keys and data") {
    TwelveMebibytes stream;
    const auto page = stream.read(stream.place(0));
    CHECK(page.records.size() == 10);
    CHECK(page.records.bytes() == 10'485'760);
    stream.clock.advance(5s);
    CHECK(stream.read(*page.next_shard_iterator).records.size() == 2);
}

TEST_CASE("After a full page the shard refuses reads for exactly five seconds") {
    TwelveMebibytes stream;
    const auto next = *stream.read(stream.place(0)).next_shard_iterator;
    const auto refused = stream.try_read(next);
    CHECK(refusal(refused) ==
          "ProvisionedThroughputExceededException: Rate exceeded for shard shardId-000000000000 "
          "in stream stream under account 000000000000.");
    CHECK(refused.error().retry_after() == 5s);
    stream.clock.advance(5s - 1us);
    CHECK_FALSE(stream.try_read(next).has_value());
    stream.clock.advance(1us);
    CHECK(stream.try_read(next).has_value());
}

TEST_CASE("All readers of a shard share its allowance") {
    TwelveMebibytes stream;
    const auto one = stream.place(0);
    const auto other = stream.place(0);
    CHECK(stream.try_read(one).has_value());
    CHECK_FALSE(stream.try_read(other).has_value());
}

TEST_CASE("A refused read is counted, and costs nothing") {
    TwelveMebibytes stream;
    const auto next = *stream.read(stream.place(0)).next_shard_iterator;
    for (int tries = 0; tries < 50; ++tries) {
        CHECK_FALSE(stream.try_read(next).has_value());
    }
    CHECK(stream.stream.metrics().read_provisioned_throughput_exceeded == 50);
    stream.clock.advance(5s);
    CHECK(stream.try_read(next).has_value());
}
