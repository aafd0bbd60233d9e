// SPDX-License-Identifier: Apache-2.0
#if __has_include(<nlohmann/json.hpp>)
#include "../../examples/events/json_lines.hpp"

#include "support.hpp"
#endif

#include "catch.hpp"

#if __has_include(<nlohmann/json.hpp>)
using events::SplitResult;
using events_test::field;

TEST_CASE("members of an object are fields, those of inner objects with a dotted name") {
    events::JsonLines format;
    events::Row row;
    REQUIRE(format.split(
                R"({"b": 1, "user": {"id": "u-1", "x": {"y": true}}, "a": "é", "n": 1.50})", row) ==
            SplitResult::row);
    CHECK(field(row, "b") == "1");
    CHECK(field(row, "user.id") == "u-1");
    CHECK(field(row, "user.x.y") == "true");
    CHECK(field(row, "a") == "é");
    CHECK(field(row, "n") == "1.5");
    CHECK(field(row, "1") == "1");
    CHECK(field(row, "2") == "u-1");
}

TEST_CASE("lists and nulls are no fields") {
    events::JsonLines format;
    events::Row row;
    REQUIRE(format.split(R"({"a": [1, 2], "b": null, "c": "x"})", row) == SplitResult::row);
    CHECK(field(row, "a") == "(none)");
    CHECK(field(row, "b") == "(none)");
    CHECK(row.numbered() == 1);
}

TEST_CASE("what is no JSON object is refused with the reason") {
    events::JsonLines format;
    events::Row row;
    for (const char* line : {"", "{", "nonsense", "[1]", "\"text\"", "{\"a\": \"\xff\"}"}) {
        INFO(line);
        CHECK(format.split(line, row) == SplitResult::problem);
        CHECK_FALSE(format.problem().empty());
    }
}

TEST_CASE("objects nested beyond reason are read without a deep stack") {
    events::JsonLines format;
    events::Row row;
    std::string deep = R"({"a": "x", "b": )";
    std::string end = "}";
    for (int i = 0; i < 200'000; ++i) {
        deep += "{\"c\":";
        end += '}';
    }
    REQUIRE(format.split(deep + "1" + end, row) == SplitResult::row);
    CHECK(field(row, "a") == "x");
}
#else
TEST_CASE("JSON lines need nlohmann/json, which is not installed") {
    SUCCEED();
}
#endif
