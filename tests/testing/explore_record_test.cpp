// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/explore_record.hpp"

#include <source_location>

#include "catch.hpp"

namespace {

using weir::ExploreKind;

weir::ExploreClock clock_of(unsigned thread, std::uint32_t count) {
    weir::ExploreClock clock;
    clock.set(thread, count);
    return clock;
}

}  // namespace

TEST_CASE("A record keeps nothing unless it is told to") {
    weir::ExploreRecord record;
    const auto clock = clock_of(1, 5);
    const weir::ExploreCell cell;
    record.add({1, 1, clock, {}}, {ExploreKind::load, 1}, std::memory_order_acquire, {}, 0, &cell);
    record.add({1, 1, clock, {}}, ExploreKind::read, &cell, 4);
    record.name(&cell, sizeof(cell), "cell");
    CHECK(record.events().empty());
    CHECK(record.names().empty());
}

TEST_CASE("A record has every step and every access, with what happened before") {
    weir::ExploreRecord record;
    record.keep(true);
    CHECK(record.keeps());
    const auto clock = clock_of(1, 5);
    const weir::ExploreCell cell;
    const auto here = std::source_location::current();
    record.add({9, 1, clock, here}, {ExploreKind::update, 3}, std::memory_order_acq_rel,
               {7, true, true, 4}, 8, &cell);
    const int plain = 0;
    record.add({9, 1, clock, here}, ExploreKind::write, &plain, 4);
    REQUIRE(record.events().size() == 2);
    const weir::ExploreEvent& step = record.events()[0];
    CHECK(step.step == 9);
    CHECK(step.thread == 1);
    CHECK(step.operation == weir::ExploreOperation{ExploreKind::update, 3});
    CHECK(step.before == 7);
    CHECK(step.after == 8);
    CHECK(step.stale);
    CHECK(step.from == 4);
    CHECK(step.count == 4);  // the clock has been advanced since
    CHECK(step.where.line() == here.line());
    CHECK_FALSE(step.is_plain());
    const weir::ExploreEvent& access = record.events()[1];
    CHECK(access.is_plain());
    CHECK(access.count == 5);
    CHECK(access.size == 4);
    CHECK(access.overlaps(access));
    CHECK_FALSE(access.overlaps(step));
}

TEST_CASE("A record begins anew with each execution, but goes on keeping") {
    weir::ExploreRecord record;
    record.keep(true);
    record.name(&record, 1, "name");
    record.fail_in(2);
    CHECK(record.names().size() == 1);
    CHECK(record.failed_in() == 2);
    record.begin();
    CHECK(record.names().empty());
    CHECK(record.failed_in() == weir::ExploreRecord::nobody);
    CHECK(record.keeps());
}
