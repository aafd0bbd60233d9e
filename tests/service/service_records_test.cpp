// SPDX-License-Identifier: Apache-2.0
#include "weir/service/service_records.hpp"

#include <optional>
#include <string>
#include <vector>

#include "account.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using weir::Errc;
using weir::ShardIteratorType;
using Strings = std::vector<std::string>;

namespace {

/// An account with everything as it comes: the service's throttle, limits and call rates.
struct PlainAccount {
    using Service = weir::Service<weir::RingStorage<>, weir::ManualClock>;

    explicit PlainAccount(const weir::ServiceOptions& options = {}) : service{options, clock} {
        REQUIRE(service.create_stream({.stream_name = "stream", .shard_count = 1}));
    }

    weir::ManualClock clock;
    Service service;
};

}  // namespace

TEST_CASE("Records go to the shard of their key, in any way that names the stream") {
    Account test;
    test.create("stream", 2);
    const std::string arn = Account::arn();
    const auto put = [&](weir::PutRecordInput input) {
        input.data = "data";
        input.partition_key = "key";
        return test.service.put_record(input);
    };
    const auto shard = put({.stream_name = "stream"})->shard_id;
    CHECK(put({.stream_arn = arn})->shard_id == shard);
    CHECK(put({.stream_name = "stream", .stream_arn = arn})->shard_id == shard);
    CHECK(put({.stream_name = "stream", .explicit_hash_key = "0"})->shard_id.index == 0);
    CHECK(error_of(put({.stream_name = "other", .stream_arn = arn})) ==
          "InvalidArgumentException: StreamARN and StreamName do not name the same stream.");
    CHECK(error_of(put({})) ==
          "ValidationException: 1 validation error detected: Value null at 'streamName' failed to "
          "satisfy constraint: Member must not be null");
}

TEST_CASE("A put is refused for the reasons of the service, in its order") {
    Account test;
    test.create();
    const auto put = [&](const weir::PutRecordInput& input) {
        return error_of(test.service.put_record(input));
    };
    CHECK(put({.stream_name = "stream"}) ==
          "ValidationException: 2 validation errors detected: Value null at 'data' failed to "
          "satisfy constraint: Member must not be null; Value null at 'partitionKey' failed to "
          "satisfy constraint: Member must not be null");
    CHECK(put({.stream_name = "stream", .data = "x", .partition_key = ""})
              .starts_with("ValidationException: "));
    const std::string beyond = "340282366920938463463374607431768211456";
    CHECK(put({.stream_name = "stream",
               .data = "x",
               .partition_key = "k",
               .explicit_hash_key = beyond,
               .sequence_number_for_ordering = "1"}) ==
          "InvalidArgumentException: Invalid ExplicitHashKey. ExplicitHashKey must be in the "
          "range: [0, 2^128-1]. Specified value was " +
              beyond);
    const std::string ahead = "49590338271490256608559692538361571095921575989136588898000000000";
    CHECK(put({.stream_name = "stream",
               .data = "x",
               .partition_key = "k",
               .sequence_number_for_ordering = ahead}) ==
          "InvalidArgumentException: ExclusiveMinimumSequenceNumber " + ahead +
              " used in PutRecord on stream stream under account 000000000000 is invalid.");
    CHECK(test.read_all().empty());
}

TEST_CASE("Records of one call succeed or fail by themselves, or all fail together") {
    Account test;
    test.create();
    const std::vector<weir::PutRecordsRequestEntry> good{{.data = "a", .partition_key = "k"},
                                                         {.data = "b", .partition_key = "k"}};
    const auto put = test.service.put_records({.records = good, .stream_name = "stream"}).value();
    CHECK(put.failed_record_count == 0);
    REQUIRE(put.records.size() == 2);
    CHECK(put.records[0].sequence_number < put.records[1].sequence_number);
    CHECK_FALSE(put.encryption_type.has_value());
    const std::string arn = Account::arn();
    CHECK(test.service.put_records({.records = good, .stream_arn = arn}));
    const std::vector<weir::PutRecordsRequestEntry> bad{
        {.data = "a", .partition_key = "k"},
        {.data = "b",
         .partition_key = "k",
         .explicit_hash_key = "999999999999999999999999999999999999999"}};
    CHECK(test.service.put_records({.records = bad, .stream_name = "stream"}).error().code() ==
          Errc::invalid_argument);
    CHECK(test.service.put_records({.stream_name = "stream"}).error().code() == Errc::validation);
    const std::vector<weir::PutRecordsRequestEntry> many(
        501, weir::PutRecordsRequestEntry{.data = "a", .partition_key = "k"});
    CHECK(test.service.put_records({.records = many, .stream_name = "stream"}).error().code() ==
          Errc::validation);
    CHECK(test.read_all() == Strings{"a", "b", "a", "b"});
}

TEST_CASE("A record that its shard refuses can be told why") {
    PlainAccount test;
    const std::string half(600'000, 'x');
    const std::vector<weir::PutRecordsRequestEntry> records{{.data = half, .partition_key = "k"},
                                                            {.data = half, .partition_key = "k"}};
    const auto put = test.service.put_records({.records = records, .stream_name = "stream"});
    REQUIRE(put->failed_record_count == 1);
    const auto error = test.service.error_of(*put, put->records[1]);
    CHECK(error.code() == Errc::provisioned_throughput_exceeded);
    CHECK(error.message() ==
          "Rate exceeded for shard shardId-000000000000 in stream stream under account "
          "000000000000.");
    CHECK(error.retry_after() > weir::Duration{0});
    CHECK(test.service.put_record({.stream_name = "stream", .data = half, .partition_key = "k"})
              .error()
              .code() == Errc::provisioned_throughput_exceeded);
}

TEST_CASE("Iterators of all kinds start where they say") {
    Account test;
    test.create();
    const auto first = test.put("a");
    test.clock.advance(1s);
    const auto second_time = test.clock.now();
    const auto second = test.put("b");
    const auto read = [&](weir::GetShardIteratorInput input) {
        input.stream_name = "stream";
        input.shard_id = "shardId-000000000000";
        return Account::texts(
            test.read(test.service.get_shard_iterator(input).value().shard_iterator).value());
    };
    CHECK(read({.shard_iterator_type = "TRIM_HORIZON"}) == Strings{"a", "b"});
    CHECK(read({.shard_iterator_type = "LATEST"}).empty());
    const std::string number = first.sequence_number.to_string();
    CHECK(read({.shard_iterator_type = "AT_SEQUENCE_NUMBER", .starting_sequence_number = number}) ==
          Strings{"a", "b"});
    CHECK(read({.shard_iterator_type = "AFTER_SEQUENCE_NUMBER",
                .starting_sequence_number = first.sequence_number}) == Strings{"b"});
    CHECK(read({.shard_iterator_type = "AFTER_SEQUENCE_NUMBER",
                .starting_sequence_number = second.sequence_number})
              .empty());
    CHECK(read({.shard_iterator_type = "AT_TIMESTAMP", .timestamp = second_time}) == Strings{"b"});
}

TEST_CASE("An iterator that can't be had is refused with the service's texts") {
    Account test;
    test.create("stream", 2);
    const auto put = test.service.put_record(
        {.stream_name = "stream", .data = "a", .partition_key = "k", .explicit_hash_key = "0"});
    const std::string number = put->sequence_number.to_string();
    const auto error = [&](weir::GetShardIteratorInput input, std::string_view shard = "0") {
        input.stream_name = "stream";
        input.shard_id = shard;
        return error_of(test.service.get_shard_iterator(input));
    };
    CHECK(error({.shard_iterator_type = "LATEST"}, "7") ==
          "ResourceNotFoundException: Shard shardId-000000000007 in stream stream under account "
          "000000000000 does not exist");
    CHECK(error({.shard_iterator_type = "LATEST", .starting_sequence_number = number}) ==
          "InvalidArgumentException: Must either specify (1) AT_SEQUENCE_NUMBER or "
          "AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no "
          "StartingSequenceNumber. Request specified LATEST and also a StartingSequenceNumber.");
    CHECK(error({.shard_iterator_type = "AT_SEQUENCE_NUMBER"})
              .ends_with("Request specified AT_SEQUENCE_NUMBER and no StartingSequenceNumber."));
    CHECK(error({.shard_iterator_type = "AT_SEQUENCE_NUMBER", .starting_sequence_number = number},
                "1") ==
          "InvalidArgumentException: Invalid StartingSequenceNumber. It encodes "
          "shardId-000000000000, while it was used in a call to a shard with "
          "shardId-000000000001");
    CHECK(error({.shard_iterator_type = "AT_TIMESTAMP"}) ==
          "InvalidArgumentException: Must specify timestampInMillis parameter for iterator of type "
          "AT_TIMESTAMP. Current request has no timestamp parameter.");
    CHECK(error({.shard_iterator_type = "AT_TIMESTAMP",
                 .timestamp = weir::Instant::from_seconds(1'800'000'000)}) ==
          "InvalidArgumentException: The timestampInMillis parameter cannot be greater than the "
          "currentTimestampInMillis. timestampInMillis: 1800000000000, currentTimestampInMillis: "
          "1700000000000");
    CHECK(error({.shard_iterator_type = "SOMEWHERE"})
              .ends_with("Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, "
                         "AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]"));
}

TEST_CASE("An iterator is read from as it is or as its text, and lives five minutes") {
    Account test;
    const std::string longest(128, 'n');
    test.create();
    test.create(longest);
    test.put("a");
    test.put("b", longest);
    const auto iterator = test.iterator();
    const auto text = test.service.to_text(iterator);
    const auto other = test.service.to_text(test.iterator("0", longest));
    const auto read = [&](std::string_view from) {
        return test.service.get_records({.shard_iterator = from});
    };
    CHECK(Account::texts(read(text).value()) == Strings{"a"});
    CHECK(Account::texts(read(other).value()) == Strings{"b"});
    CHECK(error_of(read("AAAA")) == "InvalidArgumentException: Invalid ShardIterator.");
    CHECK(error_of(read(text.substr(4))) == "InvalidArgumentException: Invalid ShardIterator.");
    CHECK(read("").error().code() == Errc::validation);
    CHECK(test.service.get_records({}).error().code() == Errc::validation);
    CHECK(error_of(test.read(weir::ShardIterator{})) ==
          "InvalidArgumentException: Invalid ShardIterator.");
    CHECK(test.service.get_records({.shard_iterator = text, .limit = 0}).error().code() ==
          Errc::validation);
    CHECK(test.service.get_records({.shard_iterator = text, .limit = 10'001}).error().code() ==
          Errc::validation);
    const std::string arn = Account::arn();
    const std::string wrong = Account::arn("other");
    CHECK(test.service.get_records({.shard_iterator = text, .stream_arn = arn}));
    CHECK(test.service.get_records({.shard_iterator = text, .stream_arn = wrong}).error().code() ==
          Errc::invalid_argument);
    test.clock.advance(300s);
    CHECK(read(text));
    test.clock.advance(1ms);
    CHECK(error_of(read(text)) ==
          "ExpiredIteratorException: Iterator expired. The iterator was created at time Tue Nov 14 "
          "22:13:20 UTC 2023 while right now it is Tue Nov 14 22:18:20 UTC 2023 which is further "
          "in the future than the tolerated delay of 300000 milliseconds.");
}

TEST_CASE("A closed shard is read to its end, which names its children") {
    Account test;
    test.create();
    test.put("a");
    const auto iterator = test.iterator();
    REQUIRE(test.split("0"));
    const auto page = test.read(iterator).value();
    CHECK(page.records.size() == 1);
    CHECK_FALSE(page.next_shard_iterator.has_value());
    REQUIRE(page.child_shards.size() == 2);
    CHECK(page.child_shards[0].parent_shards == std::vector{weir::ShardId{0}});
}

TEST_CASE("A shard gives five iterators and five pages a second") {
    PlainAccount test;
    const auto get = [&] {
        return test.service.get_shard_iterator(
            {.stream_name = "stream", .shard_id = "0", .shard_iterator_type = "LATEST"});
    };
    const auto iterator = get()->shard_iterator;
    for (int call = 1; call < 5; ++call) {
        REQUIRE(get());
    }
    CHECK(error_of(get()) ==
          "ProvisionedThroughputExceededException: Rate exceeded for shard shardId-000000000000 in "
          "stream stream under account 000000000000.");
    CHECK(get().error().retry_after() == 200ms);
    for (int call = 0; call < 5; ++call) {
        REQUIRE(test.service.get_records({.shard_iterator = iterator}));
    }
    CHECK(test.service.get_records({.shard_iterator = iterator}).error().code() ==
          Errc::provisioned_throughput_exceeded);
    test.clock.advance(200ms);
    CHECK(get());
    CHECK(test.service.get_records({.shard_iterator = iterator}));
}

TEST_CASE("Records outlive their stream for as long as somebody holds a page of them") {
    std::optional<Account::Page> page;
    {
        Account test;
        test.create();
        test.put("a");
        page = test.read(test.iterator()).value();
        REQUIRE(test.remove());
        CHECK(Account::texts(*page) == Strings{"a"});
        test.create("other");
        test.put("b", "other");
        page = test.read(test.iterator("0", "other")).value();
        CHECK(Account::texts(*page) == Strings{"b"});
        REQUIRE(test.remove("other"));
        CHECK(Account::texts(*page) == Strings{"b"});
        page.reset();
    }
}
