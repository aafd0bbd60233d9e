// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/replay_script.hpp"

#include <chrono>
#include <optional>
#include <string>

#include "catch.hpp"

namespace {

using namespace std::chrono_literals;
using weir::Errc;
using weir::Instant;
using weir::Journal;
using weir::JournalEntry;
using weir::KinesisOperation;
using weir::ReplayMode;
using weir::ReplayScript;
using weir::ShardId;

JournalEntry call(KinesisOperation operation, std::uint32_t limit = 0) {
    JournalEntry entry;
    entry.at = Instant::from_seconds(limit);
    entry.caller = "w";
    entry.operation = operation;
    entry.request.made().limit = limit;
    return entry;
}
weir::ReplayOptions quiet(ReplayMode mode) {
    return {.mode = mode, .report = [](std::string_view) {}};
}
/// The number of the entry that answered, or the error.
std::string answered(ReplayScript& script, const JournalEntry& entry) {
    const auto number = script.answer<std::uint64_t>(
        entry, [](const JournalEntry& found) { return std::optional{found.number}; });
    return number ? std::to_string(*number) : std::string{exception_name(number.error().code())};
}

}  // namespace

TEST_CASE("a strict script goes by the order of all calls, a lenient one by that of each kind") {
    Journal journal;
    journal.add(call(KinesisOperation::list_shards, 1));
    journal.add(call(KinesisOperation::describe_stream_summary, 2));
    journal.add(call(KinesisOperation::list_shards, 3));
    journal.add({.caller = "other"});

    ReplayScript strict{journal, "w", quiet(ReplayMode::strict)};
    CHECK(strict.left() == 3);
    CHECK(answered(strict, call(KinesisOperation::list_shards, 1)) == "1");
    CHECK(strict.next_at() == Instant::from_seconds(2));
    CHECK(answered(strict, call(KinesisOperation::describe_stream_summary, 2)) == "2");
    CHECK(answered(strict, call(KinesisOperation::list_shards, 3)) == "3");
    CHECK(answered(strict, call(KinesisOperation::list_shards, 3)) == "RecordingEndedException");
    CHECK(strict.differences().empty());

    ReplayScript lenient{journal, "w", quiet(ReplayMode::lenient)};
    CHECK(answered(lenient, call(KinesisOperation::list_shards, 1)) == "1");
    CHECK(answered(lenient, call(KinesisOperation::list_shards, 5)) == "3");
    CHECK(lenient.next_at() == Instant::from_seconds(2));
    CHECK(answered(lenient, call(KinesisOperation::list_shards, 3)) == "RecordingEndedException");
    CHECK(answered(lenient, call(KinesisOperation::put_record)) == "RecordingEndedException");
    CHECK(answered(lenient, call(KinesisOperation::describe_stream_summary, 2)) == "2");
    REQUIRE(lenient.differences().size() == 1);
    CHECK(lenient.differences()[0].number == 3);

    ReplayScript broken{journal, "w", quiet(ReplayMode::strict)};
    CHECK(answered(broken, call(KinesisOperation::list_shards, 2)) == "RecordingDiffersException");
    CHECK(answered(broken, call(KinesisOperation::list_shards, 1)) == "RecordingDiffersException");
    CHECK(broken.differences().size() == 1);
    CHECK(broken.left() == 3);

    ReplayScript too_early{journal, "w", quiet(ReplayMode::strict)};
    CHECK(answered(too_early, call(KinesisOperation::describe_stream_summary, 2)) ==
          "RecordingDiffersException");
    CHECK(too_early.differences()[0].number == 1);
}

TEST_CASE("a recorded error comes back whole") {
    Journal journal;
    JournalEntry failed = call(KinesisOperation::split_shard);
    failed.error = Errc::limit_exceeded;
    failed.message = "no more";
    failed.result.made().retry_after = 5s;
    journal.add(failed);
    journal.add(failed);
    journal.add(call(KinesisOperation::split_shard));
    ReplayScript script{journal, "w", quiet(ReplayMode::strict)};
    const auto error = script.answer(call(KinesisOperation::split_shard)).error();
    CHECK(error.code() == Errc::limit_exceeded);
    CHECK(error.message() == "no more");
    CHECK(error.retry_after() == 5s);
    CHECK(answered(script, call(KinesisOperation::split_shard)) == "LimitExceededException");
    CHECK(script.answer(call(KinesisOperation::split_shard)).has_value());
    CHECK(script.answer(call(KinesisOperation::split_shard)).error().code() ==
          Errc::recording_ended);
}

TEST_CASE("of a put that was made twice the last records are those of the reply") {
    JournalEntry twice;
    twice.records.resize(4);
    twice.records[2].partition_key = "k";
    CHECK(ReplayScript::replied(twice).size() == 4);
    twice.request.made().records = 2;
    CHECK(ReplayScript::replied(twice).size() == 2);
    CHECK(ReplayScript::replied(twice)[0].partition_key == "k");
    twice.request->records = 9;
    CHECK(ReplayScript::replied(twice).size() == 4);
}

TEST_CASE("modes have names, and differences compare") {
    CHECK(to_string(ReplayMode::strict) == "strict");
    CHECK(to_string(ReplayMode::lenient) == "lenient");
    CHECK(weir::ReplayDifference{1, "a"} != weir::ReplayDifference{1, "b"});
}
