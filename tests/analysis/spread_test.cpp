// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/spread.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "analysis/reference.hpp"
#include "catch.hpp"
#include "dies.hpp"
#include "weir/core/random.hpp"

using weir::Spread;
using weir::spread_of;

namespace {

bool is_nothing(const Spread& spread) {
    return spread.max_over_mean == 0 && spread.coefficient_of_variation == 0 && spread.gini == 0 &&
           spread.chi_square == 0 && spread.degrees_of_freedom == 0 && spread.p_value == 1;
}

bool is_sane(const Spread& spread) {
    return std::isfinite(spread.max_over_mean) && std::isfinite(spread.coefficient_of_variation) &&
           std::isfinite(spread.chi_square) && spread.gini >= 0 && spread.gini <= 1 &&
           spread.p_value >= 0 && spread.p_value <= 1;
}

/// Equal within what adding up in another order may change; what is too small to tell is nothing.
void same(double value, const nlohmann::json& wanted) {
    const double number = weir_test::number(wanted);
    if (std::abs(number) < 1e-300) {
        CHECK(std::abs(value) < 1e-300);
    } else {
        CHECK(weir_test::relative_error(value, number) < 1e-11);
    }
}

}  // namespace

TEST_CASE("figures of a spread agree with those of another implementation to eleven digits") {
    const auto cases = weir_test::reference("spread_reference.json")["spreads"];
    REQUIRE(cases.size() > 15);
    for (const auto& one : cases) {
        const auto loads = one["loads"].get<std::vector<double>>();
        const auto shares = one["shares"].get<std::vector<double>>();
        const Spread spread = spread_of(loads, shares);
        CAPTURE(one["loads"].dump(), one["shares"].dump());
        same(spread.max_over_mean, one["max_over_mean"]);
        same(spread.coefficient_of_variation, one["coefficient_of_variation"]);
        same(spread.gini, one["gini"]);
        same(spread.chi_square, one["chi_square"]);
        CHECK(spread.degrees_of_freedom == one["degrees_of_freedom"].get<std::uint32_t>());
        same(spread.p_value, one["p_value"]);
    }
}

TEST_CASE("no shards, no load and one shard have a spread that says so") {
    CHECK(is_nothing(spread_of({})));
    CHECK(is_nothing(spread_of(std::vector<double>(16, 0.0))));
    CHECK(is_nothing(spread_of(std::vector<double>{5, 6}, std::vector<double>{0, 0})));
    const Spread one = spread_of(std::vector<double>{12});
    CHECK(one.max_over_mean == 1);
    CHECK(one.coefficient_of_variation == 0);
    CHECK(one.gini == 0);
    CHECK(one.chi_square == 0);
    CHECK(one.degrees_of_freedom == 0);
    CHECK(one.p_value == 1);
}

TEST_CASE("all in one of many shards is as uneven as it gets") {
    std::vector<double> loads(100, 0.0);
    loads[37] = 5'000;
    const Spread spread = spread_of(loads);
    CHECK(spread.max_over_mean == Approx(100));
    CHECK(spread.gini == Approx(0.99));
    CHECK(spread.coefficient_of_variation == Approx(std::sqrt(99.0)));
    CHECK(spread.chi_square == Approx(5'000.0 * 99));
    CHECK(spread.p_value == 0);
}

TEST_CASE("a load as large as its share is even, whatever the shares are") {
    const std::vector<double> shares{0.5, 0.25, 0.125, 0.125};
    const Spread spread = spread_of(std::vector<double>{800, 400, 200, 200}, shares);
    CHECK(spread.max_over_mean == 1);
    CHECK(spread.coefficient_of_variation == 0);
    CHECK(spread.gini == 0);
    CHECK(spread.p_value == 1);
    CHECK(spread.degrees_of_freedom == 3);
}

TEST_CASE("a shard without a share is left out with its load") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> loads{10, 999, 30, 5};
    const Spread spread = spread_of(loads, std::vector<double>{1, 0, 1, nan});
    CHECK(spread.max_over_mean == Approx(1.5));
    CHECK(spread.degrees_of_freedom == 1);
    CHECK(spread.chi_square == Approx(10));
}

TEST_CASE("bytes of records of one size are as uneven as the records") {
    weir::Random random{3};
    std::vector<double> records(32, 0.0);
    for (int throws = 0; throws < 1'000; ++throws) {
        records[random.below(32)] += 1;
    }
    std::vector<double> bytes(records);
    for (double& load : bytes) {
        load *= 700;
    }
    const Spread by_records = spread_of(records);
    const Spread by_bytes = spread_of(bytes, {}, 700);
    CHECK(by_bytes.chi_square == Approx(by_records.chi_square));
    CHECK(by_bytes.p_value == Approx(by_records.p_value));
    CHECK(spread_of(bytes).p_value < 1e-100);  // were each byte thrown by itself
    CHECK(by_records.p_value > 1e-3);
}

TEST_CASE("p values of fair throws are spread evenly from zero to one") {
    weir::Random random{20};
    std::vector<int> tenths(10, 0);
    for (int round = 0; round < 2'000; ++round) {
        std::vector<double> loads(16, 0.0);
        for (int throws = 0; throws < 800; ++throws) {
            loads[random.below(16)] += 1;
        }
        const double p = spread_of(loads).p_value;
        ++tenths[p < 1 ? static_cast<std::size_t>(p * 10) : 9];
    }
    for (const int count : tenths) {
        CHECK(count > 140);
        CHECK(count < 260);
    }
}

TEST_CASE("a shard of a single hash key and loads beyond all measure give numbers all the same") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    constexpr double most = std::numeric_limits<double>::max();
    const double key = 0x1p-128;
    CHECK(is_sane(spread_of(std::vector<double>{1e19, 1e19}, std::vector<double>{1 - key, key})));
    CHECK(spread_of(std::vector<double>{1, 1}, std::vector<double>{1, key}).degrees_of_freedom ==
          1);
    const std::vector<double> odd{0,        -1,   -infinity,
                                  infinity, most, 1e-308,
                                  5e-324,   1,    std::numeric_limits<double>::quiet_NaN(),
                                  1e100,    1e18};
    weir::Random random{11};
    for (int round = 0; round < 20'000; ++round) {
        std::vector<double> loads(1 + random.below(5));
        std::vector<double> shares(loads.size());
        for (std::size_t at = 0; at < loads.size(); ++at) {
            loads[at] = odd[random.below(odd.size())];
            shares[at] = odd[random.below(odd.size())];
        }
        const double unit = odd[random.below(odd.size())];
        REQUIRE(is_sane(spread_of(loads, shares, unit)));
        REQUIRE(is_sane(spread_of(loads, {}, unit)));
    }
}

TEST_CASE("shares of another number of shards are a mistake of the program") {
    CHECK(weir_test::dies([] {
        static_cast<void>(spread_of(std::vector<double>{1, 2}, std::vector<double>{1}));
    }));
}
