// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/faulty_api.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "dies.hpp"
#include "weir/stream/stream.hpp"
#include "weir/testing/consumer_checker.hpp"

namespace {

using namespace std::chrono_literals;
using weir::Duration;
using weir::Errc;
using weir::FaultFamily;
using weir::Instant;
using weir::KinesisOperation;
using weir::PutRecordsRequestEntry;
using weir::ShardId;
using Stream = weir::Stream<weir::RingStorage<>, weir::ManualClock>;
using Api = weir::FaultyApi<Stream>;

/// One stream, one caller, and whatever faults a test writes down.
struct Fixture {
    explicit Fixture(std::uint64_t seed = 1, std::uint32_t shards = 1)
        : simulation{seed}, stream{{.shard_count = shards}, simulation.clock()}, plan{seed} {}

    std::size_t stored() {
        std::size_t records = 0;
        const auto listed = stream.list_shards();
        for (const auto& shard : listed->shards) {
            records += read_all(shard.shard_id);
        }
        return records;
    }
    std::size_t read_all(ShardId shard) {
        return stream.get_records({.shard_iterator = place(shard)})->records.size();
    }
    weir::ShardIterator place(ShardId shard = ShardId{0}) {
        return *stream.get_shard_iterator({.shard_id = shard});
    }

    weir::Simulation simulation;
    Stream stream;
    weir::FaultPlan plan;
    weir::Journal journal;
    Api api{simulation, stream, plan, journal, "caller"};
};

}  // namespace

TEST_CASE("without faults every call goes through as it is, and is written down") {
    Fixture fixture;
    Api& api = fixture.api;
    STATIC_REQUIRE(weir::kinesis_control_api<Api>);
    const auto put = api.put_record({.data = "one", .partition_key = "k"});
    REQUIRE(put.has_value());
    const std::array<PutRecordsRequestEntry, 2> entries{
        PutRecordsRequestEntry{.data = "two", .partition_key = "k"},
        PutRecordsRequestEntry{.data = "three", .partition_key = "l"}};
    CHECK(api.put_records(entries)->failed_record_count == 0);
    std::array<weir::PutRecordsResultEntry, 2> results{};
    CHECK(*api.put_records(entries, results) == 0);
    CHECK(results[1].ok());
    const auto place = api.get_shard_iterator({.shard_id = ShardId{0}});
    const auto page = api.get_records({.shard_iterator = *place});
    REQUIRE(page->records.size() == 5);
    CHECK(api.list_shards()->shards.size() == 1);
    CHECK(api.describe_stream_summary()->open_shard_count == 1);
    CHECK(api.split_shard({.shard_to_split = ShardId{0}, .new_starting_hash_key = "5"}));
    CHECK(api.merge_shards({.shard_to_merge = ShardId{1}, .adjacent_shard_to_merge = ShardId{2}}));
    CHECK(api.update_shard_count({.target_shard_count = 2}).has_value());
    CHECK_FALSE(api.split_shard({.shard_to_split = ShardId{9}, .new_starting_hash_key = "5"}));
    CHECK_FALSE(api.put_record({.data = "x", .partition_key = ""}));

    const auto& entries_made = fixture.journal.entries();
    REQUIRE(entries_made.size() == 12);
    CHECK(api.caller() == "caller");
    CHECK(entries_made[0].records[0].sequence_number == put->sequence_number);
    CHECK(entries_made[0].records[0].data == "one");
    CHECK(entries_made[1].records[1].partition_key == "l");
    CHECK(call_text(entries_made[3]) ==
          "caller  GetShardIterator shardId-000000000000 TRIM_HORIZON -> an iterator");
    CHECK(entries_made[4].records.size() == 5);
    CHECK(entries_made[4].records[0].sequence_number == put->sequence_number);
    CHECK(call_text(entries_made[6]) == "caller  DescribeStreamSummary -> ACTIVE, 1 open shards");
    CHECK(call_text(entries_made[7]) == "caller  SplitShard shardId-000000000000 at 5 -> begun");
    CHECK(entries_made[10].error == Errc::resource_not_found);
    CHECK(entries_made[10].given.empty());
    CHECK(entries_made[11].error == Errc::validation);
    CHECK(fixture.simulation.story().find("caller  UpdateShardCount to 2 -> begun") !=
          std::string::npos);
}

TEST_CASE("a refused call does nothing; one whose reply is lost did all; one that repeats, twice") {
    Fixture fixture;
    fixture.plan.script({.operation = KinesisOperation::put_record, .nth = 1},
                        {.family = FaultFamily::refuse, .error = Errc::limit_exceeded});
    fixture.plan.script({.operation = KinesisOperation::put_record, .nth = 2},
                        {.family = FaultFamily::lose_reply});
    fixture.plan.script({.operation = KinesisOperation::put_record, .nth = 3},
                        {.family = FaultFamily::repeat});
    const auto put = [&] { return fixture.api.put_record({.data = "d", .partition_key = "k"}); };
    CHECK(put().error().code() == Errc::limit_exceeded);
    CHECK(fixture.stored() == 0);
    CHECK(put().error().code() == Errc::internal_failure);
    CHECK(fixture.stored() == 1);
    const auto repeated = put();
    CHECK(repeated->sequence_number.sequence_index() == 3);
    CHECK(fixture.stored() == 3);
    CHECK(fixture.plan.waiting() == 0);
    CHECK(fixture.journal.count_faults("lose reply") == 1);
    // The journal knows what was stored in truth.
    const auto& entries = fixture.journal.entries();
    CHECK_FALSE(entries[0].records[0].sequence_number.has_value());
    CHECK(entries[1].records[0].sequence_number->sequence_index() == 1);
    REQUIRE(entries[2].records.size() == 2);
    CHECK(entries[2].records[0].sequence_number->sequence_index() == 2);
    CHECK(entries[2].records[1].sequence_number == repeated->sequence_number);
}

TEST_CASE("the third put_records: entries 1 and 4 throttled") {
    Fixture fixture;
    fixture.plan.script({.operation = KinesisOperation::put_records, .nth = 3},
                        {.family = FaultFamily::throttle, .entries = {1, 4, 99}});
    std::vector<PutRecordsRequestEntry> entries(5, {.data = "d", .partition_key = "k"});
    CHECK(fixture.api.put_records(entries)->failed_record_count == 0);
    CHECK(fixture.api.put_records(entries)->failed_record_count == 0);
    const auto third = fixture.api.put_records(entries);
    REQUIRE(third->records.size() == 5);
    CHECK(third->failed_record_count == 2);
    for (std::size_t at = 0; at < 5; ++at) {
        CHECK(third->records[at].ok() == (at != 1 && at != 4));
    }
    CHECK(third->records[4].error_code == Errc::provisioned_throughput_exceeded);
    CHECK(third->records[4].retry_after > 0s);
    CHECK(fixture.stored() == 13);

    // All of a batch, one record, a read.
    fixture.plan.script({.operation = KinesisOperation::put_records},
                        {.family = FaultFamily::throttle});
    fixture.plan.script({.operation = KinesisOperation::put_record},
                        {.family = FaultFamily::throttle});
    fixture.plan.script({.operation = KinesisOperation::get_records},
                        {.family = FaultFamily::throttle});
    CHECK(fixture.api.put_records(entries)->failed_record_count == 5);
    CHECK(fixture.api.put_record({.data = "d", .partition_key = "k"}).error().retry_after() == 1s);
    CHECK(fixture.api.get_records({.shard_iterator = fixture.place()}).error().code() ==
          Errc::provisioned_throughput_exceeded);
    CHECK(fixture.stored() == 13);

    // What the stream itself refuses stays refused.
    fixture.plan.script({.operation = KinesisOperation::put_records},
                        {.family = FaultFamily::throttle, .entries = {0}});
    entries[3].partition_key = "";
    CHECK(fixture.api.put_records(entries).error().code() == Errc::validation);
}

TEST_CASE("reads expire, come back empty or short, or stall for a while, and lose nothing") {
    Fixture fixture;
    for (int record = 0; record < 3; ++record) {
        REQUIRE(fixture.stream.put_record({.data = "d", .partition_key = "k"}));
    }
    auto place = fixture.place();
    const auto next_read = [&](FaultFamily family, Duration length = Duration{0}) {
        fixture.plan.script({.operation = KinesisOperation::get_records, .shard_id = ShardId{0}},
                            {.family = family, .length = length});
        return fixture.api.get_records({.shard_iterator = place});
    };
    CHECK(next_read(FaultFamily::expire_iterator).error().code() == Errc::expired_iterator);
    const auto empty = next_read(FaultFamily::empty_page);
    CHECK(empty->records.empty());
    CHECK(*empty->next_shard_iterator == place);
    const auto short_page = next_read(FaultFamily::short_page);
    CHECK(short_page->records.size() == 1);
    place = *short_page->next_shard_iterator;

    CHECK(next_read(FaultFamily::stall_shard, 1min)->records.empty());
    CHECK(fixture.simulation.run_for(59s) == weir::SimulationEnd::time_up);
    const auto stalled = fixture.api.get_records({.shard_iterator = place});
    CHECK(stalled->records.empty());
    CHECK(stalled->millis_behind_latest == 59s);
    // Whoever reads it.
    Api other{fixture.simulation, fixture.stream, fixture.plan, fixture.journal, "other"};
    CHECK(other.get_records({.shard_iterator = fixture.place()})->records.empty());
    CHECK(fixture.simulation.run_for(1s) == weir::SimulationEnd::time_up);
    CHECK(fixture.api.get_records({.shard_iterator = place})->records.size() == 2);
    CHECK(other.get_records({.shard_iterator = fixture.place()})->records.size() == 3);
}

TEST_CASE("a reply takes time, which its caller waits and nobody else") {
    Fixture fixture;
    fixture.plan.script({.operation = KinesisOperation::put_record, .nth = 2},
                        {.family = FaultFamily::delay, .length = 2s});
    std::vector<Duration> puts;
    fixture.simulation.add("producer", [&](Instant now) {
        puts.push_back(fixture.simulation.elapsed());
        REQUIRE(fixture.api.put_record({.data = "d", .partition_key = "k"}).has_value());
        return std::optional{now + 100ms};
    });
    int ticks = 0;
    fixture.simulation.add("other", [&](Instant now) {
        ++ticks;
        return std::optional{now + 100ms};
    });
    CHECK(fixture.simulation.run_for(2200ms) == weir::SimulationEnd::time_up);
    CHECK(puts == std::vector<Duration>{0ms, 100ms, 2100ms, 2200ms});
    CHECK(ticks == 23);
    // Outside of any actor's step there is nobody to wait.
    fixture.plan.script({.operation = KinesisOperation::list_shards},
                        {.family = FaultFamily::delay, .length = 2s});
    CHECK(fixture.api.list_shards().has_value());
}

TEST_CASE("split this shard in the middle of that read, and let the clock jump") {
    Fixture fixture;
    REQUIRE(fixture.stream.put_record({.data = "d", .partition_key = "k"}));
    const auto place = fixture.place();
    fixture.plan.script({.operation = KinesisOperation::get_records},
                        {.family = FaultFamily::reshard, .action = [&] {
                             REQUIRE(fixture.stream.update_shard_count({.target_shard_count = 2}));
                         }});
    const auto page = fixture.api.get_records({.shard_iterator = place});
    CHECK(page->records.size() == 1);
    CHECK(page->child_shards.size() == 2);
    CHECK(fixture.journal.entries().back().child_shards.size() == 2);

    const Instant before = fixture.simulation.now();
    fixture.plan.script({.operation = KinesisOperation::list_shards},
                        {.family = FaultFamily::clock_jump, .length = -1h});
    CHECK(fixture.api.list_shards().has_value());
    CHECK(fixture.simulation.now() == before - 1h);
    CHECK(fixture.journal.entries().back().at == before - 1h);
}

namespace {

/// What a consumer can do wrong.
enum class Mistake { none, begins_anew_at_latest, does_not_wait_for_parents, forgets_children };

/// A consumer as one should be written, but for its mistake: it tries again, asks for a new place
/// when its own has expired, and reads a parent to its end before its children.
struct Follower {
    std::optional<Instant> step(Instant now) {
        const bool looks = mistake != Mistake::forgets_children || known.empty();
        const auto listed = looks ? api.list_shards() : weir::Result<weir::ListShardsResult>{};
        if (listed) {
            for (const weir::Shard& shard : listed->shards) {
                known.emplace(shard.shard_id.index, shard);
            }
        }
        for (const auto& [index, shard] : known) {
            if (!done.contains(index) && is_due(shard)) {
                read(now, shard.shard_id);
            }
        }
        return now + 1s;
    }
    [[nodiscard]] bool is_due(const weir::Shard& shard) const {
        const auto over = [&](const std::optional<ShardId>& parent) {
            return !parent || done.contains(parent->index);
        };
        return mistake == Mistake::does_not_wait_for_parents ||
               (over(shard.parent_shard_id) && over(shard.adjacent_parent_shard_id));
    }
    [[nodiscard]] weir::GetShardIteratorRequest where(ShardId shard) const {
        using weir::ShardIteratorType;
        const auto last = newest.find(shard.index);
        if (last == newest.end()) {
            return {.shard_id = shard};
        }
        if (mistake == Mistake::begins_anew_at_latest) {
            return {.shard_id = shard, .shard_iterator_type = ShardIteratorType::latest};
        }
        return {.shard_id = shard,
                .shard_iterator_type = ShardIteratorType::after_sequence_number,
                .starting_sequence_number = last->second};
    }
    void read(Instant now, ShardId shard) {
        if (!places.contains(shard.index)) {
            const auto place = api.get_shard_iterator(where(shard));
            if (!place) {
                return;
            }
            places.emplace(shard.index, *place);
        }
        const auto page = api.get_records({.shard_iterator = places.at(shard.index)});
        if (!page) {
            if (page.error().code() == Errc::expired_iterator) {
                places.erase(shard.index);
            }
            return;
        }
        checker.reads(shard);
        for (const weir::RecordView record : page->records) {
            checker.processed(now, api.caller(), shard, record.sequence_number(),
                              record.partition_key());
            newest[shard.index] = record.sequence_number();
        }
        places.erase(shard.index);
        if (page->next_shard_iterator) {
            places.emplace(shard.index, *page->next_shard_iterator);
        } else {
            checker.ended(now, api.caller(), shard);
            done.insert(shard.index);
        }
    }

    Api& api;
    weir::ConsumerChecker& checker;
    Mistake mistake = Mistake::none;
    std::map<std::uint32_t, weir::Shard> known{};
    std::map<std::uint32_t, weir::ShardIterator> places{};
    std::map<std::uint32_t, weir::SequenceNumber> newest{};
    std::set<std::uint32_t> done{};
};

/// What a campaign came to.
struct Outcome {
    weir::ConsumerChecker checker;
    std::string journal;
    std::uint64_t digest = 0;
    std::uint64_t faults = 0;
};

/// Half an hour of a producer that tries again, a follower, and every family of faults; then five
/// minutes without faults, in which everything has to drain.
Outcome campaign(std::uint64_t seed, Mistake mistake = Mistake::none) {
    Fixture fixture{seed, 2};
    for (std::size_t at = 0; at < weir::call_fault_families; ++at) {
        const auto family = static_cast<FaultFamily>(at);
        fixture.plan.draw(family, family == FaultFamily::reshard ? 0.002 : 0.03);
    }
    fixture.plan.reshard_by([&](weir::Random& random) {
        const auto target = static_cast<std::uint32_t>(random.between(1, 4));
        static_cast<void>(fixture.stream.update_shard_count({.target_shard_count = target}));
    });
    Outcome outcome;
    outcome.checker =
        weir::ConsumerChecker{{.since = fixture.simulation.now(), .read_within = Duration{5min}}};
    Api producer{fixture.simulation, fixture.stream, fixture.plan, fixture.journal, "producer"};
    weir::Random random = fixture.simulation.random("keys");
    bool sends = true;
    fixture.simulation.add("producer", [&](Instant now) -> std::optional<Instant> {
        const std::string key = std::to_string(random.below(20));
        static_cast<void>(producer.put_record({.data = "d", .partition_key = key}));
        outcome.checker.see(fixture.journal.entries().back());
        return sends ? std::optional{now + 500ms} : std::nullopt;
    });
    Follower follower{.api = fixture.api, .checker = outcome.checker, .mistake = mistake};
    fixture.simulation.add("follower", follower);
    fixture.simulation.add("inspector", [&](Instant now) {
        const auto listed = fixture.stream.list_shards();
        for (const weir::Shard& shard : listed->shards) {
            outcome.checker.knows(shard);
        }
        outcome.checker.look(now);
        return std::optional{now + 1s};
    });
    CHECK(fixture.simulation.run_for(30min) == weir::SimulationEnd::time_up);
    sends = false;
    fixture.plan.calm();
    CHECK(fixture.simulation.run_for(5min) == weir::SimulationEnd::time_up);
    outcome.checker.finish(fixture.simulation.now());
    for (std::size_t at = 0; at < weir::call_fault_families; ++at) {
        const auto family = static_cast<FaultFamily>(at);
        CAPTURE(seed, to_string(family));
        CHECK(fixture.plan.happened(family) > 0);
        outcome.faults += fixture.plan.happened(family);
    }
    outcome.digest = fixture.simulation.digest();
    outcome.journal = fixture.journal.to_string(fixture.journal.size());
    return outcome;
}

}  // namespace

TEST_CASE("a good consumer reads everything that was acknowledged, whatever goes wrong") {
    const Outcome first = campaign(1);
    const Outcome again = campaign(1);
    CHECK(first.journal == again.journal);
    CHECK(first.digest == again.digest);
    std::uint64_t last = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Outcome outcome = campaign(seed);
        CAPTURE(seed, outcome.checker.explain());
        CHECK(outcome.checker.ok());
        CHECK(outcome.faults > 1'000);
        CHECK((seed == 1) == (outcome.digest == first.digest));
        last = outcome.digest;
    }
    // Written down once, so that a seed means the same on every machine and for ever.
    CHECK(last == 0x2158'ea4e'863e'1ff5);
}

TEST_CASE("a consumer with a mistake is found out") {
    const auto broken = [](Mistake mistake, weir::ConsumerRule rule) {
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            if (campaign(seed, mistake).checker.broke(rule)) {
                return true;
            }
        }
        return false;
    };
    CHECK(broken(Mistake::begins_anew_at_latest, weir::ConsumerRule::delivered));
    CHECK(broken(Mistake::begins_anew_at_latest, weir::ConsumerRule::makes_progress));
    CHECK(broken(Mistake::does_not_wait_for_parents, weir::ConsumerRule::parents_first));
    CHECK(broken(Mistake::forgets_children, weir::ConsumerRule::no_shard_forgotten));
}

TEST_CASE("results that are fewer than the records are a mistake of the caller") {
    CHECK(weir_test::dies([] {
        Fixture fixture;
        const std::vector<PutRecordsRequestEntry> entries(2, {.data = "d", .partition_key = "k"});
        std::array<weir::PutRecordsResultEntry, 1> results{};
        static_cast<void>(fixture.api.put_records(entries, results));
    }));
}
