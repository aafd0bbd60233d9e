// SPDX-License-Identifier: Apache-2.0
// A longer retention keeps what has not expired yet; what has expired stays gone.
#include "scenario/scenario.hpp"

TEST_CASE("Records that have not expired live on when the retention grows") {
    Scenario scenario;
    scenario.put("key", "kept");
    scenario.clock.advance(24h);
    REQUIRE(scenario.stream.increase_stream_retention_period(48h).has_value());
    scenario.clock.advance(24h);
    CHECK(scenario.read_data(scenario.place(0)) == Texts{"kept"});
    scenario.clock.advance(1ms);
    CHECK(scenario.read_data(scenario.place(0)).empty());
}

TEST_CASE("Records that have expired do not come back when the retention grows") {
    Scenario scenario;
    scenario.put("key", "gone");
    scenario.clock.advance(24h + 1ms);
    CHECK(scenario.read_data(scenario.place(0)).empty());
    REQUIRE(scenario.stream.increase_stream_retention_period(8760h).has_value());
    CHECK(scenario.read_data(scenario.place(0)).empty());
}

TEST_CASE("The retention is a year at most and never shorter than before") {
    Scenario scenario{{.retention_period = 48h}};
    CHECK(refusal(scenario.stream.increase_stream_retention_period(8761h)) ==
          "InvalidArgumentException: Maximum allowed retention period is 8760 hours. Requested "
          "retention period (8761 hours) is too long.");
    CHECK(refusal(scenario.stream.increase_stream_retention_period(47h)) ==
          "InvalidArgumentException: Requested retention period (47 hours) for stream stream can "
          "not be shorter than existing retention period (48 hours). Use DecreaseRetentionPeriod "
          "API.");
    CHECK(scenario.stream.describe_stream_summary().retention_period == 48h);
}

TEST_CASE("The same retention again is accepted") {
    Scenario scenario;
    CHECK(scenario.stream.increase_stream_retention_period(24h).has_value());
    CHECK(scenario.stream.decrease_stream_retention_period(24h).has_value());
}
