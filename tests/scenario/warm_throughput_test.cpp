// SPDX-License-Identifier: Apache-2.0
// Warm throughput scales an on-demand stream ahead of its traffic, for accounts with the
// commitment.
#include "scenario/account.hpp"

namespace {

using Status = weir::MinimumThroughputBillingCommitmentStatus;
using weir::StreamMode;

struct Warm : Account {
    explicit Warm(const weir::ServiceOptions& options = relaxed()) : Account{options} {}

    void commit() {
        ok(service.update_account_settings(
            {weir::MinimumThroughputBillingCommitmentInput{Status::enabled}}));
    }
    auto set(std::int32_t mibps, std::string_view name = "stream") {
        return service.update_stream_warm_throughput(
            {.stream_name = name, .warm_throughput_mibps = mibps});
    }
};

}  // namespace

TEST_CASE("Only on-demand streams of accounts with the commitment have warm throughput") {
    Warm account;
    account.create();
    account.create_on_demand("on-demand");
    CHECK(refusal(account.set(8, "on-demand")).starts_with("ValidationException: "));
    account.commit();
    ok(account.set(8, "on-demand"));
    CHECK(refusal(account.set(8)).starts_with("ValidationException: "));
}

TEST_CASE("A stream is made with as many shards as its warm throughput needs") {
    Warm account;
    account.commit();
    ok(account.service.create_stream({.stream_name = "stream",
                                      .stream_mode_details = {{StreamMode::on_demand}},
                                      .warm_throughput_mibps = 20}));
    CHECK(account.summary().open_shard_count == 20);
    CHECK(account.summary().warm_throughput == weir::WarmThroughputObject{20, 20});
    CHECK(refusal(account.service.create_stream(
                      {.stream_name = "other", .shard_count = 1, .warm_throughput_mibps = 20}))
              .starts_with("ValidationException: "));
}

TEST_CASE("A stream grows towards its warm throughput without any traffic") {
    Warm account;
    account.commit();
    account.create_on_demand();
    const auto answer = ok(account.set(16));
    CHECK(answer.stream_name == "stream");
    CHECK(answer.stream_arn == Account::arn());
    CHECK(answer.warm_throughput.target_mibps == 16);
    account.clock.advance(1min);
    CHECK(account.summary().open_shard_count == 8);
    CHECK(account.summary().warm_throughput == weir::WarmThroughputObject{16, 8});
    account.clock.advance(15min);
    CHECK(account.summary().open_shard_count == 16);
    CHECK(account.summary().warm_throughput == weir::WarmThroughputObject{16, 16});
}

TEST_CASE("Zero takes the warm throughput back, and the stream keeps its shards") {
    Warm account;
    account.commit();
    ok(account.service.create_stream({.stream_name = "stream",
                                      .stream_mode_details = {{StreamMode::on_demand}},
                                      .warm_throughput_mibps = 8}));
    ok(account.set(0));
    CHECK_FALSE(account.summary().warm_throughput.has_value());
    CHECK(account.summary().open_shard_count == 8);
}

TEST_CASE("The warm throughput of all streams stays within the account's limit") {
    Warm account;
    account.commit();
    account.create_on_demand();
    account.create_on_demand("other");
    ok(account.set(10'000));
    CHECK(refusal(account.set(241, "other")).starts_with("LimitExceededException: "));
    ok(account.set(240, "other"));
    ok(account.set(9'000));
    ok(account.set(1'240, "other"));
}

TEST_CASE("A stream that is DELETING gives its warm throughput back at once") {
    Warm account{Account::relaxed({.delete_stream = 30s})};
    account.commit();
    account.create_on_demand();
    account.create_on_demand("other");
    ok(account.set(10'000));
    ok(account.service.delete_stream({.stream_name = "stream"}));
    CHECK(account.status() == weir::StreamStatus::deleting);
    ok(account.set(10'240, "other"));
}

TEST_CASE("While it is warmed up a stream is UPDATING, and its records go on") {
    Warm account{Account::relaxed({.update_stream_warm_throughput = 30s})};
    account.commit();
    account.create_on_demand();
    ok(account.set(8));
    CHECK(account.status() == weir::StreamStatus::updating);
    account.put("key");
    account.clock.advance(30s);
    CHECK(account.status() == weir::StreamStatus::active);
}

TEST_CASE("A switch to on-demand can bring warm throughput along") {
    Warm account;
    account.commit();
    account.create("stream", 2);
    const std::string arn = Account::arn();
    ok(account.service.update_stream_mode({.stream_arn = arn,
                                           .stream_mode_details = {{StreamMode::on_demand}},
                                           .warm_throughput_mibps = 4}));
    account.clock.advance(1min);
    CHECK(account.summary().open_shard_count == 4);
    CHECK(refusal(account.service.update_stream_mode(
                      {.stream_arn = arn,
                       .stream_mode_details = {{StreamMode::provisioned}},
                       .warm_throughput_mibps = 4}))
              .starts_with("ValidationException: "));
}
