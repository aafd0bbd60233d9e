#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes spread_reference.json: figures of spreads, and upper tails of chi-square, from elsewhere.

The tails are from mpmath's incomplete gamma function, in 60 digits; the figures are summed as
fractions, by their definitions: the Gini coefficient as a mean of differences over all pairs.
"""

import json
import random
from fractions import Fraction
from pathlib import Path

import mpmath

mpmath.mp.dps = 60


def upper_tail(statistic, degrees):
    half = mpmath.mpf(degrees) / 2
    return mpmath.gammainc(half, mpmath.mpf(statistic) / 2, mpmath.inf, regularized=True)


def text(number):
    return mpmath.nstr(mpmath.mpf(number), 20, min_fixed=0, max_fixed=0)


def tails():
    rows = []
    for degrees in (1, 2, 3, 4, 5, 7, 10, 15, 18, 19, 20, 21, 31, 63, 100, 255, 511, 999, 1000, 2047,
                    4095, 5000, 9998, 9999, 10000):
        spread = (2 * degrees) ** 0.5
        statistics = [1e-6, 0.01, 0.5, 1, degrees / 4, degrees / 2, degrees - 1, degrees,
                      degrees + 1, degrees + 2, degrees + 3, 2 * degrees, 3 * degrees, degrees + 300,
                      degrees + 1000]
        statistics += [degrees + step * spread for step in (-6, -4, -2, -1, 1, 2, 4, 8, 16, 24, 30)]
        for statistic in sorted({float(s) for s in statistics if s > 0}):
            p = upper_tail(statistic, degrees)
            if p > mpmath.mpf("1e-305"):
                rows.append([degrees, repr(statistic), text(p)])
    return rows


def figures(loads, shares):
    loads = [Fraction(load) for load in loads]
    shares = [Fraction(share) for share in shares] or [Fraction(1)] * len(loads)
    total, whole = sum(loads), sum(shares)
    expected = [total * share / whole for share in shares]
    chi_square = sum((x - e) ** 2 / e for x, e in zip(loads, expected))
    density = [x / e for x, e in zip(loads, expected)]
    weight = [share / whole for share in shares]
    mean = sum(w * d for w, d in zip(weight, density))
    variance = sum(w * (d - mean) ** 2 for w, d in zip(weight, density))
    gini = sum(a * b * abs(x - y) for a, x in zip(weight, density)
               for b, y in zip(weight, density)) / 2 / mean
    real = mpmath.mpf
    return {
        "max_over_mean": text(real(max(density).numerator) / max(density).denominator),
        "coefficient_of_variation":
            text(mpmath.sqrt(real(variance.numerator) / variance.denominator) /
                 (real(mean.numerator) / mean.denominator)),
        "gini": text(real(gini.numerator) / gini.denominator),
        "chi_square": text(real(chi_square.numerator) / chi_square.denominator),
        "degrees_of_freedom": len(loads) - 1,
        "p_value": text(upper_tail(real(chi_square.numerator) / chi_square.denominator,
                                   len(loads) - 1)) if len(loads) > 1 else "1",
    }


def spreads():
    chance = random.Random(20240501)
    cases = [([7], []), ([1, 0], []), ([1, 1, 1, 2], []), ([3, 5], [1, 3]), ([0, 0, 0, 9], []),
             ([100, 200, 300, 400], [1, 2, 3, 4]), ([10, 10, 10, 10], [1, 2, 3, 4])]
    for shards in (2, 3, 16, 64):
        records = [0] * shards
        for _ in range(shards * 50):
            records[chance.randrange(shards)] += 1
        cases.append((records, []))
        cases.append(([chance.randrange(1, 10 ** 9) for _ in range(shards)], []))
        cases.append(([chance.randrange(0, 1000) for _ in range(shards)],
                      [chance.randrange(1, 50) for _ in range(shards)]))
    return [{"loads": loads, "shares": shares, **figures(loads, shares)}
            for loads, shares in cases]


def lines(rows):
    return "[\n" + ",\n".join("  " + json.dumps(row) for row in rows) + "\n ]"


def main():
    out = Path(__file__).with_name("spread_reference.json")
    out.write_text(f'{{\n "upper_tails": {lines(tails())},\n "spreads": {lines(spreads())}\n}}\n')


if __name__ == "__main__":
    main()
