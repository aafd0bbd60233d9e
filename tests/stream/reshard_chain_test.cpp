// SPDX-License-Identifier: Apache-2.0
#include "weir/stream/reshard_chain.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "catch.hpp"

using namespace std::chrono_literals;
using weir::Instant;

namespace {

constexpr Instant start = Instant::from_seconds(1'000);

weir::ReshardChain chain(std::size_t steps, weir::Duration takes) {
    std::vector<weir::ReshardStep> all;
    for (std::size_t at = 0; at < steps; ++at) {
        all.emplace_back(weir::SplitStep{weir::ShardId{static_cast<std::uint32_t>(at)}, 1'000});
    }
    return {std::move(all), start, takes};
}

}  // namespace

TEST_CASE("A single step takes effect at the end") {
    auto one = chain(1, 30s);
    CHECK(one.since() == start);
    CHECK(one.due() == start + 30s);
    CHECK(one.due_by(start + 30s - 1us).empty());
    CHECK(one.due_by(start + 30s).size() == 1);
    one.take(1);
    CHECK(one.to_come().empty());
    CHECK(one.since() == start + 30s);
}

TEST_CASE("Steps share out the time, to the microsecond, and the last one ends it") {
    const auto three = chain(3, 100us);
    CHECK(three.due(0) == start + 33us);
    CHECK(three.due(1) == start + 66us);
    CHECK(three.due(2) == start + 100us);
}

TEST_CASE("Each step is due when it would be whichever steps were taken together") {
    for (std::size_t first = 1; first < 7; ++first) {
        auto seven = chain(7, 1s);
        seven.take(first);
        CHECK(seven.since() == chain(7, 1s).due(first - 1));
        CHECK(seven.due() == chain(7, 1s).due(first));
        CHECK(seven.due(6 - first) == start + 1s);
    }
}

TEST_CASE("More steps than microseconds fall on the same ones") {
    const auto many = chain(1'000, 10us);
    CHECK(many.due_by(start).size() == 99);
    CHECK(many.due_by(start + 5us).size() == 599);
    CHECK(many.due_by(start + 10us).size() == 1'000);
}

TEST_CASE("The steps to come are those that were not taken, and know their shards") {
    auto five = chain(5, 50s);
    const auto due = five.due_by(start + 20s);
    REQUIRE(due.size() == 2);
    CHECK(due[1] == weir::ReshardStep{weir::SplitStep{weir::ShardId{1}, 1'000}});
    five.take(2);
    CHECK(five.to_come().size() == 3);
    CHECK(five.to_come()[0] == weir::ReshardStep{weir::SplitStep{weir::ShardId{2}, 1'000}});
    CHECK(five.due_by(start + 1h).size() == 3);
}

TEST_CASE("After the clock stepped back the next step is as far off as steps are apart") {
    auto five = chain(5, 50s);
    five.take(2);
    five.step_back_to(start + 25s);
    CHECK(five.due() == start + 30s);  // which the clock has yet to reach as before
    five.step_back_to(start + 12s);
    CHECK(five.since() == start + 12s);
    CHECK(five.due() == start + 22s);
    CHECK(five.due(2) == start + 42s);
    five.step_back_to(start - 1h);
    CHECK(five.due() == start - 1h + 10s);
    CHECK(five.to_come().size() == 3);
}

TEST_CASE("The longest time there is does not run over") {
    const weir::Duration longest{std::numeric_limits<std::int64_t>::max()};
    auto many = chain(30'000, longest);
    CHECK(many.due() == start + longest / 30'000);
    CHECK(many.due(29'999) == Instant::max());
    many.step_back_to(Instant::min());
    CHECK(many.due(29'999) == Instant::min() + longest);
}
