// SPDX-License-Identifier: Apache-2.0
// Of a consumer and a shard there is one subscription: a new one takes over five seconds after the
// last one began, and is refused before.
#include "scenario/account.hpp"

namespace {

using weir::ShardIteratorType;

struct Reader : Account {
    explicit Reader(const weir::ServiceOptions& options = relaxed()) : Account{options} {
        create("stream", 2);
        reader = consumer("reader");
    }
    auto try_to_subscribe(std::string_view shard = "0") {
        return service.subscribe_to_shard(
            {.consumer_arn = reader,
             .shard_id = shard,
             .starting_position = {{.type = ShardIteratorType::trim_horizon}}});
    }

    std::string reader;
};

constexpr const char* another =
    "ResourceInUseException: Another active subscription exists for this consumer: "
    "000000000000:stream:shardId-000000000000:reader";

std::string error_of(const Account::Service::SubscriptionStep& step) {
    REQUIRE(step.error.has_value());
    return std::string{to_string(step.error->code())} + ": " + step.error->message();
}

}  // namespace

TEST_CASE("A second subscription within five seconds is refused, and the first goes on") {
    Reader account;
    auto first = account.subscribe(account.reader);
    account.clock.advance(5s - 1us);
    CHECK(refusal(account.try_to_subscribe()) == another);
    account.put_at(0, "data");
    CHECK(Account::data_of(first.next(account.clock.now()).event->records) == Texts{"data"});
}

TEST_CASE("After five seconds a second subscription takes over, and the first ends with an error") {
    Reader account;
    auto first = account.subscribe(account.reader);
    account.clock.advance(5s);
    auto second = account.subscribe(account.reader);
    account.put_at(0, "data");
    CHECK(error_of(first.next(account.clock.now())) == another);
    CHECK(first.is_over());
    CHECK(Account::data_of(second.next(account.clock.now()).event->records) == Texts{"data"});
}

TEST_CASE("A call that was refused does not start the five seconds anew") {
    Reader account;
    static_cast<void>(account.subscribe(account.reader));
    account.clock.advance(4s);
    CHECK(refusal(account.try_to_subscribe()) == another);
    account.clock.advance(1s);
    CHECK(account.try_to_subscribe().has_value());
}

TEST_CASE("Other shards and other consumers are not concerned") {
    Reader account;
    auto first = account.subscribe(account.reader);
    auto other_shard = account.subscribe(account.reader, 1);
    auto other_consumer = account.subscribe(account.consumer("other"));
    account.clock.advance(5s);
    CHECK(first.next(account.clock.now()).event.has_value());
    CHECK(other_shard.next(account.clock.now()).event.has_value());
    CHECK(other_consumer.next(account.clock.now()).event.has_value());
}

TEST_CASE("Of a consumer and a shard one call a second is answered") {
    weir::ServiceOptions options;
    Reader account{options};
    static_cast<void>(account.subscribe(account.reader));
    account.clock.advance(999ms);
    CHECK(refusal(account.try_to_subscribe()).starts_with("LimitExceededException: "));
    CHECK(account.try_to_subscribe("1").has_value());
    account.clock.advance(1ms);
    CHECK(refusal(account.try_to_subscribe()) == another);
}

TEST_CASE("Subscriptions end with their consumer, and with their stream") {
    Reader account;
    auto first = account.subscribe(account.reader);
    ok(account.service.deregister_stream_consumer({.consumer_arn = account.reader}));
    CHECK(error_of(first.next(account.clock.now())) == "ResourceNotFoundException: Consumer " +
                                                           account.reader +
                                                           ", account 000000000000 not found.");
    const std::string again = account.consumer("reader");
    auto second = account.subscribe(again);
    CHECK_FALSE(second.next(account.clock.now()).error.has_value());
    ok(account.service.delete_stream({.stream_name = "stream", .enforce_consumer_deletion = true}));
    CHECK(error_of(second.next(account.clock.now())).starts_with("ResourceNotFoundException: "));
}

TEST_CASE("A consumer that is not ACTIVE has no subscriptions") {
    Reader account{Account::relaxed({.register_stream_consumer = 5s})};
    const auto created = std::to_string(account.clock.now().seconds());
    CHECK(refusal(account.try_to_subscribe()) ==
          "ResourceInUseException: Consumer reader with creation timestamp " + created +
              " under stream: stream , account 000000000000 is not in ACTIVE status.");
    account.clock.advance(5s);
    CHECK(account.try_to_subscribe().has_value());
}
