// SPDX-License-Identifier: Apache-2.0
// Sequence numbers count the records that are there: one that was refused uses none up, and none
// appears behind a reader.
#include "scenario/account.hpp"

namespace {

/// A shard that takes two records a second.
struct Narrow {
    Narrow() { ok(service.create_stream({.stream_name = "stream", .shard_count = 1})); }

    static weir::ServiceThrottle two_records() {
        auto limits = Scenario::unthrottled();
        limits.write_records_per_second = 2;
        limits.write_burst_records = 2;
        return weir::ServiceThrottle{limits};
    }
    auto put() {
        return service.put_record({.stream_name = "stream",
                                   .data = weir::Blob{std::string_view{"data"}},
                                   .partition_key = "key"});
    }

    weir::ManualClock clock;
    Account::Service service{Account::relaxed(), clock, two_records()};
};

}  // namespace

TEST_CASE("A record that is throttled uses no number up") {
    Narrow stream;
    CHECK(ok(stream.put()).sequence_number.sequence_index() == 1);
    CHECK(ok(stream.put()).sequence_number.sequence_index() == 2);
    for (int time = 0; time < 10; ++time) {
        CHECK(refusal(stream.put()).starts_with("ProvisionedThroughputExceededException: "));
    }
    stream.clock.advance(1s);
    CHECK(ok(stream.put()).sequence_number.sequence_index() == 3);
}

TEST_CASE("Nor does one of a batch") {
    Narrow stream;
    const weir::PutRecordsRequestEntry entries[] = {{.data = "a", .partition_key = "a"},
                                                    {.data = "b", .partition_key = "b"},
                                                    {.data = "c", .partition_key = "c"},
                                                    {.data = "d", .partition_key = "d"}};
    const auto put = ok(stream.service.put_records({.records = entries, .stream_name = "stream"}));
    CHECK(put.failed_record_count == 2);
    CHECK(stream.service.error_of(put, put.records[2]).message() ==
          "Rate exceeded for shard shardId-000000000000 in stream stream under account "
          "000000000000.");
    stream.clock.advance(1s);
    CHECK(ok(stream.put()).sequence_number.sequence_index() == 3);
}

TEST_CASE("A closed shard ends with the greatest index and the second of its closing") {
    Account account;
    account.create();
    account.put("key");
    account.clock.advance(100s);
    const auto closed = static_cast<std::uint64_t>(account.clock.now().seconds());
    account.split(0, 1000);
    const auto shards = account.shards();
    const auto end = shards[0].sequence_number_range.ending_sequence_number;
    REQUIRE(end.has_value());
    CHECK(end->sequence_index() == 0x7fff'ffff'ffff'ffff);
    CHECK(end->seconds() == closed);
    for (const std::size_t child : {1U, 2U}) {
        CHECK(shards[child].sequence_number_range.starting_sequence_number.shard_create_seconds() ==
              closed + 1);
    }
}
