// SPDX-License-Identifier: Apache-2.0
#include "weir/stream/judge.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

using namespace std::chrono_literals;
using weir::Errc;
using weir::SequenceNumber;
using weir::ShardId;
using weir::ShardIteratorType;

namespace {

std::string message(const weir::Result<weir::ShardIterator>& result) {
    return result ? std::string{} : result.error().message();
}

}  // namespace

TEST_CASE("Iterators begin where their type says") {
    StreamUnderTest test;
    const auto a = test.put("k", "a").sequence_number;
    test.clock.advance(10s);
    const auto second = test.clock.now();
    const auto b = test.put("k", "b").sequence_number;
    test.clock.advance(10s);
    test.put("k", "c");
    const auto from = [&](weir::GetShardIteratorRequest request) {
        request.shard_id = ShardId{0};
        return test.read_all(test.stream.get_shard_iterator(request).value());
    };
    using enum ShardIteratorType;
    using Texts = std::vector<std::string>;
    CHECK(from({.shard_iterator_type = trim_horizon}) == Texts{"a", "b", "c"});
    CHECK(from({.shard_iterator_type = latest}) == Texts{});
    CHECK(from({.shard_iterator_type = at_sequence_number, .starting_sequence_number = b}) ==
          Texts{"b", "c"});
    CHECK(from({.shard_iterator_type = after_sequence_number, .starting_sequence_number = a}) ==
          Texts{"b", "c"});
    CHECK(from({.shard_iterator_type = at_timestamp, .timestamp = second}) == Texts{"b", "c"});
    CHECK(from({.shard_iterator_type = at_timestamp, .timestamp = second + 1ms}) == Texts{"c"});
    CHECK(from({.shard_iterator_type = at_timestamp, .timestamp = weir::Instant{}}) ==
          Texts{"a", "b", "c"});
    const auto start = test.stream.list_shards()->shards[0].sequence_number_range;
    CHECK(from({.shard_iterator_type = after_sequence_number,
                .starting_sequence_number = start.starting_sequence_number}) ==
          Texts{"a", "b", "c"});
}

TEST_CASE("A number between two records reads on from the later one") {
    StreamUnderTest test;
    const auto a = test.put("k", "a").sequence_number;
    test.put("k", "b");
    const auto between = a.after();
    const auto iterator =
        test.stream
            .get_shard_iterator({.shard_id = ShardId{0},
                                 .shard_iterator_type = ShardIteratorType::at_sequence_number,
                                 .starting_sequence_number = between})
            .value();
    CHECK(test.read_all(iterator) == std::vector<std::string>{"b"});
}

TEST_CASE("A number goes with the two types that take one, and with no other") {
    StreamUnderTest test;
    const auto number = test.put("k").sequence_number;
    const auto with = [&](ShardIteratorType type, const weir::Argument<SequenceNumber>& given) {
        return message(test.stream.get_shard_iterator({.shard_id = ShardId{0},
                                                       .shard_iterator_type = type,
                                                       .starting_sequence_number = given}));
    };
    using enum ShardIteratorType;
    for (const auto type : {trim_horizon, latest, at_timestamp}) {
        CHECK(with(type, number).find("and also a StartingSequenceNumber.") != std::string::npos);
    }
    for (const auto type : {at_sequence_number, after_sequence_number}) {
        CHECK(with(type, {}).find("and no StartingSequenceNumber.") != std::string::npos);
    }
    CHECK(with(at_timestamp, {}).find("Must specify timestampInMillis") == 0);
}

TEST_CASE("A number must be valid, of this shard, and of this stream") {
    StreamUnderTest test{{.shard_count = 2}};
    const auto create = static_cast<std::uint64_t>(test.clock.now().seconds());
    const auto with = [&](const weir::Argument<SequenceNumber>& number) {
        return message(test.stream.get_shard_iterator(
            {.shard_id = ShardId{0},
             .shard_iterator_type = ShardIteratorType::at_sequence_number,
             .starting_sequence_number = number}));
    };
    CHECK(with(SequenceNumber::starting(create, 0)).empty());
    CHECK(with("49039857307708443467467104868809893875799651909875269632") ==
          "StartingSequenceNumber 49039857307708443467467104868809893875799651909875269632 used in "
          "GetShardIterator on shard shardId-000000000000 in stream stream under account "
          "000000000000 is invalid.");
    CHECK(with(SequenceNumber::starting(create, 1)) ==
          "Invalid StartingSequenceNumber. It encodes shardId-000000000001, while it was used in a "
          "call to a shard with shardId-000000000000");
    CHECK(with(SequenceNumber::starting(create + 1, 0)).find("did not come from this stream.") !=
          std::string::npos);
    CHECK(test.stream
              .get_shard_iterator({.shard_id = ShardId{0},
                                   .shard_iterator_type = ShardIteratorType::at_sequence_number,
                                   .starting_sequence_number = "0"})
              .error()
              .code() == Errc::internal_failure);
}

TEST_CASE("A shard is looked for before anything that depends on it") {
    StreamUnderTest test;
    CHECK(message(test.stream.get_shard_iterator({.shard_id = "shardId-x"})) ==
          "Could not find shard shardId-x in stream stream under account 000000000000.");
    CHECK(message(test.stream.get_shard_iterator({.shard_id = ShardId{1}})) ==
          "Shard shardId-000000000001 in stream stream under account 000000000000 does not exist");
    CHECK(test.stream.get_shard_iterator({}).error().code() == Errc::validation);
}

TEST_CASE("A time to come is refused") {
    StreamUnderTest test;
    CHECK(message(test.stream.get_shard_iterator(
              {.shard_id = ShardId{0},
               .shard_iterator_type = ShardIteratorType::at_timestamp,
               .timestamp = test.clock.now() + 1ms})) ==
          "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. "
          "timestampInMillis: 1700000000001, currentTimestampInMillis: 1700000000000");
}

TEST_CASE("An iterator's text stands for the iterator") {
    StreamUnderTest test;
    test.put("k", "a");
    const auto iterator = test.iterator(0);
    const auto text = test.stream.to_text(iterator);
    CHECK(test.stream.parse_shard_iterator(text).value() == iterator);
    CHECK(test.stream.get_records(text)->records.size() == 1);
    CHECK(test.stream.parse_shard_iterator("").error().code() == Errc::validation);
    CHECK(test.stream.parse_shard_iterator(std::string(513, 'A')).error().code() ==
          Errc::validation);
    CHECK(message(test.stream.parse_shard_iterator("AAAA")) == "Invalid ShardIterator.");
}

TEST_CASE("An iterator lives 300 s to the millisecond and is invalid before it was made") {
    StreamUnderTest test;
    const auto iterator = test.iterator(0);
    test.clock.advance(300s);
    CHECK(test.stream.get_records({.shard_iterator = iterator}).has_value());
    test.clock.advance(1ms);
    CHECK(test.stream.get_records({.shard_iterator = iterator}).error().code() ==
          Errc::expired_iterator);
    test.clock.advance(-301s);
    CHECK(test.stream.get_records({.shard_iterator = iterator}).error().message() ==
          "Invalid ShardIterator.");
}

TEST_CASE("Limits outside 1 to 10,000 are violations") {
    StreamUnderTest test;
    const auto with = [&](std::uint32_t limit) {
        return test.stream.get_records({.shard_iterator = test.iterator(0), .limit = limit})
            .error()
            .message();
    };
    CHECK(with(0) ==
          "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member "
          "must have value greater than or equal to 1");
    CHECK(with(10'001) ==
          "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: "
          "Member must have value less than or equal to 10000");
}

TEST_CASE("A batch is judged as a whole before anything is written") {
    StreamUnderTest test;
    const auto put = [&](const std::vector<weir::PutRecordsRequestEntry>& records) {
        return test.stream.put_records(records).error();
    };
    CHECK(put({}).code() == Errc::validation);
    CHECK(put(std::vector<weir::PutRecordsRequestEntry>(501, {.data = "x", .partition_key = "k"}))
              .code() == Errc::validation);
    CHECK(
        put({{.data = "x", .partition_key = "k"}, {.data = "x", .partition_key = ""}}).message() ==
        "1 validation error detected: Value '' at 'records.2.member.partitionKey' failed to "
        "satisfy constraint: Member must have length greater than or equal to 1");
    const std::string large(1024 * 1024 + 1, 'x');
    CHECK(put({{.data = large, .partition_key = "k"}}).message().find("'records.1.member.data'") !=
          std::string::npos);
    CHECK(put({{.data = "x", .partition_key = "k"},
               {.data = "x",
                .partition_key = "k",
                .explicit_hash_key = "340282366920938463463374607431768211456"}})
              .code() == Errc::invalid_argument);
    const std::string mega(1024 * 1024, 'x');
    CHECK(put(std::vector<weir::PutRecordsRequestEntry>(10, {.data = mega, .partition_key = "k"}))
              .message() == "Records size exceeds 10 MB limit");
    CHECK(test.stream.metrics().incoming_records == 0);
}
