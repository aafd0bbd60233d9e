// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/load_grid.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "dies.hpp"
#include "weir/core/random.hpp"

using namespace weir;

namespace {

const Instant start = Instant::from_seconds(1'700'000'000);

/// The same, kept whole: what every shard got in every second.
class NaiveGrid {
public:
    explicit NaiveGrid(std::size_t shards, ShardLimits limits) : limits_{limits}, sums_(shards) {}

    void add(std::size_t shard, Instant at, std::uint64_t bytes, bool throttled) {
        latest_ = std::max(latest_, at);
        Sums& sums = sums_[shard][latest_.seconds()];
        Sums& whole = whole_[latest_.seconds()];
        for (Sums* one : {&sums, &whole}) {
            ++one->records;
            one->bytes += bytes;
            one->throttled_records += throttled ? 1 : 0;
            one->throttled_bytes += throttled ? bytes : 0;
        }
    }

    void check(const LoadGrid& grid) const {
        check_map(grid.map(), grid.bins_max());
        for (std::size_t shard = 0; shard < sums_.size(); ++shard) {
            ShardTotals wanted;
            for (const auto& [second, sums] : sums_[shard]) {
                wanted.records += sums.records;
                wanted.bytes += sums.bytes;
                wanted.throttled_records += sums.throttled_records;
                wanted.throttled_bytes += sums.throttled_bytes;
                wanted.peak_bytes = std::max(wanted.peak_bytes, sums.bytes);
                wanted.peak_share = std::max(wanted.peak_share, share(sums));
            }
            const ShardTotals totals = grid.shard(shard);
            CHECK(totals.records == wanted.records);
            CHECK(totals.bytes == wanted.bytes);
            CHECK(totals.throttled_records == wanted.throttled_records);
            CHECK(totals.throttled_bytes == wanted.throttled_bytes);
            CHECK(totals.peak_bytes == wanted.peak_bytes);
            CHECK(totals.peak_share == wanted.peak_share);
        }
        BusiestSecond busiest;
        std::uint64_t seconds_throttled = 0;
        for (const auto& [second, sums] : whole_) {
            if (share(sums) > busiest.share) {
                busiest = {Instant::from_seconds(second), sums.records, sums.bytes, share(sums)};
            }
            seconds_throttled += sums.throttled_records > 0 ? 1 : 0;
        }
        CHECK(grid.busiest().second == busiest.second);
        CHECK(grid.busiest().records == busiest.records);
        CHECK(grid.busiest().bytes == busiest.bytes);
        CHECK(grid.busiest().share == busiest.share);
        CHECK(grid.seconds_throttled() == seconds_throttled);
    }

private:
    struct Sums {
        std::uint64_t records = 0;
        std::uint64_t bytes = 0;
        std::uint64_t throttled_records = 0;
        std::uint64_t throttled_bytes = 0;
    };

    [[nodiscard]] double share(const Sums& sums) const {
        return limits_.write_share(static_cast<double>(sums.records),
                                   static_cast<double>(sums.bytes));
    }
    [[nodiscard]] std::int64_t width() const {
        const std::int64_t span = whole_.rbegin()->first - whole_.begin()->first;
        return span + 1;
    }

    void check_map(const LoadMap& map, std::size_t bins_max) const {
        CHECK(map.shards == sums_.size());
        if (whole_.empty()) {
            CHECK(map.bins == 0);
            CHECK(map.cells.empty());
            return;
        }
        const std::int64_t first = whole_.begin()->first;
        std::int64_t seconds = 1;
        while ((width() - 1) / seconds >= static_cast<std::int64_t>(bins_max)) {
            seconds *= 2;
        }
        CHECK(map.start == Instant::from_seconds(first));
        CHECK(map.bin == std::chrono::seconds{seconds});
        REQUIRE(map.bins == static_cast<std::size_t>((width() - 1) / seconds) + 1);
        REQUIRE(map.cells.size() == map.bins * map.shards);
        std::vector<LoadMap::Cell> wanted(map.cells.size());
        for (std::size_t shard = 0; shard < sums_.size(); ++shard) {
            for (const auto& [second, sums] : sums_[shard]) {
                const auto bin = static_cast<std::size_t>((second - first) / seconds);
                LoadMap::Cell& cell = wanted[shard * map.bins + bin];
                cell.records += sums.records;
                cell.bytes += sums.bytes;
                cell.throttled_records += sums.throttled_records;
                cell.peak_share = std::max(cell.peak_share, share(sums));
            }
        }
        bool same = true;
        for (std::size_t at = 0; at < wanted.size(); ++at) {
            const LoadMap::Cell& cell = map.cells[at];
            same = same && cell.records == wanted[at].records && cell.bytes == wanted[at].bytes &&
                   cell.throttled_records == wanted[at].throttled_records &&
                   cell.peak_share == wanted[at].peak_share;
        }
        CHECK(same);
    }

    ShardLimits limits_;
    Instant latest_ = Instant::min();
    std::vector<std::map<std::int64_t, Sums>> sums_;
    std::map<std::int64_t, Sums> whole_;
};

/// Memory that so many shards and bins take.
std::uint64_t memory_for(std::uint64_t shards, std::uint64_t bins) {
    return shards * (88 + 32 * bins);
}

Duration random_step(Random& random) {
    switch (random.below(40)) {
        case 0:
            return std::chrono::seconds{random.below(20)};
        case 1:
            return random.chance(0.1) ? std::chrono::hours{random.below(500)}
                                      : std::chrono::hours{0};
        case 2:
            return -std::chrono::milliseconds{random.below(3'000)};
        default:
            return Duration{random.below(300'000)};
    }
}

}  // namespace

TEST_CASE("a grid holds what a naive one holds, whatever the steps of time and the memory are") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        Random random{seed};
        const std::size_t shards = 1 + random.below(seed % 4 == 0 ? 40 : 5);
        const ShardLimits limits{.write_records_per_second = 1 + random.below(20),
                                 .write_bytes_per_second = 1 + random.below(20'000)};
        LoadGrid grid{shards, {limits, memory_for(shards, 1 + random.below(30))}};
        NaiveGrid naive{shards, limits};
        naive.check(grid);
        Instant now = seed % 5 == 0 ? Instant::from_seconds(-50) : start;
        const std::uint64_t records = 1 + random.below(2'000);
        for (std::uint64_t record = 0; record < records; ++record) {
            now += random_step(random);
            const std::size_t shard = random.below(1 + random.below(shards));
            const std::uint64_t bytes = random.below(5'000);
            const bool throttled = random.chance(0.1);
            grid.add(shard, now, bytes, throttled);
            naive.add(shard, now, bytes, throttled);
            if (random.chance(0.01)) {
                naive.check(grid);  // to look at it changes nothing
            }
        }
        naive.check(grid);
    }
}

TEST_CASE("bins are a second long while there is room, and double when there is none") {
    LoadGrid grid{2, {{}, memory_for(2, 8)}};
    REQUIRE(grid.bins_max() == 8);
    const auto put = [&](int second) {
        grid.add(static_cast<std::size_t>(second % 2), start + std::chrono::seconds{second}, 10);
    };
    for (int second = 0; second < 8; ++second) {
        put(second);
    }
    CHECK(grid.map().bin == std::chrono::seconds{1});
    CHECK(grid.map().bins == 8);
    put(8);
    CHECK(grid.map().bin == std::chrono::seconds{2});
    CHECK(grid.map().bins == 5);
    put(1'000);
    const LoadMap map = grid.map();
    CHECK(map.bin == std::chrono::seconds{128});
    CHECK(map.bins == 8);
    CHECK(map.at(0, 0).records == 5);
    CHECK(map.at(1, 0).records == 4);
    CHECK(map.at(0, 7).records == 1);
    CHECK(map.at(0, 0).peak_share == 0.001);
}

TEST_CASE("the peak of a bin is that of its fullest second, however long it is") {
    LoadGrid grid{1, {{}, memory_for(1, 4)}};
    for (int second = 0; second < 4'000; ++second) {
        const int records = second == 1'234 ? 1'500 : 10;
        for (int record = 0; record < records; ++record) {
            grid.add(0, start + std::chrono::seconds{second}, 1);
        }
    }
    const LoadMap map = grid.map();
    CHECK(map.bin == std::chrono::seconds{1'024});
    CHECK(map.at(0, 0).peak_share == 0.01);
    CHECK(map.at(0, 1).peak_share == 1.5);
    CHECK(grid.shard(0).peak_share == 1.5);
    CHECK(grid.busiest().second == start + std::chrono::seconds{1'234});
    CHECK(grid.busiest().records == 1'500);
}

TEST_CASE("a clock that jumps over all of time costs a few joined bins") {
    LoadGrid grid{3};
    for (int round = 0; round < 1'000; ++round) {
        grid.add(0, Instant::min(), 5);
        grid.add(1, Instant::min() + std::chrono::hours{5}, 6);
    }
    for (int round = 0; round < 1'000; ++round) {
        grid.add(2, Instant::max(), 7, true);
        grid.add(2, Instant::min(), 7);
    }
    LoadMap map = grid.map();
    CHECK(map.start == Instant::min());
    CHECK(map.bins <= grid.bins_max());
    CHECK(map.bin > std::chrono::hours{1});
    CHECK(map.at(0, 0).records == 1'000);
    CHECK(map.at(2, map.bins - 1).records == 2'000);
    CHECK(grid.seconds_throttled() == 1);

    LoadGrid small{1, {{}, 0}};
    CHECK(small.bins_max() == 4);
    small.add(0, Instant::min(), 1);
    small.add(0, Instant::max(), 1);
    map = small.map();
    CHECK(map.bin > Duration{0});
    CHECK(map.bins == 3);
    CHECK(map.at(0, 2).records == 1);
}

TEST_CASE("ten thousand shards have a handful of bins in the memory there is by default") {
    LoadGrid grid{10'000};
    CHECK(grid.bins_max() >= 8);
    CHECK(memory_for(10'000, grid.bins_max()) <= std::uint64_t{8} << 20);
    for (int second = 0; second < 100; ++second) {
        for (std::size_t shard = 0; shard < 10'000; shard += 7) {
            grid.add(shard, start + std::chrono::seconds{second}, 3);
        }
    }
    const LoadMap map = grid.map();
    std::uint64_t records = 0;
    for (const LoadMap::Cell& cell : map.cells) {
        records += cell.records;
    }
    CHECK(records == 100 * 1'429);
    CHECK(map.bins <= grid.bins_max());
}

TEST_CASE("a grid takes memory for what it can use, not for all that it is offered") {
    LoadGrid grid{4, {{}, std::numeric_limits<std::uint64_t>::max()}};
    CHECK(memory_for(4, grid.bins_max()) <= std::uint64_t{1} << 30);
    grid.add(0, start, 1);
    CHECK(grid.map().bins == 1);
}

TEST_CASE("sums stop at the largest number, and limits of nothing divide nothing") {
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    LoadGrid grid{1, {{.write_records_per_second = 0, .write_bytes_per_second = 0}, 0}};
    for (int second = 0; second < 10; ++second) {
        grid.add(0, start + std::chrono::seconds{second}, most, true);
        grid.add(0, start + std::chrono::seconds{second}, most, true);
    }
    CHECK(grid.shard(0).bytes == most);
    CHECK(grid.shard(0).throttled_bytes == most);
    CHECK(grid.map().at(0, 0).bytes == most);
    CHECK(std::isfinite(grid.shard(0).peak_share));
    CHECK(std::isfinite(LoadGrid(1, {{.write_bytes_per_second = 0}, 0}).busiest().share));
}

TEST_CASE("a shard that the grid does not have is a mistake of the program") {
    CHECK(weir_test::dies([] { LoadGrid{2}.add(2, start, 1); }));
    CHECK(weir_test::dies([] { LoadGrid{0}.add(0, start, 1); }));
    CHECK(weir_test::dies([] { static_cast<void>(LoadGrid{2}.shard(2)); }));
}
