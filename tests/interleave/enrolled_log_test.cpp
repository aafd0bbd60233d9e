// SPDX-License-Identifier: Apache-2.0
// A log begins while someone walks the list of logs to make room.
#include <memory>
#include <string_view>

#include "catch.hpp"
#include "interleave/budget.hpp"
#include "weir/storage/ring_storage.hpp"
#include "weir/testing/explore.hpp"

namespace {

/// One thread makes a log and appends to it; the other looks for room.
class EnrolProgram final : public weir::ExploreProgram {
public:
    [[nodiscard]] unsigned threads() const override { return 2; }
    void run(unsigned thread) override {
        if (thread == 1) {
            found_room_ = registry_.make_room(0);
            return;
        }
        log_ = std::make_unique<Log>(registry_, weir::Instant{});
        for (int count = 0; count < 2; ++count) {
            static_cast<void>(
                log_->append(weir::Instant::from_millis(1), "k", std::string_view{"d"},
                             [](weir::WriteTotals, std::uint64_t) { return true; }));
        }
    }
    void finish() override {
        weir::explore_expect(log_->first_index() == (found_room_ ? 2U : 1U),
                             "room was made, or not, and the log does not show it");
        log_.reset();
    }

private:
    using Registry = weir::RingLogRegistry<weir::ExploreAtomics>;
    using Log = weir::RingLog<weir::ExploreAtomics>;

    Registry registry_{{.first_segment_bytes = 256,
                        .segment_bytes = 256,
                        .segment_records_max = 1,
                        .when_budget_is_spent = weir::BudgetPolicy::trim_oldest}};
    std::unique_ptr<Log> log_;
    bool found_room_ = false;
};

}  // namespace

TEST_CASE("Who looks for room finds a log that just begins whole, or not at all") {
    const auto make = [] { return std::make_unique<EnrolProgram>(); };
    weir::ExploreDpor all{{.executions_max = weir_test::budget(20'000)}};
    const auto strong = explore(all, {.weak_memory = false}, make);
    INFO(strong.executions << " executions\n" << strong.story());
    CHECK(strong.passed());
    weir::ExploreRandom random{{.seed = weir_test::seed(), .executions = weir_test::budget(2'000)}};
    const auto weak = explore(random, {.spurious_failures_max = 1}, make);
    INFO(weak.story());
    CHECK(weak.passed());
}
