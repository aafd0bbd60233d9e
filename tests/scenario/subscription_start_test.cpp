// SPDX-License-Identifier: Apache-2.0
// A subscription starts at the places that an iterator starts at, with the same errors.
#include "scenario/account.hpp"

namespace {

using weir::ShardIteratorType;
using weir::StartingPosition;

struct Starting : Account {
    Starting() {
        create("stream", 2);
        reader = consumer("reader");
        for (const char* data : {"a", "b", "c"}) {
            numbers.push_back(put_at(0, data).sequence_number);
            clock.advance(1s);
        }
    }
    auto at(const StartingPosition& from, std::string_view shard = "0") {
        clock.advance(5s);
        return service.subscribe_to_shard(
            {.consumer_arn = reader, .shard_id = shard, .starting_position = from});
    }
    Texts first_data(const StartingPosition& from) {
        auto subscription = ok(at(from));
        const auto step = subscription.next(clock.now());
        return step.event ? data_of(step.event->records) : Texts{};
    }

    std::string reader;
    std::vector<weir::SequenceNumber> numbers;
};

}  // namespace

TEST_CASE("A subscription starts where an iterator of the same type would") {
    Starting account;
    const auto second = account.clock.now() - 2s;
    CHECK(account.first_data({.type = ShardIteratorType::trim_horizon}) == Texts{"a", "b", "c"});
    CHECK(account.first_data({.type = ShardIteratorType::latest}).empty());
    CHECK(account.first_data({.type = ShardIteratorType::at_sequence_number,
                              .sequence_number = account.numbers[1]}) == Texts{"b", "c"});
    CHECK(account.first_data({.type = ShardIteratorType::after_sequence_number,
                              .sequence_number = account.numbers[1]}) == Texts{"c"});
    CHECK(account.first_data({.type = ShardIteratorType::at_timestamp, .timestamp = second}) ==
          Texts{"b", "c"});
    CHECK(account.first_data({.type = ShardIteratorType::at_timestamp,
                              .timestamp = weir::Instant::from_seconds(1)}) ==
          Texts{"a", "b", "c"});
}

TEST_CASE("A number that no record has starts a subscription at the next record") {
    Starting account;
    const auto start = account.shards()[0].sequence_number_range.starting_sequence_number;
    CHECK(account.first_data({.type = ShardIteratorType::at_sequence_number,
                              .sequence_number = start}) == Texts{"a", "b", "c"});
}

TEST_CASE("A number of another shard, or of none, starts no subscription") {
    Starting account;
    CHECK(refusal(account.at({.type = ShardIteratorType::at_sequence_number,
                              .sequence_number = account.numbers[0]},
                             "1")) ==
          "InvalidArgumentException: Invalid StartingSequenceNumber. It encodes "
          "shardId-000000000000, while it was used in a call to a shard with "
          "shardId-000000000001");
    CHECK(refusal(account.at(
                      {.type = ShardIteratorType::at_sequence_number, .sequence_number = "1234"}))
              .starts_with("InternalFailure") == false);
    CHECK(refusal(account.at(
                      {.type = ShardIteratorType::latest, .sequence_number = account.numbers[0]}))
              .starts_with("InvalidArgumentException: Must either specify (1)"));
    CHECK(refusal(account.at({.type = ShardIteratorType::at_timestamp}))
              .starts_with("InvalidArgumentException: Must specify timestampInMillis"));
    CHECK(refusal(account.at({.type = ShardIteratorType::at_timestamp,
                              .timestamp = account.clock.now() + 1h}))
              .starts_with("InvalidArgumentException: The timestampInMillis parameter cannot be "
                           "greater than the currentTimestampInMillis."));
}

TEST_CASE("A shard that never was has no subscription") {
    Starting account;
    CHECK(refusal(account.at({.type = ShardIteratorType::latest}, "7")) ==
          "ResourceNotFoundException: Shard shardId-000000000007 in stream stream under account "
          "000000000000 does not exist");
    CHECK(refusal(account.at({.type = ShardIteratorType::latest}, "shard")) ==
          "ResourceNotFoundException: Could not find shard shard in stream stream under account "
          "000000000000.");
}

TEST_CASE("A call that starts no subscription leaves the running one alone") {
    Starting account;
    auto running = ok(account.at({.type = ShardIteratorType::trim_horizon}));
    CHECK_FALSE(account.at({.type = ShardIteratorType::at_timestamp}).has_value());
    CHECK(running.next(account.clock.now()).event.has_value());
}
