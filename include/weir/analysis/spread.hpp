// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "weir/analysis/chi_square.hpp"
#include "weir/analysis/key_report.hpp"
#include "weir/core/check.hpp"

namespace weir::inline v0 {

namespace detail {

/// What counts of a load or a share: nothing of what is not a positive number.
[[nodiscard]] inline double counted_amount(double amount) noexcept {
    constexpr double most = 1e100;  // its square, over the smallest share, is still a number
    return amount > 0 ? std::min(amount, most) : 0;
}

/// The shares of the hash space, of which all together are 1; equal ones if there are none given.
/// A share that is less than one hash key is nothing.
[[nodiscard]] inline std::vector<double> shares_of_one(std::span<const double> shares,
                                                       std::size_t count) {
    WEIR_CHECK(shares.empty() || shares.size() == count, "each shard has one share of the keys");
    if (shares.empty()) {
        return std::vector<double>(count, count == 0 ? 0 : 1 / static_cast<double>(count));
    }
    std::vector<double> parts(count);
    std::transform(shares.begin(), shares.end(), parts.begin(), counted_amount);
    double sum = 0;
    for (const double part : parts) {
        sum += part;
    }
    constexpr double half_a_key = 0x1p-129;
    for (double& part : parts) {
        part = sum > 0 && part / sum > half_a_key ? part / sum : 0;
    }
    return parts;
}

/// A shard's load over what its share makes expect, and that share.
struct DenseShare {
    double density = 0;
    double share = 0;
};

/// The Gini coefficient of densities whose mean is 1.
[[nodiscard]] inline double gini_of(std::vector<DenseShare>& parts) {
    std::sort(parts.begin(), parts.end(),
              [](const DenseShare& a, const DenseShare& b) { return a.density < b.density; });
    double below = 0;
    double gini = 0;
    for (const DenseShare& part : parts) {
        // The mean is taken off so that equal densities give no more than nothing at all.
        gini += part.share * (part.density - 1) * (2 * below + part.share - 1);
        below += part.share;
    }
    return std::clamp(gini, 0.0, 1.0);
}

}  // namespace detail

/// How unevenly loads lie on shards that own these shares of the hash space; none given: equal.
///
/// Every figure is of the load over what the share makes expect, weighted with the share: of the
/// density of the load in the hash space. For equal shares that is the usual definition.
///
/// Units: shares need not add up to 1. A shard without a share is left out, and no load counts that
///        is not a positive number. `unit` is the load that one throw of chance brings: 1 for
///        records; where they weigh w, their sum of w * w over their sum of w.
/// Gives: nothing but zeros, and a p value of 1, if there is no load at all.
[[nodiscard]] inline Spread spread_of(std::span<const double> loads,
                                      std::span<const double> expected_shares = {},
                                      double unit = 1) {
    const std::vector<double> shares = detail::shares_of_one(expected_shares, loads.size());
    double total = 0;
    std::uint32_t shards = 0;
    for (std::size_t at = 0; at < loads.size(); ++at) {
        if (shares[at] > 0) {
            total += detail::counted_amount(loads[at]);
            ++shards;
        }
    }
    if (!(total > 0)) {
        return {};
    }
    Spread spread;
    std::vector<detail::DenseShare> parts;
    parts.reserve(shards);
    double square = 0;  // of the coefficient of variation
    for (std::size_t at = 0; at < loads.size(); ++at) {
        if (shares[at] > 0) {
            const double density = detail::counted_amount(loads[at]) / total / shares[at];
            square += shares[at] * (density - 1) * (density - 1);
            spread.max_over_mean = std::max(spread.max_over_mean, density);
            parts.push_back({density, shares[at]});
        }
    }
    spread.coefficient_of_variation = std::sqrt(square);
    spread.gini = detail::gini_of(parts);
    const double throws = detail::counted_amount(total / (unit > 0 ? unit : 1));
    spread.chi_square = std::min(square * throws, std::numeric_limits<double>::max());
    spread.degrees_of_freedom = shards - 1;
    spread.p_value = chi_square_p_value(spread.chi_square, spread.degrees_of_freedom);
    return spread;
}

}  // namespace weir::inline v0
