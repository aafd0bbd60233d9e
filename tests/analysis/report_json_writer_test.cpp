// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/report_json_writer.hpp"

#include "catch.hpp"

#include <limits>
#include <string_view>
#include <utility>

using weir::ReportJsonWriter;

TEST_CASE("values come one after the other with commas where they belong") {
    ReportJsonWriter json{0};
    json.open_object();
    json.count("a", 1);
    json.name("b");
    json.open_array();
    json.open_array();
    json.close_array();
    json.number(0.5);
    json.null();
    json.boolean(false);
    json.rounded(1.23456789);
    json.close_array();
    json.name("c");
    json.open_object();
    json.close_object();
    json.boolean("d", true);
    json.text("e", "f");
    json.close_object();
    CHECK(std::move(json).take() ==
          "{\"a\":1,\"b\":[[],0.5,null,false,1.23457],\"c\":{},\"d\":true,\"e\":\"f\"}\n");
}

TEST_CASE("outer values have lines of their own") {
    ReportJsonWriter json{1};
    json.open_object();
    json.count("a", 1);
    json.name("b");
    json.open_array();
    json.count(2);
    json.count(3);
    json.close_array();
    json.close_object();
    CHECK(std::move(json).take() == "{\n  \"a\": 1,\n  \"b\": [2,3]\n}\n");
}

TEST_CASE("texts are JSON and UTF-8 whatever they are") {
    ReportJsonWriter json{0};
    json.open_array();
    json.text(std::string_view{"\"\\\n\0\x7f\xff\xf0\x9f\x98\x80", 10});
    json.close_array();
    CHECK(std::move(json).take() ==
          "[\"\\\"\\\\\\u000a\\u0000\\u007f\xef\xbf\xbd\xf0\x9f\x98\x80\"]\n");
}

TEST_CASE("bytes that are no UTF-8 are there exactly, too") {
    ReportJsonWriter json{0};
    json.open_object();
    json.bytes("key", "a\xff");
    json.bytes("name", "b");
    json.close_object();
    CHECK(std::move(json).take() ==
          "{\"key\":\"a\xef\xbf\xbd\",\"key_base64\":\"Yf8=\",\"name\":\"b\"}\n");
}

TEST_CASE("numbers are numbers") {
    ReportJsonWriter json{0};
    json.open_array();
    json.number(std::numeric_limits<double>::quiet_NaN());
    json.number(-std::numeric_limits<double>::infinity());
    json.rounded(std::numeric_limits<double>::infinity());
    json.number(1e21);
    json.count(18'446'744'073'709'551'615U);
    json.close_array();
    CHECK(std::move(json).take() ==
          "[0,-1.7976931348623157e+308,1.79769e+308,1e+21,18446744073709551615]\n");
}
