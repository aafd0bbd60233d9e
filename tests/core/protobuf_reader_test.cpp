// SPDX-License-Identifier: Apache-2.0
#include "weir/core/protobuf_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "catch.hpp"

using weir::protobuf_tag;
using weir::ProtobufReader;
using weir::ProtobufWire;

namespace {

std::string of(std::initializer_list<int> bytes) {
    std::string text;
    for (const int byte : bytes)
        text += static_cast<char>(byte);
    return text;
}

std::optional<std::uint64_t> varint(const std::string& bytes) {
    ProtobufReader reader{bytes};
    std::uint64_t value = 0;
    return reader.varint(value) && reader.at_end() ? std::optional{value} : std::nullopt;
}

/// Whether a field is passed over and nothing is left.
bool skips(const std::string& bytes) {
    ProtobufReader reader{bytes};
    std::uint32_t tag = 0;
    return reader.tag(tag) && reader.skip(tag) && reader.at_end();
}

}  // namespace

TEST_CASE("a varint has seven bits a byte, the lowest first") {
    CHECK(varint(of({0})) == 0U);
    CHECK(varint(of({0x7f})) == 127U);
    CHECK(varint(of({0x96, 0x01})) == 150U);
    CHECK(varint(of({0x80, 0x00})) == 0U);
    CHECK(varint(std::string(9, '\xff') + '\x01') == ~std::uint64_t{0});
}

TEST_CASE("a varint that ends early, is longer than 64 bits or than ten bytes is none") {
    CHECK_FALSE(varint(""));
    CHECK_FALSE(varint(of({0x80})));
    CHECK_FALSE(varint(std::string(9, '\xff')));
    CHECK_FALSE(varint(std::string(9, '\xff') + '\x02'));
    CHECK_FALSE(varint(std::string(9, '\xff') + '\x81'));
    CHECK_FALSE(varint(std::string(10, '\x80') + '\x01'));
}

TEST_CASE("a tag has a field number above 0 and at most 32 bits") {
    ProtobufReader reader{"\x1a\x07"};
    std::uint32_t tag = 0;
    REQUIRE(reader.tag(tag));
    CHECK(tag == protobuf_tag(3, ProtobufWire::bytes));
    for (const std::string& bad : {of({0x02}), of({0x80, 0x80, 0x80, 0x80, 0x10}), std::string{}}) {
        ProtobufReader other{bad};
        CHECK_FALSE(other.tag(tag));
    }
}

TEST_CASE("bytes end where their length says, or the message is none") {
    std::string_view value;
    ProtobufReader reader{
        "\x03"
        "abcd"};
    REQUIRE(reader.bytes(value));
    CHECK(value == "abc");
    CHECK_FALSE(reader.at_end());
    for (const std::string& bad :
         {std::string{"\x02x"}, std::string(9, '\xff') + "\x01xxxx", of({0x80}), std::string{}}) {
        ProtobufReader other{bad};
        CHECK_FALSE(other.bytes(value));
    }
}

TEST_CASE("fields of every kind are passed over, cut ones are not") {
    const std::string whole[] = {
        of({0x08, 0x96, 0x01}),                         // a varint
        of({0x09, 1, 2, 3, 4, 5, 6, 7, 8}),             // eight bytes
        of({0x12, 2, 'a', 'b'}),                        // a length and so many bytes
        of({0x0d, 1, 2, 3, 4}),                         // four bytes
        of({0x0b, 0x08, 0x01, 0x13, 0x14, 0x0c}),       // a group with a number and a group
        of({0x0b, 0x0d, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c})  // whose bytes look like its end
    };
    for (const std::string& field : whole) {
        CAPTURE(field.size());
        CHECK(skips(field));
        for (std::size_t size = 0; size < field.size(); ++size)
            CHECK_FALSE(skips(field.substr(0, size)));
    }
}

TEST_CASE("ends of groups that did not begin, and unknown kinds, are no fields") {
    CHECK_FALSE(skips(of({0x0c})));
    CHECK_FALSE(skips(of({0x0b, 0x14})));
    CHECK_FALSE(skips(of({0x0e, 0})));
    CHECK_FALSE(skips(of({0x0f, 0})));
    CHECK_FALSE(skips(of({0x0b, 0x0e, 0x0c})));
}

TEST_CASE("groups nest a hundred deep and no deeper") {
    CHECK(skips(std::string(100, '\x0b') + std::string(100, '\x0c')));
    CHECK_FALSE(skips(std::string(101, '\x0b') + std::string(101, '\x0c')));
    CHECK_FALSE(skips(std::string(1'000'000, '\x0b')));
}
