// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/picture_heat_map.hpp"

#include "catch.hpp"

#include <cstddef>
#include <string>

#include "analysis/picture_check.hpp"

TEST_CASE("every report gives a sound heat map, large ones a small file") {
    check_pictures(400000, [](const auto& /*report*/, const auto& spread, auto use) {
        return weir::picture_heat_map(spread, use);
    });
}

TEST_CASE("cells of one level are one stroke, throttled ones have an outline") {
    weir::KeySpread spread;
    spread.shards.resize(2);
    spread.shards[1].shard_id = weir::ShardId{5};
    spread.map.shards = 2;
    spread.map.bins = 4;
    spread.map.cells = {{1, 1, 0, 0.9},
                        {1, 1, 0, 0.9},
                        {1, 1, 1, 1.2},
                        {1, 1, 1, 1.2},
                        {},
                        {1, 1, 0, 0.01},
                        {},
                        {}};
    const std::string picture = weir::picture_heat_map(spread, weir::PictureUse::page);
    CHECK(picture.find("<path class=\"run h8\" stroke-width=\"18\" d=\"M72 37h80\"/>") !=
          picture.npos);
    CHECK(picture.find("<path class=\"run h9\" stroke-width=\"18\" d=\"M152 37h80\"/>") !=
          picture.npos);
    CHECK(picture.find("<path class=\"run h1\" stroke-width=\"18\" d=\"M112 57h40\"/>") !=
          picture.npos);
    CHECK(picture.find("<path class=\"mark\" d=\"M152 28h80v18h-80z\"/>") != picture.npos);
    CHECK(picture.find(">5</text>") != picture.npos);
    CHECK(picture.find("reaches 120 % of the limit. Throttled cells are outlined.") !=
          picture.npos);
}

TEST_CASE("the largest map with the most changes stays below a megabyte") {
    weir::KeySpread spread;
    spread.map.shards = 1000;
    spread.map.bins = 4200;
    spread.map.cells.resize(4'200'000);
    for (std::size_t at = 0; at < spread.map.cells.size(); ++at) {
        const std::size_t cell = at % 4200 / 14 + at / 42'000;
        spread.map.cells[at] = {1, 1, cell % 2, 0.03 + static_cast<double>(cell % 9) / 8};
    }
    const std::string picture = weir::picture_heat_map(spread);
    CHECK(picture.size() > 500'000);
    CHECK(picture.size() < 1'000'000);
    CHECK(picture.find("A row is 10 shards, the fullest shows, a column 14 s;") != picture.npos);
}
