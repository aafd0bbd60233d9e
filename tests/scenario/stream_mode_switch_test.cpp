// SPDX-License-Identifier: Apache-2.0
// A stream's mode is switched twice a day, whatever the direction; its shards and records stay.
#include "scenario/account.hpp"

namespace {

using weir::StreamMode;

const std::string the_arn = Account::arn();

struct Switching : Account {
    using Account::Account;

    auto to(StreamMode mode) {
        return service.update_stream_mode({.stream_arn = the_arn, .stream_mode_details = {{mode}}});
    }
    StreamMode mode() { return summary().stream_mode_details.stream_mode; }
};

}  // namespace

TEST_CASE("A switch keeps shards and records, one way and back") {
    Switching account;
    account.create("stream", 3);
    account.put_at(0, "kept");
    ok(account.to(StreamMode::on_demand));
    CHECK(account.mode() == StreamMode::on_demand);
    CHECK(account.indexes() == Indexes{0, 1, 2});
    CHECK(account.data_in(0) == Texts{"kept"});
    ok(account.to(StreamMode::provisioned));
    CHECK(account.mode() == StreamMode::provisioned);
    CHECK(account.indexes() == Indexes{0, 1, 2});
    CHECK(account.data_in(0) == Texts{"kept"});
}

TEST_CASE("The third switch of a day is refused, towards either mode") {
    Switching account;
    account.create();
    ok(account.to(StreamMode::on_demand));
    account.clock.advance(1h);
    ok(account.to(StreamMode::provisioned));
    CHECK(refusal(account.to(StreamMode::on_demand)) ==
          "LimitExceededException: Rate exceeded for stream stream under account 000000000000.");
    account.clock.advance(23h - 1us);
    CHECK(refusal(account.to(StreamMode::on_demand)).starts_with("LimitExceededException"));
    account.clock.advance(1us);
    ok(account.to(StreamMode::on_demand));
    CHECK(refusal(account.to(StreamMode::provisioned)).starts_with("LimitExceededException"));
    account.clock.advance(1h);
    ok(account.to(StreamMode::provisioned));
}

TEST_CASE("The mode that a stream has is accepted, changes nothing and is not counted") {
    Switching account{Account::relaxed({.update_stream_mode = 30s})};
    account.create();
    for (int time = 0; time < 5; ++time) {
        ok(account.to(StreamMode::provisioned));
        CHECK(account.status() == weir::StreamStatus::active);
    }
    ok(account.to(StreamMode::on_demand));
    account.clock.advance(30s);
    ok(account.to(StreamMode::provisioned));
}

TEST_CASE("While it switches a stream is UPDATING in its old mode") {
    Switching account{Account::relaxed({.update_stream_mode = 30s})};
    account.create();
    ok(account.to(StreamMode::on_demand));
    CHECK(account.status() == weir::StreamStatus::updating);
    CHECK(account.mode() == StreamMode::provisioned);
    account.put("key");
    account.clock.advance(30s);
    CHECK(account.mode() == StreamMode::on_demand);
    CHECK(account.status() == weir::StreamStatus::active);
}

TEST_CASE("An on-demand stream's shards are the service's business") {
    Switching account;
    account.create("stream", 2);
    ok(account.to(StreamMode::on_demand));
    const std::string on_demand =
        "ValidationException: Request is invalid. Stream stream under account 000000000000 is in "
        "On-Demand mode.";
    CHECK(refusal(account.service.split_shard(
              {.stream_name = "stream", .shard_to_split = "0", .new_starting_hash_key = "1000"})) ==
          on_demand);
    CHECK(refusal(account.service.merge_shards(
              {.stream_name = "stream", .shard_to_merge = "0", .adjacent_shard_to_merge = "1"})) ==
          on_demand);
    CHECK(refusal(account.service.update_shard_count(
              {.stream_name = "stream",
               .target_shard_count = 4,
               .scaling_type = weir::ScalingType::uniform_scaling})) == on_demand);
    ok(account.to(StreamMode::provisioned));
    account.split(0, 1000);
}

TEST_CASE("A switch needs room among the account's on-demand streams, or its shards") {
    weir::ServiceOptions options = Account::relaxed();
    options.limits.on_demand_streams = 1;
    options.limits.shards = 5;
    Switching account{options};
    account.create("stream", 2);
    account.create_on_demand("other");
    CHECK(refusal(account.to(StreamMode::on_demand)).starts_with("LimitExceededException: "));
    ok(account.service.delete_stream({.stream_name = "other"}));
    ok(account.to(StreamMode::on_demand));
    account.create("third", 4);
    CHECK(refusal(account.to(StreamMode::provisioned))
              .starts_with("LimitExceededException: This request would exceed the shard limit for "
                           "the account 000000000000 in us-east-1. Current shard count for the "
                           "account: 4. Limit: 5. Number of additional shards that would have "
                           "resulted from this request: 2."));
}
