// SPDX-License-Identifier: Apache-2.0
#include "weir/wire/plain_json.hpp"

#include <string>
#include <string_view>

#include "catch.hpp"

namespace {

using weir::wire::Document;
using weir::wire::NodeKind;
using weir::wire::read_plain_json;

bool is_plain(std::string_view text) {
    Document document;
    return read_plain_json(text, document);
}

}  // namespace

TEST_CASE("Plain JSON is read in place") {
    const std::string_view text = R"( {"a": "xyz",
        "list":[ 1 ,-20, true,false,null, {} ,[]], "m":{"b":"" } } )";
    Document document;
    REQUIRE(read_plain_json(text, document));
    const auto& nodes = document.nodes();
    REQUIRE(nodes.size() == 12);
    CHECK(nodes[0].kind == NodeKind::map);
    CHECK(nodes[0].end == 12);
    CHECK(nodes[1].name == "a");
    CHECK(nodes[1].text == "xyz");
    CHECK(nodes[1].text.data() == text.data() + text.find("xyz"));
    CHECK(nodes[2].kind == NodeKind::list);
    CHECK(nodes[2].end == 10);
    CHECK(nodes[3].number == 1);
    CHECK(nodes[4].number == -20);
    CHECK(nodes[5].kind == NodeKind::boolean);
    CHECK(nodes[5].number == 1);
    CHECK(nodes[6].number == 0);
    CHECK(nodes[7].kind == NodeKind::null);
    CHECK(nodes[8].kind == NodeKind::map);
    CHECK(nodes[9].kind == NodeKind::list);
    CHECK(nodes[10].name == "m");
    CHECK(nodes[11].name == "b");
    CHECK(nodes[11].text.empty());
}

TEST_CASE("The end of a text is found wherever it lies, and so is what is not plain") {
    for (std::size_t size = 0; size < 40; ++size) {
        const std::string plain(size, 'x');
        Document document;
        const std::string quoted = '"' + plain + '"';
        REQUIRE(read_plain_json(quoted, document));
        CHECK(document.root().text == plain);
        for (const char c : {'"', '\\', '\n', '\x1f', '\0', '\x80', '\xff'}) {
            for (std::size_t at = 0; at < size; ++at) {
                std::string text = plain;
                text[at] = c;
                CHECK_FALSE(is_plain('"' + text + '"'));
            }
        }
        for (const char c : {' ', '!', '#', '[', ']', '~', '\x7f'}) {
            std::string text = plain + c;
            CHECK(is_plain('"' + text + '"'));
        }
    }
}

TEST_CASE("What is not plain or not well-formed is left to another reader") {
    for (const std::string_view text :
         {"",      " ",           "{",        "[",          "{]",
          "[1,]",  "{\"a\"}",     "{\"a\":}", "{\"a\":1,}", "{a:1}",
          "[1 2]", "tru",         "nul",      "fals",       "-",
          "01",    "-01",         "1.5",      "1e5",        "1234567890123456",
          "\"",    "\"a",         "[]x",      "{} {}",      ",",
          "[,]",   "\"\\u0041\"", "+1",       "{\"a\" 1}",  "{1:1}"}) {
        INFO(text);
        CHECK_FALSE(is_plain(text));
    }
    CHECK(is_plain("0"));
    CHECK(is_plain("-0"));
    CHECK(is_plain("123456789012345"));
}

TEST_CASE("Depth and number of values are bounded") {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    CHECK(is_plain(nested(Document::depth_max)));
    CHECK_FALSE(is_plain(nested(Document::depth_max + 1)));
    std::string many = "[0";
    for (std::size_t count = 2; count < Document::nodes_max; ++count) {
        many += ",0";
    }
    CHECK(is_plain(many + ']'));
    CHECK_FALSE(is_plain(many + ",0]"));
}
