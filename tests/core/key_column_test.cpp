// SPDX-License-Identifier: Apache-2.0
#include "weir/core/key_column.hpp"

#include <array>
#include <span>
#include <string_view>

#include "catch.hpp"

namespace {

struct Row {
    int before;
    std::string_view key;
    double after;
};

}  // namespace

TEST_CASE("An array of keys is a column of them") {
    const std::array<std::string_view, 3> keys{"a", "bc", ""};
    const weir::KeyColumn column{std::span<const std::string_view>{keys}};
    REQUIRE(column.size() == 3);
    CHECK(column[0] == "a");
    CHECK(column[1] == "bc");
    CHECK(column[2].empty());
}

TEST_CASE("A member of each row is a column too") {
    const std::array<Row, 3> rows{{{1, "one", 0.5}, {2, "two", 0.25}, {3, "three", 0.125}}};
    const weir::KeyColumn column{std::span<const Row>{rows}, &Row::key};
    REQUIRE(column.size() == 3);
    CHECK(column[0] == "one");
    CHECK(column[2] == "three");
    CHECK(&column[1] == &rows[1].key);
}

TEST_CASE("No rows make an empty column") {
    const weir::KeyColumn column{std::span<const Row>{}, &Row::key};
    CHECK(column.size() == 0);
}
