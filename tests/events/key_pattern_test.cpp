// SPDX-License-Identifier: Apache-2.0
#include "../../examples/events/key_pattern.hpp"

#include <string>

#include "catch.hpp"

using events::KeyPattern;

TEST_CASE("a pattern gives its first group, or all that it matched") {
    CHECK(KeyPattern{"user=(\\w+) (\\w+)"}.match("x user=a b") == "a");
    CHECK(KeyPattern{"user=\\w+"}.match("x user=a b") == "user=a");
    CHECK_FALSE(KeyPattern{"user"}.match("nobody"));
    CHECK(KeyPattern{"HTTP(x)?"}.match("HTTP") == "");
    CHECK(KeyPattern{"x*"}.match("") == "");
}

TEST_CASE("a pattern looks at the start of a line only, and is refused if it is none") {
    const std::string line(KeyPattern::line_bytes_max, ' ');
    CHECK(KeyPattern{"k"}.match(line.substr(1) + "k") == "k");
    CHECK_FALSE(KeyPattern{"k"}.match(line + "k"));
    CHECK_THROWS_AS(KeyPattern{"("}, std::regex_error);
}
