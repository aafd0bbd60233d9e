// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/mermaid.hpp"

#include <cstdint>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "analysis/loads.hpp"
#include "catch.hpp"

using namespace weir;

namespace {

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("a lineage is a flowchart with a box for each shard and an arrow to each child") {
    Lineage lineage{2};
    REQUIRE(lineage.split(ShardId{0}, HashKey{1} << 125));
    REQUIRE(lineage.merge(ShardId{3}, ShardId{1}));
    const std::vector<double> loads{0.9, 0.1, 0.85, 0.05, 0.15};
    CHECK(to_mermaid(lineage.nodes(), loads) ==
          "flowchart TD\n"
          "    s0[\"shardId-000000000000<br/>50.00 % of hash keys<br/>90.00 % of the load, hot\"]\n"
          "    class s0 closed\n"
          "    class s0 hot\n"
          "    s1[\"shardId-000000000001<br/>50.00 % of hash keys<br/>10.00 % of the load\"]\n"
          "    class s1 closed\n"
          "    s2[\"shardId-000000000002<br/>12.50 % of hash keys<br/>85.00 % of the load, hot\"]\n"
          "    class s2 hot\n"
          "    s3[\"shardId-000000000003<br/>37.50 % of hash keys<br/>5.00 % of the load\"]\n"
          "    class s3 closed\n"
          "    s4[\"shardId-000000000004<br/>87.50 % of hash keys<br/>15.00 % of the load\"]\n"
          "    s0 --> s2\n"
          "    s0 --> s3\n"
          "    s3 --> s4\n"
          "    s1 --> s4\n"
          "    classDef closed opacity:0.45\n"
          "    classDef hot stroke:#c0392b,stroke-width:3px\n");
}

TEST_CASE("a shard is hot by the mean of its time") {
    Lineage lineage{4};
    REQUIRE(lineage.merge(ShardId{0}, ShardId{1}));
    REQUIRE(lineage.merge(ShardId{2}, ShardId{3}));
    const std::string text =
        to_mermaid(lineage.nodes(), std::vector<double>{0.4, 0.1, 0.25, 0.25, 0.5, 0.5});
    CHECK(count_of(text, "class s0 hot") == 1);
    CHECK(count_of(text, ", hot") == 1);
}

TEST_CASE("without loads a diagram tells the hash space alone") {
    const std::string text = to_mermaid(Lineage{3}.nodes());
    CHECK(count_of(text, "33.33 % of hash keys") == 3);
    CHECK(count_of(text, "load") == 0);
    CHECK(count_of(text, "class s") == 0);
}

TEST_CASE("a large lineage is cut: hot shards and those that changed stay, the rest is counted") {
    Lineage lineage{1'000};
    REQUIRE(lineage.split(ShardId{700}, lineage.node(ShardId{700}).range.middle()));
    std::vector<double> loads(1'002, 0.0009);
    loads[333] = 0.05;
    const std::string text = to_mermaid(lineage.nodes(), loads, {.shards_max = 5});
    CHECK(count_of(text, "shardId-") == 5);
    for (const std::string id : {"s333[", "s700[", "s1000[", "s1001[", "s0["}) {
        CHECK(count_of(text, id) == 1);
    }
    CHECK(count_of(text, "more[\"and 997 more shards\"]") == 1);
    CHECK(count_of(text, "-->") == 2);
}

TEST_CASE("arrows go only between boxes that are there") {
    Lineage lineage{1};
    for (std::uint32_t at = 0; at < 6; at += 2) {
        REQUIRE(lineage.split(ShardId{at}, lineage.node(ShardId{at}).range.middle()));
    }
    const std::string text = to_mermaid(lineage.nodes(), {}, {.shards_max = 2});
    CHECK(count_of(text, "-->") == 1);
    CHECK(count_of(text, "s0 --> s1") == 1);
    CHECK(count_of(to_mermaid(lineage.nodes(), {}, {.shards_max = 0}), "7 more shards") == 1);
}

TEST_CASE("nodes and loads that make no sense are shown as far as they do") {
    const double no_number = std::numeric_limits<double>::quiet_NaN();
    std::vector<ShardNode> nodes(3);
    nodes[0].range = {HashKey{9}, HashKey{1}};
    nodes[1].parent = ShardId{77};
    nodes[2].parent = ShardId{2};
    const std::vector<double> loads{no_number, -5, 1e300};
    const std::string text = to_mermaid(nodes, loads);
    CHECK(count_of(text, "nan") == 0);
    CHECK(count_of(text, "inf") == 0);
    CHECK(count_of(text, "s77") == 0);
    CHECK(count_of(text, "0.00 % of the load") >= 2);
    CHECK(to_mermaid(std::span<const weir::ShardNode>{}).starts_with("flowchart TD\n    classDef"));
}

TEST_CASE("a lineage's shares of the load are those of its ranges") {
    const auto keys = loads::zipf(200, 1, 1'000);
    const LoadCurve curve{loads::counted(keys, 1), keys};
    Lineage lineage{2};
    REQUIRE(lineage.split(ShardId{0}, lineage.node(ShardId{0}).range.middle()));
    const auto shares = lineage_shares(curve, lineage.nodes());
    REQUIRE(shares.size() == 4);
    CHECK(shares[0] + shares[1] == Approx(1));
    CHECK(shares[2] + shares[3] == Approx(shares[0]));
    const auto routed = loads::routed(keys, loads::open_ranges(lineage));
    CHECK(shares[2] == Approx(static_cast<double>(routed[0].records) / curve.total().records));
    const LoadCurve nothing{HashLoad{}, {}};
    CHECK(lineage_shares(nothing, lineage.nodes(), {0, 0, 0, 0}) == std::vector<double>(4, 0.0));
}

TEST_CASE("An advice without steps has no diagram, another has that of its lineage") {
    weir::ReshardAdvice advice;
    Lineage lineage{2};
    advice.lineage.assign(lineage.nodes().begin(), lineage.nodes().end());
    CHECK(to_mermaid(advice).empty());
    const weir::SplitStep split{weir::ShardId{0}, lineage.node(weir::ShardId{0}).range.middle()};
    REQUIRE(weir::take_step(lineage, split));
    advice.steps = {split};
    advice.lineage.assign(lineage.nodes().begin(), lineage.nodes().end());
    advice.loads = {0.5, 0.5, 0.25, 0.25};
    CHECK(to_mermaid(advice) == to_mermaid(lineage.nodes(), advice.loads));
    CHECK(to_mermaid(advice).find("25.00 % of the load") != std::string::npos);
}
