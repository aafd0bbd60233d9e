// SPDX-License-Identifier: Apache-2.0
// A shorter retention takes effect at once: older records cannot be read any more.
#include "scenario/scenario.hpp"

TEST_CASE("Records older than the new retention are gone at once") {
    Scenario scenario{{.retention_period = 48h}};
    scenario.put("key", "old");
    scenario.clock.advance(25h);
    scenario.put("key", "young");
    CHECK(scenario.read_data(scenario.place(0)) == Texts{"old", "young"});
    REQUIRE(scenario.stream.decrease_stream_retention_period(24h).has_value());
    CHECK(scenario.read_data(scenario.place(0)) == Texts{"young"});
}

TEST_CASE("A place whose record has expired reads from the oldest one that is left") {
    Scenario scenario{{.retention_period = 48h}};
    const auto old = scenario.put("key", "old");
    scenario.clock.advance(25h);
    scenario.put("key", "young");
    REQUIRE(scenario.stream.decrease_stream_retention_period(24h).has_value());
    CHECK(scenario.read_data(scenario.place_at(0, weir::ShardIteratorType::at_sequence_number,
                                               old.sequence_number)) == Texts{"young"});
}

TEST_CASE("Retentions that are too short, or longer than before, are refused") {
    Scenario scenario{{.retention_period = 48h}};
    CHECK(refusal(scenario.stream.decrease_stream_retention_period(23h)) ==
          "InvalidArgumentException: Minimum allowed retention period is 24 hours. Requested "
          "retention period (23 hours) is too short.");
    CHECK(refusal(scenario.stream.decrease_stream_retention_period(49h)) ==
          "InvalidArgumentException: Requested retention period (49 hours) for stream stream can "
          "not be longer than existing retention period (48 hours). Use IncreaseRetentionPeriod "
          "API.");
}

TEST_CASE("A record is kept for the whole retention and not a millisecond longer") {
    Scenario scenario;
    scenario.put("key");
    scenario.clock.advance(24h);
    CHECK(scenario.read_data(scenario.place(0)).size() == 1);
    scenario.clock.advance(1ms);
    CHECK(scenario.read_data(scenario.place(0)).empty());
}
