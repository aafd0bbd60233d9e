// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/chi_square.hpp"

#include <cmath>
#include <cstdint>
#include <limits>

#include "analysis/reference.hpp"
#include "catch.hpp"

using weir::chi_square_p_value;

TEST_CASE("upper tails of chi-square agree with another implementation to eleven digits") {
    const auto rows = weir_test::reference("spread_reference.json")["upper_tails"];
    REQUIRE(rows.size() > 500);
    double worst = 0;
    for (const auto& row : rows) {
        const double wanted = weir_test::number(row[2]);
        const double p = chi_square_p_value(weir_test::number(row[1]), row[0].get<std::uint32_t>());
        const double error = weir_test::relative_error(p, wanted);
        worst = std::isnan(error) ? 1 : std::max(worst, error);
        CAPTURE(row[0].get<int>(), row[1].get<std::string>(), p, wanted);
        CHECK(error < 1e-11);
    }
    CHECK(worst > 0);  // the comparison is one
}

TEST_CASE("the reference goes from p near one to p below 1e-200") {
    double least = 1;
    double most = 0;
    const auto rows = weir_test::reference("spread_reference.json")["upper_tails"];
    for (const auto& row : rows) {
        least = std::min(least, weir_test::number(row[2]));
        most = std::max(most, weir_test::number(row[2]));
    }
    CHECK(least < 1e-200);
    CHECK(1 - most < 1e-12);
}

TEST_CASE("two degrees of freedom are an exponential function") {
    for (const double statistic : {1e-9, 0.1, 1.0, 3.9, 4.1, 50.0, 700.0, 1400.0}) {
        CHECK(weir_test::relative_error(chi_square_p_value(statistic, 2),
                                        std::exp(-statistic / 2)) < 1e-12);
    }
}

TEST_CASE("what is no statistic says nothing, and what is beyond all chance has p zero") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    CHECK(chi_square_p_value(5, 0) == 1);
    CHECK(chi_square_p_value(0, 7) == 1);
    CHECK(chi_square_p_value(-3, 7) == 1);
    CHECK(chi_square_p_value(-infinity, 7) == 1);
    CHECK(chi_square_p_value(std::numeric_limits<double>::quiet_NaN(), 7) == 1);
    CHECK(chi_square_p_value(std::numeric_limits<double>::denorm_min(), 1) == 1);
    for (const double huge : {1e5, 1e9, 1e99, 1e101, 1e308, infinity}) {
        CHECK(chi_square_p_value(huge, 1) == 0);
        CHECK(chi_square_p_value(huge, 9'999) == 0);
    }
    CHECK(chi_square_p_value(1e-300, 9'999) == 1);
}

TEST_CASE("p is a probability and falls as the statistic grows, for every degree of freedom") {
    for (std::uint32_t degrees = 1; degrees <= 10'000; degrees += degrees < 50 ? 1 : 397) {
        const double width = std::sqrt(2.0 * degrees);
        double last = 1;
        for (double off = -40; off < 60; off += 0.25) {
            const double p = chi_square_p_value(degrees + off * width, degrees);
            REQUIRE(p >= 0);
            REQUIRE(p <= last + 1e-14);
            last = p;
        }
        CHECK(last < 1e-12);
    }
}

TEST_CASE("more degrees of freedom than a stream has shards still come to an end") {
    constexpr std::uint32_t most = std::numeric_limits<std::uint32_t>::max();
    CHECK(chi_square_p_value(most, most) == Approx(0.5).margin(1e-4));
    CHECK(chi_square_p_value(most / 2.0, most) == 1);
    CHECK(chi_square_p_value(most * 2.0, most) == 0);
}
