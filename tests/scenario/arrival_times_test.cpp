// SPDX-License-Identifier: Apache-2.0
// Records tell the millisecond in which they arrived, and are found by it.
#include "scenario/account.hpp"

namespace {

std::vector<weir::Instant> arrivals(Account& account) {
    std::vector<weir::Instant> times;
    const auto page = account.read(account.place(0));
    for (const weir::RecordView record : page.records) {
        times.push_back(record.approximate_arrival_timestamp());
    }
    return times;
}

}  // namespace

TEST_CASE("Arrival is told in milliseconds, not in seconds") {
    Account account;
    account.create();
    const auto begun = account.clock.now();
    account.clock.advance(1'234ms);
    account.put("key");
    account.clock.advance(1ms);
    account.put("key");
    CHECK(arrivals(account) == std::vector<weir::Instant>{begun + 1234ms, begun + 1235ms});
}

TEST_CASE("Records of one second are told apart by AT_TIMESTAMP") {
    Account account;
    account.create();
    for (const char* data : {"a", "b", "c"}) {
        account.put("key", data);
        account.clock.advance(1ms);
    }
    const auto place = ok(account.service.get_shard_iterator(
        {.stream_name = "stream",
         .shard_id = "0",
         .shard_iterator_type = weir::ShardIteratorType::at_timestamp,
         .timestamp = account.clock.now() - 2ms}));
    CHECK(Account::data_of(account.read(place.shard_iterator).records) == Texts{"b", "c"});
}

TEST_CASE("Records of one batch arrive together") {
    Account account;
    account.create();
    const weir::PutRecordsRequestEntry entries[] = {{.data = "a", .partition_key = "a"},
                                                    {.data = "b", .partition_key = "b"}};
    ok(account.service.put_records({.records = entries, .stream_name = "stream"}));
    const auto times = arrivals(account);
    REQUIRE(times.size() == 2);
    CHECK(times[0] == times[1]);
}
