// SPDX-License-Identifier: Apache-2.0
// A stream or consumer has one policy, a JSON document that is kept as it was given.
#include "scenario/account.hpp"

namespace {

const std::string stream_arn = Account::arn();
constexpr const char* policy = R"({ "Version": "2012-10-17", "Statement": [] })";

struct Policies : Account {
    explicit Policies(const weir::ServiceOptions& options = relaxed()) : Account{options} {
        create();
    }
    auto put(std::string_view resource, std::string_view text) {
        return service.put_resource_policy({.resource_arn = resource, .policy = text});
    }
    std::string get(std::string_view resource) {
        return ok(service.get_resource_policy({.resource_arn = resource})).policy;
    }
};

}  // namespace

TEST_CASE("A policy comes back as it was put, and the next one takes its place") {
    Policies account;
    ok(account.put(stream_arn, "{}"));
    ok(account.put(stream_arn, policy));
    CHECK(account.get(stream_arn) == policy);
}

TEST_CASE("A consumer's policy is not its stream's") {
    Policies account;
    const std::string consumer = account.consumer("one");
    ok(account.put(consumer, policy));
    CHECK(account.get(consumer) == policy);
    CHECK(account.get(stream_arn) == "{}");
}

TEST_CASE("Where there is no policy, an empty one is given and none is deleted") {
    Policies account;
    CHECK(account.get(stream_arn) == "{}");
    const std::string none =
        "ResourceNotFoundException: No resource policy found for resource ARN " + stream_arn + ".";
    CHECK(refusal(account.service.delete_resource_policy({.resource_arn = stream_arn})) == none);
    ok(account.put(stream_arn, policy));
    ok(account.service.delete_resource_policy({.resource_arn = stream_arn}));
    CHECK(account.get(stream_arn) == "{}");
    CHECK(refusal(account.service.delete_resource_policy({.resource_arn = stream_arn})) == none);
}

TEST_CASE("What is no JSON object is no policy") {
    Policies account;
    for (const char* text : {"policy", "[]", "{", "{} {}", "\"{}\"", "{\"a\":}"}) {
        CHECK(refusal(account.put(stream_arn, text)).starts_with("InvalidArgumentException: "));
    }
    CHECK(account.get(stream_arn) == "{}");
}

TEST_CASE("A stream that is not there is named by its ARN") {
    Policies account;
    const std::string none = "ResourceNotFoundException: Stream " + Account::arn("none") +
                             " under account 000000000000 not found.";
    CHECK(refusal(account.put(Account::arn("none"), policy)) == none);
    CHECK(refusal(account.service.get_resource_policy({.resource_arn = Account::arn("none")})) ==
          none);
    CHECK(refusal(account.service.delete_resource_policy({.resource_arn = Account::arn("none")})) ==
          none);
}

TEST_CASE("A consumer that is CREATING takes no policy") {
    Policies account{Account::relaxed({.register_stream_consumer = 5s})};
    const auto created = std::to_string(account.clock.now().seconds());
    const std::string consumer = account.consumer("one");
    CHECK(refusal(account.put(consumer, policy)) ==
          "ResourceInUseException: Consumer one with creation timestamp " + created +
              " under stream stream and account 000000000000 is not in ACTIVE status.");
    account.clock.advance(5s);
    ok(account.put(consumer, policy));
}

TEST_CASE("An ARN of something else is no resource") {
    Policies account;
    CHECK(refusal(account.put("arn:aws:s3:::bucket", policy)).starts_with("ValidationException: "));
}
