// SPDX-License-Identifier: Apache-2.0
#include "weir/core/shard_id.hpp"

#include <string>
#include <string_view>
#include <type_traits>

#include "catch.hpp"
#include "weir/core/limits.hpp"

using weir::ShardId;

static_assert(sizeof(ShardId) == 4 && std::is_trivially_copyable_v<ShardId>);
static_assert(ShardId::parse("shardId-000000000003") == ShardId{3});

TEST_CASE("a shard id prints twelve digits") {
    CHECK(ShardId{0}.to_string() == "shardId-000000000000");
    CHECK(ShardId{10'009}.to_string() == "shardId-000000010009");
    CHECK(ShardId{2'147'483'647}.to_string() == "shardId-002147483647");
    CHECK(ShardId{4'294'967'295}.to_string() == "shardId-004294967295");
    char buffer[ShardId::text_size];
    CHECK(std::string_view(buffer, ShardId{7}.to_chars(buffer)) == "shardId-000000000007");
}

TEST_CASE("a shard id is read from the piece behind the first dash, or the whole text") {
    for (const auto* const text :
         {"shardId-000000000003", "shard-3", "x-3", "3", "shardId-3-foo", "-3", "-3-", "3-3",
          "-3-4", "shardId-00000000000000000000000000000000000000000003", "003", "a b-3"}) {
        INFO(text);
        CHECK(ShardId::parse(text) == ShardId{3});
    }
}

TEST_CASE("a text with no number in that place is no shard id") {
    for (const auto* const text :
         {"", "-", "--", "shardId-", "shardId--3", "3-", "shardId", "shardId-x", "shardId-3x",
          "shardId-+3", "shardId- 3", "shardId-3 ", "foo-bar-3", "shardId-3.0", "shardId-0x3",
          "shardId-\xd9\xa3"}) {
        INFO(text);
        CHECK_FALSE(ShardId::parse(text).has_value());
    }
}

TEST_CASE("the greatest shard id that is read is the greatest signed 32-bit number") {
    CHECK(ShardId::parse("shardId-002147483647") == ShardId{weir::limits::shard_index_max});
    CHECK_FALSE(ShardId::parse("shardId-002147483648").has_value());
    CHECK_FALSE(ShardId::parse("shardId-4294967296").has_value());
    CHECK_FALSE(ShardId::parse("shardId-18446744073709551616").has_value());
    CHECK_FALSE(ShardId::parse("shardId-18446744073709551619").has_value());
    CHECK_FALSE(ShardId::parse(std::string(200, '9')).has_value());
}

TEST_CASE("shard ids are ordered by number") {
    CHECK(ShardId{2} < ShardId{10});
    CHECK(ShardId{10} == ShardId{10});
    CHECK(ShardId{} == ShardId{0});
    CHECK_FALSE(ShardId{1} == ShardId{2});
}
