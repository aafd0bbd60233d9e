// SPDX-License-Identifier: Apache-2.0
#include "../../examples/keys/column_guess.hpp"

#include <string_view>
#include <vector>

#include "catch.hpp"

using events::FieldChoice;
using events::Heading;
using Lines = std::vector<std::string_view>;

namespace {

Heading heading(const Lines& lines, const std::vector<FieldChoice>& chosen = {}) {
    return keys::guess_heading(lines, ',', chosen);
}

}  // namespace

TEST_CASE("the delimiter is what gives all lines the same columns, and most") {
    CHECK(keys::guess_columns(Lines{"a,b", "c,d"}) == ',');
    CHECK(keys::guess_columns(Lines{"a;b,c;d", "e;f,g;h"}) == ';');
    CHECK(keys::guess_columns(Lines{"a|b", "c|d"}) == '|');
    CHECK(keys::guess_columns(Lines{"a\tb", "c\td"}) == '\t');
    CHECK_FALSE(keys::guess_columns(Lines{"a,b", "c"}));
    CHECK_FALSE(keys::guess_columns(Lines{"a,b", "c,d,e"}));
    CHECK_FALSE(keys::guess_columns(Lines{"a", "b"}));
    CHECK_FALSE(keys::guess_columns(Lines{}));
}

TEST_CASE("a heading is there if a field is named, or if values begin below it") {
    CHECK(heading({"user,id", "a,b"}, {FieldChoice::by_name("id")}) == Heading::present);
    CHECK(heading({"user,id", "a,b"}, {FieldChoice::by_number(2)}) == Heading::absent);
    CHECK(heading({"user,id", "a,1", "b,2"}) == Heading::present);
    CHECK(heading({"user,id", "a,1", "b,x"}) == Heading::absent);
    CHECK(heading({"a,5", "b,6"}) == Heading::absent);
    CHECK(heading({"user,when", "a,2026-11-24", "b,2026-11-25"}) == Heading::present);
    CHECK(heading({"user,id"}) == Heading::absent);
    CHECK(heading({"user,id", "a"}) == Heading::absent);
    CHECK(heading({}) == Heading::absent);
    CHECK(heading({"\"a name, in quotes and long\",id", "\"a, b\",1"}) == Heading::present);
    CHECK(heading({"\"20261124195420000\",id", "\"a value, in quotes and long\",1"}) ==
          Heading::absent);
    CHECK(heading({"user,id", "a,1,2", "b", "c,3"}) == Heading::present);
    CHECK(heading({"user,n", "a,-1.5e3"}) == Heading::present);
    CHECK(heading({"user,n", "a,--"}) == Heading::absent);
}
