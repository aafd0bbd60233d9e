// SPDX-License-Identifier: Apache-2.0
#include "weir/storage/segment_table.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
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
        static inline int living = 0;
        T value{};
        std::uint64_t seen = 7;
        plain() { ++living; }
        ~plain() { --living; }
        [[nodiscard]] T get() const noexcept { return value; }
        void set(T to) noexcept { value = to; }
    };
};

/// A policy that calls the thread's guests, one before each change of shared memory.
struct VisitedAtomics : weir::StdAtomics {
    using Guests = std::vector<std::function<void()>>;
    static Guests& guests() {
        static thread_local Guests waiting;
        return waiting;
    }
    static void let_in() {
        if (!guests().empty()) {
            const auto guest = guests().front();
            guests().erase(guests().begin());
            guest();
        }
    }

    template <class T>
    class atomic {
    public:
        atomic() noexcept = default;
        explicit(false) atomic(T value) noexcept : value_{value} {}

        T load(std::memory_order order) const noexcept { return value_.load(order); }
        void store(T value, std::memory_order order) noexcept { value_.store(value, order); }
        T fetch_add(T by, std::memory_order order) noexcept {
            let_in();
            return value_.fetch_add(by, order);
        }
        T fetch_sub(T by, std::memory_order order) noexcept { return value_.fetch_sub(by, order); }
        bool compare_exchange_strong(T& expected, T desired, std::memory_order success,
                                     std::memory_order failure) noexcept {
            let_in();
            return value_.compare_exchange_strong(expected, desired, success, failure);
        }

    private:
        std::atomic<T> value_{};
    };
};

template <class Atomics>
weir::Segment<Atomics>* add(weir::SegmentTable<Atomics>& table) {
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

TEST_CASE("who comes second with a chunk takes the first one's, with all that is in it") {
    weir::SegmentTable<VisitedAtomics> table;
    for (std::uint32_t index = 1; index < 63; ++index) {
        REQUIRE(add(table)->index() == index);
    }
    // Relaxed, so that the two threads know nothing of each other but through the table.
    std::atomic<int> turn{0};
    std::thread other{[&] {
        for (const int begin : {1, 3}) {
            while (turn.load(std::memory_order_relaxed) < begin) {
                std::this_thread::yield();
            }
            static_cast<void>(add(table));
            turn.store(begin + 1, std::memory_order_relaxed);
        }
    }};
    const auto let_add = [&](int begin) {
        turn.store(begin, std::memory_order_relaxed);
        while (turn.load(std::memory_order_relaxed) == begin) {
            std::this_thread::yield();
        }
    };
    // The other takes the last place of a chunk, then makes the next chunk.
    VisitedAtomics::guests() = {[&] { let_add(1); }, [&] { let_add(3); }};
    auto* const own = add(table);
    other.join();
    CHECK(VisitedAtomics::guests().empty());
    REQUIRE(own != nullptr);
    for (std::uint32_t index = 63; index <= 65; ++index) {
        CHECK(table.at(index).index() == index);
    }
    CHECK(&table.at(64) == own);
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

TEST_CASE("cells that lie beside their blocks go with the table") {
    {
        weir::SegmentTable<LargeCells> table;
        REQUIRE(add(table) != nullptr);
        REQUIRE(add(table) != nullptr);
        CHECK(LargeCells::plain<std::uint64_t>::living > 0);
    }
    CHECK(LargeCells::plain<std::uint64_t>::living == 0);
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
