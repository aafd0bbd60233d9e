// SPDX-License-Identifier: Apache-2.0
// What docs/testing.md and docs/explorer.md show of holding policies to their rules.
#include <memory>

#include "catch.hpp"
#include "weir/storage/ring_storage.hpp"
#include "weir/storage/simple_storage.hpp"
#include "weir/stream/stream.hpp"
#include "weir/testing/clock_conformance.hpp"
#include "weir/testing/explore_log.hpp"
#include "weir/testing/kinesis_conformance.hpp"
#include "weir/testing/storage_conformance.hpp"
#include "weir/testing/throttle_conformance.hpp"
#include "weir/throttle/fixed_rate.hpp"
#include "weir/time/manual_clock.hpp"

namespace {

using MyStorage = weir::RingStorage<>;
using MyApi = weir::Stream<weir::SimpleStorage, weir::ManualClock>;

class MyWorld final : public weir::KinesisWorld<MyApi> {
public:
    explicit MyWorld(const weir::StreamOptions& options) : api_{options, clock_} {}
    [[nodiscard]] MyApi& api() override { return api_; }
    [[nodiscard]] weir::Instant now() override { return clock_.now(); }
    void advance(weir::Duration by) override { clock_.advance(by); }

private:
    weir::ManualClock clock_;
    MyApi api_;
};

}  // namespace

TEST_CASE("My storage keeps the rules of a storage") {
    const weir::StorageSubject<MyStorage> subject{.options = {.segment_records_max = 2}};
    const weir::ConformanceReport report = weir::check_storage(subject);
    INFO(report.text());
    CHECK(report.passed());
    for (const auto& rule : weir::storage_rules<MyStorage>) {
        DYNAMIC_SECTION(rule.name) {
            const weir::ConformanceOutcome outcome = rule.check(subject);
            INFO(outcome.text());
            CHECK(outcome.passed());
        }
    }
}

TEST_CASE("My clock keeps the rules of a clock") {
    weir::ManualClock clock;
    const weir::ClockSubject<weir::ManualClock> subject{
        .clock = clock,
        .set = [&](weir::Instant to) { clock.set(to); },
        .advance = [&](weir::Duration by) { clock.advance(by); }};
    CHECK(weir::check_clock(subject).passed());
}

TEST_CASE("My throttle keeps the rules of a throttle") {
    const auto limits = weir::FixedRate::records_per_second(20, 5);
    const weir::ThrottleSubject<weir::FixedRate> subject{.limits = limits,
                                                         .write_records = {20, 5}};
    CHECK(weir::check_throttle(subject).passed());
}

TEST_CASE("My stream keeps the rules of a kinesis_api") {
    const weir::KinesisSubject<MyApi> subject{
        .make =
            [](const weir::StreamOptions& options) { return std::make_unique<MyWorld>(options); },
        .throttled = true};
    CHECK(weir::check_kinesis(subject).passed());
}

TEST_CASE("My storage passes in every scenario") {
    using Explored = weir::RingStorage<weir::ExploreAtomics>;  // or a storage of your own
    const Explored::Options tiny{.segment_records_max = 1};    // so that every end happens
    for (const weir::ExploreLogScenario& scenario : weir::explore_log_scenarios) {
        const auto make = weir::make_explore_log<Explored>(scenario, tiny);
        weir::ExploreDpor orders{{.executions_max = 300}};
        weir::ExplorePct weak{{.seed = 1, .executions = 300}};
        for (const auto& result :
             {weir::explore(orders, {.weak_memory = false}, make), weir::explore(weak, {}, make)}) {
            INFO(scenario.name << '\n' << result.story());
            CHECK(result.passed());
        }
    }
}
