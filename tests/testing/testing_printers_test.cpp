// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/testing_printers.hpp"

#include <chrono>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "weir/testing/explore_random.hpp"
#include "weir/testing/journal_lines.hpp"
#include "weir/testing/replay_puts.hpp"
#include "weir/testing/replay_script.hpp"

namespace {

using namespace std::chrono_literals;
using weir::Instant;
using weir::ShardId;
using weir::to_text;

/// A program of one thread, which fails.
class Failing final : public weir::ExploreProgram {
public:
    [[nodiscard]] unsigned threads() const override { return 1; }
    void run(unsigned /*thread*/) override { weir::explore_expect(false, "as planted"); }
    void finish() override {}
};

}  // namespace

TEST_CASE("a journal's parts show whole, and a journal its calls") {
    weir::JournalEntry entry;
    entry.number = 1;
    entry.caller = "w";
    entry.records.resize(1);
    CHECK(to_text(entry) ==
          "{number: 1, at: 1970-01-01T00:00:00Z, caller: \"w\", operation: PutRecord, shard_id: "
          "nothing, asked: \"\", records: [" +
              to_text(weir::JournalRecord{}) +
              "], given: \"\", error: nothing, message: \"\", millis_behind_latest: 00:00:00, "
              "child_shards: [], faults: [], request: nothing, result: nothing}");
    CHECK(to_text(weir::JournalRecord{}) ==
          "{partition_key: \"\", data: \"\", shard_id: nothing, sequence_number: nothing, error: "
          "nothing, retry_after: 00:00:00, explicit_hash_key: nothing, "
          "approximate_arrival_timestamp: nothing}");
    CHECK(to_text(weir::JournalOptions{}) ==
          "{entries_max: 1048576, keeps_data: true, keeps_details: true}");
    CHECK(to_text(weir::JournalIterator{}) ==
          "{shard_id: nothing, sequence_index: 0, not_before_seconds: 0, created: "
          "1970-01-01T00:00:00Z, text: \"\"}");
    CHECK(to_text(weir::JournalShardFilter{}) ==
          "{type: FROM_TRIM_HORIZON, shard_id: nothing, timestamp: nothing}");
    weir::JournalRequest request;
    request.limit = 5;
    CHECK(to_text(request) ==
          "{records: nothing, sequence_number_for_ordering: nothing, shard_id: nothing, "
          "shard_iterator_type: nothing, starting_sequence_number: nothing, timestamp: nothing, "
          "shard_iterator: nothing, limit: 5, next_token: nothing, exclusive_start_shard_id: "
          "nothing, max_results: nothing, shard_filter: nothing, stream_creation_timestamp: "
          "nothing, new_starting_hash_key: nothing, adjacent_shard_to_merge: nothing, "
          "target_shard_count: nothing}");
    CHECK(to_text(weir::JournalResult{}) ==
          "{shard_iterator: nothing, child_shards: [], shards: [], next_token: nothing, "
          "description: nothing, shard_count: nothing, retry_after: 00:00:00}");
    weir::Journal journal;
    journal.add(entry);
    CHECK(to_text(journal) == "00:00:00  w  PutRecord -> record \n");
    CHECK(to_text(weir::JournalHeader{}) ==
          "{format: \"weir journal\", version: 1, made: 0, options: " +
              to_text(weir::JournalOptions{}) + "}");
    CHECK(to_text(weir::JournalLinesError{3, "is not JSON"}) == "{line: 3, what: \"is not JSON\"}");
}

TEST_CASE("a replay's parts show whole") {
    CHECK(to_text(weir::ReplayMode::lenient) == "lenient");
    CHECK(to_text(weir::ReplayOptions{}) == "{mode: strict, report: a function}");
    CHECK(to_text(weir::ReplayDifference{2, "other"}) == "{number: 2, text: \"other\"}");
    CHECK(to_text(weir::ReplayPutsOptions{.caller = "w"}) == "{caller: \"w\", since: nothing}");
    CHECK(to_text(weir::ReplayedPutFailure{2, weir::Error{weir::Errc::validation, ""}}) ==
          "{number: 2, error: ValidationException}");
    std::vector<weir::JournalRecord> records(1);
    records[0].partition_key = "k";
    records[0].sequence_number = weir::SequenceNumber::make({0, 0, 1, 0});
    CHECK(to_text(*weir::ReplayBatch::of(records)) ==
          "[{sequence_number: " + records[0].sequence_number->to_string() +
              ", approximate_arrival_timestamp: 1970-01-01T00:00:00Z, partition_key: \"k\", data: "
              "\"\"}]");
}

TEST_CASE("faults, and what simulations and checkers say, show whole") {
    CHECK(to_text(weir::SimulationEnd::time_up) == "time up");
    CHECK(to_text(weir::SimulationEnd::reached) == "reached");
    CHECK(to_text(weir::SimulationEnd::idle) == "idle");
    CHECK(to_text(weir::SimulationEnd::stuck) == "stuck");
    CHECK(to_text(weir::ActorId{5}) == "{index: 5}");
    CHECK(to_text(weir::SimulationOptions{.seed = 7, .report = {}}) ==
          "{seed: 7, start: 2023-11-14T22:13:20Z, steps_at_once_max: 100000, remembered: 40, "
          "report: nothing}");
    CHECK(to_text(weir::FaultFamily::lose_reply) == "lose reply");
    CHECK(to_text(weir::Fault{
              .family = weir::FaultFamily::throttle, .entries = {1, 4}, .length = 2s}) ==
          "{family: throttle, error: InternalFailureException, entries: [1, 4], length: 00:00:02, "
          "action: nothing}");
    CHECK(to_text(weir::FaultMatch{.caller = "w"}) ==
          "{operation: PutRecord, shard_id: nothing, caller: \"w\", nth: 1, times: 1}");
    CHECK(to_text(weir::FaultPlan::Drawn{weir::FaultFamily::delay, 3}) ==
          "{family: delay, ordinal: 3}");
    CHECK(to_text(weir::ConsumerRule::in_order) == "a key's records come in order");
    CHECK(to_text(weir::ConsumerViolation{weir::ConsumerRule::in_order, "how"}) ==
          "{rule: a key's records come in order, text: \"how\"}");
    CHECK(to_text(weir::ConsumerCheckerOptions{.read_within = 5s}) ==
          "{since: 1970-01-01T00:00:00Z, read_within: 00:00:05}");
    CHECK(to_text(weir::ProducerRule::not_given_up) == "what failed is put again");
    CHECK(to_text(weir::ProducerViolation{weir::ProducerRule::not_put_again, "how"}) ==
          "{rule: what was acknowledged is not put again, text: \"how\"}");
    CHECK(to_text(weir::ProducerCheckerOptions{.wait_after_throttling = 1s}) ==
          "{since: 1970-01-01T00:00:00Z, wait_after_throttling: 00:00:01}");
    const weir::ConformanceFinding finding{"a read", "1", "2"};
    CHECK(to_text(finding) == "{what: \"a read\", expected: \"1\", seen: \"2\"}");
    const weir::ConformanceOutcome outcome{"rule", "promise", {finding}, 1, ""};
    CHECK(to_text(outcome) ==
          "{rule: \"rule\", promise: \"promise\", findings: [{what: \"a read\", expected: \"1\", "
          "seen: \"2\"}], left_out: 1, skipped: \"\"}");
    CHECK(to_text(weir::ConformanceReport{"suite", {}}) == "{suite: \"suite\", outcomes: []}");
}

TEST_CASE("what a model gives, and what an exploration found, shows whole") {
    CHECK(to_text(weir::ModelIterator{ShardId{1}, {}, Instant{}}) ==
          "{shard_id: shardId-000000000001, position: 0, created: 1970-01-01T00:00:00Z}");
    CHECK(to_text(weir::ModelGetRecordsResult{}) ==
          "{records: [], next_shard_iterator: nothing, millis_behind_latest: 00:00:00, "
          "child_shards: []}");
    weir::ExploreResult none;
    none.executions = 3;
    CHECK(to_text(none) ==
          "{executions: 3, redundant: 0, frozen: 0, freezes: 0, steps: 0, complete: false, "
          "failure: nothing}");
    weir::ExploreRandom strategy{{.executions = 1}};
    const auto result = weir::explore(strategy, {}, [] { return std::make_unique<Failing>(); });
    REQUIRE_FALSE(result.passed());
    const weir::ExploreFailure& failure = *result.failure;
    CHECK(to_text(failure) == failure.story());
    CHECK(to_text(result).find("as planted") != std::string::npos);
    std::ostringstream out;
    out << failure;
    CHECK(out.str() == result.story());
}
