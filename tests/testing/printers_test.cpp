// SPDX-License-Identifier: Apache-2.0
// What Catch2 makes of it is seen in printers/, in a program of its own.
#include "weir/testing/printers.hpp"

#include <chrono>
#include <concepts>
#include <optional>
#include <sstream>
#include <string>

#include "catch.hpp"
#include "weir/time/manual_clock.hpp"

namespace {

using namespace std::chrono_literals;
using weir::Instant;
using weir::ShardId;

template <class T>
std::string written(const T& value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

const std::string one = "shardId-000000000001";

template <class T>
concept can_be_written = requires(std::ostream& out, const T& value) {
    out << value;
};
struct NotOfWeir {};

}  // namespace

static_assert(!can_be_written<NotOfWeir> && !can_be_written<std::optional<int>>);

TEST_CASE("values are written to a stream as their texts") {
    CHECK(written(ShardId{1}) == one);
    CHECK(written(weir::HashKey{5}) == "5");
    CHECK(written(weir::HashKey{5} << 1U) == "10");
    CHECK(written(Instant{}) == "1970-01-01T00:00:00Z");
    CHECK(written(weir::Errc::validation) == "ValidationException");
    CHECK(written(weir::Blob{"d"}) == R"("d")");
    CHECK(written(std::optional{ShardId{1}}) == one);
    CHECK(written(std::optional<ShardId>{}) == "nothing");
    CHECK(written(weir::Result<ShardId>{ShardId{1}}) == one);
    CHECK(written(weir::Result<void>{}) == "success");
}

TEST_CASE("what a stream takes and gives shows whole") {
    weir::ManualClock clock{Instant::from_seconds(1'700'000'000)};
    weir::Stream<weir::RingStorage<>, weir::ManualClock> stream{{}, clock};
    const auto put = stream.put_record({.data = "two coffees", .partition_key = "table-7"});
    const auto place = stream.get_shard_iterator({.shard_id = ShardId{0}});
    const std::string shown_place =
        "{shard_id: shardId-000000000000, sequence_index: 1, not_before_seconds: 0, created: "
        "2023-11-14T22:13:20Z}";
    CHECK(written(weir::ShardIterator{*place}) == shown_place);
    const weir::GetRecordsRequest request{.shard_iterator = *place, .limit = 5};
    CHECK(written(request) == "{shard_iterator: " + shown_place + ", limit: 5}");
    const weir::Result<weir::BasicGetRecordsResult<weir::RingStorage<>::Batch>> page =
        stream.get_records(request);
    const std::string number = put->sequence_number.to_string();
    CHECK(written(page) ==
          "{records: [{sequence_number: " + number +
              ", approximate_arrival_timestamp: 2023-11-14T22:13:20Z, partition_key: "
              "\"table-7\", data: \"two coffees\"}], next_shard_iterator: {shard_id: "
              "shardId-000000000000, sequence_index: 2, not_before_seconds: 0, created: "
              "2023-11-14T22:13:20Z}, millis_behind_latest: 00:00:00, child_shards: []}");
    CHECK(written(put) == "{shard_id: shardId-000000000000, sequence_number: " + number + '}');
}

TEST_CASE("the rest of what a stream tells shows whole") {
    CHECK(written(weir::ShardClosure{Instant{}, 5, {}}) ==
          "{closed: 1970-01-01T00:00:00Z, close_seconds: 5, children: []}");
    CHECK(written(weir::ReshardTerms{}) ==
          "{resharding_time: 00:00:00, shard_limit: 20000, other_shards: 0}");
    CHECK(written(weir::StreamIdentity{"orders", "1", "x"}) ==
          "{stream: \"orders\", account: \"1\", region: \"x\"}");
    CHECK(written(weir::ShardQuery{}) ==
          "{type: FROM_TRIM_HORIZON, timestamp: 1970-01-01T00:00:00Z, after: nothing, "
          "max_results: 1000}");
    CHECK(written(weir::ShardMetrics{.shard_id = ShardId{1},
                                     .incoming_bytes = 2,
                                     .incoming_records = 3,
                                     .outgoing_bytes = 4,
                                     .outgoing_records = 5,
                                     .write_provisioned_throughput_exceeded = 6,
                                     .read_provisioned_throughput_exceeded = 7,
                                     .iterator_age_milliseconds = 8}) ==
          "{shard_id: shardId-000000000001, incoming_bytes: 2, incoming_records: 3, "
          "outgoing_bytes: 4, outgoing_records: 5, write_provisioned_throughput_exceeded: 6, "
          "read_provisioned_throughput_exceeded: 7, iterator_age_milliseconds: 8}");
    weir::StreamMetrics metrics;
    metrics.put_records_throttled_records = 5;
    CHECK(written(metrics) ==
          "{incoming_bytes: 0, incoming_records: 0, put_record_bytes: 0, put_record_success: 0, "
          "put_records_bytes: 0, put_records_success: 0, put_records_total_records: 0, "
          "put_records_successful_records: 0, put_records_failed_records: 0, "
          "put_records_throttled_records: 5, write_provisioned_throughput_exceeded: 0, "
          "get_records_bytes: 0, get_records_records: 0, get_records_success: 0, "
          "get_records_iterator_age_milliseconds: 0, read_provisioned_throughput_exceeded: 0, "
          "shards: []}");
}
