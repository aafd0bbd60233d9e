// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/order_tracker.hpp"

#include <cstdint>
#include <map>
#include <string>

#include "catch.hpp"
#include "weir/core/random.hpp"

using weir::OrderLoss;
using weir::OrderTracker;

namespace {

/// The same with all keys there are.
class ExactTracker {
public:
    void add(const std::string& key, std::uint32_t shard) {
        const auto [at, is_new] = last_.try_emplace(key, shard);
        if (is_new) return;
        ++loss_.pairs;
        loss_.parted += at->second != shard ? 1U : 0U;
        at->second = shard;
    }
    [[nodiscard]] const OrderLoss& loss() const { return loss_; }

private:
    std::map<std::string, std::uint32_t> last_;
    OrderLoss loss_;
};

}  // namespace

TEST_CASE("a record and the next of the same key are a pair, parted if their shards differ") {
    OrderTracker order;
    order.add("a", 1);
    order.add("b", 2);
    CHECK(order.loss().pairs == 0);
    CHECK(order.loss().share() == 0);
    order.add("a", 1);
    order.add("b", 1);
    order.add("a", 2);
    order.add("a", 2);
    CHECK(order.loss().pairs == 4);
    CHECK(order.loss().parted == 2);
    CHECK(order.loss().share() == 0.5);
}

TEST_CASE("few keys are tracked exactly") {
    weir::Random random{20'261'130};
    OrderTracker order;
    ExactTracker exact;
    for (int record = 0; record < 20'000; ++record) {
        const std::string key = "user-" + std::to_string(random.below(60));
        const auto shard = static_cast<std::uint32_t>(random.below(3));
        order.add(key, shard);
        exact.add(key, shard);
    }
    REQUIRE(order.displaced() == 0);
    CHECK(order.loss().pairs == exact.loss().pairs);
    CHECK(order.loss().parted == exact.loss().parted);
}

TEST_CASE("of many keys some pairs are counted, and the same share of them is parted") {
    weir::Random random{20'261'130};
    OrderTracker order;
    ExactTracker exact;
    for (int record = 0; record < 400'000; ++record) {
        const std::string key = std::to_string(random.below(100'000));
        const auto shard = static_cast<std::uint32_t>(random.chance(0.3) ? 1 : 0);
        order.add(key, shard);
        exact.add(key, shard);
    }
    CHECK(order.displaced() > 0);
    CHECK(order.loss().pairs < exact.loss().pairs);
    CHECK(order.loss().pairs > exact.loss().pairs / 4);
    CHECK(order.loss().share() == Approx(exact.loss().share()).margin(0.01));
    CHECK(order.loss().share() == Approx(0.42).margin(0.01));  // 2 * 0.3 * 0.7
}

TEST_CASE("keys of one place displace each other and never make a pair together") {
    OrderTracker order;
    order.add_hash(5, 1);
    order.add_hash(5 + OrderTracker::places, 2);
    order.add_hash(5, 3);
    CHECK(order.loss().pairs == 0);
    CHECK(order.displaced() == 2);
    order.add_hash(5, 3);
    CHECK(order.loss().pairs == 1);
    CHECK(order.loss().parted == 0);
}

TEST_CASE("a hash of zero is one like any other") {
    OrderTracker order;
    order.add_hash(0, 0);
    CHECK(order.loss().pairs == 0);
    order.add_hash(0, 0);
    CHECK(order.loss().pairs == 1);
}
