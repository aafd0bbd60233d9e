// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/model_stream.hpp"

#include <string>
#include <vector>

#include "catch.hpp"

using namespace std::chrono_literals;
using weir::ShardIteratorType;

namespace {

const weir::Instant start = weir::Instant::from_seconds(1'700'000'000);

weir::PutRecordResult put(weir::ModelStream& model, weir::Instant now, std::string_view data) {
    return model.put_record(now, {.data = data, .partition_key = "key"}).value();
}
weir::ModelIterator place(weir::ModelStream& model, weir::Instant now, ShardIteratorType type,
                          const weir::Argument<weir::SequenceNumber>& number = {}) {
    return model
        .get_shard_iterator(
            now, {.shard_id = "0",
                  .shard_iterator_type = type,
                  .starting_sequence_number = number,
                  .timestamp =
                      type == ShardIteratorType::at_timestamp ? std::optional{now} : std::nullopt})
        .value();
}
std::vector<std::string> read(weir::ModelStream& model, weir::Instant now,
                              const weir::ModelIterator& from) {
    const auto page = model.get_records(now, from).value();
    std::vector<std::string> data;
    for (const weir::Record& record : page.records) {
        data.emplace_back(weir::Blob{record.data}.as_text());
    }
    return data;
}
using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("The model numbers its records as the layout prescribes") {
    weir::ModelStream model{{}, start};
    CHECK(put(model, start + 5s, "data").sequence_number.to_string() ==
          "49646437577108476416916876405827138351405044649047359490");
}

TEST_CASE("Each type of iterator starts where it should") {
    weir::ModelStream model{{}, start, {.limited = false}};
    const auto one = put(model, start, "one");
    put(model, start + 1s, "two");
    const auto now = start + 1s;
    CHECK(read(model, now, place(model, now, ShardIteratorType::trim_horizon)) ==
          Texts{"one", "two"});
    CHECK(read(model, now, place(model, now, ShardIteratorType::latest)).empty());
    CHECK(read(model, now, place(model, now, ShardIteratorType::at_timestamp)) == Texts{"two"});
    CHECK(read(model, now,
               place(model, now, ShardIteratorType::at_sequence_number, one.sequence_number)) ==
          Texts{"one", "two"});
    CHECK(read(model, now,
               place(model, now, ShardIteratorType::after_sequence_number, one.sequence_number)) ==
          Texts{"two"});
}

TEST_CASE("Records arrive in order although the clock steps back, and expire with their time") {
    weir::ModelStream model{{}, start};
    put(model, start + 10s, "first");
    put(model, start, "second");
    const auto now = start + 24h + 10s;
    const auto records =
        model.get_records(now, place(model, now, ShardIteratorType::trim_horizon)).value().records;
    REQUIRE(records.size() == 2);
    CHECK(records[1].approximate_arrival_timestamp == start + 10s);
    const auto later = now + 1us;
    CHECK(read(model, later, place(model, later, ShardIteratorType::trim_horizon)).empty());
}

TEST_CASE("The end of a closed shard names its children") {
    weir::ModelStream model{{}, start};
    put(model, start, "data");
    REQUIRE(model.split_shard(start, {.shard_to_split = "0", .new_starting_hash_key = "1000"}));
    const auto end =
        model.get_records(start, place(model, start, ShardIteratorType::trim_horizon)).value();
    CHECK(end.records.size() == 1);
    CHECK_FALSE(end.next_shard_iterator.has_value());
    CHECK(end.child_shards.size() == 2);
}

TEST_CASE("Iterators expire, and none is good before it was made") {
    weir::ModelStream model{{}, start};
    const auto from = place(model, start, ShardIteratorType::latest);
    CHECK(model.get_records(start + 300s, from).has_value());
    CHECK(model.get_records(start + 300s + 1us, from).error().code() ==
          weir::Errc::expired_iterator);
    CHECK(model.get_records(start - 1us, from).error().message() == "Invalid ShardIterator.");
}

TEST_CASE("A batch is throttled record by record and counted") {
    weir::ModelStream model{{}, start, {.write_burst_records = 2}};
    const std::vector<weir::PutRecordsRequestEntry> records(
        3, {.data = "data", .partition_key = "key", .explicit_hash_key = {}});
    const auto result = model.put_records(start, records).value();
    CHECK(result.failed_record_count == 1);
    CHECK(model.error_of(result.records[2]).message() ==
          "Rate exceeded for shard shardId-000000000000 in stream stream under account "
          "000000000000.");
    const auto metrics = model.metrics(start);
    CHECK(metrics.put_records_total_records == 3);
    CHECK(metrics.incoming_bytes == 14);
    CHECK(metrics.write_provisioned_throughput_exceeded == 1);
}

TEST_CASE("There is something to read where records, an end or an error lie ahead") {
    weir::ModelStream model{{}, start};
    const auto from = place(model, start, ShardIteratorType::latest);
    CHECK_FALSE(model.has_something(start, from));
    put(model, start, "data");
    CHECK(model.has_something(start, from));
    CHECK(model.has_something(start + 1h, from));
}
