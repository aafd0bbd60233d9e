// SPDX-License-Identifier: Apache-2.0
// A list of kept segments whose head comes back while someone is about to move it (ABA).
#include "weir/storage/segment_pool.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "catch.hpp"
#include "interleave/budget.hpp"
#include "weir/testing/explore.hpp"

namespace {

/// Two threads that take segments of one pool and give some back; two segments are kept.
class PoolProgram final : public weir::ExploreProgram {
public:
    PoolProgram() {
        Segment& one = take();
        Segment& two = take();
        drop(one);
        drop(two);
    }

    [[nodiscard]] unsigned threads() const override { return 2; }
    void run(unsigned thread) override {
        if (thread == 0) {
            held_.push_back(&take());
            return;
        }
        Segment& top = take();
        held_.push_back(&take());
        drop(top);
        held_.push_back(&take());
    }
    void finish() override {
        for (Segment* const segment : held_) {
            drop(*segment);
        }
        weir::explore_expect(pool_.bytes_in_use() == 0, "a segment is still in use");
    }

private:
    using Pool = weir::SegmentPool<weir::ExploreAtomics>;
    using Segment = Pool::SegmentType;

    Segment& take() {
        Segment* const segment = pool_.take({256, 1, 1}, weir::SegmentTitle{1, 1});
        weir::explore_expect(segment != nullptr, "there is memory");
        weir::explore_expect(++owners_.at(segment->index()) == 1, "a segment has two owners");
        return *segment;
    }
    void drop(Segment& segment) {
        --owners_.at(segment.index());
        pool_.drop(segment);
    }

    Pool pool_{{.first_segment_bytes = 256, .segment_bytes = 256}};
    std::array<int, 16> owners_{};  // by index
    std::vector<Segment*> held_;
};

}  // namespace

TEST_CASE("No segment is taken twice, although the head of its list comes back") {
    const auto make = [] { return std::make_unique<PoolProgram>(); };
    weir::ExploreDpor all{{.executions_max = weir_test::budget(30'000)}};
    const auto proof = explore(all, {.weak_memory = false}, make);
    INFO(proof.executions << " executions\n" << proof.story());
    CHECK(proof.passed());
    CHECK(proof.complete);

    weir::ExploreBounded few{
        {.preemptions = 2, .unusual = 1, .executions_max = weir_test::budget(60'000)}};
    const auto bounded = explore(few, {}, make);
    INFO(bounded.executions << " executions\n" << bounded.story());
    CHECK(bounded.passed());

    weir::ExploreRandom random{{.seed = weir_test::seed(), .executions = weir_test::budget(3'000)}};
    const auto weak = explore(random, {.spurious_failures_max = 2}, make);
    INFO(weak.story());
    CHECK(weak.passed());
}
