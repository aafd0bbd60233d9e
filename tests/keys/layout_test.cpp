// SPDX-License-Identifier: Apache-2.0
#if __has_include(<nlohmann/json.hpp>)
#include "../../examples/keys/layout.hpp"

#include <stdexcept>
#include <string>

#include <fmt/format.h>
#define WEIR_KEYS_CAN_READ_LAYOUTS
#endif

#include "catch.hpp"

#ifdef WEIR_KEYS_CAN_READ_LAYOUTS
namespace {

const std::string last = "340282366920938463463374607431768211455";

std::string shard(int index, const std::string& start, const std::string& end,
                  bool closed = false) {
    return fmt::format(R"({{"ShardId":"shardId-{:012}",)"
                       R"("HashKeyRange":{{"StartingHashKey":"{}","EndingHashKey":"{}"}},)"
                       R"("SequenceNumberRange":{{"StartingSequenceNumber":"1"{}}}}})",
                       index, start, end, closed ? R"(,"EndingSequenceNumber":"2")" : "");
}

/// Gives: why it is refused
std::string refusal(const std::string& text) {
    try {
        static_cast<void>(keys::parse_layout(text));
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("open shards are told from closed ones, and expired ones are left closed") {
    const auto lineage =
        keys::parse_layout("[" + shard(7, "100", last) + "," + shard(2, "0", last, true) + "," +
                           shard(6, "0", "99") + "]");
    CHECK(lineage.size() == 8);
    CHECK(lineage.open_count() == 2);
    CHECK(lineage.open_shards() == std::vector{weir::ShardId{6}, weir::ShardId{7}});
    CHECK_FALSE(lineage.is_open(weir::ShardId{0}));
}

TEST_CASE("DescribeStream is as good as ListShards") {
    const std::string shards = "[" + shard(0, "0", last) + "]";
    CHECK(keys::parse_layout(R"({"Shards":)" + shards + "}").open_count() == 1);
    CHECK(keys::parse_layout(R"({"StreamDescription":{"Shards":)" + shards + "}}").open_count() ==
          1);
}

TEST_CASE("what is no layout is refused with the reason") {
    CHECK(refusal("").find("not what ListShards") != std::string::npos);
    CHECK(refusal("{").find("not what ListShards") != std::string::npos);
    CHECK(refusal("[]").find("not what ListShards") != std::string::npos);
    CHECK(refusal("3").find("not what ListShards") != std::string::npos);
    CHECK(refusal("[3]").find("no ShardId") != std::string::npos);
    CHECK(refusal(R"([{"ShardId":"shardId-000000000000"}])").find("HashKeyRange") !=
          std::string::npos);
    CHECK(refusal(R"([{"ShardId":3,"HashKeyRange":{}}])").find("no ShardId") != std::string::npos);
    CHECK(refusal("[" + shard(0, "5", "4") + "]").find("is none") != std::string::npos);
    CHECK(refusal("[" + shard(0, "0", "x") + "]").find("is none") != std::string::npos);
    CHECK(refusal("[" + shard(0, "0", "99") + "]").find("every hash key") != std::string::npos);
    CHECK(refusal("[" + shard(0, "0", last, true) + "]").find("every hash key") !=
          std::string::npos);
    CHECK(refusal("[" + shard(0, "0", "99") + "," + shard(1, "99", last) + "]")
              .find("every hash key") != std::string::npos);
    CHECK(refusal("[" + shard(2'000'000'000, "0", last) + "]").find("out of bounds") !=
          std::string::npos);
}
#else
TEST_CASE("layouts need nlohmann/json, which is not installed") {
    SUCCEED();
}
#endif
