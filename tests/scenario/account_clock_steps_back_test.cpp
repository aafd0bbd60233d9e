// SPDX-License-Identifier: Apache-2.0
// An account whose clock steps back goes on working: nothing stays in a passing state for longer
// than its time, and no limit is lifted.
#include "scenario/account.hpp"

namespace {

const std::string stream_arn = Account::arn();

struct Stepping : Account {
    Stepping() : Account{relaxed(weir::ServiceDurations::aws_like())} {}

    void create_and_wait() {
        create();
        clock.advance(35s);
        REQUIRE(status() == weir::StreamStatus::active);
    }
};

}  // namespace

TEST_CASE("A stream is CREATING no longer than its time after the clock stepped back") {
    Stepping account;
    account.create();
    account.clock.advance(-1h);
    CHECK(account.status() == weir::StreamStatus::creating);
    account.clock.advance(35s);
    CHECK(account.status() == weir::StreamStatus::active);
}

TEST_CASE("Updates and deletions end after the clock stepped back") {
    Stepping account;
    account.create_and_wait();
    account.split(0, Scenario::half());
    account.clock.advance(-1h);
    CHECK(account.status() == weir::StreamStatus::updating);
    account.clock.advance(30s);
    CHECK(account.status() == weir::StreamStatus::active);
    CHECK(account.open_indexes() == Indexes{1, 2});
    ok(account.service.start_stream_encryption(
        {.stream_name = "stream", .encryption_type = weir::EncryptionType::kms, .key_id = "key"}));
    account.clock.advance(-1h);
    CHECK(account.status() == weir::StreamStatus::updating);
    account.clock.advance(5s);
    CHECK(account.status() == weir::StreamStatus::active);
    CHECK(account.summary().encryption_type == weir::EncryptionType::kms);
    ok(account.service.delete_stream({.stream_name = "stream"}));
    account.clock.advance(-1h);
    CHECK(ok(account.service.list_streams()).stream_names.size() == 1);
    account.clock.advance(30s);
    CHECK(ok(account.service.list_streams()).stream_names.empty());
}

TEST_CASE("A change of the mode takes effect after the clock stepped back") {
    Stepping account;
    account.create_and_wait();
    ok(account.service.update_stream_mode(
        {.stream_arn = stream_arn, .stream_mode_details = {{weir::StreamMode::on_demand}}}));
    account.clock.advance(-1h);
    CHECK(account.status() == weir::StreamStatus::updating);
    account.clock.advance(30s);
    CHECK(account.status() == weir::StreamStatus::active);
    CHECK(account.summary().stream_mode_details.stream_mode == weir::StreamMode::on_demand);
}

TEST_CASE("Consumers become ACTIVE, and their subscriptions go on, after the clock stepped back") {
    Stepping account;
    account.create_and_wait();
    const std::string reader = account.consumer("reader");
    account.clock.advance(-1h);
    CHECK(account.summary().consumer_count == 1);
    account.clock.advance(5s);
    auto subscription = account.subscribe(reader);
    account.put("key", "a");
    CHECK(subscription.next(account.clock.now()).event.has_value());
    account.clock.advance(-1h);
    account.put("key", "b");
    static_cast<void>(subscription.next(account.clock.now()));
    account.clock.advance(1s);
    const auto step = subscription.next(account.clock.now());
    REQUIRE(step.event.has_value());
    CHECK(Account::data_of(step.event->records) == Texts{"b"});
    account.clock.advance(300s);
    CHECK(subscription.next(account.clock.now()).ended);
}

TEST_CASE("Calls and switches are counted on after the clock stepped back") {
    Account account{weir::ServiceOptions{}};
    CHECK(account.service.describe_limits().has_value());
    account.clock.advance(-1h);
    CHECK_FALSE(account.service.describe_limits().has_value());
    account.clock.advance(1s);
    CHECK(account.service.describe_limits().has_value());
    account.create();
    for (const auto mode : {weir::StreamMode::on_demand, weir::StreamMode::provisioned}) {
        ok(account.service.update_stream_mode(
            {.stream_arn = stream_arn, .stream_mode_details = {{mode}}}));
    }
    account.clock.advance(-24h * 7);
    const auto again = [&] {
        return account.service.update_stream_mode(
            {.stream_arn = stream_arn, .stream_mode_details = {{weir::StreamMode::on_demand}}});
    };
    CHECK_FALSE(again().has_value());
    account.clock.advance(24h);
    CHECK(again().has_value());
}

TEST_CASE("An on-demand stream grows on after the clock stepped back") {
    weir::ServiceOptions options = Account::relaxed();
    options.on_demand.split_above_bytes_per_second = 5'000;
    options.on_demand.bytes_per_second_of_shard = 10'000;
    Account account{options};
    account.create_on_demand();
    const auto load = [&](int minutes) {
        for (int minute = 0; minute < minutes; ++minute) {
            account.put_at(0, std::string(540'000, 'x'));
            account.clock.advance(1min);
            static_cast<void>(account.status());
        }
    };
    load(2);
    CHECK(account.summary().open_shard_count == 5);
    account.clock.advance(-24h);
    static_cast<void>(account.status());
    load(20);
    CHECK(account.summary().open_shard_count == 6);
}

TEST_CASE("A commitment lasts a day after the clock stepped back, and no longer") {
    Account account;
    const auto status = [&] {
        return ok(account.service.describe_account_settings())
            .minimum_throughput_billing_commitment.status;
    };
    ok(account.service.update_account_settings({{{"ENABLED"}}}));
    account.clock.advance(-24h * 30);
    ok(account.service.update_account_settings({{{"DISABLED"}}}));
    account.clock.advance(24h);
    CHECK(status() == weir::MinimumThroughputBillingCommitmentStatus::disabled);
}
