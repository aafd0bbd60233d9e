// SPDX-License-Identifier: Apache-2.0
// Four classic mistakes of those who write their own client, each found by a checker that tells its
// story; and the same client without them, which passes ten thousand seeds.
#include <fmt/core.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weir/testing/consumer_checker.hpp>
#include <weir/testing/faulty_api.hpp>
#include <weir/testing/producer_checker.hpp>
#include <weir/testing/simulation.hpp>
#include <weir/weir.hpp>

namespace {

using namespace std::chrono_literals;
using weir::Instant;
using weir::ShardId;
using Stream = weir::Stream<weir::RingStorage<>, weir::ManualClock>;
using Api = weir::FaultyApi<Stream>;

enum class Mistake {
    none,
    empty_page_is_the_end,
    children_before_parents,
    whole_batch_again,
    checkpoint_before_processing,
};

/// Puts twelve batches of five, and what failed again.
struct Producer {
    std::optional<Instant> step(Instant now) {
        if (unsent.empty()) {
            if (batches++ == 12) {
                return std::nullopt;
            }
            for (int record = 0; record < 5; ++record) {
                const std::string user = "user " + std::to_string(keys.below(9));
                unsent.emplace_back(user, "event " + std::to_string(++made));
            }
        }
        std::vector<weir::PutRecordsRequestEntry> entries;
        for (const auto& [key, data] : unsent) {
            entries.push_back({.data = data, .partition_key = key});
        }
        const auto result = api.put_records(entries);
        std::vector<std::pair<std::string, std::string>> failed;
        for (std::size_t at = 0; result && at < entries.size(); ++at) {
            if (!result->records[at].ok()) {
                failed.push_back(unsent[at]);
            }
        }
        if (result && (failed.empty() || mistake != Mistake::whole_batch_again)) {
            unsent = failed;
        }
        return now + 2s;
    }

    Api& api;
    Mistake mistake;
    weir::Random keys;
    std::vector<std::pair<std::string, std::string>> unsent{};
    int batches = 0;
    int made = 0;
};

/// Reads all shards, and keeps how far it has come in a table that outlives it: it crashes.
struct Consumer {
    std::optional<Instant> step(Instant now) {
        if (plan.happens(weir::FaultFamily::crash)) {
            places.clear();  // all that it had in memory
            return now + 3s;
        }
        if (const auto listed = api.list_shards()) {
            for (const weir::Shard& shard : listed->shards) {
                if (!ended.contains(shard.shard_id.index) && may_begin(shard)) {
                    read(now, shard.shard_id);
                }
            }
        }
        return now + 1s;
    }
    [[nodiscard]] bool may_begin(const weir::Shard& shard) const {
        const auto is_over = [this](const auto& id) { return !id || ended.contains(id->index); };
        return mistake == Mistake::children_before_parents ||
               (is_over(shard.parent_shard_id) && is_over(shard.adjacent_parent_shard_id));
    }
    void read(Instant now, ShardId shard) {
        if (!places.contains(shard.index)) {
            weir::GetShardIteratorRequest where{.shard_id = shard};
            if (checkpoints.contains(shard.index)) {
                where.shard_iterator_type = weir::ShardIteratorType::after_sequence_number;
                where.starting_sequence_number = checkpoints.at(shard.index);
            }
            const auto place = api.get_shard_iterator(where);
            if (!place) {
                return;  // it tries again in a second
            }
            places.emplace(shard.index, *place);
        }
        const auto page = api.get_records({.shard_iterator = places.at(shard.index)});
        if (!page) {
            places.erase(shard.index);
            return;
        }
        checker.reads(shard);
        if (!process(now, shard, *page)) {
            return;
        }
        places.erase(shard.index);
        const bool is_end = !page->next_shard_iterator ||
                            (mistake == Mistake::empty_page_is_the_end && page->records.empty());
        if (is_end) {
            checker.ended(now, "consumer", shard);
            ended.insert(shard.index);
        } else {
            places.emplace(shard.index, *page->next_shard_iterator);
        }
    }
    /// Gives: false if it crashed.
    bool process(Instant now, ShardId shard, const Stream::GetRecordsResult& page) {
        std::optional<weir::SequenceNumber> last;
        for (const weir::RecordView record : page.records) {
            last = record.sequence_number();
        }
        if (last && mistake == Mistake::checkpoint_before_processing) {
            checkpoint(now, shard, *last);
        }
        for (const weir::RecordView record : page.records) {
            if (plan.happens(weir::FaultFamily::crash)) {
                places.clear();
                return false;
            }
            checker.processed(now, "consumer", shard, record.sequence_number(),
                              record.partition_key());
            if (mistake != Mistake::checkpoint_before_processing) {
                checkpoint(now, shard, record.sequence_number());
            }
        }
        return true;
    }
    void checkpoint(Instant now, ShardId shard, weir::SequenceNumber number) {
        checkpoints[shard.index] = number;
        checker.checkpointed(now, "consumer", shard, number);
    }

    Api& api;
    weir::FaultPlan& plan;
    weir::ConsumerChecker& checker;
    Mistake mistake;
    std::map<std::uint32_t, weir::ShardIterator> places{};
    std::map<std::uint32_t, weir::SequenceNumber> checkpoints{};
    std::set<std::uint32_t> ended{};
};

/// Forty seconds with faults and a reshard, and twenty without.
///
/// Gives: what was wrong; with it, where `tells`, the last calls.
std::string run(std::uint64_t seed, Mistake mistake, bool tells) {
    weir::SimulationOptions options;
    options.seed = seed;
    options.remembered = tells ? 8 : 0;
    weir::Simulation simulation{options};
    Stream stream{{.shard_count = 2, .resharding_time = 5s}, simulation.clock()};
    weir::FaultPlan plan{seed};
    for (const auto family :
         {weir::FaultFamily::throttle, weir::FaultFamily::lose_reply, weir::FaultFamily::empty_page,
          weir::FaultFamily::expire_iterator, weir::FaultFamily::crash}) {
        plan.draw(family, 0.05);
    }
    weir::Journal journal{{.entries_max = 1}};
    weir::ConsumerChecker consumer_checker{{.since = simulation.now(), .read_within = 30s}};
    weir::ProducerChecker producer_checker{{.since = simulation.now()}};
    journal.watch([&](const weir::JournalEntry& entry) {
        consumer_checker.see(entry);
        producer_checker.see(entry);
    });
    Api puts{simulation, stream, plan, journal, "producer"};
    Api reads{simulation, stream, plan, journal, "consumer"};
    Producer producer{.api = puts, .mistake = mistake, .keys = simulation.random("keys")};
    Consumer consumer{.api = reads, .plan = plan, .checker = consumer_checker, .mistake = mistake};
    simulation.add("producer", producer);
    simulation.add("consumer", consumer);
    simulation.add("inspector", [&](Instant now) {
        const auto listed = stream.list_shards();
        for (const weir::Shard& shard : listed->shards) {
            consumer_checker.knows(shard);
        }
        consumer_checker.look(now);
        return std::optional{now + 1s};
    });
    simulation.after(11s, "reshard", [&stream] {
        static_cast<void>(stream.update_shard_count({.target_shard_count = 3}));
    });
    const auto goes_well = [&] { return consumer_checker.ok() && producer_checker.ok(); };
    for (int second = 0; second < 40 && goes_well(); ++second) {
        static_cast<void>(simulation.run_for(1s));
    }
    plan.calm();
    if (goes_well()) {
        static_cast<void>(simulation.run_for(20s));
        consumer_checker.finish(simulation.now());
        producer_checker.finish(simulation.now());
    }
    std::string wrong = producer_checker.explain() + consumer_checker.explain();
    if (!wrong.empty() && tells) {
        wrong += simulation.story();
    }
    return wrong;
}

/// The first verdict, and the end of the story.
std::string short_story(const std::string& story) {
    return story.substr(0, story.find('\n') + 1) + story.substr(story.find("\nlast:") + 1);
}

bool find(Mistake mistake, std::string_view name) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        const std::string story = run(seed, mistake, true);
        if (!story.empty()) {
            fmt::print("--- {}\n{}\n", name, short_story(story));
            return true;
        }
    }
    fmt::print("--- {}: not found\n", name);
    return false;
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint64_t seeds = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000;
    bool fine = find(Mistake::empty_page_is_the_end, "treats an empty page as the end");
    fine = find(Mistake::children_before_parents, "reads children before parents") && fine;
    fine = find(Mistake::whole_batch_again, "puts a whole batch again") && fine;
    fine = find(Mistake::checkpoint_before_processing, "checkpoints before processing") && fine;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const std::string wrong = run(seed, Mistake::none, false);
        if (!wrong.empty()) {
            fmt::print("seed {} without any mistake:\n{}", seed, run(seed, Mistake::none, true));
            return 1;
        }
    }
    fmt::print("without these mistakes {} seeds pass\n", seeds);
    return fine ? 0 : 1;
}
