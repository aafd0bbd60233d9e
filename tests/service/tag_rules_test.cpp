// SPDX-License-Identifier: Apache-2.0
#include "weir/service/tag_rules.hpp"

#include <string>
#include <vector>

#include "catch.hpp"

namespace rules = weir::tag_rules;
using weir::TagMap;

namespace {

const weir::StreamIdentity who{"stream", "000000000000", "us-east-1"};
constexpr const char* invalid =
    "Some tags contain invalid characters. Valid characters: Unicode letters, digits, white "
    "space, _ . / = + - % @.";
constexpr const char* illegal =
    "Failed to add tags to stream stream under account 000000000000 because some tags contained "
    "illegal characters. The allowed characters are Unicode letters, white-spaces, "
    "'_',',','/','=','+','-','@'.";

std::string check(const TagMap& more, const TagMap& there = {}, std::uint32_t most = 50,
                  bool colon = false) {
    const auto error = rules::check_new(more, who, there, most, colon);
    return error ? error->message() : "";
}

}  // namespace

TEST_CASE("Letters, digits and a few signs may stand in a tag") {
    for (const char* good : {"aZ09", "_ . / = + - @", "\u00c0\u00e9\u0436", "\u1fff", "\u2c00",
                             "\u65e5\u672c", "\ud55c", ""}) {
        CAPTURE(good);
        CHECK(rules::has_tag_characters(good, false));
    }
    for (const char* bad : {"a!", "a,b", "a;", "a#", "a&", "a*", "a(", "a'", "a\"", "a\\", "a\t",
                            "a\n", "\u00bf", "\u2000", "\u2bff", "\ue000", "\U0001f600", "a:"}) {
        CAPTURE(bad);
        CHECK_FALSE(rules::has_tag_characters(bad, false));
    }
    CHECK(rules::has_tag_characters("a:b", true));
    CHECK_FALSE(rules::has_tag_characters("a;b", true));
}

TEST_CASE("Bytes that are no UTF-8 may not stand in a tag") {
    for (const char* bad :
         {"\x80", "\xc1\x80", "\xc3", "\xc3(", "\xe6\x97", "\xf5\x80\x80\x80", "\xff", "a\xbf"}) {
        CHECK_FALSE(rules::has_tag_characters(bad, true));
    }
}

TEST_CASE("New tags are judged by their characters, then by percent signs, then by their number") {
    CHECK(check({{"a", "b"}}).empty());
    CHECK(check({{"a", "b!"}}) == invalid);
    CHECK(check({{"a!", "b"}}) == invalid);
    CHECK(check({{"%", "b"}, {"x", "!"}}) == invalid);
    CHECK(check({{"%", "b"}}, {}, 0) == illegal);
    CHECK(check({{"a", "%"}}) == illegal);
    CHECK(check({{"a", "b"}}, {}, 0) ==
          "Failed to add tags to stream stream under account 000000000000 because a given stream "
          "cannot have more than 10 tags associated with it.");
}

TEST_CASE("Tags that are there already are not counted twice") {
    CHECK(check({{"a", "new"}, {"b", "new"}}, {{"a", ""}, {"b", ""}}, 2).empty());
    CHECK_FALSE(check({{"a", "new"}, {"c", "new"}}, {{"a", ""}, {"b", ""}}, 2).empty());
}

TEST_CASE("Keys that begin with aws: are not for everyone") {
    CHECK(check({{"aws:x", ""}}, {}, 50, true) == "Tag keys that begin with aws: are reserved.");
    CHECK(check({{"aws:x", ""}}) == invalid);
    CHECK(check({{"my:aws:x", "aws:"}}, {}, 50, true).empty());
}

TEST_CASE("Keys of tags to be removed are judged by their characters too") {
    const auto keys = [](const std::vector<std::string>& all, bool colon = false) {
        const auto error = rules::check_keys(all, who, colon);
        return error ? error->message() : "";
    };
    CHECK(keys({"a", "b"}).empty());
    CHECK(keys({"a", "%", "b!"}) == invalid);
    CHECK(keys({"a:b"}) == invalid);
    CHECK(keys({"a:b"}, true).empty());
    CHECK(keys({"a", "%"}) ==
          "Failed to remove tags from stream stream under account 000000000000 because some tags "
          "contained illegal characters. The allowed characters are Unicode letters, "
          "white-spaces, '_',',','/','=','+','-','@'.");
}
