// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "printers/values.hpp"

using namespace values;

TEST(Printers, EveryLineHereFailsAndSaysOfWhat) {
    EXPECT_EQ(one, two);             // shows: one Which is: shardId-000000000001
    EXPECT_EQ(weir::HashKey{5}, 6);  // shows: Which is: 5
    EXPECT_LT(
        number,
        weir::SequenceNumber{});  // shows: 49646437577175378652512468275250536580403374760793210930
    EXPECT_EQ(weir::Instant{}, record.approximate_arrival_timestamp);
    // shows: Which is: 1970-01-01T00:00:00Z record.approximate_arrival_timestamp
    EXPECT_EQ(record, weir::Record{});  // shows: partition_key: "user-7", data: "hello"
    EXPECT_EQ(weir::Blob{"a"}, weir::Blob{"\xff"});  // shows: Which is: "\xff"
    EXPECT_EQ(std::optional{one}, std::nullopt);     // shows: (shardId-000000000001)
    EXPECT_EQ(weir::Errc::validation, weir::Errc::limit_exceeded);
    // shows: Which is: LimitExceededException
    EXPECT_EQ(std::vector{one}, std::vector{two});  // shows: { shardId-000000000002 }
    EXPECT_EQ(weir::SimulationEnd::stuck, weir::SimulationEnd::idle);  // shows: Which is: idle
    EXPECT_TRUE(false) << refused();  // shows: LimitExceededException: no more
    ASSERT_EQ(weir::StreamStatus::active, weir::StreamStatus::updating);
    // shows: Which is: UPDATING
}
