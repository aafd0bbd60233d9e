// SPDX-License-Identifier: Apache-2.0
#include "../../examples/demo/lineage_tree.hpp"

#include <string>

#include "catch.hpp"

namespace {

constexpr weir::Instant start = weir::Instant::from_seconds(1'700'000'000);

demo::ShardStory& add(demo::Tally& tally, std::uint32_t index, weir::HashKeyRange range) {
    demo::ShardStory& story = tally.story_of({index});
    story.range = range;
    story.opened = start;
    return story;
}

const weir::HashKey middle = weir::HashKeyRange::whole().middle();

}  // namespace

TEST_CASE("a split branches, a merge hangs below its lower parent and is named at the other") {
    demo::Tally tally{start};
    const auto whole = weir::HashKeyRange::whole();
    demo::ShardStory& root = add(tally, 0, whole);
    root.closed = start;
    root.end = "split";
    for (const std::uint32_t index : {1U, 2U}) {
        const auto part = index == 1 ? whole.lower_part(middle) : whole.upper_part(middle);
        demo::ShardStory& half = add(tally, index, part);
        half.parent = weir::ShardId{0};
        half.closed = start;
        half.end = "merged";
    }
    demo::ShardStory& merged = add(tally, 3, whole);
    merged.parent = weir::ShardId{1};
    merged.adjacent_parent = weir::ShardId{2};
    merged.records = 7;
    const demo::Style plain;
    CHECK(demo::LineageTree(tally, plain).draw() ==
          "  0  0.0-100.0 %  0 records  22:13:20 split\n"
          "  |- 1  0.0-50.0 %  0 records  22:13:20 merged\n"
          "  |  `- 3 = 1 + 2  0.0-100.0 %  7 records  open\n"
          "  `- 2  50.0-100.0 %  0 records  22:13:20 merged\n"
          "     `- into 3\n");
}

TEST_CASE("a branch that is too deep goes on as a tree of its own") {
    demo::Tally tally{start};
    for (std::uint32_t i = 0; i < 25; ++i) {
        demo::ShardStory& story = add(tally, i, weir::HashKeyRange::whole());
        if (i > 0) story.parent = weir::ShardId{i - 1};
    }
    const demo::Style plain;
    const std::string tree = demo::LineageTree(tally, plain).draw();
    CHECK(tree.find("`- 12, drawn on its own below\n") != std::string::npos);
    CHECK(tree.find("\n  12  ") != std::string::npos);
    CHECK(tree.find("24  ") != std::string::npos);
}

TEST_CASE("a tree of thousands says how much it leaves out") {
    demo::Tally tally{start};
    for (std::uint32_t i = 0; i < 5000; ++i)
        add(tally, i, weir::HashKeyRange::whole());
    const demo::Style plain;
    const std::string tree = demo::LineageTree(tally, plain).draw();
    CHECK(tree.find("and 4,940 more branches") != std::string::npos);
}
