// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/load_curve.hpp"

#include <cstdint>
#include <limits>
#include <vector>

#include "analysis/loads.hpp"
#include "catch.hpp"

using namespace weir;

namespace {

KeyLoad key_at(HashKey at, std::uint64_t records, std::uint64_t bytes) {
    KeyLoad key;
    key.hash_key = at;
    key.records = records;
    key.bytes = bytes;
    return key;
}

constexpr std::uint64_t slice_high = std::uint64_t{1} << 52;  ///< of 4,096 slices

}  // namespace

TEST_CASE("a slice that a boundary cuts is shared out in proportion") {
    HashLoad load;
    load.add(HashKey{5}, 800, 8);
    const LoadCurve curve{load, {}};
    const HashKey quarter{slice_high / 4, 0};
    CHECK(curve.load_in({HashKey{}, quarter - 1}).records == Approx(2));
    CHECK(curve.load_in({quarter, HashKey::max()}).records == Approx(6));
    CHECK(curve.load_in({quarter, HashKey::max()}).bytes == Approx(600));
    CHECK(curve.load_in({quarter, quarter - 1}).records == 0);
    CHECK(curve.load_in({quarter, HashKey{}}).bytes == 0);
}

TEST_CASE("a heavy key lies at its hash key and nowhere else") {
    const HashKey heavy{slice_high / 2, 77};
    HashLoad load;
    load.add(heavy, 900, 90);
    load.add(HashKey{3}, 100, 10);
    const std::vector keys{key_at(heavy, 90, 900)};
    const LoadCurve curve{load, keys};
    CHECK(curve.load_in({heavy, heavy}).records == Approx(90));
    CHECK(curve.load_in({heavy, heavy}).bytes == Approx(900));
    CHECK(curve.load_in({HashKey{}, heavy - 1}).records == Approx(5));
    CHECK(curve.load_in({heavy + 1, HashKey::max()}).records == Approx(5));
    CHECK(curve.total().records == 100);
    CHECK(curve.total().bytes == 1'000);
}

TEST_CASE("heavy keys at the edges of slices and of the hash space are found there") {
    HashLoad load;
    const std::vector keys{key_at(HashKey{}, 3, 30), key_at(HashKey{slice_high, 0}, 5, 50),
                           key_at(HashKey{slice_high, 0} - 1, 7, 70),
                           key_at(HashKey::max(), 11, 110)};
    for (const auto& key : keys) {
        load.add(key.hash_key, key.bytes, key.records);
    }
    const LoadCurve curve{load, keys};
    for (const auto& key : keys) {
        CHECK(curve.load_in({key.hash_key, key.hash_key}).records ==
              Approx(static_cast<double>(key.records)));
    }
    CHECK(curve.load_in({HashKey{1}, HashKey{slice_high, 0} - 2}).records ==
          Approx(0).margin(1e-9));
    CHECK(curve.load_in({HashKey{1}, HashKey::max() - 1}).bytes == Approx(120));
}

TEST_CASE("of a heavy key's count only what is certain and what its slice has is taken") {
    HashLoad load;
    load.add(HashKey{9}, 100, 10);
    auto doubtful = key_at(HashKey{9}, 8, 80);
    doubtful.records_over = 3;
    doubtful.bytes_over = 100;
    const LoadCurve curve{load, std::vector{doubtful}};
    REQUIRE(curve.masses().size() == 1);
    CHECK(curve.masses()[0].load.records == 5);
    CHECK(curve.masses()[0].load.bytes == 0);
    CHECK(curve.total().records == 10);

    const LoadCurve more{load,
                         std::vector{key_at(HashKey{9}, 70, 700), key_at(HashKey{10}, 70, 700)}};
    CHECK(more.load_in({HashKey{9}, HashKey{9}}).records == 10);
    CHECK(more.load_in({HashKey{10}, HashKey{10}}).records == 0);
    CHECK(more.total().records == 10);
}

TEST_CASE("several heavy keys of one hash key are one") {
    HashLoad load;
    load.add(HashKey{9}, 100, 10);
    const LoadCurve curve{load, std::vector{key_at(HashKey{9}, 2, 20), key_at(HashKey{9}, 3, 30)}};
    REQUIRE(curve.masses().size() == 1);
    CHECK(curve.masses()[0].load.records == 5);
    CHECK(curve.masses()[0].load.bytes == 50);
}

TEST_CASE("the loads of ranges that cover the hash space add up to all") {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        INFO("seed " << seed);
        Random random{seed};
        const auto keys = loads::zipf(500, 1, 10'000, 1 + random.below(5'000));
        const auto load = loads::counted(keys, 1);
        const LoadCurve curve{load, loads::heaviest(keys, random.below(100))};
        RangeLoad sum;
        for (const auto& range :
             loads::lopsided(static_cast<std::uint32_t>(1 + random.below(300)), random)) {
            sum += curve.load_in(range);
        }
        CHECK(sum.records == Approx(static_cast<double>(load.total().records)).epsilon(1e-9));
        CHECK(sum.bytes == Approx(static_cast<double>(load.total().bytes)).epsilon(1e-9));
    }
}

TEST_CASE("if every key is known exactly, so is the load of every range") {
    Random random{4};
    const auto keys = loads::zipf(400, 0.8, 5'000);
    const LoadCurve curve{loads::counted(keys, 1), keys};
    const auto ranges = loads::lopsided(100, random);
    const auto routed = loads::routed(keys, ranges);
    for (std::size_t at = 0; at < ranges.size(); ++at) {
        CHECK(curve.load_in(ranges[at]).records ==
              Approx(static_cast<double>(routed[at].records)).margin(1e-6));
    }
}

TEST_CASE("a range reaches as far as its load allows and not a key further") {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        INFO("seed " << seed);
        Random random{seed};
        const auto keys = loads::zipf(300, 1, 10'000);
        const LoadCurve curve{loads::counted(keys, 1), loads::heaviest(keys, 50)};
        const HashKey start{random(), random()};
        const RangeLoad most = curve.total() * (random.fraction() * 0.5);
        const auto last = curve.last_within(start, most);
        if (!last) {
            CHECK_FALSE(curve.load_in({start, start}).within(most));
            continue;
        }
        REQUIRE(*last >= start);
        CHECK(curve.load_in({start, *last}).records <= most.records * (1 + 1e-9));
        if (*last != HashKey::max()) {
            // A millionth of a slice further it is too much, or a heavy key begins there.
            const HashKey step{slice_high / 1'000'000, 0};
            const HashKey beyond = HashKey::max() - *last < step ? HashKey::max() : *last + step;
            CHECK(curve.load_in({start, beyond}).records > most.records * (1 - 1e-9));
        }
    }
}

TEST_CASE("a range stops before a heavy key that does not fit") {
    const HashKey heavy{slice_high * 7, 1'000};
    HashLoad load;
    load.add(heavy, 500, 50);
    load.add(HashKey{5}, 10, 1);
    const LoadCurve curve{load, std::vector{key_at(heavy, 50, 500)}};
    CHECK(curve.last_within(HashKey{}, {10, 1'000}) == heavy - 1);
    CHECK(curve.last_within(HashKey{}, {1'000, 100}) == heavy - 1);
    CHECK(curve.last_within(HashKey{}, {51, 510}) == HashKey::max());
    CHECK(curve.last_within(heavy, {49, 1'000}) == std::nullopt);
    CHECK(curve.last_within(heavy, {50, 500}) == HashKey::max());
    CHECK(curve.last_within(heavy + 1, {0, 0}) == HashKey::max());
}

TEST_CASE("the greatest counts are no trouble") {
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    HashLoad load;
    for (std::size_t at = 0; at < load.slices().size(); ++at) {
        load.add(load.slice_start(at), most, most);
    }
    const LoadCurve curve{load, std::vector{key_at(HashKey{}, most, most)}};
    CHECK(curve.total().records == Approx(4'096 * 0x1p64));
    CHECK(curve.load_in({HashKey{}, HashKey{}}).records == Approx(0x1p64));
    CHECK(curve.load_in({HashKey{1} << 127, HashKey::max()}).bytes == Approx(2'048 * 0x1p64));
}
