// SPDX-License-Identifier: Apache-2.0
// Records go to the one open shard that owns their hash key, and stay there: a closed shard takes
// none, and keeps those that it has.
#include "scenario/account.hpp"

TEST_CASE("The first and the last hash key of each shard are its own") {
    Account account;
    account.create("stream", 7);
    for (const weir::Shard& shard : account.shards()) {
        CHECK(account.put_at(shard.hash_key_range.starting_hash_key).shard_id == shard.shard_id);
        CHECK(account.put_at(shard.hash_key_range.ending_hash_key).shard_id == shard.shard_id);
    }
}

TEST_CASE("A closed parent receives nothing more") {
    Account account;
    account.create("stream", 2);
    account.put_at(0, "before");
    account.split(0, 1000);
    CHECK(account.put_at(999, "lower").shard_id == weir::ShardId{2});
    CHECK(account.put_at(1000, "upper").shard_id == weir::ShardId{3});
    account.merge(2, 3);
    CHECK(account.put_at(999, "merged").shard_id == weir::ShardId{4});
    CHECK(account.data_in(0) == Texts{"before"});
    CHECK(account.data_in(2) == Texts{"lower"});
    CHECK(account.data_in(3) == Texts{"upper"});
    CHECK(account.data_in(4) == Texts{"merged"});
}

TEST_CASE("Records keep shard, number and time when their shard is split or merged") {
    Account account;
    account.create("stream", 2);
    const auto lower = account.put_at(0, "lower");
    const auto upper = account.put_at(weir::HashKey::max(), "upper");
    account.clock.advance(1h);
    account.merge(0, 1);
    account.clock.advance(1h);
    account.split(2, Scenario::half());
    for (const auto& [put, data] : {std::pair{lower, "lower"}, std::pair{upper, "upper"}}) {
        const auto page = account.read(account.place(put.shard_id.index));
        REQUIRE(page.records.size() == 1);
        for (const weir::RecordView record : page.records) {
            CHECK(record.sequence_number() == put.sequence_number);
            CHECK(record.data().as_text() == data);
            CHECK(record.approximate_arrival_timestamp() == account.clock.now() - 2h);
        }
    }
    for (const std::uint32_t child : {2U, 3U, 4U}) {
        CHECK(account.data_in(child).empty());
    }
}

TEST_CASE("A batch finds the open shards, record by record") {
    Account account;
    account.create("stream", 2);
    account.split(1, Scenario::half() + weir::HashKey{1000});
    const weir::PutRecordsRequestEntry entries[] = {
        {.data = "a", .partition_key = "k", .explicit_hash_key = Scenario::top()},
        {.data = "b", .partition_key = "k", .explicit_hash_key = weir::HashKey{0}},
        {.data = "c", .partition_key = "k", .explicit_hash_key = Scenario::half()}};
    const auto put = ok(account.service.put_records({.records = entries, .stream_name = "stream"}));
    CHECK(put.records[0].shard_id == weir::ShardId{3});
    CHECK(put.records[1].shard_id == weir::ShardId{0});
    CHECK(put.records[2].shard_id == weir::ShardId{2});
    CHECK(account.data_in(1).empty());
}
