// SPDX-License-Identifier: Apache-2.0
#include "weir/service/on_demand.hpp"

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "catch.hpp"

using namespace std::chrono_literals;
using weir::HashKeyRange;
using weir::Instant;
using weir::OnDemandGrowth;
using weir::OnDemandOptions;
using weir::OpenShardLoad;
using weir::ReshardStep;
using weir::ShardId;

namespace {

constexpr std::uint64_t mib = 1'048'576;
const Instant start = Instant::from_seconds(1'700'000'000);

/// Shards of a stream, which takes its splits as told.
struct Shards {
    explicit Shards(const OnDemandOptions& options = {}) : growth{options} {
        const std::uint32_t count = options.shards_at_start;
        HashKeyRange rest = HashKeyRange::whole();
        for (std::uint32_t index = 1; index < count; ++index) {
            // Not of equal size, which does not matter here.
            const auto middle = rest.middle();
            open.push_back({ShardId{next++}, {rest.starting_hash_key, middle - 1}});
            rest.starting_hash_key = middle;
        }
        open.push_back({ShardId{next++}, rest});
        growth.begin(now, open);
    }
    /// Lets time pass in which the shard at that place takes so many bytes a second, or each does.
    std::size_t pass(weir::Duration length, std::uint64_t bytes_per_second, int place = -1,
                     std::uint32_t warm = 0) {
        std::size_t splits = 0;
        const Instant end = now + length;
        while (now < end) {
            now += 1min;
            for (std::size_t at = 0; at < open.size(); ++at) {
                if (place < 0 || at == static_cast<std::size_t>(place)) {
                    open[at].bytes += 60 * bytes_per_second;
                }
            }
            splits += look(warm);
        }
        return splits;
    }
    std::size_t look(std::uint32_t warm = 0) {
        last = growth.look(now, open, warm);
        for (const ReshardStep& step : last) {
            const auto& split = std::get<weir::SplitStep>(step);
            for (OpenShardLoad& shard : open) {
                if (shard.id == split.shard) {
                    CHECK(split.at == shard.range.middle());
                    const HashKeyRange upper{split.at, shard.range.ending_hash_key};
                    shard = {ShardId{next++}, {shard.range.starting_hash_key, split.at - 1}};
                    open.push_back({ShardId{next++}, upper});
                    break;
                }
            }
        }
        return last.size();
    }

    OnDemandGrowth growth;
    Instant now = start;
    std::vector<OpenShardLoad> open;
    std::vector<ReshardStep> last;
    std::uint32_t next = 0;
};

}  // namespace

TEST_CASE("A stream that has little to do stays as it is") {
    Shards stream;
    CHECK(stream.pass(3h, 400'000) == 0);
    CHECK(stream.open.size() == 4);
}

TEST_CASE("A shard that takes more than its share is split in the middle") {
    Shards stream;
    const ShardId busy = stream.open[2].id;
    CHECK(stream.pass(1min, 600'000, 2) == 1);
    CHECK(std::get<weir::SplitStep>(stream.last.front()).shard == busy);
    CHECK(stream.open.size() == 5);
}

TEST_CASE("A share is not passed by as much as the share") {
    Shards stream;
    CHECK(stream.pass(1h, 500'000, 2) == 0);
    CHECK(stream.pass(1h, 500'001 + 1'000, 2) > 0);
}

TEST_CASE("The stream at most doubles in fifteen minutes") {
    Shards stream;
    CHECK(stream.pass(1min, mib) == 4);
    CHECK(stream.pass(14min, mib) == 0);
    CHECK(stream.pass(1min, mib) == 8);
    CHECK(stream.pass(14min, mib) == 0);
    CHECK(stream.pass(1min, mib) == 16);
}

TEST_CASE("The capacity keeps up with twice the peak of thirty days") {
    Shards stream;
    // A minute of 0.45 MB/s each is below every share, and 1.8 MB/s in all: twice that is less
    // than the four that are there.
    CHECK(stream.pass(1min, 450'000) == 0);
    // But of eight shards twice 3.6 MB/s is as many as there are.
    OnDemandOptions eight;
    eight.shards_at_start = 4;
    eight.split_above_bytes_per_second = 10 * mib;  // never
    Shards other{eight};
    CHECK(other.pass(1min, mib) == 4);  // 4 MiB/s, so eight
    CHECK(other.pass(1h, 0) == 0);
    CHECK(other.open.size() == 8);
    CHECK(other.pass(1min, mib * 3 / 4) == 4);  // 6 MiB/s, so twelve
    CHECK(other.open.size() == 12);
}

TEST_CASE("The busiest shards are split first") {
    OnDemandOptions options;
    options.split_above_bytes_per_second = 100 * mib;  // never
    Shards stream{options};
    for (const std::size_t place : {0U, 1U, 2U, 3U}) {
        stream.open[place].bytes += (place + 1) * 40 * mib;  // 400 MiB in a minute in all
    }
    stream.now += 1min;
    CHECK(stream.look() == 4);  // 6.7 MiB/s, so fourteen, but each is split only once
    std::string order;
    for (const ReshardStep& step : stream.last) {
        order += std::to_string(std::get<weir::SplitStep>(step).shard.index);
    }
    CHECK(order == "3210");
}

TEST_CASE("A peak of more than thirty days ago is forgotten") {
    OnDemandOptions options;
    options.split_above_bytes_per_second = 100 * mib;
    options.shards_at_start = 1;
    Shards stream{options};
    CHECK(stream.pass(1min, 8 * mib) == 1);  // wants sixteen
    stream.now += 14min;
    stream.now += std::chrono::hours{24 * 32};
    CHECK(stream.look() == 0);
    Shards soon{options};
    CHECK(soon.pass(1min, 8 * mib) == 1);
    soon.now += std::chrono::hours{24 * 29};
    CHECK(soon.look() == 2);
}

TEST_CASE("Warm throughput is scaled to ahead of any traffic") {
    Shards stream;
    CHECK(stream.growth.shards_for(0) == 4);
    CHECK(stream.growth.shards_for(100) == 100);
    CHECK(stream.growth.shards_for(10 * 1024) == 10'000);
    CHECK(stream.growth.capacity_mibps(7) == 7);
    CHECK(stream.pass(31min, 0, -1, 20) == 16);
    CHECK(stream.open.size() == 20);
    CHECK(stream.pass(2h, 0, -1, 20) == 0);
}

TEST_CASE("A stream grows to the largest there may be and no further") {
    OnDemandOptions options;
    options.bytes_per_second_max = 6 * mib;
    Shards stream{options};
    CHECK(stream.pass(2h, 2 * mib) == 2);
    CHECK(stream.open.size() == 6);
}

TEST_CASE("What was there before a growth began does not count") {
    Shards stream;
    for (OpenShardLoad& shard : stream.open) {
        shard.bytes = 1'000 * mib;
    }
    stream.growth.begin(stream.now, stream.open);
    CHECK(stream.pass(1h, 0) == 0);
}

TEST_CASE("It is looked once a minute") {
    Shards stream;
    CHECK(stream.growth.next_look(stream.now) == start + 1min);
    stream.open[0].bytes += 1'000 * mib;
    stream.now += 59s;
    CHECK(stream.look() == 0);
    stream.now += 1s;
    CHECK(stream.look() > 0);
    CHECK(stream.growth.next_look(stream.now) == start + 2min);
}

TEST_CASE("A clock that jumps ahead counts as one long minute") {
    Shards stream;
    stream.open[0].bytes += 60 * mib;
    stream.now += 24h;
    CHECK(stream.look() == 0);
}

TEST_CASE("A clock that steps back neither stops the growth nor hurries it") {
    Shards stream;
    CHECK(stream.pass(1min, mib) == 4);
    stream.now -= std::chrono::hours{1'000};
    CHECK(stream.pass(14min, mib) == 0);
    CHECK(stream.growth.next_look(stream.now) <= stream.now + 1min);
    CHECK(stream.pass(2min, mib) == 8);
    // Nor does what was before it dilute what comes after it for longer than the window.
    Shards idle;
    CHECK(idle.pass(24h, 0) == 0);
    idle.now -= std::chrono::hours{1'000};
    CHECK(idle.pass(16min, 600'000, 1) == 1);
}

TEST_CASE("A peak ahead of a clock that stepped back is of today") {
    OnDemandOptions options;
    options.split_above_bytes_per_second = 100 * mib;
    options.shards_at_start = 1;
    Shards stream{options};
    CHECK(stream.pass(1min, 8 * mib) == 1);
    stream.now -= std::chrono::hours{24 * 365};
    CHECK(stream.look() == 0);
    CHECK(stream.pass(16min, 0) == 2);
    stream.now += std::chrono::hours{24 * 32};
    CHECK(stream.look() == 0);
}
