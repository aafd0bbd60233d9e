// SPDX-License-Identifier: Apache-2.0
#include "weir/service/subscription.hpp"

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "account.hpp"
#include "catch.hpp"
#include "weir/core/random.hpp"

using namespace std::chrono_literals;
using weir::Errc;
using weir::Instant;
using Strings = std::vector<std::string>;

namespace {

constexpr std::uint64_t mib = 1'048'576;

/// A stream of one shard with one consumer.
struct OneConsumer : Account {
    explicit OneConsumer(const weir::ServiceOptions& options = unlimited())
        : Account{options}, reader{make()} {}

    Subscription begin(const weir::StartingPosition& from = {.type = "TRIM_HORIZON"},
                       std::string_view shard = "0") {
        return subscribe(reader, from, shard).value();
    }

    std::string reader;

private:
    std::string make() {
        create();
        clock.advance(service.options().durations.create_stream);
        auto arn_of_consumer = consumer();
        clock.advance(service.options().durations.register_stream_consumer);
        return arn_of_consumer;
    }
};

/// What a step gave, in short.
std::string told(const Account::Step& step) {
    if (step.error) {
        return "error " + std::string{exception_name(step.error->code())};
    }
    if (step.ended) {
        return "end";
    }
    if (!step.event) {
        return "nothing";
    }
    std::string text = "event";
    for (const auto& data : Account::texts(*step.event)) {
        text += " " + data;
    }
    return text + (step.event->child_shards.empty() ? "" : " children");
}

/// Paces as the service does.
weir::ServiceOptions paced() {
    auto options = Account::unlimited();
    options.limits.subscription_bytes_per_second = 2 * mib;
    return options;
}

}  // namespace

TEST_CASE("A subscription gives the records from its starting position on") {
    OneConsumer test;
    const auto first = test.put("a");
    test.clock.advance(1s);
    const auto time = test.clock.now();
    test.put("b");
    const auto told_from = [&](const weir::StartingPosition& from) {
        test.clock.advance(5s);
        auto subscription = test.begin(from);
        return told(test.next(subscription));
    };
    CHECK(told_from({.type = "TRIM_HORIZON"}) == "event a b");
    CHECK(told_from({.type = "AT_SEQUENCE_NUMBER", .sequence_number = first.sequence_number}) ==
          "event a b");
    CHECK(told_from({.type = "AFTER_SEQUENCE_NUMBER", .sequence_number = first.sequence_number}) ==
          "event b");
    CHECK(told_from({.type = "AT_TIMESTAMP", .timestamp = time}) == "event b");
    test.clock.advance(5s);
    auto latest = test.begin({.type = "LATEST"});
    CHECK(told(test.next(latest)) == "nothing");
    test.put("c");
    CHECK(told(test.next(latest)) == "event c");
}

TEST_CASE("A subscription that can't be had is refused with the service's texts") {
    OneConsumer test;
    const auto error = [&](const weir::StartingPosition& from, std::string_view shard = "0") {
        return error_of(test.subscribe(test.reader, from, shard));
    };
    CHECK(error({.type = "LATEST"}, "x") ==
          "ResourceNotFoundException: Could not find shard x in stream stream under account "
          "000000000000.");
    CHECK(error({.type = "LATEST"}, "7") ==
          "ResourceNotFoundException: Shard shardId-000000000007 in stream stream under account "
          "000000000000 does not exist");
    CHECK(error({.type = "AT_SEQUENCE_NUMBER"})
              .ends_with("Request specified AT_SEQUENCE_NUMBER and no StartingSequenceNumber."));
    CHECK(error({.type = "AT_TIMESTAMP"})
              .starts_with("InvalidArgumentException: Must specify timestampInMillis"));
    CHECK(error({.type = "NOWHERE"}).starts_with("ValidationException: "));
    const auto put = test.put();
    test.create("other", 2);
    const std::string other = test.consumer("reader", "other");
    CHECK(
        error_of(test.subscribe(
            other, {.type = "AT_SEQUENCE_NUMBER", .sequence_number = put.sequence_number}, "1")) ==
        "InvalidArgumentException: Invalid StartingSequenceNumber. It encodes "
        "shardId-000000000000, while it was used in a call to a shard with "
        "shardId-000000000001");
    const std::string nobody = Account::arn() + "/consumer/nobody:1";
    CHECK(error_of(test.subscribe(nobody)) ==
          "ResourceNotFoundException: Consumer " + nobody + ", account 000000000000 not found.");
    CHECK(test.service.subscribe_to_shard({}).error().message().starts_with(
        "3 validation errors detected: "));
}

TEST_CASE("A consumer that is not ACTIVE can't subscribe") {
    Account test{Account::slow(10s)};
    test.create();
    test.clock.advance(10s);
    const std::string reader = test.consumer();
    const std::string refused =
        "ResourceInUseException: Consumer reader with creation timestamp 1700000010 under stream: "
        "stream , account 000000000000 is not in ACTIVE status.";
    CHECK(error_of(test.subscribe(reader)) == refused);
    test.clock.advance(10s);
    auto subscription = test.subscribe(reader).value();
    REQUIRE(test.split("0"));  // UPDATING does not matter
    CHECK(told(test.next(subscription)) == "nothing");
    REQUIRE(test.service.deregister_stream_consumer({.consumer_arn = reader}));
    CHECK(error_of(test.subscribe(reader)) == refused);
    CHECK(told(test.next(subscription)) == "error ResourceNotFoundException");
    CHECK(told(test.next(subscription)) == "end");
}

TEST_CASE("A subscription lives five minutes and ends without an error") {
    OneConsumer test;
    auto subscription = test.begin();
    test.clock.advance(299'999ms);
    CHECK(told(test.next(subscription)) == "event");
    CHECK_FALSE(subscription.is_over());
    test.clock.advance(1ms);
    CHECK(told(test.next(subscription)) == "end");
    CHECK(subscription.is_over());
    test.put();
    CHECK(told(test.next(subscription)) == "end");
}

TEST_CASE("A second subscription takes over after five seconds, and not before") {
    OneConsumer test;
    test.put("a");
    auto first = test.begin();
    CHECK(told(test.next(first)) == "event a");
    test.clock.advance(4'999ms);
    const std::string refused =
        "ResourceInUseException: Another active subscription exists for this consumer: "
        "000000000000:stream:shardId-000000000000:reader";
    CHECK(error_of(test.subscribe(test.reader)) == refused);
    test.clock.advance(1ms);
    auto second = test.begin();
    const auto end = test.next(first);
    REQUIRE(end.error.has_value());
    CHECK("ResourceInUseException: " + end.error->message() == refused);
    CHECK(told(test.next(first)) == "end");
    CHECK(told(test.next(second)) == "event a");
}

TEST_CASE("The five seconds count from the last success, be the subscription over or not") {
    OneConsumer test;
    { auto gone = test.begin(); }
    test.clock.advance(3s);
    CHECK(test.subscribe(test.reader).error().code() == Errc::resource_in_use);
    test.clock.advance(2s);
    CHECK(test.subscribe(test.reader));
}

TEST_CASE("Consumers and shards have their own subscriptions") {
    OneConsumer test;
    REQUIRE(test.split("0"));
    const std::string other = test.consumer("other");
    auto one = test.begin({.type = "TRIM_HORIZON"}, "1");
    auto two = test.begin({.type = "TRIM_HORIZON"}, "2");
    auto three = test.subscribe(other, {.type = "TRIM_HORIZON"}, "1").value();
    CHECK(told(test.next(one)) == "nothing");
    CHECK(told(test.next(two)) == "nothing");
    CHECK(told(test.next(three)) == "nothing");
    CHECK(one.consumer_arn() == test.reader);
    CHECK(one.shard_id() == weir::ShardId{1});
    REQUIRE(test.service.deregister_stream_consumer({.consumer_arn = other}));
    CHECK(told(test.next(three)) == "error ResourceNotFoundException");
    CHECK(told(test.next(one)) == "nothing");
}

TEST_CASE("A consumer and shard has one call a second, also for calls that are refused") {
    OneConsumer test{{}};
    REQUIRE(test.subscribe(test.reader));
    CHECK(error_of(test.subscribe(test.reader)) ==
          "LimitExceededException: Rate exceeded for stream stream under account 000000000000.");
    test.clock.advance(1s);
    CHECK(test.subscribe(test.reader).error().code() == Errc::resource_in_use);
    CHECK(test.subscribe(test.reader).error().code() == Errc::limit_exceeded);
    test.clock.advance(4s);
    CHECK(test.subscribe(test.reader));
}

TEST_CASE("An idle subscription says every five seconds that it is there") {
    OneConsumer test;
    auto subscription = test.begin();
    const Instant begun = test.clock.now();
    auto step = test.next(subscription);
    CHECK(told(step) == "nothing");
    CHECK(step.next_due == begun + 5s);
    test.clock.advance(4'999ms);
    CHECK(told(test.next(subscription)) == "nothing");
    test.clock.advance(1ms);
    step = test.next(subscription);
    CHECK(told(step) == "event");
    CHECK(step.event->continuation_sequence_number.has_value());
    CHECK(step.event->millis_behind_latest == 0ms);
    CHECK(test.next(subscription).next_due == begun + 10s);
    test.clock.advance(4s);
    test.put("a");
    CHECK(told(test.next(subscription)) == "event a");
    CHECK(test.next(subscription).next_due == begun + 14s);
}

TEST_CASE("A consumer takes two mebibytes a second of a shard") {
    OneConsumer test{paced()};
    const std::string data(mib - 3, 'x');  // with its key a MiB
    for (int record = 0; record < 5; ++record) {
        test.put(data);
    }
    auto subscription = test.begin();
    const Instant begun = test.clock.now();
    for (int event = 0; event < 5; ++event) {
        auto step = test.next(subscription);
        REQUIRE(step.event.has_value());
        CHECK(step.event->records.size() == 1);
        CHECK(test.clock.now() == begun + event * 500ms);
        step = test.next(subscription);
        CHECK(told(step) == "nothing");
        CHECK(step.next_due == begun + (event + 1) * 500ms);
        test.clock.advance(499'999us);
        CHECK(told(test.next(subscription)) == "nothing");
        test.clock.advance(1us);
    }
    CHECK(told(test.next(subscription)) == "nothing");
    // It is a debt of consumer and shard: who takes over has it too.
    test.put(data);
    test.put(data);
    test.clock.advance(5s);
    CHECK(test.next(subscription).event->records.size() == 1);
    auto other = test.begin();
    CHECK(told(test.next(other)) == "nothing");
    // Another consumer has an allowance of its own.
    const std::string name = test.consumer("other");
    auto free = test.subscribe(name).value();
    CHECK(test.next(free).event.has_value());
}

TEST_CASE("An event has a mebibyte at most, or one record that is larger") {
    OneConsumer test{paced()};
    REQUIRE(test.service.update_max_record_size(
        {.stream_arn = Account::arn(), .max_record_size_in_kib = 10'240}));
    const std::string large(5 * mib, 'x');
    const std::string small(400'000, 'y');
    for (int record = 0; record < 3; ++record) {
        test.put(small);
    }
    test.put(large);
    test.put(small);
    auto subscription = test.begin();
    std::vector<std::size_t> sizes;
    while (sizes.size() < 4) {
        const auto step = test.next(subscription);
        if (step.event && !step.event->records.empty()) {
            sizes.push_back(step.event->records.size());
        }
        test.clock.set(step.next_due > test.clock.now() ? step.next_due : test.clock.now());
    }
    CHECK(sizes == std::vector<std::size_t>{2, 1, 1, 1});
}

TEST_CASE("The end of a closed shard names its children, in an event of its own, the last one") {
    OneConsumer test;
    test.put("a");
    auto subscription = test.begin();
    CHECK(told(test.next(subscription)) == "event a");
    test.put("b");
    REQUIRE(test.split("0"));
    const auto last = test.next(subscription);
    CHECK(told(last) == "event b");
    CHECK(last.event->continuation_sequence_number.has_value());
    const auto step = test.next(subscription);
    CHECK(told(step) == "event children");
    CHECK_FALSE(step.event->continuation_sequence_number.has_value());
    REQUIRE(step.event->child_shards.size() == 2);
    CHECK(step.event->child_shards[0].shard_id == weir::ShardId{1});
    CHECK(step.event->child_shards[0].parent_shards == std::vector{weir::ShardId{0}});
    CHECK(told(test.next(subscription)) == "end");
    test.clock.advance(5s);
    auto latest = test.begin({.type = "LATEST"});
    CHECK(told(test.next(latest)) == "event children");
    CHECK(told(test.next(latest)) == "end");
}

TEST_CASE("A split that takes time ends a subscription that nobody else helps on") {
    OneConsumer test{Account::slow(10s)};
    auto subscription = test.begin();
    REQUIRE(test.split("0"));
    test.clock.advance(9'999ms);
    CHECK(told(test.next(subscription)) == "event");
    test.clock.advance(1ms);
    CHECK(told(test.next(subscription)) == "event children");
}

TEST_CASE("A stream that is deleted ends its subscriptions at once") {
    OneConsumer test{Account::slow(10s)};
    test.put("a");
    auto subscription = test.begin();
    REQUIRE(
        test.service.delete_stream({.stream_name = "stream", .enforce_consumer_deletion = true}));
    CHECK(told(test.next(subscription)) == "error ResourceNotFoundException");
    CHECK(told(test.next(subscription)) == "end");
    CHECK(error_of(test.subscribe(test.reader)) ==
          "ResourceNotFoundException: Shard shardId-000000000000 in stream stream under account "
          "000000000000 does not exist");
}

TEST_CASE("How far a subscription is behind is the age of its last record, or nothing") {
    OneConsumer test{paced()};
    const std::string data(mib - 3, 'x');
    test.put(data);
    test.put(data);
    test.clock.advance(2s);
    auto subscription = test.begin();
    CHECK(test.next(subscription).event->millis_behind_latest == 2s);
    test.clock.advance(1s);
    CHECK(test.next(subscription).event->millis_behind_latest == 0s);
}

TEST_CASE("A subscription goes on where another one broke off, without a gap or a repetition") {
    // Records come in their own time, among seconds without any; a subscription is broken off at
    // any event, and the next one begins at its number, in either way.
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U}) {
        CAPTURE(seed);
        weir::Random random{seed};
        auto options = Account::unlimited();
        options.subscription_takeover_after = 0s;
        OneConsumer test{options};
        int put = 0;
        int seen = 0;
        weir::StartingPosition from{.type = "TRIM_HORIZON"};
        std::optional<Account::Subscription> subscription{test.begin(from)};
        std::optional<weir::SequenceNumber> last;
        for (int round = 0; round < 400; ++round) {
            if (random.chance(0.5)) {
                test.put(std::to_string(put++));
            }
            if (random.chance(0.5)) {
                test.clock.advance(weir::Duration{static_cast<std::int64_t>(
                    random.below(random.chance(0.2) ? 9'000'000 : 900'000))});
            }
            if (random.chance(0.4)) {
                const auto step = test.next(*subscription);
                if (step.event) {
                    for (const auto record : step.event->records) {
                        REQUIRE(record.data().as_text() == std::to_string(seen++));
                    }
                    REQUIRE((!last || *last <= *step.event->continuation_sequence_number));
                    last = step.event->continuation_sequence_number;
                }
                if (step.ended || random.chance(0.5)) {
                    if (last) {
                        from = {.type = random.chance(0.5) ? "AT_SEQUENCE_NUMBER"
                                                           : "AFTER_SEQUENCE_NUMBER",
                                .sequence_number = *last};
                    }
                    subscription.emplace(test.begin(from));
                }
            }
        }
        auto end = test.next(*subscription);
        while (end.event && !end.event->records.empty()) {
            for (const auto record : end.event->records) {
                REQUIRE(record.data().as_text() == std::to_string(seen++));
            }
            end = test.next(*subscription);
        }
        CHECK(seen == put);
    }
}

TEST_CASE("A number to go on from moves on while nothing comes, and still misses nothing") {
    OneConsumer test;
    auto subscription = test.begin({.type = "LATEST"});
    test.clock.advance(5s);
    const auto first = test.next(subscription).event->continuation_sequence_number.value();
    // A record of the very next instant, within the second that the number is of.
    test.put("a");
    for (const char* type : {"AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"}) {
        test.clock.advance(5s);
        auto other = test.begin({.type = type, .sequence_number = first});
        CHECK(told(test.next(other)) == "event a");
    }
    // The same text that a remote consumer would give.
    test.clock.advance(5s);
    const std::string text = first.to_string();
    auto remote = test.begin({.type = "AFTER_SEQUENCE_NUMBER", .sequence_number = text});
    CHECK(told(test.next(remote)) == "event a");
}

TEST_CASE("Pulled, waited for or pushed, the events are the same") {
    const auto script = [](OneConsumer& test, auto&& take) {
        std::string all;
        test.put("a");
        test.put("b");
        auto subscription = test.begin();
        take(test, subscription, all);
        test.clock.advance(5s);
        take(test, subscription, all);
        test.put("c");
        take(test, subscription, all);
        Account::need(test.split("0"));
        take(test, subscription, all);
        return all;
    };
    const auto pulled = [](OneConsumer& test, Account::Subscription& subscription,
                           std::string& all) {
        for (;;) {
            const auto step = test.next(subscription);
            if (told(step) == "nothing") {
                return;
            }
            all += told(step) + "; ";
            if (step.error || step.ended) {
                return;
            }
        }
    };
    const auto waited = [](OneConsumer& test, Account::Subscription& subscription,
                           std::string& all) {
        for (;;) {
            const auto step = subscription.wait(test.clock.now());
            if (told(step) == "nothing") {
                return;
            }
            all += told(step) + "; ";
            if (step.error || step.ended) {
                return;
            }
        }
    };
    const auto pushed = [](OneConsumer& test, Account::Subscription& subscription,
                           std::string& all) {
        const auto due = subscription.push(test.clock.now(),
                                           [&](Account::Step step) { all += told(step) + "; "; });
        CHECK(due.has_value() != subscription.is_over());
    };
    OneConsumer one;
    OneConsumer two;
    OneConsumer three;
    const std::string expected = "event a b; event; event c; event children; end; ";
    CHECK(script(one, pulled) == expected);
    CHECK(script(two, waited) == expected);
    CHECK(script(three, pushed) == expected);
}

TEST_CASE("Who waits is woken by a record, by the end of the shard, and by the deadline") {
    OneConsumer test;
    auto subscription = test.begin();
    const auto waited = [&](auto&& meanwhile) {
        Account::Step step;
        std::atomic<bool> begun{false};
        std::thread waiter{[&] {
            begun = true;
            step = subscription.wait(test.clock.now() + 1h);
        }};
        while (!begun) {
            std::this_thread::yield();
        }
        meanwhile();
        waiter.join();
        return told(step);
    };
    CHECK(waited([&] { test.put("a"); }) == "event a");
    CHECK(waited([&] { test.clock.advance(5s); }) == "event");
    CHECK(waited([&] { Account::need(test.split("0")); }) == "event children");
    CHECK(told(subscription.wait(test.clock.now() + 1h)) == "end");
}

TEST_CASE("Who waits in debt is woken when it is paid, not by records") {
    OneConsumer test{paced()};
    const std::string data(mib - 3, 'x');
    test.put(data);
    test.put(data);
    auto subscription = test.begin();
    REQUIRE(test.next(subscription).event.has_value());
    std::atomic<bool> begun{false};
    Account::Step step;
    std::thread waiter{[&] {
        begun = true;
        step = subscription.wait(test.clock.now() + 10s);
    }};
    while (!begun) {
        std::this_thread::yield();
    }
    test.put("more");
    test.clock.advance(500ms);
    waiter.join();
    REQUIRE(step.event.has_value());
    CHECK(step.event->records.size() == 1);
}

TEST_CASE("A clock that steps back neither ends nor silences a subscription") {
    OneConsumer test;
    test.clock.advance(1h);
    auto subscription = test.begin({.type = "LATEST"});
    test.clock.advance(-30min);
    test.put("a");
    CHECK(told(test.next(subscription)) == "event a");
    test.clock.advance(5s);
    CHECK(told(test.next(subscription)) == "event");
    test.clock.advance(294s);
    CHECK(told(test.next(subscription)) == "event");
    test.clock.advance(1s);
    CHECK(told(test.next(subscription)) == "end");
    // Nor does it keep others from beginning.
    CHECK(test.subscribe(test.reader));
    test.clock.advance(-30min);
    CHECK(test.subscribe(test.reader));
}

TEST_CASE("A clock that jumps far ahead ends a subscription, and its records are gone") {
    OneConsumer test;
    test.put("a");
    auto subscription = test.begin();
    test.clock.advance(std::chrono::hours{24 * 365});
    CHECK(told(test.next(subscription)) == "end");
    auto other = test.begin();
    CHECK(told(test.next(other)) == "nothing");
}

TEST_CASE("A subscription outlives its account's stream, and its events outlive both") {
    std::optional<Account::Step> step;
    {
        OneConsumer test;
        test.put("a");
        auto subscription = test.begin();
        step = test.next(subscription);
        REQUIRE(test.service.delete_stream(
            {.stream_name = "stream", .enforce_consumer_deletion = true}));
        CHECK(told(test.next(subscription)) == "error ResourceNotFoundException");
        CHECK(told(*step) == "event a");
        test.create("other");
        const std::string reader = test.consumer("reader", "other");
        test.put("b", "other");
        auto next = test.subscribe(reader).value();
        subscription = std::move(next);
        step = test.next(subscription);
        CHECK(told(*step) == "event b");
        step.reset();
    }
}
