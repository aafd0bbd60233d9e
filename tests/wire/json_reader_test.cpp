// SPDX-License-Identifier: Apache-2.0
#include "weir/wire/json_reader.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "catch.hpp"

namespace {

using weir::wire::Document;
using weir::wire::Node;
using weir::wire::NodeKind;

bool same(const Document& a, const Document& b) {
    const auto same_node = [](const Node& x, const Node& y) {
        return x.name == y.name && x.text == y.text && x.number == y.number && x.end == y.end &&
               x.kind == y.kind;
    };
    return std::equal(a.nodes().begin(), a.nodes().end(), b.nodes().begin(), b.nodes().end(),
                      same_node);
}

}  // namespace

TEST_CASE("What is not plain is read too") {
    Document document;
    REQUIRE(weir::wire::read_json(R"({"a\u0062":["\ud83d\ude00",1.5,-2e3,18446744073709551615]})",
                                  document));
    const auto& nodes = document.nodes();
    REQUIRE(nodes.size() == 6);
    CHECK(nodes[1].name == "ab");
    CHECK(nodes[2].text == "\xF0\x9F\x98\x80");
    CHECK(nodes[3].number == 1.5);
    CHECK(nodes[4].number == -2000);
    CHECK(nodes[5].number == 18446744073709551615.0);
}

TEST_CASE("Both readers of JSON find the same in what both can read") {
    for (const std::string_view text :
         {R"({"a":"b","c":[1,2,{"d":null}],"e":{"f":true,"g":false}})", "[]", "{}", "\"text\"",
          "-12", " [ [ ] , { } ] "}) {
        INFO(text);
        Document plain;
        Document any;
        REQUIRE(weir::wire::read_plain_json(text, plain));
        REQUIRE(weir::wire::read_any_json(text, any));
        CHECK(same(plain, any));
    }
}

TEST_CASE("What is not JSON, not UTF-8 or too deep is refused") {
    for (const std::string_view text : {"", "{", "{\"a\":1}}", "\"\\ud800\"", "\"\xc3\"", "'a'",
                                        "[1,]", "nan", "1e999", "\"\n\"", "// a\n1"}) {
        INFO(text);
        Document document;
        CHECK_FALSE(weir::wire::read_json(text, document));
    }
    const std::size_t depth = Document::depth_max;
    Document document;
    const std::string escaped = "\"\\u0041\"";
    CHECK(weir::wire::read_json(std::string(depth, '[') + escaped + std::string(depth, ']'),
                                document));
    document.clear();
    CHECK_FALSE(weir::wire::read_json(
        std::string(depth + 1, '[') + escaped + std::string(depth + 1, ']'), document));
}
