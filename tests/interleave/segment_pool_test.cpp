// SPDX-License-Identifier: Apache-2.0
// A list of kept segments whose head comes back while someone is about to move it (ABA).
#include "weir/storage/segment_pool.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "catch.hpp"
#include "interleave/scenarios.hpp"
#include "weir/testing/explore.hpp"

namespace {

/// Threads that take segments of one pool and give some back; a few are kept from before.
class PoolProgram final : public weir::ExploreProgram {
public:
    /// Of each thread: 't' takes a segment, 'd' gives back the one it has had longest.
    struct Scenario {
        std::string name;
        unsigned kept = 2;
        std::vector<std::string> threads;
    };

    explicit PoolProgram(const Scenario& scenario) : scenario_{scenario} {
        std::vector<Segment*> kept;
        for (unsigned count = 0; count < scenario.kept; ++count) {
            kept.push_back(&take());
        }
        for (Segment* const segment : kept) {
            drop(*segment);
        }
    }

    PoolProgram(const PoolProgram&) = delete;
    PoolProgram& operator=(const PoolProgram&) = delete;

    [[nodiscard]] unsigned threads() const override {
        return static_cast<unsigned>(scenario_.threads.size());
    }
    void run(unsigned thread) override {
        std::vector<Segment*>& held = held_.at(thread);
        for (const char step : scenario_.threads[thread]) {
            if (step == 't') {
                held.push_back(&take());
            } else {
                Segment& oldest = *held.front();
                held.erase(held.begin());
                drop(oldest);
            }
        }
    }
    ~PoolProgram() override { drop_all(); }  // after an execution that is given up, too
    void finish() override {
        drop_all();
        weir::explore_expect(pool_.bytes_in_use() == 0, "a segment is still in use");
    }

private:
    using Pool = weir::SegmentPool<weir::ExploreAtomics>;
    using Segment = Pool::SegmentType;

    void drop_all() {
        for (std::vector<Segment*>& held : held_) {
            for (Segment* const segment : held) {
                drop(*segment);
            }
            held.clear();
        }
    }
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

    const Scenario& scenario_;
    Pool pool_{{.first_segment_bytes = 256, .segment_bytes = 256}};
    std::array<int, 16> owners_{};  // by index
    std::array<std::vector<Segment*>, 3> held_;
};

const std::vector<PoolProgram::Scenario> scenarios{
    {"pool: take, and take, drop and take", 2, {"t", "ttdt"}},
    {"pool: take and drop, and take and drop", 2, {"td", "td"}},
    {"pool: take and drop twice, and take and drop", 2, {"tdtd", "td"}},
    {"pool: take and drop twice, and take and drop twice", 2, {"tdtd", "tdtd"}},
    {"pool: take and drop three times, and take and drop twice", 2, {"tdtdtd", "tdtd"}},
    {"pool: take, take and take", 2, {"t", "t", "t"}},
    {"pool: take, take, and take and drop", 2, {"t", "t", "td"}},
    {"pool: take, and take and drop, and take and drop", 2, {"t", "td", "td"}},
    {"pool: take twice, and take and drop, and take and drop", 3, {"tt", "td", "td"}},
    {"pool: take, drop and take, and two that take and drop", 3, {"tdt", "td", "td"}},
    {"pool: three that take and drop", 3, {"td", "td", "td"}},
};

auto maker_of(const PoolProgram::Scenario& scenario) {
    return [&scenario] { return std::make_unique<PoolProgram>(scenario); };
}

}  // namespace

TEST_CASE("No segment is taken twice, although the head of its list comes back", "[orders]") {
    for (const auto& scenario : scenarios) {
        weir_test::explore_orders(scenario.name, weir_test::budget(10'000), maker_of(scenario));
    }
}

TEST_CASE("No segment is taken twice in weak memory", "[weak]") {
    for (const auto& scenario : scenarios) {
        weir_test::explore_random(
            scenario.name, {.seed = weir_test::seed(), .executions = weir_test::budget(1'000)},
            maker_of(scenario), {.spurious_failures_max = 2});
    }
}

TEST_CASE("Nobody waits for a thread that is stopped in the segment pool", "[frozen]") {
    for (const auto& scenario : scenarios) {
        weir_test::explore_frozen(scenario.name, weir_test::budget(2), maker_of(scenario));
    }
}

TEST_CASE("No segment is taken twice, although a weak compare-exchange fails for nothing") {
    for (const auto& scenario : scenarios) {
        weir::ExploreBounded few{
            {.preemptions = 2, .unusual = 1, .executions_max = weir_test::budget(6'000)}};
        const auto bounded = explore(few, {}, maker_of(scenario));
        INFO(scenario.name << ", " << bounded.executions << " executions\n" << bounded.story());
        CHECK(bounded.passed());
    }
}
