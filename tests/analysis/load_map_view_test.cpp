// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/load_map_view.hpp"

#include "catch.hpp"

#include <chrono>
#include <cstddef>
#include <limits>

using weir::LoadMap;
using weir::view_of;

namespace {

/// A map whose cells hold their shard and their second.
LoadMap numbered(std::size_t shards, std::size_t bins) {
    LoadMap map;
    map.shards = shards;
    map.bins = bins;
    map.start = weir::Instant::from_seconds(100);
    map.cells.resize(shards * bins);
    for (std::size_t at = 0; at < map.cells.size(); ++at) {
        map.cells[at] = {1, 10, at == 0 ? 1U : 0U, static_cast<double>(at)};
    }
    return map;
}

}  // namespace

TEST_CASE("a map that is small enough is shown as it is") {
    const auto view = view_of(numbered(3, 5), 3, 5);
    CHECK(view.rows == 3);
    CHECK(view.columns == 5);
    CHECK(view.column == std::chrono::seconds{1});
    CHECK(view.at(2, 4).peak_share == 14);
    CHECK(view.peak_share() == 14);
    CHECK(view.any_throttled());
}

TEST_CASE("neighbours share a cell: counts are summed, the busiest second counts") {
    const auto view = view_of(numbered(3, 5), 2, 3);
    CHECK(view.rows == 2);
    CHECK(view.columns == 3);
    CHECK(view.shards_per_row == 2);
    CHECK(view.column == std::chrono::seconds{2});
    CHECK(view.at(0, 0).records == 4);
    CHECK(view.at(0, 0).bytes == 40);
    CHECK(view.at(0, 0).throttled_records == 1);
    CHECK(view.at(0, 0).peak_share == 6);
    CHECK(view.at(1, 2).records == 1);
    CHECK(view.at(1, 2).peak_share == 14);
}

TEST_CASE("a map without cells, or with fewer than it says, shows nothing") {
    CHECK(view_of(LoadMap{}, 10, 10).empty());
    CHECK(view_of(numbered(3, 5), 0, 10).empty());
    LoadMap wrong = numbered(3, 5);
    wrong.cells.pop_back();
    CHECK(view_of(wrong, 10, 10).empty());
    wrong.bins = ~std::size_t{0};
    CHECK(view_of(wrong, 10, 10).empty());
}

TEST_CASE("levels are finer where there is little") {
    CHECK(weir::heat_level(0) == 0);
    CHECK(weir::heat_level(std::numeric_limits<double>::quiet_NaN()) == 0);
    CHECK(weir::heat_level(1e-9) == 1);
    CHECK(weir::heat_level(0.05) == 1);
    CHECK(weir::heat_level(0.051) == 2);
    CHECK(weir::heat_level(1) == 8);
    CHECK(weir::heat_level(1.001) == 9);
    CHECK(weir::heat_level(1e300) == weir::heat_levels - 1);
}

TEST_CASE("marks on the time axis stand at round times") {
    const auto ticks = weir::time_ticks(view_of(numbered(1, 300), 1, 300), 6);
    REQUIRE(ticks.size() == 5);
    CHECK(ticks[0].text == "0 min");
    CHECK(ticks[4].text == "4 min");
    CHECK(ticks[4].column == 240);
    LoadMap days = numbered(1, 10);
    days.bin = std::chrono::hours{24 * 70};
    const auto few = weir::time_ticks(view_of(days, 1, 10), 7);
    REQUIRE(few.size() == 7);
    CHECK(few[1].text == "100 d");
    days.bin = weir::Duration::max();
    CHECK(weir::time_ticks(view_of(days, 1, 5), 7).size() <= 8);
    days.bin = weir::Duration{0};
    CHECK(weir::time_ticks(view_of(days, 1, 10), 7).empty());
}

TEST_CASE("steps are round, and there are no more marks than wanted") {
    CHECK(weir::tick_step(1000, 24) == 50);
    CHECK(weir::tick_step(5, 10) == 1);
    CHECK(weir::tick_step(0, 0) == 1);
    for (std::size_t count = 1; count < 3000; count += 7) {
        CHECK((count + weir::tick_step(count, 9) - 1) / weir::tick_step(count, 9) <= 10);
    }
}
