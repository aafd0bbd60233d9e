// SPDX-License-Identifier: Apache-2.0
#include "weir/wire/utf8.hpp"

#include <cstddef>
#include <string>
#include <string_view>

#include "catch.hpp"

using weir::wire::is_utf8;
using weir::wire::replaced_utf8;

TEST_CASE("Text is UTF-8 if all of it is") {
    CHECK(is_utf8(""));
    CHECK(is_utf8("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"));
    for (std::size_t size = 0; size < 20; ++size) {
        const std::string ascii(size, 'x');
        CHECK(is_utf8(ascii));
        CHECK(is_utf8(ascii + "\xc3\xa9" + ascii));
        CHECK_FALSE(is_utf8(ascii + "\xc3" + ascii));
    }
    for (const std::string_view text : {"\xc3", "\xff", "a\x80", "\xed\xa0\x80", "\xc0\x80"}) {
        CHECK_FALSE(is_utf8(text));
    }
}

TEST_CASE("Each byte that is part of no character is replaced, and nothing else") {
    CHECK(replaced_utf8("a\xc3\xa9") == "a\xc3\xa9");
    CHECK(replaced_utf8("\xff"
                        "a\xc3") ==
          "\xef\xbf\xbd"
          "a\xef\xbf\xbd");
    CHECK(is_utf8(replaced_utf8("\xed\xa0\x80\xf0\x9f")));
}
