// SPDX-License-Identifier: Apache-2.0
// The commitment behind on-demand advantage runs for a day at least.
#include "scenario/account.hpp"

namespace {

using Status = weir::MinimumThroughputBillingCommitmentStatus;

struct Settings : Account {
    auto set(Status status) {
        return service.update_account_settings(
            {weir::MinimumThroughputBillingCommitmentInput{status}});
    }
    weir::MinimumThroughputBillingCommitmentOutput get() {
        return ok(service.describe_account_settings()).minimum_throughput_billing_commitment;
    }
};

}  // namespace

TEST_CASE("A new account has no commitment") {
    Settings account;
    CHECK(account.get() == weir::MinimumThroughputBillingCommitmentOutput{});
    CHECK(account.get().status == Status::disabled);
}

TEST_CASE("A commitment may end a day after it began") {
    Settings account;
    const auto begun = account.clock.now();
    const auto answer = ok(account.set(Status::enabled)).minimum_throughput_billing_commitment;
    CHECK(answer == account.get());
    CHECK(answer.status == Status::enabled);
    CHECK(answer.started_at == begun);
    CHECK(answer.earliest_allowed_end_at == begun + 24h);
    CHECK_FALSE(answer.ended_at.has_value());
}

TEST_CASE("A commitment that is disabled early runs until its day is over") {
    Settings account;
    const auto begun = account.clock.now();
    ok(account.set(Status::enabled));
    account.clock.advance(1h);
    CHECK(ok(account.set(Status::disabled)).minimum_throughput_billing_commitment.status ==
          Status::enabled_until_earliest_allowed_end);
    account.clock.advance(23h - 1us);
    CHECK(account.get().status == Status::enabled_until_earliest_allowed_end);
    account.clock.advance(1us);
    CHECK(account.get().status == Status::disabled);
    CHECK(account.get().ended_at == begun + 24h);
    CHECK(account.get().started_at == begun);
}

TEST_CASE("Enabling it again calls the end off") {
    Settings account;
    const auto begun = account.clock.now();
    ok(account.set(Status::enabled));
    ok(account.set(Status::disabled));
    account.clock.advance(1h);
    ok(account.set(Status::enabled));
    account.clock.advance(48h);
    CHECK(account.get().status == Status::enabled);
    CHECK(account.get().started_at == begun);
}

TEST_CASE("A commitment that is disabled after its day ends at once") {
    Settings account;
    const auto begun = account.clock.now();
    ok(account.set(Status::enabled));
    account.clock.advance(30h);
    const auto ended = ok(account.set(Status::disabled)).minimum_throughput_billing_commitment;
    CHECK(ended.status == Status::disabled);
    CHECK(ended.started_at == begun);
    CHECK(ended.ended_at == begun + 30h);
}

TEST_CASE("A commitment is not disabled while a stream has warm throughput") {
    Settings account;
    account.create_on_demand();
    ok(account.set(Status::enabled));
    ok(account.service.update_stream_warm_throughput(
        {.stream_name = "stream", .warm_throughput_mibps = 8}));
    CHECK(refusal(account.set(Status::disabled)).starts_with("InvalidArgumentException: "));
    ok(account.service.update_stream_warm_throughput(
        {.stream_name = "stream", .warm_throughput_mibps = 0}));
    CHECK(account.set(Status::disabled).has_value());
}

TEST_CASE("Only ENABLED and DISABLED can be asked for") {
    Settings account;
    CHECK(
        refusal(account.service.update_account_settings({{{"ENABLED_UNTIL_EARLIEST_ALLOWED_END"}}}))
            .find("Member must satisfy enum value set: [ENABLED, DISABLED]") != std::string::npos);
}
