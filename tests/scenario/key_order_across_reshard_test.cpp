// SPDX-License-Identifier: Apache-2.0
// A reader that finishes parents before it begins their children gets the records of every key in
// the order in which they were put, through any splits and merges, however they fall.
#include <map>
#include <set>

#include "scenario/scenario.hpp"
#include "weir/testing/consumer_checker.hpp"
#include "weir/testing/faulty_api.hpp"
#include "weir/testing/simulation.hpp"

namespace {

using Api = weir::FaultyApi<Scenario::Stream>;

/// Reads all shards, parents first, three records at a time, and keeps what it read, by key.
struct Reader {
    std::optional<weir::Instant> step(weir::Instant now) {
        const auto listed = api.list_shards();
        REQUIRE(listed.has_value());
        for (const weir::Shard& shard : listed->shards) {
            checker.knows(shard);
            const auto is_over = [&](const std::optional<weir::ShardId>& parent) {
                return !parent || ended.contains(parent->index);
            };
            if (!ended.contains(shard.shard_id.index) && is_over(shard.parent_shard_id) &&
                is_over(shard.adjacent_parent_shard_id)) {
                read(now, shard.shard_id);
            }
        }
        return now + 1s;
    }
    void read(weir::Instant now, weir::ShardId shard) {
        if (!places.contains(shard.index)) {
            places.emplace(shard.index, *api.get_shard_iterator({.shard_id = shard}));
        }
        const auto page = api.get_records({.shard_iterator = places.at(shard.index), .limit = 3});
        REQUIRE(page.has_value());
        checker.reads(shard);
        for (const weir::RecordView record : page->records) {
            checker.processed(now, "reader", shard, record.sequence_number(),
                              record.partition_key());
            got[std::string{record.partition_key()}].emplace_back(record.data().as_text());
        }
        places.erase(shard.index);
        if (page->next_shard_iterator) {
            places.emplace(shard.index, *page->next_shard_iterator);
        } else {
            checker.ended(now, "reader", shard);
            ended.insert(shard.index);
        }
    }

    Api& api;
    weir::ConsumerChecker& checker;
    std::map<std::string, Texts> got{};
    std::map<std::uint32_t, weir::ShardIterator> places{};
    std::set<std::uint32_t> ended{};
};

}  // namespace

TEST_CASE("Every key's records are read once and in order, through splits and merges") {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        weir::Simulation simulation{seed};
        Scenario::Stream stream{{.shard_count = 2, .resharding_time = 3s},
                                simulation.clock(),
                                weir::ServiceThrottle{Scenario::unthrottled()}};
        weir::FaultPlan plan{seed};
        weir::Journal journal;
        weir::ConsumerChecker checker{{.since = simulation.now(), .read_within = 2min}};
        journal.watch([&](const weir::JournalEntry& entry) { checker.see(entry); });

        Api puts{simulation, stream, plan, journal, "writer"};
        std::map<std::string, Texts> put;
        int count = 0;
        simulation.add("writer", [&](weir::Instant now) -> std::optional<weir::Instant> {
            for (const char* key : {"a", "b", "0", "1", "key", "user-42", "é", "日本語", "😀"}) {
                put[key].push_back(std::to_string(count++));
                REQUIRE(puts.put_record({.data = put[key].back(), .partition_key = key}));
            }
            return count < 200 ? std::optional{now + 2s} : std::nullopt;
        });
        Api reads{simulation, stream, plan, journal, "reader"};
        Reader reader{.api = reads, .checker = checker};
        simulation.add("reader", reader);
        weir::Random random = simulation.random("reshards");
        for (const std::uint32_t target : {4U, 3U, 6U, 3U}) {
            simulation.after(
                std::chrono::seconds{random.between(1, 40)}, "reshard", [&stream, target] {
                    static_cast<void>(
                        stream.update_shard_count({target}));  // one at a time may be refused
                });
        }
        CAPTURE(seed);
        CHECK(simulation.run_until([&] { return count >= 200 && checker.all_done(); }, 5min));
        checker.finish(simulation.now());
        INFO(checker.explain());
        CHECK(checker.ok());
        CHECK(reader.got == put);
        CHECK(stream.list_shards()->shards.size() > 4);
    }
}
