// SPDX-License-Identifier: Apache-2.0
#include "weir/routing/shard_node.hpp"

#include <vector>

#include "catch.hpp"

using namespace weir;

TEST_CASE("a new node is open and has no parent") {
    const ShardNode node;
    CHECK(node.open);
    CHECK_FALSE(node.parent.has_value());
    CHECK_FALSE(node.adjacent_parent.has_value());
}

TEST_CASE("children come back in the order in which they were added") {
    ShardChildren children;
    CHECK(children.empty());
    children.add(ShardId{7});
    CHECK(children.size() == 1);
    CHECK_FALSE(children.full());
    children.add(ShardId{8});
    CHECK(children.full());
    CHECK(std::vector<ShardId>(children.begin(), children.end()) ==
          std::vector<ShardId>{ShardId{7}, ShardId{8}});
}
