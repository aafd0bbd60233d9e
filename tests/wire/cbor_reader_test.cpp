// SPDX-License-Identifier: Apache-2.0
#include "weir/wire/cbor_reader.hpp"

#include <cmath>
#include <string>
#include <string_view>

#include "catch.hpp"

namespace {

using namespace std::string_literals;
using weir::wire::Document;
using weir::wire::NodeKind;

/// The number that some bytes are.
double number(const std::string& bytes) {
    Document document;
    REQUIRE(weir::wire::read_cbor(bytes, document));
    CHECK(document.root().kind == NodeKind::number);
    return document.root().number;
}
bool is_read(std::string_view bytes) {
    Document document;
    return weir::wire::read_cbor(bytes, document);
}

}  // namespace

TEST_CASE("Numbers of every size are read") {
    // The examples of RFC 8949, appendix A.
    CHECK(number("\x00"s) == 0);
    CHECK(number("\x17"s) == 23);
    CHECK(number("\x18\x64"s) == 100);
    CHECK(number("\x19\x03\xe8"s) == 1000);
    CHECK(number("\x1a\x00\x0f\x42\x40"s) == 1000000);
    CHECK(number("\x1b\x00\x00\x00\xe8\xd4\xa5\x10\x00"s) == 1000000000000.0);
    CHECK(number("\x20"s) == -1);
    CHECK(number("\x38\x63"s) == -100);
    CHECK(number("\xf9\x3c\x00"s) == 1.0);
    CHECK(number("\xf9\x00\x01"s) == 5.960464477539063e-8);
    CHECK(number("\xf9\xc4\x00"s) == -4.0);
    CHECK(std::isinf(number("\xf9\x7c\x00"s)));
    CHECK(std::isnan(number("\xf9\x7e\x00"s)));
    CHECK(number("\xfa\x47\xc3\x50\x00"s) == 100000.0);
    CHECK(number("\xfb\x3f\xf1\x99\x99\x99\x99\x99\x9a"s) == 1.1);
    CHECK(number("\xc1\x1a\x51\x4b\x67\xb0"s) == 1363896240);
}

TEST_CASE("Lists, maps and texts may leave open how long they are") {
    for (const std::string& bytes :
         {"\xa2\x61\x61\x82\x01\xf5\x61\x62\x64text"s,
          "\xbf\x61\x61\x9f\x01\xf5\xff\x61\x62\x64text\xff"s,
          "\xbf\x61\x61\x9f\x01\xf5\xff\x7f\x61\x62\xff\x7f\x62te\x60\x62xt\xff\xff"s}) {
        Document document;
        REQUIRE(weir::wire::read_cbor(bytes, document));
        const auto& nodes = document.nodes();
        REQUIRE(nodes.size() == 5);
        CHECK(nodes[1].name == "a");
        CHECK(nodes[1].end == 4);
        CHECK(nodes[2].number == 1);
        CHECK(nodes[3].kind == NodeKind::boolean);
        CHECK(nodes[4].name == "b");
        CHECK(nodes[4].text == "text");
    }
    Document document;
    constexpr std::string_view bytes{"\x83\x42\x00\xff\xf6\xf7", 6};
    REQUIRE(weir::wire::read_cbor(bytes, document));
    CHECK(document.nodes()[1].kind == NodeKind::bytes);
    CHECK(document.nodes()[1].text == "\x00\xff"s);
    CHECK(document.nodes()[2].kind == NodeKind::null);
    CHECK(document.nodes()[3].kind == NodeKind::null);
}

TEST_CASE("Bytes that are not CBOR are refused") {
    for (const std::string& bytes : {""s,
                                     "\x18"s,
                                     "\x1c"s,
                                     "\x1f"s,
                                     "\x3f"s,
                                     "\x61"s,
                                     "\x62x"s,
                                     "\x81"s,
                                     "\x9f"s,
                                     "\xa1\x61\x61"s,
                                     "\xbf\x61\x61\xff"s,
                                     "\xa1\x01\x01"s,
                                     "\xff"s,
                                     "\xc1"s,
                                     "\xdf\x01"s,
                                     "\xf8\x20"s,
                                     "\x00\x00"s,
                                     "\x61\xff"s,
                                     "\x7f\x41x\xff"s,
                                     "\x7f\x7f\x61x\xff\xff"s,
                                     "\x7f\x61x"s,
                                     "\xe0"s,
                                     "\x9b\xff\xff\xff\xff\xff\xff\xff\xff"s,
                                     "\x5b\xff\xff\xff\xff\xff\xff\xff\xff"s}) {
        CAPTURE(bytes.size());
        CHECK_FALSE(is_read(bytes));
    }
}

TEST_CASE("Depth is bounded, and a run of tags has none") {
    const std::size_t depth = Document::depth_max;
    CHECK(is_read(std::string(depth - 1, '\x81') + '\x80'));
    CHECK_FALSE(is_read(std::string(depth, '\x81') + '\x80'));
    CHECK(is_read(std::string(3'000'000, '\xc1') + '\x01'));
}
