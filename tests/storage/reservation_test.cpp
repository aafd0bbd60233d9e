// SPDX-License-Identifier: Apache-2.0
#include "weir/storage/reservation.hpp"

#include "catch.hpp"

using weir::Reservation;
using weir::SegmentTitle;

TEST_CASE("a reservation's fields do not run into each other") {
    constexpr auto full = Reservation::begin(Reservation::ordinal_max)
                              .plus(Reservation::slots_max, Reservation::bytes_max);
    static_assert(full.ordinal() == Reservation::ordinal_max);
    static_assert(full.slots() == Reservation::slots_max);
    static_assert(full.bytes() == Reservation::bytes_max);
    static_assert(full.open() && !full.sealed() && !full.frozen());
    const auto closed = Reservation{full.freeze().word() | Reservation::sealed_bit};
    CHECK(closed.frozen());
    CHECK(closed.sealed());
    CHECK(closed.ordinal() == Reservation::ordinal_max);
    CHECK(closed.slots() == Reservation::slots_max);
    CHECK(closed.bytes() == Reservation::bytes_max);
}

TEST_CASE("a segment begins with nothing reserved, and reservations add up") {
    const auto begin = Reservation::begin(7);
    CHECK(begin.slots() == 0);
    CHECK(begin.bytes() == 0);
    const auto later = begin.plus(1, 100).plus(3, 0);
    CHECK(later.ordinal() == 7);
    CHECK(later.slots() == 4);
    CHECK(later.bytes() == 100);
}

TEST_CASE("a log without a segment has an ordinal that no segment ever gets") {
    CHECK(Reservation{0}.ordinal() == 0);
    CHECK(Reservation::after(0) == 1);
    CHECK(Reservation::after(Reservation::ordinal_max) == 1);
    CHECK(Reservation::after(Reservation::ordinal_max - 1) == Reservation::ordinal_max);
}

TEST_CASE("a title is the wanted one only if log and ordinal are, and the reservation is open") {
    const SegmentTitle log{41, 0};
    const auto seen = Reservation::begin(5).plus(2, 30);
    CHECK(log.open_in(seen) == SegmentTitle{41, 5});
    CHECK(log.with(5) == log.open_in(seen));
    CHECK(log.with(5).with(6) == SegmentTitle{41, 6});
    CHECK(log.with(5).ordinal() == 5);
    CHECK_FALSE(log.open_in(seen) == SegmentTitle{40, 5});
    CHECK_FALSE(log.open_in(seen) == SegmentTitle{41, 6});
    CHECK_FALSE(log.open_in(seen.freeze()) == SegmentTitle{41, 5});
    CHECK_FALSE(log.open_in(Reservation{seen.word() | Reservation::sealed_bit}) ==
                SegmentTitle{41, 5});
}

TEST_CASE("a log that has no segment yet takes none for its own") {
    const SegmentTitle log{1, 0};
    CHECK_FALSE(log.open_in(Reservation{0}) == SegmentTitle{});
    CHECK_FALSE(log.open_in(Reservation{Reservation::sealed_bit}) == SegmentTitle{});
}

TEST_CASE("a log's mark is its own, is never 0, and does not change with its segments") {
    CHECK(SegmentTitle{1, 0}.mark() != SegmentTitle{2, 0}.mark());
    CHECK(SegmentTitle{1, 0}.mark() == SegmentTitle{1, 9}.mark());
    CHECK(SegmentTitle{std::uint64_t{1} << 31, 0}.mark() != 0);
}
