// SPDX-License-Identifier: Apache-2.0
#include "weir/service/account_stream.hpp"

#include <string>

#include "catch.hpp"
#include "weir/throttle/unlimited.hpp"
#include "weir/time/manual_clock.hpp"

using namespace std::chrono_literals;
using weir::EncryptionType;
using weir::Errc;
using weir::StreamMode;
using weir::StreamStatus;

namespace {

using Stream = weir::AccountStream<weir::RingStorage<>, weir::ManualClock, weir::Unlimited>;

struct OneStream {
    explicit OneStream(weir::StreamCapacity capacity = {}, std::uint32_t shards = 1)
        : stream{{.shard_count = shards}, clock, {}, capacity, {}, 60} {}

    weir::PutRecordResult put(std::string_view key = "key") {
        return static_cast<weir::Stream<weir::RingStorage<>, weir::ManualClock, weir::Unlimited>&>(
                   stream)
            .put_record({.data = "data", .partition_key = key})
            .value();
    }
    EncryptionType type_of(const weir::PutRecordResult& put) {
        return stream.marks().type_of(put.shard_id, put.sequence_number.sequence_index());
    }

    weir::ManualClock clock;
    Stream stream;
};

}  // namespace

TEST_CASE("A stream is let into once it is said to be open") {
    OneStream test;
    CHECK(test.stream.gate() == Stream::closed);
    test.stream.set_gate(Stream::closed, false);
    CHECK(test.stream.gate() == 0);
    test.stream.set_gate(Stream::encrypted, true);
    test.stream.set_gate(Stream::closed, true);
    CHECK(test.stream.gate() == (Stream::closed | Stream::encrypted));
}

TEST_CASE("A switch of encryption marks the records after it and opens the gate for looking") {
    OneStream test;
    test.stream.set_gate(Stream::closed, false);
    const auto before = test.put();
    test.stream.begin_encryption({EncryptionType::kms, "key"}, 5s);
    CHECK(test.stream.update_status() == StreamStatus::updating);
    CHECK(test.stream.encryption().type == EncryptionType::none);
    CHECK(test.stream.gate() == Stream::changing);
    test.clock.advance(5s);
    CHECK(test.stream.update_status() == StreamStatus::active);
    CHECK(test.stream.encryption().key_id == "key");
    CHECK(test.stream.gate() == Stream::encrypted);
    const auto after = test.put();
    CHECK(test.type_of(before) == EncryptionType::none);
    CHECK(test.type_of(after) == EncryptionType::kms);
}

TEST_CASE("A snapshot of marks does not change with the stream") {
    OneStream test;
    test.stream.begin_encryption({EncryptionType::kms, "key"}, 0s);
    const auto put = test.put();
    const auto marks = test.stream.marks();
    test.stream.begin_encryption({EncryptionType::none, std::nullopt}, 0s);
    const auto later = test.put();
    CHECK(marks.type_of(put.shard_id, put.sequence_number.sequence_index()) == EncryptionType::kms);
    CHECK(test.type_of(later) == EncryptionType::none);
}

TEST_CASE("A switch of the mode is wanted at once and there when its time has passed") {
    OneStream test;
    test.stream.begin_capacity({StreamMode::on_demand, 8}, 30s);
    CHECK(test.stream.capacity().mode == StreamMode::provisioned);
    CHECK(test.stream.wanted_capacity().mode == StreamMode::on_demand);
    CHECK(test.stream.wanted_capacity().warm_mibps == 8);
    CHECK(test.stream.update_status() == StreamStatus::updating);
    test.clock.advance(30s);
    CHECK(test.stream.capacity().mode == StreamMode::on_demand);
    CHECK(test.stream.current_warm_mibps() == 1);
    test.clock.advance(1min);
    CHECK(test.stream.shards_that_count() == 2);
    CHECK(test.stream.current_warm_mibps() == 2);
}

TEST_CASE("Whoever passes the door does what is due, a put as well") {
    OneStream test{{StreamMode::on_demand, 8}, 4};
    test.clock.advance(1min);
    CHECK(test.put().shard_id.index >= 4);
    test.stream.begin_encryption({EncryptionType::kms, "key"}, 5s);
    test.clock.advance(5s);
    CHECK(test.type_of(test.put()) == EncryptionType::kms);
}

TEST_CASE("What is due stays as far off as it was when the clock steps back") {
    OneStream test{{StreamMode::on_demand, 8}, 4};
    test.stream.begin_encryption({EncryptionType::kms, "key"}, 5s);
    test.clock.advance(-1h);
    test.put();
    test.clock.advance(5s);
    CHECK(test.type_of(test.put()) == EncryptionType::kms);
    test.clock.advance(56s);
    test.put();
    CHECK(test.stream.shards_that_count() == 8);
}

TEST_CASE("As many shards count as are open at any time until a reshard is through") {
    OneStream test{{}, 4};
    CHECK(test.stream.shards_that_count() == 4);
    REQUIRE(test.stream.update_shard_count({3}, {.resharding_time = 50s}));
    // Five steps: split, merge, split, merge, merge.
    for (const std::uint64_t counts : {5U, 5U, 5U, 5U, 4U, 3U}) {
        CHECK(test.stream.shards_that_count() == counts);
        test.clock.advance(10s);
    }
    REQUIRE(test.stream.update_shard_count({6}, {.resharding_time = 30s}));
    CHECK(test.stream.shards_that_count() == 6);
}

TEST_CASE("Growth waits for a split that came past the account, and then goes on") {
    OneStream test{{StreamMode::on_demand, 8}, 4};
    const weir::ReshardTerms terms{.resharding_time = 10min};
    REQUIRE(test.stream.split_shard(
        {.shard_to_split = weir::ShardId{0}, .new_starting_hash_key = weir::HashKey{1'000}},
        terms));
    test.clock.advance(5min);
    test.put();
    CHECK(test.stream.describe_stream_summary().open_shard_count == 4);
    test.clock.advance(5min);
    test.put();
    CHECK(test.stream.describe_stream_summary().open_shard_count == 8);
}

TEST_CASE("The errors of keys are those of the key in use") {
    OneStream test;
    const auto tell = [&](const char* key, Errc code) {
        test.stream.tell_kms_errors([&](std::string_view name) {
            return name == key ? std::optional{code} : std::nullopt;
        });
    };
    tell("key", Errc::kms_disabled);
    CHECK_FALSE(test.stream.kms_error().has_value());
    test.stream.begin_encryption({EncryptionType::kms, "key"}, 0s, Errc::kms_not_found);
    CHECK(test.stream.kms_error() == Errc::kms_not_found);
    CHECK((test.stream.gate() & Stream::kms_fails) != 0);
    tell("other", Errc::kms_disabled);
    CHECK_FALSE(test.stream.kms_error().has_value());
    test.stream.begin_encryption({EncryptionType::kms, "other"}, 5s);
    tell("other", Errc::kms_throttling);
    CHECK_FALSE(test.stream.kms_error().has_value());
    test.clock.advance(5s);
    test.stream.settle_now();
    CHECK(test.stream.kms_error() == Errc::kms_throttling);
    test.stream.begin_encryption({EncryptionType::none, std::nullopt}, 0s);
    CHECK_FALSE(test.stream.kms_error().has_value());
}

TEST_CASE("Each shard has an allowance of iterators of its own") {
    OneStream test{{}, 2};
    const auto now = test.clock.now();
    for (int call = 0; call < 5; ++call) {
        CHECK(test.stream.admit_iterator_call(weir::ShardId{0}, now, 5));
    }
    CHECK_FALSE(test.stream.admit_iterator_call(weir::ShardId{0}, now, 5));
    CHECK(test.stream.admit_iterator_call(weir::ShardId{1}, now, 5));
}
