// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/chance_band.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

#include "analysis/reference.hpp"
#include "catch.hpp"

using namespace weir;

namespace {

/// What keys bring of which each brings a power of its rank less than the first.
std::vector<double> zipf(std::size_t keys, double exponent) {
    std::vector<double> weights(keys);
    for (std::size_t at = 0; at < keys; ++at) {
        weights[at] = 1e6 / std::pow(static_cast<double>(at + 1), exponent);
    }
    return weights;
}

/// The heaviest so many keys one by one, the others together.
KeyWeights weights_of(const std::vector<double>& sorted, std::size_t heavy) {
    KeyWeights keys;
    for (std::size_t at = 0; at < sorted.size(); ++at) {
        if (at < heavy) {
            keys.heavy.push_back(sorted[at]);
        } else {
            ++keys.other_keys;
            keys.other_weight += sorted[at];
            keys.other_squares += sorted[at] * sorted[at];
        }
    }
    return keys;
}

KeyWeights alike(std::uint64_t keys, double each = 1) {
    const auto count = static_cast<double>(keys);
    return {{}, keys, count * each, count * each * each};
}

std::vector<double> equal(std::size_t shards) {
    return std::vector<double>(shards, 1.0);
}

/// Throws every key, and keeps the sorted loads of each round: by rank, then by round.
std::vector<std::vector<double>> thrown(const std::vector<double>& weights,
                                        const std::vector<double>& shares, int rounds,
                                        std::uint64_t seed) {
    double total = 0;
    for (const double weight : weights) {
        total += weight;
    }
    std::vector<double> ends;
    double sum = 0;
    for (const double share : shares) {
        ends.push_back(sum += share);
    }
    Random random{seed};
    std::vector<std::vector<double>> ranks(shares.size());
    for (int round = 0; round < rounds; ++round) {
        std::vector<double> loads(shares.size(), 0.0);
        for (const double weight : weights) {
            const auto shard = std::upper_bound(ends.begin(), ends.end(), random.fraction() * sum);
            loads[static_cast<std::size_t>(shard - ends.begin())] += weight;
        }
        for (std::size_t at = 0; at < loads.size(); ++at) {
            loads[at] /= total * shares[at] / sum;
        }
        std::sort(loads.begin(), loads.end(), std::greater<>{});
        for (std::size_t rank = 0; rank < loads.size(); ++rank) {
            ranks[rank].push_back(loads[rank]);
        }
    }
    for (auto& rank : ranks) {
        std::sort(rank.begin(), rank.end());
    }
    return ranks;
}

/// The part of sorted figures that lies below a value, and that part with those equal to it.
std::pair<double, double> parts_below(const std::vector<double>& sorted, double value) {
    const double slack = 1e-6 * value;
    const auto below = std::lower_bound(sorted.begin(), sorted.end(), value - slack);
    const auto until = std::upper_bound(sorted.begin(), sorted.end(), value + slack);
    const auto size = static_cast<double>(sorted.size());
    return {static_cast<double>(below - sorted.begin()) / size,
            static_cast<double>(until - sorted.begin()) / size};
}

/// True if a value is the quantile of sorted figures that it should be, within the chance of few
/// rounds; `step` is how far it may be off besides.
bool is_quantile(const std::vector<double>& sorted, double value, double quantile, double margin,
                 double step = 0) {
    return parts_below(sorted, value - step).first <= quantile + margin &&
           parts_below(sorted, value + step).second >= quantile - margin;
}

void check_against_throws(const std::vector<double>& weights, std::size_t heavy,
                          const std::vector<double>& shares, double step = 0) {
    const auto ranks = thrown(weights, shares, 2'000, 77);
    const ChanceBand band =
        chance_band(weights_of(weights, heavy), shares, {.rounds = 3'000, .seed = 5});
    REQUIRE(band.rounds == 3'000);
    REQUIRE(band.by_rank.size() == shares.size());
    for (std::size_t rank = 0; rank < shares.size(); ++rank) {
        CAPTURE(rank, band.by_rank[rank].low, band.by_rank[rank].high);
        CHECK(is_quantile(ranks[rank], band.by_rank[rank].low, 0.025, 0.018, step));
        CHECK(is_quantile(ranks[rank], band.by_rank[rank].high, 0.975, 0.018, step));
    }
    CHECK(is_quantile(ranks[0], band.median_max_over_mean, 0.5, 0.05, step));
}

bool is_sane(const ChanceBand& band) {
    double last = std::numeric_limits<double>::infinity();
    for (const ChanceBand::Band& one : band.by_rank) {
        if (!(one.low >= 0 && one.low <= one.high && std::isfinite(one.high) && one.high <= last)) {
            return false;
        }
        last = one.high;
    }
    return std::isfinite(band.median_max_over_mean) &&
           band.max_over_mean.low <= band.max_over_mean.high;
}

}  // namespace

TEST_CASE("the band of the largest load is that of millions of throws of another program") {
    const auto cases = weir_test::reference("chance_reference.json")["cases"];
    REQUIRE(cases.size() > 15);
    for (const auto& one : cases) {
        const auto count = one["keys"].get<std::uint64_t>();
        const auto shards = one["shards"].get<std::size_t>();
        const double exponent = one["exponent"].get<double>();
        CAPTURE(count, shards, exponent, one["shares"].dump());
        auto shares = one["shares"].get<std::vector<double>>();
        if (shares.empty()) {
            shares = equal(shards);
        }
        const KeyWeights keys =
            exponent == 0 ? alike(count)
                          : weights_of(zipf(static_cast<std::size_t>(count), exponent), 500);
        const ChanceBand band =
            chance_band(keys, shares, {.rounds = shards < 10'000 ? 1'000U : 250U, .seed = 3});
        // Where many keys are drawn at once, a load may lie between two whole numbers of them.
        const double step = exponent == 0 && count > 4'096
                                ? 0.5 * static_cast<double>(shards) / static_cast<double>(count)
                                : 0;
        const auto within = [&](double value, const char* name) {
            const double slack = 1e-6 + step;
            CAPTURE(name, value, one[name].dump());
            CHECK(value >= one[name][0].get<double>() - slack);
            CHECK(value <= one[name][1].get<double>() + slack);
        };
        within(band.max_over_mean.low, "low");
        within(band.median_max_over_mean, "median");
        within(band.max_over_mean.high, "high");
    }
}

TEST_CASE("few keys are thrown one by one, whichever way they are given") {
    check_against_throws(std::vector<double>(12, 3.0), 0, equal(5));
    check_against_throws(std::vector<double>(12, 3.0), 12, equal(5));
    check_against_throws({100, 50, 20, 10, 5, 5, 5, 1}, 8, equal(3));
    check_against_throws(std::vector<double>(300, 1.0), 100, {1, 2, 3, 4});
}

TEST_CASE("keys of which only the sums are known are spread as if each were thrown") {
    check_against_throws(zipf(5'000, 0.8), 50, equal(16));
    check_against_throws(zipf(5'000, 0.8), 50, {1, 1, 2, 5, 10, 30});
    check_against_throws(std::vector<double>(5'000, 2.0), 0, {0.01, 1, 2, 5}, 0.5 * 8 / 5'000);
    check_against_throws(zipf(5'000, 0.3), 0, equal(24));
    check_against_throws(std::vector<double>(5'000, 2.0), 0, equal(8), 0.5 * 8 / 5'000);
}

TEST_CASE("light keys have the mean and the variance of what they stand for, and a fixed sum") {
    const std::vector<double> shares{0.5, 0.3, 0.15, 0.05};
    const ShareDraw draw{shares};
    for (const auto& keys :
         {alike(40, 5), KeyWeights{{}, 50, 100, 3'700}, KeyWeights{{}, 50, 100, 450},
          alike(1'000'000, 0.1), KeyWeights{{}, 10'000'000, 1e6, 3e7}}) {
        detail::LightKeys light{keys, shares};
        CHECK(light.weight() == keys.other_weight);
        Random random{12};
        constexpr int rounds = 40'000;
        std::vector<double> sums(4, 0.0);
        std::vector<double> products(16, 0.0);
        for (int round = 0; round < rounds; ++round) {
            std::vector<double> loads(4, 0.0);
            light.throw_at(loads, draw, random);
            REQUIRE(loads[0] + loads[1] + loads[2] + loads[3] == Approx(keys.other_weight));
            for (std::size_t a = 0; a < 4; ++a) {
                const double off = loads[a] - keys.other_weight * shares[a];
                sums[a] += off;
                for (std::size_t b = 0; b < 4; ++b) {
                    products[a * 4 + b] += off * (loads[b] - keys.other_weight * shares[b]);
                }
            }
        }
        for (std::size_t a = 0; a < 4; ++a) {
            const double variance = keys.other_squares * shares[a] * (1 - shares[a]);
            CHECK(std::abs(sums[a] / rounds) < 4 * std::sqrt(variance / rounds));
            for (std::size_t b = 0; b < 4; ++b) {
                const double wanted =
                    keys.other_squares * ((a == b ? shares[a] : 0) - shares[a] * shares[b]);
                CHECK(products[a * 4 + b] / rounds ==
                      Approx(wanted).margin(0.03 * keys.other_squares * 0.25));
            }
        }
    }
}

TEST_CASE("more keys make chance more even, more shards less") {
    const auto most = [](std::uint64_t keys, std::size_t shards) {
        return chance_band(alike(keys), equal(shards), {.rounds = 1'000}).median_max_over_mean;
    };
    double last = 33;
    for (std::uint64_t keys = 1; keys < 100'000'000; keys *= 10) {
        const double now = most(keys, 32);
        CHECK(now < last);
        CHECK(now > 1);
        last = now;
    }
    last = 0.9;
    for (std::size_t shards = 1; shards <= 4'096; shards *= 4) {
        const double now = most(5'000, shards);
        CHECK(now > last);
        last = now;
    }
}

TEST_CASE("a higher confidence has a wider band, and none at all a single line") {
    const auto band_at = [](double confidence) {
        return chance_band(alike(1'000), equal(16), {.confidence = confidence, .seed = 6});
    };
    const ChanceBand none = band_at(0);
    CHECK(none.max_over_mean.low == none.max_over_mean.high);
    CHECK(none.max_over_mean.low == none.median_max_over_mean);
    ChanceBand last = none;
    for (const double confidence : {0.5, 0.8, 0.95, 0.99, 1.0}) {
        const ChanceBand band = band_at(confidence);
        CHECK(band.confidence == confidence);
        CHECK(band.median_max_over_mean == none.median_max_over_mean);
        CHECK(band.max_over_mean.low < last.max_over_mean.low + 1e-9);
        CHECK(band.max_over_mean.high > last.max_over_mean.high);
        last = band;
    }
    CHECK(band_at(7).confidence == 1);
    CHECK(band_at(-7).confidence == 0);
    CHECK(band_at(std::numeric_limits<double>::quiet_NaN()).confidence == 0.95);
}

TEST_CASE("the same seed gives the same band, another one one that is much like it") {
    const auto from = [](std::uint64_t seed) {
        return chance_band(alike(50'000), equal(64), {.rounds = 0, .seed = seed});
    };
    const ChanceBand one = from(1);
    const ChanceBand again = from(1);
    const ChanceBand other = from(2);
    CHECK(one.max_over_mean.low == again.max_over_mean.low);
    CHECK(one.by_rank[63].high == again.by_rank[63].high);
    CHECK(one.max_over_mean.low != other.max_over_mean.low);
    CHECK(one.median_max_over_mean == Approx(other.median_max_over_mean).epsilon(0.01));
}

TEST_CASE("one shard gets all, and one key goes to one shard") {
    const ChanceBand one = chance_band(alike(1'000), equal(1));
    CHECK(one.max_over_mean.low == 1);
    CHECK(one.max_over_mean.high == 1);
    CHECK(one.by_rank.size() == 1);
    const ChanceBand key = chance_band({{7}, 0, 0, 0}, equal(20));
    CHECK(key.max_over_mean.low == 20);
    CHECK(key.by_rank[1].high == 0);
}

TEST_CASE("where nothing is thrown, or at nothing, there is no band") {
    for (const ChanceBand& band :
         {chance_band({}, equal(5)), chance_band(alike(5), {}),
          chance_band({{0, -1, std::numeric_limits<double>::quiet_NaN()}, 0, 5, 5}, equal(5)),
          chance_band(alike(5), std::vector<double>{0, 0})}) {
        CHECK(band.rounds == 0);
        CHECK(band.by_rank.empty());
    }
    const ChanceBand three = chance_band(alike(5), std::vector<double>{1, 0, 1, 1});
    CHECK(three.by_rank.size() == 3);
}

TEST_CASE("rounds are two hundred or more for as many shards as a stream has, and bounded") {
    CHECK(chance_band(alike(1'000), equal(2)).rounds == 2'000);
    CHECK(chance_band({zipf(4'096, 1), 1'000'000, 1e6, 1e6}, equal(1'000)).rounds >= 200);
    KeyWeights keys = alike(1'000'000);
    keys.heavy = zipf(4'096, 1);
    const ChanceBand large = chance_band(keys, equal(10'000));
    CHECK(large.rounds >= 200);
    CHECK(is_sane(large));
    const std::uint32_t all = std::numeric_limits<std::uint32_t>::max();
    CHECK(chance_band(alike(100), equal(10'000), {.rounds = all}).rounds <= 420);
    CHECK(chance_band(alike(100), equal(1'000), {.rounds = 300}).rounds == 300);
    CHECK(chance_band(alike(100), equal(100'000), {.rounds = 300}).rounds == 41);
}

TEST_CASE("sums that cannot be true and weights beyond all measure give a band all the same") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const std::vector<double> odd{
        0,     -1,       1,    1e-308, 5e-324,
        1e300, infinity, 1e18, 3,      std::numeric_limits<double>::quiet_NaN()};
    const std::vector<std::uint64_t> counts{0, 1, 2, 1'000, ~std::uint64_t{0}};
    Random random{8};
    const auto any = [&] { return odd[random.below(odd.size())]; };
    for (int round = 0; round < 5'000; ++round) {
        KeyWeights keys{{}, counts[random.below(counts.size())], any(), any()};
        for (std::uint64_t heavy = random.below(4); heavy > 0; --heavy) {
            keys.heavy.push_back(any());
        }
        std::vector<double> shares(random.below(5));
        for (double& share : shares) {
            share = any();
        }
        REQUIRE(is_sane(chance_band(keys, shares, {.confidence = any(), .rounds = 5})));
    }
}
