// SPDX-License-Identifier: Apache-2.0
// UpdateShardCount splits and merges single shards one after another while the stream is UPDATING.
// What lies in between can be seen meanwhile: it takes records until the next step closes it, is
// read to its end like any other shard, and counts towards the account's limit.
#include <algorithm>

#include "scenario/account.hpp"

namespace {

constexpr weir::HashKey quarter{std::uint64_t{1} << 62, 0};

/// Four shards become three in five steps, one every ten seconds:
///   10 s  1 is split into 4 and 5
///   20 s  0 and 4 are merged into 6
///   30 s  2 is split into 7 and 8
///   40 s  5 and 7 are merged into 9
///   50 s  8 and 3 are merged into 10
struct Chain : Scenario {
    explicit Chain(weir::Duration takes = 50s)
        : Scenario{{.shard_count = 4, .resharding_time = takes}} {
        REQUIRE(stream.update_shard_count({3}).has_value());
    }

    /// The open shards in the order of their ids.
    Indexes open() {
        return indexes({.shard_filter = {{.type = weir::ShardFilterType::at_latest}}});
    }
    Indexes open_at(weir::Instant time) {
        return indexes(
            {.shard_filter = {{.type = weir::ShardFilterType::at_timestamp, .timestamp = time}}});
    }
    weir::StreamDescriptionSummary summary() { return stream.describe_stream_summary(); }

    /// What is found under a hash key from one of the first shards on, along its children.
    Texts walk(weir::ShardId from, weir::HashKey hash_key, Indexes& passed) {
        Texts read;
        std::optional<weir::ShardId> at = from;
        while (at) {
            passed.push_back(at->index);
            const auto page = this->read(place(at->index));
            const auto data = data_of(page);
            read.insert(read.end(), data.begin(), data.end());
            at.reset();
            for (const weir::ChildShard& child : page.child_shards) {
                if (child.hash_key_range.contains(hash_key)) {
                    at = child.shard_id;
                }
            }
        }
        return read;
    }

    const weir::Instant begin = clock.now();
};

const std::vector<Indexes> seen{{0, 1, 2, 3},    {0, 2, 3, 4, 5}, {2, 3, 5, 6},
                                {3, 5, 6, 7, 8}, {3, 6, 8, 9},    {6, 9, 10}};

weir::Result<weir::UpdateShardCountOutput> update(Account& account, std::int32_t target) {
    return account.service.update_shard_count({.stream_name = "stream",
                                               .target_shard_count = target,
                                               .scaling_type = weir::ScalingType::uniform_scaling});
}

weir::ServiceOptions limited(std::uint32_t shards, const weir::ServiceDurations& durations = {}) {
    weir::ServiceOptions options = Account::relaxed(durations);
    options.limits.shards = shards;
    return options;
}

}  // namespace

TEST_CASE("While four shards become three, one split or merge after another is seen") {
    Chain chain;
    for (const Indexes& open : seen) {
        CHECK(chain.open() == open);
        CHECK(chain.summary().open_shard_count == open.size());
        CHECK((chain.summary().stream_status == weir::StreamStatus::active) ==
              (open == seen.back()));
        chain.clock.advance(10s - 1us);
        CHECK(chain.open() == open);
        chain.clock.advance(1us);
    }
    CHECK(chain.shards().size() == 11);
}

TEST_CASE("No other change is taken until the last step is through") {
    Chain chain;
    chain.clock.advance(50s - 1us);
    CHECK(refusal(
              chain.stream.split_shard({.shard_to_split = "6", .new_starting_hash_key = "1000"})) ==
          "ResourceInUseException: Stream stream under account 000000000000 not ACTIVE, instead in "
          "state UPDATING");
    chain.clock.advance(1us);
    chain.split(6, 1000);
}

TEST_CASE("A shard in between takes records until the next step closes it") {
    Chain chain;
    const auto shard_of = [&](weir::HashKey key) { return chain.put_at(key).shard_id.index; };
    Indexes below;
    Indexes above;
    for (int step = 0; step <= 5; ++step) {
        below.push_back(shard_of(quarter + 1));
        above.push_back(shard_of(Scenario::half() - 1));
        chain.clock.advance(10s);
    }
    CHECK(below == Indexes{1, 4, 6, 6, 6, 6});
    CHECK(above == Indexes{1, 5, 5, 5, 9, 9});
}

TEST_CASE("Records that are put meanwhile are read in order through the shards in between") {
    Chain chain;
    const weir::HashKey key = Scenario::half() - 1;
    Texts put;
    weir::SequenceNumber last{};
    for (int second = 0; second < 60; ++second) {
        put.push_back(std::to_string(second));
        const auto number = chain.put_at(key, put.back()).sequence_number;
        CHECK(last < number);
        last = number;
        chain.clock.advance(1s);
    }
    Indexes passed;
    CHECK(chain.walk(weir::ShardId{1}, key, passed) == put);
    CHECK(passed == Indexes{1, 5, 9});
    CHECK(chain.read_data(chain.place(5)).size() == 30);
}

TEST_CASE("A reader at the end of a shard in between learns of the children when they are there") {
    Chain chain;
    chain.clock.advance(10s);
    chain.put_at(quarter + 1, "in between");
    auto page = chain.read(chain.place(4));
    REQUIRE(page.next_shard_iterator.has_value());
    CHECK(Scenario::data_of(page) == Texts{"in between"});
    chain.clock.advance(10s);
    page = chain.read(*page.next_shard_iterator);
    CHECK_FALSE(page.next_shard_iterator.has_value());
    REQUIRE(page.child_shards.size() == 1);
    CHECK(page.child_shards[0].shard_id == weir::ShardId{6});
    CHECK(page.child_shards[0].parent_shards == std::vector<weir::ShardId>{{0}, {4}});
}

TEST_CASE(
    "A clock that jumps over all steps leaves what one leaves that was looked at after each") {
    Chain watched;
    for (int step = 0; step < 5; ++step) {
        watched.clock.advance(10s);
        CHECK(watched.shards().size() > 4);
    }
    watched.clock.advance(1h);
    Chain jumped;
    jumped.clock.advance(50s + 1h);
    CHECK(jumped.shards() == watched.shards());
    CHECK(jumped.put_at(0).sequence_number == watched.put_at(0).sequence_number);
}

TEST_CASE("What expires while a long reshard is under way is the same after a jump") {
    Chain watched{250h};
    for (int step = 0; step < 5; ++step) {
        watched.put_at(quarter + 1);
        watched.clock.advance(50h);
        CHECK(watched.shards().size() < 8);
    }
    CHECK(watched.indexes() == Indexes{3, 6, 8, 9, 10});
    watched.clock.advance(24h);
    Chain jumped{250h};
    jumped.clock.advance(250h + 24h);
    CHECK(jumped.shards() == watched.shards());
    CHECK(jumped.indexes() == Indexes{3, 6, 8, 9, 10});
    jumped.clock.advance(1us);
    CHECK(jumped.indexes() == Indexes{6, 9, 10});
}

TEST_CASE("What was open between two steps can still be told when the clock jumped over them") {
    Chain chain;
    chain.clock.advance(1h);
    for (std::size_t step = 0; step < seen.size(); ++step) {
        const weir::Instant from = chain.begin + 10s * step;
        CHECK(chain.open_at(from) == seen[step]);
        CHECK(chain.open_at(from + 10s - 1us) == seen[step]);
    }
    const auto shards = chain.shards();
    // 1,700,000,000 is the second in which the update was accepted.
    CHECK(shards[1].sequence_number_range.ending_sequence_number->seconds() == 1'700'000'010);
    CHECK(shards[5].sequence_number_range.starting_sequence_number.shard_create_seconds() ==
          1'700'000'011);
    CHECK(shards[5].sequence_number_range.ending_sequence_number->seconds() == 1'700'000'040);
    CHECK(shards[8].sequence_number_range.ending_sequence_number->seconds() == 1'700'000'050);
}

TEST_CASE("A clock that jumps into the middle takes the steps that are due, and no more") {
    Chain chain;
    chain.clock.advance(35s);
    CHECK(chain.put_at(quarter).shard_id == weir::ShardId{6});
    CHECK(chain.open() == seen[3]);
    chain.clock.advance(5s);
    CHECK(chain.open() == seen[4]);
}

TEST_CASE("When the clock steps back, what is done stays and the rest begins anew from there") {
    Chain chain;
    chain.clock.advance(25s);
    CHECK(chain.open() == seen[2]);
    chain.clock.advance(-1h);
    CHECK(chain.open() == seen[2]);
    for (std::size_t step = 3; step < seen.size(); ++step) {
        chain.clock.advance(10s - 1us);
        CHECK(chain.open() == seen[step - 1]);
        chain.clock.advance(1us);
        CHECK(chain.open() == seen[step]);
    }
    CHECK(chain.summary().stream_status == weir::StreamStatus::active);
}

TEST_CASE("A clock that steps back, but not behind the last step, puts nothing off") {
    Chain chain;
    chain.clock.advance(29s);
    CHECK(chain.open() == seen[2]);
    chain.clock.advance(-5s);
    CHECK(chain.open() == seen[2]);
    chain.clock.advance(6s);
    CHECK(chain.open() == seen[3]);
}

TEST_CASE("Times do not fall along a key's shards though the clock steps back between two steps") {
    Chain chain;
    const weir::HashKey key = Scenario::half() - 1;
    chain.clock.advance(39s);
    const auto before = chain.put_at(key, "before");
    chain.clock.advance(-30s);
    const auto after = chain.put_at(key, "after");
    CHECK(after.shard_id == weir::ShardId{5});
    chain.clock.advance(20s);
    const auto last = chain.put_at(key, "last");
    CHECK(last.shard_id == weir::ShardId{9});
    CHECK(before.sequence_number < after.sequence_number);
    CHECK(after.sequence_number < last.sequence_number);
    const auto records = chain.read(chain.place(9)).records;
    CHECK((*records.begin()).approximate_arrival_timestamp() == chain.begin + 39s);
    Indexes passed;
    CHECK(chain.walk(weir::ShardId{1}, key, passed) == Texts{"before", "after", "last"});
}

TEST_CASE("Without a duration all steps are one") {
    Scenario scenario{{.shard_count = 4}};
    REQUIRE(scenario.stream.update_shard_count({3}).has_value());
    CHECK(scenario.stream.describe_stream_summary().stream_status == weir::StreamStatus::active);
    CHECK(scenario.indexes({.shard_filter = {{.type = weir::ShardFilterType::at_latest}}}) ==
          seen.back());
}

TEST_CASE("An account's stream shows its shards in between as well") {
    Account account{Account::relaxed({.update_shard_count = 50s})};
    account.create("stream", 4);
    ok(update(account, 3));
    for (const Indexes& open : seen) {
        CHECK(account.open_indexes() == open);
        CHECK(account.summary().open_shard_count == open.size());
        CHECK((account.status() == weir::StreamStatus::active) == (open == seen.back()));
        account.clock.advance(10s);
    }
}

TEST_CASE("Shards in between count towards the account's limit for as long as they are to come") {
    Account account{limited(6, {.update_shard_count = 50s})};
    account.create("stream", 4);
    ok(update(account, 3));
    // There will be five once more after 30 seconds.
    account.clock.advance(20s);
    CHECK(account.summary().open_shard_count == 4);
    const auto two_more = [&] {
        return account.service.create_stream({.stream_name = "other", .shard_count = 2});
    };
    CHECK(refusal(two_more()).starts_with("LimitExceededException: "));
    CHECK(ok(account.service.describe_limits()).open_shard_count == 5);
    account.clock.advance(20s - 1us);
    CHECK(refusal(two_more()).starts_with("LimitExceededException: "));
    account.clock.advance(1us);
    CHECK(ok(account.service.describe_limits()).open_shard_count == 4);
    ok(two_more());
}

TEST_CASE("An update for whose shards in between the account has no room is refused") {
    for (const weir::Duration takes : {0s, 50s}) {
        Account account{limited(5, {.update_shard_count = takes})};
        account.create("stream", 4);
        account.create("other");
        CHECK(refusal(update(account, 3)) ==
              "LimitExceededException: This request would exceed the shard limit for the account "
              "000000000000 in us-east-1. Current shard count for the account: 5. Limit: 5. Number "
              "of additional shards that would have resulted from this request: 1. Refer to the "
              "AWS Service Limits page "
              "(http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current "
              "limits and how to request higher limits.");
        CHECK(account.status() == weir::StreamStatus::active);
        ok(update(account, 2));  // merges alone open no more than there are
    }
}

TEST_CASE("A subscription ends with the step that closes its shard") {
    Account account{Account::relaxed({.update_shard_count = 50s})};
    account.create("stream", 4);
    const std::string reader = account.consumer("reader");
    ok(update(account, 3));
    account.clock.advance(10s);
    auto subscription = account.subscribe(reader, 5);
    account.clock.advance(29s);
    account.put_at(Scenario::half() - 1, "in between");
    auto step = subscription.next(account.clock.now());
    REQUIRE(step.event.has_value());
    CHECK(Account::data_of(step.event->records) == Texts{"in between"});
    account.clock.advance(1s);
    step = subscription.next(account.clock.now());
    REQUIRE(step.event.has_value());
    REQUIRE(step.event->child_shards.size() == 1);
    CHECK(step.event->child_shards[0].shard_id == weir::ShardId{9});
    CHECK(subscription.next(account.clock.now()).ended);
}
