// SPDX-License-Identifier: Apache-2.0
// A stream or consumer has up to fifty tags of certain characters; adding them is all or nothing.
#include "scenario/account.hpp"

namespace {

using weir::TagMap;

const std::string stream_arn = Account::arn();

struct Tagged : Account {
    Tagged() { create(); }

    auto add(const TagMap& tags) {
        return service.add_tags_to_stream({.stream_name = "stream", .tags = tags});
    }
    /// The tags, as key=value.
    Texts tags() {
        Texts all;
        for (const auto& [key, value] :
             ok(service.list_tags_for_stream({.stream_name = "stream"})).tags) {
            all.push_back(key + "=" + value);
        }
        return all;
    }
};

TagMap numbered(int first, int last) {
    TagMap tags;
    for (int at = first; at < last; ++at) {
        tags.emplace("tag" + std::to_string(at), "");
    }
    return tags;
}

constexpr const char* invalid =
    "InvalidArgumentException: Some tags contain invalid characters. Valid characters: Unicode "
    "letters, digits, white space, _ . / = + - % @.";

}  // namespace

TEST_CASE("Tags are added and changed, and listed by key") {
    Tagged account;
    ok(account.add({{"b", "2"}, {"a", "1"}}));
    ok(account.add({{"c", "3"}, {"a", "9"}}));
    CHECK(account.tags() == Texts{"a=9", "b=2", "c=3"});
    ok(account.service.remove_tags_from_stream(
        {.stream_name = "stream", .tag_keys = {{"b", "never there"}}}));
    CHECK(account.tags() == Texts{"a=9", "c=3"});
}

TEST_CASE("Fifty tags are added at once, and not one more") {
    Tagged account;
    ok(account.add(numbered(0, 50)));
    CHECK(refusal(account.add({{"more", ""}})) ==
          "InvalidArgumentException: Failed to add tags to stream stream under account "
          "000000000000 because a given stream cannot have more than 10 tags associated with it.");
    CHECK(account.add({{"tag7", "changed"}}).has_value());
    CHECK(account.tags().size() == 50);
}

TEST_CASE("Either all tags of a call are added or none") {
    Tagged account;
    ok(account.add(numbered(0, 49)));
    CHECK(refusal(account.add({{"one", ""}, {"two", ""}})).starts_with("InvalidArgument"));
    CHECK(refusal(account.add({{"fine", ""}, {"not fine", "!"}})) == invalid);
    CHECK(account.tags().size() == 49);
}

TEST_CASE("Letters of all scripts are tags, most marks are not") {
    Tagged account;
    CHECK(account.add({{"aZ09 _./=+-@", "\u00e9\u65e5\u0416"}}).has_value());
    for (const char* key : {"a!", "a:b", "a,b", "a#", "a;b", "\U0001F600", "\x80"}) {
        CHECK(refusal(account.add({{key, ""}})) == invalid);
        CHECK(refusal(account.add({{"key", key}})) == invalid);
    }
}

TEST_CASE("A percent sign has a text of its own, after the other characters") {
    Tagged account;
    CHECK(refusal(account.add({{"100%", ""}})) ==
          "InvalidArgumentException: Failed to add tags to stream stream under account "
          "000000000000 because some tags contained illegal characters. The allowed characters are "
          "Unicode letters, white-spaces, '_',',','/','=','+','-','@'.");
    CHECK(refusal(account.add({{"100%", "!"}})) == invalid);
    CHECK(refusal(account.service.remove_tags_from_stream(
              {.stream_name = "stream", .tag_keys = {{"100%"}}})) ==
          "InvalidArgumentException: Failed to remove tags from stream stream under account "
          "000000000000 because some tags contained illegal characters. The allowed characters are "
          "Unicode letters, white-spaces, '_',',','/','=','+','-','@'.");
    ok(account.add(numbered(0, 50)));
    CHECK(refusal(account.add({{"%", ""}})).find("illegal characters") != std::string::npos);
}

TEST_CASE("The stream is looked for before the characters of its tags") {
    Account account;
    CHECK(refusal(
              account.service.add_tags_to_stream({.stream_name = "none", .tags = {{{"!", ""}}}})) ==
          "ResourceNotFoundException: Stream none under account 000000000000 not found.");
}

TEST_CASE("Keys and values have lengths that the text tells") {
    Tagged account;
    const std::string answer = refusal(account.add({{std::string(129, 'k'), ""}}));
    CHECK(answer.starts_with("ValidationException: 1 validation error detected: Value '{kkk"));
    CHECK(
        answer.ends_with("at 'tags' failed to satisfy constraint: Map keys must satisfy "
                         "constraint: [Member must have length less than or equal to 128, Member "
                         "must have length greater than or equal to 1]"));
    CHECK(refusal(account.add({{"key", std::string(257, 'v')}}))
              .ends_with("at 'tags' failed to satisfy constraint: Map value must satisfy "
                         "constraint: [Member must have length less than or equal to 256, Member "
                         "must have length greater than or equal to 0]"));
    CHECK(account.add({{std::string(128, 'k'), std::string(256, 'v')}}).has_value());
}

TEST_CASE("Tags are listed page by page after a key that need not be there") {
    Tagged account;
    ok(account.add({{"a", ""}, {"c", ""}, {"d", ""}, {"e", ""}}));
    auto page = ok(account.service.list_tags_for_stream(
        {.stream_name = "stream", .exclusive_start_tag_key = "b", .limit = 2}));
    CHECK(page.tags == std::vector<weir::Tag>{{"c", ""}, {"d", ""}});
    CHECK(page.has_more_tags);
    page = ok(account.service.list_tags_for_stream(
        {.stream_name = "stream", .exclusive_start_tag_key = "d", .limit = 50}));
    CHECK(page.tags == std::vector<weir::Tag>{{"e", ""}});
    CHECK_FALSE(page.has_more_tags);
    CHECK(refusal(account.service.list_tags_for_stream({.stream_name = "stream", .limit = 51}))
              .starts_with("ValidationException: "));
}

TEST_CASE("Tags by ARN are the same tags, of streams and of consumers") {
    Tagged account;
    const std::string consumer = account.consumer("one");
    ok(account.service.tag_resource({.tags = {{{"a:b", "1"}}}, .resource_arn = stream_arn}));
    ok(account.service.tag_resource({.tags = {{{"c", "2"}}}, .resource_arn = consumer}));
    CHECK(account.tags() == Texts{"a:b=1"});
    CHECK(ok(account.service.list_tags_for_resource({.resource_arn = consumer})).tags ==
          std::vector<weir::Tag>{{"c", "2"}});
    ok(account.service.untag_resource({.tag_keys = {{"a:b"}}, .resource_arn = stream_arn}));
    CHECK(account.tags().empty());
    CHECK(ok(account.service.list_tags_for_resource({.resource_arn = consumer})).tags.size() == 1);
    CHECK(refusal(account.service.tag_resource(
              {.tags = {{{"a", ""}}}, .resource_arn = Account::arn("none")})) ==
          "ResourceNotFoundException: Stream " + Account::arn("none") +
              " under account 000000000000 not found.");
}

TEST_CASE("Keys that begin with aws: are the service's own") {
    Tagged account;
    CHECK(refusal(account.service.tag_resource(
                      {.tags = {{{"aws:key", ""}}}, .resource_arn = stream_arn}))
              .starts_with("InvalidArgumentException: "));
}
