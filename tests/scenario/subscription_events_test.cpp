// SPDX-License-Identifier: Apache-2.0
// A subscription pushes records as they come, says every few seconds that it is there, and ends
// after five minutes.
#include "scenario/account.hpp"

namespace {

using weir::ShardIteratorType;
using Subscription = Account::Service::Subscription;
using Step = Account::Service::SubscriptionStep;

struct Pushed : Account {
    explicit Pushed(const weir::ServiceOptions& options = relaxed()) : Account{options} {
        create();
        reader = consumer("reader");
    }
    Step next(Subscription& subscription) { return subscription.next(clock.now()); }
    Texts next_data(Subscription& subscription) {
        const Step step = next(subscription);
        return step.event ? data_of(step.event->records) : Texts{"nothing"};
    }

    std::string reader;
};

}  // namespace

TEST_CASE("Records are pushed at the moment they are put, in order, once") {
    Pushed account;
    account.put("key", "a");
    account.put("key", "b");
    auto subscription = account.subscribe(account.reader);
    CHECK(account.next_data(subscription) == Texts{"a", "b"});
    CHECK_FALSE(account.next(subscription).event.has_value());
    account.clock.advance(1ms);
    account.put("key", "c");
    CHECK(account.next_data(subscription) == Texts{"c"});
}

TEST_CASE("An idle subscription speaks every five seconds, and not between") {
    Pushed account;
    auto subscription = account.subscribe(account.reader);
    int events = 0;
    for (int second = 0; second < 60; ++second) {
        account.clock.advance(1s);
        const Step step = account.next(subscription);
        if (step.event) {
            CHECK(Account::data_of(step.event->records).empty());
            CHECK(step.event->continuation_sequence_number.has_value());
            CHECK(step.event->millis_behind_latest == 0ms);
            ++events;
        }
    }
    CHECK(events == 12);
}

TEST_CASE("A subscription ends without an error after five minutes, to the microsecond") {
    Pushed account;
    auto subscription = account.subscribe(account.reader);
    account.clock.advance(300s - 1us);
    CHECK_FALSE(account.next(subscription).ended);
    account.put("key");
    account.clock.advance(1us);
    const Step last = account.next(subscription);
    CHECK(last.ended);
    CHECK_FALSE(last.error.has_value());
    CHECK(subscription.is_over());
}

TEST_CASE("Where a subscription went on is a place for the next one, inclusive or not") {
    Pushed account;
    auto subscription = account.subscribe(account.reader);
    std::optional<weir::SequenceNumber> resume;
    for (const char* data : {"a", "b", "c"}) {
        account.put("key", data);
        resume = account.next(subscription).event->continuation_sequence_number;
        account.clock.advance(1ms);
    }
    account.put("key", "d");
    for (const auto type :
         {ShardIteratorType::at_sequence_number, ShardIteratorType::after_sequence_number}) {
        account.clock.advance(5s);
        auto again =
            account.subscribe(account.reader, 0, {.type = type, .sequence_number = *resume});
        CHECK(account.next_data(again) == Texts{"d"});
    }
}

TEST_CASE("Where an idle subscription went on misses nothing that comes after") {
    Pushed account;
    auto subscription = account.subscribe(account.reader, 0, {.type = ShardIteratorType::latest});
    account.clock.advance(5s);
    const auto resume = account.next(subscription).event->continuation_sequence_number;
    account.put("key", "a");
    account.clock.advance(1s);
    account.put("key", "b");
    for (const auto type :
         {ShardIteratorType::at_sequence_number, ShardIteratorType::after_sequence_number}) {
        account.clock.advance(5s);
        auto again =
            account.subscribe(account.reader, 0, {.type = type, .sequence_number = *resume});
        CHECK(account.next_data(again) == Texts{"a", "b"});
    }
}

TEST_CASE("A subscription that lags says by how much") {
    Pushed account;
    account.put("key", std::string(1'000'000, 'a'));
    account.clock.advance(10s);
    account.put("key", std::string(1'000'000, 'b'));
    account.clock.advance(3s);
    auto subscription = account.subscribe(account.reader);
    CHECK(account.next(subscription).event->millis_behind_latest == 13s);
    account.clock.advance(1s);
    CHECK(account.next(subscription).event->millis_behind_latest == 0s);
}

TEST_CASE("A consumer takes two mebibytes a second of a shard, whatever others take") {
    Pushed account;
    const std::string other = account.consumer("other");
    for (int at = 0; at < 40; ++at) {
        account.put("key", std::string(524'288 - 3, 'x'));
    }
    auto one = account.subscribe(account.reader);
    auto two = account.subscribe(other);
    const auto begun = account.clock.now();
    std::size_t taken[2] = {};
    while (taken[0] < 40 || taken[1] < 40) {
        for (std::size_t at = 0; at < 2; ++at) {
            auto& subscription = at == 0 ? one : two;
            const Step step = account.next(subscription);
            taken[at] += step.event ? Account::data_of(step.event->records).size() : 0;
        }
        account.clock.advance(10ms);
    }
    const auto took = account.clock.now() - begun;
    CHECK(took >= 9s);
    CHECK(took <= 10s + 100ms);
}

TEST_CASE("Subscriptions take nothing from the allowance of GetRecords") {
    weir::ManualClock clock;
    Account::Service service{Account::relaxed(), clock};
    ok(service.create_stream({.stream_name = "stream", .shard_count = 1}));
    const auto made = ok(service.register_stream_consumer(
        {.stream_arn = Account::arn(), .consumer_name = "reader"}));
    ok(service.put_record({.stream_name = "stream",
                           .data = weir::Blob{std::string_view{"data"}},
                           .partition_key = "key"}));
    auto subscription = ok(service.subscribe_to_shard(
        {.consumer_arn = made.consumer.consumer_arn,
         .shard_id = "0",
         .starting_position = {{.type = ShardIteratorType::trim_horizon}}}));
    const auto place =
        ok(service.get_shard_iterator({.stream_name = "stream",
                                       .shard_id = "0",
                                       .shard_iterator_type = ShardIteratorType::trim_horizon}));
    static_cast<void>(subscription.next(clock.now()));
    for (int call = 0; call < 5; ++call) {
        CHECK(service.get_records({.shard_iterator = place.shard_iterator}).has_value());
        static_cast<void>(subscription.next(clock.now()));
    }
    CHECK(refusal(service.get_records({.shard_iterator = place.shard_iterator}))
              .starts_with("ProvisionedThroughputExceededException: "));
}

TEST_CASE("A clock that steps back makes no consumer wait longer") {
    Pushed account;
    account.put("key", std::string(1'000'000, 'x'));
    auto subscription = account.subscribe(account.reader);
    CHECK(account.next(subscription).event.has_value());
    account.clock.advance(-1h);
    account.put("key", "next");
    CHECK_FALSE(account.next(subscription).event.has_value());
    account.clock.advance(1s);
    CHECK(account.next_data(subscription) == Texts{"next"});
}

TEST_CASE("A slow consumer stays slow, however much it takes at once") {
    weir::ServiceOptions options = Account::relaxed();
    options.limits.subscription_bytes_per_second = 1'000;
    Pushed account{options};
    account.put("key", std::string(100'000, 'x'));
    auto subscription = account.subscribe(account.reader);
    CHECK(account.next(subscription).event.has_value());
    account.put("key", "next");
    int events = 0;
    for (int second = 0; second < 100; ++second) {
        events += account.next(subscription).event.has_value() ? 1 : 0;
        account.clock.advance(1s);
    }
    CHECK(events == 0);
    account.clock.advance(1s);
    CHECK(account.next_data(subscription) == Texts{"next"});
}
