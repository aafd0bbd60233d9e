// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/to_text.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "weir/storage/simple_storage.hpp"

namespace {

using namespace std::chrono_literals;
using weir::Duration;
using weir::Errc;
using weir::Error;
using weir::Instant;
using weir::Result;
using weir::SequenceNumber;
using weir::ShardId;
using weir::to_text;

const SequenceNumber number = SequenceNumber::make({1'700'000'000, 3, 17, 1'700'000'001});
const std::string number_text = "49646437577175378652512468275271088319336823525482692658";

/// A struct of somebody else.
struct Order {
    std::string table{};
    std::optional<SequenceNumber> place{};
    unsigned price = 0;
};

}  // namespace

template <>
inline constexpr std::string_view weir::member_list<Order> = "table place price";

static_assert(weir::printable<ShardId> && weir::printable<Result<void>> &&
              weir::printable<weir::Argument<ShardId>> && weir::printable<weir::SimpleBatch>);
static_assert(!weir::printable<int> && !weir::printable<std::string> &&
              !weir::printable<std::vector<ShardId>> && !weir::printable<Duration>);

TEST_CASE("ids, numbers and keys show as the service writes them") {
    CHECK(to_text(ShardId{12}) == "shardId-000000000012");
    CHECK(to_text(number) == number_text);
    CHECK(to_text(weir::Uint128::max()) == "340282366920938463463374607431768211455");
}

TEST_CASE("an instant shows its date and time with as many digits as it takes") {
    CHECK(to_text(Instant{}) == "1970-01-01T00:00:00Z");
    CHECK(to_text(Instant::from_seconds(1'700'000'000)) == "2023-11-14T22:13:20Z");
    CHECK(to_text(Instant::from_millis(1'700'000'000'500)) == "2023-11-14T22:13:20.5Z");
    CHECK(to_text(Instant::from_micros(1)) == "1970-01-01T00:00:00.000001Z");
    CHECK(to_text(Instant::from_micros(-1)) == "1969-12-31T23:59:59.999999Z");
    CHECK(to_text(Instant::from_seconds(951'782'400)) == "2000-02-29T00:00:00Z");
    CHECK(to_text(Instant::from_seconds(951'868'800)) == "2000-03-01T00:00:00Z");
    CHECK(to_text(Instant::from_seconds(4'107'456'000)) == "2100-02-28T00:00:00Z");
    CHECK(to_text(Instant::from_seconds(4'107'542'400)) == "2100-03-01T00:00:00Z");
    CHECK(to_text(Instant::from_seconds(1'704'067'199)) == "2023-12-31T23:59:59Z");
    CHECK(to_text(Instant::max()) == "294247-01-10T04:00:54.775807Z");
    CHECK(to_text(Instant::min()) == "-290308-12-21T19:59:05.224192Z");
}

TEST_CASE("each day comes after the day before, as in any calendar") {
    int year = 1883;
    int month = 1;
    int day = 1;
    const auto days_in = [&] {
        const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        const int days[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        return days[month - 1];
    };
    for (Instant at = Instant::from_seconds(-86'400LL * 31'776); year < 2411; at += 24h) {
        char expected[40];
        std::snprintf(expected, sizeof expected, "%d-%02d-%02dT00:00:00Z", year, month, day);
        REQUIRE(to_text(at) == expected);
        if (++day > days_in()) {
            day = 1;
            month = month % 12 + 1;
            year += month == 1 ? 1 : 0;
        }
    }
}

TEST_CASE("a length of time shows days, hours, minutes, seconds and what is below") {
    CHECK(to_text(Duration{0}) == "00:00:00");
    CHECK(to_text(Duration{26h + 1ms}) == "1d 02:00:00.001");
    CHECK(to_text(250ms) == "00:00:00.250");
    CHECK(to_text(-1us) == "-00:00:00.000001");
    CHECK(to_text(1'500ns) == "00:00:00.000001");
    CHECK(to_text(std::chrono::hours::max()) == to_text(Duration::max()));
}

TEST_CASE("bytes show in quotes, with what is no text as its code, and long ones in part") {
    using weir::Blob;
    CHECK(to_text(Blob{"two coffees"}) == R"("two coffees")");
    CHECK(to_text(Blob{std::string_view{"\0\x1f\x7f\xff\n\"\\", 7}}) ==
          R"("\x00\x1f\x7f\xff\n\"\\")");
    CHECK(to_text(Blob{"Zürich 🙂"}) == "\"Zürich 🙂\"");
    CHECK(to_text(Blob{std::string(200, 'x')}) == '"' + std::string(200, 'x') + '"');
    CHECK(to_text(Blob{std::string(201, 'x')}) ==
          '"' + std::string(200, 'x') + "\" and 1 more bytes");
    CHECK(to_text(Blob{std::string(199, 'x') + "üü"}) ==
          '"' + std::string(199, 'x') + "ü\" and 2 more bytes");
}

TEST_CASE("errors show what they are, what the service says, and how long to wait") {
    CHECK(to_text(Errc::internal_failure) == "InternalFailureException");
    CHECK(to_text(static_cast<Errc>(200)) == "(200)");
    CHECK(to_text(Error{Errc::validation, "no key"}) == "ValidationException: no key");
    CHECK(to_text(Error{Errc::validation, ""}) == "ValidationException");
    CHECK(to_text(Error::throttled_shard("orders", "000000000000", ShardId{1}, 250ms)) ==
          "ProvisionedThroughputExceededException: Rate exceeded for shard shardId-000000000001 in "
          "stream orders under account 000000000000. (retry after 00:00:00.250)");
}

TEST_CASE("a result shows its value or its error") {
    CHECK(to_text(Result<ShardId>{ShardId{1}}) == "shardId-000000000001");
    CHECK(to_text(Result<std::uint32_t>{5}) == "5");
    CHECK(to_text(Result<void>{}) == "success");
    CHECK(to_text(Result<ShardId>{weir::fail(Errc::limit_exceeded, "no more")}) ==
          "LimitExceededException: no more");
    CHECK(to_text(Result<weir::PutRecordResult>{weir::PutRecordResult{ShardId{1}, {}}}) ==
          "{shard_id: shardId-000000000001, sequence_number: 0}");
}

TEST_CASE("what may be left out shows its value or nothing") {
    CHECK(to_text(std::optional{ShardId{1}}) == "shardId-000000000001");
    CHECK(to_text(std::optional<ShardId>{}) == "nothing");
    CHECK(to_text(weir::Argument<ShardId>{}) == "nothing");
    CHECK(to_text(weir::Argument<ShardId>{ShardId{1}}) == "shardId-000000000001");
    CHECK(to_text(weir::Argument<ShardId>{"x-1"}) == R"("x-1")");
}

TEST_CASE("records show number, arrival, key and data") {
    const weir::RecordView view{"user-7", "hello\xff", 17, Instant::from_seconds(1'700'000'001),
                                weir::ShardStamp{1'700'000'000, 3}};
    const std::string shown = "{sequence_number: " + number_text +
                              ", approximate_arrival_timestamp: 2023-11-14T22:13:21Z, "
                              "partition_key: \"user-7\", data: \"hello\\xff\"}";
    CHECK(to_text(view) == shown);
    CHECK(to_text(weir::Record{view}) == shown);
    CHECK(to_text(weir::SimpleBatch{}) == "[]");
}

TEST_CASE("names of enumerations are the service's, and what is out of range is a number") {
    CHECK(to_text(weir::KinesisOperation::put_record) == "PutRecord");
    CHECK(to_text(weir::ShardIteratorType::at_timestamp) == "AT_TIMESTAMP");
    CHECK(to_text(weir::ShardFilterType::at_latest) == "AT_LATEST");
    CHECK(to_text(weir::StreamStatus::updating) == "UPDATING");
    CHECK(to_text(static_cast<weir::StreamStatus>(4)) == "(4)");
}

TEST_CASE("a struct shows every member by its name") {
    CHECK(to_text(weir::HashKeyRange{1, 5}) == "{starting_hash_key: 1, ending_hash_key: 5}");
    CHECK(to_text(weir::ShardStamp{5, 6}) == "{create_seconds: 5, shard_index: 6}");
    CHECK(to_text(weir::WriteTotals{5, 6}) == "{records: 5, bytes: 6}");
    CHECK(to_text(weir::UserRecord{"k", {}, "d"}) ==
          R"({partition_key: "k", explicit_hash_key: nothing, data: "d"})");
    CHECK(to_text(weir::UserRecord{"k", "7", "d"}) ==
          R"({partition_key: "k", explicit_hash_key: "7", data: "d"})");
    CHECK(to_text(weir::SequenceNumberFields{1, 2, 3, 4, 5}) ==
          "{shard_create_seconds: 1, shard_index: 2, sequence_index: 3, seconds: 4, byte1: 5}");
    CHECK(to_text(weir::ChildShard{ShardId{4}, {ShardId{3}, ShardId{2}}, {1, 5}}) ==
          "{shard_id: shardId-000000000004, parent_shards: [shardId-000000000003, "
          "shardId-000000000002], hash_key_range: {starting_hash_key: 1, ending_hash_key: 5}}");
    CHECK(to_text(weir::SequenceNumberRange{number, {}}) ==
          "{starting_sequence_number: " + number_text + ", ending_sequence_number: nothing}");
    CHECK(to_text(weir::Shard{.shard_id = ShardId{4},
                              .hash_key_range = {1, 5},
                              .sequence_number_range = {number, number},
                              .parent_shard_id = ShardId{3}}) ==
          "{shard_id: shardId-000000000004, hash_key_range: {starting_hash_key: 1, "
          "ending_hash_key: 5}, sequence_number_range: {starting_sequence_number: " +
              number_text + ", ending_sequence_number: " + number_text +
              "}, parent_shard_id: shardId-000000000003, adjacent_parent_shard_id: nothing}");
}

TEST_CASE("a struct of somebody else shows its members once they are named") {
    CHECK(to_text(Order{.table = "7", .place = std::nullopt, .price = 250}) ==
          "{table: \"7\", place: nothing, price: 250}");
}

TEST_CASE("requests show what they ask for") {
    CHECK(to_text(weir::PutRecordRequest{.data = "d", .partition_key = "k"}) ==
          "{data: \"d\", partition_key: \"k\", explicit_hash_key: nothing, "
          "sequence_number_for_ordering: nothing}");
    CHECK(to_text(weir::PutRecordsRequestEntry{
              .data = "d", .partition_key = "k", .explicit_hash_key = weir::HashKey{5}}) ==
          "{data: \"d\", partition_key: \"k\", explicit_hash_key: 5}");
    CHECK(to_text(weir::GetShardIteratorRequest{.shard_id = ShardId{1},
                                                .starting_sequence_number = "5"}) ==
          "{shard_id: shardId-000000000001, shard_iterator_type: TRIM_HORIZON, "
          "starting_sequence_number: \"5\", timestamp: nothing}");
    CHECK(to_text(weir::ShardFilter{.timestamp = Instant{}}) ==
          "{type: FROM_TRIM_HORIZON, shard_id: nothing, timestamp: 1970-01-01T00:00:00Z}");
    CHECK(to_text(weir::ListShardsRequest{.max_results = 5, .shard_filter = weir::ShardFilter{}}) ==
          "{next_token: nothing, exclusive_start_shard_id: nothing, max_results: 5, shard_filter: "
          "{type: FROM_TRIM_HORIZON, shard_id: nothing, timestamp: nothing}, "
          "stream_creation_timestamp: nothing}");
    CHECK(to_text(weir::SplitShardRequest{.shard_to_split = ShardId{1}}) ==
          "{shard_to_split: shardId-000000000001, new_starting_hash_key: nothing}");
    CHECK(to_text(weir::MergeShardsRequest{.shard_to_merge = "a"}) ==
          "{shard_to_merge: \"a\", adjacent_shard_to_merge: nothing}");
    CHECK(to_text(weir::UpdateShardCountRequest{4}) == "{target_shard_count: 4}");
    CHECK(to_text(weir::DescribeStreamRequest{.limit = 5}) ==
          "{limit: 5, exclusive_start_shard_id: nothing}");
    CHECK(to_text(weir::StreamOptions{}) ==
          "{stream_name: \"stream\", account_id: \"000000000000\", region: \"us-east-1\", "
          "shard_count: 1, retention_period: 1d 00:00:00, max_record_size_in_kib: 1024, "
          "resharding_time: 00:00:00, shard_limit: 20000, update_shard_count_limit: 10, "
          "iterator_life: 00:05:00, iterator_seed: 8603398602047422465}");
}

TEST_CASE("results show what they give") {
    CHECK(to_text(weir::PutRecordResult{}) ==
          "{shard_id: shardId-000000000000, sequence_number: 0}");
    const weir::PutRecordsResultEntry entry{
        .shard_id = ShardId{1}, .error_code = Errc::limit_exceeded, .retry_after = 1s};
    const std::string shown =
        "{shard_id: shardId-000000000001, sequence_number: 0, error_code: LimitExceededException, "
        "retry_after: 00:00:01}";
    CHECK(to_text(entry) == shown);
    CHECK(to_text(weir::PutRecordsResult{1, {entry}}) ==
          "{failed_record_count: 1, records: [" + shown + "]}");
    CHECK(to_text(weir::ListShardsResult{.next_token = "more"}) ==
          "{shards: [], next_token: \"more\"}");
    CHECK(to_text(weir::UpdateShardCountResult{1, 2}) ==
          "{current_shard_count: 1, target_shard_count: 2}");
    CHECK(to_text(weir::StreamDescription{.stream_name = "orders", .has_more_shards = true}) ==
          "{stream_name: \"orders\", stream_arn: \"\", stream_status: ACTIVE, shards: [], "
          "has_more_shards: true, retention_period: 00:00:00, stream_creation_timestamp: "
          "1970-01-01T00:00:00Z}");
    CHECK(to_text(weir::StreamDescriptionSummary{.stream_name = "orders"}) ==
          "{stream_name: \"orders\", stream_arn: \"\", stream_status: ACTIVE, retention_period: "
          "00:00:00, stream_creation_timestamp: 1970-01-01T00:00:00Z, open_shard_count: 0, "
          "max_record_size_in_kib: 0}");
}
