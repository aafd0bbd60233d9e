// SPDX-License-Identifier: Apache-2.0
#include "weir/stream/shard.hpp"

#include <memory>

#include "catch.hpp"
#include "weir/core/atomics.hpp"
#include "weir/storage/ring_storage.hpp"
#include "weir/throttle/unlimited.hpp"

using weir::Instant;
using weir::ShardId;
using Shard = weir::StreamShard<weir::RingStorage<>, weir::Unlimited>;

namespace {

/// Of a shard that owns everything, made at 100 s, with numbers from `create_seconds` on.
Shard::Origin first_shard(std::uint64_t create_seconds) {
    return {.id = ShardId{0},
            .range = weir::HashKeyRange::whole(),
            .created = Instant::from_seconds(100),
            .create_seconds = create_seconds,
            .parent = std::nullopt,
            .adjacent_parent = std::nullopt};
}

}  // namespace

TEST_CASE("A shard is open until it is closed, and expires with its closing") {
    weir::RingStorage<> storage;
    Shard shard{storage,
                weir::Unlimited{},
                {.id = ShardId{7},
                 .range = weir::HashKeyRange::whole(),
                 .created = Instant::from_seconds(100),
                 .create_seconds = 100,
                 .parent = ShardId{3},
                 .adjacent_parent = std::nullopt}};
    CHECK(shard.closure() == nullptr);
    CHECK_FALSE(shard.has_expired(Instant::from_seconds(1'000'000)));
    CHECK_FALSE(shard.describe().sequence_number_range.ending_sequence_number.has_value());
    CHECK(shard.describe().parent_shard_id == ShardId{3});

    shard.close(std::make_unique<weir::ShardClosure>(
        weir::ShardClosure{Instant::from_seconds(200), 200, {}}));
    REQUIRE(shard.closure() != nullptr);
    CHECK_FALSE(shard.has_expired(Instant::from_seconds(200)));
    CHECK(shard.has_expired(Instant::from_micros(200'000'001)));
    const auto range = shard.describe().sequence_number_range;
    CHECK(range.ending_sequence_number == weir::SequenceNumber::ending(100, 7, 200));
    CHECK(range.starting_sequence_number == weir::SequenceNumber::starting(100, 7));
}

TEST_CASE("A shard outlives a record that came between its closing and its sealing") {
    weir::RingStorage<> storage;
    Shard shard{storage, weir::Unlimited{}, first_shard(100)};
    shard.close(std::make_unique<weir::ShardClosure>(
        weir::ShardClosure{Instant::from_seconds(200), 200, {}}));
    const auto yes = [](const weir::WriteTotals&, std::uint64_t) { return true; };
    const auto late = Instant::from_seconds(260);
    REQUIRE(shard.log.append(late, "k", "d", yes).outcome == weir::AppendOutcome::done);
    shard.log.seal();
    CHECK_FALSE(shard.has_expired(late));
    CHECK(shard.has_expired(late + weir::Duration{1}));
}

TEST_CASE("A record's number never tells a time before its shard was created") {
    weir::RingStorage<> storage;
    Shard shard{storage, weir::Unlimited{}, first_shard(105)};
    const auto stamp = shard.stamp();
    CHECK(Shard::sequence_number(stamp, 1, 100'999).seconds() == 105);
    CHECK(Shard::sequence_number(stamp, 2, 106'000).seconds() == 106);
    CHECK(shard.starting_sequence_number() < Shard::sequence_number(stamp, 1, 0));
}

TEST_CASE("A directory keeps what it holds where it is while it grows") {
    weir::ShardDirectory<int, weir::StdAtomics> directory;
    std::vector<const int*> places;
    for (std::uint32_t index = 0; index < 1'000; ++index) {
        directory.reserve(index + 1);
        directory.push_back(std::make_unique<int>(static_cast<int>(index)));
        places.push_back(&directory.at(index));
    }
    CHECK(directory.size() == 1'000);
    for (std::uint32_t index = 0; index < 1'000; ++index) {
        REQUIRE(directory.at(index) == static_cast<int>(index));
        REQUIRE(&directory.at(index) == places[index]);
    }
}
