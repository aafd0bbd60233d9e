// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/journal_details.hpp"

#include <string>
#include <utility>

#include "catch.hpp"
#include "dies.hpp"

namespace {

using weir::Boxed;
using weir::JournalRequest;

JournalRequest limited(std::uint32_t limit) {
    JournalRequest request;
    request.limit = limit;
    return request;
}

}  // namespace

static_assert(sizeof(Boxed<JournalRequest>) == sizeof(void*));

TEST_CASE("a box is a value of its own, or nothing") {
    Boxed<JournalRequest> empty;
    CHECK_FALSE(empty);
    CHECK_FALSE(empty.has_value());
    CHECK(empty == Boxed<JournalRequest>{});

    Boxed<JournalRequest> one{limited(1)};
    CHECK(one);
    CHECK(one != empty);
    Boxed<JournalRequest> copy = one;
    CHECK(copy == one);
    copy->limit = 2;
    CHECK(one->limit == 1U);
    CHECK(copy != one);
    copy = one;
    CHECK(*copy == limited(1));
    Boxed<JournalRequest> moved = std::move(copy);
    CHECK(std::as_const(moved)->limit == 1U);
    moved = empty;
    CHECK_FALSE(moved);
    CHECK(moved.made() == JournalRequest{});
    moved.made().limit = 3;
    CHECK(moved.made().limit == 3U);
    CHECK(*std::as_const(moved) == limited(3));
    CHECK(weir_test::dies([] {
        const Boxed<JournalRequest> nothing;
        static_cast<void>(nothing->limit);
    }));
}

TEST_CASE("what was asked and given compares member by member") {
    CHECK(limited(1) == limited(1));
    CHECK(limited(1) != limited(2));
    weir::JournalResult result;
    result.next_token = "";
    CHECK(result != weir::JournalResult{});
    weir::JournalIterator place;
    place.text = "AAAA";
    CHECK(place != weir::JournalIterator{});
    CHECK(weir::JournalShardFilter{} ==
          weir::JournalShardFilter{weir::ShardFilterType::from_trim_horizon, {}, {}});
}
