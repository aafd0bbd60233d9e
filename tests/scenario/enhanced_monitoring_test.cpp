// SPDX-License-Identifier: Apache-2.0
// Metrics of single shards are turned on and off by name; an answer tells what was on before, and
// what is now.
#include "scenario/account.hpp"

namespace {

using weir::MetricsName;
using Names = std::vector<MetricsName>;

struct Monitored : Account {
    Monitored() { create(); }

    weir::EnhancedMonitoringOutput enable(std::vector<weir::Choice<MetricsName>> names) {
        return ok(service.enable_enhanced_monitoring(
            {.stream_name = "stream", .shard_level_metrics = std::move(names)}));
    }
    weir::EnhancedMonitoringOutput disable(std::vector<weir::Choice<MetricsName>> names) {
        return ok(service.disable_enhanced_monitoring(
            {.stream_name = "stream", .shard_level_metrics = std::move(names)}));
    }
    Names on() {
        const auto all = summary().enhanced_monitoring;
        REQUIRE(all.size() == 1);
        return all[0].shard_level_metrics;
    }
};

const Names seven{MetricsName::incoming_bytes,
                  MetricsName::incoming_records,
                  MetricsName::outgoing_bytes,
                  MetricsName::outgoing_records,
                  MetricsName::write_provisioned_throughput_exceeded,
                  MetricsName::read_provisioned_throughput_exceeded,
                  MetricsName::iterator_age_milliseconds};

}  // namespace

TEST_CASE("An answer tells what was on before the call, and what is after it") {
    Monitored account;
    const auto first = account.enable({MetricsName::incoming_bytes});
    CHECK(first.stream_name == "stream");
    CHECK(first.stream_arn == Account::arn());
    CHECK(first.current_shard_level_metrics.empty());
    CHECK(first.desired_shard_level_metrics == Names{MetricsName::incoming_bytes});
    const auto second =
        account.enable({MetricsName::incoming_bytes, MetricsName::outgoing_records});
    CHECK(second.current_shard_level_metrics == Names{MetricsName::incoming_bytes});
    CHECK(second.desired_shard_level_metrics ==
          Names{MetricsName::incoming_bytes, MetricsName::outgoing_records});
    CHECK(account.on() == second.desired_shard_level_metrics);
}

TEST_CASE("ALL means the seven metrics, which are told by their names") {
    Monitored account;
    CHECK(account.enable({"ALL"}).desired_shard_level_metrics == seven);
    const auto less = account.disable({"IncomingBytes"});
    CHECK(less.current_shard_level_metrics == seven);
    CHECK(less.desired_shard_level_metrics == Names(seven.begin() + 1, seven.end()));
    CHECK(account.disable({MetricsName::all}).desired_shard_level_metrics.empty());
    CHECK(account.on().empty());
}

TEST_CASE("What is off already can be turned off") {
    Monitored account;
    CHECK(account.disable({MetricsName::incoming_bytes}).desired_shard_level_metrics.empty());
}

TEST_CASE("A metric that there is not, none at all, and more than seven are refused") {
    Monitored account;
    CHECK(
        refusal(account.service.enable_enhanced_monitoring(
                    {.stream_name = "stream", .shard_level_metrics = {{"Incoming"}}}))
            .starts_with("ValidationException: 1 validation error detected: Value '[Incoming]' at "
                         "'shardLevelMetrics' failed to satisfy constraint: "));
    CHECK(refusal(account.service.enable_enhanced_monitoring(
                      {.stream_name = "stream",
                       .shard_level_metrics = std::vector<weir::Choice<MetricsName>>{}}))
              .starts_with("ValidationException: "));
    CHECK(refusal(account.service.enable_enhanced_monitoring(
                      {.stream_name = "stream",
                       .shard_level_metrics = std::vector<weir::Choice<MetricsName>>(8, "ALL")}))
              .starts_with("ValidationException: "));
}
