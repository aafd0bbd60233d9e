// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/producer_checker.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "catch.hpp"

namespace {

using namespace std::chrono_literals;
using weir::Errc;
using weir::Instant;
using weir::JournalEntry;
using weir::JournalRecord;
using weir::KinesisOperation;
using weir::ProducerChecker;
using weir::ProducerRule;

constexpr Instant start = Instant::from_seconds(1'000);

/// Calls of one producer, seen by a checker.
struct Fixture {
    void put(weir::Duration at, std::vector<JournalRecord> records,
             std::optional<Errc> error = std::nullopt) {
        JournalEntry entry;
        entry.number = ++calls;
        entry.at = start + at;
        entry.caller = "p";
        entry.operation = KinesisOperation::put_records;
        entry.records = std::move(records);
        entry.error = error;
        checker.see(entry);
    }
    static JournalRecord record(const char* data, std::optional<Errc> error = std::nullopt) {
        return {.partition_key = "k", .data = data, .error = error};
    }

    ProducerChecker checker{{.since = start, .wait_after_throttling = 100ms}};
    std::uint64_t calls = 0;
};

constexpr Errc throttled = Errc::provisioned_throughput_exceeded;

}  // namespace

TEST_CASE("who puts again what failed, after a while, and nothing else, is right") {
    Fixture fixture;
    fixture.put(0ms, {Fixture::record("1"), Fixture::record("2", throttled)});
    CHECK(fixture.checker.unacknowledged() == 1);
    fixture.put(100ms, {Fixture::record("2", Errc::internal_failure)});
    fixture.put(100ms, {Fixture::record("2")});
    // A lost reply: nobody can know, so it may come again.
    fixture.put(1s, {Fixture::record("3"), Fixture::record("4")}, Errc::internal_failure);
    CHECK(fixture.checker.unacknowledged() == 2);
    fixture.put(2s, {Fixture::record("3"), Fixture::record("4")});
    // What a transport puts twice is one call.
    fixture.put(3s, {Fixture::record("5"), Fixture::record("5")});
    fixture.put(4s, {Fixture::record("6"), Fixture::record("6", throttled)});
    fixture.put(5s, {Fixture::record("6")});
    JournalEntry read;
    read.operation = KinesisOperation::get_records;
    read.records = {Fixture::record("1")};
    fixture.checker.see(read);
    fixture.checker.finish(start + 1min);
    INFO(fixture.checker.explain());
    CHECK(fixture.checker.ok());
    CHECK(fixture.checker.violations().empty());
    CHECK(fixture.checker.unacknowledged() == 0);
}

TEST_CASE("a batch that is put again as a whole") {
    Fixture fixture;
    fixture.put(0ms, {Fixture::record("1"), Fixture::record("2", throttled)});
    fixture.put(1s, {Fixture::record("1"), Fixture::record("2")});
    CHECK(fixture.checker.broke(ProducerRule::not_put_again));
    CHECK_FALSE(fixture.checker.broke(ProducerRule::not_given_up));
    CHECK(fixture.checker.explain() ==
          "what was acknowledged is not put again: at 00:00:01, the record k \"1\" of p was put "
          "again, with 2 records of a call, though it had been acknowledged\n");
}

TEST_CASE("a record that failed and is forgotten") {
    Fixture fixture;
    fixture.put(0ms, {Fixture::record("1"), Fixture::record("2", throttled)});
    fixture.checker.finish(start + 1min);
    CHECK(fixture.checker.broke(ProducerRule::not_given_up));
    CHECK(fixture.checker.explain() ==
          "what failed is put again: at 00:01:00, the record k \"2\" of p was never acknowledged, "
          "and not put again\n");
}

TEST_CASE("a record that comes again at once though it was throttled") {
    Fixture fixture;
    fixture.put(0ms, {Fixture::record("1")}, throttled);
    fixture.put(99ms, {Fixture::record("1")});
    CHECK(fixture.checker.broke(ProducerRule::keeps_its_wait));
    CHECK(fixture.checker.explain() ==
          "who was throttled waits: at 00:00:00.099, the record k \"1\" of p was put again "
          "00:00:00.099 after it was throttled\n");
}

TEST_CASE("a clock that was set back since the throttling says nothing") {
    Fixture fixture;
    fixture.put(1h, {Fixture::record("1")}, throttled);
    fixture.put(1s, {Fixture::record("1")});
    CHECK(fixture.checker.ok());
}
