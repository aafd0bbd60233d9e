// SPDX-License-Identifier: Apache-2.0
#include "../../examples/demo/replay.hpp"

#include <memory>
#include <sstream>
#include <string>

#include "../../examples/demo/report.hpp"
#include "../../examples/events/delimited.hpp"
#include "catch.hpp"
#include "weir/core/random.hpp"

namespace {

constexpr std::int64_t start_seconds = 1'700'000'000;

struct Setup {
    std::uint64_t records_per_second = 10;
    std::uint32_t shards = 2;
    weir::Duration resharding_time{0};
    bool reshard = true;
    std::uint64_t memory_budget_bytes = 0;  // 0: as the storage has it
};

/// What a replay came to.
struct Outcome {
    demo::Tally tally{weir::Instant::from_seconds(start_seconds)};
    demo::Verdict verdict;
    std::string failure;
    std::string report;
    bool passed = false;
    weir::StreamMetrics metrics;
};

weir::RingStorage<>::Options storage_of(const Setup& setup) {
    weir::RingStorage<>::Options storage;
    if (setup.memory_budget_bytes > 0) storage.memory_budget_bytes = setup.memory_budget_bytes;
    return storage;
}

std::unique_ptr<Outcome> replay(const std::string& log, const Setup& setup) {
    auto outcome = std::make_unique<Outcome>();
    std::istringstream in{log};
    demo::LineReader lines{in};
    demo::EventParser parser{std::make_unique<demo::Delimited>(','), {}};
    demo::EventSource source{lines, parser, 1.0, outcome->tally.input};

    weir::StreamOptions options;
    options.shard_count = setup.shards;
    options.resharding_time = setup.resharding_time;
    weir::ServiceThrottleOptions limits;
    limits.write_records_per_second = limits.write_burst_records = setup.records_per_second;
    weir::ManualClock clock{weir::Instant::from_seconds(start_seconds)};
    demo::DemoStream stream{options, clock, weir::ServiceThrottle{limits}, storage_of(setup)};

    demo::ReplaySettings settings;
    settings.reshard = setup.reshard;
    settings.rules.records_per_second = static_cast<double>(setup.records_per_second);
    settings.rules.cold_for = std::chrono::seconds{10};
    demo::Replay replay{stream, clock, outcome->tally, settings};
    auto first = source.next();
    replay.run(std::move(first), source, [] {});
    outcome->tally.reach(clock.now());
    outcome->verdict = replay.verdict();
    outcome->failure = replay.failure();
    outcome->metrics = stream.metrics();

    demo::ReportFacts facts;
    facts.start = weir::Instant::from_seconds(start_seconds);
    facts.end = clock.now();
    facts.failure = outcome->failure;
    demo::Report report{facts, outcome->tally, replay.keys(), outcome->verdict, demo::Style{}};
    outcome->report = report.text();
    outcome->passed = report.passed();
    return outcome;
}

/// A log of bursts and pauses with keys of unequal weight.
std::string random_log(std::uint64_t seed, int lines) {
    weir::Random random{seed};
    std::string log;
    std::uint64_t now = start_seconds;
    for (int i = 0; i < lines; ++i) {
        if (random.chance(0.01)) now += random.below(60);
        if (random.chance(0.03)) now += 1;
        const std::uint64_t key = random.below(1 + random.below(200));
        log += std::to_string(now) + ",k" + std::to_string(key) + "," + std::to_string(i) + "\n";
    }
    return log;
}

}  // namespace

TEST_CASE("nothing is lost, doubled or reordered through throttling, splits and merges") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        INFO("seed " << seed);
        Setup setup;
        setup.resharding_time = std::chrono::seconds{seed % 3 * 7};
        const auto outcome = replay(random_log(seed, 4000), setup);
        CHECK(outcome->failure.empty());
        CHECK(outcome->verdict.proven());
        CHECK(outcome->verdict.put == 4000);
        CHECK(outcome->verdict.keys > 100);
        CHECK(outcome->passed);
        CHECK(outcome->tally.writes.throttled > 0);
        CHECK(outcome->tally.reshards.splits > 0);
        CHECK(outcome->tally.reshards.merges > 0);
    }
}

TEST_CASE("the demo and the stream count the same") {
    const auto outcome = replay(random_log(7, 3000), {});
    const weir::StreamMetrics& metrics = outcome->metrics;
    CHECK(metrics.incoming_records == outcome->tally.writes.put);
    CHECK(metrics.get_records_records == outcome->tally.reads.records);
    CHECK(metrics.write_provisioned_throughput_exceeded == outcome->tally.writes.throttled);
    REQUIRE(metrics.shards.size() == outcome->tally.shards.size());
    for (const weir::ShardMetrics& shard : metrics.shards) {
        INFO("shard " << shard.shard_id.index);
        CHECK(shard.incoming_records == outcome->tally.shards[shard.shard_id.index].records);
    }
}

TEST_CASE("without resharding the shards stay, and the writer waits") {
    Setup setup;
    setup.reshard = false;
    const auto outcome = replay(random_log(3, 2000), setup);
    CHECK(outcome->passed);
    CHECK(outcome->tally.shards.size() == 2);
    CHECK(outcome->tally.writes.delayed > 0);
    CHECK(outcome->report.find("0 lost, 0 doubled") != std::string::npos);
}

TEST_CASE("one key that is all of the load is not cured by a split") {
    std::string log;
    for (int i = 0; i < 500; ++i)
        log += std::to_string(start_seconds + i / 50) + ",hot,x\n";
    const auto outcome = replay(log, {});
    CHECK(outcome->passed);
    CHECK(outcome->tally.reshards.splits == 0);
    CHECK(outcome->tally.reshards.spared > 0);
}

TEST_CASE("after a gap reading goes on where it stopped, and within retention nothing is missed") {
    for (const int gap : {3600, 30 * 86400}) {
        INFO("gap of " << gap << " s");
        std::string log = random_log(5, 500);
        for (int i = 0; i < 500; ++i) {
            log += std::to_string(start_seconds + 1000 + gap + i / 40) + ",late" +
                   std::to_string(i % 17) + ",x\n";
        }
        for (const bool reshard : {false, true}) {
            Setup setup;
            setup.reshard = reshard;
            const auto outcome = replay(log, setup);
            CHECK(outcome->passed);
            CHECK(outcome->verdict.read == 1000);
            CHECK(outcome->tally.reads.renewed > 0);
        }
    }
}

TEST_CASE("all at one moment, far above the limit, comes through in its time") {
    std::string log;
    for (int i = 0; i < 2000; ++i) {
        log += std::to_string(start_seconds) + ",k" + std::to_string(i % 50) + ",x\n";
    }
    Setup setup;
    setup.reshard = false;
    setup.shards = 1;
    const auto outcome = replay(log, setup);
    CHECK(outcome->passed);
    CHECK(outcome->tally.writes.longest_wait >= std::chrono::seconds{198});
    CHECK(outcome->tally.writes.longest_wait < std::chrono::seconds{300});
}

TEST_CASE("records that the stream can never take are told, and the run is not proven") {
    Setup setup;
    setup.memory_budget_bytes = 128 * 1024;
    const auto outcome = replay(random_log(11, 6000), setup);
    CHECK(outcome->tally.writes.failed > 0);
    CHECK(outcome->tally.writes.failed + outcome->verdict.put == 6000);
    CHECK(outcome->verdict.proven());
    CHECK_FALSE(outcome->passed);
    CHECK(outcome->report.find("NOT PROVEN") != std::string::npos);
    CHECK(outcome->report.find("never put") != std::string::npos);
}
