// SPDX-License-Identifier: Apache-2.0
#include "../../examples/keys/key_rules.hpp"

#include <string>

#include "catch.hpp"

using keys::ByteKinds;
using keys::key_kind;
using keys::KeyKind;

TEST_CASE("the kinds of bytes are found wherever they stand") {
    for (std::size_t size = 0; size < 40; ++size) {
        std::string text(size, 'a');
        CHECK(ByteKinds::of(text).ascii);
        CHECK_FALSE(ByteKinds::of(text).has_zero);
        for (std::size_t at = 0; at < size; ++at) {
            text[at] = '\0';
            CHECK(ByteKinds::of(text).has_zero);
            CHECK(ByteKinds::of(text).ascii);
            text[at] = '\x80';
            CHECK_FALSE(ByteKinds::of(text).has_zero);
            CHECK_FALSE(ByteKinds::of(text).ascii);
            text[at] = '\x01';
            CHECK_FALSE(ByteKinds::of(text).has_zero);
            text[at] = 'a';
        }
    }
}

TEST_CASE("a zero beside high bytes is found, and high bytes are no zero") {
    CHECK(ByteKinds::of(std::string("\x80\xff\x00\x80\xff\x80\x01\x80", 8)).has_zero);
    CHECK_FALSE(ByteKinds::of("\x80\xff\x01\x80\xff\x80\x01\x80").has_zero);
}

TEST_CASE("a key is what the service takes for one") {
    CHECK(key_kind("", true) == KeyKind::empty);
    CHECK(key_kind("a", true) == KeyKind::good);
    CHECK(key_kind(std::string(256, 'a'), true) == KeyKind::good);
    CHECK(key_kind(std::string(257, 'a'), true) == KeyKind::too_long);
    CHECK(key_kind("caf\xC3\xA9", false) == KeyKind::good);
    CHECK(key_kind("caf\xE9", false) == KeyKind::not_utf8);
    CHECK(key_kind(std::string(256, '\xE9'), false) == KeyKind::not_utf8);
    CHECK(key_kind(std::string(257, '\xE9'), false) == KeyKind::too_long);
}
