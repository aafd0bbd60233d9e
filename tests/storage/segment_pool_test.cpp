// SPDX-License-Identifier: Apache-2.0
#include "weir/storage/segment_pool.hpp"

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "weir/core/atomics.hpp"

namespace {

using weir::RingOptions;
using weir::SegmentTitle;
using weir::SegmentWish;
using Pool = weir::SegmentPool<weir::StdAtomics>;
using Segment = Pool::SegmentType;

constexpr SegmentTitle title{1, 1};
constexpr std::uint64_t kibibyte = 1024;

SegmentWish wish(std::uint32_t block_bytes, std::uint64_t record_bytes = 100,
                 std::uint64_t typical_bytes = 100) {
    return {block_bytes, record_bytes, typical_bytes};
}

/// Takes segments until there is no more memory.
std::vector<Segment*> take_all(Pool& pool, const SegmentWish& wish) {
    std::vector<Segment*> taken;
    while (Segment* const segment = pool.take(wish, title)) {
        taken.push_back(segment);
    }
    return taken;
}
void drop_all(Pool& pool, const std::vector<Segment*>& segments) {
    for (Segment* const segment : segments) {
        pool.drop(*segment);
    }
}

}  // namespace

TEST_CASE("a segment comes with a title, one reference, and room for the record") {
    Pool pool{{}};
    Segment* const segment = pool.take(wish(4096), title);
    REQUIRE(segment != nullptr);
    CHECK(segment->title() == title);
    CHECK(segment->references() == 1);
    CHECK(segment->arena_bytes() >= 100);
    CHECK(&pool.at(segment->index()) == segment);
    CHECK(pool.bytes_in_use() == 4096);
    CHECK(pool.bytes_reserved() == 4096);
    pool.drop(*segment);
    CHECK(pool.bytes_in_use() == 0);
    CHECK(pool.bytes_reserved() == 4096);
}

TEST_CASE("a segment that was dropped is used again") {
    Pool pool{{}};
    Segment* const first = pool.take(wish(4096), title);
    REQUIRE(first != nullptr);
    const auto generation = first->generation();
    pool.drop(*first);
    Segment* const second = pool.take(wish(4096), title);
    CHECK(second == first);
    CHECK(second->generation() == generation + 1);
    pool.drop(*second);
}

TEST_CASE("a segment for records of about the same size serves as well") {
    Pool pool{{}};
    Segment* const first = pool.take(wish(4096, 100, 100), title);
    REQUIRE(first != nullptr);
    pool.drop(*first);
    for (const std::uint64_t typical : {80U, 90U, 110U, 130U}) {
        Segment* const other = pool.take(wish(4096, typical, typical), title);
        CHECK(other == first);
        pool.drop(*other);
    }
    Segment* const far = pool.take(wish(4096, 10, 10), title);
    CHECK(far != first);
    pool.drop(*far);
}

TEST_CASE("a kept segment is not taken for a record that it has no room for") {
    Pool pool{{}};
    const std::uint64_t record = 200;
    Segment* const small = pool.take(wish(256, 40, 40), title);
    REQUIRE(small != nullptr);
    REQUIRE(small->arena_bytes() < record);
    pool.drop(*small);
    Segment* const large = pool.take(wish(256, record, 45), title);
    REQUIRE(large != nullptr);
    CHECK(large->arena_bytes() >= record);
    pool.drop(*large);
}

TEST_CASE("a large record gets a segment of its own size, up to ten mebibytes and its key") {
    Pool pool{{}};
    const std::uint64_t record = (std::uint64_t{10} << 20) + 1024;
    CHECK(pool.could_take(wish(4096, record, 100)));
    Segment* const segment = pool.take(wish(4096, record, 100), title);
    REQUIRE(segment != nullptr);
    CHECK(segment->arena_bytes() >= record);
    pool.drop(*segment);
    CHECK_FALSE(pool.could_take(wish(4096, std::uint64_t{16} << 20, 100)));
    CHECK(pool.take(wish(4096, std::uint64_t{16} << 20, 100), title) == nullptr);
    CHECK(pool.take_smaller(wish(4096, std::uint64_t{16} << 20, 100), title) == nullptr);
    CHECK(pool.take(wish(4096, ~std::uint64_t{0}, 100), title) == nullptr);
}

TEST_CASE("the budget is never passed, and can be used to its last block") {
    Pool pool{{.memory_budget_bytes = 64 * kibibyte}};
    auto taken = take_all(pool, wish(4096));
    CHECK(taken.size() == 16);
    CHECK(pool.bytes_reserved() == 64 * kibibyte);
    CHECK(pool.take_smaller(wish(4096), title) == nullptr);
    pool.drop(*taken.back());
    taken.back() = pool.take(wish(4096), title);
    CHECK(taken.back() != nullptr);
    drop_all(pool, taken);
}

TEST_CASE("what is left of a budget goes to smaller segments, as long as the record has room") {
    Pool pool{{.memory_budget_bytes = 64 * kibibyte + 1024}};
    auto taken = take_all(pool, wish(4096));
    CHECK(pool.bytes_reserved() == 64 * kibibyte);
    CHECK(pool.take_smaller(wish(4096, 2000, 2000), title) == nullptr);
    Segment* const smaller = pool.take_smaller(wish(4096), title);
    REQUIRE(smaller != nullptr);
    CHECK(pool.bytes_reserved() == 64 * kibibyte + 1024);
    pool.drop(*smaller);
    drop_all(pool, taken);
}

TEST_CASE("no ordinary segment takes more than an eighth of the budget") {
    Pool pool{{.memory_budget_bytes = 64 * kibibyte}};
    Segment* const ordinary = pool.take(wish(1U << 20), title);
    REQUIRE(ordinary != nullptr);
    CHECK(pool.bytes_reserved() == 8 * kibibyte);
    Segment* const large = pool.take(wish(1U << 20, 20'000, 100), title);
    REQUIRE(large != nullptr);
    CHECK(large->arena_bytes() >= 20'000);
    pool.drop(*ordinary);
    pool.drop(*large);
    CHECK(pool.could_take(wish(4096, 50'000, 100)));
    CHECK_FALSE(pool.could_take(wish(4096, 70'000, 100)));
}

TEST_CASE("kept memory of another size gives way when the budget is spent") {
    Pool pool{{.memory_budget_bytes = 64 * kibibyte}};
    const auto small = take_all(pool, wish(1024));
    CHECK(small.size() == 64);
    CHECK(pool.take(wish(8192, 5000, 5000), title) == nullptr);
    const auto generation = small[0]->generation();
    drop_all(pool, small);
    Segment* const large = pool.take(wish(8192, 5000, 5000), title);
    REQUIRE(large != nullptr);
    CHECK(pool.bytes_reserved() <= 64 * kibibyte);
    pool.drop(*large);
    const auto again = take_all(pool, wish(1024));
    CHECK(again.size() >= 56);
    CHECK(small[0]->generation() >= generation);
    drop_all(pool, again);
}

TEST_CASE("a larger segment that is kept serves before memory is fetched anew for a smaller one") {
    Pool pool{{.memory_budget_bytes = 64 * kibibyte}};
    const auto large = take_all(pool, wish(8192));
    CHECK(large.size() == 8);
    drop_all(pool, large);
    Segment* const small = pool.take(wish(1024), title);
    REQUIRE(small != nullptr);
    CHECK(pool.bytes_in_use() == 8192);
    CHECK(pool.bytes_reserved() == 64 * kibibyte);
    pool.drop(*small);
}

TEST_CASE("a segment serves a record that fills it to its last byte") {
    Pool pool{{}};
    Segment* const first = pool.take(wish(256, 40, 40), title);
    REQUIRE(first != nullptr);
    const std::uint64_t room = first->arena_bytes();
    pool.drop(*first);
    Segment* const exact = pool.take(wish(256, room, 40), title);
    CHECK(exact == first);
    pool.drop(*exact);
    Segment* const more = pool.take(wish(256, room + 1, 40), title);
    CHECK(more != first);
    pool.drop(*more);
}

TEST_CASE("a segment of another size is not near, whatever its records are like") {
    Pool pool{{}};
    for (const std::uint32_t bytes : {256U, 4096U}) {
        Segment* const larger = pool.take(wish(bytes * 2, 1, 1), title);
        REQUIRE(larger != nullptr);
        pool.drop(*larger);
        Segment* const wanted = pool.take(wish(bytes, 1, 1U << 20), title);
        REQUIRE(wanted != nullptr);
        CHECK(pool.bytes_in_use() == bytes);
        pool.drop(*wanted);
    }
}

TEST_CASE("kept memory gives way to the last byte of the budget, and no more of it than must") {
    Pool pool{{.memory_budget_bytes = 64 * kibibyte}};
    auto small = take_all(pool, wish(1024));
    REQUIRE(small.size() == 64);
    const std::vector<Segment*> kept(small.begin(), small.begin() + 16);
    small.erase(small.begin(), small.begin() + 16);
    drop_all(pool, kept);
    Segment* const first = pool.take(wish(8192, 5000, 5000), title);
    REQUIRE(first != nullptr);
    CHECK(pool.bytes_reserved() == 64 * kibibyte);
    Segment* const second = pool.take(wish(8192, 5000, 5000), title);
    REQUIRE(second != nullptr);
    CHECK(pool.bytes_reserved() == 64 * kibibyte);
    CHECK(pool.bytes_in_use() == 64 * kibibyte);
    pool.drop(*first);
    pool.drop(*second);
    drop_all(pool, small);
}

TEST_CASE("memory that is still in use is not touched for a larger segment") {
    Pool pool{{.memory_budget_bytes = 64 * kibibyte}};
    auto small = take_all(pool, wish(1024));
    for (int count = 0; count < 20; ++count) {
        pool.drop(*small.back());
        small.pop_back();
    }
    CHECK(pool.take(wish(4096, 30'000, 30'000), title) == nullptr);
    Segment* const fits = pool.take(wish(4096, 10'000, 10'000), title);
    REQUIRE(fits != nullptr);
    CHECK(pool.bytes_reserved() <= 64 * kibibyte);
    pool.drop(*fits);
    drop_all(pool, small);
}

TEST_CASE("when a segment goes, so does each one after it that only it had held") {
    Pool pool{{}};
    std::vector<Segment*> chain;
    for (int count = 0; count < 5; ++count) {
        chain.push_back(pool.take(wish(1024), title));
        REQUIRE(chain.back() != nullptr);
        if (count > 0) {
            REQUIRE(chain[chain.size() - 2]->link(chain.back()->index()));
        }
    }
    REQUIRE(chain[3]->try_pin());
    CHECK(pool.bytes_in_use() == 5 * 1024);
    pool.drop(*chain[0]);
    CHECK(pool.bytes_in_use() == 2 * 1024);
    pool.drop(*chain[3]);
    CHECK(pool.bytes_in_use() == 0);
}

TEST_CASE("prepared memory is kept for the first segments") {
    Pool pool{{.segment_bytes = 65'536}};
    pool.prepare(10 * 65'536, 128);
    CHECK(pool.bytes_reserved() == 10 * 65'536);
    CHECK(pool.bytes_in_use() == 0);
    Segment* const segment = pool.take(wish(65'536, 116, 116), title);
    REQUIRE(segment != nullptr);
    CHECK(pool.bytes_reserved() == 10 * 65'536);
    pool.drop(*segment);
}

TEST_CASE("more than a budget allows is not prepared") {
    Pool pool{{.segment_bytes = 4096, .memory_budget_bytes = 64 * kibibyte}};
    pool.prepare(1 << 20, 128);
    CHECK(pool.bytes_reserved() == 64 * kibibyte);
}

TEST_CASE("threads that take and drop at once never share a segment nor pass the budget") {
    Pool pool{{.memory_budget_bytes = 32 * kibibyte}};
    std::vector<std::atomic<int>> owners(64);
    std::atomic<int> shared{0};
    std::atomic<int> passed{0};
    std::atomic<int> taken{0};
    std::vector<std::thread> threads;
    for (std::uint32_t number = 0; number < 4; ++number) {
        threads.emplace_back([&, number] {
            for (std::uint32_t round = 0; round < 5000; ++round) {
                const std::uint32_t size = 1024U << ((round + number) % 3);
                Segment* const segment = pool.take(wish(size, 100, 60 + round % 100), title);
                passed += pool.bytes_reserved() > 32 * kibibyte ? 1 : 0;
                if (segment != nullptr) {
                    ++taken;
                    shared += owners[segment->index()]++ == 0 ? 0 : 1;
                    segment->write(0, 0, round, "key", "data");
                    shared += segment->arrival(0) == round ? 0 : 1;
                    --owners[segment->index()];
                    pool.drop(*segment);
                }
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    CHECK(taken.load() > 0);
    CHECK(shared.load() == 0);
    CHECK(passed.load() == 0);
    CHECK(pool.bytes_in_use() == 0);
}
