// SPDX-License-Identifier: Apache-2.0
// Threads that reshard the same shards at the same time: one of them wins, the others are told.
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "weir/stream/stream.hpp"
#include "weir/throttle/unlimited.hpp"
#include "weir/time/manual_clock.hpp"

using namespace std::chrono_literals;

namespace {

using Stream = weir::Stream<weir::RingStorage<>, weir::ManualClock, weir::Unlimited>;

constexpr auto lower = weir::ShardId{0};
constexpr auto upper = weir::ShardId{1};

/// Splits the lower of two shards, or merges the two.  Gives: the error, or nothing.
std::string reshard(Stream& stream, bool split) {
    const auto middle = weir::HashKey{std::uint64_t{1} << 62, 0};
    const auto result =
        split ? stream.split_shard({.shard_to_split = lower, .new_starting_hash_key = middle})
              : stream.merge_shards({.shard_to_merge = lower, .adjacent_shard_to_merge = upper});
    return result ? "" : std::string{to_string(result.error().code())};
}

/// The answers of two threads that begin at the same moment, and the shards that are open then.
struct Outcome {
    std::string split;
    std::string merge;
    std::vector<weir::Shard> open;
};
Outcome race(Stream& stream) {
    Outcome outcome;
    std::atomic<int> ready{0};
    const auto start = [&](bool split, std::string& answer) {
        return std::thread{[&, split] {
            ++ready;
            while (ready < 2) {
            }
            answer = reshard(stream, split);
        }};
    };
    std::thread one = start(true, outcome.split);
    std::thread other = start(false, outcome.merge);
    one.join();
    other.join();
    const weir::ShardFilter now{.type = weir::ShardFilterType::at_latest};
    outcome.open = stream.list_shards({.shard_filter = now}).value().shards;
    return outcome;
}

bool covers_all_keys(const std::vector<weir::Shard>& open) {
    std::vector<weir::HashKeyRange> ranges;
    for (const weir::Shard& shard : open) {
        ranges.push_back(shard.hash_key_range);
    }
    std::ranges::sort(ranges, {}, &weir::HashKeyRange::starting_hash_key);
    bool covered = ranges.front().starting_hash_key == weir::HashKey{} &&
                   ranges.back().ending_hash_key == weir::HashKey::max();
    for (std::size_t at = 1; at < ranges.size(); ++at) {
        covered = covered && ranges[at - 1].adjoins(ranges[at]);
    }
    return covered;
}

}  // namespace

TEST_CASE("Of a split and a merge of the same shard at the same time exactly one takes place") {
    for (int round = 0; round < 200; ++round) {
        weir::ManualClock clock;
        Stream stream{{.shard_count = 2}, clock};
        const Outcome outcome = race(stream);
        INFO("split: " << outcome.split << ", merge: " << outcome.merge);
        REQUIRE(outcome.split.empty() != outcome.merge.empty());
        REQUIRE(outcome.split + outcome.merge == "InvalidArgumentException");
        REQUIRE(outcome.open.size() == (outcome.split.empty() ? 3U : 1U));
        REQUIRE(covers_all_keys(outcome.open));
    }
}

TEST_CASE("A reshard that meets another one still under way is told that the stream is in use") {
    for (int round = 0; round < 200; ++round) {
        weir::ManualClock clock;
        Stream stream{{.shard_count = 2, .resharding_time = 30s}, clock};
        const Outcome outcome = race(stream);
        REQUIRE(outcome.split.empty() != outcome.merge.empty());
        REQUIRE(outcome.split + outcome.merge == "ResourceInUseException");
        REQUIRE(outcome.open.size() == 2);
    }
}
