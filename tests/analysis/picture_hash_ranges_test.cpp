// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/picture_hash_ranges.hpp"

#include "catch.hpp"

#include <string>

#include "analysis/picture_check.hpp"

TEST_CASE("every report gives a sound map of hash keys, large ones a small file") {
    check_pictures(60000, [](const auto& report, const auto& spread, auto use) {
        return weir::picture_hash_ranges(report, spread, use);
    });
}

TEST_CASE("each shard is a box as wide as its range, each split a dotted line") {
    const weir::KeyReport report = samples::hot_key_report();
    const std::string picture =
        weir::picture_hash_ranges(report, report.spreads[0], weir::PictureUse::page);
    CHECK(markup::count(picture, " edge\"") == 16);
    CHECK(markup::count(picture, "width=\"53.75\"") == 16);
    CHECK(markup::count(picture, "<line class=\"split\"") == 6 + 1);
    CHECK(markup::count(picture, "<line class=\"tick\"") == 10);
    CHECK(picture.find(">customer_id-1000</text>") != picture.npos);
    CHECK(picture.find(">25.0 %</text>") != picture.npos);
}

TEST_CASE("letters of keys that fall together stand above each other") {
    weir::KeySpread spread;
    spread.top_keys.resize(4);
    spread.top_keys[3].hash_key = weir::HashKey::max();
    const auto marks = weir::detail::key_marks(spread);
    REQUIRE(marks.size() == 4);
    CHECK(marks[0].row == 0);
    CHECK(marks[1].row == 1);
    CHECK(marks[2].row == 2);
    CHECK(marks[3].row == 0);
}

TEST_CASE("more shards than there is room for share what is drawn") {
    samples::Shape shape;
    shape.shards = 10'000;
    shape.keys = 100'000;
    shape.seconds = 2;
    const weir::KeyReport report = samples::even_report(shape);
    const std::string picture = weir::picture_hash_ranges(report, report.spreads[0]);
    CHECK(markup::count(picture, "<rect") < 460);
    CHECK(picture.find(">9500</text>") != picture.npos);
}
