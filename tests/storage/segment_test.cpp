// SPDX-License-Identifier: Apache-2.0
#include "weir/storage/segment.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "weir/core/atomics.hpp"

namespace {

using weir::Instant;
using weir::Reservation;
using weir::SegmentTitle;
using weir::ShardStamp;
using weir::WriteTotals;
using Segment = weir::Segment<weir::StdAtomics>;
using Slot = Segment::SlotType;

/// A segment with memory of its own.
template <std::uint32_t Slots, std::uint32_t Bytes>
struct OwnSegment {
    std::array<Slot, Slots> slots{};
    std::array<std::byte, Bytes> arena{};
    Segment segment{3, 0, slots.data(), Slots, arena.data(), Bytes};
};

constexpr SegmentTitle title{1, 1};

/// A policy that counts accesses to marks, and remembers what it is told about memory.
struct CountingAtomics : weir::StdAtomics {
    static inline int loads = 0;
    static inline int stores = 0;
    static inline std::string told;

    template <class T>
    class atomic : public std::atomic<T> {
    public:
        using std::atomic<T>::atomic;
        T load(std::memory_order order) const noexcept {
            ++loads;
            return std::atomic<T>::load(order);
        }
        void store(T value, std::memory_order order) noexcept {
            ++stores;
            std::atomic<T>::store(value, order);
        }
    };
    static constexpr bool watches_memory = true;
    static void fresh(const void* /*at*/, std::size_t /*size*/) noexcept { told += "fresh "; }
    static void revive(const void* /*at*/, std::size_t /*size*/) noexcept { told += "revive "; }
    static void retire(const void* /*at*/, std::size_t /*size*/) noexcept { told += "retire "; }
};

/// A segment of a hundred slots under that policy, told of slots and arena one after the other.
struct CountedSegment {
    using Counted = weir::Segment<CountingAtomics>;
    std::array<Counted::SlotType, 100> slots{};
    std::array<std::byte, 100> arena{};
    Counted segment{3, 0, slots.data(), 100, arena.data(), 100};

    CountedSegment() {
        CountingAtomics::loads = 0;
        CountingAtomics::stores = 0;
    }
};

}  // namespace

static_assert(sizeof(Slot) == 16);
static_assert(sizeof(Segment) == 128, "what an append reads lies in one cache line");

TEST_CASE("a mark and an info word hold their largest values apart") {
    const auto mark = Slot::mark_of(Slot::tag_period, Reservation::bytes_max, 12'345'678);
    CHECK(Slot::tag_in(mark) == Slot::tag_period);
    CHECK(Slot::end_in(mark) == Reservation::bytes_max);
    CHECK(Slot::data_size_in(mark) == 12'345'678);
    const auto info = Slot::info_of(Slot::arrival_max, 2047);
    CHECK(Slot::arrival_in(info) == Slot::arrival_max);
    CHECK(Slot::key_size_in(info) == 2047);
}

TEST_CASE("a record is there as soon as it is written, and not before") {
    OwnSegment<4, 256> own;
    Segment& segment = own.segment;
    segment.open(title);
    segment.set_base({100, 5000});
    CHECK(segment.published(4) == 0);
    segment.write(0, 0, 1'700'000'000'123, "key", "some data");
    CHECK(segment.published(1) == 1);
    CHECK(segment.published(4) == 1);
    const auto record = segment.view(0, ShardStamp{1'600'000'000, 7});
    CHECK(record.partition_key() == "key");
    CHECK(record.data().as_text() == "some data");
    CHECK(record.sequence_index() == 101);
    CHECK(record.approximate_arrival_timestamp() == Instant::from_millis(1'700'000'000'123));
    CHECK(record.sequence_number().shard_index() == 7);
    CHECK(segment.arrival(0) == 1'700'000'000'123);
    CHECK(segment.bytes_through(0) == 12);
}

TEST_CASE("a record that comes out of turn is not seen before those in front of it") {
    OwnSegment<4, 256> own;
    Segment& segment = own.segment;
    segment.open(title);
    segment.write(1, 10, 5, "b", "second");
    segment.write(3, 30, 5, "d", "fourth");
    CHECK(segment.published(4) == 0);
    segment.write(0, 0, 5, "a", "first");
    CHECK(segment.published(1) >= 1);
    CHECK(segment.published(4) == 2);
    segment.write(2, 20, 5, "c", "third");
    CHECK(segment.published(4) == 4);
    CHECK(segment.view(3, {}).data().as_text() == "fourth");
}

TEST_CASE("records may be empty, and keys as long as the service allows") {
    OwnSegment<4, 4096> own;
    Segment& segment = own.segment;
    segment.open(title);
    const std::string key(2047, 'k');
    segment.write(0, 0, 0, "", "");
    segment.write(1, 0, 1, key, "");
    segment.write(2, 2047, 2, "", std::string_view{"x"});
    REQUIRE(segment.published(4) == 3);
    CHECK(segment.view(0, {}).size() == 0);
    CHECK(segment.view(1, {}).partition_key() == key);
    CHECK(segment.view(1, {}).data().empty());
    CHECK(segment.arrival(1) == 1);
    CHECK(segment.view(2, {}).partition_key().empty());
    CHECK(segment.view(2, {}).data().as_text() == "x");
}

TEST_CASE("what fits is bounded by slots and by bytes") {
    OwnSegment<4, 100> own;
    const auto begin = Reservation::begin(1);
    CHECK(own.segment.fits(begin, 100));
    CHECK_FALSE(own.segment.fits(begin, 101));
    CHECK_FALSE(own.segment.fits(begin, ~std::uint64_t{0} - 100));
    CHECK(own.segment.fits(begin.plus(3, 60), 40));
    CHECK_FALSE(own.segment.fits(begin.plus(3, 60), 41));
    CHECK(own.segment.fits(begin.plus(3, 100), 0));
    CHECK_FALSE(own.segment.fits(begin.plus(4, 0), 0));
}

TEST_CASE("totals are the base and what is reserved") {
    OwnSegment<4, 100> own;
    own.segment.open(title);
    CHECK(own.segment.totals(Reservation::begin(1)) == WriteTotals{0, 0});
    own.segment.set_base({10, 1000});
    CHECK(own.segment.totals(Reservation::begin(1).plus(2, 30)) == WriteTotals{12, 1030});
    CHECK(own.segment.base_records() == 10);
    CHECK(own.segment.title() == title);
}

TEST_CASE("a segment stays in its use while anybody holds it") {
    OwnSegment<2, 64> own;
    Segment& segment = own.segment;
    segment.open(title);
    const auto generation = segment.generation();
    CHECK(segment.references() == 1);
    CHECK(segment.try_pin());
    CHECK(segment.try_pin(generation));
    CHECK(segment.references() == 3);
    CHECK_FALSE(segment.unpin());
    CHECK_FALSE(segment.unpin());
    CHECK(segment.unpin());
    CHECK_FALSE(segment.try_pin());
    CHECK_FALSE(segment.try_pin(generation));
    segment.open({1, 2});
    CHECK(segment.generation() == generation + 1);
    CHECK_FALSE(segment.try_pin(generation));
    CHECK(segment.try_pin(generation + 1));
}

TEST_CASE("a segment has one successor, and knows it has ended only afterwards") {
    OwnSegment<2, 64> own;
    Segment& segment = own.segment;
    segment.open(title);
    CHECK(segment.next() == 0);
    CHECK(segment.end() == Segment::still_open);
    CHECK(segment.link(8));
    CHECK_FALSE(segment.link(9));
    CHECK(segment.next() == 8);
    segment.close(1);
    CHECK(segment.end() == 1);
    CHECK(segment.unpin());
    segment.open(title);
    CHECK(segment.next() == 0);
    CHECK(segment.end() == Segment::still_open);
}

TEST_CASE("no record of an earlier use is ever seen, however often a segment is used again") {
    OwnSegment<3, 64> own;
    Segment& segment = own.segment;
    int seen_too_much = 0;
    int seen_too_little = 0;
    for (int use = 0; use < 200'000; ++use) {
        segment.open(title);
        // The first slot is filled every time, the last one once in 65,535 times and never between.
        seen_too_much += segment.published(3) == 0 ? 0 : 1;
        segment.write(0, 0, use, "k", "first");
        seen_too_little += segment.published(3) == 1 ? 0 : 1;
        if (use % 65'535 == 0) {
            segment.write(1, 6, use, "k", "again");
            segment.write(2, 12, use, "k", "again");
            seen_too_little += segment.published(3) == 3 ? 0 : 1;
        }
        REQUIRE(segment.unpin());
    }
    CHECK(seen_too_much == 0);
    CHECK(seen_too_little == 0);
}

TEST_CASE("a segment can be moved to other memory between two uses") {
    OwnSegment<2, 64> own;
    OwnSegment<2, 64> other;
    own.segment.open(title);
    REQUIRE(own.segment.unpin());
    own.segment.move_to(other.slots.data(), other.arena.data());
    CHECK(own.segment.slots() == other.slots.data());
    own.segment.open(title);
    own.segment.write(0, 0, 1, "key", "data");
    CHECK(other.arena[0] == std::byte{'k'});
    CHECK(own.arena[0] == std::byte{0});
}

TEST_CASE("only the slots of a segment are wiped, and only once in 65,535 uses") {
    CountedSegment own;
    auto& segment = own.segment;
    const std::uint64_t behind = 7;
    std::array<CountedSegment::Counted::SlotType, 3> slots{};
    slots[2].mark.store(behind, std::memory_order_relaxed);
    CountedSegment::Counted small{4, 0, slots.data(), 2, own.arena.data(), 100};
    for (int use = 1; use <= 0xffff; ++use) {
        CountingAtomics::stores = 0;
        segment.open(title);
        const bool wipes = use == 0xffff;
        REQUIRE((CountingAtomics::stores > 100) == wipes);
        REQUIRE(segment.unpin());
        small.open(title);
        REQUIRE(small.unpin());
    }
    CHECK(slots[2].mark.load(std::memory_order_relaxed) == behind);
}

TEST_CASE("what one reader saw published is not looked at by the next one") {
    CountedSegment own;
    auto& segment = own.segment;
    segment.open(title);
    for (std::uint32_t slot = 0; slot < 50; ++slot) {
        segment.write(slot, slot, 5, "", std::string_view{"x"});
    }
    CountingAtomics::loads = 0;
    CHECK(segment.published(50) == 50);
    CHECK(CountingAtomics::loads >= 50);
    CountingAtomics::loads = 0;
    CHECK(segment.published(50) == 50);
    CHECK(CountingAtomics::loads < 5);
}

TEST_CASE("a policy that watches memory is told how slots and bytes are used") {
    CountingAtomics::told.clear();
    CountedSegment own;
    CHECK(CountingAtomics::told == "fresh fresh ");
    own.segment.open(title);
    CHECK(CountingAtomics::told == "fresh fresh revive revive ");
    REQUIRE(own.segment.unpin());
    own.segment.close_use();
    CHECK(CountingAtomics::told == "fresh fresh revive revive retire retire ");
    own.segment.move_to(own.slots.data(), own.arena.data());
    CHECK(CountingAtomics::told.ends_with("retire fresh fresh "));
}
