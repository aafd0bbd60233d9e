// SPDX-License-Identifier: Apache-2.0
// LATEST excludes all that was put before the call and includes all that is put after it returned.
#include "scenario/scenario.hpp"

using weir::ShardIteratorType;

TEST_CASE("A record put right after LATEST, in the same microsecond, is read") {
    Scenario scenario;
    scenario.put("key", "before");
    const auto latest = scenario.place(0, ShardIteratorType::latest);
    scenario.put("key", "after");
    CHECK(scenario.read_data(latest) == Texts{"after"});
}

TEST_CASE("LATEST on an empty shard gives its first record") {
    Scenario scenario;
    const auto latest = scenario.place(0, ShardIteratorType::latest);
    scenario.put("key", "first");
    CHECK(scenario.read_data(latest) == Texts{"first"});
}

TEST_CASE("LATEST misses no record that is put after the clock stepped back") {
    Scenario scenario;
    scenario.clock.advance(1h);
    const auto latest = scenario.place(0, ShardIteratorType::latest);
    scenario.clock.advance(-1h);
    scenario.put("key", "earlier");
    scenario.clock.advance(1h);
    CHECK(scenario.read_data(latest) == Texts{"earlier"});
}

TEST_CASE("A reader that polls from LATEST gets each record once") {
    Scenario scenario;
    scenario.put("key", "before");
    auto place = scenario.place(0, ShardIteratorType::latest);
    Texts read;
    for (int record = 0; record < 20; ++record) {
        if (record % 3 != 0) {
            scenario.put("key", std::to_string(record));
        }
        scenario.clock.advance(100us);
        const auto page = scenario.read(place);
        for (const std::string& data : Scenario::data_of(page)) {
            read.push_back(data);
        }
        place = page.next_shard_iterator.value();
    }
    CHECK(read == Texts{"1", "2", "4", "5", "7", "8", "10", "11", "13", "14", "16", "17", "19"});
}
