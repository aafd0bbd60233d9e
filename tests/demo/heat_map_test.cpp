// SPDX-License-Identifier: Apache-2.0
#include "../../examples/demo/heat_map.hpp"

#include <numeric>
#include <vector>

#include "catch.hpp"
#include "weir/core/random.hpp"

namespace {

constexpr weir::Instant start = weir::Instant::from_seconds(1'700'000'000);

std::uint64_t sum(const std::vector<std::uint64_t>& cells) {
    return std::accumulate(cells.begin(), cells.end(), std::uint64_t{0});
}

}  // namespace

TEST_CASE("a heat map counts what happened in each stretch of time") {
    demo::HeatMap map{start};
    for (int i = 0; i < 10; ++i)
        map.add(1, start + std::chrono::seconds{i}, 1);
    map.add(1, start + std::chrono::seconds{9}, 5);
    const std::size_t columns = map.columns_within(10);
    REQUIRE(columns == 10);
    const auto cells = map.cells(1, columns);
    CHECK(sum(cells) == 15);
    CHECK(cells.front() == 1);
    CHECK(cells.back() == 6);
    CHECK(sum(map.cells(0, columns)) == 0);
    CHECK(sum(map.cells(9, columns)) == 0);
}

TEST_CASE("a heat map loses no count, however long the time and however odd the columns") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        INFO("seed " << seed);
        weir::Random random{seed};
        demo::HeatMap map{start};
        weir::Instant now = start;
        std::vector<std::uint64_t> expected(3);
        for (int i = 0; i < 2000; ++i) {
            now += weir::Duration{random.below(random.chance(0.01) ? 90'000'000'000 : 200'000)};
            const std::size_t row = random.below(3);
            map.add(row, now);
            ++expected[row];
        }
        CHECK(map.used() <= demo::HeatMap::bins_max);
        for (const std::size_t most : {1UL, 7UL, 63UL, 100UL, 5000UL}) {
            for (std::size_t row = 0; row < 3; ++row) {
                CHECK(sum(map.cells(row, map.columns_within(most))) == expected[row]);
            }
        }
    }
}

TEST_CASE("a moment before the start counts at the start") {
    demo::HeatMap map{start};
    map.add(0, start - std::chrono::seconds{5});
    CHECK(map.cells(0, 1) == std::vector<std::uint64_t>{1});
}

TEST_CASE("only an empty cell is cold, and the fullest is the hottest") {
    CHECK(demo::heat_level(0, 100) == 0);
    CHECK(demo::heat_level(1, 1'000'000) == 1);
    CHECK(demo::heat_level(100, 100) == 8);
    CHECK(demo::heat_level(25, 100) == 4);
    CHECK(demo::heat_level(1, 1) == 8);
    for (std::uint64_t count = 1; count <= 100; ++count) {
        CHECK(demo::heat_level(count, 100) >= demo::heat_level(count - 1, 100));
    }
}

TEST_CASE("a cell is plain ASCII unless the style has blocks or colours") {
    const demo::Style plain;
    CHECK(demo::heat_glyph({false, false, 0}, plain) == " ");
    CHECK(demo::heat_glyph({true, false, 0}, plain) == ".");
    CHECK(demo::heat_glyph({true, false, 8}, plain) == "@");
    const demo::Style blocks{false, true, 100};
    CHECK(demo::heat_glyph({true, false, 8}, blocks) == "█");
    const demo::Style colours{true, true, 100};
    CHECK(demo::heat_glyph({true, true, 1}, colours) == "\x1b[38;5;196m▁\x1b[0m");
}
