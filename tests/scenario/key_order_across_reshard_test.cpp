// SPDX-License-Identifier: Apache-2.0
// A reader that finishes parents before it begins their children gets the records of every key in
// the order in which they were put, through any splits and merges.
#include <map>
#include <set>

#include "scenario/scenario.hpp"

namespace {

/// Reads all shards, parents first.  Gives: what was read, by key.
std::map<std::string, Texts> read_parents_first(Scenario& scenario) {
    std::map<std::string, Texts> read;
    std::set<std::uint32_t> finished;
    const auto shards = scenario.shards();
    while (finished.size() < shards.size()) {
        for (const weir::Shard& shard : shards) {
            const auto is_finished = [&](const std::optional<weir::ShardId>& parent) {
                return !parent || finished.count(parent->index) > 0;
            };
            if (finished.count(shard.shard_id.index) > 0 || !is_finished(shard.parent_shard_id) ||
                !is_finished(shard.adjacent_parent_shard_id)) {
                continue;
            }
            std::optional<weir::ShardIterator> at = scenario.place(shard.shard_id.index);
            while (at) {
                const auto page = scenario.read(*at, 3);
                for (const weir::RecordView record : page.records) {
                    read[std::string{record.partition_key()}].emplace_back(record.data().as_text());
                }
                at = page.records.empty() ? std::nullopt : page.next_shard_iterator;
            }
            finished.insert(shard.shard_id.index);
        }
    }
    return read;
}

}  // namespace

TEST_CASE("Every key's records are read once and in order, through splits and merges") {
    Scenario scenario{{.shard_count = 2}};
    std::map<std::string, Texts> put;
    int count = 0;
    const auto put_some = [&] {
        for (const char* key : {"a", "b", "0", "1", "key", "user-42", "é", "日本語", "😀"}) {
            put[key].push_back(std::to_string(count++));
            scenario.put(key, put[key].back());
        }
    };
    put_some();
    scenario.split(0, 1'000'000);
    put_some();
    scenario.merge(3, 1);
    put_some();
    put_some();
    REQUIRE(scenario.stream.update_shard_count({4}).has_value());
    put_some();
    scenario.clock.advance(10s);
    REQUIRE(scenario.stream.update_shard_count({3}).has_value());
    put_some();
    CHECK(read_parents_first(scenario) == put);
}
