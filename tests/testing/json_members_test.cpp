// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/json_members.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "catch.hpp"

namespace {

using namespace std::chrono_literals;
using weir::detail::Json;
using weir::detail::json_of;
using weir::detail::JsonReader;

/// The value that comes back from the JSON of one, written as text on the way.
template <class T>
T there_and_back(const T& value) {
    const Json json = Json::parse(json_of(value).dump(), nullptr, false);
    T read{};
    JsonReader reader;
    const bool ok = reader.read(json, read);
    INFO(reader.problem());
    REQUIRE(ok);
    return read;
}

}  // namespace

TEST_CASE("values of every kind come back as they were") {
    CHECK(there_and_back(std::numeric_limits<std::uint64_t>::max()) == ~std::uint64_t{0});
    CHECK(there_and_back(std::numeric_limits<std::int64_t>::min()) == weir::detail::int64_min);
    CHECK(there_and_back(std::uint8_t{255}) == 255);
    CHECK(there_and_back(true));
    CHECK(there_and_back(weir::Instant::min()) == weir::Instant::min());
    CHECK(there_and_back(weir::Duration{-1}) == -1us);
    CHECK(there_and_back(std::chrono::hours{24}) == 24h);
    CHECK(there_and_back(weir::HashKey::max()) == weir::HashKey::max());
    CHECK(there_and_back(weir::ShardId{12}) == weir::ShardId{12});
    CHECK(there_and_back(weir::SequenceNumber{}) == weir::SequenceNumber{});
    CHECK(there_and_back(weir::Errc::kms_throttling) == weir::Errc::kms_throttling);
    CHECK(there_and_back(std::string{"\0\x80 \xc3\xa4", 5}) == std::string{"\0\x80 \xc3\xa4", 5});
    CHECK(there_and_back(std::vector<std::string>{"", "a"}) == std::vector<std::string>{"", "a"});
    CHECK(there_and_back(std::optional{5U}) == 5U);
    weir::Shard shard{.shard_id = weir::ShardId{3}};
    CHECK(there_and_back(shard) == shard);
    shard.parent_shard_id = weir::ShardId{1};
    CHECK(there_and_back(shard) == shard);
}

TEST_CASE("values look in JSON as they do in the service's own, and what is empty is left out") {
    CHECK(json_of(weir::ShardId{12}).dump() == R"("shardId-000000000012")");
    CHECK(json_of(weir::HashKey{5}).dump() == R"("5")");
    CHECK(json_of(weir::Instant::from_millis(5)).dump() == "5000");
    CHECK(json_of(std::string{"\xff"}).dump() == R"({"base64":"/w=="})");
    CHECK(json_of(weir::ShardIteratorType::latest).dump() == R"("LATEST")");
    CHECK(json_of(weir::ListShardsResult{}).dump() == "{}");
    CHECK(json_of(weir::UpdateShardCountResult{1, 2}).dump() ==
          R"({"current_shard_count":1,"target_shard_count":2})");
    CHECK(json_of(weir::SequenceNumber::make({weir::limits::shard_create_seconds_end, 2, 3, 4, 5}))
              .dump() == "[16025175000,2,3,4,5]");
}

TEST_CASE("a reader says what is wrong and where") {
    const auto problem = [](auto value, const char* text) {
        JsonReader reader;
        CHECK_FALSE(reader.read(Json::parse(text, nullptr, false), value));
        return reader.problem();
    };
    CHECK(problem(weir::ListShardsResult{}, R"({"shards":[{},{"shard_id":7}]})") ==
          ".shards[1].shard_id: is not a shard id");
    CHECK(problem(weir::ListShardsResult{}, R"({"shard":[]})") == ".shard: is not known here");
    CHECK(problem(std::uint8_t{}, "256") == ": is not a whole number that fits");
    CHECK(problem(std::uint8_t{}, "-1") == ": is not a whole number that fits");
    CHECK(problem(std::int64_t{}, "1.0") == ": is not a whole number that fits");
    CHECK(problem(weir::HashKey{}, R"("05")") == ": does not read as what it should be");
    CHECK(problem(weir::Errc{}, R"("InternalFailure")") == ": is not one of its names");
}
