// SPDX-License-Identifier: Apache-2.0
// An hour of a producer and a consumer in virtual time, with lost replies, throttling, expired
// iterators, empty pages and resharding; and a checker that says whether the consumer is right.
#include <fmt/core.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include <weir/testing/consumer_checker.hpp>
#include <weir/testing/faulty_api.hpp>
#include <weir/testing/simulation.hpp>
#include <weir/weir.hpp>

namespace {

using namespace std::chrono_literals;
using weir::Instant;
using Stream = weir::Stream<weir::RingStorage<>, weir::ManualClock>;
using Api = weir::FaultyApi<Stream>;

/// The consumer under test: reads every shard from its beginning, parents before children.
struct Consumer {
    std::optional<Instant> step(Instant now) {
        if (const auto listed = api.list_shards()) {
            for (const weir::Shard& shard : listed->shards) {
                if (!done.contains(shard.shard_id.index) && may_begin(shard)) {
                    read(now, shard.shard_id);
                }
            }
        }
        return now + 1s;
    }
    [[nodiscard]] bool may_begin(const weir::Shard& shard) const {
        const auto is_over = [this](const auto& id) { return !id || done.contains(id->index); };
        return is_over(shard.parent_shard_id) && is_over(shard.adjacent_parent_shard_id);
    }
    void read(Instant now, weir::ShardId shard) {
        using weir::ShardIteratorType;
        const auto last = newest.find(shard.index);
        weir::GetShardIteratorRequest where{.shard_id = shard};
        if (last != newest.end()) {
            where.shard_iterator_type = ShardIteratorType::after_sequence_number;
            where.starting_sequence_number = last->second;
        }
        const auto place = api.get_shard_iterator(where);
        if (!place) {
            return;  // in a second it tries again
        }
        const auto page = api.get_records({.shard_iterator = *place});
        if (!page) {
            return;
        }
        checker.reads(shard);
        for (const weir::RecordView record : page->records) {
            checker.processed(now, "consumer", shard, record.sequence_number(),
                              record.partition_key());
            newest[shard.index] = record.sequence_number();
        }
        if (!page->next_shard_iterator) {
            checker.ended(now, "consumer", shard);
            done.insert(shard.index);
        }
    }

    Api& api;
    weir::ConsumerChecker& checker;
    std::map<std::uint32_t, weir::SequenceNumber> newest{};
    std::set<std::uint32_t> done{};
};

}  // namespace

int main() {
    weir::Simulation simulation{2026};
    Stream stream{{.shard_count = 2, .resharding_time = 30s}, simulation.clock()};
    weir::FaultPlan plan{simulation.seed()};
    plan.draw(weir::FaultFamily::lose_reply, 0.05);
    plan.draw(weir::FaultFamily::throttle, 0.05);
    plan.draw(weir::FaultFamily::expire_iterator, 0.05);
    plan.draw(weir::FaultFamily::empty_page, 0.05);
    weir::Journal journal;
    weir::ConsumerChecker checker{{.since = simulation.now(), .read_within = 2min}};

    Api producer{simulation, stream, plan, journal, "producer"};
    weir::Random keys = simulation.random("keys");
    simulation.add("producer", [&](Instant now) -> std::optional<Instant> {
        const std::string key = "user-" + std::to_string(keys.below(50));
        static_cast<void>(producer.put_record({.data = "click", .partition_key = key}));
        checker.see(journal.entries().back());
        return simulation.elapsed() < 55min ? std::optional{now + 200ms} : std::nullopt;
    });
    Api reader{simulation, stream, plan, journal, "consumer"};
    Consumer consumer{.api = reader, .checker = checker};
    simulation.add("consumer", consumer);
    simulation.add("inspector", [&](Instant now) {
        const auto listed = stream.list_shards();
        for (const weir::Shard& shard : listed->shards) {
            checker.knows(shard);
        }
        checker.look(now);
        return std::optional{now + 1s};
    });
    for (const std::uint32_t shards : {4U, 3U, 5U}) {
        simulation.after(10min * shards, "reshard", [&stream, shards] {
            static_cast<void>(stream.update_shard_count({.target_shard_count = shards}));
        });
    }

    static_cast<void>(simulation.run_for(1h));
    checker.finish(simulation.now());
    fmt::print(
        "{} calls in an hour, {} replies lost, {} calls or records throttled, {} iterators "
        "expired\n",
        journal.made(), plan.happened(weir::FaultFamily::lose_reply),
        plan.happened(weir::FaultFamily::throttle),
        plan.happened(weir::FaultFamily::expire_iterator));
    fmt::print("{}", checker.ok() ? std::string{"the consumer is right\n"} : checker.explain());
    return checker.ok() && plan.happened(weir::FaultFamily::lose_reply) > 0 ? 0 : 1;
}
