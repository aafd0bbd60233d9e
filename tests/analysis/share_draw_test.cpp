// SPDX-License-Identifier: Apache-2.0
#include "weir/analysis/share_draw.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "catch.hpp"
#include "dies.hpp"
#include "weir/analysis/chi_square.hpp"

using weir::Random;
using weir::ShareDraw;

namespace {

std::vector<double> draws_of(const std::vector<double>& shares, std::uint64_t seed,
                             std::size_t draws) {
    const ShareDraw draw{shares};
    Random random{seed};
    std::vector<double> counts(shares.size(), 0.0);
    for (std::size_t at = 0; at < draws; ++at) {
        counts[draw(random)] += 1;
    }
    return counts;
}

}  // namespace

TEST_CASE("shards are drawn as often as their shares say") {
    const std::vector<std::vector<double>> cases{{1, 1},
                                                 {1, 2, 3, 4},
                                                 {5, 0.5, 0.1, 0, 90},
                                                 {1e-3, 1e30, 1e30, 2e30},
                                                 std::vector<double>(77, 3.25)};
    for (const auto& shares : cases) {
        constexpr std::size_t draws = 400'000;
        const auto counts = draws_of(shares, 5, draws);
        double sum = 0;
        for (const double share : shares) {
            sum += share;
        }
        double statistic = 0;
        std::uint32_t degrees = 0;
        for (std::size_t at = 0; at < shares.size(); ++at) {
            const double expected = shares[at] / sum * draws;
            if (expected < 5) {
                CHECK(counts[at] <= 5);
                continue;
            }
            statistic += (counts[at] - expected) * (counts[at] - expected) / expected;
            ++degrees;
        }
        CHECK(weir::chi_square_p_value(statistic, degrees - 1) > 1e-3);
    }
}

TEST_CASE("random shares are drawn as often as they say") {
    Random random{9};
    for (std::uint64_t round = 0; round < 50; ++round) {
        std::vector<double> shares(2 + random.below(60));
        double sum = 0;
        for (double& share : shares) {
            share = 0.05 + random.fraction();
            sum += share;
        }
        const auto counts = draws_of(shares, round, 50'000);
        double statistic = 0;
        for (std::size_t at = 0; at < shares.size(); ++at) {
            const double expected = shares[at] / sum * 50'000;
            statistic += (counts[at] - expected) * (counts[at] - expected) / expected;
        }
        CAPTURE(round);
        CHECK(weir::chi_square_p_value(statistic, static_cast<std::uint32_t>(shares.size() - 1)) >
              1e-4);
    }
}

TEST_CASE("a share of nothing is never drawn") {
    for (std::size_t at = 0; at < 7; ++at) {
        std::vector<double> shares(7, 1.0 / 3);
        shares[at] = 0;
        CHECK(draws_of(shares, at, 20'000)[at] == 0);
    }
    CHECK(draws_of({0, 0, 5e-324, 0}, 1, 1'000)[2] == 1'000);
    CHECK(draws_of({4}, 1, 1'000)[0] == 1'000);
}

TEST_CASE("a draw from nothing is a mistake of the program") {
    CHECK(weir_test::dies([] { static_cast<void>(ShareDraw{std::vector<double>{}}); }));
    CHECK(weir_test::dies([] { static_cast<void>(ShareDraw{std::vector<double>{0, 0}}); }));
    CHECK(weir_test::dies([] {
        static_cast<void>(ShareDraw{std::vector<double>{std::numeric_limits<double>::infinity()}});
    }));
}
