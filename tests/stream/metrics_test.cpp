// SPDX-License-Identifier: Apache-2.0
#include "weir/stream/metrics.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

using namespace std::chrono_literals;

TEST_CASE("Metrics tell both puts apart and add up") {
    StreamUnderTest test{{.shard_count = 2}};
    test.put("key", "1234");
    const std::string large(700 * 1024, 'x');
    const std::vector<weir::PutRecordsRequestEntry> records{{.data = large, .partition_key = "a"},
                                                            {.data = large, .partition_key = "a"},
                                                            {.data = "xy", .partition_key = "b"}};
    CHECK(test.stream.put_records(records)->failed_record_count == 1);

    const auto metrics = test.stream.metrics();
    CHECK(metrics.incoming_records == 3);
    CHECK(metrics.incoming_bytes == 7 + large.size() + 1 + 3);
    CHECK(metrics.put_record_success == 1);
    CHECK(metrics.put_record_bytes == 7);
    CHECK(metrics.put_records_bytes == large.size() + 1 + 3);
    CHECK(metrics.put_records_success == 1);
    CHECK(metrics.put_records_total_records == 3);
    CHECK(metrics.put_records_successful_records == 2);
    CHECK(metrics.put_records_throttled_records == 1);
    CHECK(metrics.put_records_failed_records == 0);
    CHECK(metrics.write_provisioned_throughput_exceeded == 1);
    REQUIRE(metrics.shards.size() == 2);
    CHECK(metrics.shards[0].incoming_records + metrics.shards[1].incoming_records == 3);
    CHECK(metrics.shards[0].write_provisioned_throughput_exceeded +
              metrics.shards[1].write_provisioned_throughput_exceeded ==
          1);
}

TEST_CASE("Reads count calls, records, bytes, refusals and how far behind they were") {
    StreamUnderTest test;
    test.put("key", "a");
    test.clock.advance(5s);
    test.put("key", "b");
    const auto page =
        test.stream.get_records({.shard_iterator = test.iterator(0), .limit = 1}).value();
    CHECK(page.millis_behind_latest == 5000ms);
    CHECK(test.stream.metrics().get_records_iterator_age_milliseconds == 5000);
    int refused = 0;
    for (int call = 0; call < 10; ++call) {
        refused += test.stream.get_records({.shard_iterator = *page.next_shard_iterator}) ? 0 : 1;
    }
    CHECK(refused > 0);
    const auto metrics = test.stream.metrics();
    CHECK(metrics.read_provisioned_throughput_exceeded == static_cast<std::uint64_t>(refused));
    CHECK(metrics.get_records_success == static_cast<std::uint64_t>(11 - refused));
    CHECK(metrics.get_records_records == static_cast<std::uint64_t>(11 - refused));
    CHECK(metrics.get_records_bytes == 4 * metrics.get_records_records);
    CHECK(metrics.shards[0].outgoing_records == metrics.get_records_records);
    CHECK(metrics.get_records_iterator_age_milliseconds == 0);
}
