// SPDX-License-Identifier: Apache-2.0
#include "weir/wire/document.hpp"

#include <string>

#include "catch.hpp"

using weir::wire::Document;
using weir::wire::Node;
using weir::wire::NodeKind;

TEST_CASE("What a list or map holds is visited, but not what that holds") {
    Document document;
    CHECK(document.empty());
    REQUIRE(document.open(NodeKind::map));
    document.name("a");
    REQUIRE(document.open(NodeKind::list));
    REQUIRE(document.add(1.0));
    REQUIRE(document.add(2.0));
    document.close();
    document.name("b");
    REQUIRE(document.add(true));
    document.close();
    std::string names;
    document.for_each_in(document.root(), [&names](const Node& one) { names += one.name; });
    CHECK(names == "ab");
    double sum = 0;
    document.for_each_in(document.nodes()[1], [&sum](const Node& one) { sum += one.number; });
    CHECK(sum == 3);
}

TEST_CASE("A name goes to the next value only, and texts that are kept stay where they are") {
    Document document;
    REQUIRE(document.open(NodeKind::list));
    document.name("n");
    REQUIRE(document.add(NodeKind::text, document.keep("first")));
    for (int count = 0; count < 1000; ++count) {
        REQUIRE(document.add(NodeKind::text, document.keep(std::to_string(count))));
    }
    document.close();
    CHECK(document.nodes()[1].name == "n");
    CHECK(document.nodes()[1].text == "first");
    CHECK(document.nodes()[2].name.empty());
    CHECK(document.nodes()[1001].text == "999");
    document.clear();
    CHECK(document.empty());
}
