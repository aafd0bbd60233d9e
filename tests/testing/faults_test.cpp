// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/faults.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "catch.hpp"
#include "dies.hpp"

namespace {

using weir::Duration;
using weir::Fault;
using weir::FaultFamily;
using weir::FaultPlan;
using weir::KinesisOperation;
using weir::Random;
using weir::ShardId;

constexpr auto every_family = [] {
    std::vector<FaultFamily> families;
    for (std::size_t at = 0; at < weir::call_fault_families; ++at) {
        families.push_back(static_cast<FaultFamily>(at));
    }
    return families;
};

/// What a plan decides of 3,000 calls, as text.
std::string decided(FaultPlan& plan) {
    std::string text;
    for (int call = 0; call < 1'000; ++call) {
        for (const auto operation : {KinesisOperation::put_records, KinesisOperation::get_records,
                                     KinesisOperation::list_shards}) {
            for (const Fault& fault : plan.decide(operation, ShardId{0}, "caller", 4)) {
                text += std::to_string(call) + ' ';
                text += to_string(operation);
                text += ' ';
                text += to_string(fault.family);
                text += ' ' + std::to_string(fault.length.count());
                for (const std::size_t entry : fault.entries) {
                    text += ' ' + std::to_string(entry);
                }
                text += '\n';
            }
        }
    }
    return text;
}

FaultPlan drawing(std::uint64_t seed, double probability) {
    FaultPlan plan{seed};
    for (const FaultFamily family : every_family()) {
        plan.draw(family, probability);
    }
    plan.reshard_by([](Random&) {});
    return plan;
}

}  // namespace

TEST_CASE("a plan without rules and weights decides for no fault") {
    FaultPlan plan;
    CHECK(decided(plan).empty());
    CHECK(plan.drawn().empty());
    CHECK(plan.waiting() == 0);
}

TEST_CASE("a rule is of the calls that it describes and of no other") {
    FaultPlan plan;
    plan.script({.operation = KinesisOperation::put_records, .nth = 3},
                {.family = FaultFamily::throttle, .entries = {1, 4}});
    plan.script({.operation = KinesisOperation::get_records,
                 .shard_id = ShardId{2},
                 .caller = "worker",
                 .times = 2},
                {.family = FaultFamily::expire_iterator});
    const auto decide = [&](KinesisOperation operation, std::optional<ShardId> shard,
                            const char* caller) {
        return plan.decide(operation, shard, caller, 5);
    };
    CHECK(plan.waiting() == 2);
    for (int nth = 1; nth <= 5; ++nth) {
        const auto faults = decide(KinesisOperation::put_records, std::nullopt, "producer");
        REQUIRE(faults.size() == (nth == 3 ? 1 : 0));
        if (nth == 3) {
            CHECK(faults[0].family == FaultFamily::throttle);
            CHECK(faults[0].entries == std::vector<std::size_t>{1, 4});
        }
    }
    CHECK(plan.waiting() == 1);
    CHECK(decide(KinesisOperation::get_records, ShardId{1}, "worker").empty());
    CHECK(decide(KinesisOperation::get_records, std::nullopt, "worker").empty());
    CHECK(decide(KinesisOperation::get_records, ShardId{2}, "other").empty());
    CHECK(decide(KinesisOperation::get_shard_iterator, ShardId{2}, "worker").empty());
    CHECK(decide(KinesisOperation::get_records, ShardId{2}, "worker").size() == 1);
    CHECK(plan.waiting() == 1);
    CHECK(decide(KinesisOperation::get_records, ShardId{2}, "worker").size() == 1);
    CHECK(plan.waiting() == 0);
    CHECK(decide(KinesisOperation::get_records, ShardId{2}, "worker").empty());
    CHECK(plan.happened(FaultFamily::expire_iterator) == 2);
    CHECK(plan.happened(FaultFamily::throttle) == 1);
}

TEST_CASE("drawn faults come from the seed, as often as their weight says") {
    FaultPlan plan = drawing(1, 0.1);
    FaultPlan same = drawing(1, 0.1);
    FaultPlan other = drawing(2, 0.1);
    const std::string text = decided(plan);
    CHECK(text == decided(same));
    CHECK(text != decided(other));
    CHECK(plan.drawn() == same.drawn());
    for (const FaultFamily family : every_family()) {
        std::uint64_t calls = 0;
        for (const auto operation : {KinesisOperation::put_records, KinesisOperation::get_records,
                                     KinesisOperation::list_shards}) {
            calls += FaultPlan::concerns(family, operation) ? 1'000U : 0U;
        }
        CAPTURE(to_string(family), calls, plan.happened(family));
        CHECK(plan.happened(family) > calls / 10 * 7 / 10);
        CHECK(plan.happened(family) < calls / 10 * 13 / 10);
    }
}

TEST_CASE("a fault that is spared, or a family that is taken away, leaves the others in place") {
    FaultPlan plan = drawing(7, 0.05);
    static_cast<void>(decided(plan));
    const auto all = plan.drawn();
    REQUIRE(all.size() > 100);
    const FaultPlan::Drawn one = all[all.size() / 2];
    FaultPlan without_one = drawing(7, 0.05);
    without_one.spare(one);
    static_cast<void>(decided(without_one));
    auto left = all;
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(all.size() / 2));
    CHECK(without_one.drawn() == left);

    FaultPlan without_family = drawing(7, 0.05);
    without_family.draw(one.family, 0);
    static_cast<void>(decided(without_family));
    std::erase_if(left, [&](const FaultPlan::Drawn& fault) { return fault.family == one.family; });
    CHECK(without_family.drawn() == left);
}

TEST_CASE("a plan that is calmed draws nothing more, and does what was written down") {
    FaultPlan plan = drawing(3, 1);
    plan.script({.operation = KinesisOperation::put_record}, {.family = FaultFamily::repeat});
    plan.calm();
    const auto faults = plan.decide(KinesisOperation::put_record, std::nullopt, "a", 1);
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].family == FaultFamily::repeat);
}

TEST_CASE("a drawn reshard does what the test says, with chance of its own, or does not happen") {
    FaultPlan plan{1};
    plan.draw(FaultFamily::reshard, 1);
    CHECK(plan.decide(KinesisOperation::get_records, ShardId{0}, "a", 0).empty());
    std::vector<std::uint64_t> drawn;
    plan.reshard_by([&](Random& random) { drawn.push_back(random.next()); });
    for (int call = 0; call < 2; ++call) {
        const auto faults = plan.decide(KinesisOperation::get_records, ShardId{0}, "a", 0);
        REQUIRE(faults.size() == 1);
        faults[0].action();
    }
    REQUIRE(drawn.size() == 2);
    CHECK(drawn[0] != drawn[1]);
}

TEST_CASE("every family has a name and something that it concerns") {
    for (const FaultFamily family : every_family()) {
        CHECK_FALSE(to_string(family).empty());
        int concerned = 0;
        for (std::size_t at = 0; at < weir::kinesis_operations; ++at) {
            concerned += FaultPlan::concerns(family, static_cast<KinesisOperation>(at)) ? 1 : 0;
        }
        CHECK(concerned > 0);
    }
}

TEST_CASE("what is no call is asked for by its family, and decided in the same way") {
    FaultPlan plan{3};
    CHECK_FALSE(plan.happens(FaultFamily::pause, std::chrono::seconds{100}).has_value());
    plan.draw(FaultFamily::pause, 0.3);
    plan.draw(FaultFamily::crash, 1);
    std::vector<bool> first;
    for (int at = 0; at < 200; ++at) {
        const auto pause = plan.happens(FaultFamily::pause, std::chrono::seconds{100});
        first.push_back(pause.has_value());
        if (pause) {
            CHECK(pause->length >= std::chrono::seconds{2});
            CHECK(pause->length <= std::chrono::seconds{100});
        }
    }
    CHECK(plan.happened(FaultFamily::pause) > 30);
    CHECK(plan.happened(FaultFamily::pause) < 90);
    CHECK(plan.happens(FaultFamily::crash)->family == FaultFamily::crash);

    // Only some of them, and the rest stays where it was.
    const std::vector<FaultPlan::Drawn> drawn = plan.drawn();
    FaultPlan some{3};
    some.draw(FaultFamily::pause, 0.3);
    some.draw(FaultFamily::crash, 1);
    some.only({drawn[0], drawn[2]});
    std::vector<bool> second;
    for (int at = 0; at < 200; ++at) {
        second.push_back(some.happens(FaultFamily::pause, std::chrono::seconds{100}).has_value());
    }
    CHECK(std::count(second.begin(), second.end(), true) == 2);
    CHECK(second[drawn[0].ordinal]);
    CHECK(second[drawn[2].ordinal]);
    CHECK(some.drawn() == std::vector<FaultPlan::Drawn>{drawn[0], drawn[2]});
    CHECK_FALSE(some.happens(FaultFamily::crash).has_value());
    for (std::size_t at = weir::call_fault_families; at < weir::fault_families; ++at) {
        const auto family = static_cast<FaultFamily>(at);
        CHECK_FALSE(to_string(family).empty());
        CHECK_FALSE(FaultPlan::concerns(family, weir::KinesisOperation::put_records));
    }
}

TEST_CASE("a fault that can't befall its call, or lacks what it takes, is a mistake of the test") {
    using weir_test::dies;
    const auto scripts = [](weir::FaultMatch match, Fault fault) {
        return !dies([&] { FaultPlan{}.script(match, fault); });
    };
    using enum KinesisOperation;
    CHECK(scripts({.operation = get_records}, {.family = FaultFamily::expire_iterator}));
    CHECK_FALSE(scripts({.operation = list_shards}, {.family = FaultFamily::expire_iterator}));
    CHECK_FALSE(scripts({.operation = put_record}, {.family = FaultFamily::crash}));
    CHECK_FALSE(scripts({.operation = get_records}, {.family = FaultFamily::stall_shard}));
    CHECK_FALSE(scripts({.operation = put_record}, {.family = FaultFamily::delay}));
    CHECK_FALSE(scripts({.operation = put_record}, {.family = FaultFamily::reshard}));
    CHECK_FALSE(scripts({.operation = put_record, .nth = 0}, {}));
    CHECK_FALSE(scripts({.operation = put_record, .times = 0}, {}));
    CHECK(dies([] { FaultPlan{}.draw(FaultFamily::refuse, 7); }));
    CHECK(dies([] { FaultPlan{}.draw(FaultFamily::refuse, -1); }));
}

TEST_CASE("a fault for always begins at its first call, and does not end") {
    FaultPlan plan{1};
    plan.script(
        {.operation = KinesisOperation::put_record, .nth = 2, .times = weir::FaultMatch::always},
        {.family = FaultFamily::refuse});
    for (int call = 1; call < 100; ++call) {
        CHECK(plan.waiting() == (call <= 2 ? 1U : 0U));
        CHECK(plan.decide(KinesisOperation::put_record, std::nullopt, "p", 1).size() ==
              (call >= 2 ? 1U : 0U));
    }
}
