// SPDX-License-Identifier: Apache-2.0
#include "weir/service/service_account.hpp"

#include <string>

#include "account.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using Status = weir::MinimumThroughputBillingCommitmentStatus;

namespace {

weir::MinimumThroughputBillingCommitmentOutput commitment(Account& test) {
    return test.service.describe_account_settings().value().minimum_throughput_billing_commitment;
}
weir::Result<weir::UpdateAccountSettingsOutput> update(Account& test, const char* status) {
    return test.service.update_account_settings(
        {.minimum_throughput_billing_commitment =
             weir::MinimumThroughputBillingCommitmentInput{status}});
}
weir::Result<weir::UpdateStreamWarmThroughputOutput> warm(Account& test, std::int32_t mibps,
                                                          std::string_view name = "stream") {
    return test.service.update_stream_warm_throughput(
        {.stream_name = name, .warm_throughput_mibps = mibps});
}

}  // namespace

TEST_CASE("The limits of an account are described with what is used of them") {
    Account test{Account::limited()};
    test.create("a", 3);
    test.create("b", 4);
    REQUIRE(test.create_on_demand("c"));
    const auto limits = test.service.describe_limits().value();
    CHECK(limits.shard_limit == 20'000);
    CHECK(limits.open_shard_count == 7);
    CHECK(limits.on_demand_stream_count == 1);
    CHECK(limits.on_demand_stream_count_limit == 50);
    REQUIRE(test.split("0", "a", weir::HashKey{2}));
    REQUIRE(test.remove("b"));
    REQUIRE(test.remove("c"));
    CHECK(test.service.describe_limits()->open_shard_count == 4);
    CHECK(test.service.describe_limits()->on_demand_stream_count == 0);
}

TEST_CASE("A commitment lasts a day at least") {
    Account test;
    const auto start = test.clock.now();
    CHECK(commitment(test) == weir::MinimumThroughputBillingCommitmentOutput{});
    const auto enabled = update(test, "ENABLED").value().minimum_throughput_billing_commitment;
    CHECK(enabled.status == Status::enabled);
    CHECK(enabled.started_at == start);
    CHECK_FALSE(enabled.ended_at.has_value());
    CHECK(enabled.earliest_allowed_end_at == start + 24h);
    CHECK(commitment(test) == enabled);
    test.clock.advance(1h);
    CHECK(update(test, "ENABLED")->minimum_throughput_billing_commitment == enabled);
    CHECK(update(test, "DISABLED")->minimum_throughput_billing_commitment.status ==
          Status::enabled_until_earliest_allowed_end);
    test.clock.advance(23h - 1us);
    CHECK(commitment(test).status == Status::enabled_until_earliest_allowed_end);
    test.clock.advance(1us);
    const auto disabled = commitment(test);
    CHECK(disabled.status == Status::disabled);
    CHECK(disabled.started_at == start);
    CHECK(disabled.ended_at == start + 24h);
    CHECK_FALSE(disabled.earliest_allowed_end_at.has_value());
}

TEST_CASE("Who enables a commitment again in time cancels its end") {
    Account test;
    REQUIRE(update(test, "ENABLED"));
    REQUIRE(update(test, "DISABLED"));
    test.clock.advance(1h);
    CHECK(update(test, "ENABLED")->minimum_throughput_billing_commitment.status == Status::enabled);
    test.clock.advance(48h);
    CHECK(commitment(test).status == Status::enabled);
}

TEST_CASE("A commitment that is disabled after its day ends at once") {
    Account test;
    REQUIRE(update(test, "ENABLED"));
    test.clock.advance(72h);
    const auto disabled = update(test, "DISABLED")->minimum_throughput_billing_commitment;
    CHECK(disabled.status == Status::disabled);
    CHECK(disabled.ended_at == test.clock.now());
    CHECK(commitment(test) == disabled);
    test.clock.advance(1h);
    CHECK(update(test, "DISABLED")->minimum_throughput_billing_commitment == disabled);
    const auto again = update(test, "ENABLED")->minimum_throughput_billing_commitment;
    CHECK(again.started_at == test.clock.now());
    CHECK_FALSE(again.ended_at.has_value());
}

TEST_CASE("A status that only the service gives is refused, and so is none") {
    Account test;
    CHECK(error_of(update(test, "ENABLED_UNTIL_EARLIEST_ALLOWED_END")) ==
          "ValidationException: 1 validation error detected: Value "
          "'ENABLED_UNTIL_EARLIEST_ALLOWED_END' at 'minimumThroughputBillingCommitment.status' "
          "failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED]");
    CHECK(error_of(test.service.update_account_settings({})) ==
          "ValidationException: 1 validation error detected: Value null at "
          "'minimumThroughputBillingCommitment' failed to satisfy constraint: Member must not be "
          "null");
}

TEST_CASE("Warm throughput is for those who have committed themselves") {
    Account test;
    REQUIRE(test.create_on_demand());
    const std::string refused =
        "ValidationException: Warm throughput requires the minimum throughput billing commitment "
        "of account 000000000000 to be enabled.";
    CHECK(error_of(warm(test, 8)) == refused);
    CHECK(error_of(test.service.create_stream(
              {.stream_name = "warm",
               .stream_mode_details = weir::StreamModeDetailsInput{"ON_DEMAND"},
               .warm_throughput_mibps = 8})) == refused);
    CHECK(warm(test, 0));
    REQUIRE(update(test, "ENABLED"));
    const auto answer = warm(test, 8).value();
    CHECK(answer.stream_name == "stream");
    CHECK(answer.stream_arn == Account::arn());
    CHECK(answer.warm_throughput == weir::WarmThroughputObject{8, 0});
    CHECK(test.summary().warm_throughput == weir::WarmThroughputObject{8, 4});
    CHECK(error_of(update(test, "DISABLED")) ==
          "InvalidArgumentException: The commitment can be disabled only after all warm "
          "throughput has been removed.");
    REQUIRE(warm(test, 0));
    CHECK_FALSE(test.summary().warm_throughput.has_value());
    CHECK(update(test, "DISABLED"));
}

TEST_CASE("Warm throughput is reached by doubling") {
    Account test;
    REQUIRE(test.create_on_demand());
    REQUIRE(update(test, "ENABLED"));
    REQUIRE(warm(test, 16));
    const auto current = [&] { return test.summary().warm_throughput.value().current_mibps; };
    CHECK(current() == 4);
    test.clock.advance(1min);
    CHECK(current() == 8);
    test.clock.advance(14min);
    CHECK(current() == 8);
    test.clock.advance(1min);
    CHECK(current() == 16);
    test.clock.advance(1h);
    CHECK(test.summary().open_shard_count == 16);
    // A stream that is made with it has it from the start.
    REQUIRE(test.service.create_stream(
        {.stream_name = "warm",
         .stream_mode_details = weir::StreamModeDetailsInput{"ON_DEMAND"},
         .warm_throughput_mibps = 10}));
    CHECK(test.summary("warm").open_shard_count == 10);
    CHECK(test.summary("warm").warm_throughput == weir::WarmThroughputObject{10, 10});
}

TEST_CASE("Warm throughput is limited over all streams of the account") {
    auto options = Account::unlimited();
    options.limits.warm_throughput_mibps = 20;
    Account test{options};
    REQUIRE(test.create_on_demand("a"));
    REQUIRE(test.create_on_demand("b"));
    REQUIRE(update(test, "ENABLED"));
    REQUIRE(warm(test, 12, "a"));
    const std::string refused =
        "LimitExceededException: This request would exceed the warm throughput limit of the "
        "account. Limit: 20 MiB/s";
    CHECK(error_of(warm(test, 9, "b")) == refused);
    CHECK(warm(test, 8, "b"));
    CHECK(error_of(warm(test, 13, "a")) == refused);
    CHECK(warm(test, 11, "a"));
}

TEST_CASE("Warm throughput needs an on-demand stream") {
    Account test;
    test.create();
    REQUIRE(update(test, "ENABLED"));
    const std::string refused =
        "ValidationException: WarmThroughputMiBps is only supported for StreamMode=ON_DEMAND";
    CHECK(error_of(warm(test, 8)) == refused);
    CHECK(error_of(test.service.create_stream(
              {.stream_name = "warm", .shard_count = 1, .warm_throughput_mibps = 8})) == refused);
    CHECK(warm(test, -1).error().code() == weir::Errc::validation);
}

TEST_CASE("A change of warm throughput takes its time") {
    auto options = Account::unlimited();
    options.durations.update_stream_warm_throughput = 30s;
    Account test{options};
    REQUIRE(test.create_on_demand());
    REQUIRE(update(test, "ENABLED"));
    REQUIRE(warm(test, 8));
    CHECK(test.status() == weir::StreamStatus::updating);
    CHECK(test.summary().warm_throughput == weir::WarmThroughputObject{8, 0});
    test.clock.advance(30s);
    CHECK(test.status() == weir::StreamStatus::active);
    CHECK(test.summary().warm_throughput == weir::WarmThroughputObject{8, 4});
}
