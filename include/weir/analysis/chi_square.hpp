// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace weir::inline v0 {

namespace detail {

/// x^a * e^-x / Gamma(a + 1), without the large numbers that cancel each other in it.
/// Units: a at least 0.5, x above 0.
[[nodiscard]] inline double poisson_mass(double a, double x) noexcept {
    if (a < 10) {
        return std::exp(a * std::log(x) - x) / std::tgamma(a + 1);
    }
    // Stirling's series has four terms left over that matter here; the rest is how far x is off.
    const double square = a * a;
    const double rest =
        (1.0 / 12 -
         (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square) / square) /
             square) /
        a;
    const double off = (x - a) / a;
    constexpr double two_pi = 6.283185307179586476925;
    return std::exp(-rest - a * (off - std::log1p(off))) / std::sqrt(two_pi * a);
}

/// The lower part of the incomplete gamma function over its first factor; for x up to a + 1.
[[nodiscard]] inline double lower_gamma_series(double a, double x) noexcept {
    double term = 1;
    double sum = 1;
    for (double divisor = a + 1; term > sum * std::numeric_limits<double>::epsilon() / 4;
         divisor += 1) {
        term *= x / divisor;
        sum += term;
    }
    return sum;
}

/// The upper part over the same factor and a; by Lentz's way to take a continued fraction, for x
/// above a + 1.
[[nodiscard]] inline double upper_gamma_fraction(double a, double x) noexcept {
    constexpr double tiny = 1e-300;
    constexpr double close = std::numeric_limits<double>::epsilon();
    double b = x + 1 - a;
    double c = 1 / tiny;
    double d = 1 / b;
    double value = d;
    double change = 0;
    for (double n = 1; std::abs(change - 1) > close && n < 1e6; n += 1) {
        const double numerator = n * (a - n);
        b += 2;
        d = numerator * d + b;
        d = 1 / (std::abs(d) < tiny ? tiny : d);
        c = b + numerator / c;
        c = std::abs(c) < tiny ? tiny : c;
        change = c * d;
        value *= change;
    }
    return value;
}

}  // namespace detail

/// How likely chance alone makes a chi-square statistic at least this large.
///
/// Gives:  0 to 1, right to 11 digits also where it is tiny; 1 if there is no degree of freedom or
///         the statistic is no positive number.
/// Source: the regularised incomplete gamma function, by its series and its continued fraction.
[[nodiscard]] inline double chi_square_p_value(double statistic,
                                               std::uint32_t degrees_of_freedom) noexcept {
    if (degrees_of_freedom == 0 || !(statistic > 0)) {
        return 1;
    }
    const double a = static_cast<double>(degrees_of_freedom) / 2;
    const double x = statistic / 2;
    if (!(x < 1e100)) {
        return 0;  // so that no infinity gets into the formulas
    }
    const double mass = detail::poisson_mass(a, x);
    const double p = x < a + 1 ? 1 - mass * detail::lower_gamma_series(a, x)
                               : mass * a * detail::upper_gamma_fraction(a, x);
    return std::clamp(p, 0.0, 1.0);
}

}  // namespace weir::inline v0
