// SPDX-License-Identifier: Apache-2.0
#include "weir/storage/segment_table.hpp"

#include <cstdint>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "weir/core/atomics.hpp"

namespace {

using weir::Block;
using weir::SegmentClass;
using Table = weir::SegmentTable<weir::StdAtomics>;
using Segment = Table::SegmentType;

constexpr SegmentClass kind{0, 15};

/// A policy whose cells do not fit where the default's do, as that of a scheduler under test.
struct LargeCells : weir::StdAtomics {
    static constexpr bool cells_are_zero_bytes = false;
    template <class T>
    struct plain {
        T value{};
        std::uint64_t seen = 7;
        [[nodiscard]] T get() const noexcept { return value; }
        void set(T to) noexcept { value = to; }
    };
};

Segment* add(Table& table) {
    return table.add(kind, 100, Block::fetch(kind.block_bytes(), {}));
}

}  // namespace

TEST_CASE("every segment is found by its index, in any number of chunks") {
    Table table;
    std::vector<Segment*> segments;
    for (int count = 0; count < 1000; ++count) {
        Segment* const segment = add(table);
        REQUIRE(segment != nullptr);
        CHECK(segment->index() != 0);
        CHECK(segment->list() == kind.list());
        CHECK(segment->slot_capacity() == kind.slots(100));
        CHECK(segment->arena_bytes() == kind.arena_bytes(100));
        segments.push_back(segment);
    }
    std::set<std::uint32_t> indexes;
    for (Segment* const segment : segments) {
        CHECK(&table.at(segment->index()) == segment);
        indexes.insert(segment->index());
    }
    CHECK(indexes.size() == segments.size());
}

TEST_CASE("threads that add segments at once get each their own") {
    Table table;
    constexpr int threads = 4;
    std::vector<std::vector<Segment*>> added(threads);
    std::vector<std::thread> running;
    for (auto& own : added) {
        running.emplace_back([&table, &own] {
            for (int count = 0; count < 300; ++count) {
                own.push_back(add(table));
            }
        });
    }
    for (std::thread& thread : running) {
        thread.join();
    }
    std::set<Segment*> all;
    for (const auto& own : added) {
        for (Segment* const segment : own) {
            REQUIRE(segment != nullptr);
            CHECK(&table.at(segment->index()) == segment);
            all.insert(segment);
        }
    }
    CHECK(all.size() == threads * 300);
}

TEST_CASE("the segment that stands for none takes nothing and has no title") {
    Table table;
    CHECK(table.none().title() == weir::SegmentTitle{});
    CHECK_FALSE(table.none().fits(weir::Reservation{0}, 0));
}

TEST_CASE("a segment can lose its memory and get other memory, and stays the same segment") {
    Table table;
    Segment* const segment = add(table);
    REQUIRE(segment != nullptr);
    const auto index = segment->index();
    segment->open({1, 1});
    const auto generation = segment->generation();
    REQUIRE(segment->unpin());
    table.disarm(*segment);
    CHECK_FALSE(segment->try_pin(generation));
    REQUIRE(table.arm(*segment, Block::fetch(kind.block_bytes(), {})));
    segment->open({1, 2});
    CHECK(segment->index() == index);
    CHECK(segment->generation() == generation + 1);
    CHECK(segment->published(1) == 0);
    segment->write(0, 0, 5, "key", "data");
    CHECK(segment->view(0, {}).data().as_text() == "data");
}

TEST_CASE("cells that are larger than a slot lie beside the block") {
    weir::SegmentTable<LargeCells> table;
    auto* const segment = table.add(kind, 100, Block::fetch(kind.block_bytes(), {}));
    REQUIRE(segment != nullptr);
    CHECK(segment->slots()[0].info.seen == 7);
    for (int use = 0; use < 2; ++use) {
        segment->open({1, 1});
        segment->write(0, 0, 5, "key", "data");
        CHECK(segment->view(0, {}).data().as_text() == "data");
        CHECK(segment->slots()[segment->slot_capacity() - 1].info.seen == 7);
        REQUIRE(segment->unpin());
        table.disarm(*segment);
        REQUIRE(table.arm(*segment, Block::fetch(kind.block_bytes(), {})));
    }
}
