// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/replay_puts.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "weir/stream/stream.hpp"
#include "weir/testing/faulty_api.hpp"

namespace {

using namespace std::chrono_literals;
using weir::Duration;
using weir::Errc;
using weir::FaultFamily;
using weir::Instant;
using weir::KinesisOperation;
using weir::PutRecordsRequestEntry;
using weir::ReplayPuts;
using weir::ShardId;
using Stream = weir::Stream<weir::RingStorage<>, weir::ManualClock>;

struct Recorded {
    weir::Simulation simulation{1};
    Stream stream{{.shard_count = 2}, simulation.clock()};
    weir::FaultPlan plan{1};
    weir::Journal journal;
    weir::FaultyApi<Stream> api{simulation, stream, plan, journal, "producer"};
};

/// Everything in a stream: shard, key, data, and how long after `since` it came.
std::vector<std::string> content(Stream& stream, Instant since) {
    std::vector<std::string> found;
    const auto listed = stream.list_shards();
    for (const weir::Shard& shard : listed->shards) {
        const auto place = stream.get_shard_iterator({.shard_id = shard.shard_id});
        const auto page = stream.get_records({.shard_iterator = *place});
        for (const weir::RecordView record : page->records) {
            found.push_back(
                shard.shard_id.to_string() + ' ' + std::string{record.partition_key()} + ' ' +
                std::string{record.data().as_text()} + ' ' +
                std::to_string((record.approximate_arrival_timestamp() - since).count()));
        }
    }
    return found;
}

}  // namespace

static_assert(weir::simulation_actor<ReplayPuts<Stream>>);

TEST_CASE("what was stored is put again, in its order and as long after the beginning") {
    Recorded recorded;
    for (const auto family : {FaultFamily::refuse, FaultFamily::throttle, FaultFamily::lose_reply,
                              FaultFamily::repeat, FaultFamily::delay}) {
        recorded.plan.draw(family, 0.1);
    }
    int round = 0;
    recorded.simulation.add("producer", [&](Instant now) {
        const std::string text = std::to_string(++round);
        static_cast<void>(
            recorded.api.put_record({.data = text, .partition_key = std::to_string(round % 7)}));
        const std::array<PutRecordsRequestEntry, 3> batch{
            PutRecordsRequestEntry{
                .data = "a", .partition_key = "k", .explicit_hash_key = weir::HashKey{0}},
            PutRecordsRequestEntry{
                .data = "b", .partition_key = "k", .explicit_hash_key = weir::HashKey::max()},
            PutRecordsRequestEntry{.data = "c\xff", .partition_key = text}};
        static_cast<void>(recorded.api.put_records(batch));
        static_cast<void>(recorded.api.list_shards());
        return std::optional{now + 37ms};
    });
    CHECK(recorded.simulation.run_for(1min) == weir::SimulationEnd::time_up);
    const auto stored = content(recorded.stream, Instant::from_seconds(1'700'000'000));
    REQUIRE(stored.size() > 200);
    REQUIRE(recorded.journal.count_faults("repeat") > 0);
    REQUIRE(recorded.journal.count_faults("lose reply") > 0);

    const Instant start = Instant::from_seconds(1'800'000'000);
    weir::Simulation simulation{weir::SimulationOptions{.start = start}};
    Stream stream{{.shard_count = 2}, simulation.clock()};
    ReplayPuts puts{stream, recorded.journal};
    simulation.add("puts", puts);
    CHECK_FALSE(puts.done());
    CHECK(simulation.run_until_idle(2min));
    CHECK(puts.done());
    CHECK(puts.failures().empty());
    CHECK(puts.records() == stored.size());
    CHECK(content(stream, start) == stored);
}

TEST_CASE("of one caller, and counted from any moment of the recording") {
    Recorded recorded;
    const Instant since = recorded.simulation.now();
    weir::FaultyApi<Stream> other{recorded.simulation, recorded.stream, recorded.plan,
                                  recorded.journal, "other"};
    CHECK(recorded.simulation.run_for(1s) == weir::SimulationEnd::time_up);
    static_cast<void>(recorded.api.put_record({.data = "one", .partition_key = "k"}));
    CHECK(recorded.simulation.run_for(1s) == weir::SimulationEnd::time_up);
    static_cast<void>(other.put_record({.data = "two", .partition_key = "k"}));

    weir::Simulation simulation{2};
    Stream stream{{.shard_count = 1}, simulation.clock()};
    ReplayPuts puts{stream, recorded.journal, {.caller = "other", .since = since}};
    CHECK(puts.step(simulation.now()) == simulation.now() + 2s);
    CHECK_FALSE(puts.step(simulation.now() + 2s).has_value());
    CHECK(puts.records() == 1);
    ReplayPuts nothing{stream, recorded.journal, {.caller = "nobody"}};
    CHECK_FALSE(nothing.step(simulation.now()).has_value());
    CHECK(nothing.done());
}

TEST_CASE("what the stream refuses is told, with the entry that it comes from") {
    Recorded recorded;
    static_cast<void>(recorded.api.list_shards());
    const std::vector<PutRecordsRequestEntry> batch(400, {.data = "d", .partition_key = "k"});
    for (int call = 0; call < 3; ++call) {
        static_cast<void>(recorded.api.put_records(batch));
        static_cast<void>(recorded.api.put_record({.data = "d", .partition_key = "k"}));
        CHECK(recorded.simulation.run_for(1s) == weir::SimulationEnd::time_up);
    }
    weir::Simulation simulation{1};
    Stream stream{{.shard_count = 1}, simulation.clock()};
    ReplayPuts puts{stream, recorded.journal};
    // All at once is more than a shard takes.
    CHECK(puts.step(simulation.now()) == simulation.now() + 1s);
    CHECK_FALSE(puts.step(simulation.now() + 1h).has_value());
    CHECK(puts.records() == 1'000);
    REQUIRE(puts.failures().size() == 203);
    CHECK(puts.failures().front().number == 6);
    CHECK(puts.failures().front().error.code() == Errc::provisioned_throughput_exceeded);
    CHECK(puts.failures().front().error.retry_after() > 0s);
    CHECK(puts.failures().back().number == 7);

    // A batch that was put twice, of which one call can't take all.
    weir::Journal journal;
    weir::JournalEntry twice = recorded.journal.entries()[1];
    const auto once = twice.records;
    twice.records.insert(twice.records.end(), once.begin(), once.end());
    journal.add(twice);
    Stream wide{{.shard_count = 1}, simulation.clock()};
    ReplayPuts again{wide, journal};
    CHECK_FALSE(again.step(simulation.now()).has_value());
    CHECK(again.records() == 800);

    // One of its calls is refused as a whole, and the other meets a spent allowance.
    weir::JournalEntry refused = twice;
    refused.records[5].partition_key.clear();
    weir::Journal bad;
    bad.add(refused);
    ReplayPuts of_bad{wide, bad};
    CHECK_FALSE(of_bad.step(simulation.now()).has_value());
    CHECK(of_bad.failures().size() == 600);
    CHECK(of_bad.failures().front().error.code() == Errc::validation);
}
