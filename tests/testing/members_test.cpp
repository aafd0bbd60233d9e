// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/members.hpp"

#include <concepts>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"

namespace {

using weir::for_each_member;
using weir::member_names;

template <class Enum>
bool names_differ() {
    std::set<std::string_view> names;
    for (std::size_t at = 0; at < weir::enumerators<Enum>; ++at) {
        names.insert(to_string(static_cast<Enum>(at)));
    }
    return names.size() == weir::enumerators<Enum>;
}

}  // namespace

static_assert(weir::has_members<weir::Shard> && !weir::has_members<weir::ShardId> &&
              !weir::has_members<int>);
static_assert(weir::has_enumerators<weir::Errc> && !weir::has_enumerators<int>);
static_assert(member_names<weir::Shard>.size() == 5);
static_assert(member_names<weir::Shard>[0] == "shard_id");
static_assert(member_names<weir::Shard>[4] == "adjacent_parent_shard_id");
static_assert(member_names<weir::UpdateShardCountRequest>.size() == 1);
static_assert(member_names<int>.empty());

TEST_CASE("each member is visited with its name, in its order, and can be changed") {
    weir::Shard shard{.shard_id = weir::ShardId{7}};
    std::vector<std::string> names;
    for_each_member(shard, [&](std::string_view name, auto& member) {
        names.emplace_back(name);
        if constexpr (std::same_as<decltype(member), weir::ShardId&>) {
            CHECK(member == weir::ShardId{7});
            member = weir::ShardId{8};
        }
    });
    CHECK(names == std::vector<std::string>{"shard_id", "hash_key_range", "sequence_number_range",
                                            "parent_shard_id", "adjacent_parent_shard_id"});
    CHECK(shard.shard_id == weir::ShardId{8});

    const weir::StreamOptions options;
    std::size_t count = 0;
    for_each_member(options, [&](std::string_view name, const auto& member) {
        ++count;
        CHECK((static_cast<const void*>(&member) == &options.region) == (name == "region"));
    });
    CHECK(count == 11);
}

TEST_CASE("an enumeration has as many names as are counted") {
    CHECK(names_differ<weir::Errc>());
    CHECK(names_differ<weir::KinesisOperation>());
    CHECK(names_differ<weir::ShardIteratorType>());
    CHECK(names_differ<weir::ShardFilterType>());
    CHECK(names_differ<weir::StreamStatus>());
}
