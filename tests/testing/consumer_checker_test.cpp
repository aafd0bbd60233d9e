// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/consumer_checker.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"

namespace {

using namespace std::chrono_literals;
using weir::ConsumerChecker;
using weir::ConsumerRule;
using weir::Instant;
using weir::SequenceNumber;
using weir::ShardId;

constexpr Instant start = Instant::from_seconds(1'000);

SequenceNumber number(std::uint64_t index, std::uint32_t shard = 0) {
    return SequenceNumber::make({.shard_create_seconds = 900 + shard,
                                 .shard_index = shard,
                                 .sequence_index = index,
                                 .seconds = 1'000});
}

weir::Shard shard(std::uint32_t index, bool closed = false,
                  std::optional<ShardId> parent = std::nullopt,
                  std::optional<ShardId> adjacent = std::nullopt) {
    weir::Shard shard;
    shard.shard_id = ShardId{index};
    if (closed) {
        shard.sequence_number_range.ending_sequence_number = number(1'000, index);
    }
    shard.parent_shard_id = parent;
    shard.adjacent_parent_shard_id = adjacent;
    return shard;
}

/// A checker that knows of one shard with three records, of keys a, b, a.
struct Fixture {
    Fixture() {
        checker.knows(shard(0));
        put(1, "a");
        put(2, "b");
        put(3, "a");
    }
    void put(std::uint64_t index, std::string_view key, std::uint32_t in = 0) {
        checker.acknowledged(start, ShardId{in}, number(index, in), key);
    }
    void process(std::uint64_t index, std::string_view key, std::uint32_t in = 0,
                 std::string_view reader = "reader") {
        checker.processed(start + 1s, reader, ShardId{in}, number(index, in), key);
    }
    void process_all() {
        process(1, "a");
        process(2, "b");
        process(3, "a");
    }
    /// That one rule was broken, no other, and the verdict says so.
    void only(ConsumerRule rule, std::string_view said) {
        CAPTURE(checker.explain());
        REQUIRE(checker.violations().size() == 1);
        CHECK(checker.broke(rule));
        CHECK_FALSE(checker.ok());
        CHECK(checker.explain().find(said) != std::string::npos);
        CHECK(checker.explain().find(to_string(rule)) == 0);
    }

    ConsumerChecker checker{{.since = start, .read_within = 40s}};
};

}  // namespace

TEST_CASE("a consumer that processes everything in order is right, and may do so again") {
    Fixture fixture;
    fixture.process_all();
    fixture.process_all();
    fixture.process(2, "b");
    fixture.checker.look(start + 1h);
    fixture.checker.finish(start + 1h);
    CHECK(fixture.checker.ok());
    CHECK(fixture.checker.explain().empty());
    CHECK(fixture.checker.missing() == 0);
}

TEST_CASE("a record that never comes is missed, unless it expired") {
    Fixture fixture;
    fixture.process(1, "a");
    fixture.process(3, "a");
    CHECK(fixture.checker.missing() == 1);
    fixture.checker.finish(start + 1min);
    fixture.only(ConsumerRule::delivered,
                 "at 00:01:00, 1 records of shardId-000000000000 were never processed, the first " +
                     number(2).to_string() + " of key b");

    Fixture expired;
    expired.process(1, "a");
    expired.process(3, "a");
    expired.checker.expired_before(start + 1s);
    expired.checker.finish(start + 1min);
    CHECK(expired.checker.ok());
}

TEST_CASE("a key's records come in their order for the first time, across shards too") {
    Fixture fixture;
    fixture.process(3, "a");
    fixture.process(2, "b");
    CHECK(fixture.checker.ok());
    fixture.process(1, "a");
    fixture.only(ConsumerRule::in_order,
                 "of key a in shardId-000000000000 after " + number(3).to_string());
    fixture.process(1, "a");  // not told twice
    CHECK(fixture.checker.violations().size() == 1);
}

TEST_CASE("nothing of a child before both parents were read to their ends") {
    Fixture fixture;
    fixture.checker.knows(shard(0, true));
    fixture.checker.knows(shard(1, true));
    fixture.checker.knows(shard(2, false, ShardId{0}, ShardId{1}));
    fixture.put(1, "c", 2);
    fixture.process_all();
    fixture.checker.ended(start, "reader", ShardId{0});
    fixture.process(1, "c", 2);
    fixture.only(ConsumerRule::parents_first,
                 "a record of shardId-000000000002 before its parent shardId-000000000001");

    // A parent that nobody has to read, because it expired, holds nobody up.
    Fixture excused;
    excused.checker.knows(shard(0, true));
    excused.checker.knows(shard(1, false, ShardId{0}));
    excused.put(1, "c", 1);
    excused.checker.needs_not_read(ShardId{0});
    excused.process(1, "c", 1);
    CHECK(excused.checker.ok());
}

TEST_CASE("a reader without the lease may neither process, nor checkpoint, nor end a shard") {
    Fixture fixture;
    fixture.checker.took_lease(start, "one", ShardId{0});
    fixture.process(1, "a", 0, "one");
    fixture.checker.took_lease(start, "two", ShardId{0});
    fixture.checker.lost_lease(start, "one", ShardId{0});  // it learns late
    fixture.process(2, "b", 0, "two");
    CHECK(fixture.checker.ok());
    fixture.process(3, "a", 0, "one");
    fixture.only(ConsumerRule::with_a_lease, "one processed " + number(3).to_string() +
                                                 " in shardId-000000000000, whose lease two holds");
    fixture.checker.checkpointed(start, "one", ShardId{0}, number(1));
    fixture.checker.lost_lease(start, "two", ShardId{0});
    fixture.checker.ended(start, "two", ShardId{0});
    CHECK(fixture.checker.violations().size() == 3);
    CHECK(fixture.checker.explain().find("two reached the end in shardId-000000000000, whose lease "
                                         "nobody holds") != std::string::npos);
}

TEST_CASE("a checkpoint never moves back, nor past what was not processed") {
    Fixture fixture;
    fixture.process(1, "a");
    fixture.process(2, "b");
    fixture.checker.checkpointed(start, "reader", ShardId{0}, number(2));
    fixture.checker.checkpointed(start, "reader", ShardId{0}, number(2));
    CHECK(fixture.checker.ok());
    fixture.checker.checkpointed(start, "reader", ShardId{0}, number(1));
    fixture.only(ConsumerRule::checkpoint_forward, "moved the checkpoint of shardId-000000000000");

    Fixture ahead;
    ahead.process(1, "a");
    ahead.process(2, "b");
    ahead.checker.checkpointed(start, "reader", ShardId{0}, number(3));
    ahead.only(ConsumerRule::checkpoint_behind,
               "but nobody processed " + number(3).to_string() + " of key a");
}

TEST_CASE("no shard is forgotten, not even one without records") {
    Fixture fixture;
    fixture.checker.knows(shard(1));
    fixture.checker.knows(shard(2));
    fixture.process_all();
    fixture.checker.reads(ShardId{2});
    fixture.checker.finish(start);
    fixture.only(ConsumerRule::no_shard_forgotten, "shardId-000000000001 was never read");

    Fixture closed;
    closed.checker.knows(shard(0, true));
    closed.process_all();
    closed.checker.finish(start);
    closed.only(ConsumerRule::no_shard_forgotten, "shardId-000000000000 was never read to its end");
}

TEST_CASE("data available, not read for too long") {
    Fixture fixture;
    fixture.process(1, "a");
    fixture.process(2, "b");
    fixture.checker.look(start + 40s);
    CHECK(fixture.checker.ok());
    fixture.checker.look(start + 41s);
    fixture.only(ConsumerRule::makes_progress,
                 "data available in shardId-000000000000, not read for 00:00:41: " +
                     number(3).to_string() + " of key a");
    fixture.checker.look(start + 42s);
    CHECK(fixture.checker.violations().size() == 1);

    ConsumerChecker patient;
    patient.acknowledged(start, ShardId{0}, number(1), "a");
    patient.look(Instant::max());
    CHECK(patient.ok());
}

TEST_CASE("what nobody put is invented; what was put without a reply is not, nor is it missed") {
    Fixture fixture;
    fixture.checker.may_be_there(ShardId{0}, number(4), "b");
    fixture.process_all();
    fixture.checker.finish(start);
    CHECK(fixture.checker.ok());
    fixture.process(4, "b");
    CHECK(fixture.checker.ok());
    fixture.process(5, "b");
    fixture.only(ConsumerRule::nothing_invented, "of key b in shardId-000000000000, which nobody");
    fixture.process(1, "b");  // with another's key
    CHECK(fixture.checker.violations().size() == 2);
}

TEST_CASE("a journal tells what was acknowledged and what was only stored") {
    weir::JournalEntry put;
    put.at = start;
    put.records = {{.partition_key = "a",
                    .data = "",
                    .shard_id = ShardId{0},
                    .sequence_number = number(1),
                    .error = std::nullopt}};
    ConsumerChecker checker;
    put.error = weir::Errc::internal_failure;  // its reply was lost
    checker.see(put);
    CHECK(checker.missing() == 0);
    put.error.reset();
    put.records[0].sequence_number = number(2);
    put.records.push_back({.partition_key = "b",
                           .data = "",
                           .shard_id = ShardId{0},
                           .sequence_number = std::nullopt,
                           .error = weir::Errc::provisioned_throughput_exceeded});
    checker.see(put);
    CHECK(checker.missing() == 1);
    weir::JournalEntry read = put;
    read.operation = weir::KinesisOperation::get_records;
    read.records[0].sequence_number = number(3);
    checker.see(read);
    CHECK(checker.missing() == 1);
    checker.processed(start, "reader", ShardId{0}, number(1), "a");
    checker.processed(start, "reader", ShardId{0}, number(2), "a");
    checker.finish(start);
    CHECK(checker.ok());
}

TEST_CASE("all is done when nothing is missing and no shard is forgotten") {
    Fixture fixture;
    CHECK_FALSE(fixture.checker.all_done());
    fixture.process(1, "a");
    fixture.process(2, "b");
    CHECK_FALSE(fixture.checker.all_done());
    fixture.process(3, "a");
    CHECK(fixture.checker.all_done());
    fixture.checker.knows(shard(4));
    CHECK_FALSE(fixture.checker.all_done());
    fixture.checker.needs_not_read(ShardId{4});
    CHECK(fixture.checker.all_done());
    CHECK(fixture.checker.ok());
}

TEST_CASE("what a checker was not told it does not judge, and says so") {
    using enum ConsumerRule;
    ConsumerChecker checker{{.since = start, .read_within = 1min}};
    CHECK(checker.not_looked_at() == std::vector{parents_first, no_shard_forgotten, with_a_lease,
                                                 checkpoint_forward, checkpoint_behind,
                                                 makes_progress});
    checker.knows(shard(0));
    checker.took_lease(start, "reader", ShardId{0});
    checker.acknowledged(start, ShardId{0}, number(1), "a");
    checker.processed(start, "reader", ShardId{0}, number(1), "a");
    checker.checkpointed(start, "reader", ShardId{0}, number(1));
    checker.look(start);
    CHECK(checker.not_looked_at().empty());
    CHECK(checker.ok());
}
