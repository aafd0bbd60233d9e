// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/key_facts.hpp"

#include <cmath>
#include <cstdint>
#include <limits>

#include "catch.hpp"
#include "spreads.hpp"
#include "weir/routing/uniform_ranges.hpp"

using namespace weir;
using detail::KeyFacts;

namespace {

KeySpread spread_of(const std::vector<std::uint64_t>& records) {
    return spreads::of(records, 100);
}

KeyLoad key_of(std::uint64_t records, std::uint64_t over = 0) {
    KeyLoad key;
    key.records = records;
    key.bytes = records * 100;
    key.records_over = over;
    key.bytes_over = over * 100;
    return key;
}

}  // namespace

TEST_CASE("the facts of shards") {
    KeySpread spread = spread_of({100, 0, 250, 50});
    spread.shards[1].peak_share = 0.3;
    spread.shards[2].peak_share = 0.2;
    spread.throttle.throttled_records = 17;
    const KeyFacts facts{spread, {}};
    CHECK(facts.shards == 4);
    CHECK(facts.records == 400);
    CHECK(facts.fullest == 2);
    CHECK(facts.max_over_mean == Approx(2.5));
    CHECK(facts.width_ratio == Approx(1));
    CHECK(facts.idle_shards == 1);
    CHECK(facts.peak_share == 0.3);
    CHECK(facts.throttled == 17);
    CHECK(facts.keys_per_shard() == 250);
    CHECK_FALSE(facts.layout_explains(1.5));
}

TEST_CASE("load is measured by the limit that it is worse for") {
    KeySpread spread = spread_of({100, 100});
    spread.shards[1].bytes = 4 * 1'048'576;
    const KeyFacts facts{spread, {}};
    CHECK(facts.fullest == 1);
    CHECK(facts.max_over_mean == Approx(2).epsilon(0.01));
    const KeyFacts by_records{spread, {.limits = {.write_bytes_per_second = 1'000'000'000'000}}};
    CHECK(by_records.max_over_mean == Approx(1));
}

TEST_CASE("a wide range explains a full shard as far as it is wide") {
    KeySpread spread = spread_of({600, 100, 100});
    spread.shards[0].range = {HashKey{}, (HashKey{1} << 127) - 1};
    const KeyFacts facts{spread, {}};
    CHECK(facts.width_ratio == Approx(1.5));
    CHECK(facts.max_over_mean == Approx(2.25));
    CHECK(facts.layout_explains(1.51));
    CHECK_FALSE(facts.layout_explains(1.49));
}

TEST_CASE("a range a little wider than the mean explains nothing") {
    KeySpread spread = spread_of({170, 100, 30});
    spread.shards[0].range.ending_hash_key = (HashKey{2} << 125) + (HashKey{2} << 123);
    const KeyFacts facts{spread, {}};
    CHECK(facts.width_ratio == Approx(0.9375));
    spread.shards[0].range.ending_hash_key += HashKey{1} << 124;
    const KeyFacts wider{spread, {}};
    CHECK(wider.width_ratio == Approx(1.125));
    CHECK(wider.max_over_mean == Approx(1.7));
    CHECK_FALSE(wider.layout_explains(1.6));
}

TEST_CASE("keys are hot by their share and by how far they stand out") {
    KeySpread spread = spread_of({100, 100, 100, 100});
    spread.top_keys = {key_of(90), key_of(200), key_of(151)};
    const KeyFacts facts{spread, {}};
    CHECK(facts.hottest == 1);
    CHECK(facts.hot_keys == 2);
    CHECK(facts.key_ratio == Approx(2));
    CHECK(facts.key_part == Approx(0.5));

    spread.distinct_keys = 3;  // each has its third, or a little more or less
    CHECK(KeyFacts{spread, {}}.hot_keys == 0);
    spread.distinct_keys = 4;
    CHECK(KeyFacts{spread, {}}.hot_keys == 2);
    spread.distinct_keys = 1;
    CHECK(KeyFacts{spread, {}}.hot_keys == 2);
}

TEST_CASE("of a doubtful count only what is certain makes a key hot") {
    KeySpread spread = spread_of({100, 100, 100, 100});
    spread.top_keys = {key_of(200, 60), key_of(10, 20)};
    const KeyFacts facts{spread, {}};
    CHECK(facts.hot_keys == 0);
    CHECK(facts.key_ratio == Approx(1.4));
}

TEST_CASE("facts are finite whatever a spread holds") {
    const double no_number = std::numeric_limits<double>::quiet_NaN();
    KeySpread nothing;
    KeySpread odd = spread_of({0, 0});
    odd.shards[0].peak_share = no_number;
    odd.shards[1].peak_share = std::numeric_limits<double>::infinity();
    odd.needed.busiest_key_share = no_number;
    odd.top_keys = {key_of(5)};
    KeySpread most = spread_of({std::numeric_limits<std::uint64_t>::max(), 1});
    for (const KeySpread& spread : {nothing, odd, most}) {
        const KeyFacts facts{spread, detail::within_bounds({{0, 0, 0, 0}, no_number, no_number})};
        for (const double number : {facts.records, facts.fair_share, facts.max_over_mean,
                                    facts.width_ratio, facts.peak_share, facts.key_ratio,
                                    facts.key_part, facts.key_peak, facts.keys_per_shard()}) {
            CHECK(std::isfinite(number));
            CHECK(number >= 0);
        }
    }
}

TEST_CASE("numbers are shown as precisely as they matter") {
    CHECK(detail::percent(0.34) == "34 %");
    CHECK(detail::percent(0.0994) == "9.9 %");
    CHECK(detail::percent(0.0996) == "10 %");
    CHECK(detail::percent(0.004) == "0.4 %");
    CHECK(detail::percent(-0.2) == "0.0 %");
    CHECK(detail::percent(2.5) == "250 %");
    CHECK(detail::percent(1e300) == "over a million %");
    CHECK(detail::times(1.056) == "1.06");
    CHECK(detail::times(9.999) == "10.0");
    CHECK(detail::times(99.96) == "100");
    CHECK(detail::times(1e300) == "over a million");
    CHECK(detail::times(std::numeric_limits<double>::quiet_NaN()) == "0.00");
}
