// SPDX-License-Identifier: Apache-2.0
#include "../../examples/keys/input_choices.hpp"

#include "catch.hpp"

TEST_CASE("fields are named by number or name, with commas between them") {
    const auto fields = keys::InputChoices::parse_fields("user,3,session.id");
    REQUIRE(fields.size() == 3);
    CHECK(fields[0].name == "user");
    CHECK(fields[1].number == 3);
    CHECK(fields[2].name == "session.id");
    CHECK(keys::InputChoices::parse_fields("user").size() == 1);
    const auto empty = keys::InputChoices::parse_fields("a,");
    REQUIRE(empty.size() == 2);
    CHECK(empty[1].number == 0);
    CHECK(empty[1].name.empty());
}
