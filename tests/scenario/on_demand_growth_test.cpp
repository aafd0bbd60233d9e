// SPDX-License-Identifier: Apache-2.0
// An on-demand stream splits the shards that are busy, and has room for twice its peak; it never
// splits for what came in before it was on-demand.
#include "scenario/account.hpp"

namespace {

using weir::StreamMode;

/// The service's figures divided by a hundred, so that hours of load fit a test.
weir::ServiceOptions small() {
    weir::ServiceOptions options = Account::relaxed();
    options.on_demand.split_above_bytes_per_second = 5'000;
    options.on_demand.bytes_per_second_of_shard = 10'000;
    return options;
}

struct OnDemand : Account {
    explicit OnDemand(const weir::ServiceOptions& options = small()) : Account{options} {}

    std::uint32_t open() { return summary().open_shard_count; }
    /// Puts so many bytes a second to the shard of a hash key for some minutes.
    void load(weir::HashKey hash_key, std::size_t bytes_per_second, std::chrono::minutes time) {
        for (auto passed = 0min; passed < time; ++passed) {
            burst(hash_key, bytes_per_second * 60);
            clock.advance(1min);
        }
    }
    void burst(weir::HashKey hash_key, std::size_t bytes) {
        constexpr std::size_t piece = 1'000'000;
        for (std::size_t left = bytes; left > 0;) {
            const std::size_t size = left < piece ? left : piece;
            put_at(hash_key, std::string(size, 'x'));
            left -= size;
        }
    }
};

/// A hash key of each of the four shards of a new stream.
weir::HashKey key_of(std::uint64_t shard) {
    return {shard << 62, 0};
}

}  // namespace

TEST_CASE("A shard that takes more than half a megabyte a second is split in the middle") {
    OnDemand account{Account::relaxed()};
    account.create_on_demand();
    account.load(0, 520'000, 2min);
    const auto shards = account.shards();
    REQUIRE(shards.size() == 6);
    const auto parent = shards[0].hash_key_range;
    CHECK(shards[0].sequence_number_range.ending_sequence_number.has_value());
    CHECK(shards[4].parent_shard_id == weir::ShardId{0});
    CHECK(shards[4].hash_key_range.starting_hash_key == parent.starting_hash_key);
    CHECK(shards[5].hash_key_range.starting_hash_key == weir::HashKey(std::uint64_t{1} << 61, 0));
    CHECK(shards[5].hash_key_range.ending_hash_key == parent.ending_hash_key);
}

TEST_CASE("A shard that takes less than half a megabyte a second is not split") {
    OnDemand account{Account::relaxed()};
    account.create_on_demand();
    account.load(0, 480'000, 3min);
    CHECK(account.open() == 4);
}

TEST_CASE("A shard is split once in a quarter of an hour, however busy") {
    OnDemand account;
    account.create_on_demand();
    account.load(0, 9'000, 15min);
    CHECK(account.open() == 5);
    account.load(0, 9'000, 1min);
    CHECK(account.open() == 6);
    account.load(0, 9'000, 14min);
    CHECK(account.open() == 6);
}

TEST_CASE("After one busy minute a stream has room for twice as much") {
    OnDemand account;
    account.create_on_demand();
    account.load(0, 1, 20min);
    for (std::uint64_t shard = 0; shard < 4; ++shard) {
        account.burst(key_of(shard), 8'000 * 60);
    }
    account.clock.advance(1min);
    // 32 kB a second, twice, at 10 kB a shard; in one window each shard was far below 5 kB.
    CHECK(account.open() == 7);
}

TEST_CASE("Records stay where they are while the stream grows, and each key finds its shard") {
    OnDemand account;
    account.create_on_demand();
    account.put_at(0, "before");
    account.load(0, 6'000, 2min);
    CHECK(account.put_at(0, "after").shard_id == weir::ShardId{4});
    CHECK(account.data_in(0).front() == "before");
    CHECK(account.data_in(4).back() == "after");
}

TEST_CASE("A stream that goes quiet keeps its shards") {
    OnDemand account;
    account.create_on_demand();
    account.load(0, 6'000, 2min);
    REQUIRE(account.open() == 5);
    account.clock.advance(24h * 40);
    CHECK(account.open() == 5);
}

TEST_CASE("A provisioned stream does not grow") {
    OnDemand account;
    account.create("stream", 4);
    account.load(0, 9'000, 30min);
    CHECK(account.open() == 4);
}

TEST_CASE("What a stream took in while it was provisioned makes it no larger on demand") {
    OnDemand account;
    account.create("stream", 4);
    account.load(0, 900, 100min);
    const std::string arn = Account::arn();
    ok(account.service.update_stream_mode(
        {.stream_arn = arn, .stream_mode_details = {{StreamMode::on_demand}}}));
    account.clock.advance(1min);
    CHECK(account.open() == 4);
    account.clock.advance(1h);
    CHECK(account.open() == 4);
}

TEST_CASE("A change of the warm throughput counts nothing twice") {
    OnDemand account;
    account.create_on_demand();
    ok(account.service.update_account_settings(
        {{{weir::MinimumThroughputBillingCommitmentStatus::enabled}}}));
    account.load(0, 900, 100min);
    REQUIRE(account.open() == 4);
    ok(account.service.update_stream_warm_throughput(
        {.stream_name = "stream", .warm_throughput_mibps = 0}));
    account.clock.advance(1min);
    CHECK(account.open() == 4);
    account.clock.advance(1h);
    CHECK(account.open() == 4);
}

TEST_CASE("A change of the warm throughput does not make a stream grow faster") {
    OnDemand account;
    account.create_on_demand();
    account.load(0, 9'000, 2min);
    REQUIRE(account.open() == 5);
    ok(account.service.update_stream_warm_throughput(
        {.stream_name = "stream", .warm_throughput_mibps = 0}));
    account.load(0, 9'000, 10min);
    CHECK(account.open() == 5);
}
