// SPDX-License-Identifier: Apache-2.0
#include "weir/core/argument.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "catch.hpp"
#include "weir/core/sequence_number.hpp"
#include "weir/core/shard_id.hpp"
#include "weir/core/uint128.hpp"

using weir::Argument;
using weir::HashKey;
using weir::SequenceNumber;
using weir::ShardId;

namespace {

struct Request {
    Argument<ShardId> shard_id;
    Argument<HashKey> hash_key;
};

std::string given(const Argument<ShardId>& argument) {
    return argument.as_given();
}

}  // namespace

static_assert(std::is_trivially_copyable_v<Argument<HashKey>>);
static_assert(sizeof(Argument<SequenceNumber>) <= 32);
static_assert(!std::is_constructible_v<Argument<ShardId>, std::nullptr_t>);
static_assert(!std::is_convertible_v<int, Argument<HashKey>>, "it could be negative");
static_assert(!std::is_convertible_v<HashKey, Argument<ShardId>>);
static_assert(std::is_convertible_v<unsigned, Argument<HashKey>>);
static_assert(Argument<ShardId>{"shard-3"}.value() == ShardId{3});
static_assert(Argument<ShardId>{ShardId{4}}.value() == ShardId{4});

TEST_CASE("an argument that was left out has no value and no text") {
    for (const Argument<ShardId>& argument :
         {Argument<ShardId>{}, Argument<ShardId>{std::nullopt},
          Argument<ShardId>{std::optional<ShardId>{}}, Request{}.shard_id}) {
        CHECK_FALSE(argument.has_value());
        CHECK_FALSE(argument.is_text());
        CHECK_FALSE(argument.value().has_value());
        CHECK(argument.text().empty());
        CHECK(argument.as_given().empty());
    }
}

TEST_CASE("an argument can be given as a value, and prints its usual text") {
    const Request request{.shard_id = ShardId{12}, .hash_key = HashKey::max()};
    CHECK(request.shard_id.has_value());
    CHECK_FALSE(request.shard_id.is_text());
    CHECK(request.shard_id.text().empty());
    CHECK(request.shard_id.value() == ShardId{12});
    CHECK(request.shard_id.as_given() == "shardId-000000000012");
    CHECK(request.hash_key.value() == HashKey::max());
    CHECK(Request{.shard_id = {}, .hash_key = 7U}.hash_key.value() == HashKey{7});
    CHECK(Argument<ShardId>{std::optional{ShardId{5}}}.value() == ShardId{5});
}

TEST_CASE("an argument can be given as text of any kind, and prints it as it was") {
    const std::string text = "shard-12";
    CHECK(given(text) == "shard-12");
    CHECK(given("shard-12") == "shard-12");
    CHECK(given(std::string_view{text}) == "shard-12");
    CHECK(given(text.c_str()) == "shard-12");
    CHECK(given(std::string{"shard-13"}) == "shard-13");
    const Argument<ShardId> argument = text;
    CHECK(argument.is_text());
    CHECK(argument.text() == text);
    CHECK(argument.text().data() == text.data());
    CHECK(argument.value() == ShardId{12});
}

TEST_CASE("a text that does not read as a value was given all the same") {
    const Argument<HashKey> argument = "340282366920938463463374607431768211456";
    CHECK(argument.has_value());
    CHECK_FALSE(argument.value().has_value());
    CHECK(argument.as_given() == "340282366920938463463374607431768211456");
    const Argument<HashKey> empty = "";
    CHECK(empty.has_value());
    CHECK(empty.is_text());
    CHECK_FALSE(empty.value().has_value());
}

TEST_CASE("an argument can be given anew") {
    Argument<ShardId> argument;
    argument = ShardId{3};
    CHECK(argument.value() == ShardId{3});
    argument = "shard-4";
    CHECK(argument.value() == ShardId{4});
    argument = std::nullopt;
    CHECK_FALSE(argument.has_value());
    argument = ShardId{5};
    const auto copy = argument;
    argument = {};
    CHECK(copy.value() == ShardId{5});
    CHECK_FALSE(argument.has_value());
}

TEST_CASE("an argument is what an optional value holds, if it holds one") {
    std::optional<ShardId> held;
    CHECK_FALSE(Argument<ShardId>{held}.has_value());
    held = ShardId{3};
    CHECK(Argument<ShardId>{held}.value() == ShardId{3});
}
