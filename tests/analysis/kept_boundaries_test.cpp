// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/kept_boundaries.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "analysis/loads.hpp"
#include "catch.hpp"

using namespace weir;

namespace {

/// The fewest boundaries that have to go, by trying every way to cut.
class FewestRemoved {
public:
    FewestRemoved(const PieceRule& rule, const std::vector<HashKeyRange>& shards, double level)
        : rule_{rule}, shards_{shards}, level_{level} {}

    std::uint32_t from(HashKey start, std::uint32_t pieces) {
        if (pieces == 0) {
            return impossible;
        }
        const auto key = std::pair{start, pieces};
        if (const auto known = known_.find(key); known != known_.end()) {
            return known->second;
        }
        const HashKey reach = rule_.reach(start, level_);
        std::uint32_t best = impossible;
        std::uint32_t passed = 0;
        bool at_boundary = false;
        for (const auto& shard : shards_) {
            const HashKey end = shard.ending_hash_key;
            if (end >= start && end <= reach) {
                at_boundary = end == reach;
                best = std::min(
                    best, end == HashKey::max() ? passed : passed + from(end + 1, pieces - 1));
                ++passed;
            }
        }
        if (!at_boundary) {
            best = std::min(best, passed + from(reach + 1, pieces - 1));
        }
        best = std::min(best, impossible);
        return known_[key] = best;
    }

    static constexpr std::uint32_t impossible = 1'000'000;

private:
    const PieceRule& rule_;
    const std::vector<HashKeyRange>& shards_;
    double level_;
    std::map<std::pair<HashKey, std::uint32_t>, std::uint32_t> known_;
};

std::uint32_t removed(const std::vector<ReshardRun>& runs) {
    std::uint32_t sum = 0;
    for (const auto& run : runs) {
        sum += run.removed();
    }
    return sum;
}

void require_whole(const std::vector<ReshardRun>& runs, std::size_t shards, std::uint32_t count) {
    std::uint64_t pieces = 0;
    std::uint32_t next = 0;
    for (const auto& run : runs) {
        REQUIRE(run.from == next);
        REQUIRE(run.to > run.from);
        REQUIRE(run.pieces > 0);
        next = run.to;
        pieces += run.pieces;
    }
    REQUIRE(next == shards);
    REQUIRE(pieces <= count);
}

}  // namespace

TEST_CASE("boundaries that are good enough all stay") {
    const LoadCurve curve{loads::counted(loads::zipf(50'000, 0, 10), 8), {}};
    const PieceRule rule{curve, {}};
    const auto shards = uniform_ranges(8);
    const double level = rule.share(HashKeyRange::whole()) / 8 * 1.2;
    const auto runs = KeptBoundaries{rule, shards, level, 8}.runs();
    REQUIRE(runs.size() == 8);
    CHECK(std::all_of(runs.begin(), runs.end(), [](auto& run) { return run.pieces == 1; }));
}

TEST_CASE("one shard too full is cut, and of the others two are joined that fit together") {
    Lineage lineage{8};
    REQUIRE(lineage.merge(ShardId{0}, ShardId{1}));
    const auto halves = lineage.split(ShardId{5}, lineage.node(ShardId{5}).range.middle());
    REQUIRE(halves);
    const LoadCurve curve{loads::counted(loads::zipf(50'000, 0, 10), 8), {}};
    const PieceRule rule{curve, {}};
    const auto shards = loads::open_ranges(lineage);
    const double level = rule.share(HashKeyRange::whole()) / 8 * 1.2;
    const auto runs = KeptBoundaries{rule, shards, level, 8}.runs();
    const std::vector<ReshardRun> wanted{{0, 1, 2}, {1, 2, 1}, {2, 3, 1}, {3, 4, 1},
                                         {4, 6, 1}, {6, 7, 1}, {7, 8, 1}};
    CHECK(runs == wanted);
}

TEST_CASE("of runs that save a shard those stay joined that take the fewest boundaries") {
    // Of shards that are 0.8 full three make two at 1.25, of full ones five make four.
    HashLoad load;
    for (std::size_t at = 0; at < load.slices().size(); ++at) {
        const std::size_t shard = at / 128;
        load.add(load.slice_start(at), 1, shard < 6 ? 64 : shard < 21 ? 80 : 100);
    }
    const LoadCurve curve{load, {}};
    const PieceRule rule{curve, {}};
    const auto shards = uniform_ranges(32);
    const double level = 12.8 * 1.0001;
    for (const std::uint32_t fewer : {1U, 2U, 3U, 4U, 5U}) {
        const auto runs = KeptBoundaries{rule, shards, level, 32 - fewer}.runs();
        INFO(fewer << " fewer");
        require_whole(runs, 32, 32 - fewer);
        CHECK(removed(runs) == (fewer <= 2 ? 2 * fewer : 4 * fewer - 4));
    }
}

TEST_CASE("of many runs that save as much no more are joined than have to be") {
    HashLoad load;
    for (std::size_t at = 0; at < load.slices().size(); ++at) {
        load.add(load.slice_start(at), 1, 80);
    }
    const LoadCurve curve{load, {}};
    const PieceRule rule{curve, {}};
    const auto shards = uniform_ranges(64);
    const double level = 6.4 * 1.0001;
    for (const std::uint32_t fewer : {1U, 2U, 7U, 12U}) {
        const auto runs = KeptBoundaries{rule, shards, level, 64 - fewer}.runs();
        require_whole(runs, 64, 64 - fewer);
        CHECK(removed(runs) == 4 * fewer);
    }
}

TEST_CASE("hardly more boundaries go than have to") {
    std::uint32_t ours = 0;
    std::uint32_t fewest = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        INFO("seed " << seed);
        Random random{seed};
        const auto now = static_cast<std::uint32_t>(1 + random.below(12));
        const auto wanted = static_cast<std::uint32_t>(1 + random.below(14));
        const auto shards = loads::lopsided(now, random, random.chance(0.5));
        const auto keys = loads::zipf(1'000, random.fraction(), 1'000);
        const LoadCurve curve{loads::counted(keys, 1), keys};
        const PieceRule rule{curve, {}};
        const double fair = rule.share(HashKeyRange::whole()) / wanted;
        const auto level = PieceRule::lowest_level(fair, fair * wanted * 1.01, [&](double level_) {
            return rule.count(HashKeyRange::whole(), level_, wanted) <= wanted;
        });
        REQUIRE(level);
        const double slack = *level * (1 + random.fraction() * 0.4);
        const auto runs = KeptBoundaries{rule, shards, slack, wanted}.runs();
        require_whole(runs, shards.size(), wanted);
        const auto least = FewestRemoved{rule, shards, slack}.from(HashKey{}, wanted);
        REQUIRE(least < FewestRemoved::impossible);
        CHECK(removed(runs) >= least);
        CHECK(removed(runs) <= least + 2);
        ours += removed(runs);
        fewest += least;
    }
    INFO(ours << " boundaries removed, " << fewest << " at least");
    CHECK(ours <= fewest * 1.02);
    CHECK(fewest > 500);
}

TEST_CASE("where hardly anything lies a hundred shards are joined at once") {
    Lineage lineage{1};
    while (lineage.open_count() <= 100) {
        const ShardId last = lineage.open_shards().back();
        REQUIRE(lineage.split(last, lineage.node(last).range.middle()));
    }
    const LoadCurve curve{loads::counted(loads::zipf(50'000, 0, 10), 8), {}};
    const PieceRule rule{curve, {}};
    const auto shards = loads::open_ranges(lineage);
    const double level = rule.share(HashKeyRange::whole()) / 4 * 1.1;
    const auto runs = KeptBoundaries{rule, shards, level, 4}.runs();
    require_whole(runs, shards.size(), 4);
    CHECK(runs.front() == ReshardRun{0, 1, 2});
    CHECK(removed(runs) == 98);
}
