// SPDX-License-Identifier: Apache-2.0
#include "../../examples/demo/reshard_policy.hpp"

#include <vector>

#include "catch.hpp"

using demo::Reshard;
using demo::ReshardPolicy;
using demo::ReshardRules;
using demo::ShardLoad;

namespace {

constexpr weir::Instant start = weir::Instant::from_seconds(1'700'000'000);

weir::Instant after(std::int64_t seconds) {
    return start + std::chrono::seconds{seconds};
}

ReshardRules rules() {
    ReshardRules rules;
    rules.hot_for = std::chrono::seconds{2};
    rules.cold_for = std::chrono::seconds{5};
    rules.records_per_second = 100;
    return rules;
}

ShardLoad busy(std::uint32_t shard) {
    return {{shard}, 50, 0, 0, 0};
}
ShardLoad idle(std::uint32_t shard) {
    return {{shard}, 0, 0, 0, 0};
}
ShardLoad throttled(std::uint32_t shard, std::uint64_t waiting) {
    return {{shard}, 100, 0, 1, waiting};
}

/// Looks once a second until there is a decision.
std::pair<std::int64_t, std::optional<Reshard>> first_decision(ReshardPolicy& policy,
                                                               const std::vector<ShardLoad>& loads,
                                                               std::int64_t from,
                                                               std::int64_t seconds) {
    for (std::int64_t i = from; i < from + seconds; ++i) {
        if (const auto step = policy.look(after(i), loads)) return {i, step};
    }
    return {-1, std::nullopt};
}

}  // namespace

TEST_CASE("the worst of the shards that keep refusing is split") {
    ReshardPolicy policy{rules()};
    const auto [at, step] =
        first_decision(policy, {busy(0), throttled(1, 3), throttled(2, 40)}, 0, 10);
    REQUIRE(step);
    CHECK(step->kind == Reshard::Kind::split);
    CHECK(step->first == weir::ShardId{2});
    CHECK(at == 2);
}

TEST_CASE("a shard that refuses now and then is left as it is") {
    ReshardPolicy policy{rules()};
    for (std::int64_t i = 0; i < 20; ++i) {
        const std::vector<ShardLoad> loads{i % 2 == 0 ? throttled(0, 1) : busy(0)};
        CHECK_FALSE(policy.look(after(i), loads));
    }
}

TEST_CASE("nothing is split beyond the most, nothing merged below the fewest") {
    ReshardRules few = rules();
    few.most = 2;
    few.fewest = 2;
    ReshardPolicy policy{few};
    CHECK_FALSE(first_decision(policy, {throttled(0, 9), throttled(1, 9)}, 0, 60).second);
    CHECK_FALSE(first_decision(policy, {idle(0), idle(1)}, 60, 60).second);
}

TEST_CASE("the coldest neighbours are merged once they idled long enough") {
    ReshardPolicy policy{rules()};
    const std::vector<ShardLoad> loads{busy(4), {{7}, 10, 0, 0, 0}, idle(5), idle(6)};
    const auto [at, step] = first_decision(policy, loads, 0, 60);
    REQUIRE(step);
    CHECK(at == 5);
    CHECK(step->kind == Reshard::Kind::merge);
    CHECK(step->first == weir::ShardId{5});
    CHECK(step->second == weir::ShardId{6});
}

TEST_CASE("cold shards that are no neighbours stay apart") {
    ReshardPolicy policy{rules()};
    CHECK_FALSE(first_decision(policy, {idle(0), busy(1), idle(2)}, 0, 60).second);
}

TEST_CASE("bytes make a shard warm as records do") {
    ReshardRules by_bytes = rules();
    by_bytes.bytes_per_second = 1000;
    ReshardPolicy policy{by_bytes};
    const ShardLoad heavy{{0}, 1, 900, 0, 0};
    CHECK_FALSE(first_decision(policy, {heavy, heavy}, 0, 60).second);
}

TEST_CASE("a shard that a split would not help waits as long as a new one") {
    ReshardPolicy policy{rules()};
    const std::vector<ShardLoad> loads{throttled(0, 9)};
    REQUIRE(first_decision(policy, loads, 0, 10).first == 2);
    policy.leave_alone({0});
    CHECK(first_decision(policy, loads, 3, 10).first == 4);
}

TEST_CASE("a burst after a long sleep is not taken for a long burst") {
    ReshardPolicy policy{rules()};
    CHECK_FALSE(policy.look(after(0), std::vector{idle(0)}));
    CHECK(policy.settled());
    CHECK_FALSE(policy.look(after(3600), std::vector{throttled(0, 5)}));
    CHECK_FALSE(policy.settled());
    CHECK(policy.look(after(3601), std::vector{throttled(0, 5)}));
}
