// SPDX-License-Identifier: Apache-2.0
#include "weir/core/json_text.hpp"

#include <string>
#include <string_view>

#include "catch.hpp"

using weir::is_json_object;

TEST_CASE("JSON objects of every kind of value are told from what is none") {
    for (const std::string_view good : {
             R"({})",
             " \t\r\n{ } \n",
             R"({"a":1})",
             R"({"a":-0,"b":0.5,"c":1e9,"d":1E+9,"e":12.25e-3})",
             R"({"a":true,"b":false,"c":null})",
             R"({"a":[],"b":[1,[2,{}]],"c":{"d":{"e":[{}]}}})",
             R"({"":"","\"":"\\ \/ \b \f \n \r \t \u00e9 \uD83D"})",
             R"({ "a" : [ 1 , 2 ] , "b" : "}" })",
             "{\"a\":\"caf\xc3\xa9\"}",
         }) {
        CAPTURE(good);
        CHECK(is_json_object(good));
    }
    for (const std::string_view bad : {
             "",
             " ",
             "{",
             "}",
             "[]",
             "1",
             "null",
             "\"{}\"",
             "{}{}",
             "{} x",
             "x {}",
             R"({"a"})",
             R"({"a":})",
             R"({"a":1,})",
             R"({,})",
             R"({a:1})",
             R"({'a':1})",
             R"({1:1})",
             R"({"a" 1})",
             R"({"a":1 "b":2})",
             R"({"a":[1,]})",
             R"({"a":[1 2]})",
             R"({"a":[})",
             R"({"a":[1})",
             R"({"a":01})",
             R"({"a":-})",
             R"({"a":+1})",
             R"({"a":1.})",
             R"({"a":.5})",
             R"({"a":1e})",
             R"({"a":1e+})",
             R"({"a":tru})",
             R"({"a":True})",
             R"({"a":nulll})",
             R"({"a":"b)",
             R"({"a":"b\)",
             R"({"a":"\x"})",
             R"({"a":"\u12"})",
             R"({"a":"\u12g4"})",
             R"({"a":"\u123)",
             "{\"a\":\"line\nbreak\"}",
         }) {
        CAPTURE(bad);
        CHECK_FALSE(is_json_object(bad));
    }
}

TEST_CASE("JSON that is nested too deeply is refused, not followed") {
    const auto nested = [](std::size_t depth) {
        return R"({"a":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
    };
    CHECK(is_json_object(nested(64)));
    CHECK_FALSE(is_json_object(nested(65)));
    CHECK_FALSE(is_json_object("{\"a\":" + std::string(1'000'000, '[')));
}

TEST_CASE("JSON is judged in constant expressions too") {
    STATIC_REQUIRE(is_json_object(R"({"Version":"2012-10-17","Statement":[]})"));
    STATIC_REQUIRE_FALSE(is_json_object(R"({"Version":})"));
}
