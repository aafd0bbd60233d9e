// SPDX-License-Identifier: Apache-2.0
// A reader may wait until there is something to read: records, the end of a shard, or an error.
#include "scenario/scenario.hpp"

using weir::ShardIteratorType;

namespace {

bool ready(Scenario& scenario, const weir::ShardIterator& place) {
    return scenario.stream.wait_for_records(place, scenario.clock.now());
}

}  // namespace

TEST_CASE("There is nothing to wait for where records lie ahead") {
    Scenario scenario;
    scenario.put("key");
    CHECK(ready(scenario, scenario.place(0)));
    CHECK_FALSE(ready(scenario, scenario.place(0, ShardIteratorType::latest)));
}

TEST_CASE("Behind the newest record there is nothing, also in the second of that record") {
    Scenario scenario;
    const auto number = scenario.put("key").sequence_number;
    const auto place = scenario.place_at(0, ShardIteratorType::after_sequence_number, number);
    CHECK_FALSE(ready(scenario, place));
    scenario.put("key");
    CHECK(ready(scenario, place));
}

TEST_CASE("Records that have expired are nothing to read") {
    Scenario scenario;
    scenario.put("key");
    scenario.clock.advance(24h + 1ms);
    CHECK_FALSE(ready(scenario, scenario.place(0)));
}

TEST_CASE("The end of a closed shard is something to read") {
    Scenario scenario;
    const auto place = scenario.place(0);
    CHECK_FALSE(ready(scenario, place));
    scenario.split_in_half(0);
    CHECK(ready(scenario, place));
}

TEST_CASE("An iterator that is no good is not waited for") {
    Scenario scenario;
    const auto place = scenario.place(0);
    scenario.clock.advance(301s);
    CHECK(ready(scenario, place));
}

TEST_CASE("One of many iterators is enough") {
    Scenario scenario{{.shard_count = 2}};
    const std::vector<weir::ShardIterator> places{scenario.place(0), scenario.place(1)};
    CHECK_FALSE(scenario.stream.wait_for_records(places, scenario.clock.now()));
    scenario.put_at(Scenario::top());
    CHECK(scenario.stream.wait_for_records(places, scenario.clock.now()));
}
