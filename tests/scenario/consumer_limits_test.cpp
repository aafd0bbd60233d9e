// SPDX-License-Identifier: Apache-2.0
// Consumers are CREATING for a while, have ARNs that tell them from others of the same name, and
// are limited in number.
#include "scenario/account.hpp"

namespace {

using weir::ConsumerStatus;

const std::string stream_arn = Account::arn();

struct Consumers : Account {
    explicit Consumers(const weir::ServiceOptions& options = relaxed(
                           {.register_stream_consumer = 5s, .deregister_stream_consumer = 5s}))
        : Account{options} {
        create();
    }
    auto add(std::string_view name) {
        return service.register_stream_consumer({.stream_arn = stream_arn, .consumer_name = name});
    }
    Texts names() {
        Texts names;
        for (const auto& one :
             ok(service.list_stream_consumers({.stream_arn = stream_arn})).consumers) {
            names.push_back(one.consumer_name);
        }
        return names;
    }
    ConsumerStatus state(std::string_view name) {
        return ok(service.describe_stream_consumer(
                      {.stream_arn = stream_arn, .consumer_name = name}))
            .consumer_description.consumer_status;
    }
};

}  // namespace

TEST_CASE("A consumer is CREATING first, then ACTIVE, and DELETING before it is gone") {
    Consumers account;
    CHECK(ok(account.add("one")).consumer.consumer_status == ConsumerStatus::creating);
    account.clock.advance(5s - 1us);
    CHECK(account.state("one") == ConsumerStatus::creating);
    account.clock.advance(1us);
    CHECK(account.state("one") == ConsumerStatus::active);
    ok(account.service.deregister_stream_consumer(
        {.stream_arn = stream_arn, .consumer_name = "one"}));
    CHECK(account.state("one") == ConsumerStatus::deleting);
    account.clock.advance(5s);
    CHECK(account.names().empty());
}

TEST_CASE("Only the consumer that was named is deregistered") {
    Consumers account;
    ok(account.add("one"));
    ok(account.add("two"));
    const std::string third = ok(account.add("three")).consumer.consumer_arn;
    account.clock.advance(5s);
    ok(account.service.deregister_stream_consumer(
        {.stream_arn = stream_arn, .consumer_name = "two"}));
    account.clock.advance(5s);
    CHECK(account.names() == Texts{"one", "three"});
    ok(account.service.deregister_stream_consumer({.consumer_arn = third}));
    account.clock.advance(5s);
    CHECK(account.names() == Texts{"one"});
}

TEST_CASE("A consumer's ARN has the second in which it was registered") {
    Consumers account;
    const auto first = ok(account.add("one")).consumer;
    CHECK(first.consumer_arn == stream_arn + "/consumer/one:" +
                                    std::to_string(first.consumer_creation_timestamp.seconds()));
    ok(account.service.deregister_stream_consumer({.consumer_arn = first.consumer_arn}));
    account.clock.advance(5s);
    const auto second = ok(account.add("one")).consumer;
    CHECK(second.consumer_arn != first.consumer_arn);
    CHECK(refusal(account.service.describe_stream_consumer({.consumer_arn = first.consumer_arn})) ==
          "ResourceNotFoundException: Consumer " + first.consumer_arn +
              ", account 000000000000 not found.");
}

TEST_CASE("A name is of one consumer of a stream") {
    Consumers account;
    ok(account.add("one"));
    CHECK(refusal(account.add("one")).starts_with("ResourceInUseException: "));
    account.create("other");
    CHECK(
        account.service
            .register_stream_consumer({.stream_arn = Account::arn("other"), .consumer_name = "one"})
            .has_value());
}

TEST_CASE("Five consumers of a stream are CREATING at once, and no more") {
    Consumers account;
    for (const char* name : {"a", "b", "c", "d", "e"}) {
        ok(account.add(name));
    }
    CHECK(refusal(account.add("f")).starts_with("LimitExceededException: "));
    account.create("other");
    CHECK(account.service
              .register_stream_consumer({.stream_arn = Account::arn("other"), .consumer_name = "f"})
              .has_value());
    account.clock.advance(5s);
    ok(account.add("f"));
}

TEST_CASE("A stream has twenty consumers, or fifty with the commitment") {
    Consumers account{Account::relaxed()};
    for (int at = 0; at < 20; ++at) {
        ok(account.add("c" + std::to_string(at)));
    }
    CHECK(refusal(account.add("more")).starts_with("LimitExceededException: "));
    CHECK(account.summary().consumer_count == 20);
    ok(account.service.update_account_settings(
        {{{weir::MinimumThroughputBillingCommitmentStatus::enabled}}}));
    for (int at = 20; at < 50; ++at) {
        ok(account.add("c" + std::to_string(at)));
    }
    CHECK(refusal(account.add("more")).starts_with("LimitExceededException: "));
    CHECK(account.summary().consumer_count == 50);
}

TEST_CASE("Consumers are registered with tags") {
    Consumers account;
    const auto made = ok(account.service.register_stream_consumer(
        {.stream_arn = stream_arn, .consumer_name = "one", .tags = {{{"a", "1"}}}}));
    CHECK(ok(account.service.list_tags_for_resource({.resource_arn = made.consumer.consumer_arn}))
              .tags == std::vector<weir::Tag>{{"a", "1"}});
    CHECK(ok(account.service.list_tags_for_stream({.stream_name = "stream"})).tags.empty());
}

TEST_CASE("A consumer that is named neither by ARN nor by stream and name is not found") {
    Consumers account;
    CHECK(refusal(account.service.describe_stream_consumer({.consumer_name = "one"}))
              .starts_with("InvalidArgumentException: "));
    CHECK(refusal(account.service.deregister_stream_consumer({.stream_arn = stream_arn}))
              .starts_with("InvalidArgumentException: "));
    CHECK(refusal(account.service.describe_stream_consumer(
              {.stream_arn = stream_arn, .consumer_name = "none"})) ==
          "ResourceNotFoundException: Consumer none, account 000000000000 not found.");
}

TEST_CASE("Pages of consumers go on where the one before ended, for five minutes") {
    Consumers account{Account::relaxed()};
    for (const char* name : {"c", "a", "e", "b", "d"}) {
        ok(account.add(name));
    }
    auto page =
        ok(account.service.list_stream_consumers({.stream_arn = stream_arn, .max_results = 2}));
    CHECK(page.consumers[0].consumer_name == "a");
    CHECK(page.consumers[1].consumer_name == "b");
    REQUIRE(page.next_token.has_value());
    ok(account.service.deregister_stream_consumer(
        {.stream_arn = stream_arn, .consumer_name = "b"}));
    const std::string token = *page.next_token;
    account.clock.advance(300s);
    page = ok(account.service.list_stream_consumers(
        {.stream_arn = stream_arn, .next_token = token, .max_results = 3}));
    CHECK(page.consumers.size() == 3);
    CHECK(page.consumers[0].consumer_name == "c");
    CHECK_FALSE(page.next_token.has_value());
    account.clock.advance(1us);
    CHECK(refusal(account.service.list_stream_consumers(
                      {.stream_arn = stream_arn, .next_token = token}))
              .starts_with("ExpiredNextTokenException: "));
    account.create("other");
    CHECK(refusal(account.service.list_stream_consumers(
                      {.stream_arn = Account::arn("other"), .next_token = token}))
              .starts_with("InvalidArgumentException: "));
}

TEST_CASE("Consumers are listed of the stream that was made when it is said to be") {
    Consumers account;
    const auto made = account.summary().stream_creation_timestamp;
    ok(account.add("one"));
    CHECK(account.service
              .list_stream_consumers({.stream_arn = stream_arn, .stream_creation_timestamp = made})
              .has_value());
    CHECK(refusal(account.service.list_stream_consumers(
              {.stream_arn = stream_arn, .stream_creation_timestamp = made - 1s})) ==
          "ResourceNotFoundException: Stream stream under account 000000000000 not found.");
}
