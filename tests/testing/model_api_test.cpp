// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/model_api.hpp"

#include <chrono>
#include <iterator>
#include <string>

#include "catch.hpp"
#include "weir/stream/kinesis_api.hpp"
#include "weir/time/manual_clock.hpp"

namespace {

using namespace std::chrono_literals;
using Api = weir::ModelApi<weir::ManualClock>;
static_assert(weir::kinesis_control_api<Api>);
static_assert(std::input_iterator<weir::ModelRecords::iterator>);

}  // namespace

TEST_CASE("The model behind an api goes by the clock, and gives views of its records") {
    weir::ManualClock clock{weir::Instant::from_seconds(1'700'000'000)};
    Api api{{.shard_count = 2}, clock};
    clock.advance(5s);
    const auto put = api.put_record({.data = "data", .partition_key = "key"}).value();
    const auto place = api.get_shard_iterator({.shard_id = put.shard_id}).value();
    const auto page = api.get_records({.shard_iterator = place}).value();
    REQUIRE(page.records.size() == 1);
    const weir::RecordView record = *page.records.begin();
    CHECK(record.data().as_text() == "data");
    CHECK(record.partition_key() == "key");
    CHECK(record.sequence_number() == put.sequence_number);
    CHECK(record.approximate_arrival_timestamp() == weir::Instant::from_seconds(1'700'000'005));
    CHECK(page.next_shard_iterator.has_value());
    clock.advance(301s);
    CHECK(api.get_records({.shard_iterator = place}).error().code() ==
          weir::Errc::expired_iterator);
    CHECK(api.list_shards()->shards.size() == 2);
}

TEST_CASE("The model behind an api can be resharded, and looked at") {
    weir::ManualClock clock;
    Api api{{}, clock};
    REQUIRE(api.split_shard({.shard_to_split = "0", .new_starting_hash_key = "1000"}));
    REQUIRE(api.merge_shards({.shard_to_merge = "1", .adjacent_shard_to_merge = "2"}));
    REQUIRE(api.update_shard_count({.target_shard_count = 2}));
    CHECK(api.describe_stream_summary().open_shard_count == 2);
    CHECK(api.model().describe_stream_summary(clock.now()).open_shard_count == 2);
    CHECK(api.put_records({}).error().code() == weir::Errc::validation);
}
