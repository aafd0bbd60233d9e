// SPDX-License-Identifier: Apache-2.0
#include "weir/testing/model_state.hpp"

#include "catch.hpp"

using namespace std::chrono_literals;

namespace {

const weir::Instant start = weir::Instant::from_seconds(1'700'000'000);

struct State : weir::ModelState {
    using ModelState::begin;
    using ModelState::horizon;
    using ModelState::ModelState;
    using ModelState::set_retention;
    using ModelState::settle;
    using ModelState::shards;
    using ModelState::status;

    void put(weir::Instant now) {
        shards().all()[0].records.emplace_back().approximate_arrival_timestamp = now;
    }
    std::size_t records_gone() { return shards().all()[0].records_gone; }
    void begin_split(weir::Instant now) { begin(now, {{.one = weir::ShardId{0}, .at = 1000}}); }
};

}  // namespace

TEST_CASE("A change takes effect at once where resharding takes no time") {
    State state{{}, start};
    state.begin_split(start);
    CHECK(state.status() == weir::StreamStatus::active);
    CHECK(state.shards().all().size() == 3);
}

TEST_CASE("A change that takes time is done when it is due, at that instant") {
    State state{{.resharding_time = 30s}, start};
    state.begin_split(start);
    state.settle(start + 30s - 1us);
    CHECK(state.status() == weir::StreamStatus::updating);
    CHECK(state.shards().all().size() == 1);
    state.settle(start + 1h);
    CHECK(state.status() == weir::StreamStatus::active);
    CHECK(state.shards().all().front().closed == start + 30s);
}

TEST_CASE("Moves follow one another at equal distances, each done at its instant") {
    State state{{.shard_count = 4, .resharding_time = 50s}, start};
    state.begin(start, state.shards().moves_to(3));
    state.settle(start + 10s - 1us);
    CHECK(state.shards().all().size() == 4);
    state.settle(start + 10s);
    CHECK(state.shards().all().size() == 6);
    state.settle(start + 49s);
    CHECK(state.status() == weir::StreamStatus::updating);
    CHECK(state.shards().all()[0].closed == start + 20s);
    CHECK(state.shards().all()[2].closed == start + 30s);
    CHECK(state.shards().all()[7].closed == start + 40s);
    state.settle(start + 1h);
    CHECK(state.status() == weir::StreamStatus::active);
    CHECK(state.shards().all()[3].closed == start + 50s);
}

TEST_CASE("Moves that were made stay when the clock steps back, the others begin anew") {
    State state{{.shard_count = 4, .resharding_time = 50s}, start};
    state.begin(start, state.shards().moves_to(3));
    state.settle(start + 29s);
    state.settle(start + 25s);  // not behind the last move
    state.settle(start + 30s);
    CHECK(state.shards().all().size() == 9);
    state.settle(start - 1h);
    state.settle(start - 1h + 10s - 1us);
    CHECK(state.shards().all().size() == 9);
    state.settle(start - 1h + 10s);
    CHECK(state.shards().all().size() == 10);
    state.settle(start - 1h + 20s);
    CHECK(state.shards().all().size() == 11);
    CHECK(state.status() == weir::StreamStatus::active);
}

TEST_CASE("What has expired stays gone when the retention grows") {
    State state{{}, start};
    state.put(start + 6h - 1us);
    state.put(start + 6h);
    CHECK(state.horizon(start + 30h) == start + 6h);
    state.set_retention(start + 30h, 48h);
    CHECK(state.horizon(start + 30h) == start - 18h);
    CHECK(state.records_gone() == 1);
}

TEST_CASE("What was trimmed stays gone when the clock steps back") {
    State state{{}, start};
    state.put(start);
    state.begin_split(start);
    state.settle(start + 30h);
    state.settle(start);
    CHECK(state.records_gone() == 1);
    CHECK(state.shards().all()[0].expired(state.horizon(start)));
    CHECK_FALSE(state.shards().all()[1].expired(state.horizon(start)));
}

TEST_CASE("Nothing waits until the clock is there again when it has stepped back") {
    State state{{.resharding_time = 30s}, start};
    state.settle(start + 48h);
    state.begin_split(start + 48h);
    state.settle(start);
    state.put(start);
    state.settle(start + 30s - 1us);
    CHECK(state.status() == weir::StreamStatus::updating);
    state.settle(start + 30s);
    CHECK(state.status() == weir::StreamStatus::active);
    state.settle(start + 24h + 1us);
    CHECK(state.records_gone() == 1);
}
