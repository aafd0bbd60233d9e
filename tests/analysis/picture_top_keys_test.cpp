// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/picture_top_keys.hpp"

#include "catch.hpp"

#include <string>

#include "analysis/picture_check.hpp"

TEST_CASE("every report gives a sound list of keys, large ones a small file") {
    check_pictures(60000, [](const auto& report, const auto& spread, auto use) {
        return weir::picture_top_keys(report, spread, use);
    });
}

TEST_CASE("the busiest key has the longest bar, the others theirs in proportion") {
    weir::KeyReport report;
    report.records = 100;
    report.bytes = 1000;
    report.records_per_second = 5000;
    weir::KeySpread spread;
    spread.shards.resize(1);
    spread.top_keys.resize(2);
    spread.top_keys[0].key = "a<b";
    spread.top_keys[0].records = 40;
    spread.top_keys[0].bytes = 100;
    spread.top_keys[1].key = "c";
    spread.top_keys[1].records = 10;
    spread.top_keys[1].records_over = 2;
    const std::string picture = weir::picture_top_keys(report, spread, weir::PictureUse::page);
    CHECK(picture.find("width=\"300\" height=\"9\"") != picture.npos);
    CHECK(picture.find("width=\"75\" height=\"4\"") != picture.npos);
    CHECK(picture.find("width=\"75\" height=\"9\"") != picture.npos);
    CHECK(picture.find(">a&lt;b</text>") != picture.npos);
    CHECK(picture.find("<text class=\"over end\" x=\"812\" y=\"44\">200 %</text>") != picture.npos);
    CHECK(picture.find(">≤ 10.0 %</text>") != picture.npos);
}
