// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/shown_key.hpp"

#include <string>

#include "catch.hpp"

using namespace weir;

TEST_CASE("a short key is shown in quotes") {
    CHECK(shown_key("customer-17") == "\"customer-17\"");
    CHECK(shown_key("") == "\"\"");
    CHECK(shown_key("Z\xc3\xbcrich \xe2\x82\xac \xf0\x9f\x90\x9f") ==
          "\"Z\xc3\xbcrich \xe2\x82\xac \xf0\x9f\x90\x9f\"");
}

TEST_CASE("a long key is cut between characters") {
    CHECK(shown_key("12345678901234567890") == "\"12345678901234567890\"");
    CHECK(shown_key("123456789012345678901") == "\"12345678901234567890...\"");
    CHECK(shown_key("\xc3\xbc\xc3\xbc\xc3\xbc", 2) == "\"\xc3\xbc\xc3\xbc...\"");
    CHECK(shown_key(std::string(1'000'000, 'x')).size() == 25);
}

TEST_CASE("what a terminal or a page would act on is a question mark") {
    CHECK(shown_key("a\"b\\c") == "\"a?b?c\"");
    CHECK(shown_key("\n\r\t\x1b[2J\x7f") == "\"????[2J?\"");
    CHECK(shown_key(std::string_view("\0", 1)) == "\"?\"");
    CHECK(shown_key("\xff\xc3") == "\"??\"");
    CHECK(shown_key("\xc2\x80\xc2\x9f\xc2\xad\xc2\xa0") == "\"???\xc2\xa0\"");
    CHECK(shown_key("\xe2\x80\x8b\xe2\x80\x8f\xe2\x80\xa8\xe2\x80\xae\xe2\x81\xa0\xe2\x81\xaf") ==
          "\"??????\"");
    CHECK(shown_key("\xe2\x80\x93\xe2\x81\xb0") == "\"\xe2\x80\x93\xe2\x81\xb0\"");
    CHECK(shown_key("\xef\xbb\xbf\xd8\x9c") == "\"??\"");
}
