// SPDX-License-Identifier: Apache-2.0
#include "weir/service/service_resources.hpp"

#include <string>
#include <vector>

#include "account.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using weir::Errc;
using weir::Tag;
using weir::TagMap;
using Tags = std::vector<Tag>;

namespace {

std::string add(Account& test, const TagMap& tags) {
    return error_of(test.service.add_tags_to_stream({.stream_name = "stream", .tags = tags}));
}
std::string remove(Account& test, const std::vector<std::string>& keys) {
    return error_of(
        test.service.remove_tags_from_stream({.stream_name = "stream", .tag_keys = keys}));
}
Tags tags(Account& test) {
    return test.service.list_tags_for_stream({.stream_name = "stream"}).value().tags;
}
Tags tags_of(Account& test, const std::string& arn) {
    return test.service.list_tags_for_resource({.resource_arn = arn}).value().tags;
}
TagMap many(int count, const std::string& prefix = "k") {
    TagMap all;
    for (int tag = 0; tag < count; ++tag) {
        all.emplace(prefix + std::to_string(tag), "");
    }
    return all;
}
std::string put(Account& test, const std::string& arn, const std::string& policy) {
    return error_of(test.service.put_resource_policy({.resource_arn = arn, .policy = policy}));
}
std::string get(Account& test, const std::string& arn) {
    return test.service.get_resource_policy({.resource_arn = arn}).value().policy;
}

}  // namespace

TEST_CASE("Tags are added, overwritten, listed by key and removed") {
    Account test;
    test.create();
    CHECK(add(test, {{"b", "1"}, {"a", "2"}}) == "success");
    CHECK(add(test, {{"b", "3"}, {"c", ""}}) == "success");
    CHECK(tags(test) == Tags{{"a", "2"}, {"b", "3"}, {"c", ""}});
    CHECK(remove(test, {"a", "nothing", "c"}) == "success");
    CHECK(tags(test) == Tags{{"b", "3"}});
    CHECK(tags_of(test, Account::arn()) == Tags{{"b", "3"}});
}

TEST_CASE("A stream has fifty tags at most, and all are added or none") {
    Account test{Account::limited()};
    test.create();
    CHECK(add(test, many(49)) == "success");
    const std::string refused =
        "InvalidArgumentException: Failed to add tags to stream stream under account 000000000000 "
        "because a given stream cannot have more than 10 tags associated with it.";
    CHECK(add(test, {{"x", ""}, {"y", ""}}) == refused);
    CHECK(tags(test).size() == 49);
    CHECK(add(test, {{"x", ""}, {"k0", "new"}}) == "success");
    CHECK(add(test, {{"y", ""}}) == refused);
    CHECK(error_of(test.service.create_stream(
              {.stream_name = "other", .shard_count = 1, .tags = many(51)})) ==
          "InvalidArgumentException: Failed to add tags to stream other under account "
          "000000000000 because a given stream cannot have more than 10 tags associated with it.");
}

TEST_CASE("The characters of tags are looked at after the stream") {
    Account test;
    CHECK(error_of(test.service.add_tags_to_stream(
              {.stream_name = "nobody", .tags = TagMap{{"!", ""}}})) ==
          "ResourceNotFoundException: Stream nobody under account 000000000000 not found.");
    test.create();
    CHECK(add(test, {{"!", ""}}) ==
          "InvalidArgumentException: Some tags contain invalid characters. Valid characters: "
          "Unicode letters, digits, white space, _ . / = + - % @.");
    CHECK(add(test, {{"a", "50%"}}) ==
          "InvalidArgumentException: Failed to add tags to stream stream under account "
          "000000000000 because some tags contained illegal characters. The allowed characters are "
          "Unicode letters, white-spaces, '_',',','/','=','+','-','@'.");
    CHECK(remove(test, {"%"}) ==
          "InvalidArgumentException: Failed to remove tags from stream stream under account "
          "000000000000 because some tags contained illegal characters. The allowed characters are "
          "Unicode letters, white-spaces, '_',',','/','=','+','-','@'.");
    CHECK(tags(test).empty());
}

TEST_CASE("Tags that are too long, too many or not there break a constraint") {
    Account test;
    test.create();
    const auto is_refused = [](const std::string& error) {
        return error.starts_with("ValidationException: ");
    };
    CHECK(is_refused(add(test, {})));
    CHECK(is_refused(add(test, {{"", ""}})));
    CHECK(is_refused(add(test, {{std::string(129, 'k'), ""}})));
    CHECK(is_refused(add(test, {{"k", std::string(257, 'v')}})));
    CHECK(is_refused(add(test, many(201))));
    CHECK(is_refused(remove(test, {})));
    CHECK(is_refused(remove(test, std::vector<std::string>(51, "k"))));
    CHECK(is_refused(
        error_of(test.service.list_tags_for_stream({.stream_name = "stream", .limit = 51}))));
    CHECK(add(test, {{std::string(128, 'k'), std::string(256, 'v')}}) == "success");
}

TEST_CASE("Tags of a stream are listed page by page") {
    Account test;
    test.create();
    REQUIRE(add(test, {{"a", ""}, {"b", ""}, {"c", ""}, {"d", ""}}) == "success");
    const auto page = test.service
                          .list_tags_for_stream(
                              {.stream_name = "stream", .exclusive_start_tag_key = "a", .limit = 2})
                          .value();
    CHECK(page.tags == Tags{{"b", ""}, {"c", ""}});
    CHECK(page.has_more_tags);
    const auto last =
        test.service
            .list_tags_for_stream(
                {.stream_name = "stream", .exclusive_start_tag_key = "bb", .limit = 2})
            .value();
    CHECK(last.tags == Tags{{"c", ""}, {"d", ""}});
    CHECK_FALSE(last.has_more_tags);
}

TEST_CASE("Resources are tagged by ARN, streams and consumers, also with colons") {
    Account test;
    test.create();
    const std::string stream = Account::arn();
    const std::string consumer = test.consumer();
    for (const std::string& arn : {stream, consumer}) {
        const auto tag = [&](const TagMap& more) {
            return error_of(test.service.tag_resource({.tags = more, .resource_arn = arn}));
        };
        const auto untag = [&](const std::vector<std::string>& keys) {
            return error_of(test.service.untag_resource({.tag_keys = keys, .resource_arn = arn}));
        };
        CHECK(tag({{"a:b", "1"}, {"c", "2"}}) == "success");
        CHECK(tags_of(test, arn) == Tags{{"a:b", "1"}, {"c", "2"}});
        CHECK(tag({{"aws:x", "1"}}) ==
              "InvalidArgumentException: Tag keys that begin with aws: are reserved.");
        CHECK(tag({{"!", ""}}).starts_with("InvalidArgumentException: Some tags contain invalid"));
        CHECK(untag({"a:b", "nothing"}) == "success");
        CHECK(untag({"!"}).starts_with("InvalidArgumentException: Some tags contain invalid"));
        CHECK(tags_of(test, arn) == Tags{{"c", "2"}});
    }
    // Each has its own.
    CHECK(error_of(test.service.untag_resource(
              {.tag_keys = std::vector<std::string>{"c"}, .resource_arn = consumer})) == "success");
    CHECK(tags(test) == Tags{{"c", "2"}});
}

TEST_CASE("A consumer is tagged once it is ACTIVE") {
    Account test{Account::slow(10s)};
    test.create();
    test.clock.advance(10s);
    const std::string arn = test.consumer();
    CHECK(error_of(test.service.tag_resource({.tags = TagMap{{"a", ""}}, .resource_arn = arn})) ==
          "ResourceInUseException: Consumer reader with creation timestamp 1700000010 under "
          "stream: stream , account 000000000000 is not in ACTIVE status.");
    CHECK(error_of(test.service.untag_resource(
              {.tag_keys = std::vector<std::string>{"a"}, .resource_arn = arn})) ==
          "ResourceInUseException: Consumer reader with creation timestamp 1700000010 under "
          "stream: stream , account 000000000000 is not in ACTIVE status.");
    CHECK(tags_of(test, arn).empty());
    test.clock.advance(10s);
    CHECK(test.service.tag_resource({.tags = TagMap{{"a", ""}}, .resource_arn = arn}));
}

TEST_CASE("An ARN that is none, or of a consumer that is not there, is told as given") {
    Account test;
    test.create();
    const auto list = [&](const std::string& arn) {
        return error_of(test.service.list_tags_for_resource({.resource_arn = arn}));
    };
    const std::string nobody = Account::arn() + "/consumer/nobody:1";
    CHECK(list(nobody) ==
          "ResourceNotFoundException: Consumer " + nobody + ", account 000000000000 not found.");
    const std::string strange = "arn:aws:kinesis:us-east-1:000000000000:x/stream/a";
    CHECK(list(strange) == "InvalidArgumentException: Invalid ARN: " + strange);
    const std::string far = "arn:aws:kinesis:eu-west-1:000000000000:stream/stream";
    CHECK(list(far) ==
          "ResourceNotFoundException: Stream " + far + " under account 000000000000 not found.");
    CHECK(list("stream").starts_with("ValidationException: "));
}

TEST_CASE("Tags of a stream that is CREATING or DELETING can be read but not changed") {
    Account test{Account::slow(10s)};
    test.create();
    const auto refused = [&](const std::string& state) {
        const std::string text =
            "ResourceInUseException: Stream stream under account 000000000000 not ACTIVE, "
            "instead in state " +
            state;
        CHECK(add(test, {{"a", ""}}) == text);
        CHECK(remove(test, {"a"}) == text);
        CHECK(put(test, Account::arn(), "{}") == text);
        CHECK(tags(test).empty());
        CHECK(get(test, Account::arn()) == "{}");
    };
    refused("CREATING");
    test.clock.advance(10s);
    REQUIRE(test.split("0"));
    CHECK(add(test, {{"a", ""}}) == "success");
    CHECK(remove(test, {"a"}) == "success");
    REQUIRE(test.remove());
    refused("DELETING");
}

TEST_CASE("A policy is put in place of another one, got and deleted") {
    Account test;
    test.create();
    const std::string consumer = test.consumer();
    for (const std::string& arn : {Account::arn(), consumer}) {
        CHECK(get(test, arn) == "{}");
        CHECK(error_of(test.service.delete_resource_policy({.resource_arn = arn})) ==
              "ResourceNotFoundException: No resource policy found for resource ARN " + arn + ".");
        CHECK(put(test, arn, R"({"Version":"2008-10-17"})") == "success");
        CHECK(put(test, arn, R"({"Version":"2012-10-17"})") == "success");
        CHECK(get(test, arn) == R"({"Version":"2012-10-17"})");
    }
    CHECK(test.service.delete_resource_policy({.resource_arn = consumer}));
    CHECK(get(test, consumer) == "{}");
    CHECK(get(test, Account::arn()) == R"({"Version":"2012-10-17"})");
}

TEST_CASE("A policy is a JSON object, and not too long") {
    Account test{Account::limited()};
    test.create();
    const std::string arn = Account::arn();
    const std::string refused =
        "InvalidArgumentException: The resource policy is not a valid JSON document.";
    CHECK(put(test, arn, "") == refused);
    CHECK(put(test, arn, "[]") == refused);
    CHECK(put(test, arn, "{\"a\":}") == refused);
    CHECK(put(test, arn, "{\"a\":\"" + std::string(20 * 1024, 'x') + "\"}") ==
          "InvalidArgumentException: The resource policy must not be longer than 20480 bytes.");
    CHECK(put(test, arn, "{\"a\":\"" + std::string(20 * 1024 - 8, 'x') + "\"}") == "success");
    CHECK(error_of(test.service.put_resource_policy({.resource_arn = arn}))
              .starts_with("ValidationException: "));
}

TEST_CASE("A consumer has no policy before it is ACTIVE") {
    Account test{Account::slow(10s)};
    test.create();
    test.clock.advance(10s);
    const std::string arn = test.consumer();
    CHECK(put(test, arn, "{}") ==
          "ResourceInUseException: Consumer reader with creation timestamp 1700000010 under stream "
          "stream and account 000000000000 is not in ACTIVE status.");
    test.clock.advance(10s);
    CHECK(put(test, arn, "{}") == "success");
}
