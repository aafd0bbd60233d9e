// SPDX-License-Identifier: Apache-2.0
// The first test of docs/testing.md, as it stands there and a little more.
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "catch.hpp"
#include "weir/stream/stream.hpp"
#include "weir/testing/consumer_checker.hpp"
#include "weir/testing/faulty_api.hpp"
#include "weir/testing/simulation.hpp"

namespace {

using namespace std::chrono_literals;
using Stream = weir::Stream<weir::RingStorage<>, weir::ManualClock>;
using Api = weir::FaultyApi<Stream>;

}  // namespace

TEST_CASE("a first test: a reader of two shards, an hour long") {
    weir::Simulation simulation{1};
    Stream stream{{.shard_count = 2}, simulation.clock()};
    weir::FaultPlan plan{simulation.seed()};
    weir::Journal journal;
    weir::ConsumerChecker checker{{.since = simulation.now(), .read_within = 1min}};
    journal.watch([&](const weir::JournalEntry& entry) { checker.see(entry); });

    Api puts{simulation, stream, plan, journal, "writer"};
    int count = 0;
    simulation.add("writer", [&](weir::Instant now) -> std::optional<weir::Instant> {
        const std::string key = "user " + std::to_string(count++ % 7);
        static_cast<void>(puts.put_record({.data = "click", .partition_key = key}));
        return count < 350 ? std::optional{now + 10s} : std::nullopt;
    });
    Api reads{simulation, stream, plan, journal, "reader"};
    std::map<std::uint32_t, weir::ShardIterator> places;
    const auto listed = stream.list_shards();
    for (const weir::Shard& shard : listed->shards) {
        checker.knows(shard);
        places.emplace(shard.shard_id.index,
                       *reads.get_shard_iterator({.shard_id = shard.shard_id}));
    }
    simulation.add("reader", [&](weir::Instant now) {
        for (auto& [index, place] : places) {
            const auto page = reads.get_records({.shard_iterator = place});
            checker.reads(weir::ShardId{index});
            for (const weir::RecordView record : page->records) {
                checker.processed(now, "reader", weir::ShardId{index}, record.sequence_number(),
                                  record.partition_key());
            }
            place = *page->next_shard_iterator;
        }
        checker.look(now);
        return std::optional{now + 5s};
    });

    CHECK(simulation.run_for(1h) == weir::SimulationEnd::time_up);
    checker.finish(simulation.now());
    INFO(checker.explain());
    CHECK(checker.ok());
    CHECK(checker.all_done());
    // It keeps no leases and no checkpoints, so nothing is said of them.
    CHECK(checker.not_looked_at().size() == 3);
    CHECK(count == 350);
}
