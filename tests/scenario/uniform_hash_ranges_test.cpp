// SPDX-License-Identifier: Apache-2.0
// The shards of a new stream share the hash keys equally: the first ones have the 2^128 divided by
// their number and rounded down, the last has the rest.
#include "scenario/account.hpp"

namespace {

Texts starts(std::int32_t count) {
    Account account;
    account.create("stream", count);
    Texts starts;
    for (const weir::Shard& shard : account.shards()) {
        starts.push_back(shard.hash_key_range.starting_hash_key.to_string());
    }
    return starts;
}

}  // namespace

TEST_CASE("Two, three, four and five shards begin where those of the service begin") {
    CHECK(starts(1) == Texts{"0"});
    CHECK(starts(2) == Texts{"0", "170141183460469231731687303715884105728"});
    CHECK(starts(3) == Texts{"0", "113427455640312821154458202477256070485",
                             "226854911280625642308916404954512140970"});
    CHECK(starts(4) == Texts{"0", "85070591730234615865843651857942052864",
                             "170141183460469231731687303715884105728",
                             "255211775190703847597530955573826158592"});
    CHECK(starts(5) == Texts{"0", "68056473384187692692674921486353642291",
                             "136112946768375385385349842972707284582",
                             "204169420152563078078024764459060926873",
                             "272225893536750770770699685945414569164"});
}

TEST_CASE("Every hash key is of one shard, however many there are") {
    for (const std::int32_t count : {1, 2, 3, 6, 7, 10, 64, 100, 1000}) {
        Account account;
        account.create("stream", count);
        const auto shards = account.shards();
        REQUIRE(shards.size() == static_cast<std::size_t>(count));
        CHECK(shards.front().hash_key_range.starting_hash_key == weir::HashKey{0});
        CHECK(shards.back().hash_key_range.ending_hash_key == weir::HashKey::max());
        for (std::size_t at = 1; at < shards.size(); ++at) {
            CHECK(shards[at - 1].hash_key_range.adjoins(shards[at].hash_key_range));
        }
    }
}

TEST_CASE("A key's shard is that of its MD5, as big-endian number of its UTF-8") {
    Account account;
    account.create("stream", 100);
    CHECK(account.put("a").shard_id == weir::ShardId{4});
    CHECK(account.put("key").shard_id == weir::ShardId{23});
    CHECK(account.put("partition-1").shard_id == weir::ShardId{58});
    CHECK(account.put("\u00e9").shard_id == weir::ShardId{40});
    CHECK(account.put("\U0001F600").shard_id == weir::ShardId{16});
}
