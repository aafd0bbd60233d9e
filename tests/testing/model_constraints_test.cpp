// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/model_constraints.hpp"

#include "catch.hpp"

TEST_CASE("A request that violates nothing is no error") {
    weir::ModelConstraints found;
    found.required(true, "a");
    found.least(1, 1, "b");
    found.most(2, 2, "c");
    found.least_length(1, 1, "x", "d");
    found.most_length(2, 2, "xx", "e");
    found.number("0", 0, "f");
    found.number("10", 1, "g");
    found.name("a_Z.9-", "h");
    CHECK_FALSE(found.error().has_value());
}

TEST_CASE("One violation is told in the singular") {
    weir::ModelConstraints found;
    found.required(false, "member");
    const auto error = found.error();
    REQUIRE(error.has_value());
    CHECK(error->code() == weir::Errc::validation);
    CHECK(error->message() ==
          "1 validation error detected: Value null at 'member' failed to satisfy constraint: "
          "Member must not be null");
}

TEST_CASE("Several violations are told in the order in which they were found") {
    weir::ModelConstraints found;
    found.least(0, 1, "low");
    found.most(3, 2, "high");
    CHECK(found.error()->message() ==
          "2 validation errors detected: Value '0' at 'low' failed to satisfy constraint: Member "
          "must have value greater than or equal to 1; Value '3' at 'high' failed to satisfy "
          "constraint: Member must have value less than or equal to 2");
}

TEST_CASE("No more than ten violations are told") {
    weir::ModelConstraints found;
    for (int time = 0; time < 20; ++time) {
        found.name("no name", "member");
    }
    CHECK(found.error()->message().starts_with("10 validation errors detected: "));
}

TEST_CASE("Numbers have no leading zeros, no signs and not too many digits") {
    for (const char* text : {"", "00", "01", "-1", "+1", "1x", "123"}) {
        weir::ModelConstraints found;
        found.number(text, 1, "member");
        CHECK(found.error().has_value());
    }
}
