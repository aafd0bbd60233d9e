// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/terminal_pictures.hpp"

#include "catch.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "analysis/sample_report.hpp"

using weir::ReportStyle;

namespace {

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        out.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

weir::KeySpread two_shards() {
    weir::KeySpread spread;
    spread.shards.resize(2);
    spread.shards[0].range =
        weir::HashKeyRange::whole().lower_part(weir::HashKeyRange::whole().middle());
    spread.shards[1].range =
        weir::HashKeyRange::whole().upper_part(weir::HashKeyRange::whole().middle());
    spread.shards[1].shard_id = weir::ShardId{1};
    spread.shards[0].records = 30;
    spread.shards[1].records = 10;
    spread.shards[0].peak_share = 0.9;
    spread.shards[1].peak_share = 0.01;
    spread.map.shards = 2;
    spread.map.bins = 3;
    spread.map.cells = {{1, 1, 0, 0.9}, {1, 1, 1, 1.2}, {}, {1, 1, 0, 0.01}, {}, {1, 1, 0, 0.3}};
    return spread;
}

}  // namespace

TEST_CASE("a heat map has a line for each shard and a mark for what is throttled") {
    const auto drawn = lines(weir::terminal_heat_map(two_shards(), ReportStyle{}));
    REQUIRE(drawn.size() == 4);
    CHECK(drawn[0] == "  0  @X.");
    CHECK(drawn[1] == "  1  :.+");
    CHECK(drawn[2] == "     0 s");
    CHECK(drawn[3] == "     % :5 -10 =20 +30 *40 o60 %80 @100 Xthrottled");
}

TEST_CASE("many shards share a line, which says which") {
    samples::Shape shape;
    shape.shards = 64;
    const auto drawn =
        lines(weir::terminal_heat_map(samples::even_report(shape).spreads[0], ReportStyle{}));
    REQUIRE(drawn.size() == 34);
    CHECK(drawn[31].find("62..63  ") != std::string::npos);
}

TEST_CASE("loads stand beside what chance would give") {
    weir::KeySpread spread = two_shards();
    spread.chance.by_rank = {{1.1, 1.3}, {0.7, 0.9}};
    spread.chance.max_over_mean = {1.1, 1.3};
    ReportStyle style;
    style.width = 69;  // 50 columns for 1.5 times the mean
    const auto drawn = lines(weir::terminal_loads(spread, style));
    REQUIRE(drawn.size() == 3);
    CHECK(drawn[0] ==
          "       0    1.50 " + std::string(37, '=') + std::string(6, '#') + std::string(7, '='));
    CHECK(drawn[1] ==
          "       1    0.50 " + std::string(17, '=') + std::string(6, ' ') + std::string(7, '.'));
    CHECK(drawn[2].find("95.0 % of the time") != std::string::npos);
}

TEST_CASE("of many shards the fullest and the emptiest show") {
    samples::Shape shape;
    shape.shards = 1000;
    shape.keys = 50'000;
    const auto drawn =
        lines(weir::terminal_loads(samples::hot_key_report(shape).spreads[0], ReportStyle{}));
    REQUIRE(drawn.size() == 12 + 1 + 4 + 1);
    CHECK(drawn[12].find("and 984 shards between") != std::string::npos);
    CHECK(drawn[0].ends_with("=>"));
}

TEST_CASE("hash keys are a line with the busiest keys above and the shards below") {
    weir::KeySpread spread = two_shards();
    spread.top_keys.resize(2);
    spread.top_keys[0].hash_key = weir::HashKey{std::uint64_t{1} << 63, 0};
    spread.top_keys[1].hash_key = weir::HashKey::max();
    spread.advice.steps = {weir::SplitStep{{0}, weir::HashKey{std::uint64_t{1} << 62, 0}}};
    ReportStyle style;
    style.width = 60;
    const auto drawn = lines(weir::terminal_hash_ranges(spread, style));
    REQUIRE(drawn.size() == 4);
    CHECK(drawn[0] == "  " + std::string(28, ' ') + "a" + std::string(26, ' ') + "b");
    CHECK(drawn[1] == "  " + std::string(28, '@') + std::string(28, ':'));
    CHECK(drawn[2] == "  |" + std::string(13, ' ') + ":" + std::string(13, ' ') + "|");
    CHECK(drawn[3] == "  0" + std::string(46, ' ') + "2^128 - 1");
}

TEST_CASE("where there is nothing to draw nothing is drawn") {
    const weir::KeySpread nothing;
    CHECK(weir::terminal_heat_map(nothing, ReportStyle{}).empty());
    CHECK(weir::terminal_loads(nothing, ReportStyle{}).empty());
    CHECK(weir::terminal_hash_ranges(nothing, ReportStyle{}).empty());
}
