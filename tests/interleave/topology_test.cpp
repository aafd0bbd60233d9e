// SPDX-License-Identifier: Apache-2.0
// Who looks at a stream's shards while one is split finds each of them whole, and no gap.
#include "weir/stream/topology.hpp"

#include <cstdint>
#include <memory>

#include "catch.hpp"
#include "interleave/scenarios.hpp"
#include "weir/storage/ring_storage.hpp"
#include "weir/testing/explore.hpp"
#include "weir/throttle/unlimited.hpp"

namespace {

using Storage = weir::RingStorage<weir::ExploreAtomics>;

/// One thread splits a shard; the others route keys, and walk through all shards there are.
class LookingProgram final : public weir::ExploreProgram {
public:
    [[nodiscard]] unsigned threads() const override { return 3; }
    void run(unsigned thread) override {
        if (thread == 0) {
            topology_.reshard({weir::SplitStep{weir::ShardId{0}, middle()}}, now());
        } else if (thread == 1) {
            route(weir::HashKey{});
            route(weir::HashKey::max());
        } else {
            walk();
        }
    }
    void finish() override {
        weir::explore_expect(topology_.size() == 3, "a split makes two shards");
        walk();
    }

private:
    using Topology = weir::Topology<Storage, weir::Unlimited>;

    static weir::Instant now() { return weir::Instant::from_seconds(1'000); }
    static weir::HashKey middle() { return weir::HashKeyRange::whole().middle(); }

    /// What a table leads to can be looked up, and its shards have no gap between them.
    void route(weir::HashKey key) {
        const Topology::Table& table = topology_.table();
        const Topology::Shard* const shard = table.route(key);
        weir::explore_expect(shard->origin().range.contains(key), "a key of another shard");
        weir::explore_expect(topology_.find(shard->id()) == shard,
                             "a shard that is routed to and cannot be found");
        const auto lower = table.route(middle() - 1)->origin().range;
        const auto upper = table.route(middle())->origin().range;
        weir::explore_expect(lower == upper || lower.adjoins(upper), "half of a split");
    }
    void walk() {
        const std::uint32_t size = topology_.size();
        for (std::uint32_t index = 0; index < size; ++index) {
            const Topology::Shard* const shard = topology_.find(weir::ShardId{index});
            weir::explore_expect(shard != nullptr && shard->id().index == index,
                                 "a shard that is counted and not there");
            weir::explore_expect(!shard->log.totals().sealed || shard->closure() != nullptr,
                                 "sealed, and nobody knows its children");
        }
    }

    Storage storage_{{.first_segment_bytes = 256, .segment_bytes = 256}};
    weir::Unlimited throttle_;
    Topology topology_{storage_, throttle_, 1, now(), 1'000};
};

const std::string name = "topology: split, route and walk";
const auto make = [] { return std::make_unique<LookingProgram>(); };

}  // namespace

TEST_CASE("No look at a topology sees half of a split", "[orders]") {
    CHECK(weir_test::explore_orders(name, weir_test::budget(20'000), make));
}

TEST_CASE("No look at a topology sees half of a split in weak memory", "[weak]") {
    weir_test::explore_random(
        name, {.seed = weir_test::seed(), .executions = weir_test::budget(2'000)}, make);
}

TEST_CASE("Nobody waits for a thread that is stopped in a topology", "[frozen]") {
    weir_test::explore_frozen(name, weir_test::budget(2), make);
}
