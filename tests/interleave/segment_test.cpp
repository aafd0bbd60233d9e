// SPDX-License-Identifier: Apache-2.0
// What a segment promises to who comes too late: a pin is on one use, and totals are of one use.
#include "weir/storage/segment.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <memory>

#include "catch.hpp"
#include "interleave/budget.hpp"
#include "weir/testing/explore.hpp"

namespace {

using Segment = weir::Segment<weir::ExploreAtomics>;
using weir::SegmentTitle;

constexpr SegmentTitle first_title{1, 1};
constexpr SegmentTitle later_title{2, 7};
constexpr weir::WriteTotals first_base{5, 50};
constexpr weir::WriteTotals later_base{9, 90};

/// A segment in its first use, which one thread ends to begin another, while one looks at it.
class ReuseProgram final : public weir::ExploreProgram {
public:
    using Look = std::function<void(Segment&)>;

    explicit ReuseProgram(Look look) : look_{std::move(look)} {
        segment_.open(first_title);
        segment_.set_base(first_base);
    }

    [[nodiscard]] unsigned threads() const override { return 2; }
    void run(unsigned thread) override {
        if (thread == 1) {
            look_(segment_);
            return;
        }
        static_cast<void>(segment_.link(3));
        segment_.close(1);
        if (segment_.unpin()) {
            segment_.close_use();
            segment_.open(later_title);
            segment_.set_base(later_base);
        }
    }
    void finish() override {
        if (segment_.references() > 0 && segment_.unpin()) {
            segment_.close_use();
        }
    }

private:
    Look look_;
    std::array<weir::Slot<weir::ExploreAtomics>, 2> slots_{};
    std::array<std::byte, 64> arena_{};
    Segment segment_{1, 0, slots_.data(), 2, arena_.data(), 64};
};

void expect_of_every_execution(const ReuseProgram::Look& look) {
    const auto make = [&look] { return std::make_unique<ReuseProgram>(look); };
    weir::ExploreBounded few{{.preemptions = 2, .executions_max = weir_test::budget(100'000)}};
    const auto result = explore(few, {.spurious_failures_max = 1}, make);
    INFO(result.executions << " executions\n" << result.story());
    CHECK(result.passed());
    CHECK(result.complete);
}

}  // namespace

TEST_CASE("Who pins a segment in a later use sees nothing of the one before") {
    expect_of_every_execution([](Segment& segment) {
        if (!segment.try_pin()) {
            return;
        }
        const bool later = segment.generation() == 2;
        weir::explore_expect(later || segment.generation() == 1, "a use that never was");
        weir::explore_expect(segment.title() == (later ? later_title : first_title),
                             "the title of another use");
        if (later) {
            weir::explore_expect(segment.next() == 0, "the successor of another use");
            weir::explore_expect(segment.end() == Segment::still_open, "the end of another use");
        }
        if (segment.unpin()) {
            segment.close_use();
        }
    });
}

TEST_CASE("Totals whose title still holds are of that use, both of them") {
    expect_of_every_execution([](Segment& segment) {
        const weir::WriteTotals totals = segment.totals(weir::Reservation::begin(1));
        if (segment.title() == first_title) {
            weir::explore_expect(totals == first_base, "totals of another use");
        }
    });
}
