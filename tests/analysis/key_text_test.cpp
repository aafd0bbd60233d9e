// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/key_text.hpp"

#include "catch.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using weir::display_columns;
using weir::visible_key;

TEST_CASE("a plain key stays as it is") {
    CHECK(visible_key("customer_id-1000") == "customer_id-1000");
    CHECK(visible_key("caf\xc3\xa9 \xe6\x97\xa5") == "caf\xc3\xa9 \xe6\x97\xa5");
    CHECK(visible_key("") == "\"\"");
}

TEST_CASE("what steers a terminal is written out") {
    CHECK(visible_key("\x1b[31m") == "\\x1b[31m");
    CHECK(visible_key("a\nb\rc\td") == "a\\nb\\rc\\td");
    CHECK(visible_key(std::string_view{"\0\x7f", 2}) == "\\x00\\x7f");
    CHECK(visible_key("\xc2\x9b"
                      "31m") == "\\u{9b}31m");
}

TEST_CASE("what turns the direction of reading or shows nothing is written out") {
    CHECK(visible_key("\xe2\x80\xae"
                      "abc") == "\\u{202e}abc");
    CHECK(visible_key("a\xe2\x80\x8b"
                      "b") == "a\\u{200b}b");
    CHECK(visible_key("\xef\xbb\xbf") == "\\u{feff}");
    CHECK(visible_key("\xf3\xa0\x81\x81") == "\\u{e0041}");
}

TEST_CASE("bytes that are no UTF-8 are told from characters that look like them") {
    CHECK(visible_key("\xff") == "\\xff");
    CHECK(visible_key("\\xff") == "\\\\xff");
    CHECK(visible_key("\xe6\x97") == "\\xe6\\x97");
    CHECK(visible_key("\xc3\x28") == "\\xc3(");
    CHECK_FALSE(weir::is_utf8("a\xc3\x28"));
    CHECK(weir::is_utf8("\xf0\x9f\x98\x80"));
}

TEST_CASE("marks do not climb over the lines above") {
    const std::string many = "z\xcc\x81\xcc\x82\xcc\x83\xcc\x84";
    CHECK(visible_key(many) == "z\xcc\x81\xcc\x82\\u{303}\\u{304}");
}

TEST_CASE("a wide key is cut to the columns there are, never within a character") {
    CHECK(visible_key("abcdefgh", 8) == "abcdefgh");
    CHECK(visible_key("abcdefghi", 8) == "abcde...");
    CHECK(visible_key("\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe8\xaa\x9e", 7) ==
          "\xe6\x97\xa5\xe6\x9c\xac...");
    CHECK(visible_key("abc", 2) == "..");
    CHECK(visible_key("abc", 0).empty());
    for (std::size_t columns = 0; columns < 40; ++columns) {
        CHECK(display_columns(visible_key("\xff\xf0\x9f\x98\x80 ab\n\xe6\x97\xa5 long text here",
                                          columns)) <= columns);
    }
}

TEST_CASE("columns are those of a terminal") {
    CHECK(display_columns("abc") == 3);
    CHECK(display_columns("\xe6\x97\xa5") == 2);
    CHECK(display_columns("\xf0\x9f\x98\x80") == 2);
    CHECK(display_columns("e\xcc\x81") == 1);
    CHECK(weir::padded_text("\xe6\x97\xa5", 4) == "\xe6\x97\xa5  ");
    CHECK(weir::right_text("ab", 4) == "  ab");
    CHECK(weir::right_text("abcde", 4) == "abcde");
}

TEST_CASE("a sentence keeps its backslashes, but nothing that steers") {
    CHECK(weir::visible_text("as \\x1b, \x1b") == "as \\x1b, \\x1b");
    CHECK(weir::visible_text("").empty());
}

TEST_CASE("what is unwanted or no UTF-8 is replaced") {
    const auto no_a = [](std::uint32_t code) { return code == 'a'; };
    CHECK(weir::replaced_text("bab\xff", no_a) ==
          "b\xef\xbf\xbd"
          "b\xef\xbf\xbd");
}

TEST_CASE("lines break at blanks, and within a word that is too long for any line") {
    CHECK(weir::wrapped_text("one two three four", 9, "> ") == "one two\n> three\n> four");
    CHECK(weir::wrapped_text("abcdefghijklmnop", 8, "> ") == "abcdefgh\n> ijklmnop");
    CHECK(weir::wrapped_text("", 8, "> ").empty());
    CHECK(weir::wrapped_text("abcdefghi", 0, "") == "abcdefgh\ni");
}
