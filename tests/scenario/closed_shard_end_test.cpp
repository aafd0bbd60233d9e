// SPDX-License-Identifier: Apache-2.0
// A closed shard is read to its end; there the answer has no next iterator and names the shards
// that took over. An open shard has no end.
#include "scenario/scenario.hpp"

using weir::ShardIteratorType;

TEST_CASE("The read that gives a closed shard's last record ends the shard") {
    Scenario scenario;
    scenario.put("key", "one");
    scenario.put("key", "two");
    scenario.split_in_half(0);
    const auto first = scenario.read(scenario.place(0), 1);
    CHECK(Scenario::data_of(first) == Texts{"one"});
    CHECK(first.child_shards.empty());
    REQUIRE(first.next_shard_iterator.has_value());
    const auto last = scenario.read(*first.next_shard_iterator, 1);
    CHECK(Scenario::data_of(last) == Texts{"two"});
    CHECK_FALSE(last.next_shard_iterator.has_value());
    CHECK(last.child_shards.size() == 2);
}

TEST_CASE("A split shard's children are named with their parent and their hash keys") {
    Scenario scenario;
    scenario.split_in_half(0);
    const auto end = scenario.read(scenario.place(0));
    CHECK(end.records.empty());
    CHECK_FALSE(end.next_shard_iterator.has_value());
    const std::vector<weir::ShardId> parent{weir::ShardId{0}};
    CHECK(end.child_shards == std::vector<weir::ChildShard>{
                                  {weir::ShardId{1}, parent, {0, Scenario::half() - 1}},
                                  {weir::ShardId{2}, parent, {Scenario::half(), Scenario::top()}}});
}

TEST_CASE("LATEST on a closed shard finds the end with one read") {
    Scenario scenario;
    scenario.put("key");
    scenario.split_in_half(0);
    const auto end = scenario.read(scenario.place(0, ShardIteratorType::latest));
    CHECK(end.records.empty());
    CHECK_FALSE(end.next_shard_iterator.has_value());
    CHECK(end.child_shards.size() == 2);
}

TEST_CASE("An open shard always has a next iterator and no children") {
    Scenario scenario;
    auto page = scenario.read(scenario.place(0));
    CHECK(page.next_shard_iterator.has_value());
    CHECK(page.child_shards.empty());
    scenario.put("key");
    page = scenario.read(scenario.place(0));
    CHECK(page.next_shard_iterator.has_value());
    CHECK(page.child_shards.empty());
}

TEST_CASE("An iterator taken at the end of an open shard finds the end once the shard is closed") {
    Scenario scenario;
    scenario.put("key");
    const auto page = scenario.read(scenario.place(0));
    scenario.split_in_half(0);
    const auto end = scenario.read(page.next_shard_iterator.value());
    CHECK(end.records.empty());
    CHECK_FALSE(end.next_shard_iterator.has_value());
}

TEST_CASE("A closed shard names its direct children even when those are closed too") {
    Scenario scenario;
    scenario.split_in_half(0);
    scenario.merge(1, 2);
    const auto end = scenario.read(scenario.place(0));
    REQUIRE(end.child_shards.size() == 2);
    CHECK(end.child_shards[0].shard_id == weir::ShardId{1});
    CHECK(end.child_shards[1].shard_id == weir::ShardId{2});
}
