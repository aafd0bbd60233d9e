// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/journal.hpp"

#include <chrono>
#include <cstdint>
#include <vector>

#include "catch.hpp"

namespace {

using namespace std::chrono_literals;
using weir::call_text;
using weir::Errc;
using weir::Instant;
using weir::Journal;
using weir::JournalEntry;
using weir::KinesisOperation;
using weir::SequenceNumber;
using weir::ShardId;

JournalEntry put(const char* caller) {
    JournalEntry entry;
    entry.at = Instant::from_seconds(90);
    entry.caller = caller;
    entry.shard_id = ShardId{3};
    entry.records = {{.partition_key = "user-7",
                      .data = "hello",
                      .shard_id = ShardId{3},
                      .sequence_number = SequenceNumber::starting(1, 3),
                      .error = std::nullopt}};
    return entry;
}

}  // namespace

TEST_CASE("an entry is a line that says who asked what, and what came of it") {
    JournalEntry entry = put("producer");
    CHECK(to_string(entry, Instant::from_seconds(30)) ==
          "00:01:00  producer  PutRecord shardId-000000000003 -> record user-7 " +
              SequenceNumber::starting(1, 3).to_string());
    entry.faults = {"lose reply"};
    entry.error = Errc::internal_failure;
    entry.message = "its reply was lost";
    CHECK(call_text(entry) ==
          "producer  PutRecord shardId-000000000003 -> InternalFailureException: "
          "its reply was lost [lose reply]");

    JournalEntry batch;
    batch.caller = "producer";
    batch.operation = KinesisOperation::put_records;
    batch.records.resize(3);
    batch.records[1].error = Errc::provisioned_throughput_exceeded;
    CHECK(call_text(batch) == "producer  PutRecords -> 3 records, 1 failed");

    JournalEntry read;
    read.caller = "worker";
    read.operation = KinesisOperation::get_records;
    read.shard_id = ShardId{0};
    read.asked = "limit 10";
    read.millis_behind_latest = 250ms;
    read.child_shards = {ShardId{1}, ShardId{2}};
    CHECK(call_text(read) ==
          "worker  GetRecords shardId-000000000000 limit 10 -> 0 records, 250 ms behind, "
          "child shardId-000000000001, child shardId-000000000002");

    JournalEntry list;
    list.caller = "worker";
    list.operation = KinesisOperation::list_shards;
    list.given = "4 shards";
    CHECK(call_text(list) == "worker  ListShards -> 4 shards");
}

TEST_CASE("a journal is asked by operation, error, fault, or anything else") {
    Journal journal;
    for (const char* caller : {"a", "b", "a"}) {
        journal.add(put(caller));
    }
    JournalEntry failed = put("a");
    failed.error = Errc::limit_exceeded;
    failed.faults = {"refuse", "delay"};
    CHECK(journal.add(failed).number == 4);
    CHECK(journal.size() == 4);
    CHECK(journal.count(KinesisOperation::put_record) == 4);
    CHECK(journal.count(KinesisOperation::get_records) == 0);
    CHECK(journal.count(KinesisOperation::put_record, Errc::limit_exceeded) == 1);
    CHECK(journal.count(KinesisOperation::put_record, Errc::validation) == 0);
    CHECK(journal.count_faults("delay") == 1);
    CHECK(journal.count_faults("repeat") == 0);
    const auto of_a = journal.where([](const JournalEntry& entry) { return entry.caller == "a"; });
    REQUIRE(of_a.size() == 3);
    CHECK(of_a[0].number == 1);
    CHECK(of_a[1].number == 3);
    CHECK(of_a[1] != of_a[0]);
    CHECK(journal.count_if([](const JournalEntry& entry) { return entry.ok(); }) == 3);
}

TEST_CASE("a journal keeps as much as it may, the newest") {
    Journal journal{{.entries_max = 2}};
    for (const char* caller : {"a", "b", "c"}) {
        journal.add(put(caller));
    }
    REQUIRE(journal.size() == 2);
    CHECK(journal.made() == 3);
    CHECK(journal.entries().front().caller == "b");
    const auto text = journal.to_string(1, Instant::from_seconds(90));
    CHECK(text == to_string(journal.entries().back(), Instant::from_seconds(90)) + '\n');
    CHECK(text.substr(0, 11) == "00:00:00  c");
}

TEST_CASE("somebody can be told of every entry as it is made") {
    weir::Journal journal{{.entries_max = 1}};
    std::vector<std::uint64_t> seen;
    journal.add({});
    journal.watch([&](const weir::JournalEntry& entry) { seen.push_back(entry.number); });
    journal.add({});
    journal.add({});
    CHECK(seen == std::vector<std::uint64_t>{2, 3});
    // A second one does not take the place of the first.
    int others = 0;
    journal.watch([&](const weir::JournalEntry& /*entry*/) { ++others; });
    journal.add({});
    CHECK(seen.size() == 3);
    CHECK(others == 1);
}
