// SPDX-License-Identifier: Apache-2.0
// A shard id is read leniently: what counts is the number after the first dash. Answers and errors
// print it in its full form, unless it could not be read at all.
#include "scenario/scenario.hpp"

namespace {

weir::Result<weir::ShardIterator> place(Scenario& scenario, std::string_view shard) {
    return scenario.stream.get_shard_iterator({.shard_id = shard});
}

}  // namespace

TEST_CASE("Many texts name the same shard") {
    Scenario scenario{{.shard_count = 4}};
    for (const char* text :
         {"shardId-000000000003", "shard-3", "x-3", "3", "shardId-3-foo", "000003"}) {
        const auto placed = place(scenario, text);
        REQUIRE(placed.has_value());
        CHECK(placed->shard_id() == weir::ShardId{3});
    }
}

TEST_CASE("A text without a number is printed as it was given") {
    Scenario scenario;
    for (const char* text :
         {"shardId-", "shard", "shardId-x", "-", "shardId--1", "shardId-000002147483648"}) {
        CHECK(refusal(place(scenario, text)) == "ResourceNotFoundException: Could not find shard " +
                                                    std::string{text} +
                                                    " in stream stream under account "
                                                    "000000000000.");
    }
}

TEST_CASE("A shard that never was is printed in full") {
    Scenario scenario;
    CHECK(refusal(place(scenario, "x-7")) ==
          "ResourceNotFoundException: Shard shardId-000000000007 in stream stream under account "
          "000000000000 does not exist");
    CHECK(refusal(place(scenario, "2147483647")) ==
          "ResourceNotFoundException: Shard shardId-002147483647 in stream stream under account "
          "000000000000 does not exist");
}
