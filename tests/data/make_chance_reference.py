#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes chance_reference.json: the largest load over the mean when keys are thrown by chance.

Each case was thrown many times by numpy, every key by itself. What is kept are quantiles about the
2.5 %, 50 % and 97.5 % ones, so wide apart that as many rounds as a test takes land between them.
"""

import json
from pathlib import Path

import numpy

QUANTILES = {"low": (0.010, 0.040), "median": (0.44, 0.56), "high": (0.960, 0.990)}


def zipf(keys, exponent):
    return 1e6 / numpy.arange(1, keys + 1) ** exponent


def largest(random, weights, shares, rounds):
    shards, expected = len(shares), weights.sum() * shares
    cumulative = numpy.cumsum(shares)
    cumulative[-1] = 1
    found = numpy.empty(rounds)
    equal = bool(numpy.all(weights == weights[0]))
    for at in range(rounds):
        if equal:
            loads = random.multinomial(len(weights), shares) * weights[0]
        else:
            where = numpy.searchsorted(cumulative, random.random(len(weights)), side="right")
            loads = numpy.bincount(where, weights, minlength=shards)
        found[at] = (loads / expected).max()
    return found


def case(random, keys, exponent, shares, rounds):
    weights = zipf(keys, exponent) if exponent else numpy.ones(keys)
    parts = numpy.array(shares, dtype=float)
    found = largest(random, weights, parts / parts.sum(), rounds)
    row = {"keys": keys, "exponent": exponent,
           "shards": len(shares), "shares": [] if len(set(shares)) == 1 else shares}
    for name, ends in QUANTILES.items():
        # Where the loads are whole numbers a quantile may be either of two neighbours.
        row[name] = [float(numpy.quantile(found, ends[0], method="lower")),
                     float(numpy.quantile(found, ends[1], method="higher"))]
    return row


def main():
    random = numpy.random.default_rng(20240501)
    uneven = [1, 2, 3, 4, 10, 0.5, 0.01, 8]
    rows = [case(random, keys, 0, [1] * shards, rounds) for keys, shards, rounds in (
        (1, 4, 20_000), (5, 4, 50_000), (10, 10, 50_000), (100, 16, 50_000), (1_000, 16, 50_000),
        (100_000, 16, 50_000), (10_000_000, 16, 50_000), (1_000, 128, 50_000),
        (4_096, 128, 50_000), (1_000_000, 128, 20_000), (20_000, 1_000, 20_000),
        (1_000_000, 1_000, 20_000), (10_000, 10_000, 10_000), (300_000, 10_000, 5_000),
        (10_000_000, 10_000, 5_000))]
    rows += [case(random, keys, 0, uneven, 50_000) for keys in (50, 5_000, 1_000_000)]
    rows += [case(random, keys, exponent, [1] * shards, 8_000)
             for keys, exponent, shards in ((20_000, 0.6, 64), (20_000, 1.0, 16), (5_000, 1.5, 8))]
    text = ",\n".join("  " + json.dumps(row) for row in rows)
    Path(__file__).with_name("chance_reference.json").write_text(f'{{\n "cases": [\n{text}\n ]\n}}\n')


if __name__ == "__main__":
    main()
