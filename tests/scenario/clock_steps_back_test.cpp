// SPDX-License-Identifier: Apache-2.0
// A clock that steps back lets nothing extra through, loses nothing and brings nothing back: within
// a shard neither arrival times nor sequence numbers ever fall, nor do the times along its lineage.
// Nothing waits until the clock is again where it was.
#include "scenario/scenario.hpp"

namespace {

constexpr auto year = 8760h;

/// Moves the clock far forward, so far that all is done that is due by then, and back.
void jump_there_and_back(Scenario& scenario, std::chrono::hours by) {
    scenario.clock.advance(by);
    scenario.shards();
    scenario.clock.advance(-by);
}
Indexes there_at(Scenario& scenario, weir::Instant time) {
    return scenario.indexes(
        {.shard_filter = weir::ShardFilter{.type = weir::ShardFilterType::at_timestamp,
                                           .shard_id = {},
                                           .timestamp = time}});
}

}  // namespace

TEST_CASE("A record that is put after the clock stepped back arrives with the one before it") {
    Scenario scenario;
    scenario.clock.advance(10s);
    const auto before = scenario.put("key", "before");
    scenario.clock.advance(-5s);
    const auto after = scenario.put("key", "after");
    CHECK(before.sequence_number < after.sequence_number);
    const auto page = scenario.read(scenario.place(0));
    auto record = page.records.begin();
    const auto first = (*record).approximate_arrival_timestamp();
    CHECK((*++record).approximate_arrival_timestamp() == first);
    CHECK(page.millis_behind_latest == 0ms);
}

TEST_CASE("A refused put leaves no trace of its time") {
    Scenario scenario{{}, {.write_burst_records = 1}};
    scenario.put("key");
    scenario.clock.advance(500us);
    REQUIRE_FALSE(scenario.stream.put_record({.data = "x", .partition_key = "key"}).has_value());
    scenario.split_in_half(0);
    CHECK(scenario.shards().front().sequence_number_range.ending_sequence_number->seconds() ==
          1'700'000'000);
}

TEST_CASE("A clock that steps back refills no allowance") {
    Scenario scenario{{}, {}};
    while (scenario.stream.put_record({.data = "x", .partition_key = "key"}).has_value()) {
    }
    scenario.clock.advance(-1h);
    CHECK_FALSE(scenario.stream.put_record({.data = "x", .partition_key = "key"}).has_value());
    scenario.clock.advance(1h);
    CHECK_FALSE(scenario.stream.put_record({.data = "x", .partition_key = "key"}).has_value());
    scenario.clock.advance(1ms);
    CHECK(scenario.stream.put_record({.data = "x", .partition_key = "key"}).has_value());
}

TEST_CASE("An iterator from the future is no iterator") {
    Scenario scenario;
    const auto place = scenario.place(0);
    scenario.clock.advance(-1us);
    CHECK(refusal(scenario.stream.get_records({.shard_iterator = place})) ==
          "InvalidArgumentException: Invalid ShardIterator.");
    scenario.clock.advance(1us);
    CHECK(scenario.read(place).records.empty());
}

TEST_CASE("A split after the clock stepped back still makes greater numbers") {
    Scenario scenario;
    scenario.clock.advance(1h);
    const auto last = scenario.put_at(0).sequence_number;
    scenario.clock.advance(-1h);
    scenario.split_in_half(0);
    CHECK(last < scenario.put_at(0).sequence_number);
    const auto shards = scenario.shards();
    CHECK(last < *shards[0].sequence_number_range.ending_sequence_number);
    CHECK(*shards[0].sequence_number_range.ending_sequence_number <
          shards[1].sequence_number_range.starting_sequence_number);
}

TEST_CASE("A shard that is split after the clock stepped back closes with its newest record") {
    Scenario scenario;
    const auto start = scenario.clock.now();
    scenario.clock.advance(10s);
    scenario.put("key");
    scenario.clock.advance(-5s);
    scenario.split_in_half(0);
    scenario.clock.advance(1h);
    CHECK(there_at(scenario, start + 10s - 1us) == Indexes{0});
    CHECK(there_at(scenario, start + 10s) == Indexes{1, 2});
    // As long as the record is kept, so is the shard.
    scenario.clock.set(start + 24h + 10s);
    CHECK(scenario.read_data(scenario.place(0)) == Texts{"data"});
    scenario.clock.advance(1us);
    CHECK(scenario.indexes() == Indexes{1, 2});
}

TEST_CASE("A record that is put to a child does not arrive before its parent's last one") {
    Scenario scenario;
    scenario.clock.advance(10s);
    scenario.put("key");
    const auto newest = scenario.clock.now();
    scenario.clock.advance(-5s);
    scenario.split_in_half(0);
    scenario.put_at(0);
    const auto page = scenario.read(scenario.place(1));
    CHECK((*page.records.begin()).approximate_arrival_timestamp() == newest);
}

TEST_CASE("No shard closes before it began, and none begins before its parents closed") {
    Scenario scenario;
    const auto start = scenario.clock.now();
    scenario.clock.advance(10s);
    scenario.split_in_half(0);
    scenario.clock.advance(-8s);
    scenario.merge(1, 2);
    scenario.clock.advance(-1s);
    REQUIRE(scenario.stream.update_shard_count({2}).has_value());
    scenario.clock.advance(1h);
    CHECK(there_at(scenario, start + 10s - 1us) == Indexes{0});
    CHECK(there_at(scenario, start + 10s) == Indexes{4, 5});
}

TEST_CASE("Of two shards that are merged the newest record of both is when they close") {
    Scenario scenario{{.shard_count = 2}};
    const auto start = scenario.clock.now();
    scenario.clock.advance(10s);
    scenario.put_at(Scenario::top());
    scenario.clock.advance(-9s);
    scenario.merge(0, 1);
    scenario.clock.advance(1h);
    CHECK(there_at(scenario, start + 10s - 1us) == Indexes{0, 1});
    CHECK(there_at(scenario, start + 10s) == Indexes{2});
}

TEST_CASE("What is put after the clock jumped far forward and back can be read") {
    Scenario scenario;
    scenario.put("key", "before");
    jump_there_and_back(scenario, year);
    scenario.put("key", "after");
    CHECK(scenario.read_data(scenario.place(0)) == Texts{"after"});
    scenario.clock.advance(24h);
    CHECK(scenario.read_data(scenario.place(0)) == Texts{"after"});
    scenario.clock.advance(1ms);
    CHECK(scenario.read_data(scenario.place(0)).empty());
}

TEST_CASE("A shard that closes after the clock jumped far forward and back lives on") {
    Scenario scenario{{.shard_count = 2}};
    scenario.split(0, 1000);
    jump_there_and_back(scenario, year);
    CHECK(scenario.indexes() == Indexes{1, 2, 3});
    scenario.put_at(5000);
    scenario.clock.advance(1s);
    scenario.merge(2, 3);
    CHECK(scenario.indexes() == Indexes{1, 2, 3, 4});
    CHECK(scenario.read_data(scenario.place(3)) == Texts{"data"});
    CHECK(scenario.indexes(
              {.shard_filter = weir::ShardFilter{.type = weir::ShardFilterType::at_trim_horizon,
                                                 .shard_id = {},
                                                 .timestamp = {}}}) == Indexes{1, 2, 3});
}

TEST_CASE("Trimming goes on after the clock jumped far forward and back") {
    Scenario scenario{{}, Scenario::unthrottled(), {.segment_bytes = 65'536}};
    scenario.put("key");
    jump_there_and_back(scenario, year);
    const std::string data(1000, 'x');
    for (int hour = 0; hour < 120; ++hour) {
        for (int record = 0; record < 100; ++record) {
            scenario.put("key", data);
        }
        scenario.clock.advance(1h);
    }
    CHECK(scenario.stream.bytes_in_use() > 2'400'000);
    CHECK(scenario.stream.bytes_in_use() < 5'000'000);
}

TEST_CASE("What a longer retention came too late for stays gone") {
    Scenario scenario;
    scenario.put("key", "early");
    scenario.clock.advance(24h + 1ms);
    scenario.put("key", "late");
    REQUIRE(scenario.stream.increase_stream_retention_period(48h).has_value());
    CHECK(scenario.read_data(scenario.place(0)) == Texts{"late"});
    scenario.clock.advance(-24h);
    CHECK(scenario.read_data(scenario.place(0)) == Texts{"late"});
}

TEST_CASE("A reshard takes its time and no longer, though the clock jumped back meanwhile") {
    Scenario scenario{{.resharding_time = 30s}};
    scenario.clock.advance(year);
    scenario.split_in_half(0);
    scenario.clock.advance(-year);
    CHECK(scenario.stream.describe_stream_summary().stream_status == weir::StreamStatus::updating);
    scenario.clock.advance(30s - 1us);
    CHECK(scenario.put("key").shard_id == weir::ShardId{0});
    scenario.clock.advance(1us);
    CHECK(scenario.put_at(0).shard_id == weir::ShardId{1});
    CHECK(scenario.stream.describe_stream_summary().stream_status == weir::StreamStatus::active);
}

TEST_CASE("A put is enough to see that the clock jumped back while a reshard was due") {
    Scenario scenario{{.resharding_time = 30s}};
    scenario.clock.advance(year);
    scenario.split_in_half(0);
    scenario.clock.advance(-year);
    CHECK(scenario.put_at(0).shard_id == weir::ShardId{0});
    scenario.clock.advance(30s);
    CHECK(scenario.put_at(0).shard_id == weir::ShardId{1});
}

TEST_CASE("Calls of UpdateShardCount are counted for a day, though the clock jumped back") {
    Scenario scenario{{.update_shard_count_limit = 1}};
    scenario.clock.advance(year);
    REQUIRE(scenario.stream.update_shard_count({2}).has_value());
    scenario.clock.advance(-year);
    CHECK_FALSE(scenario.stream.update_shard_count({3}).has_value());
    scenario.clock.advance(24h - 1us);
    CHECK_FALSE(scenario.stream.update_shard_count({3}).has_value());
    scenario.clock.advance(1us);
    CHECK(scenario.stream.update_shard_count({3}).has_value());
}

TEST_CASE("Records and shards that have expired do not come back with the clock") {
    Scenario scenario;
    for (int record = 0; record < 100; ++record) {
        scenario.put("key");
    }
    scenario.split_in_half(0);
    scenario.clock.advance(48h);
    CHECK(scenario.indexes() == Indexes{1, 2});
    scenario.clock.advance(-47h);
    CHECK(scenario.indexes() == Indexes{1, 2});
    CHECK_FALSE(scenario.stream.get_shard_iterator({.shard_id = weir::ShardId{0}}).has_value());
}

TEST_CASE("A stream that begins before the clock stepped back goes on working") {
    Scenario scenario;
    scenario.clock.advance(-24h);
    const auto put = scenario.put("key");
    CHECK(put.sequence_number.seconds() == 1'700'000'000);
    CHECK(scenario.read_data(scenario.place(0)) == Texts{"data"});
    CHECK(scenario.indexes() == Indexes{0});
}
