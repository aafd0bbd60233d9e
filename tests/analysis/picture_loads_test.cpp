// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/picture_loads.hpp"

#include "catch.hpp"

#include <string>

#include "analysis/picture_check.hpp"

TEST_CASE("every report gives a sound diagram of loads, large ones a small file") {
    check_pictures(400000, [](const auto& /*report*/, const auto& spread, auto use) {
        return weir::picture_loads(spread, use);
    });
}

TEST_CASE("bars stand in order, what is fuller than chance makes any in a colour of its own") {
    weir::KeySpread spread;
    spread.shards.resize(2);
    spread.shards[0].records = 10;
    spread.shards[1].records = 30;
    spread.shards[1].shard_id = weir::ShardId{7};
    spread.chance.by_rank = {{1, 1.2}, {0.8, 1}};
    spread.chance.max_over_mean = {1, 1.2};
    const std::string picture = weir::picture_loads(spread, weir::PictureUse::page);
    // The axis ends at 1.5: 240 for the fuller one, a third of it for the other.
    CHECK(picture.find("<path class=\"hot\" d=\"M57.5 24h77v240h-77z\"/>") != picture.npos);
    CHECK(picture.find("<path class=\"bar\" d=\"M137.5 184h77v80h-77z\"/>") != picture.npos);
    CHECK(picture.find(
              "<path class=\"band\" d=\"M56 72h80L136 104h80L216 136h-80L136 104h-80z\"/>") !=
          picture.npos);
    CHECK(picture.find(">1.50</text>") != picture.npos);
    CHECK(picture.find(">7</text>") < picture.find(">0</text>\n<rect"));
    spread.chance.max_over_mean.high = 1.5;
    CHECK(weir::picture_loads(spread).find("class=\"hot\" d") == std::string::npos);
}

TEST_CASE("a bar that would flatten all others is cut, and shows it") {
    samples::Shape shape;
    shape.shards = 64;
    const weir::KeyReport report = samples::hot_key_report(shape);
    const auto use = weir::PictureUse::page;
    CHECK(markup::count(weir::picture_loads(report.spreads[0], use), "class=\"paper\"") == 1);
    const weir::KeyReport few = samples::hot_key_report();
    CHECK(markup::count(weir::picture_loads(few.spreads[0], use), "class=\"paper\"") == 0);
}

TEST_CASE("two key functions stand side by side, to one scale") {
    for (const auto& [name, report] : samples::all_reports()) {
        if (report.spreads.size() < 2) {
            continue;
        }
        INFO(name);
        const std::string picture =
            weir::picture_comparison(report, report.spreads[0], report.spreads[1]);
        CHECK(markup::fault(picture) == "");
        CHECK(markup::danger(picture) == "");
    }
    const weir::KeyReport report = samples::several_functions_report();
    const std::string picture =
        weir::picture_comparison(report, report.spreads[0], report.spreads[1]);
    CHECK(picture.find(">customer_id#4</text>") != picture.npos);
    CHECK(picture.find(">max/mean 4.00, throttled 17.3 %</text>") != picture.npos);
    CHECK(markup::count(picture, "soft small end\">4</text>") +
              markup::count(picture, ">4</text>") >=
          2);
    CHECK(picture.find("order lost 27.0 %") != picture.npos);
}
