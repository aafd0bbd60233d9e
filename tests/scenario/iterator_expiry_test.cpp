// SPDX-License-Identifier: Apache-2.0
// A shard iterator may be used any number of times for five minutes after it was made. Each read
// gives another one with a life of its own.
#include "scenario/scenario.hpp"

TEST_CASE("An iterator is good for exactly five minutes") {
    Scenario scenario;
    scenario.put("key");
    const auto place = scenario.place(0);
    scenario.clock.advance(300s);
    CHECK(scenario.read_data(place) == Texts{"data"});
    scenario.clock.advance(1us);
    const auto late = scenario.stream.get_records({.shard_iterator = place});
    REQUIRE_FALSE(late.has_value());
    CHECK(late.error().code() == weir::Errc::expired_iterator);
}

TEST_CASE("An iterator gives the same records each time it is used") {
    Scenario scenario;
    scenario.put("key");
    const auto place = scenario.place(0);
    CHECK(scenario.read_data(place) == Texts{"data"});
    CHECK(scenario.read_data(place) == Texts{"data"});
}

TEST_CASE("A reader that reads on within five minutes goes on for ever") {
    Scenario scenario;
    auto place = scenario.place(0);
    for (int minutes = 0; minutes < 60; minutes += 5) {
        scenario.clock.advance(5min);
        const auto page = scenario.read(place);
        REQUIRE(page.next_shard_iterator.has_value());
        place = *page.next_shard_iterator;
    }
}

TEST_CASE("An iterator outlives a split of its shard") {
    Scenario scenario;
    scenario.put("key");
    const auto place = scenario.place(0);
    scenario.split_in_half(0);
    CHECK(scenario.read_data(place) == Texts{"data"});
}
