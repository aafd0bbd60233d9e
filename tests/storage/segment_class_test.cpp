// SPDX-License-Identifier: Apache-2.0
#include "weir/storage/segment_class.hpp"

#include <cstdint>

#include "catch.hpp"

using weir::Reservation;
using weir::SegmentClass;

TEST_CASE("slots and bytes of every class fill its block and fit into a reservation") {
    for (unsigned list = 0; list < SegmentClass::lists; ++list) {
        const auto kind = SegmentClass::of_list(list);
        CHECK(kind.list() == list);
        for (const std::uint32_t records_max : {1U, 3U, 1000U, Reservation::slots_max}) {
            const std::uint64_t slots = kind.slots(records_max);
            const std::uint64_t bytes = kind.arena_bytes(records_max);
            REQUIRE(slots >= 1);
            REQUIRE(slots <= records_max);
            REQUIRE(bytes >= 1);
            REQUIRE(bytes <= Reservation::bytes_max);
            REQUIRE(slots * SegmentClass::slot_bytes + bytes <= kind.block_bytes());
            REQUIRE(kind.block_bytes() - slots * SegmentClass::slot_bytes - bytes <= 1);
        }
    }
}

TEST_CASE("a ratio stands for records of up to its size, less than a quarter apart") {
    CHECK(SegmentClass::ratio_of(0) == 0);
    for (std::uint64_t bytes = 8; bytes <= 8191; ++bytes) {
        const auto ratio = SegmentClass::ratio_of(bytes);
        REQUIRE(ratio < SegmentClass::ratios);
        REQUIRE(SegmentClass::record_of(ratio) >= bytes);
        REQUIRE(SegmentClass::record_of(ratio) * 4 < bytes * 5 + 4);
        REQUIRE(SegmentClass::ratio_of(SegmentClass::record_of(ratio)) == ratio);
    }
    CHECK(SegmentClass::ratio_of(8192) == SegmentClass::ratios - 1);
    CHECK(SegmentClass::ratio_of(std::uint64_t{10} << 20) == SegmentClass::ratios - 1);
    CHECK(SegmentClass::ratio_of(~std::uint64_t{0}) == SegmentClass::ratios - 1);
}

TEST_CASE("there is a class for every power of two from 256 bytes to 16 MiB") {
    CHECK(SegmentClass::size_of(256) == 0);
    CHECK(SegmentClass::size_of(16U << 20) == SegmentClass::sizes - 1);
    for (unsigned size = 0; size < SegmentClass::sizes; ++size) {
        CHECK(SegmentClass::size_of(SegmentClass{size, 0}.block_bytes()) == size);
    }
}

TEST_CASE("the largest record that the service takes has room in a class of any ratio") {
    const std::uint64_t largest = (std::uint64_t{10} << 20) + 1024;
    for (unsigned ratio = 0; ratio < SegmentClass::ratios; ++ratio) {
        CHECK(SegmentClass{SegmentClass::sizes - 1, ratio}.arena_bytes(Reservation::slots_max) >=
              largest);
    }
}

TEST_CASE("a megabyte of small records costs less than 40 bytes for each above its own") {
    for (const std::uint64_t record : {16U, 50U, 116U, 150U}) {
        const SegmentClass kind{SegmentClass::size_of(1U << 20), SegmentClass::ratio_of(record)};
        const std::uint64_t by_bytes = kind.arena_bytes(Reservation::slots_max) / record;
        const std::uint64_t by_slots = kind.slots(Reservation::slots_max);
        const std::uint64_t records = by_bytes < by_slots ? by_bytes : by_slots;
        CHECK(kind.block_bytes() / records <= record + 40);
    }
}
