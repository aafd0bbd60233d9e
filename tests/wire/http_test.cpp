// SPDX-License-Identifier: Apache-2.0
#include "weir/wire/http.hpp"

#include <vector>

#include "catch.hpp"

TEST_CASE("A request's field is found by its name, the first of several") {
    const std::vector<weir::HttpField> fields{{"a", "1"}, {"b", ""}, {"a", "2"}};
    const weir::HttpRequest request{.method = "POST", .target = "/", .fields = fields, .body = "x"};
    CHECK(request.field("a") == "1");
    CHECK(request.field("b") == "");
    CHECK_FALSE(request.field("c"));
    CHECK_FALSE(request.field("A"));
}
