// SPDX-License-Identifier: Apache-2.0
#include "catch.hpp"
#include "printers/values.hpp"

using namespace values;

TEST_CASE("every line here fails, and says of what") {
    CHECK(one == two);             // shows: shardId-000000000001 == shardId-000000000002
    CHECK(weir::HashKey{5} == 6);  // shows: 5 == 6
    CHECK(number < weir::SequenceNumber{});
    // shows: 49646437577175378652512468275250536580403374760793210930 < 0
    CHECK(weir::Instant{} == record.approximate_arrival_timestamp);
    // shows: 1970-01-01T00:00:00Z == 2023-11-14T22:13:21Z
    CHECK(record == weir::Record{});               // shows: partition_key: "user-7", data: "hello"
    CHECK(weir::Blob{"a"} == weir::Blob{"\xff"});  // shows: "a" == "\xff"
    CHECK(std::optional{one} == std::optional<weir::ShardId>{});
    // shows: shardId-000000000001 == nothing
    CHECK(weir::Errc::validation == weir::Errc::limit_exceeded);
    // shows: ValidationException == LimitExceededException
    CHECK(std::vector{one} == std::vector{two});
    // shows: { shardId-000000000001 } == { shardId-000000000002 }
    CHECK(weir::SimulationEnd::stuck == weir::SimulationEnd::idle);  // shows: stuck == idle
    const auto put = refused();
    CAPTURE(put, one);  // shows: put := LimitExceededException: no more
    REQUIRE(weir::StreamStatus::active == weir::StreamStatus::updating);
    // shows: ACTIVE == UPDATING
}
