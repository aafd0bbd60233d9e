// SPDX-License-Identifier: Apache-2.0
#include "weir/stream/topology.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "catch.hpp"
#include "weir/storage/ring_storage.hpp"
#include "weir/throttle/unlimited.hpp"

using weir::HashKey;
using weir::Instant;
using weir::ShardId;

namespace {

constexpr auto begin = Instant::from_seconds(1'000);
using Topology = weir::Topology<weir::RingStorage<>, weir::Unlimited>;

struct Fixture {
    weir::RingStorage<> storage;
    weir::Unlimited throttle;
    Topology topology{storage, throttle, 2, begin, 1'000};
};

}  // namespace

TEST_CASE("A new topology routes to as many open shards as were asked for") {
    Fixture at;
    CHECK(at.topology.size() == 2);
    CHECK(at.topology.table().route(HashKey{0U})->id() == ShardId{0});
    CHECK(at.topology.table().route(HashKey::max())->id() == ShardId{1});
    CHECK(at.topology.find(ShardId{2}) == nullptr);
}

TEST_CASE("Children are found, named and routed to before their parent is sealed") {
    Fixture at;
    auto& parent = *at.topology.find(ShardId{0});
    at.topology.reshard({weir::SplitStep{ShardId{0}, HashKey{1'000U}}},
                        begin + std::chrono::seconds{50});
    CHECK(at.topology.size() == 4);
    REQUIRE(parent.closure() != nullptr);
    CHECK(parent.closure()->close_seconds == 1'050);
    CHECK(parent.closure()->children.size() == 2);
    CHECK(parent.log.totals().sealed);
    CHECK(at.topology.table().route(HashKey{999U})->id() == ShardId{2});
    CHECK(at.topology.table().route(HashKey{1'000U})->id() == ShardId{3});
    CHECK(at.topology.find(ShardId{3})->origin().create_seconds == 1'051);
    CHECK(at.topology.find(ShardId{3})->origin().parent == ShardId{0});
}

TEST_CASE("Steps of one reshard may build on each other") {
    Fixture at;
    at.topology.reshard(
        {weir::MergeStep{ShardId{0}, ShardId{1}}, weir::SplitStep{ShardId{2}, HashKey{77U}}},
        begin);
    CHECK(at.topology.size() == 5);
    CHECK(at.topology.table().size() == 2);
    CHECK(at.topology.find(ShardId{2})->closure() != nullptr);
    CHECK(at.topology.find(ShardId{2})->origin().adjacent_parent == ShardId{1});
    CHECK(at.topology.find(ShardId{4})->origin().create_seconds == 1'002);
    CHECK(at.topology.lineage().check().empty());
}

TEST_CASE("Steps done together at instants of their own leave what they leave one by one") {
    using namespace std::chrono_literals;
    const std::vector<weir::ReshardStep> steps{
        weir::SplitStep{ShardId{1}, HashKey{weir::HashKeyRange::whole().middle()} + 1'000},
        weir::MergeStep{ShardId{0}, ShardId{2}}, weir::SplitStep{ShardId{4}, HashKey{5U}},
        weir::MergeStep{ShardId{6}, ShardId{3}}};
    const auto when = [](std::size_t step) {
        constexpr std::array<weir::Duration, 4> after{1'500ms, 1'500ms, 1'501ms, 60s};
        return begin + after[step];
    };
    Fixture together;
    together.topology.reshard(steps, when);
    Fixture one_by_one;
    for (std::size_t step = 0; step < steps.size(); ++step) {
        one_by_one.topology.reshard({steps[step]}, when(step));
    }
    REQUIRE(together.topology.size() == one_by_one.topology.size());
    for (std::uint32_t index = 0; index < together.topology.size(); ++index) {
        const auto& shard = together.topology.at(index);
        const auto& same = one_by_one.topology.at(index);
        CHECK(shard.describe() == same.describe());
        CHECK(shard.origin().created == same.origin().created);
        REQUIRE((shard.closure() == nullptr) == (same.closure() == nullptr));
        if (shard.closure() != nullptr) {
            CHECK(shard.closure()->closed == same.closure()->closed);
            CHECK(shard.closure()->children == same.closure()->children);
            CHECK(shard.log.totals().sealed);
        }
    }
    CHECK(together.topology.at(1).closure()->closed == begin + 1'500ms);
    CHECK(together.topology.at(4).closure()->closed == begin + 1'501ms);
    CHECK(together.topology.at(3).closure()->closed == begin + 60s);
}

TEST_CASE("A sweep shows every shard until it is let go") {
    Fixture at;
    std::vector<std::uint32_t> shown;
    const auto sweep = [&](bool let_first_go) {
        shown.clear();
        at.topology.sweep([&](auto& shard) {
            shown.push_back(shard.id().index);
            return let_first_go && shown.size() == 1;
        });
        return shown;
    };
    const auto size = at.topology.size();
    at.topology.reshard({weir::SplitStep{ShardId{0}, HashKey{1'000U}}}, begin);
    CHECK(sweep(true).size() == size + 2);
    CHECK(shown.front() == 0);
    CHECK(shown.back() == size + 1);
    CHECK(sweep(false).size() == size + 1);
    CHECK(shown.front() != 0);
    CHECK(at.topology.size() == size + 2);
}

TEST_CASE("A parent never closes before the last record that it took") {
    Fixture at;
    auto& parent = *at.topology.find(ShardId{0});
    const auto late = begin + std::chrono::seconds{500};
    const auto yes = [](const weir::WriteTotals&, std::uint64_t) { return true; };
    REQUIRE(parent.log.append(late, "k", "d", yes).outcome == weir::AppendOutcome::done);
    at.topology.reshard({weir::SplitStep{ShardId{0}, HashKey{1'000U}}}, begin);
    CHECK(parent.closure()->close_seconds == 1'500);
    CHECK(parent.closure()->closed == late);
    CHECK(at.topology.find(parent.closure()->children.front().shard_id)->origin().created == late);
}
