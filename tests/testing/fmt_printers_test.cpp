// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/fmt_printers.hpp"

#include <string_view>
#include <vector>

#include "catch.hpp"
#include "weir/testing/testing_printers.hpp"
#include "weir/time/manual_clock.hpp"

using weir::ShardId;

namespace {

/// A struct of somebody else.
struct Order {
    unsigned price = 0;
};

}  // namespace

template <>
inline constexpr std::string_view weir::member_list<Order> = "price";

TEST_CASE("fmt shows values as their texts") {
    CHECK(fmt::format("{}", ShardId{1}) == "shardId-000000000001");
    CHECK(fmt::format("[{:>22}]", ShardId{1}) == "[  shardId-000000000001]");
    CHECK(fmt::format("[{:-<7.4}]", weir::StreamStatus::active) == "[ACTI---]");
    CHECK(fmt::format("{}", weir::HashKey{5}) == "5");
    CHECK(fmt::format("{}", Order{5}) == "{price: 5}");
    CHECK(fmt::format("{}", weir::Blob{"\xff"}) == R"("\xff")");
    CHECK(fmt::format("{}", weir::HashKeyRange{1, 5}) ==
          "{starting_hash_key: 1, ending_hash_key: 5}");
    CHECK(fmt::format("{}", weir::Result<ShardId>{ShardId{1}}) == "shardId-000000000001");
    CHECK(fmt::format("{}", weir::Result<void>{weir::fail(weir::Errc::validation, "no")}) ==
          "ValidationException: no");
    CHECK(fmt::format("{}", weir::Argument<ShardId>{"x"}) == R"("x")");
    CHECK(fmt::format("{}", weir::SimulationEnd::idle) == "idle");
    CHECK(fmt::format("{}", weir::ConsumerViolation{}) ==
          "{rule: every record is delivered, text: \"\"}");
}

TEST_CASE("fmt shows pages, and vectors of values") {
    weir::ManualClock clock;
    weir::Stream<weir::RingStorage<>, weir::ManualClock> stream{{}, clock};
    const auto place = stream.get_shard_iterator({.shard_id = ShardId{0}});
    const auto page = stream.get_records({.shard_iterator = *place});
    CHECK(fmt::format("{}", page->records) == "[]");
    CHECK(fmt::format("{}", page) == weir::to_text(page));
    CHECK(fmt::format("{}", std::vector{ShardId{1}, ShardId{2}}) ==
          "[shardId-000000000001, shardId-000000000002]");
}
