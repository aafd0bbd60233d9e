// SPDX-License-Identifier: Apache-2.0
#include "weir/core/utf.hpp"

#include <cstdint>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "vectors.hpp"

using weir::utf16_units;

namespace {

/// The UTF-8 form of any number up to 21 bits, right or wrong, in `size` bytes.
std::string encoded(std::uint32_t point, std::size_t size) {
    if (size == 1) {
        return {static_cast<char>(point)};
    }
    constexpr std::uint32_t lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    std::string text(size, '\0');
    for (std::size_t at = size; at-- > 1;) {
        text[at] = static_cast<char>(0x80 | (point & 0x3f));
        point >>= 6;
    }
    text[0] = static_cast<char>(lead[size] | point);
    return text;
}

std::size_t size_of(std::uint32_t point) {
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1'0000 ? 3 : 4;
}

}  // namespace

static_assert(utf16_units("key") == 3);
static_assert(utf16_units("\xf0\x9f\x98\x80") == 2);

TEST_CASE("text of the basic plane counts one a character, beyond it two") {
    CHECK(utf16_units("") == 0);
    CHECK(utf16_units("partition") == 9);
    CHECK(utf16_units("\xc3\xa9") == 1);
    CHECK(utf16_units("e\xcc\x81") == 2);
    CHECK(utf16_units("\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e") == 3);
    CHECK(utf16_units("\xf0\x9f\x98\x80!") == 3);
    CHECK(utf16_units(std::string_view{"a\0b", 3}) == 3);
}

TEST_CASE("every character there is counts as UTF-16 counts it") {
    for (std::uint32_t point = 0; point <= 0x10'ffff; ++point) {
        const bool surrogate = point >= 0xd800 && point <= 0xdfff;
        const std::uint32_t expected = surrogate ? 3 : point >= 0x1'0000 ? 2 : 1;
        const auto text = encoded(point, size_of(point));
        if (utf16_units(text) != expected || utf16_units("a" + text + "z") != expected + 2) {
            FAIL("U+" << std::hex << point << " counts " << utf16_units(text));
        }
    }
}

TEST_CASE("a form longer than needed is no character: each of its bytes counts one") {
    CHECK(utf16_units(encoded(0x2f, 2)) == 2);
    CHECK(utf16_units(encoded(0x7f, 2)) == 2);
    CHECK(utf16_units(encoded(0x2f, 3)) == 3);
    CHECK(utf16_units(encoded(0x7ff, 3)) == 3);
    CHECK(utf16_units(encoded(0x2f, 4)) == 4);
    CHECK(utf16_units(encoded(0xffff, 4)) == 4);
}

TEST_CASE("what lies above the last character counts one a byte") {
    CHECK(utf16_units(encoded(0x11'0000, 4)) == 4);
    CHECK(utf16_units(encoded(0x1f'ffff, 4)) == 4);
    CHECK(utf16_units("\xf8\x88\x80\x80\x80") == 5);
    CHECK(utf16_units("\xff\xfe") == 2);
}

TEST_CASE("broken bytes count one each and do not take a good character with them") {
    CHECK(utf16_units("\x80") == 1);
    CHECK(utf16_units("\xbf\xbf") == 2);
    CHECK(utf16_units("\xc3") == 1);
    CHECK(utf16_units("\xc3z") == 2);
    CHECK(utf16_units("\xe6\x97") == 2);
    CHECK(utf16_units("\xe6\x97z") == 3);
    CHECK(utf16_units("\xf0\x9f\x98") == 3);
    CHECK(utf16_units("\xf0\x9f\x98\xc3\xa9") == 4);
    CHECK(utf16_units("\xf0\xf0\x9f\x98\x80") == 3);
    CHECK(utf16_units("\xc3\xa9\xa9") == 2);
}

TEST_CASE("a cut character at the end is not read beyond the end") {
    const std::string text = "\xf0\x9f\x98\x80";
    for (std::size_t size = 0; size < text.size(); ++size) {
        CHECK(utf16_units(std::string_view{text}.substr(0, size)) == size);
    }
    const std::string cut = "\xe6\x97\xa5";
    CHECK(utf16_units(std::string_view{cut}.substr(0, 2)) == 2);
}

TEST_CASE("the keys of the vectors count as the vectors say") {
    const auto data = vectors("partition_hash.json");
    for (const auto& key : data["partitionKeys"]) {
        const auto text = key["partitionKey"].get<std::string>();
        INFO(text);
        CHECK(text.size() == key["utf8Bytes"].get<std::size_t>());
        CHECK(utf16_units(text) == key["utf16Units"].get<std::uint32_t>());
    }
}
