// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/picture_lineage.hpp"

#include "catch.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "analysis/picture_check.hpp"

TEST_CASE("every report gives a sound lineage, large ones a small file") {
    check_pictures(60000, [](const auto& /*report*/, const auto& spread, auto use) {
        return weir::picture_lineage(spread, use);
    });
}

namespace {

weir::KeySpread resharded() {
    weir::Lineage lineage{3};
    REQUIRE(lineage.split({0}, lineage.node({0}).range.middle()));
    REQUIRE(lineage.merge({4}, {1}));
    weir::KeySpread spread;
    spread.advice.lineage.assign(lineage.nodes().begin(), lineage.nodes().end());
    spread.advice.shards.push_back({weir::ShardId{5}, lineage.node({5}).range, 1234, 0, true});
    return spread;
}

}  // namespace

TEST_CASE("generations stand beside each other, and no two shards on each other") {
    const weir::KeySpread spread = resharded();
    const auto shown = weir::touched_shards(spread.advice.lineage, 48);
    CHECK(shown == std::vector<std::uint32_t>{0, 1, 3, 4, 5});
    const weir::detail::LineageLayout layout{spread.advice.lineage, shown};
    CHECK(layout.generations() == 3);
    CHECK(layout.lines() == 3);
    CHECK(layout.generation(5) == 2);
    CHECK(layout.lines_of(0) == std::pair<std::size_t, std::size_t>{0, 2});
    CHECK(layout.lines_of(1) == std::pair<std::size_t, std::size_t>{2, 3});
    CHECK(layout.lines_of(4) == std::pair<std::size_t, std::size_t>{1, 2});
    CHECK(layout.lines_of(5) == std::pair<std::size_t, std::size_t>{1, 3});
}

TEST_CASE("closed shards are dashed, open ones say what they would get") {
    const std::string picture = weir::picture_lineage(resharded(), weir::PictureUse::page);
    CHECK(markup::count(picture, "<rect class=\"gone\"") == 3);
    CHECK(markup::count(picture, "<rect class=\"box\"") == 2);
    CHECK(markup::count(picture, "<path class=\"link\"") == 4);
    CHECK(picture.find(">1,234 records, one key</text>") != picture.npos);
    CHECK(picture.find(">shard 2<") == picture.npos);
}

TEST_CASE("of a large resharding a part is drawn, and it says so") {
    weir::Lineage lineage{100};
    for (std::uint32_t at = 0; at < 100; ++at) {
        REQUIRE(lineage.split({at}, lineage.node({at}).range.middle()));
    }
    weir::KeySpread spread;
    spread.advice.lineage.assign(lineage.nodes().begin(), lineage.nodes().end());
    const std::string picture = weir::picture_lineage(spread, weir::PictureUse::page);
    CHECK(markup::count(picture, "<rect") == 48);
    CHECK(picture.find("Not drawn: 252 more.") != picture.npos);
}

TEST_CASE("Shards that nothing happens to are left out") {
    const weir::KeyReport report = samples::hot_key_report();
    const weir::ReshardAdvice& advice = report.spreads[0].advice;
    const auto touched = weir::touched_shards(advice.lineage, 100);
    CHECK(touched == std::vector<std::uint32_t>{1, 2, 6, 7, 9, 16, 17, 18, 19, 20, 21, 22, 23, 24,
                                                25, 26, 27, 28});
    CHECK(weir::touched_shards(advice.lineage, 3) == std::vector<std::uint32_t>{1, 2, 6});
}
