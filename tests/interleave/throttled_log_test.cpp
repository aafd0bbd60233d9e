// SPDX-License-Identifier: Apache-2.0
// Writers and readers who share the allowances of a shard while its clock moves, under the
// explorer: no order of their steps admits more than the rule allows, or loses a token.
#include <memory>
#include <vector>

#include "catch.hpp"
#include "interleave/scenarios.hpp"
#include "interleave/throttled_program.hpp"

namespace {

using weir_test::ThrottledProgram;
using Scenario = ThrottledProgram::Scenario;

auto maker_of(const Scenario& scenario) {
    return [&scenario] { return std::make_unique<ThrottledProgram>(scenario); };
}

/// A token comes back each millisecond; what a scenario is not about has plenty.
const weir::ServiceThrottleOptions two_records{.write_records_per_second = 1'000,
                                               .write_burst_records = 2};
const weir::ServiceThrottleOptions one_record{.write_records_per_second = 1'000,
                                              .write_burst_records = 1};
const weir::ServiceThrottleOptions four_bytes{.write_bytes_per_second = 2'000,
                                              .write_burst_bytes = 4};
const weir::ServiceThrottleOptions two_reads{.read_calls_per_second = 1'000, .read_burst_calls = 2};

std::vector<Scenario> scenarios() {
    const auto append = [](ThrottledProgram& shard) { shard.append(); };
    const auto append_twice = [](ThrottledProgram& shard) {
        shard.append();
        shard.append();
    };
    const auto advance = [](ThrottledProgram& shard) { shard.advance(); };
    const auto advance_twice = [](ThrottledProgram& shard) {
        shard.advance();
        shard.advance();
    };
    const auto there_and_back = [](ThrottledProgram& shard) {
        shard.advance();
        shard.step_back();
    };
    const auto read = [](ThrottledProgram& shard) { shard.read(); };
    const auto advance_and_ask = [](ThrottledProgram& shard) {
        shard.advance();
        shard.ask();
    };
    const auto read_and_give_back = [](ThrottledProgram& shard) { shard.read_and_give_back(); };
    // Once asked, the millisecond is no new one.
    return {
        {"two writers, one burst", two_records, append, {append, append}, 2},
        {"two writers twice, one burst", two_records, append, {append_twice, append_twice}, 2},
        {"three writers, one burst", two_records, append, {append, append, append}, 2},
        {"three writers, one burst of bytes", four_bytes, append, {append, append, append}, 2},
        {"two first writers", one_record, {}, {append, append}, 1},
        {"two writers and a clock", one_record, append, {append, append, advance}},
        {"a writer twice and a clock", one_record, append, {append_twice, advance_twice}},
        {"a writer, a writer twice and a clock",
         one_record,
         append,
         {append, append_twice, advance}},
        {"two writers of bytes and a clock", four_bytes, append_twice, {append, append, advance}},
        {"two writers and a clock that steps back",
         one_record,
         append,
         {append, append, there_and_back}},
        {"three readers, two calls", two_reads, {}, {read, read, read}, 2},
        {"a reader who gives back, and one who asks later",
         two_reads,
         {},
         {advance_and_ask, read_and_give_back}},
        {"two readers, and one who gives back", two_reads, read, {read, read_and_give_back}},
    };
}

std::string name_of(const Scenario& scenario) {
    return "throttle: " + scenario.name;
}

}  // namespace

TEST_CASE("No order of steps admits more than a throttle allows", "[orders]") {
    for (const Scenario& scenario : scenarios()) {
        weir_test::explore_orders(name_of(scenario), weir_test::budget(2'000), maker_of(scenario));
    }
}

TEST_CASE("No weak memory admits more than a throttle allows", "[weak]") {
    for (const Scenario& scenario : scenarios()) {
        const auto executions = weir_test::budget(500);
        const weir::ExploreOptions options{.spurious_failures_max = 2};
        weir_test::explore_random(name_of(scenario),
                                  {.seed = weir_test::seed(), .executions = executions},
                                  maker_of(scenario), options);
        weir_test::explore_pct(name_of(scenario),
                               {.seed = weir_test::seed(), .executions = executions, .depth = 3},
                               maker_of(scenario), options);
    }
}

TEST_CASE("Nobody waits for a writer who is stopped in a throttle", "[frozen]") {
    for (const Scenario& scenario : scenarios()) {
        weir_test::explore_frozen(name_of(scenario), weir_test::budget(2), maker_of(scenario));
    }
}
