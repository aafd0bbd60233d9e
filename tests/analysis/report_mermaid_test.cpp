// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/report_mermaid.hpp"

#include "catch.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/sample_report.hpp"

TEST_CASE("shards that nothing happens to are left out") {
    const weir::KeyReport report = samples::hot_key_report();
    const weir::ReshardAdvice& advice = report.spreads[0].advice;
    const auto touched = weir::touched_shards(advice.lineage, 100);
    CHECK(touched == std::vector<std::uint32_t>{1, 2, 6, 7, 9, 16, 17, 18, 19, 20, 21, 22, 23, 24,
                                                25, 26, 27, 28});
    CHECK(weir::touched_shards(advice.lineage, 3) == std::vector<std::uint32_t>{1, 2, 6});
}

TEST_CASE("a split and a merge as a graph") {
    weir::Lineage lineage{3};
    REQUIRE(lineage.split({0}, lineage.node({0}).range.middle()));
    REQUIRE(lineage.merge({1}, {2}));
    weir::ReshardAdvice advice;
    advice.lineage.assign(lineage.nodes().begin(), lineage.nodes().end());
    CHECK(weir::report_mermaid(advice) ==
          "flowchart LR\n"
          "  s0[\"shard 0<br>0.0-33.3 %\"]:::closed\n"
          "  s1[\"shard 1<br>33.3-66.7 %\"]:::closed\n"
          "  s2[\"shard 2<br>66.7-100.0 %\"]:::closed\n"
          "  s3[\"shard 3<br>0.0-16.7 %\"]\n"
          "  s4[\"shard 4<br>16.7-33.3 %\"]\n"
          "  s5[\"shard 5<br>33.3-100.0 %\"]\n"
          "  s0 --> s3\n  s0 --> s4\n  s1 --> s5\n  s2 --> s5\n"
          "  classDef closed stroke-dasharray:4 3,opacity:0.6\n");
    CHECK(weir::report_mermaid(advice, 2).find("-->") == std::string::npos);
}

TEST_CASE("no steps, no graph; a parent that is not there is no shard") {
    CHECK(weir::report_mermaid(weir::ReshardAdvice{}).empty());
    weir::ReshardAdvice advice;
    advice.lineage.resize(1);
    CHECK(weir::report_mermaid(advice).empty());
    advice.lineage[0].parent = weir::ShardId{99};
    CHECK(weir::report_mermaid(advice).find("-->") == std::string::npos);
}
