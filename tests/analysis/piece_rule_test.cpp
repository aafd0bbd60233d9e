// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/piece_rule.hpp"

#include <cstdint>
#include <vector>

#include "analysis/loads.hpp"
#include "catch.hpp"

using namespace weir;

namespace {

constexpr ShardLimits some_limits{.write_records_per_second = 1'000,
                                  .write_bytes_per_second = 1'000'000};

/// The same records in every slice.
HashLoad even_load(std::uint64_t records, std::uint64_t bytes) {
    HashLoad load;
    for (std::size_t at = 0; at < load.slices().size(); ++at) {
        load.add(load.slice_start(at), bytes, records);
    }
    return load;
}

KeyLoad key_at(HashKey at, std::uint64_t records) {
    KeyLoad key;
    key.hash_key = at;
    key.records = records;
    key.bytes = records;
    return key;
}

}  // namespace

TEST_CASE("the share of a load is that of the limit that it is worse for") {
    const LoadCurve curve{even_load(10, 10), {}};
    const PieceRule rule{curve, some_limits};
    CHECK(rule.share(RangeLoad{.records = 500, .bytes = 1'000}) == 0.5);
    CHECK(rule.share(RangeLoad{.records = 5, .bytes = 700'000}) == 0.7);
    CHECK(rule.share(HashKeyRange::whole()) == Approx(40.96));
}

TEST_CASE("limits of nothing are no trouble") {
    const LoadCurve curve{even_load(10, 10), {}};
    const PieceRule rule{curve, {0, 0, 0, 0}};
    CHECK(rule.share(HashKeyRange::whole()) == Approx(40'960));
}

TEST_CASE("an even load is cut into equal pieces") {
    const LoadCurve curve{even_load(10, 10), {}};
    const PieceRule rule{curve, some_limits};
    const double quarter = rule.share(HashKeyRange::whole()) / 4;
    CHECK(rule.count(HashKeyRange::whole(), quarter, 100) == 4);
    CHECK(rule.count(HashKeyRange::whole(), quarter * 0.99, 100) == 5);
    CHECK(rule.count(HashKeyRange::whole(), quarter * 4, 100) == 1);
    CHECK(figures::share_of_space({HashKey{}, rule.reach(HashKey{}, quarter)}) == Approx(0.25));
}

TEST_CASE("counting stops where there are too many") {
    const LoadCurve curve{even_load(10, 10), {}};
    const PieceRule rule{curve, some_limits};
    CHECK(rule.count(HashKeyRange::whole(), 0, 7) == 8);
}

TEST_CASE("no piece is narrower than two hash keys") {
    const LoadCurve curve{even_load(10, 10), {}};
    const PieceRule rule{curve, some_limits};
    CHECK(rule.reach(HashKey{}, 0) == HashKey{1});
    CHECK(rule.reach(HashKey{17}, 0) == HashKey{18});
    for (const std::uint64_t left : {0U, 1U, 2U}) {
        CHECK(rule.reach(HashKey::max() - HashKey{left}, 0) == HashKey::max());
    }

    HashLoad end;
    std::vector<KeyLoad> keys;
    for (std::uint64_t left = 0; left < 6; ++left) {
        keys.push_back(key_at(HashKey::max() - HashKey{left}, 100));
        end.add(keys.back().hash_key, 100, 100);
    }
    const LoadCurve end_curve{end, keys};
    const PieceRule end_rule{end_curve, some_limits};
    CHECK(end_rule.reach(HashKey::max() - HashKey{3}, 0) == HashKey::max() - HashKey{2});
    CHECK(end_rule.reach(HashKey::max() - HashKey{4}, 0) == HashKey::max() - HashKey{3});
    CHECK(end_rule.reach(HashKey::max() - HashKey{5}, 0.5) == HashKey::max() - HashKey{2});
}

TEST_CASE("a hot key gets a piece of its own with a little beside it") {
    const HashKey at = HashKey{1} << 127;
    auto load = even_load(10, 10);
    load.add(at, 30'000, 30'000);
    const std::vector keys{key_at(at, 30'000)};
    const LoadCurve curve{load, keys};
    REQUIRE(curve.masses().size() == 1);
    const std::vector<PieceRule::Mass> masses{curve.masses().begin(), curve.masses().end()};
    const PieceRule rule{curve, some_limits, masses, 0.5};

    CHECK(rule.has_hot(HashKeyRange::whole()));
    CHECK(rule.has_hot({at, at}));
    CHECK_FALSE(rule.has_hot({HashKey{}, at - 1}));
    CHECK(rule.share_beside_hot(HashKeyRange::whole()) == Approx(40.96));
    // What lies before it is too much to share a piece with it, at whatever level.
    CHECK(rule.reach(HashKey{}, 100) == at - 1);
    const HashKeyRange own{at, rule.reach(at, 100)};
    CHECK(rule.share_beside_hot(own) == Approx(0.5));
    // From close by the piece reaches past it, with as much beside it in all.
    const HashKey near = at - (HashKey{1} << 100);
    CHECK(rule.reach(near, 1) > at);
    CHECK(rule.share_beside_hot({near, rule.reach(near, 1)}) == Approx(0.5));
    CHECK(rule.count(HashKeyRange::whole(), 21, 10) == 3);
}

TEST_CASE("what lies beside a hot key does not bring its shard above the most there may be") {
    const HashKey at = HashKey{1} << 127;
    auto load = even_load(10, 10);
    load.add(at, 30'000, 30'000);
    const LoadCurve curve{load, std::vector{key_at(at, 30'000)}};
    const PieceRule rule{
        curve, some_limits, {curve.masses().begin(), curve.masses().end()}, 0.5, 30.1};
    CHECK(rule.share({at, rule.reach(at, 1)}) == Approx(30.1));
    const HashKey near = at - (HashKey{1} << 123);  // 1.28 lies between
    CHECK(rule.reach(near, 2) == at - 1);
    const PieceRule exact{
        curve, some_limits, {curve.masses().begin(), curve.masses().end()}, 0.5, 30};
    CHECK(exact.reach(at, 1) == at + 1);
}

TEST_CASE("hot keys side by side are told apart where two hash keys each allow it") {
    const HashKey at = HashKey{1} << 127;
    HashLoad load;
    std::vector<KeyLoad> keys;
    for (const std::uint64_t offset : {0U, 2U, 3U}) {
        keys.push_back(key_at(at + offset, 1'000));
        load.add(at + offset, 1'000, 1'000);
    }
    const LoadCurve curve{load, keys};
    const PieceRule rule{curve, some_limits, {curve.masses().begin(), curve.masses().end()}, 0.1};
    CHECK(rule.reach(HashKey{}, 0.5) == at + 1);
    CHECK(rule.reach(at + 2, 0.5) == at + 3);
    CHECK(rule.reach(at + 4, 0.5) == HashKey::max());
}

TEST_CASE("the lowest level is found") {
    const auto at_least = [](double wanted) {
        return [wanted](double level) { return level >= wanted; };
    };
    CHECK(*PieceRule::lowest_level(0, 10, at_least(3)) == Approx(3).epsilon(0.002));
    CHECK(*PieceRule::lowest_level(0, 10, at_least(3)) >= 3);
    CHECK(*PieceRule::lowest_level(4, 10, at_least(3)) == 4);
    CHECK_FALSE(PieceRule::lowest_level(0, 2, at_least(3)).has_value());
    CHECK(*PieceRule::lowest_level(0, 0, at_least(0)) == 0);
}
