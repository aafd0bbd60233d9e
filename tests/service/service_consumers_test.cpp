// SPDX-License-Identifier: Apache-2.0
#include "weir/service/service_consumers.hpp"

#include <string>
#include <vector>

#include "account.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using weir::ConsumerStatus;
using weir::Errc;

namespace {

std::string add(Account& test, std::string_view name, std::string_view stream = "stream") {
    const std::string arn = Account::arn(stream);
    return error_of(
        test.service.register_stream_consumer({.stream_arn = arn, .consumer_name = name}));
}
std::string drop(Account& test, std::string_view name) {
    const std::string arn = Account::arn();
    return error_of(
        test.service.deregister_stream_consumer({.stream_arn = arn, .consumer_name = name}));
}
weir::Result<weir::ListStreamConsumersOutput> list(Account& test,
                                                   std::optional<std::string_view> token = {},
                                                   std::optional<std::int32_t> most = {}) {
    const std::string arn = Account::arn();
    return test.service.list_stream_consumers(
        {.stream_arn = arn, .next_token = token, .max_results = most});
}

}  // namespace

TEST_CASE("A consumer is registered, described and let go") {
    Account test{Account::slow(10s)};
    test.create();
    test.clock.advance(10'500ms);
    const std::string arn = Account::arn();
    const auto made =
        test.service
            .register_stream_consumer(
                {.stream_arn = arn, .consumer_name = "reader", .tags = weir::TagMap{{"a:b", "c"}}})
            .value()
            .consumer;
    CHECK(made.consumer_name == "reader");
    CHECK(made.consumer_arn == arn + "/consumer/reader:1700000010");
    CHECK(made.consumer_status == ConsumerStatus::creating);
    CHECK(made.consumer_creation_timestamp == weir::Instant::from_seconds(1'700'000'010));
    const auto described = [&] {
        return test.service.describe_stream_consumer({.consumer_arn = made.consumer_arn})
            .value()
            .consumer_description;
    };
    CHECK(described() ==
          weir::ConsumerDescription{.consumer_name = "reader",
                                    .consumer_arn = made.consumer_arn,
                                    .consumer_status = ConsumerStatus::creating,
                                    .consumer_creation_timestamp = made.consumer_creation_timestamp,
                                    .stream_arn = arn});
    CHECK(test.summary().consumer_count == 1);
    test.clock.advance(10s);
    CHECK(described().consumer_status == ConsumerStatus::active);
    CHECK(test.service.describe_stream_consumer({.stream_arn = arn, .consumer_name = "reader"})
              ->consumer_description == described());
    CHECK(test.service.list_tags_for_resource({.resource_arn = made.consumer_arn})->tags ==
          std::vector<weir::Tag>{{"a:b", "c"}});
    CHECK(drop(test, "reader") == "success");
    CHECK(described().consumer_status == ConsumerStatus::deleting);
    test.clock.advance(9s);
    CHECK(drop(test, "reader") == "success");
    test.clock.advance(1s);
    CHECK(drop(test, "reader") ==
          "ResourceNotFoundException: Consumer reader, account 000000000000 not found.");
    CHECK(test.summary().consumer_count == 0);
}

TEST_CASE("A consumer that is there at once was CREATING in the answer") {
    Account test;
    test.create();
    const std::string arn = Account::arn();
    CHECK(test.service.register_stream_consumer({.stream_arn = arn, .consumer_name = "reader"})
              ->consumer.consumer_status == ConsumerStatus::creating);
    CHECK(list(test)->consumers.front().consumer_status == ConsumerStatus::active);
}

TEST_CASE("A consumer is named by its ARN, or by its stream's and its name") {
    Account test;
    test.create();
    const std::string arn = test.consumer();
    const std::string stream = Account::arn();
    const auto describe = [&](const weir::DescribeStreamConsumerInput& input) {
        return error_of(test.service.describe_stream_consumer(input));
    };
    CHECK(describe({.consumer_arn = arn}) == "success");
    CHECK(describe({.stream_arn = stream, .consumer_name = "reader"}) == "success");
    CHECK(describe({.stream_arn = stream, .consumer_name = "reader", .consumer_arn = arn}) ==
          "success");
    const std::string neither =
        "InvalidArgumentException: Either ConsumerARN or both StreamARN and ConsumerName must be "
        "provided.";
    CHECK(describe({}) == neither);
    CHECK(describe({.stream_arn = stream}) == neither);
    CHECK(describe({.consumer_name = "reader"}) == neither);
    CHECK(describe({.consumer_name = "other", .consumer_arn = arn})
              .starts_with("InvalidArgumentException: "));
    CHECK(describe({.stream_arn = stream, .consumer_name = "other"}) ==
          "ResourceNotFoundException: Consumer other, account 000000000000 not found.");
    const std::string earlier = stream + "/consumer/reader:1";
    CHECK(describe({.consumer_arn = earlier}) ==
          "ResourceNotFoundException: Consumer " + earlier + ", account 000000000000 not found.");
    CHECK(describe({.consumer_arn = stream}).starts_with("ValidationException: "));
    CHECK(error_of(test.service.deregister_stream_consumer({})) == neither);
    CHECK(test.service.deregister_stream_consumer({.consumer_arn = arn}));
}

TEST_CASE("A name of a consumer is taken until it is gone, and then makes another ARN") {
    Account test{Account::slow(10s)};
    test.create();
    test.clock.advance(10s);
    const std::string first = test.consumer();
    const std::string taken =
        "ResourceInUseException: Consumer reader under stream stream already exists for account "
        "000000000000.";
    CHECK(add(test, "reader") == taken);
    test.clock.advance(10s);
    CHECK(drop(test, "reader") == "success");
    CHECK(add(test, "reader") == taken);
    test.clock.advance(10s);
    CHECK(test.consumer() != first);
    CHECK(error_of(test.service.describe_stream_consumer({.consumer_arn = first})) ==
          "ResourceNotFoundException: Consumer " + first + ", account 000000000000 not found.");
}

TEST_CASE("Five consumers are CREATING at once") {
    auto options = Account::slow(10s);
    options.limits = {.call_rates = false};
    Account test{options};
    test.create();
    test.create("other");
    test.clock.advance(10s);
    for (const char* name : {"a", "b", "c", "d", "e"}) {
        REQUIRE(add(test, name) == "success");
    }
    CHECK(add(test, "f") ==
          "LimitExceededException: Stream stream under account 000000000000 already has too many "
          "consumers in CREATING status. Limit: 5");
    CHECK(add(test, "f", "other") == "success");
    test.clock.advance(10s);
    CHECK(add(test, "f") == "success");
}

TEST_CASE("A stream has twenty consumers, and fifty for who has committed himself") {
    Account test{Account::limited()};
    test.create();
    for (int consumer = 0; consumer < 20; ++consumer) {
        REQUIRE(add(test, "c" + std::to_string(consumer)) == "success");
    }
    CHECK(add(test, "more") ==
          "LimitExceededException: Stream stream under account 000000000000 already has as many "
          "consumers as it may have. Limit: 20");
    CHECK(add(test, "c0").starts_with("ResourceInUseException: "));
    REQUIRE(test.service.update_account_settings(
        {.minimum_throughput_billing_commitment =
             weir::MinimumThroughputBillingCommitmentInput{"ENABLED"}}));
    for (int consumer = 20; consumer < 50; ++consumer) {
        REQUIRE(add(test, "c" + std::to_string(consumer)) == "success");
    }
    CHECK(add(test, "more").ends_with("Limit: 50"));
}

TEST_CASE("Consumers are listed by name, page by page") {
    Account test;
    test.create();
    for (const char* name : {"c", "a", "e", "b", "d"}) {
        REQUIRE(add(test, name) == "success");
    }
    std::string seen;
    std::optional<std::string> token;
    int pages = 0;
    do {
        const auto page = list(test, token, 2).value();
        for (const auto& consumer : page.consumers) {
            seen += consumer.consumer_name;
        }
        token = page.next_token;
        ++pages;
    } while (token);
    CHECK(seen == "abcde");
    CHECK(pages == 3);
    // What was registered or let go between two pages is seen or not, by its name.
    const auto first = list(test, {}, 2).value();
    REQUIRE(drop(test, "b") == "success");
    REQUIRE(add(test, "bb") == "success");
    CHECK(list(test, first.next_token, 1)->consumers.front().consumer_name == "bb");
}

TEST_CASE("A token of consumers is its stream's, and lives five minutes") {
    Account test;
    test.create();
    test.create("other");
    REQUIRE(add(test, "a") == "success");
    REQUIRE(add(test, "b") == "success");
    const auto token = *list(test, {}, 1)->next_token;
    const std::string other = Account::arn("other");
    CHECK(
        error_of(test.service.list_stream_consumers({.stream_arn = other, .next_token = token})) ==
        "InvalidArgumentException: Invalid NextToken.");
    test.create("a");
    test.create("b");
    const auto of_streams = *test.service.list_streams({.limit = 1})->next_token;
    CHECK(error_of(list(test, of_streams)) == "InvalidArgumentException: Invalid NextToken.");
    CHECK(error_of(test.service.list_streams({.next_token = token})) ==
          "InvalidArgumentException: Invalid NextToken.");
    const std::string arn = Account::arn();
    CHECK(error_of(test.service.list_stream_consumers(
              {.stream_arn = arn,
               .next_token = token,
               .stream_creation_timestamp = test.clock.now()})) ==
          "InvalidArgumentException: NextToken and StreamCreationTimestamp cannot be provided "
          "together.");
    CHECK(test.service.list_stream_consumers(
        {.stream_arn = arn, .stream_creation_timestamp = test.clock.now()}));
    CHECK(error_of(test.service.list_stream_consumers(
              {.stream_arn = arn, .stream_creation_timestamp = test.clock.now() + 1s})) ==
          "ResourceNotFoundException: Stream stream under account 000000000000 not found.");
    test.clock.advance(300s);
    CHECK(list(test, token));
    test.clock.advance(1us);
    CHECK(list(test, token).error().code() == Errc::expired_next_token);
    CHECK(test.service.list_stream_consumers({}).error().code() == Errc::validation);
}

TEST_CASE("A hundred consumers are listed at once, however many were asked for") {
    Account test;
    test.create();
    for (int consumer = 0; consumer < 110; ++consumer) {
        REQUIRE(add(test, "c" + std::to_string(consumer)) == "success");
    }
    CHECK(list(test)->consumers.size() == 100);
    CHECK(list(test, {}, 10'000)->consumers.size() == 100);
}

TEST_CASE("Tags that a consumer must not have leave it unregistered") {
    Account test;
    test.create();
    const std::string arn = Account::arn();
    CHECK(test.service
              .register_stream_consumer(
                  {.stream_arn = arn, .consumer_name = "reader", .tags = weir::TagMap{{"!", ""}}})
              .error()
              .code() == Errc::invalid_argument);
    CHECK(test.summary().consumer_count == 0);
}
