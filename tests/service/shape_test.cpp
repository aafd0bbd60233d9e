// SPDX-License-Identifier: Apache-2.0
#include "weir/service/shape.hpp"

#include <string>

#include "catch.hpp"

namespace rules = weir::rules;

namespace {

struct Point {
    int x = 1;
    std::string name = "origin";
};
struct Nothing {};

}  // namespace

namespace weir::inline v0 {

template <>
struct Shape<Point> {
    template <class Visit>
    static constexpr decltype(auto) members(Visit&& visit) {
        return visit(required("X", &Point::x, rules::between(0, 9)), member("Name", &Point::name));
    }
};

}  // namespace weir::inline v0

TEST_CASE("Members are walked in the order of their table, with all that it says of them") {
    std::string seen;
    const Point point;
    weir::for_each_member<Point>([&](const auto& one) {
        seen += std::string{one.name} + (one.is_required ? "*" : "");
        if constexpr (requires { point.*one.at + 1; }) {
            if constexpr (std::is_same_v<typename std::decay_t<decltype(one)>::Type, int>) {
                seen += "=" + std::to_string(point.*one.at) + ".." + std::to_string(one.rule.max);
            }
        }
        seen += ' ';
    });
    CHECK(seen == "X*=1..9 Name ");
    STATIC_REQUIRE(weir::has_shape<Point>);
    STATIC_REQUIRE_FALSE(weir::has_shape<Nothing>);
}

TEST_CASE("A rule bounds one side, both or none") {
    STATIC_REQUIRE_FALSE(rules::any.bounded);
    STATIC_REQUIRE(rules::at_least(1).bounded);
    STATIC_REQUIRE_FALSE(rules::at_least(1).has_max());
    STATIC_REQUIRE(rules::between(0, 0).has_max());
    STATIC_REQUIRE(rules::tags.element_max == 128);
    STATIC_REQUIRE(rules::tags.value_max == 256);
    STATIC_REQUIRE(rules::tag_keys.max == 50);
}

TEST_CASE("The patterns of names, numbers and ids match as a whole") {
    CHECK(rules::stream_name.matches("a.B-c_9"));
    CHECK_FALSE(rules::stream_name.matches("a b"));
    CHECK(rules::hash_key.matches("0"));
    CHECK(rules::hash_key.matches(std::string(39, '9')));
    CHECK_FALSE(rules::hash_key.matches(std::string(40, '9')));
    CHECK_FALSE(rules::hash_key.matches("01"));
    CHECK(rules::sequence_number.matches(std::string(129, '9')));
    CHECK_FALSE(rules::sequence_number.matches(std::string(130, '9')));
    CHECK(rules::stream_arn.matches("arn:aws:kinesis:r:123456789012:stream/a"));
    CHECK_FALSE(rules::stream_arn.matches("arn:aws:kinesis:r:123456789012:other/a"));
    CHECK(rules::consumer_arn.matches("arn:aws:kinesis:r:123456789012:stream/a/consumer/b:1"));
    CHECK(rules::stream_id.matches("abcdefghij0123456789-abc"));
}
